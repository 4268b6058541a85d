import { afterEach, describe, expect, test, vi } from 'vitest';
import { Dock, widthByKey } from './dock.svelte';

function storage(kept: Record<string, string> = {}) {
	const items = new Map(Object.entries(kept));
	vi.stubGlobal('localStorage', {
		getItem: (key: string) => items.get(key) ?? null,
		setItem: (key: string, value: string) => items.set(key, value)
	});
	return items;
}

afterEach(() => {
	vi.unstubAllGlobals();
});

describe('the docked chat', () => {
	test('comes back as it was left', () => {
		storage();
		const first = new Dock();
		expect([first.open, first.width]).toEqual([false, 400]);
		first.remember(true);
		first.resize(512.4);
		const again = new Dock();
		expect([again.open, again.width]).toEqual([true, 512]);
	});

	test('is never narrower than 360 or wider than 640 pixels, whatever was kept', () => {
		storage({ 'pf-chat-width': '9000' });
		const dock = new Dock();
		expect(dock.width).toBe(640);
		dock.resize(12);
		expect(dock.width).toBe(360);
		storage({ 'pf-chat-width': 'wide' });
		expect(new Dock().width).toBe(400);
	});

	test('works where storage is denied', () => {
		const dock = new Dock();
		dock.remember(true);
		dock.resize(500);
		expect([dock.open, dock.width]).toEqual([true, 500]);
	});

	test('its edge moves by keys as it does by mouse: left is wider', () => {
		expect(widthByKey('ArrowLeft', 400)).toBe(420);
		expect(widthByKey('ArrowRight', 400)).toBe(380);
		expect(widthByKey('ArrowRight', 365)).toBe(360);
		expect(widthByKey('End', 400)).toBe(640);
		expect(widthByKey('Home', 400)).toBe(360);
		expect(widthByKey('a', 400)).toBeUndefined();
	});
});
