// What a chart draws: counted and added up by the database over all rows that match, however many there are. Only single
// points come from the first rows.

import { readGroups, readPage, type Page, type Relation } from '../api/http';
import type { Cell, Column } from '../api/protocol';
import type { Bar, Bin, ChartData, ChartSpec, Point } from './chart';
import type { Condition, PageQuery } from './query';
import { typeGroup } from './values';

/** The two readings of the server that charts need. */
export interface ChartReader {
	groups: typeof readGroups;
	page: typeof readPage;
}

export interface Chart {
	data: ChartData;
	/** What a point of a line stands for: a day, a week, a month, a year. */
	bucket: string;
	/** Rows that were looked at, when not all were. */
	sample: number | null;
	/** Rows that match. */
	total: number;
}

const MOST_BARS = 30;
const MOST_POINTS = 1_000;
const DAY = 86_400_000;

export async function loadChart(
	relation: Relation,
	query: PageQuery,
	spec: ChartSpec,
	columns: readonly Column[],
	signal: AbortSignal,
	{ groups, page }: ChartReader = { groups: readGroups, page: readPage }
): Promise<Chart> {
	const type = columns.find(({ name }) => name === spec.x)?.type ?? 'text';
	const value = spec.y === '' ? 'count' : `${spec.of}:${spec.y}`;
	const finite = { ...query, sort: [], where: [...query.where, ...finiteValues(spec.x, type)] };
	const whole = { bucket: '', sample: null };

	switch (spec.kind) {
		case 'bar': {
			const read = await groups(relation, query, { column: spec.x, bucket: '', value }, MOST_BARS, signal);
			const bars: Bar[] = read.rows.map(([label, n]) => ({
				label: label === null || label === undefined ? 'null' : label === '' ? 'empty' : String(label),
				value: toNumber(n) ?? 0
			}));
			return { ...whole, total: 0, data: { kind: 'bar', bars, more: Math.max(0, read.total - bars.length) } };
		}
		case 'line': {
			const { low, high, total } = await range(page, relation, finite, spec.x, signal);
			const bucket = timeBucket(toMoment(low), toMoment(high));
			if (total === 0) return { ...whole, total, data: { kind: 'line', points: [] } };
			const read = await groups(relation, finite, { column: spec.x, bucket, value }, MOST_POINTS, signal);
			return { bucket, sample: null, total, data: { kind: 'line', points: points(read.rows, toMoment) } };
		}
		case 'histogram': {
			const { low, high, total } = await range(page, relation, finite, spec.x, signal);
			const [from, to] = [toNumber(low), toNumber(high)];
			if (from === null || to === null) return { ...whole, total, data: { kind: 'histogram', bins: [] } };
			if (from === to)
				return { ...whole, total, data: { kind: 'histogram', bins: [{ from, to, count: total }] } };
			const step = roundStep(from, to, total);
			const read = await groups(
				relation,
				finite,
				{ column: spec.x, bucket: String(step), value: 'count' },
				MOST_POINTS,
				signal
			);
			return { ...whole, total, data: { kind: 'histogram', bins: bins(read.rows, step) } };
		}
		case 'scatter': {
			const read = await page(relation, query, MOST_POINTS, 0, signal);
			const [xi, yi] = [spec.x, spec.y].map((axis) => read.columns.findIndex(({ name }) => name === axis));
			const cells = read.rows.map((row) => [row[xi ?? -1] ?? null, row[yi ?? -1] ?? null]);
			return {
				bucket: '',
				sample: read.rows.length < read.total ? read.rows.length : null,
				total: read.total,
				data: { kind: 'scatter', points: points(cells, toNumber) }
			};
		}
	}
}

/** NULL, NaN and the infinities have no place on an axis. */
function finiteValues(column: string, type: string): Condition[] {
	const group = typeGroup(type);
	if (['date', 'timestamp', 'timestamptz'].includes(group) || /^(real|double precision|numeric)/.test(type))
		return [
			{ column, op: 'gt', value: '-infinity' },
			{ column, op: 'lt', value: 'infinity' }
		];
	return [{ column, op: 'notnull', value: '' }];
}

async function range(
	page: typeof readPage,
	relation: Relation,
	query: PageQuery,
	column: string,
	signal: AbortSignal
): Promise<{ low: Cell; high: Cell; total: number }> {
	const end = (descending: boolean) =>
		page(relation, { ...query, sort: [{ column, descending }] }, 1, 0, signal);
	const [first, last] = await Promise.all([end(false), end(true)]);
	return { low: valueOf(first, column), high: valueOf(last, column), total: first.total };
}

function valueOf(page: Page, column: string): Cell {
	return page.rows[0]?.[page.columns.findIndex(({ name }) => name === column)] ?? null;
}

/** The finest of day, week, month and year that gives a few hundred points at most. */
function timeBucket(from: number | null, to: number | null): string {
	if (from === null || to === null) return 'year';
	const days = (to - from) / DAY;
	return days <= 400 ? 'day' : days <= 2_800 ? 'week' : days <= 15_000 ? 'month' : 'year';
}

/** Sturges' rule for the number of bins, widened to a round step: 1, 2 or 5 times a power of ten. */
export function roundStep(from: number, to: number, values: number): number {
	const rough = (to - from) / Math.ceil(Math.log2(Math.max(2, values)) + 1);
	const power = 10 ** Math.floor(Math.log10(rough));
	return Number((([1, 2, 5, 10].find((s) => s * power >= rough) ?? 10) * power).toPrecision(6));
}

/** Every bin from the first to the last, also the empty ones. */
function bins(rows: readonly Cell[][], step: number): Bin[] {
	const counts = new Map<number, number>();
	for (const [edge, n] of rows) {
		const from = toNumber(edge ?? null);
		if (from !== null) counts.set(Math.round(from / step), toNumber(n ?? null) ?? 0);
	}
	if (counts.size === 0) return [];
	const first = Math.min(...counts.keys());
	const last = Math.max(...counts.keys());
	const edge = (i: number) => Number((i * step).toPrecision(12));
	return Array.from({ length: Math.min(MOST_POINTS, last - first + 1) }, (_, i) => ({
		from: edge(first + i),
		to: edge(first + i + 1),
		count: counts.get(first + i) ?? 0
	}));
}

function points(rows: readonly (Cell | undefined)[][], toX: (cell: Cell) => number | null): Point[] {
	return rows.flatMap(([a, b]) => {
		const [x, y] = [toX(a ?? null), toNumber(b ?? null)];
		return x === null || y === null ? [] : [{ x, y }];
	});
}

function toNumber(cell: Cell | undefined): number | null {
	if (cell === null || cell === undefined || typeof cell === 'boolean') return null;
	const number = typeof cell === 'number' ? cell : Number(cell);
	return Number.isFinite(number) ? number : null;
}

/** Milliseconds of a day or a moment as PostgreSQL prints it. Years of five digits and before Christ have no place here. */
function toMoment(cell: Cell): number | null {
	if (typeof cell !== 'string') return null;
	const match = /^(\d{4}-\d\d-\d\d)(?: (\d\d:\d\d:\d\d)\S*)?$/.exec(cell);
	if (!match) return null;
	const moment = Date.parse(`${match[1]}T${match[2] ?? '00:00:00'}Z`);
	return Number.isNaN(moment) ? null : moment;
}
