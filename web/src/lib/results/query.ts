// What part of a relation one looks at, and how it stands in an address: the page's own address and the server's take
// the same parameters (docs/protocol.md, "Reading rows").

import type { Cell } from '../api/protocol';

export interface Sort {
	column: string;
	descending: boolean;
}

export const OPERATORS = {
	contains: 'contains',
	starts: 'starts with',
	eq: 'is',
	ne: 'is not',
	gt: 'greater than',
	ge: 'at least',
	lt: 'less than',
	le: 'at most',
	in: 'is one of',
	null: 'is empty',
	notnull: 'is not empty'
} as const;
export type Operator = keyof typeof OPERATORS;

export interface Condition {
	column: string;
	op: Operator;
	/** Empty for `null` and `notnull`; separated by commas for `in`. */
	value: string;
}

export interface PageQuery {
	sort: Sort[];
	/** Text that any column contains. */
	filter: string;
	where: Condition[];
}

export const EVERYTHING: PageQuery = { sort: [], filter: '', where: [] };

export function needsValue(op: Operator): boolean {
	return op !== 'null' && op !== 'notnull';
}

/** That a column has exactly this value. */
export function equals(column: string, value: Cell): Condition {
	return value === null ? { column, op: 'null', value: '' } : { column, op: 'eq', value: String(value) };
}

export function toParams(query: PageQuery): URLSearchParams {
	const params = new URLSearchParams();
	for (const { column, descending } of query.sort) {
		params.append('sort', column);
		params.append('dir', descending ? 'desc' : 'asc');
	}
	if (query.filter !== '') params.set('filter', query.filter);
	for (const { column, op, value } of query.where) {
		params.append('where', needsValue(op) ? `${column}:${op}:${value}` : `${column}:${op}`);
	}
	return params;
}

/** What cannot be read is left out: an address is typed by hand, too. */
export function fromParams(params: URLSearchParams): PageQuery {
	const directions = params.getAll('dir');
	return {
		sort: params
			.getAll('sort')
			.filter((column) => column !== '')
			.map((column, i) => ({ column, descending: directions[i] === 'desc' })),
		filter: params.get('filter') ?? '',
		where: params.getAll('where').flatMap((text) => parseCondition(text) ?? [])
	};
}

// A column's name may hold colons: the operator is the first known one that stands between two of them.
function parseCondition(text: string): Condition | null {
	const parts = text.split(':');
	for (let i = 1; i < parts.length; i++) {
		const op = parts[i];
		if (op === undefined || !isOperator(op)) continue;
		const column = parts.slice(0, i).join(':');
		const value = parts.slice(i + 1).join(':');
		if (column !== '' && (i + 1 < parts.length || !needsValue(op))) return { column, op, value };
	}
	return null;
}

function isOperator(text: string): text is Operator {
	return Object.hasOwn(OPERATORS, text);
}

/** A click on a head: ascending, then descending, then as the rule has it. With `also` the other columns keep theirs. */
export function cycleSort(sort: readonly Sort[], column: string, also: boolean): Sort[] {
	const i = sort.findIndex((s) => s.column === column);
	const others = also ? sort.filter((s) => s.column !== column) : [];
	const current = sort[i];
	if (!current) return [...others, { column, descending: false }];
	if (current.descending) return others;
	const flipped = { column, descending: true };
	return also ? sort.map((s) => (s.column === column ? flipped : s)) : [flipped];
}
