// Draws a chart with Observable Plot (docs/decisions/0005-observable-plot.md). Loaded with the first chart that is looked at.

import * as Plot from '@observablehq/plot';
import { MOST_SERIES, type ChartSpec } from './chart';
import { OTHERS, type Bar, type Bin, type Chart, type Point } from './chart-data';
import type { Mark } from './chart-drill';
import type { TimePoint } from './chart-time';
import { axisName, longNumber, measureName, numberWriter, shortNumber } from './chart-words';
import { bucketName, nextOf } from './grain';

export interface Size {
	width: number;
	/** Without axes' titles, for a card. */
	small: boolean;
	/** Where there is a certain room for it. */
	height?: number | undefined;
}

export type Drawing = (SVGSVGElement | HTMLElement) & Plot.Plot;

/** The names that colours stand for, in order; one name or none has no legend. */
export function legendOf(chart: Chart, spec: ChartSpec): string[] {
	const { data } = chart;
	if (data.kind === 'bars' && spec.by === '' && (spec.layout === 'share' || spec.kind === 'pie'))
		return fewParts(data.bars).map(({ label }) => label);
	return 'series' in data && data.series.length > 1 ? data.series : [];
}

export const colourOf = (i: number) => `var(--chart-${(i % MOST_SERIES) + 1})`;

/** Null: the kind draws itself (a number, a pie). */
export function draw(chart: Chart, spec: ChartSpec, size: Size): Drawing | null {
	const options = optionsOf(chart, spec, size);
	if (!options) return null;
	const legend = legendOf(chart, spec);
	const drawing: Drawing = Plot.plot({
		...options,
		width: size.width,
		className: 'chart',
		style: { fontSize: '12px', fontFamily: 'inherit', overflow: 'visible', background: 'transparent' },
		color: { type: 'ordinal', domain: legend, range: legend.map((_, i) => colourOf(i)) }
	});
	// Plot brings a style sheet of its own, which the Content-Security-Policy refuses; ChartFigure.svelte has its rules.
	drawing.querySelectorAll('style').forEach((style) => style.remove());
	return drawing;
}

function optionsOf(chart: Chart, spec: ChartSpec, size: Size): Plot.PlotOptions | null {
	const { data } = chart;
	switch (data.kind) {
		case 'number':
			return null;
		case 'bars':
			if (spec.kind === 'pie') return null;
			if (spec.by === '' && spec.layout === 'share') return oneBar(data.bars, spec, chart, size);
			if (spec.by !== '' && spec.layout === 'grouped')
				return besideBars(data.bars, data.series, spec, chart, size);
			return lyingBars(data.bars, spec, chart, size);
		case 'time':
			return spec.kind === 'line'
				? lines(data.points, spec, chart, size)
				: columns(data.points, data.series, spec, chart, size);
		case 'points':
			return dots(data.points, spec, size);
		case 'bins':
			return histogram(data.bins, spec, size);
	}
}

// --- shared -----------------------------------------------------------------------------------------------------------

const FIRST = colourOf(0);
const fillOf = (spec: ChartSpec) => (spec.by === '' ? FIRST : 'series');
const TIP = { lineHeight: 1.35, textPadding: 9 };
const HEIGHT = 400;
const SMALL = 150;
const heightOf = ({ small, height }: Size) => height ?? (small ? SMALL : HEIGHT);

/** Counts have no halves. */
function countTicks(values: readonly number[], counts: boolean): { ticks: number | number[] } {
	const most = Math.max(0, ...values);
	const least = Math.min(0, ...values);
	if (!counts || most - least > 5) return { ticks: 5 };
	const [from, to] = [Math.floor(least), Math.ceil(most)];
	return { ticks: Array.from({ length: to - from + 1 }, (_, i) => from + i) };
}

const isCount = (y: string) => y === '' || /^(number|count)(_|$)|(^|_)count$/i.test(y);
const percent = (n: number) => `${Math.round(100 * n)} %`;

/** Room for the longest label, in pixels: letters are about 6.6 wide; never more than two fifths. */
function labelRoom(labels: readonly string[], { width }: Size): number {
	const longest = Math.max(0, ...labels.map((label) => label.length));
	return Math.round(Math.min(width * 0.4, Math.max(40, longest * 6.6 + 18)));
}

/** Rooms for the numbers of an upright axis. */
function numberRoom(values: readonly number[]): number {
	const longest = Math.max(1, ...values.map((value) => shortNumber(Math.round(value)).length));
	return Math.max(44, longest * 7 + 26);
}

// --- names against a measure ------------------------------------------------------------------------------------------

interface Row {
	id: string;
	bar: Bar;
	series: string;
	value: number;
	text: string;
}

function rowsOf(bars: readonly Bar[], spec: ChartSpec): { rows: Row[]; ids: string[]; labels: string[] } {
	const write = numberWriter(
		spec.y,
		bars.map(({ value }) => value)
	);
	const keys = [...new Set(bars.map(({ key }) => key))];
	const labels = keys.map((key) => bars.find((bar) => bar.key === key)?.label ?? '');
	const rows = bars.map((bar) => ({
		id: String(keys.indexOf(bar.key)),
		bar,
		series: bar.series,
		value: bar.value ?? 0,
		text: `${bar.label}${bar.series === '' ? '' : `\n${bar.series}`}\n${bar.value === null ? 'no value' : write(bar.value)}`
	}));
	return { rows, ids: keys.map((_, i) => String(i)), labels };
}

function lyingBars(bars: readonly Bar[], spec: ChartSpec, chart: Chart, size: Size): Plot.PlotOptions {
	const { rows, ids, labels } = rowsOf(bars, spec);
	const room = labelRoom(labels, size);
	const share = spec.layout === 'share';
	const plain = spec.by === '';
	const write = numberWriter(
		spec.y,
		bars.map(({ value }) => value)
	);
	const ends = plain ? rows.map(({ value }) => value) : stackEnds(rows);
	const ticks = share ? { ticks: 5 } : countTicks(ends, isCount(spec.y));
	const stack = { offset: share ? ('normalize' as const) : null };
	return {
		height: ids.length * (size.small ? 20 : 28) + (size.small ? 12 : 68),
		marginLeft: room,
		marginRight: plain ? 64 : 24,
		marginTop: 4,
		marginBottom: size.small ? 8 : 52,
		y: { domain: ids, label: null, padding: 0.22 },
		x: { label: null, zero: true },
		marks: [
			...(size.small
				? []
				: [
						Plot.axisX({
							label: share ? 'Share' : measureName(spec, chart.gathered),
							labelAnchor: 'center',
							labelArrow: 'none',
							tickSize: 0,
							tickFormat: share ? percent : shortNumber,
							...ticks
						}),
						Plot.gridX({ ...ticks, stroke: 'var(--line)', strokeOpacity: 1 })
					]),
			nameAxis(labels, room),
			Plot.barX(rows, {
				...stack,
				x: 'value',
				y: 'id',
				fill: fillOf(spec),
				z: 'series',
				title: 'text',
				tip: TIP,
				rx: 1.5
			}),
			...(plain
				? [
						Plot.text(
							rows.filter(({ bar }) => bar.value !== null),
							{
								x: 'value',
								y: 'id',
								text: (row: Row) =>
									spec.y !== '' && write(row.value).endsWith('%') ? write(row.value) : shortNumber(row.value),
								textAnchor: 'start',
								dx: 6,
								fill: 'var(--muted)'
							}
						)
					]
				: []),
			Plot.ruleX([0], { stroke: 'var(--line-strong)' })
		]
	};
}

/** Where the bars that stand on each other end. */
function stackEnds(rows: readonly Pick<Row, 'id' | 'value'>[]): number[] {
	const ends = new Map<string, number>();
	for (const { id, value } of rows) ends.set(id, (ends.get(id) ?? 0) + value);
	return [...ends.values()];
}

function nameAxis(labels: readonly string[], room: number) {
	return Plot.axisY({
		tickSize: 0,
		tickFormat: (id: string) => labels[Number(id)] ?? '',
		lineWidth: (room - 14) / 12,
		textOverflow: 'ellipsis',
		label: null
	});
}

/** Bars of one name beside each other: a facet for each name. */
function besideBars(
	bars: readonly Bar[],
	series: readonly string[],
	spec: ChartSpec,
	chart: Chart,
	size: Size
): Plot.PlotOptions {
	const { rows, ids, labels } = rowsOf(bars, spec);
	const room = labelRoom(labels, size);
	const ticks = countTicks(
		rows.map(({ value }) => value),
		isCount(spec.y)
	);
	return {
		height: ids.length * (series.length * 13 + 12) + 68,
		marginLeft: room,
		marginRight: 24,
		marginTop: 4,
		marginBottom: 52,
		fy: { domain: ids, label: null, padding: 0.14 },
		y: { axis: null, domain: [...series], padding: 0.06 },
		x: { zero: true },
		marks: [
			Plot.axisX({
				label: measureName(spec, chart.gathered),
				labelAnchor: 'center',
				labelArrow: 'none',
				tickSize: 0,
				tickFormat: shortNumber,
				...ticks
			}),
			Plot.gridX({ ...ticks, stroke: 'var(--line)', strokeOpacity: 1 }),
			Plot.axisFy({
				anchor: 'left',
				tickSize: 0,
				tickFormat: (id: string) => labels[Number(id)] ?? '',
				lineWidth: (room - 14) / 12,
				textOverflow: 'ellipsis',
				label: null
			}),
			Plot.barX(rows, { x: 'value', y: 'series', fy: 'id', fill: 'series', title: 'text', tip: TIP }),
			Plot.ruleX([0], { stroke: 'var(--line-strong)' })
		]
	};
}

/** The parts of one whole: those beyond a handful of colours under one name. */
export function fewParts(bars: readonly Bar[]): Bar[] {
	const parts = bars.filter(({ value }) => value !== null && value > 0);
	if (parts.length <= MOST_SERIES) return parts;
	const kept = parts.toSorted((a, b) => (b.value ?? 0) - (a.value ?? 0));
	const rest = kept.splice(MOST_SERIES - 1).reduce((sum, { value }) => sum + (value ?? 0), 0);
	return [...kept, { label: OTHERS, key: undefined, series: '', seriesKey: undefined, value: rest }];
}

function oneBar(bars: readonly Bar[], spec: ChartSpec, _chart: Chart, size: Size): Plot.PlotOptions {
	const parts = fewParts(bars);
	const whole = parts.reduce((sum, { value }) => sum + (value ?? 0), 0);
	const write = numberWriter(
		spec.y,
		parts.map(({ value }) => value)
	);
	const rows = parts.map((bar) => {
		const share = percent((bar.value ?? 0) / whole);
		const own = write(bar.value ?? 0);
		return {
			bar,
			label: bar.label,
			value: bar.value,
			share,
			text: `${bar.label}\n${own.endsWith('%') ? own : `${share}, ${own}`}`
		};
	});
	return {
		height: size.small ? 64 : 132,
		marginLeft: 20,
		marginRight: 24,
		marginTop: 4,
		marginBottom: size.small ? 8 : 44,
		y: { axis: null },
		x: { label: null },
		marks: [
			...(size.small ? [] : [Plot.axisX({ label: null, tickSize: 0, tickFormat: percent, ticks: 5 })]),
			Plot.barX(rows, {
				x: 'value',
				offset: 'normalize',
				fill: 'label',
				z: 'label',
				order: null,
				title: 'text',
				tip: TIP,
				insetLeft: 0.75,
				insetRight: 0.75
			})
		]
	};
}

// --- time -------------------------------------------------------------------------------------------------------------

interface Moment extends TimePoint {
	date: Date;
	text: string;
}

/** For each moment all its values together, for one pointer over all lines. */
function together(points: readonly Moment[]): (Moment & { most: number })[] {
	const byMoment = Map.groupBy(points, ({ at }) => at);
	return [...byMoment.values()].flatMap((there) => {
		const [first] = there;
		const values = there.flatMap(({ value }) => value ?? []);
		return first && values.length > 0
			? [{ ...first, most: Math.max(...values), text: there[0] ? textOfAll(there) : '' }]
			: [];
	});
}

function textOfAll(points: readonly Moment[]): string {
	const head = points[0]?.text.split('\n')[0] ?? '';
	const lines = points
		.filter(({ value }) => value !== null)
		.map(({ text }) => text.split('\n').slice(1).join('  '));
	return [head, ...lines].join('\n');
}

function momentsOf(points: readonly TimePoint[], spec: ChartSpec, { grain }: Chart): Moment[] {
	const write = numberWriter(
		spec.y,
		points.map(({ value }) => value)
	);
	return points.map((point) => ({
		...point,
		date: new Date(point.at),
		text: `${bucketName(point.at, grain)}${point.open ? ', so far' : ''}\n${point.series === '' ? '' : `${point.series}\n`}${point.value === null ? 'no value' : write(point.value)}`
	}));
}

function timeAxes(values: readonly number[], spec: ChartSpec, chart: Chart, size: Size, share = false) {
	if (size.small)
		return [
			Plot.axisX({ ticks: 3, tickSize: 0, label: null }),
			Plot.ruleY([0], { stroke: 'var(--line-strong)' })
		];
	return [
		Plot.axisX({
			label: axisName(spec.x, chart.grain),
			labelAnchor: 'center',
			labelArrow: 'none',
			tickSize: 0
		}),
		Plot.gridY({ ...countTicks(values, isCount(spec.y)), stroke: 'var(--line)', strokeOpacity: 1 }),
		Plot.axisY({
			label: share ? 'Share' : measureName(spec, chart.gathered),
			labelArrow: 'none',
			tickSize: 0,
			tickFormat: share ? percent : shortNumber,
			...countTicks(values, isCount(spec.y))
		}),
		Plot.ruleY([0], { stroke: 'var(--line-strong)' })
	];
}

const frame = (values: readonly number[], size: Size) => ({
	height: heightOf(size),
	marginLeft: size.small ? 24 : numberRoom(values),
	marginRight: 28,
	marginTop: size.small ? 8 : 30,
	marginBottom: size.small ? 24 : 54
});

function lines(points: readonly TimePoint[], spec: ChartSpec, chart: Chart, size: Size): Plot.PlotOptions {
	const moments = momentsOf(points, spec, chart);
	const values = moments.flatMap(({ value }) => value ?? []);
	const stroke = fillOf(spec);
	const channels = {
		x: 'date',
		y: 'value',
		z: 'series',
		stroke,
		strokeWidth: 2,
		strokeLinejoin: 'round' as const
	};
	const closed = moments.filter(({ open }) => !open);
	// The bucket that is not over hangs on the last one that is.
	const open = moments.some((moment) => moment.open)
		? moments.filter(({ at, open: is }) => is || at === closed.at(-1)?.at)
		: [];
	const buckets = together(moments);
	return {
		...frame(values, size),
		x: { type: 'utc' },
		y: { zero: true, nice: 5 },
		marks: [
			...timeAxes(values, spec, chart, size),
			Plot.lineY(closed, channels),
			Plot.lineY(open, { ...channels, strokeDasharray: '3 4' }),
			...(buckets.length <= 90
				? [Plot.dot(moments, { x: 'date', y: 'value', r: size.small ? 2 : 3, fill: stroke })]
				: []),
			Plot.ruleX(buckets, Plot.pointerX({ x: 'date', stroke: 'var(--faint)' })),
			Plot.tip(buckets, Plot.pointerX({ x: 'date', y: 'most', title: 'text', ...TIP }))
		]
	};
}

function columns(
	points: readonly TimePoint[],
	series: readonly string[],
	spec: ChartSpec,
	chart: Chart,
	size: Size
): Plot.PlotOptions {
	const grain = chart.grain ?? 'day';
	const beside = spec.layout === 'grouped' && series.length > 1;
	const share = spec.layout === 'share' && series.length > 1;
	const rows = momentsOf(points, spec, chart)
		.filter(({ value }) => value !== null)
		.map((moment) => {
			const width = (nextOf(moment.at, grain) - moment.at) / (beside ? series.length : 1);
			const from = moment.at + (beside ? series.indexOf(moment.series) * width : 0);
			return { ...moment, from: new Date(from), to: new Date(from + width) };
		});
	const values = beside
		? rows.flatMap(({ value }) => value ?? [])
		: stackEnds(rows.map(({ at, value }) => ({ id: String(at), value: value ?? 0 })));
	const options = {
		x1: 'from',
		x2: 'to',
		fill: fillOf(spec),
		z: 'series',
		fillOpacity: (row: Moment) => (row.open ? 0.45 : 1),
		insetLeft: 0.5,
		insetRight: 0.5,
		title: 'text',
		tip: TIP
	};
	return {
		...frame(
			rows.flatMap(({ value }) => value ?? []),
			size
		),
		x: { type: 'utc' },
		y: { zero: true, nice: share ? false : 5 },
		marks: [
			...timeAxes(values, spec, chart, size, share),
			beside
				? Plot.rectY(rows, { ...options, y1: 0, y2: 'value' })
				: Plot.rectY(rows, Plot.stackY({ offset: share ? 'normalize' : null }, { ...options, y: 'value' }))
		]
	};
}

// --- numbers against numbers ------------------------------------------------------------------------------------------

function dots(points: readonly Point[], spec: ChartSpec, size: Size): Plot.PlotOptions {
	const values = points.map(({ y }) => y);
	const text = ({ x, y, series }: Point) =>
		`${series === '' ? '' : `${series}\n`}${axisName(spec.x, null)}  ${longNumber(x)}\n${axisName(spec.y, null)}  ${longNumber(y)}`;
	return {
		...frame(values, size),
		x: { nice: true },
		y: { nice: 5 },
		marks: [
			Plot.gridY({ stroke: 'var(--line)', strokeOpacity: 1, ticks: 5 }),
			Plot.axisX({
				label: axisName(spec.x, null),
				labelAnchor: 'center',
				labelArrow: 'none',
				tickSize: 0,
				tickFormat: shortNumber
			}),
			Plot.axisY({
				label: axisName(spec.y, null),
				labelArrow: 'none',
				tickSize: 0,
				tickFormat: shortNumber,
				ticks: 5
			}),
			Plot.dot(points, {
				x: 'x',
				y: 'y',
				r: 3.5,
				fill: fillOf(spec),
				fillOpacity: 0.45,
				stroke: fillOf(spec)
			}),
			Plot.ruleX(points, Plot.pointer({ x: 'x', py: 'y', stroke: 'var(--faint)' })),
			Plot.ruleY(points, Plot.pointer({ y: 'y', px: 'x', stroke: 'var(--faint)' })),
			Plot.tip(points, Plot.pointer({ x: 'x', y: 'y', title: text, ...TIP }))
		]
	};
}

function histogram(bins: readonly Bin[], spec: ChartSpec, size: Size): Plot.PlotOptions {
	// One value is as wide as anything else.
	const drawn = bins.map((bin) => ({
		...bin,
		left: bin.from === bin.to ? bin.from - 0.5 : bin.from,
		right: bin.from === bin.to ? bin.to + 0.5 : bin.to,
		bin,
		text: `${bin.from === bin.to ? longNumber(bin.from) : `${longNumber(bin.from)} to ${longNumber(bin.to)}`}\n${longNumber(bin.count)} ${bin.count === 1 ? 'row' : 'rows'}`
	}));
	const counts = bins.map(({ count }) => count);
	return {
		...frame(counts, size),
		y: { zero: true, nice: 5 },
		marks: [
			Plot.gridY({ ...countTicks(counts, true), stroke: 'var(--line)', strokeOpacity: 1 }),
			Plot.axisX({
				label: axisName(spec.x, null),
				labelAnchor: 'center',
				labelArrow: 'none',
				tickSize: 0,
				tickFormat: shortNumber
			}),
			Plot.axisY({
				label: 'Number of rows',
				labelArrow: 'none',
				tickSize: 0,
				tickFormat: shortNumber,
				...countTicks(counts, true)
			}),
			Plot.rectY(drawn, {
				x1: 'left',
				x2: 'right',
				y: 'count',
				fill: FIRST,
				insetLeft: 0.75,
				insetRight: 0.75,
				title: 'text',
				tip: { ...TIP, pointer: 'x' }
			}),
			Plot.ruleY([0], { stroke: 'var(--line-strong)' })
		]
	};
}

/** What a drawing's `value` is: the datum of the mark the pointer is at. */
export function markOf(datum: unknown): Mark | null {
	if (typeof datum !== 'object' || datum === null) return null;
	if ('bar' in datum) return { kind: 'bar', bar: (datum as Row).bar };
	if ('bin' in datum) return { kind: 'bin', bin: (datum as { bin: Bin }).bin };
	if ('at' in datum) return { kind: 'time', point: datum as TimePoint, all: 'most' in datum };
	if ('x' in datum && 'y' in datum) return { kind: 'point', point: datum as Point };
	return null;
}
