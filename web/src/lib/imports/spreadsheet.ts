// Excel's files as JSON lines: the sheet's values, not how they look, but for numbers that are shown with zeros in front.

import { read, SSF, type CellObject, type DenseWorkSheet } from '@e965/xlsx';
import { JsonLines, keysOf, type Value } from './json-lines';
import { checkArchive, NoArchive } from './zip';

export interface Converted {
	lines: Blob;
	rows: number;
	/** Of a spreadsheet, and which of them this is. */
	sheets: string[];
	sheet: string;
}

export async function convertSpreadsheet(file: Blob, wanted?: string): Promise<Converted> {
	await checkArchive(file);
	let book;
	try {
		book = read(new Uint8Array(await file.arrayBuffer()), {
			dense: true,
			cellFormula: false,
			cellHTML: false,
			cellNF: true
		});
	} catch {
		throw new NoArchive('This spreadsheet cannot be read: it is damaged, or has a password.');
	}
	const rowsOf = (name: string) => (book.Sheets[name] as DenseWorkSheet | undefined)?.['!data'] ?? [];
	const sheets = book.SheetNames.filter((name) => rowsOf(name).length > 0);
	const sheet = sheets.find((name) => name === wanted) ?? sheets[0];
	if (sheet === undefined) throw new NoArchive('This spreadsheet has no rows.');

	const rows = rowsOf(sheet)
		.map((row) => (row ?? []).map(valueOf))
		.filter((row) => row.some((value) => value !== null && value !== ''));
	const width = rows.reduce((most, row) => Math.max(most, row.length), 0);
	const first = rows[0] ?? [];
	const header = first.every((value) => value === null || typeof value === 'string');
	const lines = new JsonLines(keysOf(Array.from({ length: width }, (_, i) => (header ? first[i] : null))));
	for (const row of header ? rows.slice(1) : rows) lines.add(row);
	if (lines.rows === 0) throw new NoArchive(`The sheet “${sheet}” has no rows below its first.`);
	return { lines: lines.blob(), rows: lines.rows, sheets, sheet };
}

function valueOf(cell: CellObject | undefined): Value {
	if (!cell || cell.t === 'z' || cell.t === 'e') return null;
	if (cell.t !== 'n' || typeof cell.v !== 'number') return cell.v ?? null;
	const format = typeof cell.z === 'string' ? cell.z : '';
	if (SSF.is_date(format)) return momentOf(cell.v);
	return /^0{2,}$/.test(format) && cell.w !== undefined ? cell.w : cell.v;
}

function momentOf(serial: number): Value {
	const date = SSF.parse_date_code(serial) as {
		y: number;
		m: number;
		d: number;
		H: number;
		M: number;
		S: number;
	} | null;
	if (!date) return serial;
	const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
	const time = `${two(date.H)}:${two(date.M)}:${two(date.S)}`;
	if (serial < 1) return time;
	const day = `${String(date.y).padStart(4, '0')}-${two(date.m)}-${two(date.d)}`;
	return Number.isInteger(serial) ? day : `${day} ${time}`;
}
