// What a board's tiles show: their titles, what of a result each one looks at, and the filter over columns that several share.

import { readShared, type Board, type Tile } from '../api/boards';
import { groupParams, readGroups, readPage, type Page } from '../api/pages';
import type { Column } from '../api/protocol';
import { readLook, type Look } from '../results/address';
import type { ChartReader } from '../results/chart-data';
import { EVERYTHING, toParams, type Condition, type PageQuery } from '../results/query';
import { typeGroup } from '../results/values';

export function tileTitle(tile: Tile): string {
	return tile.title || tile.result?.title || tile.sentence || 'Text';
}

/** What the tile was pinned with. */
export function lookOf(tile: Tile): Look {
	return readLook(new URLSearchParams(tile.look), ['rows', 'chart']);
}

/** The result's page as the tile shows it. */
export function resultAddress(tile: Tile): string {
	const params = new URLSearchParams(tile.look);
	if (tile.kind === 'chart') params.set('tab', 'chart');
	else params.delete('tab');
	const search = params.toString();
	return `/results/${encodeURIComponent(tile.result?.view ?? '')}${search === '' ? '' : `?${search}`}`;
}

/** Columns that several results have, by name and what kind of value they hold; a hidden one is none. */
export function sharedColumns(tiles: readonly Tile[]): Column[] {
	const seen = new Map<string, { column: Column; views: Set<string> }>();
	for (const tile of tiles) {
		for (const column of shownColumns(tile)) {
			const key = `${typeGroup(column.type)} ${column.name}`;
			const known = seen.get(key) ?? { column, views: new Set() };
			known.views.add(tile.rule_id || tile.tile_id);
			seen.set(key, known);
		}
	}
	const shared = [...seen.values()].filter(({ views }) => views.size > 1).map(({ column }) => column);
	// One name for two kinds of values would be two filters of one name.
	return shared.filter(({ name }) => shared.filter((other) => other.name === name).length === 1);
}

export function shownColumns(tile: Tile): Column[] {
	const { hidden } = lookOf(tile);
	return (tile.result?.columns ?? []).filter(({ name }) => !hidden.includes(name));
}

/** Those of the board's conditions that mean something for this tile. */
export function conditionsFor(
	tile: Tile,
	conditions: readonly Condition[],
	shared: readonly Column[]
): Condition[] {
	return conditions.filter(({ column }) => {
		const wanted = shared.find(({ name }) => name === column);
		const own = shownColumns(tile).find(({ name }) => name === column);
		return wanted && own && typeGroup(wanted.type) === typeGroup(own.type);
	});
}

/** How a tile's rows are read: of its view, or through a link. */
export interface TileReading extends ChartReader {
	/** What is asked for; a link's server adds the tile's own look by itself. */
	asks(conditions: readonly Condition[]): PageQuery;
}
export type TileReader = (tile: Tile) => TileReading;

export const ownReader: TileReader = (tile) => ({
	page: readPage,
	groups: readGroups,
	asks: (conditions) => {
		const { query } = lookOf(tile);
		return { ...query, where: [...query.where, ...conditions] };
	}
});

/** Through a link: the server adds the tile's own look. */
export const linkReader =
	(token: string): TileReader =>
	(tile) => ({
		page: (_view, query, limit, offset, signal) => {
			const params = toParams(query);
			params.set('limit', String(limit));
			params.set('offset', String(offset));
			return readShared(token, tile.tile_id, params, signal);
		},
		groups: (_view, query, grouping, limit, signal) =>
			readShared(token, tile.tile_id, groupParams(query, grouping, limit), signal),
		asks: (conditions) => ({ ...EVERYTHING, where: [...conditions] })
	});

/** The values of a column in several results, each with how often it is there. */
export function together(pages: readonly Page[]): Page {
	const [first] = pages;
	const counts = new Map<unknown, { row: Page['rows'][number]; count: number }>();
	for (const { rows } of pages)
		for (const row of rows) {
			const known = counts.get(row[0]) ?? { row, count: 0 };
			counts.set(row[0], { row, count: known.count + Number(row[1] ?? 0) });
		}
	const rows = [...counts.values()]
		.toSorted((a, b) => b.count - a.count)
		.map(({ row, count }) => [row[0] ?? null, count]);
	return { columns: first?.columns ?? [], rows, total: rows.length, elapsed_ms: 0, cut: [], references: [] };
}

/** One run for each result that several tiles show. */
export function rulesOf(board: Board): { rule_id: string; sentence: string }[] {
	const rules = new Map<string, string>();
	for (const { rule_id, sentence, result } of board.tiles) if (result) rules.set(rule_id, sentence);
	return [...rules].map(([rule_id, sentence]) => ({ rule_id, sentence }));
}
