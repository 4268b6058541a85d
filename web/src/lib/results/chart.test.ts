import { describe, expect, test } from 'vitest';
import type { Cell, Column } from '../api/protocol';
import { aggregatesOf, axes, fitChart, layoutsOf, suitableKinds } from './chart';
import { humanName, isAdditive, roleOf } from './column-roles';

const column = (name: string, type: string): Column => ({ name, type });
const kind = column('kind', 'text');
const stage = column('stage', 'text');
const n = column('n', 'bigint');
const weight = column('weight', 'numeric(10,2)');
const day = column('day', 'date');
const month = column('month', 'date');
const id = column('id', 'bigint');
const days = ['2026-01-01', '2026-02-01', '2026-03-01'];

describe('what a column is for', () => {
	test.each([
		[id, 'none'],
		[column('org_id', 'bigint'), 'none'],
		[column('number', 'integer'), 'ordinal'],
		[column('rank', 'bigint'), 'ordinal'],
		[column('founded_year', 'integer'), 'ordinal'],
		[column('month', 'double precision'), 'ordinal'],
		[column('number_of_orgs', 'bigint'), 'measure'],
		[column('cost_per_day', 'numeric'), 'measure'],
		[column('orders_last_month', 'bigint'), 'measure'],
		[column('token', 'uuid'), 'none'],
		[column('mood', 'public.mood'), 'label'],
		[column('at', 'timestamp with time zone'), 'moment'],
		[column('tags', 'text[]'), 'none']
	])('%j is a %s', (given, role) => expect(roleOf(given)).toBe(role));

	test('averages, shares and running totals do not add up', () => {
		expect(['total_funding', 'n', 'number_of_orders'].every(isAdditive)).toBe(true);
		expect(['average_funding', 'percentage_of_all_orgs', 'running_total', 'max_price'].some(isAdditive)).toBe(
			false
		);
		expect(aggregatesOf('average_funding')).toEqual(['avg', 'min', 'max']);
	});

	test('names are for people', () => expect(humanName('total_funding')).toBe('Total funding'));
});

describe('the chart by the query’s shape', () => {
	const shapes: [string, Column[], Cell[][], object][] = [
		['date bucket: a line', [n, month], days.map((d, i) => [i, d]), { kind: 'line', x: 'month', y: 'n' }],
		[
			'date bucket and group: a line of each',
			[kind, month, n],
			days.flatMap((d) => [
				['a', d, 1],
				['b', d, 2]
			]),
			{ kind: 'line', x: 'month', y: 'n', by: 'kind' }
		],
		[
			'group and measure: bars',
			[n, kind],
			[
				[1, 'a'],
				[2, 'b']
			],
			{ kind: 'bar', x: 'kind', y: 'n', by: '', layout: 'stacked' }
		],
		[
			'two groups: stacked, the one with fewer names in colours',
			[kind, stage, n],
			['a', 'b', 'c'].flatMap((k) => ['x', 'y'].map((s) => [k, s, 1])),
			{ kind: 'bar', x: 'kind', y: 'n', by: 'stage', layout: 'stacked' }
		],
		[
			'two groups and an average: beside each other',
			[kind, stage, column('average_n', 'numeric')],
			['a', 'b', 'c'].flatMap((k) => ['x', 'y'].map((s) => [k, s, 1])),
			{ kind: 'bar', by: 'stage', layout: 'grouped' }
		],
		[
			'a year and a group: the years in their order',
			[column('year', 'integer'), kind, n],
			[2024, 2025].flatMap((y) => ['a', 'b', 'c'].map((k) => [y, k, 1])),
			{ kind: 'bar', x: 'year', by: 'kind' }
		],
		[
			'share: parts of a hundred',
			[column('percentage_of_all_orgs', 'numeric'), kind],
			[
				[40, 'a'],
				[60, 'b']
			],
			{ kind: 'bar', x: 'kind', y: 'percentage_of_all_orgs', layout: 'share' }
		],
		[
			'two measures: points',
			[n, weight],
			[
				[1, 2],
				[3, 4]
			],
			{ kind: 'scatter', x: 'n', y: 'weight' }
		],
		['one number', [n], [[111]], { kind: 'number' }],
		['one measure in many rows: how it is spread', [n], [[1], [2]], { kind: 'histogram', x: 'n' }],
		[
			'rows of their own: counted by the name that comes again',
			[id, column('name', 'text'), kind, weight],
			Array.from({ length: 20 }, (_, i) => [i, `name ${i}`, i % 2 ? 'a' : 'b', i]),
			{ kind: 'bar', x: 'kind', y: '' }
		],
		[
			'episodes with a number: what measures, by title; never a sum of their numbers',
			[id, column('title', 'text'), column('number', 'integer'), day, column('minutes', 'integer')],
			days.map((d, i) => [i, `title ${i}`, i, d, 40]),
			{ kind: 'bar', x: 'title', y: 'minutes' }
		],
		[
			'long texts are no labels where there are shorter ones',
			[id, column('summary', 'text'), column('title', 'text'), n],
			days.map((_, i) => [i, `long ${i}`.repeat(40), `title ${i}`, i]),
			{ kind: 'bar', x: 'title', y: 'n' }
		]
	];
	test.each(shapes)('%s', (_, columns, sample, best) => {
		expect(fitChart(columns, {}, sample)).toMatchObject(best);
	});

	test('a key and JSON are nothing to draw', () => {
		expect(fitChart([id, column('data', 'jsonb')], {}, [[1, '{}']])).toBeNull();
	});

	test('a key or an ordinal is never a measure', () => {
		const columns = [id, column('number', 'integer'), column('org_id', 'bigint'), kind];
		expect(axes('bar', columns).y).toEqual(['']);
		expect(suitableKinds(columns, 5)).toEqual(['bar', 'pie']);
	});

	test('one row has numbers, also beside a name', () => {
		expect(fitChart([kind, n], {}, [['a', 3]])).toMatchObject({ kind: 'number' });
		expect(suitableKinds([n], 2)).not.toContain('number');
	});

	test('an address that asks for what does not fit gets what does', () => {
		const sample = [
			['a', 1],
			['b', 2]
		];
		expect(fitChart([kind, n], { kind: 'scatter', x: 'gone', y: 'gone', by: 'gone' }, sample)).toMatchObject({
			kind: 'bar',
			x: 'kind',
			y: 'n',
			by: ''
		});
		expect(fitChart([kind, n], { kind: 'bar', x: 'kind', y: '' }, sample)).toMatchObject({ y: '' });
		expect(fitChart([kind, n], { kind: 'bar', of: 'avg' }, sample)?.of).toBe('avg');
		expect(fitChart([kind, n], { kind: 'bar', by: 'kind' }, sample)?.by).toBe('');
		expect(fitChart([kind, column('average_n', 'numeric')], { kind: 'bar', of: 'sum' }, sample)?.of).toBe(
			'avg'
		);
	});

	test('another kind shows the same where it can', () => {
		const sample = days.flatMap((d): Cell[][] => [
			['a', d, 1],
			['b', d, 2]
		]);
		expect(fitChart([kind, month, n], { kind: 'bar' }, sample)).toMatchObject({
			x: 'month',
			y: 'n',
			by: 'kind'
		});
		expect(fitChart([kind, month, n], { kind: 'pie' }, sample)).toMatchObject({ x: 'kind', by: '' });
	});

	test('averages stand beside each other only', () => {
		expect(layoutsOf({ kind: 'bar', y: 'average_n', by: 'kind' })).toEqual(['grouped']);
		expect(layoutsOf({ kind: 'bar', y: 'n', by: 'kind' })).toEqual(['stacked', 'grouped', 'share']);
		expect(layoutsOf({ kind: 'line', y: 'n', by: 'kind' })).toEqual([]);
	});
});
