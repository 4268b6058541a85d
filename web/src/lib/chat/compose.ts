// What the input line means, and what could complete it.

export type Composed =
	| { kind: 'empty' }
	| { kind: 'run'; sentence: string }
	/** No `run` in front: the person gets a hint. */
	| { kind: 'plain'; text: string };

/** `run`, any case, then at least one blank; the final dot belongs to the sentence. */
export function compose(text: string): Composed {
	const trimmed = text.trim();
	if (trimmed === '') return { kind: 'empty' };
	const match = /^run(?:\s+([\s\S]*))?$/i.exec(trimmed);
	if (!match) return { kind: 'plain', text: trimmed };
	const sentence = match[1]?.trim() ?? '';
	return sentence === '' ? { kind: 'plain', text: trimmed } : { kind: 'run', sentence };
}

export interface Completion {
	/** What takes the place of the word. */
	text: string;
	kind: 'command' | 'rule' | 'table' | 'column';
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

/** Completions of the word that ends at the caret, best first, and where that word begins. */
export function complete(
	text: string,
	caret: number,
	vocabulary: Vocabulary
): { from: number; items: Completion[] } {
	const before = text.slice(0, caret);
	const word = /[\p{L}\p{N}_]*$/u.exec(before)?.[0] ?? '';
	const from = caret - word.length;
	const lead = before.slice(0, from);
	const typed = word.toLowerCase();

	if (lead.trim() === '' && typed !== '' && 'run'.startsWith(typed) && typed !== 'run') {
		return { from, items: [{ text: 'run ', kind: 'command', detail: 'runs a rule' }] };
	}

	const first = /^\s*run\s+$/i.test(lead);
	if (!first && typed.length < 2) return { from, items: [] };

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
	return { from, items: items.slice(0, MOST) };
}

/** An example in the words of the person's own database. */
export function exampleSentence(tables: readonly { name: string }[]): string {
	const table = tables.find(({ name }) => name === 'patterns') ?? tables[0];
	return `Find all ${table ? table.name.replaceAll('_', ' ') : 'patterns'}`;
}

export interface Mark {
	text: string;
	unknown: boolean;
}

/** The sentence in pieces, with each word that was not understood as a piece of its own. */
export function markUnknown(sentence: string, unknown: readonly string[]): Mark[] {
	const words = unknown
		.filter((word) => word !== '')
		.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
	if (words.length === 0) return [{ text: sentence, unknown: false }];
	const inner = words.sort((a, b) => b.length - a.length).join('|');
	const pattern = new RegExp(`(?<![\\p{L}\\p{N}_])(${inner})(?![\\p{L}\\p{N}_])`, 'giu');
	return sentence
		.split(pattern)
		.map((text, i) => ({ text, unknown: i % 2 === 1 }))
		.filter((mark) => mark.text !== '');
}
