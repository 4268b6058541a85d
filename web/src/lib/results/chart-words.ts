// What stands on a chart in words: its title, its axes, its numbers, what the pointer shows. Pure.

import type { Cell, Column } from '../api/protocol';
import { AGGREGATES, type ChartSpec } from './chart';
import { humanName, isShare } from './column-roles';
import type { Grain } from './grain';
import { toNumber } from './values';

const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 2 });

/** For an axis or the end of a bar: 48.5M. */
export function shortNumber(n: number): string {
	if (n !== 0 && Math.abs(n) < 0.05) return String(Number(n.toPrecision(2)));
	return Math.abs(n) < 10_000 ? whole.format(n) : compact.format(n);
}

/** For the pointer and the list of values: every digit that is read. */
export function longNumber(n: number): string {
	return n !== 0 && Math.abs(n) < 0.01 ? String(Number(n.toPrecision(3))) : whole.format(n);
}

/** How the values of a chart are written: shares as percent, whether the database gave 0.4 or 40. */
export function numberWriter(y: string, values: readonly (number | null)[]): (n: number) => string {
	if (!isShare(y)) return longNumber;
	const parts = !/percent|pct/i.test(y) && values.every((value) => value === null || Math.abs(value) <= 1);
	return (n) => `${longNumber(Number((parts ? 100 * n : n).toFixed(1)))} %`;
}

/** What the values are: Number of rows, Total funding, Average of duration minutes. */
export function measureName({ y, of }: ChartSpec, gathered: boolean): string {
	if (y === '') return 'Number of rows';
	if (!gathered) return humanName(y);
	// A total of total_funding is total funding.
	const name = humanName(y);
	if (of === 'sum' && /^(total|number|count|sum) /i.test(`${name} `)) return name;
	const word = AGGREGATES[of];
	return `${word.charAt(0).toUpperCase()}${word.slice(1)} of ${y.replaceAll('_', ' ')}`;
}

export function axisName(name: string, grain: Grain | null): string {
	const human = humanName(name);
	return grain === null || human.toLowerCase() === grain ? human : `${human}, by ${grain}`;
}

/** The chart's title: Number of rows by kind and stage. */
export function chartTitle(
	spec: ChartSpec,
	{ grain, gathered }: { grain: Grain | null; gathered: boolean }
): string {
	const plain = (name: string) => name.replaceAll('_', ' ');
	const { kind, x, y, by } = spec;
	if (kind === 'number') return 'Numbers';
	if (kind === 'histogram') return `Rows by ${plain(x)}`;
	if (kind === 'scatter') return `${humanName(y)} against ${plain(x)}${by === '' ? '' : `, by ${plain(by)}`}`;
	const axis = grain !== null && plain(x) !== grain ? `${plain(x)}, each ${grain}` : plain(x);
	return `${measureName(spec, gathered)} by ${by === '' ? axis : `${plain(by)} and ${axis}`}`;
}

/** How the first of two numbers differs from the second, or the other way round, when one of them is of an earlier time. */
export function changeOf(numbers: readonly { column: Column; cell: Cell }[]): string | null {
	const earlier = numbers.findIndex(({ column }) =>
		/(^|_)(last|previous|prior|before)(_|$)/i.test(column.name)
	);
	const [from, to] = [numbers[earlier], numbers[1 - earlier]].map((one) => toNumber(one?.cell));
	if (numbers.length !== 2 || earlier < 0 || typeof from !== 'number' || typeof to !== 'number') return null;
	const sign = to > from ? '+' : '';
	const part = from > 0 ? ` (${sign}${longNumber(Number(((100 * (to - from)) / from).toFixed(1)))} %)` : '';
	return `${sign}${longNumber(to - from)}${part}`;
}
