import { describe, expect, test, vi } from 'vitest';
import type { Page, Relation } from '../api/http';
import type { Cell, Column } from '../api/protocol';
import type { ChartKind } from './chart';
import { loadChart, roundStep, type ChartReader } from './chart-data';
import { EVERYTHING } from './query';

const view: Relation = { kind: 'view', name: 'rule_a' };
const columns: Column[] = [
	{ name: 'kind', type: 'text' },
	{ name: 'at', type: 'timestamp with time zone' },
	{ name: 'n', type: 'double precision' }
];
const page = (rows: Cell[][], total = rows.length): Page => ({ columns, rows, total, elapsed_ms: 1 });
const row = (at: Cell, n: Cell): Cell[] => ['a', at, n];

/** A server with one range of values and one answer to every grouping. */
function reader(low: Cell[], high: Cell[], total: number, groups: Cell[][], groupTotal = groups.length) {
	return {
		page: vi.fn<ChartReader['page']>(async (_relation, query) =>
			page(total === 0 ? [] : [query.sort[0]?.descending ? high : low], total)
		),
		groups: vi.fn<ChartReader['groups']>(async () => page(groups, groupTotal))
	};
}
const load = (kind: ChartKind, x: string, y: string, from: ChartReader) =>
	loadChart(view, EVERYTHING, { kind, x, y, of: 'sum' }, columns, new AbortController().signal, from);

describe('what a chart draws', () => {
	test('bars are groups of all rows, and it is said how many found no room', async () => {
		const from = reader(
			[],
			[],
			0,
			[
				['a', 7],
				[null, 2],
				['', 1]
			],
			43
		);
		const { data } = await load('bar', 'kind', 'n', from);
		expect(data).toEqual({
			kind: 'bar',
			bars: [
				{ label: 'a', value: 7 },
				{ label: 'null', value: 2 },
				{ label: 'empty', value: 1 }
			],
			more: 40
		});
		expect(from.groups.mock.calls[0]?.[2]).toEqual({ column: 'kind', bucket: '', value: 'sum:n' });
	});

	test.each([
		['2024-01-01 00:00:00+00', '2024-12-31 00:00:00+00', 'day'],
		['2020-01-01 00:00:00+00', '2024-12-31 00:00:00+00', 'week'],
		['1990-01-01 00:00:00+00', '2024-12-31 00:00:00+00', 'month'],
		['0044-03-15 12:00:00+00 BC', '2024-12-31 00:00:00+00', 'year']
	])('a line from %s to %s has a point each %s', async (low, high, bucket) => {
		const from = reader(row(low, 1), row(high, 2), 100, [
			['2024-02-01', 3],
			['99999-01-01', 4],
			['2024-03-01', null]
		]);
		const chart = await load('line', 'at', '', from);
		expect(chart.bucket).toBe(bucket);
		expect(chart.data).toEqual({ kind: 'line', points: [{ x: Date.UTC(2024, 1, 1), y: 3 }] });
		expect(from.groups.mock.calls[0]?.[1].where).toHaveLength(2);
	});

	test('a histogram has round edges and its empty bins', async () => {
		const from = reader(row(null, -50), row(null, 49), 100, [
			[-60, 10],
			[-20, 30],
			[40, 60]
		]);
		const { data } = await load('histogram', 'n', '', from);
		expect(data.kind === 'histogram' && data.bins.map(({ from: edge, count }) => [edge, count])).toEqual([
			[-60, 10],
			[-40, 0],
			[-20, 30],
			[0, 0],
			[20, 0],
			[40, 60]
		]);
	});

	test('one value is one bin, and nothing but NaN is none', async () => {
		const one = await load('histogram', 'n', '', reader(row(null, 3), row(null, 3), 2, []));
		expect(one.data).toEqual({ kind: 'histogram', bins: [{ from: 3, to: 3, count: 2 }] });
		const none = await load('histogram', 'n', '', reader([], [], 0, []));
		expect(none.data).toEqual({ kind: 'histogram', bins: [] });
	});

	test('points come from the first rows, and it is said that they do', async () => {
		const from = reader([], [], 0, []);
		from.page.mockResolvedValue(
			page(
				[
					['a', null, 1],
					['b', null, 'NaN']
				],
				5_000
			)
		);
		const chart = await load('scatter', 'n', 'n', from);
		expect(chart).toMatchObject({ sample: 2, total: 5_000, data: { points: [{ x: 1, y: 1 }] } });
	});

	test('steps are round, however small', () => {
		expect(roundStep(0, 1, 100)).toBe(0.2);
		expect(roundStep(0, 3e-7, 10)).toBe(1e-7);
	});
});
