// What sentences would be read as (docs/protocol.md, "While a sentence is being typed").

import { asArray, asNumber, asObject, asString, optional, withDefault } from './decode';
import { path, request } from './http';
import { asSaidWords, asUnknownWord, type SaidWord, type UnknownWord } from './protocol';

export interface ReadChoice {
	sql: string;
	/** 0 … 1. */
	confidence: number;
	words?: SaidWord[];
}

/** What a sentence would be read as; nothing was run. */
export interface SentenceReading {
	status: 'ok' | 'ambiguous' | 'not_understood';
	/** What a sentence that changes the one before it became; missing when it stands by itself. */
	sentence?: string;
	/** Of the best reading; '' when there is none. */
	reading: string;
	/** The planner's guess for the best reading; null when there is none. */
	rows_estimate: number | null;
	/** In how many ways it can be read. */
	readings: number;
	/** Each of them, best first. */
	choices: ReadChoice[];
	unknown: UnknownWord[];
	message: string;
	hint: string;
}

/** `after`: the sentence before it in the conversation, which it may change. */
export async function readSentence(
	sentence: string,
	signal?: AbortSignal,
	after?: string
): Promise<SentenceReading> {
	const body = after === undefined ? { rule_code: sentence } : { rule_code: sentence, after };
	const answer = await request('POST', path('readings'), { body, signal });
	const status = asString(answer.status, 'status');
	const choices = withDefault(answer, 'readings', (list, what) => asArray(list, what, asChoice), []);
	return {
		status: status === 'ok' || status === 'ambiguous' ? status : 'not_understood',
		sentence: optional(answer, 'sentence', asString),
		reading: withDefault(answer, 'reading', asString, ''),
		rows_estimate: optional(answer, 'rows_estimate', asNumber) ?? null,
		readings: choices.length,
		choices,
		unknown: withDefault(answer, 'unknown', (list, what) => asArray(list, what, asUnknownWord), []),
		message: withDefault(answer, 'message', asString, ''),
		hint: withDefault(answer, 'hint', asString, '')
	};
}

function asChoice(value: unknown, what: string): ReadChoice {
	const choice = asObject(value, what);
	return {
		sql: withDefault(choice, 'sql', asString, ''),
		confidence: withDefault(choice, 'confidence', asNumber, 0),
		words: optional(choice, 'words', asSaidWords)
	};
}
