// A spreadsheet is a ZIP archive, and one of some kilobytes may unpack to many gigabytes: what it unpacks to is counted
// before anything keeps it.

export const MAX_UNPACKED = 512 * 2 ** 20;
const MAX_ENTRIES = 10_000;
const END = 0x06054b50;
const ENTRY = 0x02014b50;
const DEFLATED = 8;
const STORED = 0;

export class NoArchive extends Error {}

/** Rejects with NoArchive, in words for a person, when it is none that may be unpacked. */
export async function checkArchive(file: Blob, most = MAX_UNPACKED): Promise<void> {
	const tail = new DataView(await file.slice(Math.max(0, file.size - 65_557)).arrayBuffer());
	let end = tail.byteLength - 22;
	while (end >= 0 && tail.getUint32(end, true) !== END) end--;
	if (end < 0) throw new NoArchive('This is no spreadsheet: it is damaged or incomplete.');
	const count = tail.getUint16(end + 10, true);
	const size = tail.getUint32(end + 12, true);
	const offset = tail.getUint32(end + 16, true);
	if (count > MAX_ENTRIES || offset + size > file.size) throw new NoArchive('This spreadsheet is damaged.');

	const directory = new DataView(await file.slice(offset, offset + size).arrayBuffer());
	let unpacked = 0;
	for (let i = 0, at = 0; i < count; i++) {
		if (at + 46 > directory.byteLength || directory.getUint32(at, true) !== ENTRY)
			throw new NoArchive('This spreadsheet is damaged.');
		const method = directory.getUint16(at + 10, true);
		const packed = directory.getUint32(at + 20, true);
		const begin = directory.getUint32(at + 42, true);
		const local = new DataView(await file.slice(begin, begin + 30).arrayBuffer());
		if (local.byteLength < 30) throw new NoArchive('This spreadsheet is damaged.');
		const data = begin + 30 + local.getUint16(26, true) + local.getUint16(28, true);
		if (method === STORED) unpacked += packed;
		else if (method === DEFLATED)
			unpacked += await unpackedSize(file.slice(data, data + packed), most - unpacked);
		else
			throw new NoArchive('This spreadsheet is packed in a way that is not known here, or has a password.');
		if (unpacked > most)
			throw new NoArchive(
				`This spreadsheet unpacks to more than ${Math.round(most / 2 ** 20)} MiB. Save it as CSV.`
			);
		at +=
			46 +
			directory.getUint16(at + 28, true) +
			directory.getUint16(at + 30, true) +
			directory.getUint16(at + 32, true);
	}
}

/** Bytes, or the first count above `most`. Nothing is kept. */
async function unpackedSize(packed: Blob, most: number): Promise<number> {
	const reader = packed.stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader();
	let size = 0;
	try {
		for (;;) {
			const { done, value } = await reader.read();
			if (done) return size;
			size += value.byteLength;
			if (size > most) {
				await reader.cancel();
				return size;
			}
		}
	} catch {
		throw new NoArchive('This spreadsheet is damaged.');
	}
}
