import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ApiError } from '../api/http';
import type { SentenceReading } from '../api/readings';
import { LiveReading, settled, ValueLookup } from './live-reading.svelte';

const reading = (text: string): SentenceReading => ({
	status: 'ok',
	reading: text,
	rows_estimate: 3,
	readings: 1,
	choices: [],
	unknown: [],
	message: '',
	hint: ''
});

beforeEach(() => {
	vi.useFakeTimers();
});
afterEach(() => {
	vi.useRealTimers();
});

describe('LiveReading', () => {
	test('asks once for a sentence that is typed letter by letter', async () => {
		const read = vi.fn(async (sentence: string) => reading(sentence));
		const live = new LiveReading(read);
		for (const sentence of ['f', 'fi', 'find all']) live.look(sentence);
		await vi.advanceTimersByTimeAsync(1_000);
		expect(read).toHaveBeenCalledTimes(1);
		expect(live.sentence).toBe('find all');
		expect(live.answer?.reading).toBe('find all');
	});

	test('an answer that comes after the next question is dropped', async () => {
		const answers = new Map<string, (value: SentenceReading) => void>();
		const live = new LiveReading((sentence) => new Promise((resolve) => answers.set(sentence, resolve)));
		live.look('first');
		await vi.advanceTimersByTimeAsync(1_000);
		live.look('second');
		await vi.advanceTimersByTimeAsync(1_000);
		answers.get('second')?.(reading('second'));
		answers.get('first')?.(reading('first'));
		await vi.advanceTimersByTimeAsync(0);
		expect(live.answer?.reading).toBe('second');
	});

	test('an emptied line has no reading', async () => {
		const live = new LiveReading(async (sentence) => reading(sentence));
		live.look('find');
		await vi.advanceTimersByTimeAsync(1_000);
		live.look('');
		expect(live.answer).toBeNull();
	});

	test('a server that does not answer leaves the line empty and says nothing', async () => {
		const live = new LiveReading(async () => {
			throw new ApiError('The server cannot be reached.', 'unreachable');
		});
		live.look('find');
		await vi.advanceTimersByTimeAsync(1_000);
		expect(live.answer).toBeNull();
	});
});

describe('a reading that could not be had', () => {
	const failing = (kind: string, times: number) => {
		let failures = 0;
		return vi.fn(async (sentence: string) => {
			if (failures++ < times) throw new ApiError('Not now.', kind);
			return reading(sentence);
		});
	};

	test('is asked for again until it is there', async () => {
		const read = failing('unavailable', 3);
		const live = new LiveReading(read);
		live.look('find');
		await vi.advanceTimersByTimeAsync(300);
		expect(live.answer).toBeNull();
		await vi.advanceTimersByTimeAsync(10_000);
		expect(live.answer?.reading).toBe('find');
		expect(read).toHaveBeenCalledTimes(4);
		await vi.advanceTimersByTimeAsync(100_000);
		expect(read).toHaveBeenCalledTimes(4);
	});

	test('is let go when another sentence stands there, or nobody looks', async () => {
		const read = failing('unreachable', Infinity);
		const live = new LiveReading(read);
		live.look('find');
		await vi.advanceTimersByTimeAsync(300);
		live.look('find all');
		await vi.advanceTimersByTimeAsync(300);
		live.stop();
		await vi.advanceTimersByTimeAsync(100_000);
		expect(read.mock.calls.map(([sentence]) => sentence)).toEqual(['find', 'find all']);
	});

	test('is not asked for again where asking is what is wrong', async () => {
		const read = failing('invalid_request', Infinity);
		const live = new LiveReading(read);
		live.look('find');
		await vi.advanceTimersByTimeAsync(100_000);
		expect(read).toHaveBeenCalledTimes(1);
	});

	test('is not asked for where it is known', async () => {
		const read = failing('unavailable', 0);
		const live = new LiveReading(read);
		live.know('find', reading('find'));
		live.look('find');
		await vi.advanceTimersByTimeAsync(1_000);
		expect(read).not.toHaveBeenCalled();
		expect(live.sentence).toBe('find');
		expect(live.answer?.reading).toBe('find');
	});
});

describe('settled', () => {
	const unknown = (word: string, offset: number) => ({ word, offset, length: word.length, suggestions: [] });
	const answer = { ...reading(''), status: 'not_understood' as const };

	test('nothing is said of a word before it is typed to its end', () => {
		expect(settled({ ...answer, unknown: [unknown('pa', 9)] }, 'find all pa')).toBeNull();
	});

	test('words before it are named', () => {
		const words = [unknown('blue', 5), unknown('pa', 10)];
		expect(settled({ ...answer, unknown: words }, 'find blue pa')?.unknown).toEqual([words[0]]);
	});

	test('a word is done when a blank follows', () => {
		expect(settled({ ...answer, unknown: [unknown('blue', 5)] }, 'find blue ')?.unknown).toHaveLength(1);
	});
});

describe('ValueLookup', () => {
	test('keeps the last values when the next question fails', async () => {
		const list = vi.fn(async () => [{ table: 'orgs', column: 'stage', value: 'Series A' }]);
		const lookup = new ValueLookup(list);
		lookup.look('se');
		await vi.advanceTimersByTimeAsync(1_000);
		list.mockRejectedValueOnce(new ApiError('The server cannot be reached.', 'unreachable'));
		lookup.look('ser');
		await vi.advanceTimersByTimeAsync(1_000);
		expect(lookup.values).toHaveLength(1);
	});
});
