import { describe, expect, test } from 'vitest';
import type { ChartSpec } from './chart';
import { pick } from './chart-drill';
import { chartTitle, changeOf, measureName, numberWriter, shortNumber } from './chart-words';

const SPEC: ChartSpec = {
	kind: 'bar',
	x: 'kind',
	y: 'n',
	of: 'sum',
	by: '',
	layout: 'stacked',
	grain: ''
};
const bar = { label: 'a', key: 'a', series: '', seriesKey: null, value: 3 };
const january = { at: Date.UTC(2026, 0), series: '', seriesKey: null, value: 4, open: false };

describe('from a mark to its rows', () => {
	test('a bar has its name, and that of its part', () => {
		expect(pick({ kind: 'bar', bar }, SPEC, { grain: null })?.where).toEqual([
			{ column: 'kind', op: 'eq', value: 'a' }
		]);
		const part = { ...bar, series: 'null', seriesKey: null };
		expect(pick({ kind: 'bar', bar: part }, { ...SPEC, by: 'stage' }, { grain: null })).toEqual({
			name: 'a, null',
			value: '3',
			where: [
				{ column: 'kind', op: 'eq', value: 'a' },
				{ column: 'stage', op: 'null', value: '' }
			]
		});
	});

	test('what several names make together leads nowhere', () => {
		expect(pick({ kind: 'bar', bar: { ...bar, key: undefined } }, SPEC, { grain: null })).toBeNull();
	});

	test('a month is from its first day to before the next', () => {
		const spec: ChartSpec = { ...SPEC, kind: 'line', x: 'at' };
		expect(pick({ kind: 'time', point: january, all: false }, spec, { grain: 'month' })).toEqual({
			name: 'Jan 2026',
			value: '4',
			where: [
				{ column: 'at', op: 'ge', value: '2026-01-01' },
				{ column: 'at', op: 'lt', value: '2026-02-01' }
			]
		});
	});

	test('a bin is a half-open span', () => {
		const bin = { from: 0, to: 20, count: 1 };
		expect(pick({ kind: 'bin', bin }, { ...SPEC, x: 'n' }, { grain: null })).toEqual({
			name: '0 to 20',
			value: '1 row',
			where: [
				{ column: 'n', op: 'ge', value: '0' },
				{ column: 'n', op: 'lt', value: '20' }
			]
		});
	});
});

describe('a chart in words', () => {
	test('a total of a total is a total', () => {
		const spec = { ...SPEC, y: 'total_funding' };
		expect(measureName(spec, true)).toBe('Total funding');
		expect(measureName({ ...spec, y: 'funding' }, true)).toBe('Total of funding');
		expect(measureName({ ...spec, y: 'funding' }, false)).toBe('Funding');
		expect(chartTitle({ ...spec, y: '', by: 'stage' }, { grain: null, gathered: true })).toBe(
			'Number of rows by stage and kind'
		);
	});

	test('numbers are short on an axis, whole at the pointer, shares are percent', () => {
		expect([48_500_000, 9_999, 0.25, 0.0004].map(shortNumber)).toEqual(['48.5M', '9,999', '0.25', '0.0004']);
		expect(numberWriter('share', [0.4, 0.6])(0.4)).toBe('40 %');
		expect(numberWriter('percentage_of_orgs', [0.4])(0.4)).toBe('0.4 %');
		expect(numberWriter('n', [1])(1234567)).toBe('1,234,567');
	});

	test('the change from an earlier number', () => {
		const one = (name: string, cell: number | null) => ({ column: { name, type: 'bigint' }, cell });
		expect(changeOf([one('orders_this_month', 12), one('orders_last_month', 10)])).toBe('+2 (+20 %)');
		expect(changeOf([one('a', 12), one('b', 10)])).toBeNull();
		expect(changeOf([one('orders_last_month', null), one('orders_this_month', 10)])).toBeNull();
	});
});
