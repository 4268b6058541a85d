// Values that are picked from a list, as the condition they make. A list of several is separated by commas (docs/protocol.md,
// "Reading rows"), so a value that has one stands alone, and so does NULL. Pure.

import type { Operator } from './query';

export type Pick = string | null;

/** What of the list is picked by a condition; nothing where it says something else. */
export function picksOf(op: Operator, value: string): Pick[] {
	switch (op) {
		case 'null':
			return [null];
		case 'eq':
			return [value];
		case 'in':
			return value.split(',').map((one) => one.trim());
		default:
			return [];
	}
}

export function togglePick(picks: readonly Pick[], pick: Pick): [op: Operator, value: string] {
	const next = picks.includes(pick)
		? picks.filter((one) => one !== pick)
		: stands(pick) || picks.some(stands)
			? [pick]
			: [...picks.filter((one) => one !== ''), pick];
	const [first = '', ...others] = next;
	if (first === null) return ['null', ''];
	return others.length === 0 ? ['eq', first] : ['in', next.join(',')];
}

const stands = (pick: Pick) => pick === null || pick.includes(',') || pick.trim() !== pick;
