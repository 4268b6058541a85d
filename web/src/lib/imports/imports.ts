// Files that are brought, as the server tells of them (docs/protocol.md, "Files that are brought").

import { ApiError, path, request, toApiError, type Table } from '../api/http';
import {
	asArray,
	asBoolean,
	asNumber,
	asObject,
	asString,
	optional,
	withDefault,
	type JsonObject
} from '../api/decode';
import { asColumns } from '../api/protocol';

export const TYPES = [
	'text',
	'bigint',
	'numeric',
	'boolean',
	'date',
	'timestamp',
	'timestamptz',
	'time'
] as const;
export type ColumnType = (typeof TYPES)[number];
export type DateOrder = 'dmy' | 'mdy';
export type Stage = 'receiving' | 'reading' | 'failed' | 'ready' | 'loading' | 'done';
export type Mode = 'create' | 'append' | 'replace';

/** How the cells of a column are read. */
export interface Cells {
	type: ColumnType;
	date_order: DateOrder;
	decimal: '.' | ',';
}

export interface ImportColumn extends Cells {
	/** As the file has it. */
	header: string;
	name: string;
	filled: number;
	missing: number;
	misfits: number;
	/** What a person should decide: '', 'date_order', 'decimal' or 'boolean'. */
	question: string;
	example: string;
	skip: boolean;
	notes: string[];
}

export interface Misfit {
	line: number;
	/** '': the whole row. */
	column: string;
	value: string;
	reason: string;
}

export interface FileFormat {
	kind: 'delimited' | 'json';
	encoding: string;
	delimiter: string;
	header: boolean;
}

export interface Import {
	id: string;
	name: string;
	stage: Stage;
	bytes: number;
	/** A name that is free. */
	table: string;
	progress: { bytes: number; rows: number };
	error: ApiError | null;
	format: FileFormat | null;
	rows: number;
	columns: ImportColumn[];
	sample: { line: number; cells: (string | null)[] }[];
	misfits: { rows: number; first: Misfit[] };
	outcome: { table: string; mode: string; rows: number } | null;
}

export interface Imports {
	available: boolean;
	reason: string;
	max_bytes: number;
	/** That may be added to. */
	tables: Table[];
}

export interface Order {
	table: string;
	mode: Mode;
	leave_out: boolean;
	columns: (Cells & { name: string; skip: boolean })[];
}

export async function listImports(): Promise<Imports> {
	const answer = await request('GET', path('imports'));
	return {
		available: asBoolean(answer.available, 'available'),
		reason: withDefault(answer, 'reason', asString, ''),
		max_bytes: withDefault(answer, 'max_bytes', asNumber, 0),
		tables: asArray(answer.tables, 'tables', (value, what) => {
			const table = asObject(value, what);
			return {
				name: asString(table.name, `${what}.name`),
				description: withDefault(table, 'description', asString, ''),
				rows: optional(table, 'rows', asNumber) ?? null,
				columns: asColumns(table.columns, `${what}.columns`)
			};
		})
	};
}

/** Sends the file; `onprogress` hears what part of it has gone. Rejects with ApiError of kind `cancelled` when aborted. */
export function bring(
	name: string,
	file: Blob,
	onprogress: (sent: number) => void,
	signal: AbortSignal
): Promise<Import> {
	// fetch() says nothing of what has been sent.
	const xhr = new XMLHttpRequest();
	const url = `${path('imports')}?${new URLSearchParams({ name: name.slice(-200) })}`;
	return new Promise((resolve, reject) => {
		const gone = () =>
			reject(
				new ApiError(
					'The file could not be sent.',
					'unreachable',
					'Check that the server is running, then try again.'
				)
			);
		xhr.upload.onprogress = ({ loaded, total }) => onprogress(total > 0 ? loaded / total : 0);
		xhr.onerror = gone;
		xhr.onabort = () => reject(new ApiError('It was cancelled.', 'cancelled'));
		xhr.onload = () => {
			try {
				const body = asObject(JSON.parse(xhr.responseText), 'the answer');
				if (xhr.status === 201) return resolve(asImport(body));
				reject(
					new ApiError(
						withDefault(body, 'detail', asString, 'The server refused the file.'),
						withDefault(body, 'kind', asString, 'internal'),
						withDefault(body, 'hint', asString, ''),
						xhr.status
					)
				);
			} catch (error) {
				reject(toApiError(error));
			}
		};
		signal.addEventListener('abort', () => xhr.abort());
		xhr.open('POST', url);
		xhr.setRequestHeader('content-type', 'application/octet-stream');
		xhr.setRequestHeader('accept', 'application/json');
		xhr.send(file);
	});
}

export async function getImport(id: string, signal?: AbortSignal): Promise<Import> {
	return asImport(await request('GET', path('imports', id), { signal }));
}

export async function readAgain(
	id: string,
	choice: Partial<FileFormat> & { columns?: (Cells | null)[] }
): Promise<Import> {
	return asImport(await request('PATCH', path('imports', id), { body: choice }));
}

export async function loadImport(id: string, order: Order): Promise<Import> {
	return asImport(await request('POST', path('imports', id, 'load'), { body: order }));
}

/** `keepalive`: the page is being left. */
export async function removeImport(id: string, keepalive = false): Promise<void> {
	await request('DELETE', path('imports', id), { keepalive });
}

const asStrings = (value: unknown, what: string) => asArray(value, what, asString);

function oneOf<T extends string>(known: readonly T[], value: string, otherwise: T): T {
	return known.find((each) => each === value) ?? otherwise;
}

function asImport(value: JsonObject): Import {
	const progress = asObject(value.progress, 'progress');
	const error = value.error ? asObject(value.error, 'error') : null;
	const format = value.format ? asObject(value.format, 'format') : null;
	const misfits = value.misfits ? asObject(value.misfits, 'misfits') : null;
	const outcome = value.outcome ? asObject(value.outcome, 'outcome') : null;
	return {
		id: asString(value.id, 'id'),
		name: asString(value.name, 'name'),
		stage: oneOf(
			['receiving', 'reading', 'failed', 'ready', 'loading', 'done'],
			asString(value.stage, 'stage'),
			'failed'
		),
		bytes: asNumber(value.bytes, 'bytes'),
		table: asString(value.table, 'table'),
		progress: { bytes: asNumber(progress.bytes, 'bytes'), rows: asNumber(progress.rows, 'rows') },
		error:
			error &&
			new ApiError(
				asString(error.message, 'message'),
				asString(error.kind, 'kind'),
				withDefault(error, 'hint', asString, '')
			),
		format: format && {
			kind: oneOf(['delimited', 'json'], asString(format.kind, 'kind'), 'delimited'),
			encoding: asString(format.encoding, 'encoding'),
			delimiter: asString(format.delimiter, 'delimiter'),
			header: asBoolean(format.header, 'header')
		},
		rows: withDefault(value, 'rows', asNumber, 0),
		columns: withDefault(value, 'columns', (list, what) => asArray(list, what, asColumn), []),
		sample: withDefault(
			value,
			'sample',
			(list, what) =>
				asArray(list, what, (each, at) => {
					const row = asObject(each, at);
					return {
						line: asNumber(row.line, `${at}.line`),
						cells: asArray(row.cells, `${at}.cells`, (cell, c) => (cell === null ? null : asString(cell, c)))
					};
				}),
			[]
		),
		misfits: {
			rows: misfits ? asNumber(misfits.rows, 'misfits.rows') : 0,
			first: misfits ? asArray(misfits.first, 'misfits.first', asMisfit) : []
		},
		outcome: outcome && {
			table: asString(outcome.table, 'table'),
			mode: asString(outcome.mode, 'mode'),
			rows: asNumber(outcome.rows, 'rows')
		}
	};
}

function asColumn(value: unknown, what: string): ImportColumn {
	const column = asObject(value, what);
	return {
		header: asString(column.header, `${what}.header`),
		name: asString(column.name, `${what}.name`),
		type: oneOf(TYPES, asString(column.type, `${what}.type`), 'text'),
		date_order: oneOf(['dmy', 'mdy'], asString(column.date_order, `${what}.date_order`), 'dmy'),
		decimal: oneOf(['.', ','], asString(column.decimal, `${what}.decimal`), '.'),
		filled: asNumber(column.filled, `${what}.filled`),
		missing: asNumber(column.missing, `${what}.missing`),
		misfits: withDefault(column, 'misfits', asNumber, 0),
		question: withDefault(column, 'question', asString, ''),
		example: withDefault(column, 'example', asString, ''),
		skip: withDefault(column, 'skip', asBoolean, false),
		notes: withDefault(column, 'notes', asStrings, [])
	};
}

function asMisfit(value: unknown, what: string): Misfit {
	const misfit = asObject(value, what);
	return {
		line: asNumber(misfit.line, `${what}.line`),
		column: asString(misfit.column, `${what}.column`),
		value: asString(misfit.value, `${what}.value`),
		reason: asString(misfit.reason, `${what}.reason`)
	};
}
