// What the chat's tests stand on: a connection, a store and a chat between them.

import { expect, vi } from 'vitest';
import type { Connection } from '../api/socket';
import type { ClientFrame, RuleResult, ServerFrame } from '../api/protocol';
import { Chat } from './chat.svelte';
import type { Conversation } from './conversations.svelte';
import type { Message } from './messages';
import type { SessionMemory, Wire } from './options';
import type { MessageStore, StoreChange } from './store';

export class FakeWire implements Wire {
	sent: ClientFrame[] = [];
	connection: Connection = { state: 'disconnected', retryAt: null, attempt: 0, reason: '' };
	handlers: { onframe: (frame: ServerFrame) => void; onchange: (connection: Connection) => void };
	constructor(handlers: FakeWire['handlers']) {
		this.handlers = handlers;
	}
	connect() {}
	close() {}
	send(frame: ClientFrame) {
		if (this.connection.state !== 'connected') return false;
		this.sent.push(frame);
		return true;
	}
	become(state: Connection['state']) {
		this.connection = { ...this.connection, state };
		this.handlers.onchange(this.connection);
	}
	hello(session = 's1', last_event = 0) {
		this.become('connected');
		this.handlers.onframe({
			type: 'hello',
			server: 'pattern-factory',
			version: '0.1.0',
			session,
			generators: ['compiler'],
			last_event
		});
	}
	get runs() {
		return this.sent.filter((frame) => frame.type === 'run_rule');
	}
}

export class FakeStore implements MessageStore {
	kept = new Map<string, Message>();
	listener: (change: StoreChange) => void = () => {};
	durable = true;
	constructor(messages: Message[] = []) {
		for (const message of messages) this.kept.set(message.id, message);
	}
	listed = new Map<string, Conversation>();
	async load(conversation: string) {
		const here = [...this.kept.values()].filter((m) => (m.conversation ?? 'first') === conversation);
		return here.sort((a, b) => a.at - b.at);
	}
	async running() {
		return [...this.kept.values()].filter((m) => m.kind === 'running');
	}
	async put(messages: readonly Message[]) {
		for (const message of messages) this.kept.set(message.id, message);
	}
	async remove(ids: readonly string[]) {
		for (const id of ids) this.kept.delete(id);
	}
	async clear(conversation: string) {
		for (const m of [...this.kept.values()])
			if ((m.conversation ?? 'first') === conversation) this.kept.delete(m.id);
	}
	async conversations() {
		return [...this.listed.values()];
	}
	async putConversation(conversation: Conversation) {
		this.listed.set(conversation.id, conversation);
	}
	async forget(id: string) {
		this.listed.delete(id);
		await this.clear(id);
	}
	listen(heard: (change: StoreChange) => void) {
		this.listener = heard;
		return () => {};
	}
}

interface Setup {
	kept?: Message[];
	memory?: { session: string; seq: number };
	listed?: Conversation[];
	place?: string;
	openTabs?: string[];
}

export async function setup({ kept = [], memory, openTabs = [], listed = [], place }: Setup = {}) {
	const wires: FakeWire[] = [];
	const store = new FakeStore(kept);
	for (const conversation of listed) store.listed.set(conversation.id, conversation);
	const onrefresh = vi.fn();
	const charts: [ruleId: string, kind: string][] = [];
	let last = memory ?? null;
	const sessionMemory: SessionMemory = { load: () => last, save: (next) => (last = next) };
	const chat = new Chat({
		wire: (handlers) => {
			const made = new FakeWire(handlers);
			wires.push(made);
			return made;
		},
		store,
		memory: sessionMemory,
		place: { load: () => place ?? null, save: (id) => (place = id) },
		tab: 'tab1',
		isOpen: async (tab) => openTabs.includes(tab),
		onrefresh,
		onchart: (ruleId, kind) => charts.push([ruleId, kind])
	});
	chat.start();
	await vi.advanceTimersByTimeAsync(0);
	const wire = wires[0];
	if (!wire) throw new Error('the chat made no wire');
	return { chat, wire, store, onrefresh, charts, last: () => last };
}

export function result(rule_id: string, seq = 1): RuleResult {
	return {
		type: 'rule_result',
		message: 'Rule find_all_patterns → 5 rows → rule_find_all_patterns_1',
		timestamp: '2025-11-24T12:30:00.000Z',
		rule_id,
		view: 'rule_find_all_patterns_1',
		seq
	};
}

export const asked = (tab: string): Message[] => [
	{ kind: 'user', id: 'q', at: 1, text: 'run one', ruleId: 'rule_1' },
	{
		kind: 'running',
		id: 'r',
		at: 2,
		ruleId: 'rule_1',
		sentence: 'one',
		tab,
		stage: 'check',
		startedAt: 1,
		cancelling: false,
		reading: 0
	}
];

export const kinds = (chat: Chat) => chat.messages.map((message) => message.kind);

export function only<T>(items: readonly T[]): T {
	expect(items).toHaveLength(1);
	return items[0] as T;
}
