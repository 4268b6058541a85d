import { expect, test } from 'vitest';
import { commandOf } from './keys';

const press = (key: string, more: object = {}) => ({
	key,
	ctrlKey: false,
	metaKey: false,
	altKey: false,
	shiftKey: false,
	repeat: false,
	isComposing: false,
	defaultPrevented: false,
	...more
});

test('letters alone are commands outside of fields', () => {
	const meant = ['c', '?', '/', 'e', 'x', 'Enter'].map((key) => commandOf(press(key), false, true));
	expect(meant).toEqual(['chat', 'help', 'filter', 'edit', undefined, undefined]);
	expect(commandOf(press('c'), true, true)).toBeUndefined();
	expect(commandOf(press('c'), false, false)).toBeUndefined();
});

test('what somebody else has taken, is composed, repeats or has other keys with it is no letter', () => {
	for (const more of ['defaultPrevented', 'isComposing', 'repeat', 'altKey', 'ctrlKey', 'metaKey'])
		expect(commandOf(press('c', { [more]: true }), false, true), more).toBeUndefined();
});

test('Ctrl+K searches from everywhere; Ctrl+Z belongs to the field one types in', () => {
	expect(commandOf(press('k', { ctrlKey: true }), true, false)).toBe('search');
	expect(commandOf(press('z', { metaKey: true }), false, false)).toBe('undo');
	expect(commandOf(press('z', { ctrlKey: true }), true, true)).toBeUndefined();
	expect(commandOf(press('Z', { ctrlKey: true, shiftKey: true }), false, true)).toBeUndefined();
});
