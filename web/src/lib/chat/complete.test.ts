import { describe, expect, test } from 'vitest';
import { complete, type Vocabulary } from './complete';

const vocabulary: Vocabulary = {
	rules: [
		{ code: 'LIST_ORGS', sentence: 'List organisations', description: '' },
		{ code: 'TOP_PATTERNS', sentence: 'Top 10 patterns', description: 'What comes up most' }
	],
	tables: [
		{ name: 'patterns', description: 'what repeats', columns: [{ name: 'name', type: 'text' }] },
		{
			name: 'orgs',
			description: '',
			columns: [
				{ name: 'name', type: 'text' },
				{ name: 'date_founded', type: 'date' }
			]
		}
	]
};
const texts = (text: string) => complete(text, text.length, vocabulary).items.map((item) => item.text);

describe('complete', () => {
	test('offers run for its first letters', () => {
		expect(texts('r')).toEqual(['run ']);
		expect(texts('run')).toEqual([]);
	});
	test('offers every predefined rule right after run', () => {
		expect(texts('run ')).toEqual(['LIST_ORGS', 'TOP_PATTERNS']);
		expect(texts('run li')).toEqual(['LIST_ORGS']);
	});
	test('offers tables and columns from the second letter on', () => {
		expect(texts('run Find all p')).toEqual([]);
		expect(texts('run Find all pa')).toEqual(['patterns']);
		expect(texts('run orgs by da')).toEqual(['date_founded']);
	});
	test('offers a column that stands in two tables once', () => {
		expect(texts('run orgs by na')).toEqual(['name']);
	});
	test('looks at the word before the caret only', () => {
		expect(complete('run all pa and more', 10, vocabulary)).toMatchObject({
			from: 8,
			items: [{ text: 'patterns' }]
		});
	});

	test('a bare sentence needs no run', () => {
		const { items } = complete('top', 3, vocabulary, [], true);
		expect(items.map((item) => item.text)).toEqual(['TOP_PATTERNS']);
	});

	const values = [
		{ table: 'orgs', column: 'stage', value: 'Series A' },
		{ table: 'orgs', column: 'stage', value: 'Series B' },
		{ table: 'posts', column: 'title', value: 'All about stages' }
	];
	const withValues = (text: string) => complete(text, text.length, vocabulary, values);

	test('offers values of the database, and all their words', () => {
		expect(withValues('run orgs in ser')).toMatchObject({
			from: 12,
			items: [{ text: 'Series A', kind: 'value', detail: 'orgs, stage' }, { text: 'Series B' }]
		});
	});
	test('a value goes on after its first word', () => {
		expect(withValues('run orgs in series b').items).toEqual([]);
		expect(withValues('run orgs in series ')).toMatchObject({ from: 12, items: [{ text: 'Series A' }, {}] });
	});
});
