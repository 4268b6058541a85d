import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { openDB } from 'idb';
import type { Message, RunningMessage } from './messages';
import { BrowserMessageStore, type StoreChange } from './store';

const message = (id: string, at: number): Message => ({ kind: 'user', id, at, text: id });

beforeEach(() => {
	globalThis.indexedDB = new IDBFactory();
});

describe('BrowserMessageStore', () => {
	test('gives back what was put, in the order of the conversation', async () => {
		const store = new BrowserMessageStore();
		await store.put([message('b', 2), message('a', 1)]);
		await store.put([message('c', 3)]);
		expect((await new BrowserMessageStore().load('first')).map((m) => m.id)).toEqual(['a', 'b', 'c']);
	});

	test('two tabs write beside each other', async () => {
		const [one, two] = [new BrowserMessageStore(), new BrowserMessageStore()];
		await Promise.all([one.put([message('one', 1)]), two.put([message('two', 2)])]);
		expect((await one.load('first')).map((m) => m.id)).toEqual(['one', 'two']);
	});

	test('removes and clears', async () => {
		const store = new BrowserMessageStore();
		await store.put([message('a', 1), message('b', 2)]);
		await store.remove(['a']);
		expect((await store.load('first')).map((m) => m.id)).toEqual(['b']);
		await store.clear('first');
		expect(await store.load('first')).toEqual([]);
	});

	test('another tab hears of each change, the writer does not', async () => {
		const [one, two] = [new BrowserMessageStore(), new BrowserMessageStore()];
		const own: StoreChange[] = [];
		const heard: StoreChange[] = [];
		const stops = [one.listen((change) => own.push(change)), two.listen((change) => heard.push(change))];
		await one.put([message('a', 1)]);
		await one.clear('first');
		await vi.waitFor(() => expect(heard.map((change) => change.type)).toEqual(['put', 'clear']));
		expect(own).toEqual([]);
		stops.forEach((stop) => stop());
	});

	test('keeps the newest 1,000 messages', async () => {
		const store = new BrowserMessageStore();
		await store.put(Array.from({ length: 1010 }, (_, i) => message(`m${i}`, i)));
		const loaded = await store.load('first');
		expect(loaded).toHaveLength(1000);
		expect(loaded[0]?.id).toBe('m10');
	});

	test('keeps each conversation by itself, and forgets one with its messages', async () => {
		const store = new BrowserMessageStore();
		await store.put([message('a', 1), { ...message('b', 2), conversation: 'second' }]);
		await store.putConversation({ id: 'second', title: 'Find all orgs', at: 2 });
		expect((await store.load('second')).map((m) => m.id)).toEqual(['b']);
		await store.forget('second');
		expect(await store.load('second')).toEqual([]);
		expect(await store.conversations()).toEqual([]);
		expect((await store.load('first')).map((m) => m.id)).toEqual(['a']);
	});

	test('finds what runs in any conversation', async () => {
		const store = new BrowserMessageStore();
		const running = { kind: 'running', id: 'r', at: 3, conversation: 'second' } as RunningMessage;
		await store.put([message('a', 1), running]);
		expect((await store.running()).map((m) => m.id)).toEqual(['r']);
	});

	test('what was said before there were several is the first conversation', async () => {
		const before = await openDB('pattern-factory-chat', 1, {
			upgrade(db) {
				db.createObjectStore('messages', { keyPath: 'id' }).createIndex('at', 'at');
			}
		});
		await before.put('messages', message('run  Find all patterns', 7));
		before.close();
		const store = new BrowserMessageStore();
		expect(await store.load('first')).toHaveLength(1);
		expect(await store.conversations()).toEqual([{ id: 'first', title: 'Find all patterns', at: 7 }]);
	});

	test('denied storage is an empty conversation, and said so', async () => {
		vi.spyOn(console, 'warn').mockImplementation(() => {});
		vi.spyOn(indexedDB, 'open').mockImplementation(() => {
			throw new DOMException('denied', 'SecurityError');
		});
		const store = new BrowserMessageStore();
		await store.put([message('a', 1)]);
		expect(await store.load('first')).toEqual([]);
		expect(store.durable).toBe(false);
	});
});
