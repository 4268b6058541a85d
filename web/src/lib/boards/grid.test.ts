import { describe, expect, test } from 'vitest';
import type { TilePlace } from '../api/boards';
import { changedPlaces, compact, freePlace, inOrder, move, resize, step, swap } from './grid';

const tile = (tile_id: string, x: number, y: number, w: number, h: number): TilePlace => ({
	tile_id,
	x,
	y,
	w,
	h
});
/** As "a 0,0 6×4 | b 6,0 6×4". */
const drawn = (tiles: readonly TilePlace[]) =>
	tiles.map(({ tile_id, x, y, w, h }) => `${tile_id} ${x},${y} ${w}×${h}`).join(' | ');

/** Two beside each other, one below over the whole width. */
const BOARD = [tile('a', 0, 0, 6, 4), tile('b', 6, 0, 6, 4), tile('c', 0, 4, 12, 4)];

describe('a layout', () => {
	test('has no holes and nothing overlaps', () => {
		expect(drawn(compact([tile('a', 0, 3, 6, 4), tile('b', 0, 9, 3, 2), tile('c', 3, 2, 3, 2)]))).toBe(
			'c 3,0 3×2 | a 0,2 6×4 | b 0,6 3×2'
		);
		expect(drawn(compact(BOARD))).toBe(drawn(BOARD));
	});

	test('a tile below goes up when the one above is gone', () => {
		expect(drawn(compact(BOARD.slice(2)))).toBe('c 0,0 12×4');
	});
});

describe('moving', () => {
	test('stays until its edge passes the middle of the next one', () => {
		expect(drawn(move(BOARD, 'a', { ...tile('a', 0, 1, 6, 4) }))).toBe(drawn(BOARD));
		expect(drawn(move(BOARD, 'c', { ...tile('c', 0, 3, 12, 4) }))).toBe(drawn(BOARD));
	});

	test('puts the others out of its way', () => {
		expect(drawn(move(BOARD, 'a', { ...tile('a', 0, 3, 6, 4) }))).toBe('b 6,0 6×4 | c 0,4 12×4 | a 0,8 6×4');
		expect(drawn(move(BOARD, 'c', { ...tile('c', 0, 1, 12, 4) }))).toBe('c 0,0 12×4 | a 0,4 6×4 | b 6,4 6×4');
		expect(drawn(move(BOARD, 'b', { ...tile('b', 0, 0, 6, 4) }))).toMatch(/b 0,[04] 6×4/);
	});

	test('ends at the edges of the board', () => {
		expect(drawn(move([tile('a', 2, 0, 4, 2)], 'a', tile('a', 30, -5, 4, 2)))).toBe('a 8,0 4×2');
		expect(drawn(move([tile('a', 2, 0, 4, 2)], 'a', tile('a', -3, 40, 4, 2)))).toBe('a 0,0 4×2');
	});

	test('by arrow keys goes a column aside, or past the next tile', () => {
		expect(drawn(step(BOARD, 'a', 0, 1))).toBe('b 6,0 6×4 | c 0,4 12×4 | a 0,8 6×4');
		expect(drawn(step(BOARD, 'c', 0, -1))).toBe('c 0,0 12×4 | a 0,4 6×4 | b 6,4 6×4');
		expect(drawn(step(BOARD, 'a', 0, -1))).toBe(drawn(BOARD));
		expect(drawn(step([tile('a', 0, 0, 4, 2)], 'a', 1, 0))).toBe('a 1,0 4×2');
		expect(drawn(step([tile('a', 0, 0, 4, 2)], 'a', -1, 0))).toBe('a 0,0 4×2');
	});

	test('there and back again', () => {
		const there = step(BOARD, 'c', 0, -1);
		expect(drawn(step(there, 'c', 0, 1))).toBe(drawn(BOARD));
	});
});

describe('resizing', () => {
	test('pushes the others down, within the board', () => {
		expect(drawn(resize(BOARD, 'a', 7, 4))).toBe('a 0,0 7×4 | b 6,4 6×4 | c 0,8 12×4');
		expect(drawn(resize(BOARD, 'b', 99, 0))).toBe('a 0,0 6×4 | b 6,0 6×1 | c 0,4 12×4');
		expect(drawn(resize(BOARD, 'c', 12, 99))).toMatch(/c 0,4 12×24/);
	});
});

test('a new tile takes the first room there is', () => {
	expect(freePlace([], 6, 4)).toEqual({ x: 0, y: 0, w: 6, h: 4 });
	expect(freePlace([tile('a', 0, 0, 6, 4)], 6, 4)).toEqual({ x: 6, y: 0, w: 6, h: 4 });
	expect(freePlace(BOARD, 3, 2)).toEqual({ x: 0, y: 8, w: 3, h: 2 });
});

test('only what lies elsewhere is sent', () => {
	expect(changedPlaces(BOARD, resize(BOARD, 'c', 12, 5)).map(({ tile_id }) => tile_id)).toEqual(['c']);
	expect(changedPlaces(BOARD, compact(BOARD))).toEqual([]);
});

describe('one column', () => {
	const read = (tiles: readonly TilePlace[]) => inOrder(tiles).map(({ tile_id }) => tile_id);
	const tiles = [tile('a', 0, 0, 6, 4), tile('b', 6, 0, 6, 4), tile('c', 0, 4, 12, 4), tile('d', 0, 8, 6, 4)];

	test.each([
		['b', -1, 'a'],
		['a', 1, 'b'],
		['c', -1, 'b'],
		['d', -1, 'c'],
		['b', 1, 'c']
	] as const)('%s goes %i past %s, and nothing overlaps', (id, by, neighbour) => {
		const swapped = swap(tiles, id, by);
		const order = read(swapped);
		expect(Math.sign(order.indexOf(id) - order.indexOf(neighbour))).toBe(by);
		expect(compact(swapped)).toEqual(inOrder(swapped));
	});

	test('two beside each other stay so, and the first and last go no further', () => {
		expect(drawn(swap(tiles.slice(0, 3), 'b', -1))).toBe('b 0,0 6×4 | a 6,0 6×4 | c 0,4 12×4');
		expect(read(swap(tiles, 'a', -1))).toEqual(['a', 'b', 'c', 'd']);
		expect(read(swap(tiles, 'd', 1))).toEqual(['a', 'b', 'c', 'd']);
	});
});
