// How the numbers of one column are written alike: the same digits behind the point, so that they can be compared down the
// column; shares as percent. Told by the column's name and the values that are seen. Pure.

import type { Cell, Column } from '../api/protocol';
import { isShare } from './column-roles';
import { groupDigits, isKey, show, toNumber, typeGroup, type Shown } from './values';

export interface ColumnFormat {
	/** Behind the point; null: as the database prints it. */
	digits: number | null;
	/** What makes it percent: 1 for a column of percentages, 100 for one of parts; null: it is no share. */
	percent: 1 | 100 | null;
	/** An amount of money is grouped from four digits on: 1,250.00. */
	money: boolean;
}

const MONEY =
	/(^|_)(amount|price|cost|costs|revenue|funding|salary|salaries|budget|income|fee|fees|paid|payment|payments|sales|spend|spent|spending|profit|turnover|balance|owed|debt)(_|$)/i;
/** More digits than these are not aligned: they were stored on purpose. */
const MOST_DIGITS = 4;

export function formatOf(column: Column, cells: readonly Cell[]): ColumnFormat | null {
	if (typeGroup(column.type) !== 'number' || isKey(column.name)) return null;
	const numbers = cells.flatMap((cell) => toNumber(cell) ?? []);
	if (isShare(column.name)) {
		const parts = !/percent|pct/i.test(column.name) && numbers.every((n) => Math.abs(n) <= 1);
		return { digits: 1, percent: parts ? 100 : 1, money: false };
	}
	const shown = cells
		.map((cell) => show(cell, column.type, column.name))
		.filter(({ kind }) => kind === 'number');
	const digits = Math.max(0, ...shown.map(({ text }) => /\.(\d+)$/.exec(text)?.[1]?.length ?? 0));
	const wasCut = shown.some(({ title }) => title !== undefined);
	return {
		digits: wasCut ? digitsFor(numbers) : digits > 0 && digits <= MOST_DIGITS ? digits : null,
		percent: null,
		money: MONEY.test(column.name)
	};
}

/** Of computed numbers as many digits as are read. */
function digitsFor(numbers: readonly number[]): number {
	const most = Math.max(0, ...numbers.map(Math.abs));
	return most >= 10_000 ? 0 : most >= 100 ? 1 : most >= 1 ? 2 : MOST_DIGITS;
}

/** The whole number stands in the title when the text is shorter. */
export function showIn(format: ColumnFormat | null, cell: Cell, column: Column): Shown {
	const plain = show(cell, column.type, column.name);
	const n = toNumber(cell);
	if (!format || plain.kind !== 'number' || n === null || Math.abs(n) >= 1e15) return plain;
	const { digits, percent, money } = format;
	const whole = plain.title ?? String(cell);
	if (percent !== null) return { ...plain, text: `${(n * percent).toFixed(1)} %`, title: whole };
	const text = digits === null ? String(plain.text).replaceAll(',', '') : n.toFixed(digits);
	const grouped = groupDigits(text, money ? 4 : 5);
	return Number(text) === n ? { ...plain, text: grouped } : { ...plain, text: grouped, title: whole };
}
