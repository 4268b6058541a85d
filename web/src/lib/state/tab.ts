// What a tab knows of itself and of the others: a name that survives a reload, a lock that others can see while it lives,
// the session it had with the server, and the conversation it shows.

import type { PlaceMemory } from '../chat/conversations.svelte';
import type { SessionMemory } from '../chat/options';

const TAB = 'pf-tab';
const SESSION = 'pf-session';
const PLACE = 'pf-conversation';

/** The tab's name; held as a lock for as long as the tab is open. */
export function thisTab(): string {
	let name = read(TAB);
	if (!name) {
		name = `pf-tab-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;
		write(TAB, name);
	}
	// A page served over plain http from another host has no locks; each tab then looks after its own rules only.
	void navigator.locks?.request(name, { ifAvailable: true }, (lock) =>
		lock ? new Promise(() => {}) : undefined
	);
	return name;
}

export async function isTabOpen(tab: string): Promise<boolean> {
	if (!navigator.locks) return true;
	const { held } = await navigator.locks.query();
	return held?.some((lock) => lock.name === tab) ?? false;
}

export function browserSessionMemory(): SessionMemory {
	return {
		load() {
			try {
				const kept: unknown = JSON.parse(read(SESSION) ?? 'null');
				if (typeof kept !== 'object' || kept === null) return null;
				const { session, seq } = kept as Record<string, unknown>;
				return typeof session === 'string' && typeof seq === 'number' ? { session, seq } : null;
			} catch {
				return null;
			}
		},
		save(last) {
			write(SESSION, JSON.stringify(last));
		}
	};
}

export function browserPlaceMemory(): PlaceMemory {
	return { load: () => read(PLACE), save: (id) => write(PLACE, id) };
}

function read(key: string): string | null {
	try {
		return sessionStorage.getItem(key);
	} catch {
		return null;
	}
}

function write(key: string, value: string): void {
	try {
		sessionStorage.setItem(key, value);
	} catch {
		// Storage is denied or full: the tab is a new one after a reload.
	}
}
