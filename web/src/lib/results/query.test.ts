import { describe, expect, test } from 'vitest';
import { cycleSort, EVERYTHING, fromParams, toParams, type PageQuery } from './query';

describe('an address', () => {
	const query: PageQuery = {
		sort: [
			{ column: 'name', descending: false },
			{ column: 'created at', descending: true }
		],
		filter: 'a&b=c',
		where: [
			{ column: 'kind', op: 'eq', value: 'pattern:anti' },
			{ column: 'a:b', op: 'in', value: 'x,y' },
			{ column: 'note', op: 'null', value: '' }
		]
	};

	test('gives back the query it was made from', () => {
		expect(fromParams(new URLSearchParams(toParams(query).toString()))).toEqual(query);
	});
	test('is empty for everything', () => {
		expect(toParams(EVERYTHING).toString()).toBe('');
		expect(fromParams(new URLSearchParams())).toEqual(EVERYTHING);
	});
	test('speaks the server’s language', () => {
		const small: PageQuery = {
			sort: [{ column: 'n', descending: true }],
			filter: '',
			where: [{ column: 'n', op: 'ge', value: '3' }]
		};
		expect(decodeURIComponent(toParams(small).toString())).toBe('sort=n&dir=desc&where=n:ge:3');
	});
	test('leaves out what cannot be read', () => {
		expect(
			fromParams(new URLSearchParams('sort=&where=nonsense&where=a:sings:b&where=:eq:1&where=a:eq'))
		).toEqual(EVERYTHING);
	});
});

describe('cycleSort', () => {
	const a = (descending: boolean) => ({ column: 'a', descending });
	const b = { column: 'b', descending: false };

	test('goes up, down, away', () => {
		expect(cycleSort([], 'a', false)).toEqual([a(false)]);
		expect(cycleSort([a(false)], 'a', false)).toEqual([a(true)]);
		expect(cycleSort([a(true)], 'a', false)).toEqual([]);
	});
	test('forgets the other columns unless told otherwise', () => {
		expect(cycleSort([b], 'a', false)).toEqual([a(false)]);
		expect(cycleSort([b], 'a', true)).toEqual([b, a(false)]);
		expect(cycleSort([a(false), b], 'a', true)).toEqual([a(true), b]);
		expect(cycleSort([a(true), b], 'a', true)).toEqual([b]);
	});
});
