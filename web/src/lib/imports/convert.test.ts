import { utils, write } from '@e965/xlsx';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { convertible } from './convert';
import { JsonLines, keysOf } from './json-lines';
import { convertParquet } from './parquet';
import { convertSpreadsheet } from './spreadsheet';
import { firstQuestions } from './words';
import { checkArchive } from './zip';
import { zipOf } from './zip-of';

const rowsOf = async (lines: Blob) =>
	(await lines.text())
		.trim()
		.split('\n')
		.map((line) => JSON.parse(line) as Record<string, unknown>);

function spreadsheet(
	sheets: Record<string, unknown[][]>,
	change?: (sheet: Record<string, { z?: string }>) => void
): Blob {
	const book = utils.book_new();
	for (const [name, rows] of Object.entries(sheets)) {
		const sheet = utils.aoa_to_sheet(rows);
		change?.(sheet as Record<string, { z?: string }>);
		utils.book_append_sheet(book, sheet, name);
	}
	return new Blob([new Uint8Array(write(book, { type: 'buffer', bookType: 'xlsx' }) as ArrayBuffer)]);
}

describe('JSON lines', () => {
	it('have one key for each column, all of them in the first line', async () => {
		expect(keysOf(['a', 'a', '', null, 'a 2'])).toEqual(['a', 'a 2', 'column 3', 'column 4', 'a 2 2']);
		const lines = new JsonLines(['a', 'b']);
		lines.add([1n, null]);
		lines.add([null, 'x"y']);
		lines.add([NaN, new Date(Date.UTC(2020, 0, 31))]);
		expect(await lines.blob().text()).toBe('{"a":1,"b":null}\n{"b":"x\\"y"}\n{"b":"2020-01-31"}\n');
	});
});

describe('spreadsheets', () => {
	it('give their values: texts, numbers, dates, and zeros in front that are shown', async () => {
		const made = await convertSpreadsheet(
			spreadsheet(
				{
					Parts: [
						['name', 'born', 'zip', 'at'],
						['Ann', 36526, 1067, 36526.5],
						['007', 36527, 80331, 0.25]
					]
				},
				(sheet) => {
					for (const cell of ['B2', 'B3']) (sheet[cell] ??= {}).z = 'yyyy-mm-dd';
					for (const cell of ['D2', 'D3']) (sheet[cell] ??= {}).z = 'yyyy-mm-dd hh:mm';
					(sheet.C2 ??= {}).z = '00000';
				}
			)
		);
		expect(made.sheets).toEqual(['Parts']);
		expect(await rowsOf(made.lines)).toEqual([
			{ name: 'Ann', born: '2000-01-01', zip: '01067', at: '2000-01-01 12:00:00' },
			{ name: '007', born: '2000-01-02', zip: 80331, at: '06:00:00' }
		]);
	});

	it('have their sheets told and chosen', async () => {
		const file = spreadsheet({ Empty: [], One: [['a'], [1]], Two: [['b'], [2], [3]] });
		expect((await convertSpreadsheet(file)).sheets).toEqual(['One', 'Two']);
		const two = await convertSpreadsheet(file, 'Two');
		expect([two.sheet, two.rows]).toEqual(['Two', 2]);
	});

	it('without names in the first row get some', async () => {
		expect(
			await rowsOf(
				(
					await convertSpreadsheet(
						spreadsheet({
							S: [
								[1, 'x'],
								[2, 'y']
							]
						})
					)
				).lines
			)
		).toEqual([
			{ 'column 1': 1, 'column 2': 'x' },
			{ 'column 1': 2, 'column 2': 'y' }
		]);
	});

	it('are refused where they are none', async () => {
		await expect(convertSpreadsheet(new Blob(['PK\x03\x04 nothing']))).rejects.toThrow(
			'damaged or incomplete'
		);
		await expect(convertSpreadsheet(zipOf({ 'a.txt': new Uint8Array(10) }))).rejects.toThrow(
			/cannot be read|no rows/
		);
		await expect(convertSpreadsheet(spreadsheet({ S: [] }))).rejects.toThrow('no rows');
	});
});

describe('archives', () => {
	it('that unpack to too much are refused, whatever they claim', async () => {
		const bomb = zipOf({ 'xl/worksheets/sheet1.xml': new Uint8Array(16 << 20) }, 1_000);
		expect(bomb.size).toBeLessThan(100_000);
		await expect(checkArchive(bomb, 8 << 20)).rejects.toThrow('unpacks to more than 8 MiB');
		await checkArchive(bomb, 17 << 20);
	});
});

describe('Parquet files', () => {
	it('give their rows', async () => {
		const bytes = parquetWriteBuffer({
			columnData: [
				{ name: 'name', data: ['Ann', 'Bob'], type: 'STRING' },
				{ name: 'big', data: [12345678901234567n, 2n], type: 'INT64' },
				{ name: 'ok', data: [true, false], type: 'BOOLEAN' }
			]
		});
		const made = await convertParquet(new Blob([bytes]));
		expect(await made.lines.text()).toBe(
			'{"name":"Ann","big":12345678901234567,"ok":true}\n{"name":"Bob","big":2,"ok":false}\n'
		);
		await expect(convertParquet(new Blob([bytes.slice(0, 40)]))).rejects.toThrow('cannot be read');
	});
});

it('what must be converted is known by its first bytes', async () => {
	expect(await convertible(new Blob(['PK\x03\x04']))).toBe('spreadsheet');
	expect(await convertible(new Blob(['PAR1']))).toBe('parquet');
	expect(await convertible(new Blob(['a,b\n']))).toBe(null);
	expect(await convertible(new Blob([]))).toBe(null);
});

it('a new table has first questions', () => {
	expect(
		firstQuestions({
			name: 'machine_parts',
			columns: [
				{ name: 'part_name', type: 'text' },
				{ name: 'maker', type: 'text' },
				{ name: 'bought', type: 'date' }
			]
		})
	).toEqual([
		'Find all machine parts',
		'How many machine parts are there?',
		'Number of machine parts by maker',
		'Machine parts by bought, newest first'
	]);
});
