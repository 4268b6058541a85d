// Where conversations outlive their page: IndexedDB, one record a message, so that two tabs write beside each other and
// never over each other. What one tab changes the others hear through a BroadcastChannel.

import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction } from 'idb';
import { titleOf, type Conversation } from './conversations.svelte';
import { byTime, FIRST, type Message } from './messages';

export type StoreChange =
	| { type: 'put'; messages: Message[] }
	| { type: 'remove'; ids: string[] }
	| { type: 'clear'; conversation: string }
	| { type: 'conversation'; conversation: Conversation }
	| { type: 'forget'; id: string };

export interface MessageStore {
	/** In the order of the conversation. Never fails: what cannot be read is an empty conversation. */
	load(conversation: string): Promise<Message[]>;
	/** The rules of all conversations that wait for an answer. */
	running(): Promise<Message[]>;
	put(messages: readonly Message[]): Promise<void>;
	remove(ids: readonly string[]): Promise<void>;
	/** Takes all messages out of a conversation. */
	clear(conversation: string): Promise<void>;
	conversations(): Promise<Conversation[]>;
	putConversation(conversation: Conversation): Promise<void>;
	/** The conversation and its messages. */
	forget(id: string): Promise<void>;
	/** Calls `heard` with what another tab changed; the returned function ends it. */
	listen(heard: (change: StoreChange) => void): () => void;
	/** False when the browser keeps nothing: the conversation then lives as long as its page. */
	readonly durable: boolean;
}

interface Schema extends DBSchema {
	messages: { key: string; value: Message; indexes: { conversation: string; kind: string } };
	conversations: { key: string; value: Conversation };
}

const NAME = 'pattern-factory-chat';
/** Of one conversation; older ones are dropped when it is loaded. */
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

	async load(conversation: string): Promise<Message[]> {
		const found = await this.#try((db) => db.getAllFromIndex('messages', 'conversation', conversation));
		const all = (found ?? []).sort(byTime);
		const old = all.slice(0, Math.max(0, all.length - MOST_MESSAGES));
		if (old.length > 0) void this.remove(old.map((message) => message.id));
		return all.slice(old.length);
	}

	async running(): Promise<Message[]> {
		return (await this.#try((db) => db.getAllFromIndex('messages', 'kind', 'running'))) ?? [];
	}

	async put(messages: readonly Message[]): Promise<void> {
		this.#tell({ type: 'put', messages: [...messages] });
		await this.#try(async (db) => {
			const tx = db.transaction('messages', 'readwrite');
			await Promise.all([...messages.map((message) => tx.store.put(placed(message))), tx.done]);
		});
	}

	async remove(ids: readonly string[]): Promise<void> {
		this.#tell({ type: 'remove', ids: [...ids] });
		await this.#try(async (db) => {
			const tx = db.transaction('messages', 'readwrite');
			await Promise.all([...ids.map((id) => tx.store.delete(id)), tx.done]);
		});
	}

	async clear(conversation: string): Promise<void> {
		this.#tell({ type: 'clear', conversation });
		await this.#try((db) => emptied(db, conversation));
	}

	async conversations(): Promise<Conversation[]> {
		return (await this.#try((db) => db.getAll('conversations'))) ?? [];
	}

	async putConversation(conversation: Conversation): Promise<void> {
		this.#tell({ type: 'conversation', conversation });
		await this.#try((db) => db.put('conversations', conversation));
	}

	async forget(id: string): Promise<void> {
		this.#tell({ type: 'forget', id });
		await this.#try(async (db) => {
			await db.delete('conversations', id);
			await emptied(db, id);
		});
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

/** An index leaves out what lacks its field. */
function placed(message: Message): Message {
	return message.conversation === undefined ? { ...message, conversation: FIRST } : message;
}

async function emptied(db: IDBPDatabase<Schema>, conversation: string): Promise<void> {
	const tx = db.transaction('messages', 'readwrite');
	const keys = await tx.store.index('conversation').getAllKeys(conversation);
	await Promise.all([...keys.map((key) => tx.store.delete(key)), tx.done]);
}

// Async, so that a browser which throws at once (storage denied) fails like one that fails later.
async function open(): Promise<IDBPDatabase<Schema>> {
	return openDB<Schema>(NAME, 2, {
		upgrade(db, before, _after, tx) {
			if (before === 0) db.createObjectStore('messages', { keyPath: 'id' });
			const messages = tx.objectStore('messages');
			messages.createIndex('conversation', 'conversation');
			messages.createIndex('kind', 'kind');
			db.createObjectStore('conversations', { keyPath: 'id' });
			void oneBecomesFirst(tx);
		},
		// A page of a later version may change the store; this one then keeps nothing more.
		blocking(_current, _blocked, event) {
			(event.target as IDBDatabase).close();
		}
	});
}

/** Before there were several conversations, there was one. */
async function oneBecomesFirst(
	tx: IDBPTransaction<Schema, ('messages' | 'conversations')[], 'versionchange'>
): Promise<void> {
	const messages = tx.objectStore('messages');
	const said = (await messages.getAll()).sort(byTime);
	for (const message of said) void messages.put(placed(message));
	const [first, last] = [said.find(({ kind }) => kind === 'user'), said.at(-1)];
	if (first?.kind === 'user' && last)
		void tx.objectStore('conversations').put({ id: FIRST, title: titleOf(first.text), at: last.at });
}
