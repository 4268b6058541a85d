import { describe, expect, test } from 'vitest';
import { readLook, toggled, writeLook } from './address';

const TABS = ['rows', 'chart', 'sql'];
const read = (text: string) => readLook(new URLSearchParams(text), TABS);

describe('the address of a look', () => {
	test('what is written is read back', () => {
		const look = {
			query: {
				sort: [{ column: 'a&b', descending: true }],
				filter: '50 %',
				where: [{ column: 'x:y', op: 'ge' as const, value: '1' }]
			},
			tab: 'chart',
			chart: {
				kind: 'bar' as const,
				x: 'kind',
				y: 'size',
				of: 'avg' as const,
				by: 'stage',
				layout: 'share' as const,
				grain: 'month' as const
			},
			hidden: ['id', 'name="x"'],
			pinned: ['name'],
			ago: ['created_at']
		};
		expect(read(writeLook(look, TABS))).toEqual(look);
	});

	test('the plain look has no parameters', () => {
		expect(writeLook(read(''), TABS)).toBe('');
	});

	test('an unknown tab or chart is left out, as addresses are typed by hand', () => {
		expect(read('tab=nonsense&chart=nonsense')).toMatchObject({ tab: 'rows', chart: { kind: undefined } });
	});

	test('a column is hidden and shown again', () => {
		expect(toggled(['a'], 'b')).toEqual(['a', 'b']);
		expect(toggled(['a', 'b'], 'a')).toEqual(['b']);
	});
});
