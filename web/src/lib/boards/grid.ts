// How tiles lie on a board: 12 columns, each tile as high up as the ones before it let it be, so that there are no holes and
// nothing overlaps. An order and the tiles' columns and sizes make the whole layout; moving a tile changes its turn.

import type { Place, TilePlace } from '../api/boards';

export const COLUMNS = 12;
export const MOST_HEIGHT = 24;

const bottom = ({ y, h }: Place) => y + h;
const middle = ({ y, h }: Place) => y + h / 2;
const beside = (a: Place, b: Place) => a.x < b.x + b.w && b.x < a.x + a.w;
const overlap = (a: Place, b: Place) => beside(a, b) && a.y < bottom(b) && b.y < bottom(a);

/** From the top left to the bottom right. */
export function inOrder<T extends TilePlace>(tiles: readonly T[]): T[] {
	return tiles.toSorted((a, b) => a.y - b.y || a.x - b.x || (a.tile_id < b.tile_id ? -1 : 1));
}

/** Lays them one after the other. */
function fall(tiles: readonly TilePlace[]): TilePlace[] {
	const laid: TilePlace[] = [];
	for (const { tile_id, x, w, h } of tiles) {
		const under = laid.filter((other) => beside(other, { x, y: 0, w, h }));
		laid.push({ tile_id, x, y: Math.max(0, ...under.map(bottom)), w, h });
	}
	return laid;
}

export function compact(tiles: readonly TilePlace[]): TilePlace[] {
	return fall(inOrder(tiles));
}

function within({ x, y, w, h }: Place): Place {
	const width = Math.min(COLUMNS, Math.max(1, w));
	return {
		x: Math.min(COLUMNS - width, Math.max(0, x)),
		y: Math.max(0, y),
		w: width,
		h: Math.min(MOST_HEIGHT, Math.max(1, h))
	};
}

/** The layout when a tile is dragged to a place: it passes another one when its edge passes that one's middle. */
export function move(tiles: readonly TilePlace[], tile_id: string, to: Place): TilePlace[] {
	const from = tiles.find((tile) => tile.tile_id === tile_id);
	if (!from) return compact(tiles);
	const place = within({ ...to, w: from.w, h: from.h });
	const edge = place.y > from.y ? bottom(place) : place.y < from.y ? place.y : middle(place);
	const others = inOrder(tiles.filter((tile) => tile.tile_id !== tile_id));
	const turn = 1 + others.findLastIndex((other) => beside(other, place) && middle(other) < edge);
	// Where nothing is before it in its columns it still comes after what lies higher up beside it.
	const first = others.findIndex((other) => other.y > place.y);
	const free = first < 0 ? others.length : first;
	const at = others.some((other) => beside(other, place)) ? turn : free;
	return fall(others.toSpliced(at, 0, { tile_id, ...place }));
}

export function resize(tiles: readonly TilePlace[], tile_id: string, w: number, h: number): TilePlace[] {
	return fall(
		inOrder(tiles).map((tile) => {
			if (tile.tile_id !== tile_id) return tile;
			return { ...tile, w: Math.min(COLUMNS - tile.x, Math.max(1, w)), h: within({ ...tile, h }).h };
		})
	);
}

/** A step with an arrow key: a column aside, or past the next tile above or below. */
export function step(tiles: readonly TilePlace[], tile_id: string, dx: number, dy: number): TilePlace[] {
	const from = tiles.find((tile) => tile.tile_id === tile_id);
	if (!from) return compact(tiles);
	const last = Math.max(...tiles.map(bottom));
	for (let rows = 1; rows <= last; rows++) {
		const moved = move(tiles, tile_id, { ...from, x: from.x + dx, y: from.y + dy * rows });
		const to = moved.find((tile) => tile.tile_id === tile_id);
		if (dy === 0 || (to && Math.sign(to.y - from.y) === dy)) return moved;
	}
	return compact(tiles);
}

/** Past the one before (-1) or after it (1), as they are read in one column. */
export function swap(tiles: readonly TilePlace[], tile_id: string, by: -1 | 1): TilePlace[] {
	const order = inOrder(compact(tiles));
	const at = order.findIndex((tile) => tile.tile_id === tile_id);
	const upper = order[by < 0 ? at - 1 : at];
	const lower = order[by < 0 ? at : at + 1];
	if (at < 0 || !upper || !lower) return order;
	const first = { ...lower, x: Math.min(upper.x, COLUMNS - lower.w) };
	// Those beside each other stay so where there is room.
	const second =
		lower.y === upper.y ? { ...upper, x: Math.min(first.x + first.w, COLUMNS - upper.w) } : upper;
	return compact(fall(order.toSpliced(order.indexOf(upper), 2, first, second)));
}

/** The first room, from the top, for a tile of that size. */
export function freePlace(tiles: readonly TilePlace[], w: number, h: number): Place {
	const last = Math.max(0, ...tiles.map(bottom));
	for (let y = 0; y < last; y++)
		for (let x = 0; x + w <= COLUMNS; x++) {
			const place = { x, y, w, h };
			if (!tiles.some((tile) => overlap(tile, place))) return place;
		}
	return { x: 0, y: last, w, h };
}

/** Those of `now` that lie elsewhere than in `before`. */
export function changedPlaces(before: readonly TilePlace[], now: readonly TilePlace[]): TilePlace[] {
	return now.filter((tile) => {
		const was = before.find(({ tile_id }) => tile_id === tile.tile_id);
		return was && (was.x !== tile.x || was.y !== tile.y || was.w !== tile.w || was.h !== tile.h);
	});
}
