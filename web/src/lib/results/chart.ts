// Which charts suit which columns. Pure; what they draw comes from chart-data.ts.

import type { Cell, Column } from '../api/protocol';
import { isKey, typeGroup } from './values';

export const CHART_KINDS = ['bar', 'line', 'histogram', 'scatter'] as const;
export type ChartKind = (typeof CHART_KINDS)[number];

export const AGGREGATES = { sum: 'sum', avg: 'average', min: 'least', max: 'most' } as const;
export type Aggregate = keyof typeof AGGREGATES;

export interface ChartSpec {
	kind: ChartKind;
	x: string;
	/** A numeric column; '' counts rows. A histogram has none. */
	y: string;
	/** What is made of the values of `y` that fall together. */
	of: Aggregate;
}

export interface Bar {
	label: string;
	value: number;
}

export interface Point {
	/** Milliseconds for a date. */
	x: number;
	y: number;
}

export interface Bin {
	from: number;
	to: number;
	count: number;
}

export type ChartData =
	| { kind: 'bar'; bars: Bar[]; /** Groups that found no room. */ more: number }
	| { kind: 'line'; points: Point[] }
	| { kind: 'scatter'; points: Point[] }
	| { kind: 'histogram'; bins: Bin[] };

export const CHART_WORDS: Record<ChartKind, string> = {
	bar: 'Bars',
	line: 'Line',
	histogram: 'Histogram',
	scatter: 'Points'
};

/** Numbers that measure; a key only names. */
export function measures(columns: readonly Column[]): Column[] {
	return columns.filter(({ name, type }) => typeGroup(type) === 'number' && !isKey(name));
}

function moments(columns: readonly Column[]): Column[] {
	return columns.filter(({ type }) => ['date', 'timestamp', 'timestamptz'].includes(typeGroup(type)));
}

/** Moments rarely come twice; days do. */
function days(columns: readonly Column[]): Column[] {
	return columns.filter(({ type }) => typeGroup(type) === 'date');
}

function labels(columns: readonly Column[]): Column[] {
	return columns.filter(({ type }) => ['text', 'boolean'].includes(typeGroup(type)));
}

/** The columns that may stand on each axis of a kind; a kind without a first axis does not suit. */
export function axes(kind: ChartKind, columns: readonly Column[]): { x: string[]; y: string[] } {
	const names = (list: Column[]) => list.map((column) => column.name);
	const numbers = names(measures(columns));
	switch (kind) {
		case 'bar':
			return { x: names([...labels(columns), ...days(columns)]), y: ['', ...numbers] };
		case 'line':
			return { x: names(moments(columns)), y: ['', ...numbers] };
		case 'histogram':
			return { x: numbers, y: [] };
		case 'scatter':
			return numbers.length < 2 ? { x: [], y: [] } : { x: numbers, y: numbers };
	}
}

export function suitableKinds(columns: readonly Column[]): ChartKind[] {
	return CHART_KINDS.filter((kind) => axes(kind, columns).x.length > 0);
}

/**
 * What is asked for where the columns allow it, and the chart that fits best where not. Null: nothing can be drawn.
 * `sample`: some rows, to see which names repeat.
 */
export function fitChart(
	columns: readonly Column[],
	asked: Partial<ChartSpec>,
	sample: readonly Cell[][] = []
): ChartSpec | null {
	const kinds = suitableKinds(columns);
	const kind = kinds.find((k) => k === asked.kind) ?? bestKind(columns, kinds);
	if (!kind) return null;
	const { x, y } = axes(kind, columns);
	const best = bestAxes(kind, columns, sample);
	return {
		kind,
		x: x.find((name) => name === asked.x) ?? best.x,
		y: y.find((name) => name === asked.y) ?? best.y,
		of: asked.of ?? 'sum'
	};
}

function bestKind(columns: readonly Column[], kinds: ChartKind[]): ChartKind | undefined {
	const prefers: ChartKind[] =
		measures(columns).length > 0 && moments(columns).length > 0 && labels(columns).length === 0
			? ['line', 'bar', 'scatter', 'histogram']
			: ['bar', 'line', 'scatter', 'histogram'];
	return prefers.find((kind) => kinds.includes(kind));
}

function bestAxes(
	kind: ChartKind,
	columns: readonly Column[],
	sample: readonly Cell[][]
): { x: string; y: string } {
	const { x, y } = axes(kind, columns);
	const first = (kind === 'bar' ? mostRepeated(x, columns, sample) : undefined) ?? x[0] ?? '';
	if (kind === 'histogram') return { x: first, y: '' };
	// Values of single rows are drawn as they are; values that repeat are counted.
	const repeats = kind === 'bar' && distinct(first, columns, sample) < sample.length;
	const measure = y.find((name) => name !== '' && name !== first);
	return { x: first, y: (repeats ? y[0] : measure) ?? y[0] ?? '' };
}

/** Of the columns whose values come again, the one with the fewest values: it makes the fewest bars. */
function mostRepeated(
	names: readonly string[],
	columns: readonly Column[],
	sample: readonly Cell[][]
): string | undefined {
	const counted = names.map((name) => ({ name, n: distinct(name, columns, sample) }));
	return counted.filter(({ n }) => n > 1 && n <= sample.length / 2).sort((a, b) => a.n - b.n)[0]?.name;
}

function distinct(name: string, columns: readonly Column[], sample: readonly Cell[][]): number {
	const i = columns.findIndex((column) => column.name === name);
	return new Set(sample.map((row) => row[i] ?? null)).size;
}
