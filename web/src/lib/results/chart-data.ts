// What a chart draws. A result that groups is drawn as it stands, in its query's order; other rows are counted and added up by
// the database, all that match, however many there are. Only single points come from the first rows.

import { readGroups, readPage, type Page, type Relation } from '../api/pages';
import type { Cell, Column } from '../api/protocol';
import { isDistinct, MOST_SERIES, type ChartSpec } from './chart';
import { isAdditive, roleOf, withRole } from './column-roles';
import { timeline, type TimePoint } from './chart-time';
import { grainFor, grainOf, GRAINS, isDrawable, toMoment, type Grain } from './grain';
import { equals, type Condition, type PageQuery } from './query';
import { toNumber, typeGroup } from './values';

/** The two readings of the server that charts need. */
export interface ChartReader {
	groups: typeof readGroups;
	page: typeof readPage;
}

/** One measured value of a name, and of the name that splits it. */
export interface Bar {
	label: string;
	/** As the database has it; undefined for what several names make together. */
	key: Cell | undefined;
	series: string;
	seriesKey: Cell | undefined;
	/** Null: there is none. */
	value: number | null;
}

export interface Point {
	x: number;
	y: number;
	series: string;
}

export interface Bin {
	from: number;
	to: number;
	count: number;
}

export type ChartData =
	| { kind: 'number'; numbers: { column: Column; cell: Cell }[] }
	| { kind: 'bars'; bars: Bar[]; series: string[]; /** Names that found no room. */ more: number }
	| { kind: 'time'; points: TimePoint[]; series: string[] }
	| { kind: 'points'; points: Point[]; series: string[] }
	| { kind: 'bins'; bins: Bin[] };

export interface Chart {
	data: ChartData;
	/** What a point of time stands for; null: a moment, or no time. */
	grain: Grain | null;
	/** What it could stand for. */
	grains: readonly Grain[];
	/** Values that fell together were made one. */
	gathered: boolean;
	/** Names that split and found no colour, where their values cannot be put together. */
	colourless: number;
	/** Rows that were looked at, when not all were. */
	sample: number | null;
	/** Rows that match, where that was counted. */
	total: number;
}

interface Known {
	columns: readonly Column[];
	/** The first rows that match. */
	sample: readonly Cell[][];
	/** Milliseconds; a bucket that holds it is not over. */
	now: number;
}

/** A value with the names it belongs to, before any is drawn. */
export interface Measured {
	key: Cell;
	/** Undefined: several names together. */
	seriesKey: Cell | undefined;
	value: number | null;
}

const MOST_BARS = 40;
const MOST_POINTS = 1_000;
export const OTHERS = 'Others';

export async function loadChart(
	relation: Relation,
	query: PageQuery,
	spec: ChartSpec,
	known: Known,
	signal: AbortSignal,
	reader: ChartReader = { groups: readGroups, page: readPage }
): Promise<Chart> {
	const ask: Ask = { relation, query, spec, known, signal, ...reader };
	switch (spec.kind) {
		case 'number':
			return loadNumbers(ask);
		case 'histogram':
			return loadBins(ask);
		case 'scatter':
			return loadPoints(ask);
		case 'line':
			return loadTime(ask);
		case 'bar':
		case 'pie':
			return typeOf(ask, spec.x, 'moment') ? loadTime(ask) : loadBars(ask);
	}
}

interface Ask extends ChartReader {
	relation: Relation;
	query: PageQuery;
	spec: ChartSpec;
	known: Known;
	signal: AbortSignal;
}

const PLAIN = { grain: null, grains: [], gathered: false, colourless: 0, sample: null, total: 0 } as const;

function typeOf({ known }: Ask, name: string, role: ReturnType<typeof roleOf>): boolean {
	const column = known.columns.find((c) => c.name === name);
	return column !== undefined && roleOf(column) === role;
}

async function loadNumbers({ relation, query, known, signal, page }: Ask): Promise<Chart> {
	const read = await page(relation, query, 1, 0, signal);
	const numbers = withRole(known.columns, 'measure').map((column) => ({
		column,
		cell: valueOf(read, column.name)
	}));
	return { ...PLAIN, total: read.total, data: { kind: 'number', numbers: read.total > 0 ? numbers : [] } };
}

async function loadPoints({ relation, query, spec, signal, page }: Ask): Promise<Chart> {
	const read = await page(relation, query, MOST_POINTS, 0, signal);
	const at = (name: string) => read.columns.findIndex((column) => column.name === name);
	const [xi, yi, si] = [at(spec.x), at(spec.y), at(spec.by)];
	const found = read.rows.flatMap((row) => {
		const [x, y] = [toNumber(row[xi]), toNumber(row[yi])];
		return x === null || y === null ? [] : [{ x, y, series: spec.by === '' ? '' : labelOf(row[si] ?? null) }];
	});
	const { series, nameOf } = fewSeries(found.map((point) => ({ name: point.series, weight: 1 })));
	return {
		...PLAIN,
		sample: read.rows.length < read.total ? read.rows.length : null,
		total: read.total,
		data: {
			kind: 'points',
			points: found.map((point) => ({ ...point, series: nameOf(point.series) })),
			series
		}
	};
}

async function loadBins(ask: Ask): Promise<Chart> {
	const { relation, spec, signal, groups } = ask;
	const query = finite(ask.query, firstAxis(ask));
	const { low, high, total } = await range(ask, query, spec.x);
	const [from, to] = [toNumber(low), toNumber(high)];
	if (from === null || to === null) return { ...PLAIN, total, data: { kind: 'bins', bins: [] } };
	if (from === to) return { ...PLAIN, total, data: { kind: 'bins', bins: [{ from, to, count: total }] } };
	const step = roundStep(from, to, total);
	const grouping = { column: spec.x, bucket: String(step), value: 'count' };
	const read = await groups(relation, query, grouping, MOST_POINTS, signal);
	return { ...PLAIN, total, data: { kind: 'bins', bins: bins(read.rows, step) } };
}

async function loadBars(ask: Ask): Promise<Chart> {
	const { spec } = ask;
	const standing = await readStanding(ask);
	const ordered = typeOf(ask, spec.x, 'ordinal');
	if (ordered) standing?.sort((a, b) => Number(a.key) - Number(b.key));
	const { rows, more, colourless } = standing
		? { rows: standing, more: 0, colourless: 0 }
		: await readGathered(ask, ordered ? '1' : '');
	const keys = [...new Set(rows.map(({ key }) => key))];
	const shown = new Set(keys.slice(0, MOST_BARS));
	const { series, nameOf } = fewSeries(
		rows.map((row) => ({ name: seriesName(spec, row.seriesKey), weight: Math.abs(row.value ?? 0) }))
	);
	const bars = rows
		.filter(({ key }) => shown.has(key))
		.map(({ key, seriesKey, value }): Bar => {
			const name = nameOf(seriesName(spec, seriesKey));
			return {
				label: labelOf(key),
				key,
				series: name,
				seriesKey: name === OTHERS ? undefined : seriesKey,
				value
			};
		});
	return {
		...PLAIN,
		gathered: !standing,
		colourless,
		data: { kind: 'bars', bars: joinOthers(bars), series, more: more + keys.length - shown.size }
	};
}

async function loadTime(ask: Ask): Promise<Chart> {
	const { spec, known } = ask;
	const standing = await readStanding(ask);
	const moments = standing?.flatMap(({ key }) => toMoment(key) ?? []) ?? [];
	const own = standing && grainOf(moments, spec.x);
	const gathered = standing ? null : await readBuckets(ask);
	const rows = standing ?? gathered?.rows ?? [];
	const { series, nameOf } = fewSeries(
		rows.map((row) => ({ name: seriesName(spec, row.seriesKey), weight: Math.abs(row.value ?? 0) }))
	);
	const adds = spec.y === '' || (isAdditive(spec.y) && (standing !== null || spec.of === 'sum'));
	const made = timeline(
		rows.map((row) => ({ ...row, series: nameOf(seriesName(spec, row.seriesKey)) })),
		{
			grain: standing ? own : (gathered?.grain ?? null),
			wanted: spec.grain,
			adds,
			now: known.now,
			series: new Map(
				series.map((name) => [
					name,
					name === OTHERS
						? undefined
						: (rows.find((row) => seriesName(spec, row.seriesKey) === name)?.seriesKey ?? null)
				])
			)
		}
	);
	return {
		...PLAIN,
		gathered: !standing,
		colourless: gathered?.colourless ?? 0,
		total: gathered?.total ?? rows.length,
		grain: made.grain,
		grains: standing ? made.grains : (gathered?.grains ?? []),
		data: { kind: 'time', points: made.points, series }
	};
}

/** Nothing to draw: no rows, or only NULL. */
export function isEmpty(data: ChartData): boolean {
	switch (data.kind) {
		case 'number':
			return data.numbers.length === 0;
		case 'bars':
			return data.bars.every(({ value }) => value === null);
		case 'time':
			return data.points.every(({ value }) => value === null);
		case 'points':
			return data.points.length === 0;
		case 'bins':
			return data.bins.length === 0;
	}
}

// --- rows as they stand -----------------------------------------------------------------------------------------------

/** The values of a result in which each name (or pair of names) has one row; null when it has several, or too many rows. */
async function readStanding({ relation, query, spec, known, signal, page }: Ask): Promise<Measured[] | null> {
	const group = spec.by === '' ? [spec.x] : [spec.x, spec.by];
	if (spec.y === '' || known.sample.length === 0 || !isDistinct(group, known.columns, known.sample))
		return null;
	// Moments of rows with names of their own are put into buckets, others are buckets.
	const names = withRole(known.columns, 'moment', 'label', 'ordinal', 'none').map(({ name }) => name);
	const moment = withRole(known.columns, 'moment').some(({ name }) => name === spec.x);
	if (moment && !names.every((name) => group.includes(name))) return null;

	const read = await page(relation, query, MOST_POINTS, 0, signal);
	if (read.total > read.rows.length || !isDistinct(group, read.columns, read.rows)) return null;
	const at = (name: string) => read.columns.findIndex((column) => column.name === name);
	const [xi, yi, si] = [at(spec.x), at(spec.y), at(spec.by)];
	const rows = read.rows.map((row) => ({
		key: row[xi] ?? null,
		seriesKey: spec.by === '' ? null : (row[si] ?? null),
		value: toNumber(row[yi])
	}));
	return query.sort.length > 0 || isOrdered(read) ? rows : largestFirst(rows);
}

/** Whether the rows go up or down by some column: a query that orders nothing returns them as they fall. */
function isOrdered({ columns, rows }: Page): boolean {
	const order = new Intl.Collator('en').compare;
	return columns.some((_, i) => {
		const cells = rows.flatMap((row) => row[i] ?? []);
		const steps = cells.slice(1).map((cell, at) => {
			const [from, to] = [toNumber(cells[at]), toNumber(cell)];
			return from !== null && to !== null ? to - from : order(String(cell), String(cells[at]));
		});
		const flat = steps.every((step) => step === 0);
		return !flat && (steps.every((step) => step >= 0) || steps.every((step) => step <= 0));
	});
}

function largestFirst(rows: readonly Measured[]): Measured[] {
	const sums = new Map<Cell, number>();
	for (const { key, value } of rows) sums.set(key, (sums.get(key) ?? 0) + (value ?? 0));
	return rows.toSorted((a, b) => (sums.get(b.key) ?? 0) - (sums.get(a.key) ?? 0));
}

// --- rows put together by the database --------------------------------------------------------------------------------

const valueText = ({ y, of }: ChartSpec) => (y === '' ? 'count' : `${of}:${y}`);

async function readGathered(
	ask: Ask,
	bucket: string,
	query: PageQuery = ask.query,
	most = bucket === '' ? MOST_BARS : MOST_POINTS
): Promise<{ rows: Measured[]; more: number; colourless: number }> {
	const { relation, spec, signal, groups } = ask;
	const grouping = { column: spec.x, bucket, value: valueText(spec) };
	const whole = await groups(relation, query, grouping, most, signal);
	const more = Math.max(0, whole.total - whole.rows.length);
	if (spec.by === '') return { rows: whole.rows.map((row) => measured(row, null)), more, colourless: 0 };

	// The names that split come one by one: few are told apart.
	const split = { column: spec.by, bucket: '', value: valueText(spec) };
	const { rows: names, total } = await groups(relation, query, split, MOST_SERIES, signal);
	const parts = total > names.length ? names.slice(0, MOST_SERIES - 1) : names;
	const each = await Promise.all(
		parts.map(async ([part = null]) => {
			const where = [...query.where, equals(spec.by, part)];
			const read = await groups(relation, { ...query, where }, grouping, MOST_POINTS, signal);
			return read.rows.map((row) => measured(row, part));
		})
	);
	const order = new Map(whole.rows.map(([key = null], i) => [key, i]));
	const shown = each.flat().filter(({ key }) => order.has(key));
	const adds = spec.y === '' || spec.of === 'sum';
	const rest = adds && total > parts.length ? whole.rows.flatMap((row) => restOf(row, shown)) : [];
	return {
		rows: [...shown, ...rest].sort((a, b) => (order.get(a.key) ?? 0) - (order.get(b.key) ?? 0)),
		more,
		colourless: adds ? 0 : total - parts.length
	};
}

/** What the parts of one name leave of the whole. */
function restOf([key = null, whole = null]: readonly Cell[], parts: readonly Measured[]): Measured[] {
	const sum = parts.reduce((all, part) => (part.key === key ? all + (part.value ?? 0) : all), 0);
	const value = (toNumber(whole) ?? 0) - sum;
	// Floating point leaves a crumb where nothing is left.
	return Math.abs(value) <= 1e-9 * Math.abs(sum) ? [] : [{ key, seriesKey: undefined, value }];
}

function measured([key = null, value = null]: readonly Cell[], seriesKey: Cell): Measured {
	return { key, seriesKey, value: toNumber(value) };
}

async function readBuckets(
	ask: Ask
): Promise<{ rows: Measured[]; grain: Grain; grains: Grain[]; total: number; colourless: number }> {
	const query = finite(ask.query, firstAxis(ask));
	const { low, high, total } = await range(ask, query, ask.spec.x);
	const [from, to] = [toMoment(low), toMoment(high)];
	const grains = GRAINS.filter((grain) => from !== null && to !== null && isDrawable(from, to, grain));
	const grain = grains.find((g) => g === ask.spec.grain) ?? grainFor(from, to, total);
	if (total === 0) return { rows: [], grain, grains: [], total, colourless: 0 };
	const { rows, colourless } = await readGathered(ask, grain, query);
	return { rows, grain, grains, total, colourless };
}

function firstAxis({ spec, known }: Ask): Column {
	return known.columns.find(({ name }) => name === spec.x) ?? { name: spec.x, type: 'text' };
}

/** NULL, NaN and the infinities have no place on an axis. */
export function finite(query: PageQuery, { name: column, type }: Column): PageQuery {
	const bounded =
		['date', 'timestamp', 'timestamptz'].includes(typeGroup(type)) ||
		/^(real|double precision|numeric)/.test(type);
	const where: Condition[] = bounded
		? [
				{ column, op: 'gt', value: '-infinity' },
				{ column, op: 'lt', value: 'infinity' }
			]
		: [{ column, op: 'notnull', value: '' }];
	return { ...query, sort: [], where: [...query.where, ...where] };
}

export async function range(
	{ relation, signal, page }: Pick<Ask, 'relation' | 'signal' | 'page'>,
	query: PageQuery,
	column: string
): Promise<{ low: Cell; high: Cell; total: number }> {
	const end = (descending: boolean) =>
		page(relation, { ...query, sort: [{ column, descending }] }, 1, 0, signal);
	const [first, last] = await Promise.all([end(false), end(true)]);
	return { low: valueOf(first, column), high: valueOf(last, column), total: first.total };
}

function valueOf(page: Page, column: string): Cell {
	return page.rows[0]?.[page.columns.findIndex(({ name }) => name === column)] ?? null;
}

// --- names ------------------------------------------------------------------------------------------------------------

export function labelOf(key: Cell): string {
	return key === null ? 'null' : key === '' ? 'empty' : String(key);
}

function seriesName({ by }: ChartSpec, key: Cell | undefined): string {
	return by === '' ? '' : key === undefined ? OTHERS : labelOf(key);
}

/** Names in the order they come; of too many those that weigh most, the rest under one name. */
function fewSeries(rows: readonly { name: string; weight: number }[]): {
	series: string[];
	nameOf: (name: string) => string;
} {
	const weights = new Map<string, number>();
	for (const { name, weight } of rows) weights.set(name, (weights.get(name) ?? 0) + weight);
	const all = [...weights.keys()];
	if (all.length <= MOST_SERIES) return { series: all, nameOf: (name) => name };
	const ranked = all.toSorted((a, b) => (weights.get(b) ?? 0) - (weights.get(a) ?? 0));
	const kept = ranked.slice(0, MOST_SERIES - 1);
	return { series: [...kept, OTHERS], nameOf: (name) => (kept.includes(name) ? name : OTHERS) };
}

/** Of one name and one series there is one bar: what came under one name is added up. */
function joinOthers(bars: readonly Bar[]): Bar[] {
	const joined = new Map<string, Bar>();
	for (const bar of bars) {
		const id = JSON.stringify([bar.key ?? null, bar.series]);
		const there = joined.get(id);
		if (!there) joined.set(id, { ...bar });
		else if (bar.value !== null) there.value = (there.value ?? 0) + bar.value;
	}
	return [...joined.values()];
}

// --- numbers ----------------------------------------------------------------------------------------------------------

/** Sturges' rule for the number of bins, widened to a round step: 1, 2 or 5 times a power of ten. */
export function roundStep(from: number, to: number, values: number): number {
	const rough = (to - from) / Math.ceil(Math.log2(Math.max(2, values)) + 1);
	const power = 10 ** Math.floor(Math.log10(rough));
	return Number((([1, 2, 5, 10].find((s) => s * power >= rough) ?? 10) * power).toPrecision(6));
}

/** Every bin from the first to the last, also the empty ones. */
export function bins(rows: readonly Cell[][], step: number): Bin[] {
	const counts = new Map<number, number>();
	for (const [edge, n] of rows) {
		const from = toNumber(edge);
		if (from !== null) counts.set(Math.round(from / step), toNumber(n) ?? 0);
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
