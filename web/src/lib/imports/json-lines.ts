// Rows of a spreadsheet or a Parquet file as JSON lines, which the server reads: texts stay texts, numbers numbers.

export type Value = string | number | bigint | boolean | null | undefined | Date | object;

/** One key for each header, no two alike, none empty. */
export function keysOf(headers: readonly Value[]): string[] {
	const taken = new Set<string>();
	return headers.map((header, i) => {
		const name =
			header === null || header === undefined || header === '' ? `column ${i + 1}` : String(header);
		let key = name;
		for (let n = 2; taken.has(key); n++) key = `${name} ${n}`;
		taken.add(key);
		return key;
	});
}

/** Gathers lines into pieces of a Blob, which a browser keeps outside of the script's memory. */
export class JsonLines {
	#keys: string[];
	#text = '';
	#parts: Blob[] = [];
	rows = 0;

	constructor(keys: readonly string[]) {
		this.#keys = keys.map((key) => JSON.stringify(key) + ':');
	}

	add(values: readonly Value[]): void {
		// The first line has every key: their order is that of the columns.
		const all = this.rows++ === 0;
		const cells: string[] = [];
		this.#keys.forEach((key, i) => {
			const text = jsonOf(values[i]);
			if (all || text !== 'null') cells.push(key + text);
		});
		this.#text += `{${cells.join(',')}}\n`;
		if (this.#text.length > 4_000_000) this.#keep();
	}

	blob(): Blob {
		this.#keep();
		return new Blob(this.#parts, { type: 'application/x-ndjson' });
	}

	#keep(): void {
		this.#parts.push(new Blob([this.#text]));
		this.#text = '';
	}
}

function jsonOf(value: Value): string {
	if (value === null || value === undefined || value === '') return 'null';
	switch (typeof value) {
		case 'bigint':
			return value.toString();
		case 'number':
			return Number.isFinite(value) ? String(value) : 'null';
		case 'object':
			if (value instanceof Date)
				return Number.isNaN(value.getTime()) ? 'null' : JSON.stringify(momentOf(value));
			if (value instanceof Uint8Array) return JSON.stringify(new TextDecoder().decode(value));
			return JSON.stringify(value, (_key, each: unknown) =>
				typeof each === 'bigint' ? each.toString() : each
			);
		default:
			return JSON.stringify(value);
	}
}

/** A day where it is midnight in UTC. */
function momentOf(date: Date): string {
	const iso = date.toISOString();
	return iso.endsWith('T00:00:00.000Z') ? iso.slice(0, 10) : iso;
}
