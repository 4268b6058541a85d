import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Message } from './messages';
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
		expect((await new BrowserMessageStore().load()).map((m) => m.id)).toEqual(['a', 'b', 'c']);
	});

	test('two tabs write beside each other', async () => {
		const [one, two] = [new BrowserMessageStore(), new BrowserMessageStore()];
		await Promise.all([one.put([message('one', 1)]), two.put([message('two', 2)])]);
		expect((await one.load()).map((m) => m.id)).toEqual(['one', 'two']);
	});

	test('removes and clears', async () => {
		const store = new BrowserMessageStore();
		await store.put([message('a', 1), message('b', 2)]);
		await store.remove(['a']);
		expect((await store.load()).map((m) => m.id)).toEqual(['b']);
		await store.clear();
		expect(await store.load()).toEqual([]);
	});

	test('another tab hears of each change, the writer does not', async () => {
		const [one, two] = [new BrowserMessageStore(), new BrowserMessageStore()];
		const own: StoreChange[] = [];
		const heard: StoreChange[] = [];
		const stops = [one.listen((change) => own.push(change)), two.listen((change) => heard.push(change))];
		await one.put([message('a', 1)]);
		await one.clear();
		await vi.waitFor(() => expect(heard.map((change) => change.type)).toEqual(['put', 'clear']));
		expect(own).toEqual([]);
		stops.forEach((stop) => stop());
	});

	test('keeps the newest 1,000 messages', async () => {
		const store = new BrowserMessageStore();
		await store.put(Array.from({ length: 1010 }, (_, i) => message(`m${i}`, i)));
		const loaded = await store.load();
		expect(loaded).toHaveLength(1000);
		expect(loaded[0]?.id).toBe('m10');
	});

	test('denied storage is an empty conversation, and said so', async () => {
		vi.spyOn(console, 'warn').mockImplementation(() => {});
		vi.spyOn(indexedDB, 'open').mockImplementation(() => {
			throw new DOMException('denied', 'SecurityError');
		});
		const store = new BrowserMessageStore();
		await store.put([message('a', 1)]);
		expect(await store.load()).toEqual([]);
		expect(store.durable).toBe(false);
	});
});
