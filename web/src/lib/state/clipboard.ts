// Copying, with a word of what happened: a page served over plain http from another host has no clipboard.

import type { Toasts } from './toasts.svelte';

/** Says `done` when the text is in the clipboard, and why not otherwise. True when it is. */
export async function copyText(text: string, done: string, toasts: Toasts): Promise<boolean> {
	try {
		await navigator.clipboard.writeText(text);
		toasts.say(done);
		return true;
	} catch {
		toasts.say('This browser does not let the page copy. Select the text and copy it by hand.', 'bad');
		return false;
	}
}
