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

/** Sentences that fit the columns which the person's own table has, `others` among them; the first is the plainest. */
export function exampleSentences(tables: readonly ExampleTable[], others = tables): string[] {
	const table = exampleTable(tables);
	const noun = nounOf(table);
	const columns = table?.columns ?? [];
	const moment = columns.find(({ type }) => isMoment(type))?.name.replaceAll('_', ' ');
	const text = columns.find(({ type, name }) => isText(type) && !isTitle(name))?.name.replaceAll('_', ' ');
	const sentences = [exampleSentence(tables)];
	if (moment === 'created at') sentences.push(`Find all ${noun} created in the last 30 days`);
	else if (moment) sentences.push(`How many ${noun} per month`);
	if (text) sentences.push(`How many ${noun} per ${text}`);
	const of = parentOf(table, others);
	if (of) sentences.push(`How many ${noun} per ${of}`);
	if (moment) sentences.push(`The 5 newest ${noun}`);
	return sentences;
}

const isMoment = (type: string) => /^(date|timestamp)/.test(type);
const isText = (type: string) => /^(text|character)/.test(type);
/** What tells every row from the others groups nothing. */
const isTitle = (name: string) => /(^|_)(name|title|description|summary|url|email|text|comment)$/.test(name);

/** What the rows of another table that a key points to are called, one of them. */
function parentOf(table: ExampleTable | undefined, tables: readonly ExampleTable[]): string | undefined {
	for (const { name } of table?.columns ?? []) {
		const one = /^(.+)_id$/.exec(name)?.[1];
		if (one && tables.some((other) => other !== table && [one, plural(one)].includes(other.name)))
			return one.replaceAll('_', ' ');
	}
	return undefined;
}

/** docs/protocol.md, `run_rule`. */
const MOST_BYTES = 16_384;

/** Says so of a sentence that the server would refuse for its length; nothing of others. */
export function tooLong(sentence: string): string | undefined {
	const bytes = new TextEncoder().encode(sentence).length;
	if (bytes <= MOST_BYTES) return undefined;
	return `This sentence is too long: ${formatNumber(bytes)} bytes; ${formatNumber(MOST_BYTES)} are the most.`;
}

/** The one with the most to ask about: with a time and words; one that only ties others together comes last. */
function exampleTable(tables: readonly ExampleTable[]): ExampleTable | undefined {
	const worth = ({ columns }: ExampleTable) =>
		(columns.some(({ type }) => isMoment(type)) ? 2 : 0) +
		(columns.some(({ type, name }) => isText(type) && !isTitle(name)) ? 2 : 0) +
		(columns.some(({ type }) => isText(type)) ? 1 : 0);
	const best = Math.max(0, ...tables.map(worth));
	return tables.find(({ name }) => name === 'patterns') ?? tables.find((table) => worth(table) === best);
}

function nounOf(table: ExampleTable | undefined): string {
	return table ? plural(table.name).replaceAll('_', ' ') : 'patterns';
}

/** The last word in the plural, as tables are named in one or the other. */
function plural(name: string): string {
	if (
		/(^|_)(data|news|staff|equipment|information|media|people|children|men|women|series|species)$/i.test(name)
	)
		return name;
	if (/person$/i.test(name)) return name.replace(/person$/i, 'people');
	if (/(child)$/i.test(name)) return `${name}ren`;
	if (/(ss|x|ch|sh|us)$/i.test(name)) return `${name}es`;
	if (/s$/i.test(name)) return name;
	return /[^aeiou]y$/i.test(name) ? name.replace(/y$/i, 'ies') : `${name}s`;
}
