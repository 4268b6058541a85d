// What changed between two states of the messages, and what another tab's change makes of them. Pure.

import { byTime, isKept, isRunning, onlyStageDiffers, placeOf, type Message } from './messages';
import type { StoreChange } from './store';

/** What must be kept and what must be forgotten; the stages of a running rule are not worth keeping. */
export function differences(
	before: readonly Message[],
	next: readonly Message[]
): { changed: Message[]; removed: string[] } {
	const gone = new Map(before.map((message) => [message.id, message]));
	const changed: Message[] = [];
	for (const message of next) {
		const old = gone.get(message.id);
		gone.delete(message.id);
		if (old === message || !isKept(message)) continue;
		if (old && isRunning(old) && isRunning(message) && onlyStageDiffers(old, message)) continue;
		changed.push(message);
	}
	return { changed, removed: [...gone.values()].filter(isKept).map(({ id }) => id) };
}

/** `isHere`: whether a message belongs to the conversation that is shown; others' messages are not taken in. */
export function applyChange(
	messages: readonly Message[],
	change: StoreChange,
	isHere: (message: Message) => boolean
): readonly Message[] {
	switch (change.type) {
		case 'put': {
			const theirs = new Map(change.messages.map((message) => [message.id, message]));
			const merged = messages.map((message) => {
				const their = theirs.get(message.id);
				theirs.delete(message.id);
				return their ?? message;
			});
			return [...merged, ...[...theirs.values()].filter(isHere)].sort(byTime);
		}
		case 'remove':
			return messages.filter((message) => !change.ids.includes(message.id));
		case 'clear':
			return messages.filter((message) => placeOf(message) !== change.conversation);
		case 'forget':
			return messages.filter((message) => placeOf(message) !== change.id);
		case 'conversation':
			return messages;
	}
}
