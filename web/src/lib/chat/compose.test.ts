import { describe, expect, test } from 'vitest';
import { compose, exampleSentence, exampleSentences } from './compose';

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

	test.each(['and in France?', 'Only the newest ten', 'group that by month', 'how many are these?'])(
		'%j needs no run behind a rule',
		(text) => {
			expect(compose(text, true)).toEqual({ kind: 'run', sentence: text });
			expect(compose(text, false)).toEqual({ kind: 'plain', text });
		}
	);

	test.each(['Andrew said so', 'bypass', 'How many patterns are there?'])('%j does, also there', (text) => {
		expect(compose(text, true)).toEqual({ kind: 'plain', text });
	});

	test('blanks are nothing', () => {
		expect(compose(' \n\t ')).toEqual({ kind: 'empty' });
	});
});

const table = (name: string, ...columns: [string, string][]) => ({
	name,
	columns: columns.map(([name, type]) => ({ name, type }))
});

describe('examples', () => {
	test('speak of the person’s own tables', () => {
		expect(exampleSentence([table('order_items')])).toBe('Find all order items');
		expect(exampleSentence([table('orgs'), table('patterns')])).toBe('Find all patterns');
		expect(exampleSentence([])).toBe('Find all patterns');
	});

	test('say tables that are named in the singular in the plural', () => {
		for (const [name, noun] of [
			['customer', 'customers'],
			['film_category', 'film categories'],
			['address', 'addresses'],
			['status', 'statuses'],
			['box', 'boxes'],
			['day', 'days'],
			['person', 'people'],
			['staff', 'staff']
		] as const)
			expect(exampleSentence([table(name)])).toBe(`Find all ${noun}`);
	});

	test('have a join where a key points to another table, and begin with the table that has most to say', () => {
		const tables = [
			table('film_actor', ['film_id', 'integer'], ['actor_id', 'integer']),
			table('city', ['id', 'integer'], ['name', 'text']),
			table('customer', ['id', 'integer'], ['segment', 'text'], ['city_id', 'integer'], ['since', 'date'])
		];
		expect(exampleSentences(tables)).toEqual([
			'Find all customers',
			'How many customers per month',
			'How many customers per segment',
			'How many customers per city',
			'The 5 newest customers'
		]);
	});

	test('fit the columns there are', () => {
		expect(
			exampleSentences([
				table('orders', ['id', 'integer'], ['name', 'text'], ['ship_country', 'text'], ['placed_on', 'date'])
			])
		).toEqual([
			'Find all orders',
			'How many orders per month',
			'How many orders per ship country',
			'The 5 newest orders'
		]);
		expect(exampleSentences([table('patterns', ['created_at', 'timestamp with time zone'])])).toContain(
			'Find all patterns created in the last 30 days'
		);
		expect(exampleSentences([table('numbers', ['n', 'integer'])])).toEqual(['Find all numbers']);
		expect(exampleSentences([])).toEqual(['Find all patterns']);
	});
});
