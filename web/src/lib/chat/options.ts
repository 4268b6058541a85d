// What the chat is given (its connection, its store, what a tab remembers) and what it gives back.

import type { Connection } from '../api/socket';
import type { ClientFrame, ServerFrame } from '../api/protocol';
import type { ChartKind } from '../results/chart';
import type { Conversation, PlaceMemory } from './conversations.svelte';
import type { Message } from './messages';
import type { MessageStore } from './store';

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
	place?: PlaceMemory;
	/** This tab's own name, the same after a reload. */
	tab: string;
	/** Whether the tab of that name is still open somewhere. */
	isOpen: (tab: string) => Promise<boolean>;
	/** Called on `views:refresh`, and with `connected` when a connection is made. */
	onrefresh?: (connected: boolean) => void;
	/** Called on `boards:refresh`. */
	onboards?: () => void;
	/** A rule's sentence asked for a chart in words, which are taken off before it is sent. */
	onchart?: (ruleId: string, kind: ChartKind) => void;
	now?: () => number;
}

/** What a deletion took away. */
export interface Deleted {
	what: 'message' | 'messages' | 'conversation';
	messages: readonly Message[];
	/** As it was. */
	conversation: Conversation | undefined;
}

/** What a rule is run with beside its sentence. */
export interface RunMore {
	/** Of the rule that the answer takes the place of. */
	ruleId?: string;
	/** The sentence that it may change; missing: the last one of the conversation. */
	after?: string;
	/** What the person takes for the sentence's answer. */
	sql?: string;
	/** Id of the rule that it goes on from. */
	from?: string;
}
