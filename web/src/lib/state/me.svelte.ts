// Who the server takes this page's person for, as it greeted them last. Nothing is hidden before it is known: what a role may
// not do, the server refuses.

import type { Hello } from '../api/protocol';

export const LOOKS_ON =
	'You look on here: results, tables and boards are yours to read. Running and changing takes the role author.';

export const me = $state({ name: '', role: '' });

export function greet(hello: Hello): void {
	me.name = hello.user?.name ?? '';
	me.role = hello.user?.role ?? '';
	document.documentElement.classList.toggle('reader', me.role === 'reader');
}
