// Pages of a relation's rows, single cells and downloads (docs/protocol.md, "Reading rows").

import { asArray, asNumber, asObject, asString, withDefault, type JsonObject } from './decode';
import { ApiError, failureOf, path, request, send } from './http';
import { asColumns, asRows, type Cell, type Column } from './protocol';
import { toParams, type PageQuery } from '../results/query';

/** A cell of which a page has only the beginning: its row in the page, its column's place, how long the whole is. */
export interface Cut {
	row: number;
	column: number;
	bytes: number;
}

/** A column whose values are keys of another table's rows. */
export interface Reference {
	/** Its place. */
	column: number;
	table: string;
	/** The other table's column that has those values. */
	key: string;
	/** What the rows that the page refers to are called, by key. */
	names: ReadonlyMap<string, string>;
}

export interface Page {
	columns: Column[];
	rows: Cell[][];
	cut: Cut[];
	references: Reference[];
	total: number;
	elapsed_ms: number;
}

/** What rows are read from. */
export interface Relation {
	kind: 'view' | 'table';
	name: string;
}

export async function readPage(
	relation: Relation,
	query: PageQuery,
	limit: number,
	offset: number,
	signal?: AbortSignal
): Promise<Page> {
	const params = toParams(query);
	params.set('limit', String(limit));
	params.set('offset', String(offset));
	return asPage(await request('GET', `${path(relation.kind + 's', relation.name)}?${params}`, { signal }));
}

export function asPage(page: JsonObject): Page {
	return {
		columns: asColumns(page.columns, 'columns'),
		rows: asRows(page.rows, 'rows'),
		cut: withDefault(page, 'cut', (list, what) => asArray(list, what, asCut), []),
		references: withDefault(page, 'references', (list, what) => asArray(list, what, asReference), []),
		total: asNumber(page.total, 'total'),
		elapsed_ms: withDefault(page, 'elapsed_ms', asNumber, 0)
	};
}

function asCut(value: unknown, what: string): Cut {
	const cut = asObject(value, what);
	return {
		row: asNumber(cut.row, `${what}.row`),
		column: asNumber(cut.column, `${what}.column`),
		bytes: asNumber(cut.bytes, `${what}.bytes`)
	};
}

function asReference(value: unknown, what: string): Reference {
	const reference = asObject(value, what);
	const names = Object.entries(asObject(reference.names, `${what}.names`));
	return {
		column: asNumber(reference.column, `${what}.column`),
		table: asString(reference.table, `${what}.table`),
		key: asString(reference.key, `${what}.key`),
		names: new Map(names.map(([key, name]) => [key, asString(name, `${what}.names`)]))
	};
}

/** The text of a cell, whole: of the row at `index` of those that match. */
export async function readCell(
	relation: Relation,
	query: PageQuery,
	index: number,
	column: string
): Promise<string> {
	const params = toParams(query);
	params.set('offset', String(index));
	params.set('column', column);
	const response = await send('GET', `${path(relation.kind + 's', relation.name, 'cell')}?${params}`, {});
	if (!response.ok) throw await failureOf(response);
	try {
		return await response.text();
	} catch {
		throw new ApiError('The connection broke while the value was on its way.', 'unreachable', 'Try again.');
	}
}

export interface Grouping {
	column: string;
	/** day, week, month, quarter or year for moments, a step for numbers; '': each value is a group. */
	bucket: string;
	/** count, or sum, avg, min or max of a column: `sum:price`. */
	value: string;
}

export function groupParams(
	query: PageQuery,
	{ column, bucket, value }: Grouping,
	limit: number
): URLSearchParams {
	const params = toParams({ ...query, sort: [] });
	params.set('group', column);
	if (bucket !== '') params.set('bucket', bucket);
	params.set('value', value);
	params.set('limit', String(limit));
	return params;
}

/** One row a group: the group and its value; `total` counts the groups. The query's order does not matter. */
export async function readGroups(
	relation: Relation,
	query: PageQuery,
	grouping: Grouping,
	limit: number,
	signal?: AbortSignal
): Promise<Page> {
	const params = groupParams(query, grouping, limit);
	return asPage(await request('GET', `${path(relation.kind + 's', relation.name)}?${params}`, { signal }));
}

/** Where the browser downloads all rows that match, in the query's order. */
export function csvUrl(relation: Relation, query: PageQuery, defuse = true): string {
	const params = toParams(query);
	if (!defuse) params.set('defuse', 'false');
	const search = params.toString();
	return `${path(relation.kind + 's', relation.name)}.csv${search ? `?${search}` : ''}`;
}
