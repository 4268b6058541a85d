import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Toasts } from './toasts.svelte';

beforeEach(() => {
	vi.useFakeTimers();
});
afterEach(() => {
	vi.useRealTimers();
});

describe('Toasts', () => {
	test('a message goes away by itself', () => {
		const toasts = new Toasts();
		toasts.say('Saved');
		expect(toasts.list.map((toast) => toast.text)).toEqual(['Saved']);
		vi.advanceTimersByTime(7_000);
		expect(toasts.list).toEqual([]);
	});

	test('a deletion is hidden at once and done when the time is over', async () => {
		const toasts = new Toasts();
		const commit = vi.fn(async () => {});
		toasts.undoable('pattern:1', 'Deleted', commit);
		expect(toasts.hidden.has('pattern:1')).toBe(true);
		expect(commit).not.toHaveBeenCalled();
		await vi.advanceTimersByTimeAsync(7_000);
		expect(commit).toHaveBeenCalledExactlyOnceWith(false);
		expect(toasts.hidden.size).toBe(0);
	});

	test('undo brings it back and deletes nothing', async () => {
		const toasts = new Toasts();
		const commit = vi.fn(async () => {});
		toasts.undoable('pattern:1', 'Deleted', commit);
		toasts.list[0]?.action?.run();
		await vi.advanceTimersByTimeAsync(60_000);
		expect(commit).not.toHaveBeenCalled();
		expect(toasts.hidden.size).toBe(0);
	});

	test('what one points at waits, and then has its whole time', async () => {
		const toasts = new Toasts();
		const commit = vi.fn(async () => {});
		toasts.undoable('pattern:1', 'Deleted', commit);
		await vi.advanceTimersByTimeAsync(6_000);
		toasts.hold();
		toasts.say('Meanwhile');
		await vi.advanceTimersByTimeAsync(60_000);
		expect(commit).not.toHaveBeenCalled();
		expect(toasts.list).toHaveLength(2);
		toasts.release();
		await vi.advanceTimersByTimeAsync(6_000);
		expect(commit).not.toHaveBeenCalled();
		await vi.advanceTimersByTimeAsync(1_000);
		expect(commit).toHaveBeenCalledTimes(1);
		expect(toasts.list).toEqual([]);
	});

	test('undo takes back the newest deletion first, then the one before, and then says that there is none', () => {
		const toasts = new Toasts();
		toasts.undoable('a', 'Deleted a', async () => {});
		toasts.undoable('b', 'Deleted b', async () => {});
		toasts.say('Saved');
		expect([toasts.undo(), [...toasts.hidden]]).toEqual([true, ['a']]);
		expect([toasts.undo(), [...toasts.hidden]]).toEqual([true, []]);
		expect(toasts.undo()).toBe(false);
	});

	test('leaving the page does at once what was waiting, and only once', async () => {
		const toasts = new Toasts();
		const commit = vi.fn(async () => {});
		toasts.undoable('pattern:1', 'Deleted', commit);
		toasts.flush();
		await vi.advanceTimersByTimeAsync(60_000);
		expect(commit).toHaveBeenCalledExactlyOnceWith(true);
	});

	test('a deletion that fails comes back and says why', async () => {
		const toasts = new Toasts();
		toasts.undoable('pattern:1', 'Deleted', async () => {
			throw new Error('The server cannot be reached.');
		});
		await vi.advanceTimersByTimeAsync(7_000);
		expect(toasts.hidden.size).toBe(0);
		expect(toasts.list).toMatchObject([{ text: 'The server cannot be reached.', tone: 'bad' }]);
	});
});
