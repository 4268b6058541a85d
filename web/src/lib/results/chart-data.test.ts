import { describe, expect, test, vi } from 'vitest';
import type { Page, Relation } from '../api/pages';
import type { Cell, Column } from '../api/protocol';
import type { ChartSpec } from './chart';
import { isEmpty, loadChart, OTHERS, roundStep, type ChartReader } from './chart-data';
import { EVERYTHING } from './query';

const view: Relation = { kind: 'view', name: 'rule_a' };
const columns: Column[] = [
	{ name: 'kind', type: 'text' },
	{ name: 'at', type: 'timestamp with time zone' },
	{ name: 'n', type: 'double precision' }
];
const grouped: Column[] = [
	{ name: 'n', type: 'bigint' },
	{ name: 'month', type: 'date' }
];
const pageOf = (of: Column[], rows: Cell[][], total = rows.length): Page => ({
	columns: of,
	rows,
	cut: [],
	references: [],
	total,
	elapsed_ms: 1
});
const page = (rows: Cell[][], total = rows.length) => pageOf(columns, rows, total);
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

/** A server with a result that is read as it stands. */
function standing(of: Column[], rows: Cell[][], total = rows.length) {
	return {
		page: vi.fn<ChartReader['page']>(async () => pageOf(of, rows, total)),
		groups: vi.fn<ChartReader['groups']>(async () => pageOf(of, []))
	};
}

const SPEC: ChartSpec = { kind: 'bar', x: '', y: '', of: 'sum', by: '', layout: 'stacked', grain: '' };

function load(
	spec: Partial<ChartSpec>,
	from: ChartReader,
	of: Column[] = columns,
	sample: Cell[][] = [],
	now = Date.UTC(2030, 0)
) {
	const known = { columns: of, sample, now };
	return loadChart(view, EVERYTHING, { ...SPEC, ...spec }, known, new AbortController().signal, from);
}

describe('a result that groups', () => {
	test('is drawn as it stands, in its query’s order', async () => {
		const rows: Cell[][] = [
			[3, 'c'],
			[9, 'b'],
			[1, 'a']
		];
		const of = [
			{ name: 'n', type: 'bigint' },
			{ name: 'kind', type: 'text' }
		];
		const from = standing(of, rows);
		const chart = await load({ x: 'kind', y: 'n' }, from, of, rows);
		expect(chart.data.kind === 'bars' && chart.data.bars.map(({ label, value }) => [label, value])).toEqual([
			['c', 3],
			['b', 9],
			['a', 1]
		]);
		expect(chart.gathered).toBe(false);
		expect(from.groups).not.toHaveBeenCalled();
	});

	test('whose query orders nothing has the largest first', async () => {
		const of = [
			{ name: 'n', type: 'bigint' },
			{ name: 'kind', type: 'text' }
		];
		const labels = async (rows: Cell[][]) => {
			const { data } = await load({ x: 'kind', y: 'n' }, standing(of, rows), of, rows);
			return data.kind === 'bars' && data.bars.map(({ label }) => label);
		};
		expect(
			await labels([
				[2, 'b'],
				[9, 'c'],
				[4, 'a']
			])
		).toEqual(['c', 'a', 'b']);
		expect(
			await labels([
				[4, 'c'],
				[9, 'b'],
				[2, 'a']
			])
		).toEqual(['c', 'b', 'a']);
	});

	test('has a 0 for every month without rows, and its last month is not over', async () => {
		const rows: Cell[][] = [
			[2, '2026-01-01'],
			[5, '2026-04-01']
		];
		const chart = await load(
			{ kind: 'line', x: 'month', y: 'n' },
			standing(grouped, rows),
			grouped,
			rows,
			Date.UTC(2026, 3, 10)
		);
		expect(chart.grain).toBe('month');
		expect(chart.data.kind === 'time' && chart.data.points.map(({ value, open }) => [value, open])).toEqual([
			[2, false],
			[0, false],
			[0, false],
			[5, true]
		]);
	});

	test('is put into a coarser grain', async () => {
		const rows: Cell[][] = [
			[2, '2025-11-01'],
			[5, '2026-04-01'],
			[1, '2026-05-01']
		];
		const chart = await load(
			{ kind: 'line', x: 'month', y: 'n', grain: 'year' },
			standing(grouped, rows),
			grouped,
			rows
		);
		expect(chart.grains).toEqual(['month', 'quarter', 'year']);
		expect(chart.data.kind === 'time' && chart.data.points.map(({ value }) => value)).toEqual([2, 6]);
	});

	test('of averages keeps its gaps and its grain', async () => {
		const of = [
			{ name: 'average_n', type: 'numeric' },
			{ name: 'month', type: 'date' }
		];
		const rows: Cell[][] = [
			['2.5', '2026-01-01'],
			['5.5', '2026-03-01']
		];
		const chart = await load(
			{ kind: 'line', x: 'month', y: 'average_n', of: 'avg', grain: 'year' },
			standing(of, rows),
			of,
			rows
		);
		expect(chart.grains).toEqual(['month']);
		expect(chart.data.kind === 'time' && chart.data.points.map(({ value }) => value)).toEqual([
			2.5,
			null,
			5.5
		]);
	});

	test('of two groups has every name of the second in every bucket; too many are one', async () => {
		const of = [...grouped, { name: 'kind', type: 'text' }];
		const rows: Cell[][] = ['2026-01-01', '2026-03-01'].flatMap((month) =>
			Array.from({ length: 12 }, (_, i) => [i + 1, month, `kind ${i}`])
		);
		const { data } = await load(
			{ kind: 'line', x: 'month', y: 'n', by: 'kind' },
			standing(of, rows),
			of,
			rows
		);
		if (data.kind !== 'time') throw new Error(data.kind);
		expect(data.series).toHaveLength(8);
		expect(data.series.at(-1)).toBe(OTHERS);
		expect(data.points).toHaveLength(3 * 8);
		expect(data.points.find(({ series }) => series === OTHERS)?.value).toBe(1 + 2 + 3 + 4 + 5);
	});

	test('with more rows than are read is put together by the database', async () => {
		const rows: Cell[][] = [
			[1, 'a'],
			[2, 'b']
		];
		const of = [
			{ name: 'n', type: 'bigint' },
			{ name: 'kind', type: 'text' }
		];
		const from = standing(of, rows, 1_000_000);
		expect((await load({ x: 'kind', y: 'n' }, from, of, rows)).gathered).toBe(true);
		expect(from.groups).toHaveBeenCalled();
	});

	test('of one row is drawn', async () => {
		const rows: Cell[][] = [[7, '2026-01-01']];
		const chart = await load({ kind: 'line', x: 'month', y: 'n' }, standing(grouped, rows), grouped, rows);
		expect(chart.data).toMatchObject({ kind: 'time', points: [{ value: 7 }] });
		const number = await load({ kind: 'number', x: 'n' }, standing(grouped, rows), grouped, rows);
		expect(number.data).toMatchObject({ kind: 'number', numbers: [{ cell: 7 }] });
	});

	test('of only NULLs is empty in every kind', async () => {
		const of = [
			{ name: 'n', type: 'bigint' },
			{ name: 'm', type: 'bigint' },
			{ name: 'month', type: 'date' }
		];
		const rows: Cell[][] = [
			[null, null, null],
			[null, null, null]
		];
		for (const spec of [
			{ kind: 'bar' as const, x: 'kind', y: 'n' },
			{ kind: 'line' as const, x: 'month', y: 'n' },
			{ kind: 'scatter' as const, x: 'n', y: 'm' },
			{ kind: 'histogram' as const, x: 'n' }
		]) {
			const from = reader([null, null, null], [null, null, null], 0, [[null, null]]);
			if (spec.kind === 'scatter') from.page.mockResolvedValue(pageOf(of, rows));
			const { data } = await load(spec, from, of, rows);
			expect([spec.kind, isEmpty(data)]).toEqual([spec.kind, true]);
		}
	});
});

describe('what the database puts together', () => {
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
		const { data } = await load({ x: 'kind', y: 'n' }, from);
		expect(data).toMatchObject({
			kind: 'bars',
			bars: [
				{ label: 'a', key: 'a', value: 7 },
				{ label: 'null', key: null, value: 2 },
				{ label: 'empty', key: '', value: 1 }
			],
			more: 40
		});
		expect(from.groups.mock.calls[0]?.[2]).toEqual({ column: 'kind', bucket: '', value: 'sum:n' });
	});

	test('bars of two names are asked for part by part', async () => {
		const from = reader([], [], 0, []);
		from.groups.mockImplementation(async (_relation, query, { column }) => {
			const part = query.where[0]?.value;
			if (column === 'stage')
				return page([
					['x', 9],
					['y', 4]
				]);
			return page(
				part === undefined
					? [
							['a', 8],
							['b', 5]
						]
					: part === 'x'
						? [
								['b', 3],
								['a', 6]
							]
						: [['a', 2]]
			);
		});
		const { data } = await load({ x: 'kind', by: 'stage' }, from);
		expect(
			data.kind === 'bars' && data.bars.map(({ label, series, value }) => [label, series, value])
		).toEqual([
			['a', 'x', 6],
			['a', 'y', 2],
			['b', 'x', 3]
		]);
	});

	test('what finds no colour is the rest of the whole, or counted where it does not add up', async () => {
		const from = reader([], [], 0, []);
		from.groups.mockImplementation(async (_relation, query, { column }) => {
			const parts = Array.from({ length: 8 }, (_, i): Cell[] => [`part ${i}`, 10 - i]);
			if (column === 'stage') return page(parts, 20);
			return page(
				query.where.length === 0
					? [
							['a', 50],
							['b', 5]
						]
					: [['a', 6]]
			);
		});
		const { data } = await load({ x: 'kind', by: 'stage' }, from);
		if (data.kind !== 'bars') throw new Error(data.kind);
		const rest = data.bars.filter(({ series }) => series === OTHERS);
		expect(rest.map(({ label, value, seriesKey }) => [label, value, seriesKey])).toEqual([
			['a', 50 - 7 * 6, undefined],
			['b', 5, undefined]
		]);
		const average = await load({ x: 'kind', y: 'n', of: 'avg', by: 'stage' }, from);
		expect(average.colourless).toBe(13);
	});

	test.each([
		['2024-01-01 00:00:00+00', '2024-12-31 00:00:00+00', 5_000, 'day'],
		['2024-01-01 00:00:00+00', '2024-12-31 00:00:00+00', 60, 'week'],
		['2020-01-01 00:00:00+00', '2024-12-31 00:00:00+00', 5_000, 'week'],
		['1990-01-01 00:00:00+00', '2022-12-31 00:00:00+00', 5_000, 'month'],
		['2008-01-01 00:00:00+00', '2024-12-31 00:00:00+00', 36, 'year'],
		['0044-03-15 12:00:00+00 BC', '2024-12-31 00:00:00+00', 5_000, 'year']
	])('a line from %s to %s of %d rows has a point each %s', async (low, high, total, grain) => {
		const from = reader(row(low, 1), row(high, 2), total, [
			['2024-01-01', 3],
			['99999-01-01', 4]
		]);
		const chart = await load({ kind: 'line', x: 'at' }, from);
		expect(chart.grain).toBe(grain);
		expect(chart.data).toMatchObject({ kind: 'time', points: [{ at: Date.UTC(2024, 0, 1), value: 3 }] });
		expect(from.groups.mock.calls[0]?.[1].where).toHaveLength(2);
	});

	test('a million rows in time are a thousand points at most', async () => {
		const days = Array.from({ length: 1_000 }, (_, i): Cell[] => [
			new Date(Date.UTC(2000, 0, 1 + i)).toISOString().slice(0, 10),
			1
		]);
		const from = reader(row('1000-01-01 00:00:00+00', 1), row('2990-01-01 00:00:00+00', 2), 1_000_000, days);
		const chart = await load({ kind: 'line', x: 'at', grain: 'day' }, from);
		expect(chart.grains).not.toContain('day');
		expect(chart.grain).toBe('year');
		expect(chart.data.kind === 'time' && chart.data.points.length).toBeLessThanOrEqual(1_000);
	});

	test('a histogram has round edges and its empty bins', async () => {
		const from = reader(row(null, -50), row(null, 49), 100, [
			[-60, 10],
			[-20, 30],
			[40, 60]
		]);
		const { data } = await load({ kind: 'histogram', x: 'n' }, from);
		expect(data.kind === 'bins' && data.bins.map(({ from: edge, count }) => [edge, count])).toEqual([
			[-60, 10],
			[-40, 0],
			[-20, 30],
			[0, 0],
			[20, 0],
			[40, 60]
		]);
	});

	test('one value is one bin, and nothing but NaN is none', async () => {
		const one = await load({ kind: 'histogram', x: 'n' }, reader(row(null, 3), row(null, 3), 2, []));
		expect(one.data).toEqual({ kind: 'bins', bins: [{ from: 3, to: 3, count: 2 }] });
		const none = await load({ kind: 'histogram', x: 'n' }, reader([], [], 0, []));
		expect(none.data).toEqual({ kind: 'bins', bins: [] });
	});

	test('points come from the first rows of a million, and it is said that they do', async () => {
		const from = reader([], [], 0, []);
		from.page.mockResolvedValue(
			page(
				[
					['a', null, 1],
					['b', null, 'NaN']
				],
				1_000_000
			)
		);
		const chart = await load({ kind: 'scatter', x: 'n', y: 'n' }, from);
		expect(chart).toMatchObject({ sample: 2, total: 1_000_000, data: { points: [{ x: 1, y: 1 }] } });
		expect(from.page.mock.calls[0]?.[2]).toBe(1_000);
	});

	test('steps are round, however small', () => {
		expect(roundStep(0, 1, 100)).toBe(0.2);
		expect(roundStep(0, 3e-7, 10)).toBe(1e-7);
	});
});
