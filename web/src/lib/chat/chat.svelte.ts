// The conversation that is shown, and the connection over which all are answered: what the chat shows and what its controls
// do. Made once, in +layout.

import type { Connection } from '../api/socket';
import type { Hello, OfferedReading, RuleError, ServerFrame } from '../api/protocol';
import { applyChange, differences } from './apply-change';
import { applyEvent } from './apply-event';
import { chartAsked } from './chart-asked';
import { compose, tooLong } from './compose';
import { Conversations } from './conversations.svelte';
import { newId, newRuleId } from './ids';
import {
	belongingTo,
	byTime,
	FIRST,
	isKept,
	isReply,
	isRunning,
	lastSentenceOf,
	placeOf,
	type Message,
	type ReplyMessage,
	type RunningMessage
} from './messages';
import type { ChatOptions, Deleted, RunMore, Wire } from './options';
import type { StoreChange } from './store';

/** The server answers within its deadline of two minutes; silence beyond this is a failure, not patience. */
const ANSWER_TIMEOUT = 180_000;
/** What waits is asked again when the server has not said by then what it still runs; its word, when it comes, is heard all the same. */
const RESUME_PATIENCE = 30_000;
/** A store that another tab blocks is not waited for. */
const LOAD_TIMEOUT = 1_000;

export class Chat {
	conversations: Conversations;
	/** Of the conversation that is shown. */
	messages = $derived.by(() => this.#all.filter((message) => this.#isHere(message)));
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
	/** Rules whose answers the person sees outside of the conversation too. */
	readonly elsewhere = new Set<string>();
	/** What the last deletion took away, until something else happens. */
	deleted = $state.raw<Deleted | null>(null);
	durable = $state(true);

	/** The shown conversation, and what the others still wait for. */
	#all = $state.raw<readonly Message[]>([]);
	running = $derived(this.#all.filter(isRunning));
	/** What the user typed, newest first, without repetition: for ↑. */
	history = $derived([
		...new Set(this.messages.flatMap((m) => (m.kind === 'user' ? [m.text] : [])).reverse())
	]);

	/** The last rule that was answered, which the next sentence may change; undefined: there is none. */
	lastSentence = $derived(lastSentenceOf(this.messages));

	#options: Required<Omit<ChatOptions, 'place'>>;
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
		this.#options = { onrefresh: () => {}, onboards: () => {}, onchart: () => {}, now: Date.now, ...options };
		this.#last = options.memory.load();
		this.conversations = new Conversations(
			options.store,
			options.place ?? { load: () => null, save: () => {} }
		);
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
		void Promise.race([this.#begin(), patience]).then(connect, connect);
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
				this.run(composed.sentence, text.trim());
				return;
			case 'plain': {
				const at = this.#tick();
				const conversation = this.conversations.current;
				this.#commit([
					...this.#all,
					{ kind: 'user', id: newId(at), at, conversation, text: composed.text },
					{ kind: 'hint', id: newId(at + 1), at: this.#tick(), conversation, sentence: composed.text }
				]);
				this.conversations.said(composed.text, at);
			}
		}
	}

	/** Runs a sentence or the code of a predefined rule; the id under which it is answered. */
	run(sentence: string, text = `run ${sentence}`, more: RunMore = {}): string {
		const at = this.#tick();
		const ruleId = more.ruleId ?? newRuleId(at);
		const conversation = this.conversations.current;
		const question: Message = { kind: 'user', id: newId(at), at, conversation, text, ruleId };
		const replyAt = this.#tick();
		const asked = this.#withoutChart(sentence, ruleId);
		const { sql, from, after = sql === undefined ? this.lastSentence : undefined } = more;
		const reply = this.#runningReply(newId(replyAt), replyAt, ruleId, asked, after);
		const also = { ...(sql === undefined ? {} : { sql }), ...(from === undefined ? {} : { from }) };
		this.#commit([...this.#all, question, { ...reply, ...also }]);
		this.conversations.said(sentence, at);
		this.#sent.delete(ruleId);
		this.#dispatch(ruleId);
		return ruleId;
	}

	/** What was last answered under this id, or still runs. */
	replyTo(ruleId: string): ReplyMessage | undefined {
		const reply = this.#all.findLast((message) => isReply(message) && message.ruleId === ruleId);
		return reply && isReply(reply) ? reply : undefined;
	}

	#withoutChart(sentence: string, ruleId: string): string {
		const asked = chartAsked(sentence);
		if (asked.kind) this.#options.onchart(ruleId, asked.kind);
		return asked.sentence;
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
			this.#withoutChart(sentence, ruleId),
			lastSentenceOf(this.messages.slice(0, i))
		);
		const others = this.#all.filter((message) => message !== question && !(answered && message === next));
		this.#commit([...others, changed, reply].sort(byTime));
		this.#sent.delete(ruleId);
		this.#dispatch(ruleId);
	}

	/** Asks again for what was answered as it was before. */
	askAnew(ruleId: string): void {
		const reply = this.replyTo(ruleId);
		if (reply?.kind !== 'result') return;
		const running = { ...this.#runningReply(reply.id, reply.at, ruleId, reply.sentence), anew: true };
		this.#commit(this.#all.map((message) => (message === reply ? running : message)));
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
		const reply = this.replyTo(ruleId);
		if (reply?.kind !== 'clarify' && !(reply?.kind === 'running' && reply.offered)) return;
		const after = reply.kind === 'running' ? reply.after : undefined;
		const running = {
			...this.#runningReply(reply.id, reply.at, ruleId, reply.sentence, after),
			reading: n
		};
		this.#commit(this.#all.map((message) => (message === reply ? running : message)));
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
		this.#commit(this.#all.map((message) => (message === reply ? { ...reply, cancelling: true } : message)));
	}

	/** Takes a message and what belongs to it out of the conversation; the rule itself stays registered. */
	remove(messageId: string): void {
		const message = this.messages.find((m) => m.id === messageId);
		if (!message) return;
		const gone = new Set(belongingTo(this.messages, message).map(({ id }) => id));
		for (const m of this.running) if (gone.has(m.id)) this.cancel(m.ruleId);
		const taken = this.messages.filter(({ id }) => gone.has(id));
		this.#commit(this.#all.filter(({ id }) => !gone.has(id)));
		this.deleted = { what: 'message', messages: taken, conversation: undefined };
	}

	undoRemove(): void {
		const back = this.deleted;
		if (!back) return;
		this.deleted = null;
		if (back.conversation) this.conversations.restore(back.conversation);
		if (back.what === 'conversation') {
			void this.#keep([...back.messages], []).then(() => this.#show(back.conversation?.id ?? FIRST));
		} else {
			this.#commit([...this.#all, ...back.messages].sort(byTime));
		}
	}

	/** Empties the conversation for every tab. Rules that still run are left to finish; the connection stays. */
	clear(): void {
		const { current } = this.conversations;
		const taken = this.messages.filter((message) => isKept(message) && !isRunning(message));
		this.#all = this.#all.filter((message) => message.kind !== 'notice' && !this.#isHere(message));
		this.deleted = { what: 'messages', messages: taken, conversation: undefined };
		this.editing = null;
		this.unseen = 0;
		void this.#options.store.clear(current);
	}

	// --- the conversations ------------------------------------------------------------------------------------------

	/** Begins a conversation. One in which nothing was said yet is good enough. */
	newConversation(): void {
		if (this.messages.every((message) => !isKept(message))) return;
		const at = this.#tick();
		this.#leave();
		this.conversations.show(newId(at));
	}

	/** Shows another conversation; what still runs in this one is answered there. */
	async openConversation(id: string): Promise<void> {
		if (id !== this.conversations.current) await this.#show(id);
	}

	/** Takes a conversation away in every tab. Its rules and views stay. */
	async removeConversation(id: string): Promise<void> {
		const conversation = this.conversations.find(id);
		if (!conversation) return;
		const messages = await this.#options.store.load(id);
		this.conversations.forget(id);
		this.#all = this.#all.filter((message) => placeOf(message) !== id);
		if (id === this.conversations.current)
			await this.#show(this.conversations.list[0]?.id ?? newId(this.#tick()));
		this.deleted = { what: 'conversation', messages: messages.filter((m) => !isRunning(m)), conversation };
	}

	async #show(id: string): Promise<void> {
		this.#leave();
		this.conversations.show(id);
		await this.#load();
	}

	/** Of the conversation that is left only what runs is kept in sight. */
	#leave(): void {
		this.#all = this.#all.filter((message) => isRunning(message) || message.kind === 'notice');
		this.editing = null;
		this.deleted = null;
	}

	#isHere(message: Message): boolean {
		return message.kind === 'notice' || placeOf(message) === this.conversations.current;
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
				else if (frame.event === 'boards:refresh') this.#options.onboards();
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
		const next = applyEvent(this.#all, frame, this.#options.tab, this.#tick());
		if (next === this.#all) return;
		const elsewhere = 'rule_id' in frame && frame.rule_id !== undefined && this.elsewhere.has(frame.rule_id);
		if (frame.type !== 'rule_progress' && !this.open && !elsewhere) this.unseen += 1;
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
		this.#all = [...this.#all.filter((message) => message.kind !== 'notice'), notice];

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
		const { sentence, after, anew, sql, from } = message;
		const words = tooLong(sentence);
		if (words) return this.#fail(ruleId, 'invalid_request', words, 'Say it in fewer words.');
		const more = {
			...(after === undefined ? {} : { after }),
			...(anew ? { generator: 'auto' as const } : {}),
			...(sql === undefined ? { ask_left_out: true as const } : { sql }),
			...(from === undefined ? {} : { from })
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
			conversation: this.conversations.current,
			tab: this.#options.tab,
			stage: 'waiting',
			startedAt: this.#options.now(),
			cancelling: false,
			reading: 0
		};
	}

	#setStage(ruleId: string, stage: RunningMessage['stage']): void {
		this.#commit(
			this.#all.map((message) =>
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
		this.#commit(applyEvent(this.#all, error, this.#options.tab, this.#tick()));
	}

	/** Shows the next conversation and keeps what changed; the stages of a running rule are not worth keeping. */
	#commit(next: readonly Message[]): void {
		const { changed, removed } = differences(this.#all, next);
		this.#all = next;
		this.deleted = null;
		for (const message of changed)
			if (!isRunning(message) && isReply(message)) clearTimeout(this.#deadlines.get(message.ruleId));
		void this.#keep(changed, removed);
	}

	async #keep(changed: Message[], removed: string[]): Promise<void> {
		if (changed.length > 0) await this.#options.store.put(changed);
		if (removed.length > 0) await this.#options.store.remove(removed);
		this.durable = this.#options.store.durable;
	}

	async #begin(): Promise<void> {
		await this.conversations.load();
		this.#add(await this.#options.store.running());
		await this.#load();
		await this.#adopt();
	}

	async #load(): Promise<void> {
		const { current } = this.conversations;
		const kept = await this.#options.store.load(current);
		this.durable = this.#options.store.durable;
		// Meanwhile the person may have gone on to another one.
		if (current === this.conversations.current) this.#add(kept.filter(isKept));
	}

	#add(kept: readonly Message[]): void {
		const known = new Set(this.#all.map((message) => message.id));
		this.#all = [...kept.filter((message) => !known.has(message.id)), ...this.#all].sort(byTime);
	}

	/** A rule whose tab is gone gets this tab to wait for it. */
	async #adopt(): Promise<void> {
		const { tab, isOpen } = this.#options;
		for (const message of this.running) {
			if (message.tab === tab ? this.#sent.has(message.ruleId) : await isOpen(message.tab)) continue;
			this.#commit(
				this.#all.map((m) =>
					m.id === message.id && isRunning(m) ? { ...m, tab, stage: 'waiting' as const } : m
				)
			);
		}
		if (this.hello && !this.#resuming) this.#flush([]);
	}

	#heard(change: StoreChange): void {
		this.#all = applyChange(this.#all, change, (message) => this.#isHere(message));
		this.conversations.heard(change);
		if (change.type === 'forget' && change.id === this.conversations.current)
			void this.#show(this.conversations.list[0]?.id ?? FIRST);
	}

	/** Now, but always later than the last message, so that a clock set back does not shuffle the conversation. */
	#tick(): number {
		const newest = this.#all.at(-1)?.at ?? 0;
		this.#clock = Math.max(this.#options.now(), this.#clock + 1, Math.floor(newest) + 1);
		return this.#clock;
	}
}
