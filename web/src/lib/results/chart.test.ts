import { describe, expect, test } from 'vitest';
import type { Column } from '../api/protocol';
import { fitChart, suitableKinds } from './chart';

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
		expect(fitChart(columns, {})).toEqual({ ...best, of: 'sum' });
	});
	test('a key and JSON are nothing to draw', () => {
		expect(fitChart([id, column('data', 'jsonb')], {})).toBeNull();
	});
	test('an address that asks for what does not fit gets what does', () => {
		expect(fitChart([kind, n], { kind: 'scatter', x: 'gone', y: 'gone' })).toEqual({
			kind: 'bar',
			x: 'kind',
			y: 'n',
			of: 'sum'
		});
		expect(fitChart([kind, n], { kind: 'bar', x: 'kind', y: '' })).toMatchObject({ x: 'kind', y: '' });
		expect(fitChart([kind, n], { kind: 'bar', of: 'avg' })?.of).toBe('avg');
	});
	test('bars begin with the names that repeat, counted; names that do not stand for their own value', () => {
		const name = column('name', 'text');
		const sample = Array.from({ length: 20 }, (_, i) => [`name ${i}`, i % 2 ? 'good' : 'bad', i]);
		expect(fitChart([name, kind, n], {}, sample)).toMatchObject({ kind: 'bar', x: 'kind', y: '' });
		expect(
			fitChart(
				[name, n],
				{},
				sample.map(([a, , c]) => [a ?? null, c ?? null])
			)
		).toMatchObject({ x: 'name', y: 'n' });
	});
});
