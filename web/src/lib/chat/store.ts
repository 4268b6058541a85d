// Where a conversation outlives its page: IndexedDB, one record a message, so that two tabs write beside each other and
// never over each other. What one tab changes the others hear through a BroadcastChannel.

import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { Message } from './messages';

export type StoreChange =
	{ type: 'put'; messages: Message[] } | { type: 'remove'; ids: string[] } | { type: 'clear' };

export interface MessageStore {
	/** In the order of the conversation. Never fails: what cannot be read is an empty conversation. */
	load(): Promise<Message[]>;
	put(messages: readonly Message[]): Promise<void>;
	remove(ids: readonly string[]): Promise<void>;
	clear(): Promise<void>;
	/** Calls `heard` with what another tab changed; the returned function ends it. */
	listen(heard: (change: StoreChange) => void): () => void;
	/** False when the browser keeps nothing: the conversation then lives as long as its page. */
	readonly durable: boolean;
}

interface Schema extends DBSchema {
	messages: { key: string; value: Message; indexes: { at: number } };
}

const NAME = 'pattern-factory-chat';
/** Older messages are dropped when the conversation is loaded. */
const MOST_MESSAGES = 1_000;

export class BrowserMessageStore implements MessageStore {
	#db: Promise<IDBPDatabase<Schema>>;
	#channel: BroadcastChannel | null;
	durable = true;

	constructor() {
		this.#db = open();
		this.#db.catch(() => (this.durable = false));
		this.#channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(NAME);
	}

	async load(): Promise<Message[]> {
		const all = await this.#try((db) => db.getAllFromIndex('messages', 'at'));
		if (!all) return [];
		const old = all.slice(0, Math.max(0, all.length - MOST_MESSAGES));
		if (old.length > 0) void this.remove(old.map((message) => message.id));
		return all.slice(old.length);
	}

	async put(messages: readonly Message[]): Promise<void> {
		this.#tell({ type: 'put', messages: [...messages] });
		await this.#try(async (db) => {
			const tx = db.transaction('messages', 'readwrite');
			await Promise.all([...messages.map((message) => tx.store.put(message)), tx.done]);
		});
	}

	async remove(ids: readonly string[]): Promise<void> {
		this.#tell({ type: 'remove', ids: [...ids] });
		await this.#try(async (db) => {
			const tx = db.transaction('messages', 'readwrite');
			await Promise.all([...ids.map((id) => tx.store.delete(id)), tx.done]);
		});
	}

	async clear(): Promise<void> {
		this.#tell({ type: 'clear' });
		await this.#try((db) => db.clear('messages'));
	}

	listen(heard: (change: StoreChange) => void): () => void {
		const channel = this.#channel;
		if (!channel) return () => {};
		const onmessage = (event: MessageEvent) => heard(event.data as StoreChange);
		channel.addEventListener('message', onmessage);
		return () => channel.removeEventListener('message', onmessage);
	}

	#tell(change: StoreChange): void {
		this.#channel?.postMessage(change);
	}

	// Storage may be denied, full, or gone in the middle: the conversation goes on without it.
	async #try<T>(work: (db: IDBPDatabase<Schema>) => Promise<T>): Promise<T | undefined> {
		try {
			return await work(await this.#db);
		} catch (error) {
			this.durable = false;
			console.warn('Messages are not kept across a reload:', error);
			return undefined;
		}
	}
}

// Async, so that a browser which throws at once (storage denied) fails like one that fails later.
async function open(): Promise<IDBPDatabase<Schema>> {
	return openDB<Schema>(NAME, 1, {
		upgrade(db) {
			db.createObjectStore('messages', { keyPath: 'id' }).createIndex('at', 'at');
		}
	});
}
