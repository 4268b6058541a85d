import { expect, test } from 'vitest';
import { isStretch, picksOf, saying, toggled, withPicked, withStretch, type Pick } from './picks';
import type { Condition } from './query';

const toggle = (picks: readonly Pick[], pick: Pick) => saying(toggled(picks, pick));

test('one value is a value, several are a list, none is nothing', () => {
	expect(toggle([], 'a')).toEqual(['eq', 'a']);
	expect(toggle(['a'], 'b')).toEqual(['in', 'a,b']);
	expect(toggle(picksOf('in', 'a,b'), 'a')).toEqual(['eq', 'b']);
	expect(toggle(['a'], 'a')).toEqual(['eq', '']);
	expect(toggle(picksOf('eq', ''), 'b')).toEqual(['eq', 'b']);
});

test('NULL and what a list cannot hold stand alone', () => {
	expect(toggle(['a'], null)).toEqual(['null', '']);
	expect(toggle(picksOf('null', ''), 'a')).toEqual(['eq', 'a']);
	expect(toggle(['a'], 'b, c')).toEqual(['eq', 'b, c']);
	expect(toggle(['b, c'], 'a')).toEqual(['eq', 'a']);
	expect(picksOf('contains', 'a')).toEqual([]);
});

test('what is picked of a column gives way to the next pick, other conditions stay', () => {
	const where: Condition[] = [
		{ column: 'stage', op: 'eq', value: 'Seed' },
		{ column: 'stage', op: 'contains', value: 'e' },
		{ column: 'country', op: 'eq', value: 'Peru' }
	];
	expect(withPicked(where, 'stage', [{ column: 'stage', op: 'in', value: 'Seed,Series A' }])).toEqual([
		...where.slice(1),
		{ column: 'stage', op: 'in', value: 'Seed,Series A' }
	]);
	expect(withPicked(where, 'stage', [])).toEqual(where.slice(1));
});

test('a stretch is picked, and picked again is none', () => {
	const stretch: Condition[] = [
		{ column: 'n', op: 'ge', value: '0' },
		{ column: 'n', op: 'lt', value: '10' }
	];
	const picked = withStretch([{ column: 'n', op: 'eq', value: '3' }], 'n', stretch);
	expect(picked).toEqual(stretch);
	expect(isStretch(picked, 'n', stretch)).toBe(true);
	expect(isStretch(picked, 'n', [stretch[0] as Condition])).toBe(false);
	expect(withStretch(picked, 'n', stretch)).toEqual([]);
});
