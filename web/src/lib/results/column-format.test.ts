import { describe, expect, test } from 'vitest';
import type { Cell } from '../api/protocol';
import { formatOf, showIn } from './column-format';
import { pieces } from './highlight';
import { barsOf, dimensionFirst, totalsOf } from './table-shape';

const column = (name: string, type = 'numeric') => ({ name, type });
const texts = (name: string, cells: Cell[], type?: string) => {
	const format = formatOf(column(name, type), cells);
	return cells.map((cell) => showIn(format, cell, column(name, type)).text);
};

describe('the numbers of a column', () => {
	test.each<[string, Cell[], string[]]>([
		['weight', [623.8, 624.623, 5], ['623.800', '624.623', '5.000']],
		['average_minutes', ['4.9850000000000000', '12.3333333333'], ['4.99', '12.33']],
		['average_funding', ['257666666.66666667', null], ['257,666,667', 'null']],
		['percentage_of_all_orgs', [2.777778, 19.444444], ['2.8 %', '19.4 %']],
		['share', [0.25, 0.75], ['25.0 %', '75.0 %']],
		['n', [1, 12_345], ['1', '12,345']],
		['price', [1250.5, 3], ['1,250.5', '3.0']],
		['org_id', [1250, 99999], ['1250', '99999']],
		['ratio', ['NaN', 'Infinity', 1], ['NaN', 'Infinity', '1']],
		['exact', ['12345678901234567890.123456789', 1], ['12,345,678,901,234,567,890.123456789', '1']]
	])('%s', (name, cells, shown) => expect(texts(name, cells)).toEqual(shown));

	test('money with a scale keeps it', () => {
		expect(texts('funding', [48_500_000, 1250], 'numeric(14,2)')).toEqual(['48,500,000.00', '1,250.00']);
	});

	test('what is cut stands whole in the title', () => {
		const format = formatOf(column('average'), ['4.9850000000000000']);
		expect(showIn(format, '4.9850000000000000', column('average')).title).toBe('4.9850000000000000');
		expect(showIn(formatOf(column('n'), [1.5]), 1.5, column('n')).title).toBeUndefined();
	});
});

describe('a table of a query that groups', () => {
	const columns = [column('number_of_orgs', 'bigint'), column('country', 'text'), column('average_age')];
	const rows: Cell[][] = [
		[3, 'a', 10],
		[1, 'b', 5]
	];
	test('has its names first', () => {
		expect(dimensionFirst(columns).map(({ name }) => name)).toEqual([
			'country',
			'number_of_orgs',
			'average_age'
		]);
		const plain = [column('funding'), column('name', 'text')];
		expect(dimensionFirst(plain)).toEqual(plain);
	});
	test('has bars of what is measured, and totals of what adds up', () => {
		expect([...barsOf(columns, rows)]).toEqual([
			['number_of_orgs', 3],
			['average_age', 10]
		]);
		expect([...totalsOf(columns, rows)]).toEqual([['number_of_orgs', 4]]);
	});
	test('what refers to other rows is neither measured nor added', () => {
		expect([...barsOf(columns, rows, new Set([0]))].map(([name]) => name)).not.toContain(columns[0]?.name);
		expect([...totalsOf(columns, rows, new Set([0, 1, 2]))]).toEqual([]);
	});
	test('rows of their own, negative numbers and single rows have none', () => {
		expect(
			barsOf(
				[...columns, column('id', 'bigint')],
				rows.map((row) => [...row, 1])
			).size
		).toBe(0);
		expect(
			barsOf(columns, [
				[-1, 'a', null],
				[2, 'b', null]
			]).size
		).toBe(0);
		expect(totalsOf(columns, rows.slice(1)).size).toBe(0);
	});
	test('tenths add up to tenths', () => {
		const of = [column('weight'), column('kind', 'text')];
		expect(
			totalsOf(of, [
				[0.1, 'a'],
				[0.2, 'b']
			]).get('weight')
		).toBe(0.3);
	});
});

describe('where a text has what one filters by', () => {
	test.each([
		[
			'Workflow and flow',
			'FLOW',
			[
				['Work', false],
				['flow', true],
				[' and ', false],
				['flow', true]
			]
		],
		['abc', '', [['abc', false]]],
		['abc', 'x', [['abc', false]]],
		['İx', 'x', [['İx', false]]],
		['', 'x', [['', false]]]
	] as const)('%j by %j', (text, filter, expected) => {
		expect(pieces(text, filter).map((piece) => [piece.text, piece.hit])).toEqual(expected);
	});
});
