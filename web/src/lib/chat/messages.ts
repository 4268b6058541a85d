// What a conversation is made of. A rule that was asked for has exactly one reply, which changes its kind in place:
// running → clarify → running → result or error. `at` orders the conversation; it only ever grows within a tab.

import type { Clarify, OfferedReading, RuleError, RuleResult, Stage } from '../api/protocol';

interface Base {
	id: string;
	/** Milliseconds of Date.now(). */
	at: number;
	/** Where it was said; missing: in the first conversation, or a notice, which stands in whichever is shown. */
	conversation?: string;
}

export interface UserMessage extends Base {
	kind: 'user';
	text: string;
	/** Set when the message asked for a rule. */
	ruleId?: string;
}

/** From the app itself; about the session it belongs to, so it is not kept. */
export interface NoticeMessage extends Base {
	kind: 'notice';
	text: string;
	tone: 'good' | 'plain';
}

/** The answer to a message without `run`. */
export interface HintMessage extends Base {
	kind: 'hint';
	sentence: string;
}

interface Reply extends Base {
	ruleId: string;
	sentence: string;
}

export interface RunningMessage extends Reply {
	kind: 'running';
	/** The tab that waits for the answer and sends the rule again after a reconnect. */
	tab: string;
	/** `waiting`: not sent yet, there is no connection. */
	stage: Stage | 'waiting';
	startedAt: number;
	cancelling: boolean;
	/** The reading that was chosen of an ambiguous sentence; 0: none. */
	reading: number;
	/** What may be chosen meanwhile. */
	offered?: OfferedReading[];
	/** Bytes of a language model's answer so far. */
	received?: number;
	/** The sentence before it, which it may change; missing: none. */
	after?: string;
	/** An answer that was kept of the same sentence will not do. */
	anew?: boolean;
	/** What the person wrote for the sentence. */
	sql?: string;
	/** Id of the rule that it goes on from. */
	from?: string;
}

export interface ResultMessage extends Reply {
	kind: 'result';
	result: RuleResult;
	/** The person chose this reading among several: how sure the server was says nothing then. */
	chosen: boolean;
}

export interface ErrorMessage extends Reply {
	kind: 'error';
	error: RuleError;
}

export interface ClarifyMessage extends Reply {
	kind: 'clarify';
	clarify: Clarify;
}

export type ReplyMessage = RunningMessage | ResultMessage | ErrorMessage | ClarifyMessage;
export type Message = UserMessage | NoticeMessage | HintMessage | ReplyMessage;

export function isReply(message: Message): message is ReplyMessage {
	return 'sentence' in message && message.kind !== 'hint';
}

export function isRunning(message: Message): message is RunningMessage {
	return message.kind === 'running';
}

/** What is about the connection, not about a rule, is of no use tomorrow. */
export function isKept(message: Message): boolean {
	return message.kind !== 'notice' && !(message.kind === 'error' && message.ruleId === '');
}

/** The conversation of messages that belong to no other. */
export const FIRST = 'first';

/** Its conversation; undefined: of a notice, which is in none. */
export function placeOf(message: Message): string | undefined {
	return message.kind === 'notice' ? undefined : (message.conversation ?? FIRST);
}

export function byTime(a: Message, b: Message): number {
	return a.at - b.at || (a.id < b.id ? -1 : 1);
}

/** The last rule that was answered; undefined: none was. */
export function lastSentenceOf(messages: readonly Message[]): string | undefined {
	const last = messages.findLast((message) => message.kind === 'result');
	return last?.kind === 'result' ? last.sentence : undefined;
}

/** A message and what goes with it: the question of an answer, the answer of a question. */
export function belongingTo(messages: readonly Message[], message: Message): readonly Message[] {
	const ruleId = 'ruleId' in message ? message.ruleId : undefined;
	if (ruleId) return messages.filter((m) => 'ruleId' in m && m.ruleId === ruleId);
	const i = messages.indexOf(message);
	const neighbour =
		message.kind === 'hint' ? messages[i - 1] : message.kind === 'user' ? messages[i + 1] : undefined;
	const pair = message.kind === 'hint' ? neighbour?.kind === 'user' : neighbour?.kind === 'hint';
	return neighbour && pair ? [message, neighbour] : [message];
}

export function onlyStageDiffers(a: RunningMessage, b: RunningMessage): boolean {
	return (
		a.sentence === b.sentence && a.tab === b.tab && a.cancelling === b.cancelling && a.reading === b.reading
	);
}
