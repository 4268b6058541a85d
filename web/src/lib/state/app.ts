// What every component may ask for: made once in +layout.svelte and read from context.

import { createContext } from 'svelte';
import { Chat } from '../chat/chat.svelte';
import { BrowserMessageStore } from '../chat/store';
import { Socket, socketUrl } from '../api/socket';
import { Catalogue } from './catalogue.svelte';
import { Clock } from './clock.svelte';
import { Dock } from './dock.svelte';
import { Preferences } from './preferences.svelte';
import { browserPlaceMemory, browserSessionMemory, isTabOpen, thisTab } from './tab';
import { Theme } from './theme.svelte';
import { Toasts } from './toasts.svelte';

export interface AppState {
	chat: Chat;
	catalogue: Catalogue;
	clock: Clock;
	theme: Theme;
	preferences: Preferences;
	dock: Dock;
	toasts: Toasts;
	/** The global search is open. */
	search: { open: boolean };
	/** A file that was dropped on a page, until it is brought. */
	dropped: { file: File | null };
}

export const [getApp, setApp] = createContext<AppState>();

export function createAppState(search: AppState['search'], dropped: AppState['dropped']): AppState {
	const clock = new Clock();
	const catalogue = new Catalogue((server) => clock.hear(server.timestamp));
	const preferences = new Preferences();
	const chat = new Chat({
		wire: (handlers) => new Socket({ url: socketUrl(location), ...handlers }),
		store: new BrowserMessageStore(),
		memory: browserSessionMemory(),
		place: browserPlaceMemory(),
		tab: thisTab(),
		isOpen: isTabOpen,
		onchart: (ruleId, kind) => preferences.keepChart(`asked ${ruleId}`, { kind }),
		onboards: () => catalogue.boardsChanged(),
		onrefresh: (connected) => (connected ? catalogue.refreshAll() : catalogue.refresh())
	});
	return {
		chat,
		catalogue,
		clock,
		theme: new Theme(),
		preferences,
		dock: new Dock(),
		toasts: new Toasts(),
		search,
		dropped
	};
}
