// Which charts suit which columns, and what they draw. Pure: columns and rows in, marks out.

import type { Cell, Column } from '../api/protocol';
import { isKey, typeGroup } from './values';

export const CHART_KINDS = ['bar', 'line', 'histogram', 'scatter'] as const;
export type ChartKind = (typeof CHART_KINDS)[number];

export interface ChartSpec {
	kind: ChartKind;
	x: string;
	/** A numeric column; '' counts rows. A histogram has none. */
	y: string;
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

const MOST_BARS = 30;

/** Numbers that measure; a key only names. */
export function measures(columns: readonly Column[]): Column[] {
	return columns.filter(({ name, type }) => typeGroup(type) === 'number' && !isKey(name));
}

function moments(columns: readonly Column[]): Column[] {
	return columns.filter(({ type }) => ['date', 'timestamp', 'timestamptz'].includes(typeGroup(type)));
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
			return { x: names([...labels(columns), ...moments(columns)]), y: ['', ...numbers] };
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

/** What is asked for where the columns allow it, and the chart that fits best where not. Null: nothing can be drawn. */
export function fitChart(columns: readonly Column[], asked: Partial<ChartSpec>): ChartSpec | null {
	const kinds = suitableKinds(columns);
	const kind = kinds.find((k) => k === asked.kind) ?? bestKind(columns, kinds);
	if (!kind) return null;
	const { x, y } = axes(kind, columns);
	const best = bestAxes(kind, columns);
	return {
		kind,
		x: x.find((name) => name === asked.x) ?? best.x,
		y: y.find((name) => name === asked.y) ?? best.y
	};
}

function bestKind(columns: readonly Column[], kinds: ChartKind[]): ChartKind | undefined {
	const prefers: ChartKind[] =
		measures(columns).length > 0 && moments(columns).length > 0 && labels(columns).length === 0
			? ['line', 'bar', 'scatter', 'histogram']
			: ['bar', 'line', 'scatter', 'histogram'];
	return prefers.find((kind) => kinds.includes(kind));
}

function bestAxes(kind: ChartKind, columns: readonly Column[]): { x: string; y: string } {
	const { x, y } = axes(kind, columns);
	const first = x[0] ?? '';
	if (kind === 'histogram') return { x: first, y: '' };
	return { x: first, y: y.find((name) => name !== '' && name !== first) ?? y[0] ?? '' };
}

export function chartData(spec: ChartSpec, columns: readonly Column[], rows: readonly Cell[][]): ChartData {
	const xi = columns.findIndex((column) => column.name === spec.x);
	const yi = columns.findIndex((column) => column.name === spec.y);
	const cell = (row: readonly Cell[], i: number): Cell => row[i] ?? null;
	switch (spec.kind) {
		case 'bar': {
			const sums = new Map<string, number>();
			for (const row of rows) {
				const label = cell(row, xi) === null ? 'null' : String(cell(row, xi));
				const value = spec.y === '' ? 1 : toNumber(cell(row, yi));
				if (value !== null) sums.set(label, (sums.get(label) ?? 0) + value);
			}
			const bars = [...sums].map(([label, value]) => ({ label, value }));
			// Counts are read from the largest down; measured values keep the order of the rows.
			if (spec.y === '') bars.sort((a, b) => b.value - a.value);
			return { kind: 'bar', bars: bars.slice(0, MOST_BARS), more: Math.max(0, bars.length - MOST_BARS) };
		}
		case 'line': {
			const sums = new Map<number, number>();
			for (const row of rows) {
				const x = toMoment(cell(row, xi), spec.y === '');
				const y = spec.y === '' ? 1 : toNumber(cell(row, yi));
				if (x !== null && y !== null) sums.set(x, (sums.get(x) ?? 0) + y);
			}
			return { kind: 'line', points: [...sums].map(([x, y]) => ({ x, y })).sort((a, b) => a.x - b.x) };
		}
		case 'scatter': {
			const points: Point[] = [];
			for (const row of rows) {
				const x = toNumber(cell(row, xi));
				const y = toNumber(cell(row, yi));
				if (x !== null && y !== null) points.push({ x, y });
			}
			return { kind: 'scatter', points };
		}
		case 'histogram':
			return { kind: 'histogram', bins: bins(rows.flatMap((row) => toNumber(cell(row, xi)) ?? [])) };
	}
}

// Sturges' rule for the number of bins, widened to a round step: 1, 2 or 5 times a power of ten.
function bins(values: number[]): Bin[] {
	if (values.length === 0) return [];
	let low = Infinity;
	let high = -Infinity;
	for (const value of values) {
		low = Math.min(low, value);
		high = Math.max(high, value);
	}
	if (low === high) return [{ from: low, to: high, count: values.length }];
	const rough = (high - low) / Math.ceil(Math.log2(values.length) + 1);
	const power = 10 ** Math.floor(Math.log10(rough));
	const step = ([1, 2, 5, 10].find((s) => s * power >= rough) ?? 10) * power;
	const start = Math.floor(low / step);
	const list: Bin[] = Array.from({ length: Math.floor(high / step) - start + 1 }, (_, i) => ({
		from: (start + i) * step,
		to: (start + i + 1) * step,
		count: 0
	}));
	for (const value of values) {
		const bin = list[Math.min(list.length - 1, Math.floor(value / step) - start)];
		if (bin) bin.count += 1;
	}
	return list;
}

function toNumber(cell: Cell): number | null {
	if (cell === null || typeof cell === 'boolean') return null;
	const number = typeof cell === 'number' ? cell : Number(cell.replace(/[$,]/g, ''));
	return Number.isFinite(number) ? number : null;
}

/** `day`: rows are counted by day, not by moment. */
function toMoment(cell: Cell, day: boolean): number | null {
	if (typeof cell !== 'string') return null;
	const match = /^(\d{4}-\d\d-\d\d)(?: (\d\d:\d\d:\d\d)\S*)?$/.exec(cell);
	if (!match) return null;
	const moment = Date.parse(`${match[1]}T${day ? '00:00:00' : (match[2] ?? '00:00:00')}Z`);
	return Number.isNaN(moment) ? null : moment;
}
