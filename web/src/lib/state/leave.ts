import { signOut, toApiError } from '$lib/api/http';
import type { Toasts } from './toasts.svelte';

/** Signs out and begins anew; what went wrong is said. */
export async function leave(toasts: Toasts): Promise<void> {
	try {
		await signOut();
		location.assign('/');
	} catch (error) {
		toasts.say(toApiError(error).message, 'bad');
	}
}
