// What could complete the sentence in the input line: rule codes, tables, columns, and values of the database.

import type { KnownValue } from '../api/http';

export interface Completion {
	/** What takes the place of the word. */
	text: string;
	kind: 'command' | 'rule' | 'table' | 'column' | 'value';
	detail: string;
}

export interface Vocabulary {
	rules: readonly { code: string; sentence: string; description: string }[];
	tables: readonly {
		name: string;
		description: string;
		columns: readonly { name: string; type: string }[];
	}[];
}

const MOST = 8;

/** Values have several words: so many before the caret may belong to one. */
const MOST_WORDS = 4;

export interface Completions {
	/** Where what they complete begins. */
	from: number;
	items: Completion[];
}

/** The word that ends at the caret. */
export function wordAt(text: string, caret: number): string {
	return /[\p{L}\p{N}_]*$/u.exec(text.slice(0, caret))?.[0] ?? '';
}

/**
 * Completions of what ends at the caret, best first. `bare`: the whole text is the sentence, without `run` in front.
 * `values`: what the database holds, as far as it was asked.
 */
export function complete(
	text: string,
	caret: number,
	vocabulary: Vocabulary,
	values: readonly KnownValue[] = [],
	bare = false
): Completions {
	const before = text.slice(0, caret);
	const word = wordAt(text, caret);
	const from = caret - word.length;
	const lead = before.slice(0, from);
	const typed = word.toLowerCase();

	if (!bare && lead.trim() === '' && typed !== '' && 'run'.startsWith(typed) && typed !== 'run') {
		return { from, items: [{ text: 'run ', kind: 'command', detail: 'runs a rule' }] };
	}

	const first = bare ? lead.trim() === '' : /^\s*run\s+$/i.test(lead);
	const phrase = completeValue(before, values);
	if (phrase.items.length > 0 && phrase.from < from) return phrase;
	if (typed.length < (first && !bare ? 0 : 2)) return { from, items: [] };

	const items: Completion[] = [];
	const seen = new Set<string>();
	const offer = (completion: Completion) => {
		const key = completion.text.toLowerCase();
		if (key === typed || seen.has(key) || !key.startsWith(typed)) return;
		seen.add(key);
		items.push(completion);
	};
	if (first)
		for (const rule of vocabulary.rules)
			offer({ text: rule.code, kind: 'rule', detail: rule.description || rule.sentence });
	if (typed.length >= 2) {
		for (const table of vocabulary.tables)
			offer({ text: table.name, kind: 'table', detail: table.description || 'table' });
		for (const table of vocabulary.tables)
			for (const column of table.columns)
				offer({ text: column.name, kind: 'column', detail: `${table.name}, ${column.type}` });
	}
	for (const { text: value, kind, detail } of phrase.items) offer({ text: value, kind, detail });
	return { from, items: items.slice(0, MOST) };
}

/** Values that go on where the last words stop, the longest such words first. */
function completeValue(before: string, values: readonly KnownValue[]): Completions {
	const starts = [...before.matchAll(/[\p{L}\p{N}_]+/gu)].map((match) => match.index).slice(-MOST_WORDS);
	for (const from of starts) {
		const typed = before.slice(from).toLowerCase();
		if (typed.trim().length < 2) continue;
		const fitting = values.filter(({ value }) => {
			const lower = value.toLowerCase();
			return lower !== typed && lower.startsWith(typed);
		});
		if (fitting.length === 0) continue;
		return {
			from,
			items: fitting
				.slice(0, MOST)
				.map(({ table, column, value }) => ({ text: value, kind: 'value', detail: `${table}, ${column}` }))
		};
	}
	return { from: before.length, items: [] };
}
