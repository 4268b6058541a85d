// The list of conversations and which of them this tab shows. Another tab may show another one; all are answered over the
// same connection.

import { FIRST } from './messages';
import type { MessageStore, StoreChange } from './store';

export interface Conversation {
	id: string;
	/** Its first sentence, or what the person calls it; '': nothing was said yet. */
	title: string;
	/** When something was said in it last, in milliseconds of Date.now(). */
	at: number;
}

/** What must survive a reload: the conversation this tab shows. */
export interface PlaceMemory {
	load(): string | null;
	save(id: string): void;
}

const LONGEST_TITLE = 120;

export class Conversations {
	/** The one used last first. One in which nothing was said yet is not listed. */
	list = $state.raw<readonly Conversation[]>([]);
	current = $state(FIRST);
	title = $derived(this.find(this.current)?.title ?? '');

	#store: MessageStore;
	#memory: PlaceMemory;

	constructor(store: MessageStore, memory: PlaceMemory) {
		this.#store = store;
		this.#memory = memory;
	}

	find(id: string): Conversation | undefined {
		return this.list.find((conversation) => conversation.id === id);
	}

	/** Reads the list; this tab shows what it showed before, else what was used last. */
	async load(): Promise<void> {
		const before = this.current;
		const kept = await this.#store.conversations();
		// What was said meanwhile counts.
		this.#set([...kept.filter(({ id }) => !this.find(id)), ...this.list]);
		if (this.current === before) this.show(this.#memory.load() ?? this.list[0]?.id ?? FIRST);
	}

	show(id: string): void {
		this.current = id;
		this.#memory.save(id);
	}

	/** Something was said in the shown conversation: the first sentence gives it its name. */
	said(sentence: string, at: number): void {
		const title = this.title || titleOf(sentence);
		this.#put({ id: this.current, title, at });
	}

	rename(id: string, title: string): void {
		const conversation = this.find(id);
		const words = titleOf(title);
		if (conversation && words !== '') this.#put({ ...conversation, title: words });
	}

	/** Takes it out of the list, in every tab, with its messages. */
	forget(id: string): void {
		this.list = this.list.filter((conversation) => conversation.id !== id);
		void this.#store.forget(id);
	}

	/** Puts back what was forgotten. */
	restore(conversation: Conversation): void {
		this.#put(conversation);
	}

	heard(change: StoreChange): void {
		if (change.type === 'conversation') this.#upsert(change.conversation);
		if (change.type === 'forget') this.list = this.list.filter(({ id }) => id !== change.id);
	}

	#put(conversation: Conversation): void {
		this.#upsert(conversation);
		void this.#store.putConversation(conversation);
	}

	#upsert(conversation: Conversation): void {
		this.#set([conversation, ...this.list.filter(({ id }) => id !== conversation.id)]);
	}

	#set(list: readonly Conversation[]): void {
		this.list = [...list].sort((a, b) => b.at - a.at);
	}
}

/** What a conversation that began with this text is called. */
export function titleOf(text: string): string {
	const words = text
		.trim()
		.replace(/^run\b\s*/i, '')
		.replace(/\s+/g, ' ');
	return words.length <= LONGEST_TITLE ? words : `${words.slice(0, LONGEST_TITLE - 1)}…`;
}
