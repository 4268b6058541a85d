// The keys that work on every page. A letter alone means nothing while one types, nor where the person has turned that off.

export type Command = 'search' | 'undo' | 'chat' | 'help' | 'filter' | 'edit';

const LETTERS: Readonly<Record<string, Command>> = { c: 'chat', '?': 'help', '/': 'filter', e: 'edit' };

interface Pressed {
	key: string;
	ctrlKey: boolean;
	metaKey: boolean;
	altKey: boolean;
	shiftKey: boolean;
	repeat: boolean;
	isComposing: boolean;
	defaultPrevented: boolean;
}

/** What a key asks for; undefined: nothing of the app's own. `typing`: it goes into a field; `letters`: they are on. */
export function commandOf(event: Pressed, typing: boolean, letters: boolean): Command | undefined {
	if (event.defaultPrevented || event.isComposing || event.altKey || event.repeat) return undefined;
	const key = event.key.toLowerCase();
	if (event.ctrlKey || event.metaKey) {
		if (key === 'k') return 'search';
		// In a field the browser takes back what was typed.
		return key === 'z' && !event.shiftKey && !typing ? 'undo' : undefined;
	}
	return letters && !typing ? LETTERS[event.key] : undefined;
}

/** Whether keys that are pressed there are text. */
export function takesText(target: EventTarget | null): boolean {
	if (!(target instanceof HTMLElement)) return false;
	if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
	if (target instanceof HTMLSelectElement) return true;
	return target instanceof HTMLInputElement && !/^(button|checkbox|radio|submit|range)$/.test(target.type);
}
