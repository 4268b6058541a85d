import { describe, expect, it } from 'vitest';
import type { Model } from '../api/language-model';
import { isSpent, spentToday, stateOf } from './language-model';

const model: Model = {
	configured: true,
	model: 'gpt-4o',
	address: 'https://api.openai.com/v1',
	key: true,
	breaker: 'closed',
	failing_since: null,
	last_failure: '',
	left_out: '',
	sends: [],
	last_ms: null,
	today: { tokens: 0, cost: 0 },
	budget: { tokens: null, cost: null }
};
const failing = { ...model, last_failure: 'The model failed (HTTP 500)', last_ms: 40 };

describe('the state of the language model', () => {
	it('is not known before it was asked', () => {
		expect(stateOf(model)).toEqual({ badge: 'not asked yet', tone: '', detail: '' });
	});

	it('is that of the last call', () => {
		expect(stateOf({ ...model, last_ms: 812 }).detail).toBe('answered last in 812 ms');
		expect(stateOf({ ...model, last_ms: 2345 }).detail).toBe('answered last in 2.3 s');
		expect(stateOf(failing)).toMatchObject({ badge: 'failed', tone: 'bad' });
		expect(stateOf({ ...failing, breaker: 'open' })).toEqual({
			badge: 'left alone',
			tone: 'bad',
			detail: 'The model failed (HTTP 500).'
		});
	});

	it('is that of a check, which knows better', () => {
		const check = { ok: false, kind: 'unavailable', message: 'It is gone', hint: 'Start it.' } as const;
		expect(stateOf({ ...failing, check: { ok: true, ms: 12, tokens: 20 } }).badge).toBe('reachable');
		expect(stateOf({ ...model, last_ms: 5, check })).toEqual({
			badge: 'not usable',
			tone: 'bad',
			detail: 'It is gone. Start it.'
		});
	});
});

describe('what was spent today', () => {
	it('is tokens, of a budget if there is one', () => {
		const today = { tokens: 1234, cost: 0 };
		expect(spentToday({ ...model, today })).toBe('1,234 tokens');
		expect(spentToday({ ...model, today, budget: { tokens: 100000, cost: null } })).toBe(
			'1,234 tokens of 100,000'
		);
	});

	it('is money where prices are known', () => {
		const today = { tokens: 10, cost: 0.00312345 };
		expect(spentToday({ ...model, today, budget: { tokens: null, cost: 2 } })).toBe(
			'10 tokens, cost 0.003123 of 2'
		);
	});

	it('is all when the budget is reached', () => {
		const today = { tokens: 100, cost: 2 };
		expect(isSpent({ ...model, today })).toBe(false);
		expect(isSpent({ ...model, today, budget: { tokens: 100, cost: null } })).toBe(true);
		expect(isSpent({ ...model, today, budget: { tokens: 101, cost: null } })).toBe(false);
		expect(isSpent({ ...model, today, budget: { tokens: null, cost: 2 } })).toBe(true);
	});
});
