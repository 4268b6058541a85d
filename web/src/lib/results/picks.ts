// Values that are picked from a list, as the condition they make. A list of several is separated by commas (docs/protocol.md,
// "Reading rows"), so a value that has one stands alone, and so does NULL. Pure.

import type { Condition, Operator } from './query';

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

/** One more or one less. */
export function toggled(picks: readonly Pick[], pick: Pick): Pick[] {
	if (picks.includes(pick)) return picks.filter((one) => one !== pick);
	if (stands(pick) || picks.some(stands)) return [pick];
	return [...picks.filter((one) => one !== ''), pick];
}

/** What they say; of none, that the value is ''. */
export function saying(picks: readonly Pick[]): [op: Operator, value: string] {
	const [first = '', ...others] = picks;
	if (first === null) return ['null', ''];
	return others.length === 0 ? ['eq', first] : ['in', picks.join(',')];
}

const stands = (pick: Pick) => pick === null || pick.includes(',') || pick.trim() !== pick;

/** The conditions that picking makes: those of a column give way to the next ones. */
const PICKED: readonly Operator[] = ['eq', 'in', 'null', 'ge', 'gt', 'le', 'lt'];

const isPicked = (condition: Condition, column: string) =>
	condition.column === column && PICKED.includes(condition.op);

/** What is picked of a column, in place of what was. */
export function withPicked(
	where: readonly Condition[],
	column: string,
	next: readonly Condition[]
): Condition[] {
	return [...where.filter((condition) => !isPicked(condition, column)), ...next];
}

/** A stretch, or nothing where it is what is picked already. */
export function withStretch(
	where: readonly Condition[],
	column: string,
	stretch: readonly Condition[]
): Condition[] {
	return withPicked(where, column, isStretch(where, column, stretch) ? [] : stretch);
}

export function isStretch(
	where: readonly Condition[],
	column: string,
	stretch: readonly Condition[]
): boolean {
	const picked = where.filter((condition) => isPicked(condition, column));
	return (
		picked.length === stretch.length &&
		stretch.every(({ op, value }) => picked.some((one) => one.op === op && one.value === value))
	);
}
