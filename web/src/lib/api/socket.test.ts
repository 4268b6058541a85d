import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ServerFrame } from './protocol';
import { retryDelay, Socket, socketUrl, type Connection } from './socket';

class FakeWebSocket {
	onopen: (() => void) | null = null;
	onmessage: ((event: { data: unknown }) => void) | null = null;
	onclose: ((event: { code: number }) => void) | null = null;
	sent: string[] = [];
	closed = false;
	send(text: string) {
		this.sent.push(text);
	}
	close() {
		this.closed = true;
		this.onclose?.({ code: 1006 });
	}
}

function setup() {
	const opened: FakeWebSocket[] = [];
	const states: Connection[] = [];
	const frames: ServerFrame[] = [];
	const socket = new Socket({
		url: 'ws://here/ws',
		onframe: (frame) => frames.push(frame),
		onchange: (connection) => states.push(connection),
		open: () => {
			const ws = new FakeWebSocket();
			opened.push(ws);
			return ws as unknown as WebSocket;
		},
		random: () => 1,
		now: () => 1_000
	});
	const last = () => {
		const ws = opened.at(-1);
		if (!ws) throw new Error('nothing was opened');
		return ws;
	};
	return { socket, opened, states, frames, last };
}

beforeEach(() => {
	vi.useFakeTimers();
});
afterEach(() => {
	vi.useRealTimers();
	vi.restoreAllMocks();
});

describe('socketUrl', () => {
	test('is the page’s own host, secure when the page is', () => {
		expect(socketUrl({ protocol: 'http:', host: '127.0.0.1:8000' })).toBe('ws://127.0.0.1:8000/ws');
		expect(socketUrl({ protocol: 'https:', host: 'pf.example' })).toBe('wss://pf.example/ws');
	});
});

describe('retryDelay', () => {
	test('doubles up to half a minute', () => {
		expect([0, 1, 2, 3, 6, 20].map((n) => retryDelay(n, () => 1))).toEqual([
			500, 1000, 2000, 4000, 30000, 30000
		]);
	});
	test('draws between half of the step and all of it', () => {
		expect(retryDelay(2, () => 0)).toBe(1000);
		expect(retryDelay(2, () => 0.5)).toBe(1500);
	});
});

describe('Socket', () => {
	test('says connecting, then connected', () => {
		const { socket, states, last } = setup();
		socket.connect();
		last().onopen?.();
		expect(states.map((s) => s.state)).toEqual(['connecting', 'connected']);
	});

	test('a second connect opens nothing more', () => {
		const { socket, opened } = setup();
		socket.connect();
		socket.connect();
		expect(opened).toHaveLength(1);
	});

	test('a lost connection is disconnected and comes back by itself', () => {
		const { socket, opened, last } = setup();
		socket.connect();
		last().onopen?.();
		last().onclose?.({ code: 1006 });
		expect(socket.connection).toMatchObject({ state: 'disconnected', retryAt: 1_500, attempt: 1 });
		vi.advanceTimersByTime(500);
		expect(opened).toHaveLength(2);
		last().onopen?.();
		expect(socket.connection).toMatchObject({ state: 'connected', attempt: 0, retryAt: null });
	});

	test('a server that cannot be reached is an error, tried again ever more slowly', () => {
		const { socket, opened, last } = setup();
		socket.connect();
		last().onclose?.({ code: 1006 });
		expect(socket.connection).toMatchObject({ state: 'error', reason: 'The server cannot be reached.' });
		vi.advanceTimersByTime(500);
		last().onclose?.({ code: 1006 });
		vi.advanceTimersByTime(999);
		expect(opened).toHaveLength(2);
		vi.advanceTimersByTime(1);
		expect(opened).toHaveLength(3);
	});

	test('connect while waiting tries at once and cancels the planned try', () => {
		const { socket, opened, last } = setup();
		socket.connect();
		last().onclose?.({ code: 1006 });
		socket.connect();
		expect(opened).toHaveLength(2);
		vi.advanceTimersByTime(5_000);
		expect(opened).toHaveLength(2);
	});

	test('gives up on a try that never opens', () => {
		const { socket, last } = setup();
		socket.connect();
		vi.advanceTimersByTime(10_000);
		expect(last().closed).toBe(true);
		expect(socket.connection.state).toBe('error');
	});

	test('send says whether the frame went out', () => {
		const { socket, last } = setup();
		const frame = { type: 'cancel_rule', rule_id: 'r' } as const;
		expect(socket.send(frame)).toBe(false);
		socket.connect();
		expect(socket.send(frame)).toBe(false);
		last().onopen?.();
		expect(socket.send(frame)).toBe(true);
		expect(last().sent).toEqual(['{"type":"cancel_rule","rule_id":"r"}']);
	});

	test('a frame that is not understood is dropped and the next one is read', () => {
		vi.spyOn(console, 'warn').mockImplementation(() => {});
		const { socket, frames, last } = setup();
		socket.connect();
		last().onopen?.();
		last().onmessage?.({ data: '{"type":' });
		last().onmessage?.({ data: new ArrayBuffer(1) });
		last().onmessage?.({ data: '{"type":"error","message":"no"}' });
		expect(frames.map((f) => f.type)).toEqual(['error']);
		expect(console.warn).toHaveBeenCalledTimes(1);
	});

	test('close stays closed', () => {
		const { socket, opened, last } = setup();
		socket.connect();
		last().onopen?.();
		socket.close();
		vi.advanceTimersByTime(60_000);
		expect(opened).toHaveLength(1);
		expect(socket.connection.state).toBe('disconnected');
	});
});
