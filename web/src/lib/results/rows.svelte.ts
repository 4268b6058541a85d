// The rows behind a scroll: read from the server in blocks as they come into sight, the newest blocks kept.

import { ApiError, toApiError } from '../api/http';
import { readCell, readPage, type Page, type Relation, type Reference } from '../api/pages';
import type { Cell, Column } from '../api/protocol';
import { rowAddress } from './address';
import { EVERYTHING, type PageQuery } from './query';

export type ReadPage = typeof readPage;
type ReadCell = typeof readCell;

const BLOCK = 200;
/** 12,000 rows; a block that was dropped is read again when it is needed. */
const MOST_BLOCKS = 60;

interface Block {
	rows: Cell[][];
	/** How long the cells are of which only the beginning is here, by `row:column` of the block. */
	cut: Map<string, number>;
	references: readonly Reference[];
}

/** A row of another table that a cell is the key of. */
export interface Referred {
	table: string;
	/** '': it has none, or it could not be read. */
	name: string;
	address: string;
}

export class Rows {
	columns = $state.raw<Column[]>([]);
	/** Rows that match; the old number stays until the new one is known. */
	total = $state(0);
	elapsed_ms = $state(0);
	error = $state.raw<ApiError | null>(null);
	/** A first block of this query is on its way. */
	loading = $state(true);
	/** Some query of this relation has been answered. */
	ready = $state(false);
	/** Places of the columns whose values are keys of other tables' rows. */
	keys = $state.raw<ReadonlySet<number>>(new Set());
	/** Changes with every block that arrives. */
	version = $state(0);

	#read: ReadPage;
	#readCell: ReadCell;
	#relation: Relation | null = null;
	#query: PageQuery = EVERYTHING;
	#blocks = new Map<number, Block>();
	#asked = new Map<number, AbortController>();

	constructor(read: ReadPage = readPage, whole: ReadCell = readCell) {
		this.#read = read;
		this.#readCell = whole;
	}

	/** Looks at another relation or another part of it. The rows in sight stay until the first new block is there. */
	look(relation: Relation, query: PageQuery): void {
		if (relation.kind !== this.#relation?.kind || relation.name !== this.#relation.name) {
			this.#blocks.clear();
			this.columns = [];
			this.total = 0;
			this.ready = false;
		}
		this.#relation = relation;
		this.#query = query;
		this.reload();
	}

	reload(): void {
		this.stop();
		this.error = null;
		this.loading = true;
		void this.#load(0, true);
	}

	/** Undefined: not here yet. */
	row(index: number): Cell[] | undefined {
		return this.#blocks.get(Math.floor(index / BLOCK))?.rows[index % BLOCK];
	}

	/** Bytes of the whole cell when only its beginning is here. `column`: its place. */
	cutAt(index: number, column: number): number | undefined {
		return this.#blocks.get(Math.floor(index / BLOCK))?.cut.get(`${index % BLOCK}:${column}`);
	}

	/** The text of a cell that was cut, whole. @throws ApiError, also when another row stands there by now. */
	async whole(index: number, column: number): Promise<string> {
		const begun = String(this.row(index)?.[column] ?? '').slice(0, -1); // without the ellipsis
		const name = this.columns[column]?.name;
		if (!this.#relation || name === undefined) throw new Error('no such column is looked at');
		const whole = await this.#readCell(this.#relation, this.#query, index, name);
		if (!whole.startsWith(begun))
			throw new ApiError('The rows have changed meanwhile.', 'invalid_request', 'Load them anew.');
		return whole;
	}

	/** The row that a cell refers to. `column`: its place. */
	referred(index: number, column: number): Referred | undefined {
		const block = this.#blocks.get(Math.floor(index / BLOCK));
		const reference = block?.references.find((one) => one.column === column);
		const cell = block?.rows[index % BLOCK]?.[column];
		if (!reference || cell === null || cell === undefined) return undefined;
		const { table, key, names } = reference;
		return { table, name: names.get(String(cell)) ?? '', address: rowAddress(table, key, cell) };
	}

	/** The rows that are here from the beginning on. */
	sample(): Cell[][] {
		void this.version;
		return this.#blocks.get(0)?.rows ?? [];
	}

	/** Reads what is missing of these rows; what is no longer in sight is not waited for. */
	ensure(first: number, last: number): void {
		if (this.loading || this.error) return;
		const from = Math.floor(first / BLOCK);
		const to = Math.floor(Math.max(first, Math.min(last, this.total - 1)) / BLOCK);
		for (const [block, controller] of this.#asked) {
			if (block < from - 1 || block > to + 1) {
				controller.abort();
				this.#asked.delete(block);
			}
		}
		for (let block = from; block <= to; block++) {
			if (!this.#blocks.has(block) && !this.#asked.has(block)) void this.#load(block, false);
		}
	}

	stop(): void {
		for (const controller of this.#asked.values()) controller.abort();
		this.#asked.clear();
	}

	async #load(block: number, first: boolean): Promise<void> {
		const relation = this.#relation;
		if (!relation) return;
		const controller = new AbortController();
		this.#asked.set(block, controller);
		let page: Page;
		try {
			page = await this.#read(relation, this.#query, BLOCK, block * BLOCK, controller.signal);
		} catch (error) {
			if (controller.signal.aborted) return;
			this.#asked.delete(block);
			this.error = toApiError(error);
			this.loading = false;
			return;
		}
		if (controller.signal.aborted) return;
		this.#asked.delete(block);
		if (first) {
			this.#blocks.clear();
			this.elapsed_ms = page.elapsed_ms;
			this.columns = page.columns;
			this.keys = new Set(page.references.map(({ column }) => column));
			this.loading = false;
			this.ready = true;
		}
		this.#blocks.delete(block);
		this.#blocks.set(block, {
			rows: page.rows,
			references: page.references,
			cut: new Map(page.cut.map(({ row, column, bytes }) => [`${row}:${column}`, bytes]))
		});
		for (const old of this.#blocks.keys()) {
			if (this.#blocks.size <= MOST_BLOCKS) break;
			this.#blocks.delete(old);
		}
		this.total = page.total;
		this.version += 1;
	}
}
