// Parquet files as JSON lines, some thousand rows at a time.

import { parquetMetadataAsync, parquetReadObjects, parquetSchema, type AsyncBuffer } from 'hyparquet';
import {
	decompressBrotli,
	decompressGzip,
	decompressLz4,
	decompressLz4Raw,
	decompressZstd
} from 'hyparquet-compressors';
import { JsonLines, type Value } from './json-lines';
import type { Converted } from './spreadsheet';
import { NoArchive } from './zip';

const STEP = 10_000;

// Snappy is read by hyparquet itself; the other package's is left out of the build (no-snappy.ts).
const compressors = {
	GZIP: decompressGzip,
	BROTLI: decompressBrotli,
	ZSTD: (input: Uint8Array) => decompressZstd(input),
	LZ4: decompressLz4,
	LZ4_RAW: decompressLz4Raw
};

export async function convertParquet(file: Blob): Promise<Converted> {
	const buffer: AsyncBuffer = {
		byteLength: file.size,
		slice: (start, end) => file.slice(start, end).arrayBuffer()
	};
	try {
		const metadata = await parquetMetadataAsync(buffer);
		const names = parquetSchema(metadata).children.map((column) => column.element.name);
		const lines = new JsonLines(names);
		const total = Number(metadata.num_rows);
		for (let rowStart = 0; rowStart < total; rowStart += STEP) {
			const rows = await parquetReadObjects({
				file: buffer,
				metadata,
				compressors,
				rowStart,
				rowEnd: Math.min(total, rowStart + STEP)
			});
			for (const row of rows) lines.add(names.map((name) => row[name] as Value));
		}
		if (lines.rows === 0) throw new NoArchive('This Parquet file has no rows.');
		return { lines: lines.blob(), rows: lines.rows, sheets: [], sheet: '' };
	} catch (error) {
		if (error instanceof NoArchive) throw error;
		throw new NoArchive(
			'This Parquet file cannot be read: it is damaged, or of a kind that is not known here.'
		);
	}
}
