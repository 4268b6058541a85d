// The chat beside the page on a wide screen: whether it was open and how wide; kept in this browser.

const OPEN = 'pf-chat-open';
const WIDTH = 'pf-chat-width';

export const NARROWEST = 360;
export const WIDEST = 640;
const STEP = 20;

export class Dock {
	/** As it was left. */
	open = false;
	width = $state(400);

	constructor() {
		this.open = read(OPEN) === 'true';
		const kept = Number(read(WIDTH));
		if (kept > 0) this.width = within(kept);
	}

	remember(open: boolean): void {
		this.open = open;
		write(OPEN, String(open));
	}

	resize(width: number): void {
		this.width = within(width);
		write(WIDTH, String(this.width));
	}
}

/** The width after a key on the panel's left edge; undefined: the key means nothing there. */
export function widthByKey(key: string, width: number): number | undefined {
	switch (key) {
		case 'ArrowLeft':
			return within(width + STEP);
		case 'ArrowRight':
			return within(width - STEP);
		case 'Home':
			return NARROWEST;
		case 'End':
			return WIDEST;
		default:
			return undefined;
	}
}

function within(width: number): number {
	return Math.round(Math.min(WIDEST, Math.max(NARROWEST, width)));
}

function read(key: string): string | null {
	try {
		return localStorage.getItem(key);
	} catch {
		return null;
	}
}

function write(key: string, value: string): void {
	try {
		localStorage.setItem(key, value);
	} catch {
		// Storage is denied: it lasts as long as the page.
	}
}
