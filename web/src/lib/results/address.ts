// What a page's address says about a relation: order, filter, tab, chart, and which columns are hidden and pinned, so that a
// link shows what its sender saw.

import { AGGREGATES, CHART_KINDS, LAYOUTS, type Aggregate, type ChartSpec } from './chart';
import { GRAINS } from './grain';
import type { Cell } from '../api/protocol';
import { equals, EVERYTHING, fromParams, toParams, type PageQuery } from './query';

export interface Look {
	query: PageQuery;
	tab: string;
	chart: Partial<ChartSpec>;
	/** Names of columns; those that the relation does not have do no harm. */
	hidden: readonly string[];
	pinned: readonly string[];
	/** Columns whose moments are shown as the time since. */
	ago: readonly string[];
}

/** `tabs`: the known ones, the first is where one begins. */
export function readLook(params: URLSearchParams, tabs: readonly string[]): Look {
	return {
		query: fromParams(params),
		tab: tabs.find((tab) => tab === params.get('tab')) ?? tabs[0] ?? '',
		chart: readChart(params),
		hidden: [...new Set(params.getAll('hide'))],
		pinned: [...new Set(params.getAll('pin'))],
		ago: [...new Set(params.getAll('ago'))]
	};
}

export function readChart(params: URLSearchParams): Partial<ChartSpec> {
	const get = (name: string) => params.get(name) ?? undefined;
	return {
		kind: CHART_KINDS.find((kind) => kind === get('chart')),
		x: get('x'),
		y: get('y'),
		of: (Object.keys(AGGREGATES) as Aggregate[]).find((of) => of === get('of')),
		by: get('by'),
		layout: LAYOUTS.find((layout) => layout === get('layout')),
		grain: GRAINS.find((grain) => grain === get('each'))
	};
}

export function writeChart(chart: Partial<ChartSpec>, params: URLSearchParams): void {
	if (!chart.kind) return;
	params.set('chart', chart.kind);
	if (chart.x !== undefined) params.set('x', chart.x);
	if (chart.y !== undefined) params.set('y', chart.y);
	if (chart.of && chart.of !== 'sum') params.set('of', chart.of);
	if (chart.by !== undefined) params.set('by', chart.by);
	if (chart.layout && chart.kind === 'bar') params.set('layout', chart.layout);
	if (chart.grain) params.set('each', chart.grain);
}

/** Of the page that shows a view; of its chart when one was asked for in words. */
export function viewAddress(view: string, chart?: ChartSpec['kind']): string {
	return `/results/${encodeURIComponent(view)}${chart ? `?tab=chart&chart=${chart}` : ''}`;
}

/** Of the page that shows a row of a table. */
export function rowAddress(table: string, key: string, value: Cell): string {
	return `/tables/${encodeURIComponent(table)}?${toParams({ ...EVERYTHING, where: [equals(key, value)] })}`;
}

/** With its question mark; '' for the plain look at everything. */
export function writeLook(look: Look, tabs: readonly string[]): string {
	const params = toParams(look.query);
	if (look.tab !== tabs[0]) params.set('tab', look.tab);
	writeChart(look.chart, params);
	for (const column of look.hidden) params.append('hide', column);
	for (const column of look.pinned) params.append('pin', column);
	for (const column of look.ago) params.append('ago', column);
	const text = params.toString();
	return text === '' ? '' : `?${text}`;
}

export function toggled(names: readonly string[], name: string): string[] {
	return names.includes(name) ? names.filter((other) => other !== name) : [...names, name];
}
