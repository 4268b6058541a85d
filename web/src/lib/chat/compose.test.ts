import { describe, expect, test } from 'vitest';
import { complete, compose, exampleSentence, markUnknown, type Vocabulary } from './compose';

describe('compose', () => {
	test.each([
		['run Find all patterns', 'Find all patterns'],
		['  RUN   Find all patterns.  ', 'Find all patterns.'],
		['run\nfind\nall', 'find\nall'],
		['Run LIST_ORGS', 'LIST_ORGS']
	])('%j runs %j', (text, sentence) => {
		expect(compose(text)).toEqual({ kind: 'run', sentence });
	});

	test.each(['Find all patterns', 'running late', 'run', 'please run this'])('%j is no rule', (text) => {
		expect(compose(text)).toEqual({ kind: 'plain', text });
	});

	test('blanks are nothing', () => {
		expect(compose(' \n\t ')).toEqual({ kind: 'empty' });
	});
});

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
});

describe('exampleSentence', () => {
	test('speaks of the person’s own tables', () => {
		expect(exampleSentence([{ name: 'order_items' }])).toBe('Find all order items');
		expect(exampleSentence([{ name: 'orgs' }, { name: 'patterns' }])).toBe('Find all patterns');
		expect(exampleSentence([])).toBe('Find all patterns');
	});
});

describe('markUnknown', () => {
	const marked = (sentence: string, unknown: string[]) =>
		markUnknown(sentence, unknown)
			.map((mark) => (mark.unknown ? `[${mark.text}]` : mark.text))
			.join('');

	test('marks whole words, whatever their case', () => {
		expect(marked('Find Blue widgets in bluegrass', ['blue', 'widgets'])).toBe(
			'Find [Blue] [widgets] in bluegrass'
		);
	});
	test('takes signs literally', () => {
		expect(marked('what of c++ and (x)', ['c++', '(x)'])).toBe('what of [c++] and [(x)]');
	});
	test('leaves the sentence whole when nothing is named', () => {
		expect(markUnknown('Find all', [])).toEqual([{ text: 'Find all', unknown: false }]);
	});
});
