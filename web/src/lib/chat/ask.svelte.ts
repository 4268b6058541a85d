// A sentence that is asked outside of the conversation: it is said there too, but its answer is shown where the person is.

import type { Chat } from './chat.svelte';
import type { ReplyMessage } from './messages';
import type { RunMore } from './options';

export class Ask {
	readonly ruleId: string;
	readonly sentence: string;
	#chat: Chat;

	constructor(chat: Chat, sentence: string, more?: RunMore) {
		this.#chat = chat;
		this.sentence = sentence;
		this.ruleId = chat.run(sentence, undefined, more);
	}

	/** Undefined once it was taken out of the conversation. */
	get reply(): ReplyMessage | undefined {
		return this.#chat.replyTo(this.ruleId);
	}

	/** Its answer is in sight until the returned function is called; from then on it is news in the chat. */
	watch(): () => void {
		this.#chat.elsewhere.add(this.ruleId);
		return () => this.#chat.elsewhere.delete(this.ruleId);
	}
}
