import { describe, expect, test } from 'vitest';
import type { Column } from '../api/protocol';
import { chartData, fitChart, suitableKinds } from './chart';

const column = (name: string, type: string): Column => ({ name, type });
const kind = column('kind', 'text');
const n = column('n', 'bigint');
const weight = column('weight', 'numeric(10,2)');
const day = column('day', 'date');
const id = column('id', 'bigint');

describe('which chart suits', () => {
	test.each([
		[[kind, n], ['bar', 'histogram'], { kind: 'bar', x: 'kind', y: 'n' }],
		[[day, n], ['bar', 'line', 'histogram'], { kind: 'line', x: 'day', y: 'n' }],
		[[n, weight], ['histogram', 'scatter'], { kind: 'scatter', x: 'n', y: 'weight' }],
		[[n], ['histogram'], { kind: 'histogram', x: 'n', y: '' }],
		[[id, kind], ['bar'], { kind: 'bar', x: 'kind', y: '' }]
	])('%j', (columns, kinds, best) => {
		expect(suitableKinds(columns)).toEqual(kinds);
		expect(fitChart(columns, {})).toEqual(best);
	});
	test('a key and JSON are nothing to draw', () => {
		expect(fitChart([id, column('data', 'jsonb')], {})).toBeNull();
	});
	test('an address that asks for what does not fit gets what does', () => {
		expect(fitChart([kind, n], { kind: 'scatter', x: 'gone', y: 'gone' })).toEqual({
			kind: 'bar',
			x: 'kind',
			y: 'n'
		});
		expect(fitChart([kind, n], { kind: 'bar', x: 'kind', y: '' })).toEqual({ kind: 'bar', x: 'kind', y: '' });
	});
});

describe('what is drawn', () => {
	test('bars add up what shares a label and keep the order of the rows', () => {
		const rows = [
			['b', 1],
			['a', 2],
			['b', 3],
			[null, 4],
			['c', null]
		];
		expect(chartData({ kind: 'bar', x: 'kind', y: 'n' }, [kind, n], rows)).toEqual({
			kind: 'bar',
			bars: [
				{ label: 'b', value: 4 },
				{ label: 'a', value: 2 },
				{ label: 'null', value: 4 }
			],
			more: 0
		});
	});
	test('counted bars go from the largest down, thirty at most', () => {
		const rows = [...Array.from({ length: 40 }, (_, i) => [`k${i}`]), ['k7'], ['k7']];
		const data = chartData({ kind: 'bar', x: 'kind', y: '' }, [kind], rows);
		expect(data).toMatchObject({ kind: 'bar', more: 10 });
		expect(data.kind === 'bar' && data.bars[0]).toEqual({ label: 'k7', value: 3 });
	});
	test('a line is in the order of time, counted by day', () => {
		const at = column('at', 'timestamp with time zone');
		const rows = [
			['2025-01-02 10:00:00+00'],
			['2025-01-01 09:00:00.5+00'],
			['2025-01-02 23:59:59+00'],
			['infinity'],
			[null]
		];
		expect(chartData({ kind: 'line', x: 'at', y: '' }, [at], rows)).toEqual({
			kind: 'line',
			points: [
				{ x: Date.UTC(2025, 0, 1), y: 1 },
				{ x: Date.UTC(2025, 0, 2), y: 2 }
			]
		});
	});
	test('a histogram has round edges and loses no value', () => {
		const data = chartData(
			{ kind: 'histogram', x: 'n', y: '' },
			[n],
			Array.from({ length: 100 }, (_, i) => [i - 50])
		);
		expect(data.kind).toBe('histogram');
		if (data.kind !== 'histogram') return;
		expect(data.bins.reduce((sum, bin) => sum + bin.count, 0)).toBe(100);
		expect(data.bins[0]).toMatchObject({ from: -60, to: -40 });
	});
	test('one value is one bin, none is none, and NaN is left out', () => {
		const spec = { kind: 'histogram', x: 'n', y: '' } as const;
		expect(chartData(spec, [n], [[3], [3]])).toEqual({
			kind: 'histogram',
			bins: [{ from: 3, to: 3, count: 2 }]
		});
		expect(chartData(spec, [n], [['NaN'], ['Infinity'], [null]])).toEqual({ kind: 'histogram', bins: [] });
	});
	test('a large number that came as text is still a number', () => {
		const rows = [['9007199254740993', 1]];
		expect(chartData({ kind: 'scatter', x: 'n', y: 'weight' }, [n, weight], rows)).toMatchObject({
			points: [{ x: 9007199254740992, y: 1 }]
		});
	});
});
