import { describe, expect, test, vi } from 'vitest';
import { ApiError } from '../api/http';
import { Resource } from './catalogue.svelte';

describe('Resource', () => {
	test('many refreshes while one runs lead to one more', async () => {
		let reads = 0;
		const resource = new Resource(async () => ++reads);
		await Promise.all([resource.refresh(), resource.refresh(), resource.refresh()]);
		expect(reads).toBe(2);
		expect(resource.value).toBe(2);
		expect(resource.loading).toBe(false);
	});

	test('a failure keeps what was read before, and is forgotten when reading works again', async () => {
		const read = vi.fn(async () => 'first');
		const resource = new Resource(read);
		await resource.refresh();
		read.mockRejectedValueOnce(new ApiError('The server cannot be reached.', 'unreachable'));
		await resource.refresh();
		expect(resource.value).toBe('first');
		expect(resource.error?.kind).toBe('unreachable');
		await resource.refresh();
		expect(resource.error).toBeNull();
	});

	test('need reads once', async () => {
		const read = vi.fn(async () => 1);
		const resource = new Resource(read);
		await resource.need();
		await resource.need();
		expect(read).toHaveBeenCalledTimes(1);
	});
});
