// What is to be known of a word of the vocabulary: the rules that say it, and sentences to try it with. Pure.

import type { Definition } from '../api/definitions';
import type { Rule, Table } from '../api/http';
import { roleOf } from '../results/column-roles';

type Named = Pick<Definition, 'name' | 'synonyms'>;

/** Rules whose sentence or reading says it, in their order. */
export function rulesThatUse<R extends Pick<Rule, 'sentence' | 'reading'>>(
	definition: Named,
	rules: readonly R[]
): R[] {
	const said = phraseOf(definition);
	return rules.filter(({ sentence, reading }) => said.test(sentence) || said.test(reading));
}

/** Its name or a synonym as whole words, in the singular or plural. */
function phraseOf({ name, synonyms }: Named): RegExp {
	const phrases = [name, ...synonyms].map((phrase) =>
		phrase
			.trim()
			.split(/[\s_]+/)
			.map(escaped)
			.join('[\\s_]+')
			.replace(/y$/i, '(y|ies)')
	);
	return new RegExp(`(?<![\\p{L}\\p{N}])(${phrases.join('|')})(e?s)?(?![\\p{L}\\p{N}])`, 'iu');
}

/** Likeliest first; whether one is understood only the server can say. */
export function sentencesToTry(
	definition: Pick<Definition, 'kind' | 'name' | 'is'>,
	definitions: readonly Pick<Definition, 'kind' | 'name' | 'is'>[],
	tables: readonly Table[]
): string[] {
	const { name, is } = definition;
	const target = definitions.find((other) => other.name.toLowerCase() === is.toLowerCase());
	const kind = definition.kind === 'synonym' ? (target?.kind ?? 'synonym') : definition.kind;
	const named = tablesIn(target?.is ?? is, tables);
	if (kind === 'metric') {
		const dimensions = definitions
			.filter((other) => other.kind === 'dimension')
			.map((other) => `${name} by ${other.name}`);
		return [
			...dimensions,
			...named.flatMap((table) => labelsOf(table).map((label) => `${name} by ${label}`)),
			name
		];
	}
	if (kind === 'dimension') return named.map((table) => `number of ${words(table.name)} by ${name}`);
	if (kind === 'filter') return [`${name}s`, name, `how many ${name}s`];
	return [
		`all ${name}`,
		name,
		...named.flatMap((table) => [`number of ${words(table.name)} by ${name}`, `${name} ${words(table.name)}`])
	];
}

function tablesIn(sql: string, tables: readonly Table[]): Table[] {
	return tables.filter(({ name }) =>
		new RegExp(`(?<![\\p{L}\\p{N}_])"?${escaped(name)}"?(\\.|$)`, 'iu').test(sql.trim())
	);
}

function labelsOf({ columns }: Table): string[] {
	return columns
		.filter(
			(column) => roleOf(column) === 'label' && !/name|title|description|url|text|email/i.test(column.name)
		)
		.map(({ name }) => words(name));
}

function words(name: string): string {
	return name.replaceAll('_', ' ');
}

function escaped(text: string): string {
	return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
