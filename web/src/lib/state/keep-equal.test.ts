import { describe, expect, it } from 'vitest';
import { keepEqual } from './keep-equal';

describe('what is read again', () => {
	it('is what it was, as long as it says the same', () => {
		const before = { name: 'a', rows: [1, 2] };
		expect(keepEqual(before, { name: 'a', rows: [1, 2] })).toBe(before);
		const changed = { name: 'a', rows: [1, 3] };
		expect(keepEqual(before, changed)).toBe(changed);
	});

	it('keeps the items of a list that did not change, wherever they stand now', () => {
		const [a, b] = [{ name: 'a' }, { name: 'b' }];
		const now = keepEqual([a, b], [{ name: 'new' }, { name: 'a' }, { name: 'b', note: 'changed' }]);
		expect(now[1]).toBe(a);
		expect(now).toEqual([{ name: 'new' }, { name: 'a' }, { name: 'b', note: 'changed' }]);
	});

	it('is taken as it is where there was nothing', () => {
		const now = [1];
		expect(keepEqual(undefined, now)).toBe(now);
		expect(keepEqual(null, now)).toBe(now);
	});
});
