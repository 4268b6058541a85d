// What each word of a sentence became, for a person: said in words, and found again in the reading and in the SQL.

import type { SaidWord, WordRole } from '../api/protocol';
import type { SqlToken } from '../sql/sql';

export interface Piece {
	text: string;
	/** Its place among the words; undefined: it only holds the sentence together. */
	word?: number;
}

/** The sentence in pieces, with each word as a piece of its own. Words that do not stand in it are left out. */
export function piecesOf(sentence: string, words: readonly SaidWord[]): Piece[] {
	const pieces: Piece[] = [];
	let from = 0;
	words.forEach(({ offset, length }, word) => {
		if (offset < from || length < 1 || offset + length > sentence.length) return;
		if (offset > from) pieces.push({ text: sentence.slice(from, offset) });
		pieces.push({ text: sentence.slice(offset, offset + length), word });
		from = offset + length;
	});
	if (from < sentence.length || pieces.length === 0) pieces.push({ text: sentence.slice(from) });
	return pieces;
}

export function textOf(sentence: string, { offset, length }: SaidWord): string {
	return sentence.slice(offset, offset + length);
}

/** The words of content that change nothing, as typed. */
export function leftOut(sentence: string, words: readonly SaidWord[] = []): string[] {
	return words.filter(({ role }) => role === 'none').map((word) => textOf(sentence, word));
}

/** “shiny”, “shiny and blue”: for a button. */
export function listed(texts: readonly string[]): string {
	const all = [...new Set(texts)];
	return all.length < 2 ? (all[0] ?? '') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
}

const NAMES: Record<WordRole, string> = {
	none: 'left out',
	table: 'table',
	column: 'column',
	value: 'value',
	number: 'number',
	comparison: 'compares',
	time: 'span of time',
	aggregate: 'computes',
	group: 'groups',
	order: 'orders'
};

const spaced = (name: string) => name.replaceAll('_', ' ');

/** “value Germany in country of orgs”. */
export function meaningOf(word: SaidWord): string {
	const { role, table, column, value } = word;
	const of = column ? `${spaced(column)}${table ? ` of ${spaced(table)}` : ''}` : table ? spaced(table) : '';
	switch (role) {
		case 'none':
			return 'left out: it changes nothing';
		case 'value':
			return `${NAMES.value} ${value ?? ''} in ${of}`;
		case 'number':
			return of === '' || !column ? NAMES.number : `${NAMES.number} for ${of}`;
		case 'order':
			return `orders${of && column ? ` by ${of}` : ''}${value ? `, the first ${value}` : ''}`;
		case 'time':
			return `${NAMES.time}${of ? ` in ${of}` : ''}`;
		case 'group':
			return `groups${of && column ? ` by ${of}` : ''}`;
		default:
			return of ? `${NAMES[role]} ${of}` : NAMES[role];
	}
}

/** What was taken for what it does not say: “recent = created at, the first 10”. */
export function assumptions(sentence: string, words: readonly SaidWord[] = []): string[] {
	return words
		.filter(({ assumed }) => assumed)
		.map((word) => {
			const name = spaced(word.column ?? word.table ?? '');
			const first = word.role === 'order' && word.value ? `the first ${word.value}` : '';
			return `${textOf(sentence, word)} = ${[word.role === 'value' ? `a ${name}` : name, first].filter(Boolean).join(', ')}`;
		});
}

const ROLE_WORDS: Partial<Record<WordRole, RegExp>> = {
	comparison:
		/\b(more than|less than|at least|at most|fewer than|not|without|is not|before|after|contains|begins with|ends with|between)\b/i,
	aggregate: /\b(number of(?: different)?|average|total|highest|lowest|median|share of)\b/i,
	group: /\b(per|for each|by)\b/i,
	order:
		/\b((?:highest|lowest|latest|earliest|newest|oldest|most|fewest)\b(?: [\w ]*? first)?|first|only the|by)\b/i
};

function wordPattern(text: string): RegExp | undefined {
	if (text.trim() === '') return undefined;
	const literal = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
	return new RegExp(`(?<![\\p{L}\\p{N}_])${literal}(?![\\p{L}\\p{N}_])`, 'iu');
}

/** A name in the singular or in the plural. */
function namePattern(name: string): RegExp | undefined {
	const noun = spaced(name).replace(/ies$|y$|e?s$/i, '');
	if (noun === '') return undefined;
	const literal = noun.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
	return new RegExp(`(?<![\\p{L}\\p{N}_])${literal}(?:y|ies|e?s)?(?![\\p{L}\\p{N}_])`, 'iu');
}

/** The reading in pieces: each word where it is said again, if it can be found. */
export function piecesOfReading(reading: string, sentence: string, words: readonly SaidWord[]): Piece[] {
	const found: { from: number; to: number; word: number }[] = [];
	const claim = (word: number, pattern: RegExp | undefined): boolean => {
		if (!pattern) return false;
		for (const match of reading.matchAll(new RegExp(pattern.source, pattern.flags + 'g'))) {
			const from = match.index;
			const to = from + match[0].length;
			if (to > from && found.every((one) => to <= one.from || from >= one.to)) {
				found.push({ from, to, word });
				return true;
			}
		}
		return false;
	};
	const number = (value: string | undefined) =>
		value !== undefined && Number.isFinite(Number(value))
			? wordPattern(Number(value).toLocaleString('en-GB', { maximumFractionDigits: 20 }))
			: undefined;
	// Surest first, so that a loose pattern takes nothing away from a word that is said as it is.
	const left = words.flatMap((word, at) => {
		if (word.role === 'none') return [];
		const said = textOf(sentence, word).replace(/^["'“”„‘’«»]+|["'“”„‘’«»]+$/g, '');
		const done =
			claim(at, word.value ? wordPattern(word.value) : undefined) ||
			(word.role === 'number' && claim(at, number(word.value))) ||
			claim(at, wordPattern(said));
		return done ? [] : [at];
	});
	for (const at of left) {
		const word = words[at];
		if (!word) continue;
		if (word.column && claim(at, namePattern(word.column))) continue;
		if (word.role === 'table' && word.table && claim(at, namePattern(word.table))) continue;
		claim(at, ROLE_WORDS[word.role]);
	}
	found.sort((a, b) => a.from - b.from);
	const pieces: Piece[] = [];
	let from = 0;
	for (const one of found) {
		if (one.from > from) pieces.push({ text: reading.slice(from, one.from) });
		pieces.push({ text: reading.slice(one.from, one.to), word: one.word });
		from = one.to;
	}
	if (from < reading.length || pieces.length === 0) pieces.push({ text: reading.slice(from) });
	return pieces;
}

const KEYWORDS: Partial<Record<WordRole, RegExp>> = {
	comparison: /^(not|in|ilike|like|is|null|having|between)$/i,
	time: /^(date|interval|current_date|current_timestamp|between)$/i,
	group: /^(group)$/i,
	order: /^(order|asc|desc|limit|offset)$/i
};
const COMPARES = /^(<>|<=|>=|!=|<|>)$/;
const COMPUTES = /^(count|sum|avg|min|max|percentile_cont|row_number|rank|lag)$/i;
const OF_TIME = /^(date_trunc|date_part|extract|to_date|to_timestamp)$/i;

const unquoted = (text: string) => text.slice(1, -1).replaceAll('""', '"').replaceAll("''", "'");

/** Names that need no quotes stand without. */
const nameOf = (text: string) => (text.startsWith('"') ? unquoted(text) : text);

/** Whether the token of the SQL says what the word became. */
export function isSaidBy(token: SqlToken, word: SaidWord): boolean {
	const { role, table, column, value } = word;
	switch (token.kind) {
		case 'name':
			return nameOf(token.text) === (column ?? table) && role !== 'group' && role !== 'comparison';
		case 'text':
			return role === 'value'
				? value !== undefined && unquoted(token.text).includes(value)
				: role === 'time' && /\d/.test(token.text);
		case 'number':
			return value !== undefined && (role === 'number' || role === 'order') && token.text === value;
		case 'keyword':
			return KEYWORDS[role]?.test(token.text) ?? false;
		case 'sign':
			return role === 'comparison' && COMPARES.test(token.text);
		case 'function':
			return (
				(role === 'aggregate' && COMPUTES.test(token.text)) ||
				((role === 'time' || role === 'group') && OF_TIME.test(token.text))
			);
		default:
			return false;
	}
}

/** For each token of the SQL the first word that it belongs to; undefined: to none. */
export function wordsOfSql(
	tokens: readonly SqlToken[],
	words: readonly SaidWord[]
): readonly (number | undefined)[] {
	return tokens.map((token) => {
		const at = words.findIndex((word) => word.role !== 'none' && isSaidBy(token, word));
		return at < 0 ? undefined : at;
	});
}
