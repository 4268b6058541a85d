// What a table of a query that groups shows beyond its cells: names before what is measured of them, a bar in each cell, a
// total below. Only of results whose rows are all here; `keys` are
// the places of columns that refer to other rows. Pure.

import type { Cell, Column } from '../api/protocol';
import { isDistinct } from './chart';
import { isAdditive, isShare, roleOf, withRole } from './column-roles';
import { toNumber } from './values';

const AGGREGATE =
	/^(number|count|total|sum|average|avg|mean|median|min|max|lowest|highest|least|most|percentage|percent|share|running)(_|$)/i;

/** What groups stands before what was made of each group, whatever the query selected first. */
export function dimensionFirst<T extends Column>(columns: readonly T[]): T[] {
	const made = (column: T) => roleOf(column) === 'measure' && AGGREGATE.test(column.name);
	return [...columns.filter((column) => !made(column)), ...columns.filter(made)];
}

/** Whether each row is a group: names or times, and measures of them. */
function isGrouped(columns: readonly Column[], rows: readonly Cell[][]): boolean {
	const groups = withRole(columns, 'label', 'moment', 'ordinal').map(({ name }) => name);
	return (
		rows.length > 1 &&
		groups.length > 0 &&
		withRole(columns, 'none').length === 0 &&
		isDistinct(groups, columns, rows)
	);
}

/** For each column that has bars in its cells, what a whole bar stands for. `rows`: all there are. */
export function barsOf(
	columns: readonly Column[],
	rows: readonly Cell[][],
	keys: ReadonlySet<number> = new Set()
): Map<string, number> {
	const bars = new Map<string, number>();
	if (!isGrouped(columns, rows)) return bars;
	columns.forEach((column, i) => {
		if (keys.has(i) || roleOf(column) !== 'measure') return;
		const numbers = rows.flatMap((row) => toNumber(row[i]) ?? []);
		const most = Math.max(0, ...numbers);
		if (most > 0 && Math.min(...numbers) >= 0) bars.set(column.name, most);
	});
	return bars;
}

/** The sum of each column that adds up. `rows`: all there are. */
export function totalsOf(
	columns: readonly Column[],
	rows: readonly Cell[][],
	keys: ReadonlySet<number> = new Set()
): Map<string, number> {
	const totals = new Map<string, number>();
	if (!isGrouped(columns, rows)) return totals;
	columns.forEach((column, i) => {
		if (keys.has(i) || roleOf(column) !== 'measure' || !isAdditive(column.name) || isShare(column.name))
			return;
		const sum = rows.reduce((all, row) => all + (toNumber(row[i]) ?? 0), 0);
		// Sums of tenths are no tenths to a computer.
		totals.set(column.name, Number(sum.toPrecision(15)));
	});
	return totals;
}
