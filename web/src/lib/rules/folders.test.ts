import { expect, test } from 'vitest';
import { byFolder, foldersOf } from './folders';

const kept = [
	{ name: 'a', folder: '' },
	{ name: 'b', folder: 'Sales' },
	{ name: 'c', folder: 'Board' },
	{ name: 'd', folder: 'Sales' }
];

test('folders stand once, by name', () => {
	expect(foldersOf(kept)).toEqual(['Board', 'Sales']);
	expect(foldersOf([])).toEqual([]);
});

test('what lies in no folder comes last, and all keep their order', () => {
	expect(byFolder(kept).map(({ folder, kept }) => [folder, kept.map(({ name }) => name).join('')])).toEqual([
		['Board', 'c'],
		['Sales', 'bd'],
		['', 'a']
	]);
});
