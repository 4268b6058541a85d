// What a column is for: to name, to measure, to order, to say when. Told by its type and its name alone. Pure.

import type { Column } from '../api/protocol';
import { isKey, typeGroup } from './values';

/** An `ordinal` numbers or dates (rank, episode number, year): it orders, and nothing adds up. `none`: nothing to draw. */
export type Role = 'moment' | 'label' | 'measure' | 'ordinal' | 'none';

const ORDINAL =
	/^(.+_)?(number|no|nr|rank|position|ordinal|index|idx|seq|sequence|row|row_number|version|lat|latitude|lng|lon|longitude|phone|telephone|year)$/i;
const TIME_PART = /^(\w+_)?(month|quarter|week|weekday|day|hour|dow|day_of_week|day_of_month)$/i;
const SPAN = /(^|_)(per|this|last|next|previous|prior|current|past|each)_/i;
const NO_LABEL = /^(uuid|bytea|tsvector|xml|interval|point|box|circle|polygon|path|line|lseg)\b/;

export function roleOf({ name, type }: Column): Role {
	switch (typeGroup(type)) {
		case 'number':
			if (isOrdinal(name)) return 'ordinal';
			return isKey(name) || type === 'oid' ? 'none' : 'measure';
		case 'date':
		case 'timestamp':
		case 'timestamptz':
			return 'moment';
		case 'boolean':
			return 'label';
		case 'text':
			return NO_LABEL.test(type) || /(^|_)(id|key)$/i.test(name) ? 'none' : 'label';
		case 'json':
		case 'array':
			return 'none';
	}
}

// "cost per day" and "orders last month" measure, "founded year" and "month" order.
function isOrdinal(name: string): boolean {
	return !SPAN.test(name) && (ORDINAL.test(name) || TIME_PART.test(name));
}

export function withRole(columns: readonly Column[], ...roles: Role[]): Column[] {
	return columns.filter((column) => roles.includes(roleOf(column)));
}

const NOT_ADDITIVE =
	/(^|_)(average|avg|mean|median|min|max|minimum|maximum|least|lowest|highest|percent|percentage|pct|share|proportion|rate|ratio|score|rating|price|temperature|age|per|running|cumulative|balance|change|growth|difference)(_|$)/i;

/** Whether values of such a column may be added up, so that a missing one counts as 0. An average may not. */
export function isAdditive(name: string): boolean {
	return !NOT_ADDITIVE.test(name);
}

export function isShare(name: string): boolean {
	return /(^|_)(percent|percentage|pct|share|proportion)(_|$)/i.test(name);
}

/** A column's name for a person: `total_funding` is Total funding. */
export function humanName(name: string): string {
	const words = name.replaceAll('_', ' ').trim();
	return words === '' ? name : words.charAt(0).toUpperCase() + words.slice(1);
}
