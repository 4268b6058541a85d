// What a conversation is made of. A rule that was asked for has exactly one reply, which changes its kind in place:
// running → clarify → running → result or error. `at` orders the conversation; it only ever grows within a tab.

import type { Clarify, OfferedReading, RuleError, RuleResult, Stage } from '../api/protocol';

interface Base {
	id: string;
	/** Milliseconds of Date.now(). */
	at: number;
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
