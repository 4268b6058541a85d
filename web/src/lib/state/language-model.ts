// What the settings page says of the language model.

import type { Model } from '../api/language-model';
import { duration, formatNumber } from '../results/values';

const money = new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 4 });

export interface ModelWords {
	badge: string;
	tone: 'good' | 'bad' | '';
	/** Behind the badge; may be empty. */
	detail: string;
}

/** Whether it answers, as far as is known; a check that was just made knows best. */
export function stateOf(model: Model): ModelWords {
	const { check } = model;
	if (check?.ok) return { badge: 'reachable', tone: 'good', detail: `answered in ${duration(check.ms)}` };
	if (check) return { badge: 'not usable', tone: 'bad', detail: sentences(check.message, check.hint) };
	if (model.breaker !== 'closed')
		return { badge: 'left alone', tone: 'bad', detail: sentences(model.last_failure) };
	if (model.last_failure) return { badge: 'failed', tone: 'bad', detail: sentences(model.last_failure) };
	if (model.last_ms !== null)
		return { badge: 'reachable', tone: 'good', detail: `answered last in ${duration(model.last_ms)}` };
	return { badge: 'not asked yet', tone: '', detail: '' };
}

/** "1,234 tokens of 100,000, cost 0.0031 of 2" */
export function spentToday({ today, budget }: Model): string {
	const of = (bound: number | null, format: (n: number) => string) =>
		bound === null ? '' : ` of ${format(bound)}`;
	const tokens = `${formatNumber(today.tokens)} tokens${of(budget.tokens, formatNumber)}`;
	if (today.cost === 0 && budget.cost === null) return tokens;
	return `${tokens}, cost ${money.format(today.cost)}${of(budget.cost, money.format)}`;
}

export function isSpent({ today, budget }: Model): boolean {
	return (
		(budget.tokens !== null && today.tokens >= budget.tokens) ||
		(budget.cost !== null && today.cost >= budget.cost)
	);
}

function sentences(...parts: string[]): string {
	return parts
		.filter((part) => part !== '')
		.map((part) => (/[.!?]$/.test(part) ? part : `${part}.`))
		.join(' ');
}
