import { expect, test, vi } from 'vitest';
import { ApiError } from '../api/http';
import type { SentenceReading } from '../api/readings';
import { propose } from './propose';

const reading = (status: SentenceReading['status']): SentenceReading => ({
	status,
	reading: '',
	rows_estimate: null,
	readings: 0,
	choices: [],
	unknown: [],
	message: '',
	hint: ''
});
const { signal } = new AbortController();
const always = () => true;

test('the first sentence that is understood is proposed, with its reading', async () => {
	const read = vi.fn(async (sentence: string) => reading(sentence === 'b' ? 'ok' : 'not_understood'));
	expect(await propose(['a', 'b', 'c'], signal, always, read)).toEqual({
		sentence: 'b',
		reading: reading('ok')
	});
	expect(read).toHaveBeenCalledTimes(2);
});

test('where none is understood the first one stands there, and why', async () => {
	const proposed = await propose(['a', 'b'], signal, always, async (sentence) =>
		reading(sentence === 'a' ? 'ambiguous' : 'not_understood')
	);
	expect(proposed).toEqual({ sentence: 'a', reading: reading('ambiguous') });
});

test('a server that does not answer is asked once, and the sentence stands there to be read later', async () => {
	const read = vi.fn(async () => {
		throw new ApiError('Too busy.', 'unavailable');
	});
	expect(await propose(['a', 'b'], signal, always, read)).toEqual({ sentence: 'a', reading: null });
	expect(read).toHaveBeenCalledTimes(1);
});

test('nothing is proposed to who has begun to type, or has left', async () => {
	expect(
		await propose(
			['a'],
			signal,
			() => false,
			async () => reading('ok')
		)
	).toBeNull();
	const left = new AbortController();
	const proposed = propose(['a'], left.signal, always, async () => reading('ok'));
	left.abort();
	expect(await proposed).toBeNull();
});
