// What the input line means, and what could stand there.

import type { Column } from '$lib/api/protocol';
import { formatNumber } from '../results/values';
import { smallTalk } from './small-talk';

export type Composed =
	| { kind: 'empty' }
	| { kind: 'run'; sentence: string }
	/** No `run` in front, or nothing for a database: the person gets a hint. */
	| { kind: 'plain'; text: string };

/** How a message begins that can only mean the rule before it. */
const GOES_ON =
	/^(and|only|just|now|instead|what about|how about|same for|by|per|sort|order|group|split|break|without|how many (are|of) (these|those|them|it))\b/i;

/**
 * `run`, any case, then at least one blank; the final dot belongs to the sentence. Behind a rule (`goesOn`) what can only
 * change it needs no `run`: "and in France?".
 */
export function compose(text: string, goesOn = false): Composed {
	const trimmed = text.trim();
	if (trimmed === '') return { kind: 'empty' };
	const match = /^run(?:\s+([\s\S]*))?$/i.exec(trimmed);
	if (!match) {
		if (goesOn && GOES_ON.test(trimmed)) return { kind: 'run', sentence: trimmed };
		return { kind: 'plain', text: trimmed };
	}
	const sentence = match[1]?.trim() ?? '';
	return sentence === '' || smallTalk(sentence)
		? { kind: 'plain', text: trimmed }
		: { kind: 'run', sentence };
}

interface ExampleTable {
	name: string;
	columns: readonly Column[];
}

/** An example in the words of the person's own database. */
export function exampleSentence(tables: readonly ExampleTable[]): string {
	return `Find all ${nounOf(exampleTable(tables))}`;
}

/** Sentences that fit the columns which the person's own table has; the first is the plainest. */
export function exampleSentences(tables: readonly ExampleTable[]): string[] {
	const table = exampleTable(tables);
	const noun = nounOf(table);
	const column = (test: (column: Column) => boolean) => table?.columns.find(test)?.name.replaceAll('_', ' ');
	const moment = column(({ type }) => /^(date|timestamp)/.test(type));
	const text = column(({ type, name }) => /^(text|character)/.test(type) && name !== 'name');
	const sentences = [exampleSentence(tables)];
	if (moment) {
		const when = moment === 'created at' ? 'created' : `with ${moment}`;
		sentences.push(`Find all ${noun} ${when} in the last 30 days`);
	}
	if (text) sentences.push(`How many ${noun} per ${text}`);
	if (moment) sentences.push(`The 5 newest ${noun}`);
	return sentences;
}

/** docs/protocol.md, `run_rule`. */
const MOST_BYTES = 16_384;

/** Says so of a sentence that the server would refuse for its length; nothing of others. */
export function tooLong(sentence: string): string | undefined {
	const bytes = new TextEncoder().encode(sentence).length;
	if (bytes <= MOST_BYTES) return undefined;
	return `This sentence is too long: ${formatNumber(bytes)} bytes; ${formatNumber(MOST_BYTES)} are the most.`;
}

function exampleTable(tables: readonly ExampleTable[]): ExampleTable | undefined {
	return tables.find(({ name }) => name === 'patterns') ?? tables[0];
}

function nounOf(table: ExampleTable | undefined): string {
	return table?.name.replaceAll('_', ' ') ?? 'patterns';
}
