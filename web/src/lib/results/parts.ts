// The parts of a sentence: what it can be said without, and with other words in their place.

import { asArray, asNumber, asObject, asString } from '../api/decode';
import { path, request } from '../api/http';
import { readSentence } from '../api/readings';

export interface Part {
	kind: 'condition' | 'time' | 'group' | 'order' | 'limit';
	label: string;
	/** That it is about; '': none. */
	table: string;
	column: string;
	/** The sentence without it; '': it cannot be said so. */
	without: string;
	/** Where the words stand that others may take the place of. */
	offset: number;
	/** 0: there are none. */
	length: number;
}

const KINDS = ['condition', 'time', 'group', 'order', 'limit'] as const;

/** Of what the sentence is likeliest read as, which is `reading`. */
export async function listParts(
	sentence: string,
	signal: AbortSignal
): Promise<{ reading: string; parts: Part[] }> {
	const answer = await request('POST', path('readings', 'parts'), { body: { rule_code: sentence }, signal });
	return { reading: asString(answer.reading, 'reading'), parts: asArray(answer.parts, 'parts', asPart) };
}

function asPart(value: unknown, what: string): Part {
	const part = asObject(value, what);
	const kind = asString(part.kind, `${what}.kind`);
	return {
		kind: KINDS.find((known) => known === kind) ?? 'condition',
		label: asString(part.label, `${what}.label`),
		table: asString(part.table, `${what}.table`),
		column: asString(part.column, `${what}.column`),
		without: asString(part.without, `${what}.without`),
		offset: asNumber(part.offset, `${what}.offset`),
		length: asNumber(part.length, `${what}.length`)
	};
}

/** What stands there now. */
export function saidBy(sentence: string, { offset, length }: Part): string {
	return sentence.slice(offset, offset + length);
}

export function saidWith(sentence: string, { offset, length }: Part, words: string): string {
	return sentence.slice(0, offset) + words + sentence.slice(offset + length);
}

/** With a value of the data: in quotes where the bare words are not taken for it. */
export async function saidWithValue(
	sentence: string,
	part: Part,
	value: string,
	read: typeof readSentence = readSentence
): Promise<string> {
	const bare = saidWith(sentence, part, value);
	const reading = await read(bare).catch(() => null);
	if (reading?.status === 'ok' && reading.reading.includes(`“${value}”`)) return bare;
	return value.includes("'") ? bare : saidWith(sentence, part, `'${value}'`);
}
