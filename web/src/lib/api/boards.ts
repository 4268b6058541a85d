// The boards' side of the contract (docs/protocol.md, "Boards").

import { asArray, asNumber, asObject, asString, optional, withDefault, type JsonObject } from './decode';
import { get, makers, path, request } from './http';
import { asPage, type Page } from './pages';
import { asColumns, type Column } from './protocol';

export interface BoardEntry {
	board_id: string;
	name: string;
	tile_count: number;
	created_at: string;
	changed_at: string;
	/** When its read-only link was made; null: there is none. */
	linked_at: string | null;
	/** Names of people; '': nobody with one. */
	made_by: string;
	changed_by: string;
}

export type TileKind = 'rows' | 'chart' | 'text';

/** On a grid of 12 columns, from 0. */
export interface Place {
	x: number;
	y: number;
	w: number;
	h: number;
}

export interface TilePlace extends Place {
	tile_id: string;
}

/** What a tile's rule has made. */
export interface TileResult {
	/** The rule's; '': its sentence. */
	title: string;
	view: string;
	made_at: string;
	columns: Column[];
}

export interface Tile extends TilePlace {
	kind: TileKind;
	rule_id: string;
	/** The rule's, also when it is gone. */
	sentence: string;
	/** '': the rule's. */
	title: string;
	text: string;
	/** What of the result is shown, as the search of its page's address. */
	look: string;
	/** Null: a text, or the rule is gone. */
	result: TileResult | null;
}

export interface Board extends BoardEntry {
	tiles: Tile[];
}

export interface TileDraft extends Partial<Place> {
	kind: TileKind;
	rule_id?: string;
	title?: string;
	text?: string;
	look?: string;
}

export type TileChange = Partial<Pick<Tile, 'kind' | 'rule_id' | 'title' | 'text' | 'look'>>;

export async function listBoards(): Promise<BoardEntry[]> {
	return asArray((await get(path('boards'))).boards, 'boards', (value, what) =>
		asEntry(asObject(value, what), what)
	);
}

export async function getBoard(id: string): Promise<Board> {
	return asBoard(await get(path('boards', id)));
}

export async function addBoard(name: string): Promise<Board> {
	return asBoard(await request('POST', path('boards'), { body: { name } }));
}

export async function renameBoard(id: string, name: string): Promise<Board> {
	return asBoard(await request('PATCH', path('boards', id), { body: { name } }));
}

/** Tiles that are not named stay where they are. */
export async function moveTiles(id: string, places: readonly TilePlace[]): Promise<Board> {
	return asBoard(await request('PATCH', path('boards', id), { body: { places } }));
}

export async function deleteBoard(id: string, keepalive = false): Promise<void> {
	await request('DELETE', path('boards', id), { keepalive });
}

export async function pinTile(id: string, tile: TileDraft): Promise<Tile> {
	return asTile(await request('POST', path('boards', id, 'tiles'), { body: tile }), 'tile');
}

export async function changeTile(id: string, tile: string, change: TileChange): Promise<Tile> {
	return asTile(await request('PATCH', path('boards', id, 'tiles', tile), { body: change }), 'tile');
}

export async function unpinTile(id: string, tile: string, keepalive = false): Promise<void> {
	await request('DELETE', path('boards', id, 'tiles', tile), { keepalive });
}

/** Whoever has the token reads the board, and nothing else; the link before it ends. It is told this once. */
export async function makeLink(id: string): Promise<string> {
	return asString((await request('POST', path('boards', id, 'link'))).token, 'token');
}

export async function endLink(id: string): Promise<void> {
	await request('DELETE', path('boards', id, 'link'));
}

/** A board as who has its link sees it: its tiles name no rules and no views. */
export async function getSharedBoard(token: string): Promise<{ name: string; tiles: Tile[] }> {
	const board = await request('GET', path('shared'), { token });
	return {
		name: asString(board.name, 'name'),
		tiles: asArray(board.tiles, 'tiles', asTile)
	};
}

/** Rows, or groups, of a tile, within what it shows. */
export async function readShared(
	token: string,
	tile: string,
	params: URLSearchParams,
	signal?: AbortSignal
): Promise<Page> {
	return asPage(await request('GET', `${path('shared', 'tiles', tile)}?${params}`, { token, signal }));
}

/** Runs a sentence again, under the same id. Value: the id of the rule that has it now, another one's where it had it before. */
export async function runAgain(sentence: string, rule_id: string): Promise<string> {
	const answer = await request('POST', path('rules'), { body: { rule_code: sentence, rule_id } });
	return withDefault(answer, 'registered_as', asString, rule_id);
}

function asEntry(board: JsonObject, what: string): BoardEntry {
	return {
		board_id: asString(board.board_id, `${what}.board_id`),
		name: asString(board.name, `${what}.name`),
		tile_count: withDefault(board, 'tile_count', asNumber, 0),
		created_at: withDefault(board, 'created_at', asString, ''),
		changed_at: withDefault(board, 'changed_at', asString, ''),
		linked_at: optional(board, 'linked_at', asString) ?? null,
		...makers(board)
	};
}

function asBoard(board: JsonObject): Board {
	return { ...asEntry(board, 'board'), tiles: asArray(board.tiles, 'tiles', asTile) };
}

export function asTile(value: unknown, what: string): Tile {
	const tile = asObject(value, what);
	const kind = asString(tile.kind, `${what}.kind`);
	const result = tile.result == null ? null : asObject(tile.result, `${what}.result`);
	return {
		tile_id: asString(tile.tile_id, `${what}.tile_id`),
		kind: kind === 'chart' || kind === 'text' ? kind : 'rows',
		rule_id: withDefault(tile, 'rule_id', asString, ''),
		sentence: withDefault(tile, 'sentence', asString, ''),
		title: withDefault(tile, 'title', asString, ''),
		text: withDefault(tile, 'text', asString, ''),
		look: withDefault(tile, 'look', asString, ''),
		x: asNumber(tile.x, `${what}.x`),
		y: asNumber(tile.y, `${what}.y`),
		w: asNumber(tile.w, `${what}.w`),
		h: asNumber(tile.h, `${what}.h`),
		result: result && {
			title: withDefault(result, 'title', asString, ''),
			view: withDefault(result, 'view', asString, ''),
			made_at: withDefault(result, 'made_at', asString, ''),
			columns: withDefault(result, 'columns', asColumns, [])
		}
	};
}
