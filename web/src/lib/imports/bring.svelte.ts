// One file on its way into a table: converted where it must be, sent, read, looked at, loaded.

import { ApiError, toApiError } from '../api/http';
import { convert, convertible } from './convert';
import * as server from './imports';
import type { Cells, FileFormat, Import, ImportColumn, Imports, Mode } from './imports';

export type Step = 'choose' | 'converting' | 'sending' | 'reading' | 'ready' | 'loading' | 'done' | 'failed';

const POLL = 250;

/** What the person may change of a column. */
export interface ColumnDraft extends Cells {
	name: string;
	skip: boolean;
	/** The question of the column has been answered, or needs no answer. */
	settled: boolean;
}

export class Bring {
	step = $state<Step>('choose');
	fileName = $state('');
	/** 0 to 1, where it is known. */
	progress = $state<number | null>(null);
	error = $state.raw<ApiError | null>(null);
	found = $state.raw<Import | null>(null);
	columns = $state<ColumnDraft[]>([]);
	sheets = $state.raw<string[]>([]);
	sheet = $state('');
	place = $state.raw<Imports | null>(null);
	mode = $state<Mode>('create');
	table = $state('');
	leaveOut = $state(false);

	#file: File | null = null;
	#abort = new AbortController();
	#format: Partial<FileFormat> = {};

	/** Nothing of it is on the server that the page would lose. */
	readonly busy = $derived(['converting', 'sending', 'reading', 'loading'].includes(this.step));
	readonly unanswered = $derived(
		this.found?.columns.find((column, i) => column.question === 'date_order' && !this.columns[i]?.settled)
	);

	async lookAround(): Promise<void> {
		try {
			this.place = await server.listImports();
			this.error = null;
		} catch (error) {
			this.error = toApiError(error);
		}
	}

	async take(file: File, sheet?: string): Promise<void> {
		this.leave();
		const { signal } = (this.#abort = new AbortController());
		Object.assign(this, {
			fileName: file.name,
			error: null,
			found: null,
			progress: null,
			sheets: [],
			sheet: '',
			leaveOut: false
		});
		this.#file = file;
		this.#format = {};
		await this.#try(signal, async () => {
			const most = this.place?.max_bytes ?? 0;
			if (most > 0 && file.size > most)
				throw new ApiError(
					`${file.name} is larger than the server takes.`,
					'invalid_request',
					`At most ${sizeOf(most)}.`
				);
			let body: Blob = file;
			this.step = 'converting';
			const kind = await convertible(file);
			if (kind) {
				const made = await convert({ file, kind, sheet }, signal);
				body = made.lines;
				this.sheets = made.sheets;
				this.sheet = made.sheet;
			}
			this.step = 'sending';
			const sent = await server.bring(file.name, body, (part) => (this.progress = part), signal);
			// What came while it was left, leave() did not know of.
			if (signal.aborted) server.removeImport(sent.id).catch(() => {});
			await this.#follow(sent, signal);
		});
	}

	async takeSheet(sheet: string): Promise<void> {
		if (this.#file) await this.take(this.#file, sheet);
	}

	/** Reads it again with another delimiter, encoding or header. */
	async reformat(change: Partial<FileFormat>): Promise<void> {
		this.#format = { ...this.#format, ...change };
		await this.#again({ ...this.#format });
	}

	/** A type, an order of dates or a decimal sign: tried on all rows, so that what does not fit is known. */
	async retype(at: number, change: Partial<Cells>): Promise<void> {
		const column = this.columns[at];
		if (!column) return;
		Object.assign(column, change, { settled: true });
		const columns = this.columns.map((each, i) =>
			each.settled && differs(each, this.found?.columns[i])
				? { type: each.type, date_order: each.date_order, decimal: each.decimal }
				: null
		);
		columns[at] = { type: column.type, date_order: column.date_order, decimal: column.decimal };
		await this.#again({ ...this.#format, columns });
	}

	async load(): Promise<void> {
		const found = this.found;
		if (!found) return;
		await this.#try(this.#abort.signal, async () => {
			this.error = null;
			this.step = 'loading';
			const columns = this.columns.map((column) => {
				const { settled, ...sent } = column;
				void settled;
				return sent;
			});
			const begun = await server.loadImport(found.id, {
				table: this.table,
				mode: this.mode,
				leave_out: this.leaveOut,
				columns
			});
			await this.#follow(begun, this.#abort.signal);
		});
	}

	/** Ends what runs, here and on the server. */
	leave(leavingPage = false): void {
		this.#abort.abort();
		const id = this.found?.id;
		// What is loaded already stays; a page that is left in the middle of a load lets it end.
		const over = this.step === 'done' || (leavingPage && this.step === 'loading');
		if (id && !over) server.removeImport(id, leavingPage).catch(() => {});
		Object.assign(this, { step: 'choose', found: null, progress: null });
	}

	async #again(choice: Parameters<typeof server.readAgain>[1]): Promise<void> {
		const found = this.found;
		if (!found) return;
		await this.#try(this.#abort.signal, async () => {
			this.error = null;
			await this.#follow(await server.readAgain(found.id, choice), this.#abort.signal);
		});
	}

	async #try(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
		try {
			await work();
		} catch (error) {
			if (signal.aborted) return;
			this.error = toApiError(error);
			this.step = this.found?.stage === 'ready' ? 'ready' : 'failed';
		}
	}

	/** Asks how far it is until it waits for its person. */
	async #follow(first: Import, signal: AbortSignal): Promise<void> {
		let seen = first;
		for (;;) {
			if (signal.aborted) return;
			if (seen.stage !== 'reading' && seen.stage !== 'loading' && seen.stage !== 'receiving') break;
			this.step = seen.stage === 'loading' ? 'loading' : 'reading';
			this.progress = seen.bytes > 0 ? Math.min(1, seen.progress.bytes / seen.bytes) : null;
			this.found = { ...(this.found ?? seen), id: seen.id, stage: seen.stage, progress: seen.progress };
			await new Promise((later) => setTimeout(later, POLL));
			if (!signal.aborted) seen = await server.getImport(seen.id, signal);
		}
		this.#settle(seen);
	}

	#settle(seen: Import): void {
		const before = this.found?.columns ?? [];
		const same =
			seen.columns.length === before.length &&
			seen.columns.every((column, i) => column.header === before[i]?.header);
		this.found = seen;
		this.error = seen.error;
		this.progress = null;
		this.step = seen.stage === 'done' ? 'done' : seen.stage === 'ready' ? 'ready' : 'failed';
		if (seen.stage !== 'ready') return;
		const drafts = this.columns;
		this.columns = seen.columns.map((column, i) => {
			const old = same ? drafts[i] : undefined;
			return {
				name: old?.name ?? column.name,
				skip: old?.skip ?? column.skip,
				type: column.type,
				date_order: column.date_order,
				decimal: column.decimal,
				settled: old?.settled ?? false
			};
		});
		if (!same) this.table = seen.table;
	}
}

function differs(draft: Cells, found: ImportColumn | undefined): boolean {
	return (
		!found ||
		draft.type !== found.type ||
		draft.date_order !== found.date_order ||
		draft.decimal !== found.decimal ||
		found.question === ''
	);
}

export function sizeOf(bytes: number): string {
	const units = ['bytes', 'KiB', 'MiB', 'GiB'];
	let at = 0;
	let size = bytes;
	for (; size >= 1024 && at < units.length - 1; at++) size /= 1024;
	return `${size >= 100 || at === 0 ? Math.round(size) : Number(size.toPrecision(3))} ${units[at]}`;
}
