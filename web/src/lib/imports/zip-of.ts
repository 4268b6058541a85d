// Archives for the tests.

import { deflateRawSync } from 'node:zlib';

/** A ZIP archive of the files, whose directory may lie about their sizes. */
export function zipOf(files: Record<string, Uint8Array>, claimed?: number): Blob {
	const parts: Uint8Array<ArrayBuffer>[] = [];
	const directory: Uint8Array<ArrayBuffer>[] = [];
	let at = 0;
	for (const [name, bytes] of Object.entries(files)) {
		const packed = new Uint8Array(deflateRawSync(bytes));
		const title = new TextEncoder().encode(name);
		const fields = new DataView(new ArrayBuffer(26));
		fields.setUint16(0, 20, true);
		fields.setUint16(4, 8, true);
		fields.setUint32(14, packed.length, true);
		fields.setUint32(18, claimed ?? bytes.length, true);
		fields.setUint16(22, title.length, true);
		const local = joined([signature(0x04034b50), new Uint8Array(fields.buffer), title, packed]);
		const rest = new DataView(new ArrayBuffer(14)); // comment, disk, attributes, offset;
		rest.setUint32(10, at, true);
		directory.push(
			joined([
				signature(0x02014b50),
				Uint8Array.of(20, 0),
				new Uint8Array(fields.buffer),
				new Uint8Array(rest.buffer),
				title
			])
		);
		parts.push(local);
		at += local.length;
	}
	const entries = joined(directory);
	const end = new DataView(new ArrayBuffer(22));
	end.setUint32(0, 0x06054b50, true);
	end.setUint16(8, directory.length, true);
	end.setUint16(10, directory.length, true);
	end.setUint32(12, entries.length, true);
	end.setUint32(16, at, true);
	return new Blob([...parts, entries, end]);
}

function signature(value: number): Uint8Array {
	const view = new DataView(new ArrayBuffer(4));
	view.setUint32(0, value, true);
	return new Uint8Array(view.buffer);
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
	const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
	let at = 0;
	for (const part of parts) {
		all.set(part, at);
		at += part.length;
	}
	return all;
}
