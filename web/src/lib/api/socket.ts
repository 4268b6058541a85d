// The page's one WebSocket: opens by itself, comes back by itself, and says in which of four states it is.

import { decodeFrame, encodeFrame, type ClientFrame, type ServerFrame } from './protocol';

export type ConnectionState = 'connecting' | 'connected' | 'disconnected' | 'error';

export interface Connection {
	state: ConnectionState;
	/** When the next try begins, in milliseconds of Date.now(); null when none is planned. */
	retryAt: number | null;
	/** Tries since the connection was last good. */
	attempt: number;
	/** Why it is not connected, for the person. */
	reason: string;
}

export interface SocketOptions {
	url: string;
	onframe: (frame: ServerFrame) => void;
	onchange: (connection: Connection) => void;
	/** Tests put a fake here. */
	open?: (url: string) => WebSocket;
	random?: () => number;
	now?: () => number;
}

const FIRST_DELAY = 500;
const LONGEST_DELAY = 30_000;
const OPEN_TIMEOUT = 10_000;

/** Exponential with jitter: half of the step is certain, half is drawn, so that many clients do not return as one. */
export function retryDelay(attempt: number, random: () => number): number {
	const step = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** attempt);
	return Math.round(step / 2 + (step / 2) * random());
}

/** The page's own host: ws for http, wss for https. */
export function socketUrl(page: { protocol: string; host: string }): string {
	return `${page.protocol === 'https:' ? 'wss:' : 'ws:'}//${page.host}/ws`;
}

export class Socket {
	#options: Required<SocketOptions>;
	#ws: WebSocket | null = null;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#closed = false;
	#connection: Connection = { state: 'connecting', retryAt: null, attempt: 0, reason: '' };

	constructor(options: SocketOptions) {
		this.#options = {
			open: (url) => new WebSocket(url),
			random: Math.random,
			now: Date.now,
			...options
		};
	}

	get connection(): Connection {
		return this.#connection;
	}

	/** Opens, or tries at once when it is waiting for its next try. Nothing happens while it is open or opening. */
	connect(): void {
		if (this.#ws) return;
		this.#closed = false;
		clearTimeout(this.#timer);
		this.#set({ state: 'connecting', retryAt: null });

		const ws = this.#options.open(this.#options.url);
		this.#ws = ws;
		let opened = false;
		this.#timer = setTimeout(() => ws.close(), OPEN_TIMEOUT);

		ws.onopen = () => {
			opened = true;
			clearTimeout(this.#timer);
			this.#set({ state: 'connected', retryAt: null, attempt: 0, reason: '' });
		};
		ws.onmessage = (event) => {
			if (this.#ws !== ws || typeof event.data !== 'string') return;
			try {
				this.#options.onframe(decodeFrame(event.data));
			} catch (error) {
				console.warn('A frame of the server was not understood:', error);
			}
		};
		ws.onclose = (event) => {
			if (this.#ws !== ws) return;
			this.#ws = null;
			clearTimeout(this.#timer);
			if (!this.#closed) this.#retry(opened, event.code);
		};
	}

	/** False when there is no open connection; the caller then keeps the frame for later. */
	send(frame: ClientFrame): boolean {
		if (this.#connection.state !== 'connected' || !this.#ws) return false;
		this.#ws.send(encodeFrame(frame));
		return true;
	}

	/** Closes for good, until connect() is called. */
	close(): void {
		this.#closed = true;
		clearTimeout(this.#timer);
		const ws = this.#ws;
		this.#ws = null;
		ws?.close();
		this.#set({ state: 'disconnected', retryAt: null, reason: 'Closed.' });
	}

	#retry(opened: boolean, code: number): void {
		const attempt = this.#connection.attempt;
		const delay = retryDelay(attempt, this.#options.random);
		this.#set({
			// A connection that was lost is not an error yet; one that cannot be made is.
			state: opened ? 'disconnected' : 'error',
			retryAt: this.#options.now() + delay,
			attempt: attempt + 1,
			reason: reasonOf(opened, code)
		});
		this.#timer = setTimeout(() => this.connect(), delay);
	}

	#set(change: Partial<Connection>): void {
		this.#connection = { ...this.#connection, ...change };
		this.#options.onchange(this.#connection);
	}
}

// RFC 6455, section 7.4.1; 1013 from the IANA registry.
function reasonOf(opened: boolean, code: number): string {
	if (!opened) return 'The server cannot be reached.';
	switch (code) {
		case 1001:
			return 'The server is going down.';
		case 1009:
			return 'The message was too long.';
		case 1012:
			return 'The server is restarting.';
		case 1013:
			return 'The server is busy.';
		default:
			return 'The connection was lost.';
	}
}
