// The conversation and its connection: what the drawer shows and what its controls do. Made once, in +layout.

import type { Connection } from '../api/socket';
import type { ClientFrame, Hello, OfferedReading, RuleError, ServerFrame } from '../api/protocol';
import { applyEvent } from './apply-event';
import { formatNumber } from '../results/values';
import { compose } from './compose';
import { isKept, isReply, isRunning, type Message, type RunningMessage } from './messages';
import type { MessageStore, StoreChange } from './store';

/** The part of Socket that the chat uses. */
export interface Wire {
	connect(): void;
	close(): void;
	send(frame: ClientFrame): boolean;
	readonly connection: Connection;
}

/** What must survive a reload for `resume` to work: the last session and the last numbered frame seen. */
export interface SessionMemory {
	load(): { session: string; seq: number } | null;
	save(last: { session: string; seq: number }): void;
}

export interface ChatOptions {
	wire: (handlers: {
		onframe: (frame: ServerFrame) => void;
		onchange: (connection: Connection) => void;
	}) => Wire;
	store: MessageStore;
	memory: SessionMemory;
	/** This tab's own name, the same after a reload. */
	tab: string;
	/** Whether the tab of that name is still open somewhere. */
	isOpen: (tab: string) => Promise<boolean>;
	/** Called on `views:refresh`, and with `connected` when a connection is made. */
	onrefresh?: (connected: boolean) => void;
	now?: () => number;
}

/** The server answers within its deadline of two minutes; silence beyond this is a failure, not patience. */
const ANSWER_TIMEOUT = 180_000;
/** What waits is asked again when the server has not said by then what it still runs; its word, when it comes, is heard all the same. */
const RESUME_PATIENCE = 30_000;
/** docs/protocol.md, `run_rule`. */
const MOST_BYTES = 16_384;
/** A store that another tab blocks is not waited for. */
const LOAD_TIMEOUT = 1_000;

export class Chat {
	messages = $state.raw<readonly Message[]>([]);
	connection = $state.raw<Connection>({ state: 'connecting', retryAt: null, attempt: 0, reason: '' });
	hello = $state.raw<Hello | null>(null);
	open = $state(false);
	draft = $state('');
	/** The user's message that is being edited. */
	editing = $state<string | null>(null);
	/** How often the person asked for the chat: each time the focus goes into it. */
	called = $state(0);
	/** Answers that came while it was closed. */
	unseen = $state(0);
	/** What the last deletion took away, until something else happens. */
	deleted = $state.raw<readonly Message[]>([]);
	durable = $state(true);

	running = $derived(this.messages.filter(isRunning));
	/** What the user typed, newest first, without repetition: for ↑. */
	history = $derived([
		...new Set(this.messages.flatMap((m) => (m.kind === 'user' ? [m.text] : [])).reverse())
	]);

	/** The last rule that was answered, which the next sentence may change; undefined: there is none. */
	lastSentence = $derived(lastSentenceOf(this.messages));

	#options: Required<ChatOptions>;
	#wire: Wire;
	#last: { session: string; seq: number } | null;
	/** Rules that went out on the connection that is open now. */
	#sent = new Set<string>();
	/** Rules whose reading was chosen on this connection. */
	#chosen = new Set<string>();
	/** Until the server has said what it still runs. */
	#resuming: ReturnType<typeof setTimeout> | undefined;
	/** `resume` went out on this connection and has no answer yet. */
	#asked = false;
	#deadlines = new Map<string, ReturnType<typeof setTimeout>>();
	#clock = 0;

	constructor(options: ChatOptions) {
		this.#options = { onrefresh: () => {}, now: Date.now, ...options };
		this.#last = options.memory.load();
		this.#wire = options.wire({
			onframe: (frame) => this.#receive(frame),
			onchange: (connection) => this.#connectionChanged(connection)
		});
	}

	/** Reads what was kept and opens the connection; the returned function ends both. */
	start(): () => void {
		const stop = this.#options.store.listen((change) => this.#heard(change));
		let ended = false;
		// First the conversation, then the connection: what the server sends again must find the rule that waits for it.
		const patience = new Promise((resolve) => setTimeout(resolve, LOAD_TIMEOUT));
		const connect = () => ended || this.#wire.connect();
		void Promise.race([this.#load(), patience]).then(connect, connect);
		return () => {
			ended = true;
			stop();
			clearTimeout(this.#resuming);
			for (const timer of this.#deadlines.values()) clearTimeout(timer);
			this.#wire.close();
		};
	}

	tryNow(): void {
		this.#wire.connect();
	}

	/** Opens, and asks for the focus. */
	show(): void {
		this.open = true;
		this.unseen = 0;
		this.called += 1;
	}

	hide(): void {
		this.open = false;
	}

	/** What the input line holds: a rule when it begins with `run`, otherwise a message that is answered with a hint. */
	send(text: string): void {
		const composed = compose(text, this.lastSentence !== undefined);
		switch (composed.kind) {
			case 'empty':
				return;
			case 'run':
				return this.run(composed.sentence, text.trim());
			case 'plain': {
				const at = this.#tick();
				this.#commit([
					...this.messages,
					{ kind: 'user', id: newId(at), at, text: composed.text },
					{ kind: 'hint', id: newId(at + 1), at: this.#tick(), sentence: composed.text }
				]);
			}
		}
	}

	/** Runs a sentence or the code of a predefined rule. */
	run(sentence: string, text = `run ${sentence}`): void {
		const at = this.#tick();
		const ruleId = newRuleId(at);
		const question: Message = { kind: 'user', id: newId(at), at, text, ruleId };
		const replyAt = this.#tick();
		const reply = this.#runningReply(newId(replyAt), replyAt, ruleId, sentence, this.lastSentence);
		this.#commit([...this.messages, question, reply]);
		this.#dispatch(ruleId);
	}

	/** The hint's one click: the message becomes the rule it should have been. */
	runHint(hintId: string): void {
		const i = this.messages.findIndex((message) => message.id === hintId);
		const hint = this.messages[i];
		const question = this.messages[i - 1];
		if (hint?.kind !== 'hint') return;
		const sentence = hint.sentence.replace(/^run\b\s*/i, '');
		if (sentence === '') return;
		if (question?.kind === 'user' && question.ruleId === undefined) this.edit(question.id, `run ${sentence}`);
		else this.run(sentence);
	}

	/** Changes what was asked and asks again; the rule keeps its id, so the server replaces its view. */
	edit(messageId: string, text: string): void {
		this.editing = null;
		const i = this.messages.findIndex((message) => message.id === messageId);
		const question = this.messages[i];
		if (question?.kind !== 'user' || text.trim() === '') return;
		const composed = compose(text);
		const sentence = composed.kind === 'run' ? composed.sentence : text.trim();
		const ruleId = question.ruleId ?? newRuleId(this.#tick());
		const changed: Message = {
			...question,
			text: composed.kind === 'run' ? text.trim() : `run ${sentence}`,
			ruleId
		};

		const next = this.messages[i + 1];
		const answered =
			next !== undefined && (next.kind === 'hint' || (isReply(next) && next.ruleId === ruleId));
		const reply = this.#runningReply(
			answered ? next.id : newId(question.at + 0.5),
			answered ? next.at : question.at + 0.5,
			ruleId,
			sentence,
			lastSentenceOf(this.messages.slice(0, i))
		);
		this.#commit(this.messages.with(i, changed).toSpliced(i + 1, answered ? 1 : 0, reply));
		this.#sent.delete(ruleId);
		this.#dispatch(ruleId);
	}

	/** Runs the rule of a card again, as a message of its own. */
	rerun(sentence: string): void {
		this.run(sentence);
	}

	/** Takes what the person wrote for the sentence's answer, as a message of its own. */
	correct(sentence: string, sql: string): void {
		const at = this.#tick();
		const ruleId = newRuleId(at);
		const question: Message = { kind: 'user', id: newId(at), at, text: `run ${sentence}`, ruleId };
		const replyAt = this.#tick();
		const reply = { ...this.#runningReply(newId(replyAt), replyAt, ruleId, sentence), sql };
		this.#commit([...this.messages, question, reply]);
		this.#dispatch(ruleId);
	}

	/** Asks again for what was answered as it was before. */
	askAnew(ruleId: string): void {
		const reply = this.messages.find((message) => isReply(message) && message.ruleId === ruleId);
		if (reply?.kind !== 'result') return;
		const running = { ...this.#runningReply(reply.id, reply.at, ruleId, reply.sentence), anew: true };
		this.#commit(this.messages.map((message) => (message === reply ? running : message)));
		this.#sent.delete(ruleId);
		this.#dispatch(ruleId);
	}

	/** Opens the last message for editing; false: there is none. */
	editLast(): boolean {
		const last = this.messages.findLast((message) => message.kind === 'user');
		if (!last) return false;
		this.show();
		this.editing = last.id;
		return true;
	}

	/** Of a question, or of what a rule that still runs offers meanwhile. */
	choose(ruleId: string, n: number): void {
		const reply = this.messages.find((message) => isReply(message) && message.ruleId === ruleId);
		if (reply?.kind !== 'clarify' && !(reply?.kind === 'running' && reply.offered)) return;
		const after = reply.kind === 'running' ? reply.after : undefined;
		const running = {
			...this.#runningReply(reply.id, reply.at, ruleId, reply.sentence, after),
			reading: n
		};
		this.#commit(this.messages.map((message) => (message === reply ? running : message)));
		if (this.#wire.send({ type: 'choose_reading', rule_id: ruleId, n })) {
			this.#chosen.add(ruleId);
			this.#sent.add(ruleId);
			this.#setStage(ruleId, 'queued');
			this.#watch(ruleId);
		}
	}

	cancel(ruleId: string): void {
		const reply = this.running.find((message) => message.ruleId === ruleId);
		if (!reply) return;
		if (reply.stage === 'waiting' || !this.#wire.send({ type: 'cancel_rule', rule_id: ruleId })) {
			this.#fail(ruleId, 'cancelled', 'Cancelled before it was sent.');
			return;
		}
		this.#commit(
			this.messages.map((message) => (message === reply ? { ...reply, cancelling: true } : message))
		);
	}

	/** Takes a message and what belongs to it out of the conversation; the rule itself stays registered. */
	remove(messageId: string): void {
		const message = this.messages.find((m) => m.id === messageId);
		if (!message) return;
		const ruleId = 'ruleId' in message ? message.ruleId : undefined;
		const i = this.messages.indexOf(message);
		const gone = new Set<Message>([message]);
		if (ruleId) {
			for (const m of this.messages) if ('ruleId' in m && m.ruleId === ruleId) gone.add(m);
		} else if (message.kind === 'hint' && this.messages[i - 1]?.kind === 'user') {
			gone.add(this.messages[i - 1] ?? message);
		} else if (message.kind === 'user' && this.messages[i + 1]?.kind === 'hint') {
			gone.add(this.messages[i + 1] ?? message);
		}
		for (const m of gone) if (isRunning(m)) this.cancel(m.ruleId);
		const taken = this.messages.filter(
			(m) => gone.has(m) || (ruleId && 'ruleId' in m && m.ruleId === ruleId)
		);
		this.#commit(this.messages.filter((m) => !taken.includes(m)));
		this.deleted = taken;
	}

	undoRemove(): void {
		const back = this.deleted;
		this.deleted = [];
		this.#commit([...this.messages, ...back].sort(byTime));
	}

	/** Empties the conversation for every tab. Rules that still run are left to finish; the connection stays. */
	clear(): void {
		const taken = this.messages.filter((message) => message.kind !== 'notice' && !isRunning(message));
		this.messages = [];
		this.deleted = taken;
		this.editing = null;
		this.unseen = 0;
		void this.#options.store.clear();
	}

	// --- the connection ---------------------------------------------------------------------------------------------

	#connectionChanged(connection: Connection): void {
		const before = this.connection.state;
		this.connection = connection;
		if (connection.state === before) return;
		this.#sent.clear();
		this.#chosen.clear();
		clearTimeout(this.#resuming);
		this.#resuming = undefined;
		this.#asked = false;
		if (connection.state === 'connected') {
			this.#resuming = setTimeout(() => this.#flush([]), RESUME_PATIENCE);
			this.#options.onrefresh(true);
		} else {
			this.hello = null;
			for (const timer of this.#deadlines.values()) clearTimeout(timer);
			this.#deadlines.clear();
		}
	}

	#receive(frame: ServerFrame): void {
		switch (frame.type) {
			case 'hello':
				return this.#welcome(frame);
			case 'event':
				if (frame.event === 'views:refresh') this.#options.onrefresh(false);
				else {
					this.#asked = false;
					this.#flush(frame.payload.running);
				}
				return;
			case 'error':
				// The old session is gone, as after a restart of the server: everything that waits is asked anew.
				if (this.#asked && frame.rule_id === undefined) {
					this.#asked = false;
					return this.#flush([]);
				}
				break;
			case 'clarify':
				if (!this.#answeredBefore(frame.rule_id, frame.readings)) break;
				return this.#remember(frame.seq);
			case 'rule_progress':
				this.#answeredBefore(frame.rule_id, frame.readings ?? []);
				break;
			case 'rule_result':
			case 'unknown':
				break;
		}
		if ('seq' in frame) this.#remember(frame.seq);
		const next = applyEvent(this.messages, frame, this.#options.tab, this.#tick());
		if (next === this.messages) return;
		if (frame.type !== 'rule_progress' && !this.open) this.unseen += 1;
		this.#commit(next);
	}

	/**
	 * Whether the person has already chosen among these. A rule sent again after a reconnect asks again: then the choice
	 * is sent again too; a question that crossed the choice on its way is answered by it.
	 */
	#answeredBefore(ruleId: string, readings: readonly OfferedReading[]): boolean {
		const reply = this.running.find((message) => message.ruleId === ruleId);
		if (!reply || !readings.some(({ n }) => n === reply.reading)) return false;
		if (!this.#chosen.has(ruleId)) {
			this.#chosen.add(ruleId);
			this.#wire.send({ type: 'choose_reading', rule_id: ruleId, n: reply.reading });
		}
		return true;
	}

	#welcome(hello: Hello): void {
		this.hello = hello;
		const last = this.#last;
		this.#last = { session: hello.session, seq: hello.last_event };
		this.#options.memory.save(this.#last);

		const at = this.#tick();
		const notice: Message = {
			kind: 'notice',
			id: newId(at),
			at,
			text: 'Connected to Pattern Agent',
			tone: 'good'
		};
		this.messages = [...this.messages.filter((message) => message.kind !== 'notice'), notice];

		if (!last || last.session === hello.session) return this.#flush([]);
		this.#asked = this.#wire.send({ type: 'resume', after: last.seq, session: last.session });
	}

	/** Sends what still waits for an answer, except what the server says is running or this connection has already sent. */
	#flush(running: readonly string[]): void {
		clearTimeout(this.#resuming);
		this.#resuming = undefined;
		if (this.connection.state !== 'connected') return;
		for (const message of this.running) {
			if (message.tab !== this.#options.tab || this.#sent.has(message.ruleId)) continue;
			if (message.cancelling) {
				this.#wire.send({ type: 'cancel_rule', rule_id: message.ruleId });
				this.#fail(message.ruleId, 'cancelled', 'Cancelled.');
			} else if (running.includes(message.ruleId)) {
				this.#sent.add(message.ruleId);
				this.#setStage(message.ruleId, 'queued');
				this.#watch(message.ruleId);
			} else {
				this.#dispatch(message.ruleId);
			}
		}
	}

	#dispatch(ruleId: string): void {
		const message = this.running.find((m) => m.ruleId === ruleId);
		if (!message || this.#sent.has(ruleId)) return;
		const { sentence, after, anew, sql } = message;
		const bytes = new TextEncoder().encode(sentence).length;
		if (bytes > MOST_BYTES) {
			const words = `This sentence is too long: ${formatNumber(bytes)} bytes; ${formatNumber(MOST_BYTES)} are the most.`;
			return this.#fail(ruleId, 'invalid_request', words, 'Say it in fewer words.');
		}
		const more = {
			...(after === undefined ? {} : { after }),
			...(anew ? { generator: 'auto' as const } : {}),
			...(sql === undefined ? {} : { sql })
		};
		if (this.#wire.send({ type: 'run_rule', rule_code: sentence, rule_id: ruleId, ...more })) {
			this.#sent.add(ruleId);
			this.#setStage(ruleId, 'queued');
			this.#watch(ruleId);
		} else {
			this.#setStage(ruleId, 'waiting');
		}
	}

	#watch(ruleId: string): void {
		clearTimeout(this.#deadlines.get(ruleId));
		this.#deadlines.set(
			ruleId,
			setTimeout(() => {
				this.#fail(ruleId, 'timeout', 'No answer came from the server.', 'Run it again, or ask for less.');
			}, ANSWER_TIMEOUT)
		);
	}

	#remember(seq: number | undefined): void {
		if (seq === undefined || !this.#last || seq <= this.#last.seq) return;
		this.#last = { ...this.#last, seq };
		this.#options.memory.save(this.#last);
	}

	// --- the conversation -------------------------------------------------------------------------------------------

	#runningReply(id: string, at: number, ruleId: string, sentence: string, after?: string): RunningMessage {
		return {
			...(after === undefined ? {} : { after }),
			kind: 'running',
			id,
			at,
			ruleId,
			sentence,
			tab: this.#options.tab,
			stage: 'waiting',
			startedAt: this.#options.now(),
			cancelling: false,
			reading: 0
		};
	}

	#setStage(ruleId: string, stage: RunningMessage['stage']): void {
		this.#commit(
			this.messages.map((message) =>
				isRunning(message) && message.ruleId === ruleId && message.stage !== stage
					? { ...message, stage }
					: message
			)
		);
	}

	/** Ends a rule here, without the server. */
	#fail(ruleId: string, kind: string, message: string, hint?: string): void {
		const error: RuleError = {
			type: 'error',
			rule: '',
			message,
			timestamp: new Date().toISOString(),
			rule_id: ruleId,
			kind,
			hint
		};
		this.#commit(applyEvent(this.messages, error, this.#options.tab, this.#tick()));
	}

	/** Shows the next conversation and keeps what changed; the stages of a running rule are not worth keeping. */
	#commit(next: readonly Message[]): void {
		const before = new Map(this.messages.map((message) => [message.id, message]));
		this.messages = next;
		this.deleted = [];
		const changed: Message[] = [];
		for (const message of next) {
			const old = before.get(message.id);
			before.delete(message.id);
			if (old === message || !isKept(message)) continue;
			if (old && isRunning(old) && isRunning(message) && onlyStageDiffers(old, message)) continue;
			if (!isRunning(message) && isReply(message)) clearTimeout(this.#deadlines.get(message.ruleId));
			changed.push(message);
		}
		const removed = [...before.values()]
			.filter(isKept)
			.map((message) => message.id);
		void this.#keep(changed, removed);
	}

	async #keep(changed: Message[], removed: string[]): Promise<void> {
		if (changed.length > 0) await this.#options.store.put(changed);
		if (removed.length > 0) await this.#options.store.remove(removed);
		this.durable = this.#options.store.durable;
	}

	async #load(): Promise<void> {
		const kept = await this.#options.store.load();
		this.durable = this.#options.store.durable;
		const known = new Set(this.messages.map((message) => message.id));
		this.messages = [
			...kept.filter((message) => isKept(message) && !known.has(message.id)),
			...this.messages
		].sort(byTime);
		await this.#adopt();
	}

	/** A rule whose tab is gone gets this tab to wait for it. */
	async #adopt(): Promise<void> {
		const { tab, isOpen } = this.#options;
		for (const message of this.running) {
			if (message.tab === tab ? this.#sent.has(message.ruleId) : await isOpen(message.tab)) continue;
			this.#commit(
				this.messages.map((m) =>
					m.id === message.id && isRunning(m) ? { ...m, tab, stage: 'waiting' as const } : m
				)
			);
		}
		if (this.hello && !this.#resuming) this.#flush([]);
	}

	#heard(change: StoreChange): void {
		switch (change.type) {
			case 'put': {
				const theirs = new Map(change.messages.map((message) => [message.id, message]));
				const merged = this.messages.map((message) => {
					const their = theirs.get(message.id);
					theirs.delete(message.id);
					return their ?? message;
				});
				this.messages = [...merged, ...theirs.values()].sort(byTime);
				return;
			}
			case 'remove':
				this.messages = this.messages.filter((message) => !change.ids.includes(message.id));
				return;
			case 'clear':
				this.messages = [];
		}
	}

	/** Now, but always later than the last message, so that a clock set back does not shuffle the conversation. */
	#tick(): number {
		const newest = this.messages.at(-1)?.at ?? 0;
		this.#clock = Math.max(this.#options.now(), this.#clock + 1, Math.floor(newest) + 1);
		return this.#clock;
	}
}

function byTime(a: Message, b: Message): number {
	return a.at - b.at || (a.id < b.id ? -1 : 1);
}

function onlyStageDiffers(a: RunningMessage, b: RunningMessage): boolean {
	return (
		a.sentence === b.sentence && a.tab === b.tab && a.cancelling === b.cancelling && a.reading === b.reading
	);
}

// crypto.randomUUID is missing on a page served over plain http from another host.
function newId(at: number): string {
	return `${at.toString(36)}-${Math.random().toString(36).slice(2, 10)}`;
}

/** Milliseconds and three drawn digits: two people who ask in the same millisecond do not replace each other's rule. */
function newRuleId(at: number): string {
	const drawn = Math.floor(Math.random() * 1000);
	return `rule_${at}${String(drawn).padStart(3, '0')}`;
}

function lastSentenceOf(messages: readonly Message[]): string | undefined {
	const last = messages.findLast((message) => message.kind === 'result');
	return last?.kind === 'result' ? last.sentence : undefined;
}
