// What the input line means.

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

/** An example in the words of the person's own database. */
export function exampleSentence(tables: readonly { name: string }[]): string {
	const table = tables.find(({ name }) => name === 'patterns') ?? tables[0];
	return `Find all ${table ? table.name.replaceAll('_', ' ') : 'patterns'}`;
}
