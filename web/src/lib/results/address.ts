// What a page's address says about a relation: order, filter, tab, chart, and which columns are hidden and pinned, so that a
// link shows what its sender saw.

import { AGGREGATES, CHART_KINDS, type Aggregate, type ChartSpec } from './chart';
import { fromParams, toParams, type PageQuery } from './query';

export interface Look {
	query: PageQuery;
	tab: string;
	chart: Partial<ChartSpec>;
	/** Names of columns; those that the relation does not have do no harm. */
	hidden: readonly string[];
	pinned: readonly string[];
}

/** `tabs`: the known ones, the first is where one begins. */
export function readLook(params: URLSearchParams, tabs: readonly string[]): Look {
	return {
		query: fromParams(params),
		tab: tabs.find((tab) => tab === params.get('tab')) ?? tabs[0] ?? '',
		chart: {
			kind: CHART_KINDS.find((kind) => kind === params.get('chart')),
			x: params.get('x') ?? undefined,
			y: params.get('y') ?? undefined,
			of: (Object.keys(AGGREGATES) as Aggregate[]).find((of) => of === params.get('of'))
		},
		hidden: [...new Set(params.getAll('hide'))],
		pinned: [...new Set(params.getAll('pin'))]
	};
}

/** With its question mark; '' for the plain look at everything. */
export function writeLook(look: Look, tabs: readonly string[]): string {
	const params = toParams(look.query);
	if (look.tab !== tabs[0]) params.set('tab', look.tab);
	if (look.chart.kind) {
		params.set('chart', look.chart.kind);
		params.set('x', look.chart.x ?? '');
		params.set('y', look.chart.y ?? '');
		if (look.chart.of && look.chart.of !== 'sum') params.set('of', look.chart.of);
	}
	for (const column of look.hidden) params.append('hide', column);
	for (const column of look.pinned) params.append('pin', column);
	const text = params.toString();
	return text === '' ? '' : `?${text}`;
}

export function toggled(names: readonly string[], name: string): string[] {
	return names.includes(name) ? names.filter((other) => other !== name) : [...names, name];
}
