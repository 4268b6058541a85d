// Where the focus goes when what had it is taken away, and how a thing that will not wait is reached at once.

import { tick } from 'svelte';

/**
 * Takes an item out of a list; the focus, when the item had it, goes to the next one, else to the one before. `items` selects
 * the list's items, `inside` what takes the focus in one; without it the item does.
 */
export async function removeAndGoOn(
	items: string,
	inside: string | null,
	remove: () => unknown
): Promise<void> {
	const item = document.activeElement?.closest(items);
	const all = item ? [...document.querySelectorAll<HTMLElement>(items)] : [];
	const at = all.findIndex((other) => other === item);
	await remove();
	await tick();
	if (at < 0 || document.activeElement !== document.body) return;
	const next = [...all.slice(at + 1), ...all.slice(0, at).reverse()].find((other) => other.isConnected);
	take(next && inside !== null ? next.querySelector<HTMLElement>(inside) : next);
}

/** Gives it the focus, or the page's content when there is no such thing any more. */
export function take(element: HTMLElement | null | undefined): void {
	const target = element?.isConnected ? element : document.querySelector<HTMLElement>('main');
	if (target && target.tabIndex < 0) target.tabIndex = -1;
	target?.focus();
}

/**
 * The next Tab, from wherever one is, goes to the first button in `node`, once; Tab and Shift+Tab from its edges, and its end,
 * go back to where one was. For an Undo that is offered for a while at the end of the page.
 */
export function nextStop(node: HTMLElement): () => void {
	let offered = false;
	let inside = false;
	let origin: HTMLElement | null = null;

	function onkeydown(event: KeyboardEvent) {
		if (event.key !== 'Tab' || event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey)
			return;
		const buttons = [...node.querySelectorAll('button')];
		if (inside) {
			const edge = event.shiftKey ? buttons[0] : buttons.at(-1);
			if (document.activeElement !== edge || !origin) return;
			event.preventDefault();
			take(origin);
		} else if (!offered && !event.shiftKey && !behindDialog(node)) {
			event.preventDefault();
			offered = true;
			origin = document.activeElement instanceof HTMLElement ? document.activeElement : null;
			buttons[0]?.focus();
		}
	}
	const onfocusin = () => (inside = true);
	const onfocusout = ({ relatedTarget }: FocusEvent) => {
		if (relatedTarget) inside = relatedTarget instanceof Node && node.contains(relatedTarget);
	};

	window.addEventListener('keydown', onkeydown);
	node.addEventListener('focusin', onfocusin);
	node.addEventListener('focusout', onfocusout);
	return () => {
		window.removeEventListener('keydown', onkeydown);
		if (inside) void tick().then(() => document.activeElement === document.body && take(origin));
	};
}

function behindDialog(node: HTMLElement): boolean {
	const dialog = document.querySelector('dialog:modal');
	return dialog !== null && !dialog.contains(node);
}
