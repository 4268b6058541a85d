// The lists that several parts of the page show: views, rules, predefined rules, tables. Read once, refreshed on events.

import { listBoards } from '../api/boards';
import { listDefinitions } from '../api/definitions';
import * as http from '../api/http';
import { getModel } from '../api/language-model';
import { keepEqual } from './keep-equal';

/** One list of the server: what was read last, and whether reading it failed. */
export class Resource<T> {
	value = $state.raw<T | undefined>(undefined);
	error = $state.raw<http.ApiError | null>(null);
	loading = $state(false);

	#read: () => Promise<T>;
	#running: Promise<void> | null = null;
	#again = false;

	constructor(read: () => Promise<T>) {
		this.#read = read;
	}

	/** While one reading runs, any number of calls lead to exactly one more. */
	refresh(): Promise<void> {
		if (this.#running) {
			this.#again = true;
			return this.#running;
		}
		this.#running = this.#run().finally(() => {
			this.#running = null;
			// asked for after the last reading had ended, before anybody heard of it
			if (this.#again) return this.refresh();
		});
		return this.#running;
	}

	/** Reads when nothing has been read yet. */
	async need(): Promise<void> {
		if (this.value === undefined) await this.refresh();
	}

	async #run(): Promise<void> {
		this.loading = true;
		do {
			this.#again = false;
			try {
				// read first: what refreshes within an effect must not come to depend on the value
				const read = await this.#read();
				this.value = keepEqual(this.value, read);
				this.error = null;
			} catch (error) {
				this.error = http.toApiError(error);
			}
		} while (this.#again);
		this.loading = false;
	}
}

export class Catalogue {
	views = new Resource(http.listViews);
	rules = new Resource(http.listRules);
	predefined = new Resource(http.listPredefinedRules);
	tables = new Resource(http.listTables);
	server: Resource<http.ServerInfo>;
	patterns = new Resource(http.listPatterns);
	vocabulary = new Resource(listDefinitions);
	model = new Resource(getModel);
	boards = new Resource(listBoards);
	/** Grows when any board was changed. */
	boardEdition = $state(0);

	/** `onserver` hears what the server says of itself, each time it does. */
	constructor(onserver: (server: http.ServerInfo) => void = () => {}) {
		this.server = new Resource(async () => {
			const server = await http.getServer();
			onserver(server);
			return server;
		});
	}

	/** Another database has none to look at. */
	get hasPatterns(): boolean {
		return this.tables.value?.some(({ name }) => name === 'patterns') ?? true;
	}

	/** What a rule changes. */
	refresh(): void {
		void this.views.refresh();
		if (this.rules.value !== undefined || this.rules.error) void this.rules.refresh();
	}

	boardsChanged(): void {
		this.boardEdition += 1;
		if (this.boards.value !== undefined || this.boards.error) void this.boards.refresh();
	}

	/** After a connection is back everything may have changed, the server included. */
	refreshAll(): void {
		this.refresh();
		void this.predefined.refresh();
		void this.tables.refresh();
		void this.server.refresh();
		if (this.patterns.error) void this.patterns.refresh();
		this.boardsChanged();
	}
}
