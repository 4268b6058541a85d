import { expect, test } from 'vitest';
import { picksOf, togglePick } from './picks';

test('one value is a value, several are a list, none is nothing', () => {
	expect(togglePick([], 'a')).toEqual(['eq', 'a']);
	expect(togglePick(['a'], 'b')).toEqual(['in', 'a,b']);
	expect(togglePick(picksOf('in', 'a,b'), 'a')).toEqual(['eq', 'b']);
	expect(togglePick(['a'], 'a')).toEqual(['eq', '']);
	expect(togglePick(picksOf('eq', ''), 'b')).toEqual(['eq', 'b']);
});

test('NULL and what a list cannot hold stand alone', () => {
	expect(togglePick(['a'], null)).toEqual(['null', '']);
	expect(togglePick(picksOf('null', ''), 'a')).toEqual(['eq', 'a']);
	expect(togglePick(['a'], 'b, c')).toEqual(['eq', 'b, c']);
	expect(togglePick(['b, c'], 'a')).toEqual(['eq', 'a']);
	expect(picksOf('contains', 'a')).toEqual([]);
});
