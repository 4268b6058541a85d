// Which chart suits a result: by the shape of its query (what names, what measures, what says when, what comes again), told
// from the columns and some rows. Pure; what a chart draws comes from chart-data.ts.

import type { Cell, Column } from '../api/protocol';
import { isAdditive, isShare, withRole } from './column-roles';
import { GRAINS, type Grain } from './grain';

export const CHART_KINDS = ['number', 'line', 'bar', 'pie', 'histogram', 'scatter'] as const;
export type ChartKind = (typeof CHART_KINDS)[number];

export const AGGREGATES = { sum: 'total', avg: 'average', min: 'least', max: 'most' } as const;
export type Aggregate = keyof typeof AGGREGATES;

/** How bars of one name stand: on each other, beside each other, or as parts of a hundred. */
export const LAYOUTS = ['stacked', 'grouped', 'share'] as const;
export type Layout = (typeof LAYOUTS)[number];

export interface ChartSpec {
	kind: ChartKind;
	x: string;
	/** A column that measures; '' counts rows. A histogram has none. */
	y: string;
	/** What is made of the values of `y` that fall together. */
	of: Aggregate;
	/** The column that splits and colours; ''. */
	by: string;
	layout: Layout;
	/** Of time on the first axis; '' is what suits its span. */
	grain: Grain | '';
}

export const CHART_WORDS: Record<ChartKind, string> = {
	number: 'Number',
	line: 'Line',
	bar: 'Bars',
	pie: 'Pie',
	histogram: 'Histogram',
	scatter: 'Points'
};

interface Axes {
	x: string[];
	y: string[];
	by: string[];
}

const NO_AXES: Axes = { x: [], y: [], by: [] };
const names = (columns: Column[]) => columns.map((column) => column.name);

/** The columns that may stand on each axis of a kind; a kind without a first axis does not suit. */
export function axes(kind: ChartKind, columns: readonly Column[]): Axes {
	const measures = names(withRole(columns, 'measure'));
	const labels = names(withRole(columns, 'label'));
	const moments = names(withRole(columns, 'moment'));
	switch (kind) {
		case 'number':
			return { ...NO_AXES, x: measures };
		case 'line':
			return { x: moments, y: ['', ...measures], by: ['', ...labels] };
		case 'bar':
			return {
				x: [...labels, ...names(withRole(columns, 'ordinal')), ...moments],
				y: ['', ...measures],
				by: ['', ...labels]
			};
		case 'pie':
			return {
				x: [...labels, ...names(withRole(columns, 'ordinal'))],
				y: ['', ...measures.filter((name) => isAdditive(name) || isShare(name))],
				by: []
			};
		case 'histogram':
			return { ...NO_AXES, x: measures };
		case 'scatter':
			return measures.length < 2 ? NO_AXES : { x: measures, y: measures, by: ['', ...labels] };
	}
}

/** `total`: the rows there are. Numbers of a single row stand for themselves; those of more are spread. */
export function suitableKinds(columns: readonly Column[], total: number): ChartKind[] {
	const never = total === 1 ? ['histogram', 'scatter'] : ['number'];
	return CHART_KINDS.filter((kind) => axes(kind, columns).x.length > 0 && !never.includes(kind));
}

/** What may be made of the values of a column that fall together: an average is not added up. */
export function aggregatesOf(y: string): Aggregate[] {
	const all = Object.keys(AGGREGATES) as Aggregate[];
	return isAdditive(y) ? all : all.filter((of) => of !== 'sum');
}

/** Averages do not stand on each other, and are no parts of a whole. */
export function layoutsOf({ kind, y, by }: Pick<ChartSpec, 'kind' | 'y' | 'by'>): Layout[] {
	if (kind !== 'bar') return [];
	const adds = y === '' || isAdditive(y) || isShare(y);
	if (by === '') return adds ? ['stacked', 'share'] : ['stacked'];
	return adds ? ['stacked', 'grouped', 'share'] : ['grouped'];
}

/**
 * What is asked for where the columns allow it, and the chart that fits best where not. Null: nothing can be drawn.
 * `sample`: some rows, to see which names repeat; `total`: how many rows there are.
 */
export function fitChart(
	columns: readonly Column[],
	asked: Partial<ChartSpec>,
	sample: readonly Cell[][] = [],
	total: number = sample.length
): ChartSpec | null {
	const kinds = suitableKinds(columns, total);
	const best = bestChart(columns, kinds, sample, total);
	const kind = kinds.find((k) => k === asked.kind) ?? best?.kind;
	if (!kind) return null;
	const choices = axes(kind, columns);
	// Another kind of chart shows the same where it can.
	const same = best && choices.x.includes(best.x) && choices.y.includes(best.y);
	const own = best && (same || kind === best.kind) ? best : bestAxes(kind, columns, sample);
	const pick = (axis: keyof Axes, fallback = '') =>
		choices[axis].find((name) => name === asked[axis]) ?? fallback;

	const x = pick('x', own.x);
	const y = pick('y', own.y);
	const by = pick('by', choices.by.length > 0 && (asked.x === undefined || asked.x === own.x) ? own.by : '');
	const split = by === x ? '' : by;
	const layouts = layoutsOf({ kind, y, by: split });
	const aggregates = aggregatesOf(y);
	return {
		kind,
		x,
		y,
		by: split,
		of: aggregates.find((of) => of === asked.of) ?? aggregates[0] ?? 'avg',
		layout:
			layouts.find((layout) => layout === asked.layout) ??
			(split === '' && isShare(y) ? layouts.find((l) => l === 'share') : undefined) ??
			layouts[0] ??
			'stacked',
		grain: GRAINS.find((grain) => grain === asked.grain) ?? ''
	};
}

/** What a card has room for: a few bars. */
const FEW_BARS = 20;

/**
 * The chart that says at a glance what a result holds: a number, or what its query groups. Null: its rows say it better.
 * `asked` was said in words.
 */
export function glance(
	columns: readonly Column[],
	asked: Partial<ChartSpec>,
	sample: readonly Cell[][],
	total: number
): ChartSpec | null {
	const spec = fitChart(columns, asked, sample, total);
	if (!spec || (asked.kind === undefined && spec.kind !== 'number' && !groupShape(columns, sample)))
		return null;
	if (spec.kind !== 'number' && total < 2) return null;
	return spec.kind === 'bar' && total > FEW_BARS && asked.kind === undefined ? null : spec;
}

type Best = Pick<ChartSpec, 'kind' | 'x' | 'y' | 'by'>;

/** More colours than this are not told apart. */
export const MOST_SERIES = 8;

function bestChart(
	columns: readonly Column[],
	kinds: ChartKind[],
	sample: readonly Cell[][],
	total: number
): Best | undefined {
	const shape = groupShape(columns, sample);
	const measures = withRole(columns, 'measure');
	if (kinds.includes('number') && columns.length <= measures.length + 1)
		return { kind: 'number', ...bestAxes('number', columns, sample) };
	if (shape && total > 1) return shape;
	const dated = measures.length > 0 && withRole(columns, 'moment').length > 0;
	const prefers: ChartKind[] =
		dated && withRole(columns, 'label').length === 0
			? ['line', 'bar', 'scatter', 'histogram']
			: withRole(columns, 'label').length === 0 && measures.length > 1
				? ['scatter', 'bar', 'histogram']
				: ['bar', 'line', 'scatter', 'histogram'];
	const kind = prefers.find((k) => kinds.includes(k)) ?? kinds[0];
	return kind && { kind, ...bestAxes(kind, columns, sample) };
}

/** The chart of a query that groups: one row for each of its names, with measures beside. Undefined: it does not group. */
function groupShape(columns: readonly Column[], sample: readonly Cell[][]): Best | undefined {
	const y = withRole(columns, 'measure')[0]?.name;
	const [moment, ...moments] = withRole(columns, 'moment');
	const labels = withRole(columns, 'label', 'ordinal');
	if (y === undefined || moments.length > 0 || withRole(columns, 'none').length > 0) return undefined;
	const groups = [...(moment ? [moment] : []), ...labels].map(({ name }) => name);
	if (groups.length === 0 || groups.length > 2 || !isDistinct(groups, columns, sample)) return undefined;

	const [first = '', second = ''] = groups;
	if (moment) {
		const line: Best = { kind: 'line', x: first, y, by: second };
		if (second === '') return line;
		// A name beside each moment is a row of its own, no line.
		return isSplit(second, columns, sample) && distinct(first, columns, sample) < sample.length
			? line
			: undefined;
	}
	if (second === '') return { kind: 'bar', x: first, y, by: '' };
	// The one with fewer names colours; what orders stands on the axis.
	const ordinals = names(withRole(columns, 'ordinal'));
	const swap =
		ordinals.includes(second) ||
		(!ordinals.includes(first) && distinct(first, columns, sample) < distinct(second, columns, sample));
	const [x, by] = swap ? [second, first] : [first, second];
	return { kind: 'bar', x, y, by: isSplit(by, columns, sample) ? by : '' };
}

/** Few names that come again: they can be told apart by colour. */
function isSplit(name: string, columns: readonly Column[], sample: readonly Cell[][]): boolean {
	const n = distinct(name, columns, sample);
	return n > 1 && n < sample.length && withRole(columns, 'label').some((column) => column.name === name);
}

function bestAxes(
	kind: ChartKind,
	columns: readonly Column[],
	sample: readonly Cell[][]
): Omit<Best, 'kind'> {
	const { x, y } = axes(kind, columns);
	const bars = kind === 'bar' || kind === 'pie';
	const first = (bars ? (mostRepeated(x, columns, sample) ?? shortest(x, columns, sample)) : x[0]) ?? '';
	if (kind === 'histogram' || kind === 'number') return { x: first, y: '', by: '' };
	// Values of single rows are drawn as they are; values that repeat are counted.
	const repeats = bars && distinct(first, columns, sample) < sample.length;
	const measure = y.find((name) => name !== '' && name !== first);
	return { x: first, y: (repeats ? y[0] : measure) ?? y[0] ?? '', by: '' };
}

/** Of the columns whose values come again, the one with the fewest values: it makes the fewest bars. */
function mostRepeated(
	candidates: readonly string[],
	columns: readonly Column[],
	sample: readonly Cell[][]
): string | undefined {
	const labels = names(withRole(columns, 'label', 'ordinal'));
	const counted = candidates
		.filter((name) => labels.includes(name))
		.map((name) => ({ name, n: distinct(name, columns, sample) }));
	return counted.filter(({ n }) => n > 1 && n <= sample.length / 2).sort((a, b) => a.n - b.n)[0]?.name;
}

/** The first whose texts are short enough for labels: a title rather than a summary. */
function shortest(
	candidates: readonly string[],
	columns: readonly Column[],
	sample: readonly Cell[][]
): string | undefined {
	return candidates.find((name) => {
		const i = columns.findIndex((column) => column.name === name);
		return sample.every((row) => String(row[i] ?? '').length <= 80);
	});
}

function distinct(name: string, columns: readonly Column[], sample: readonly Cell[][]): number {
	const i = columns.findIndex((column) => column.name === name);
	return new Set(sample.map((row) => row[i] ?? null)).size;
}

/** Whether no two rows have the same values in these columns. */
export function isDistinct(
	group: readonly string[],
	columns: readonly Column[],
	rows: readonly Cell[][]
): boolean {
	const places = group.map((name) => columns.findIndex((column) => column.name === name));
	return new Set(rows.map((row) => JSON.stringify(places.map((i) => row[i] ?? null)))).size === rows.length;
}
