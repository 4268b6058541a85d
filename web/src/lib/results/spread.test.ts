import { expect, test, vi } from 'vitest';
import type { Page, Relation } from '../api/pages';
import type { Cell, Column } from '../api/protocol';
import type { ChartReader } from './chart-data';
import { EVERYTHING } from './query';
import { readSpread } from './spread';

const view: Relation = { kind: 'view', name: 'rule_a' };
const pageOf = (columns: Column[], rows: Cell[][], total = rows.length): Page => ({
	columns,
	rows,
	cut: [],
	references: [],
	total,
	elapsed_ms: 1
});

/** A column from `low` to `high`, with these groups for a grouping. */
function read(column: Column, low: Cell, high: Cell, total: number, groups: (value: string) => Cell[][]) {
	const reader = {
		page: vi.fn<ChartReader['page']>(async (_relation, query) =>
			pageOf([column], total === 0 ? [] : [[query.sort[0]?.descending ? high : low]], total)
		),
		groups: vi.fn<ChartReader['groups']>(async (_relation, _query, { value }) =>
			pageOf([column, { name: 'value', type: 'bigint' }], groups(value))
		)
	};
	return { reader, spread: readSpread(view, EVERYTHING, column, new AbortController().signal, reader) };
}

test('numbers lie in a few stretches, empty ones too, with the conditions of each and the average', async () => {
	const { spread } = read({ name: 'funding', type: 'numeric' }, 2, 95, 4, (value) =>
		value === 'count'
			? [
					[0, 3],
					[90, 1]
				]
			: [[0, 200]]
	);
	const { least, most, average, stretches } = (await spread) ?? { stretches: [] };
	expect([least, most, average]).toEqual([2, 95, 50]);
	expect(stretches).toHaveLength(10);
	expect(stretches.map(({ rows }) => rows)).toEqual([3, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
	expect(stretches[9]?.where).toEqual([
		{ column: 'funding', op: 'ge', value: '90' },
		{ column: 'funding', op: 'lt', value: '100' }
	]);
});

test('whole numbers are not parted, and one value is one stretch', async () => {
	const one = await read({ name: 'number', type: 'integer' }, 1, 4, 9, () => [[1, 9]]).spread;
	expect(one?.stretches[0]?.name).toBe('1');
	expect(one?.average).toBeNull();
	const same = await read({ name: 'funding', type: 'numeric' }, 7, 7, 3, () => [[0, 21]]).spread;
	expect(same?.stretches).toEqual([
		{ name: '7', rows: 3, where: [{ column: 'funding', op: 'eq', value: '7' }] }
	]);
});

test('moments lie in days to years, and many years stand together', async () => {
	const months = await read({ name: 'made', type: 'date' }, '2026-01-05', '2026-06-30', 8, () => [
		['2026-01-01', 5],
		['2026-06-01', 3]
	]).spread;
	expect(months?.stretches.map(({ name, rows }) => `${name} ${rows}`)).toEqual([
		'Jan 2026 5',
		'Feb 2026 0',
		'Mar 2026 0',
		'Apr 2026 0',
		'May 2026 0',
		'Jun 2026 3'
	]);
	const years = await read({ name: 'made', type: 'date' }, '1951-01-05', '2020-06-30', 8, () => [
		['1951-01-01', 5],
		['2020-01-01', 3]
	]).spread;
	expect(years?.stretches.length).toBeLessThanOrEqual(12);
	expect(years?.stretches.at(-1)).toEqual({
		name: '2020',
		rows: 3,
		where: [
			{ column: 'made', op: 'ge', value: '2020-01-01' },
			{ column: 'made', op: 'lt', value: '2021-01-01' }
		]
	});
});

test('texts, keys and empty columns have no span', async () => {
	expect(await read({ name: 'name', type: 'text' }, 'a', 'b', 2, () => []).spread).toBeNull();
	expect(await read({ name: 'org_id', type: 'integer' }, 1, 9, 2, () => []).spread).toBeNull();
	expect(await read({ name: 'funding', type: 'numeric' }, null, null, 0, () => []).spread).toBeNull();
});
