import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Clock } from './clock.svelte';

const NOON = Date.parse('2025-11-24T12:00:00Z');

beforeEach(() => {
	vi.useFakeTimers({ now: NOON });
});
afterEach(() => {
	vi.useRealTimers();
});

describe('Clock', () => {
	test('time passes while the page stays open', () => {
		const clock = new Clock();
		const stop = clock.start();
		vi.advanceTimersByTime(60_000);
		expect(clock.now).toBe(NOON + 60_000);
		stop();
		vi.advanceTimersByTime(60_000);
		expect(clock.now).toBe(NOON + 60_000);
	});

	test('a computer whose clock is a day off goes by the server’s', () => {
		const clock = new Clock();
		clock.hear('2025-11-25T12:00:00.000Z');
		expect(clock.now).toBe(NOON + 86_400_000);
		expect(clock.skew).toBe(86_400_000);
	});

	test('the time an answer takes to travel is no wrong clock', () => {
		const clock = new Clock();
		clock.hear('2025-11-24T11:59:58.000Z');
		expect(clock.skew).toBe(0);
	});

	test('a time that cannot be read changes nothing', () => {
		const clock = new Clock();
		clock.hear('');
		expect(clock.now).toBe(NOON);
	});
});
