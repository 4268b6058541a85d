import { describe, expect, test } from 'vitest';
import { ApiError } from '../api/http';
import { Refresh } from './refresh.svelte';

const rules = ['a', 'b', 'c', 'd'].map((rule_id) => ({ rule_id, sentence: `all ${rule_id}` }));

describe('refreshing', () => {
	test('runs a few at once, each once, and tells when one is done', async () => {
		let now = 0;
		let most = 0;
		const run: string[] = [];
		let told = 0;
		const refresh = new Refresh(async (_sentence, rule_id) => {
			most = Math.max(most, ++now);
			await Promise.resolve();
			now -= 1;
			run.push(rule_id);
			return rule_id;
		});
		const first = refresh.all(rules, () => (told += 1));
		expect(refresh.running.size).toBe(4);
		expect(await refresh.all(rules)).toBe(0);
		expect(await first).toBe(4);
		expect(run.toSorted()).toEqual(['a', 'b', 'c', 'd']);
		expect([most, told, refresh.running.size]).toEqual([2, 4, 0]);
	});

	test('one that fails says why and stops no other', async () => {
		const refresh = new Refresh((_sentence, rule_id) =>
			rule_id === 'b'
				? Promise.reject(new ApiError('The database is away.', 'unavailable'))
				: rule_id === 'c'
					? Promise.reject(new ApiError('The server refused the request.', 'internal', '', 409))
					: Promise.resolve(rule_id)
		);
		expect(await refresh.all(rules)).toBe(2);
		expect([...refresh.failures.keys()]).toEqual(['b', 'c']);
		expect(refresh.failures.get('b')).toBe('The database is away.');
		expect(refresh.failures.get('c')).toMatch(/several ways/);
	});
});
