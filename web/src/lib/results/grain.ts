// Time in buckets of a day, week, month, quarter or year: which a list of moments has, which others it may be put into, and
// the ones in between that nothing fell into. Moments are milliseconds, UTC. Pure.

import type { Cell } from '../api/protocol';

export const GRAINS = ['day', 'week', 'month', 'quarter', 'year'] as const;
export type Grain = (typeof GRAINS)[number];

const DAY = 86_400_000;
/** A line of more points than this says nothing more. */
export const MOST_BUCKETS = 1_000;

/** Milliseconds of a day or a moment as PostgreSQL prints it. Years of five digits and before Christ have no place here. */
export function toMoment(cell: Cell | undefined): number | null {
	if (typeof cell !== 'string') return null;
	const match = /^(\d{4}-\d\d-\d\d)(?: (\d\d:\d\d:\d\d)\S*)?$/.exec(cell);
	if (!match) return null;
	const moment = Date.parse(`${match[1]}T${match[2] ?? '00:00:00'}Z`);
	return Number.isNaN(moment) ? null : moment;
}

/** The beginning of the bucket that a moment lies in; weeks begin on Monday, as in PostgreSQL. */
export function floorTo(moment: number, grain: Grain): number {
	const date = new Date(moment);
	const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
	switch (grain) {
		case 'day':
			return Math.floor(moment / DAY) * DAY;
		case 'week':
			return Math.floor(moment / DAY) * DAY - ((date.getUTCDay() + 6) % 7) * DAY;
		case 'month':
			return Date.UTC(year, month);
		case 'quarter':
			return Date.UTC(year, month - (month % 3));
		case 'year':
			return Date.UTC(year, 0);
	}
}

/** Where the bucket that begins here ends and the next one begins. */
export function nextOf(start: number, grain: Grain): number {
	const date = new Date(start);
	const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
	switch (grain) {
		case 'day':
			return start + DAY;
		case 'week':
			return start + 7 * DAY;
		case 'month':
			return Date.UTC(year, month + 1);
		case 'quarter':
			return Date.UTC(year, month + 3);
		case 'year':
			return Date.UTC(year + 1, 0);
	}
}

/**
 * The grain whose buckets all of these begin: the one that the column is named after, else the coarsest. Null when they are
 * moments of a day; one moment alone is a day.
 */
export function grainOf(moments: readonly number[], name = ''): Grain | null {
	const fits = (grain: Grain) => moments.every((moment) => moment === floorTo(moment, grain));
	const named = GRAINS.find((grain) => grain === name || name.endsWith(`_${grain}`));
	if (named && fits(named)) return named;
	if (new Set(moments).size < 2) return fits('day') ? 'day' : null;
	return (['year', 'quarter', 'month', 'week', 'day'] as const).find(fits) ?? null;
}

/** The grains that buckets of this one make without being cut: weeks cross the ends of months. */
export function coarserThan(grain: Grain): Grain[] {
	return grain === 'week'
		? ['week']
		: GRAINS.slice(GRAINS.indexOf(grain)).filter((g) => g === grain || g !== 'week' || grain === 'day');
}

const A_FEW = 12;
const HUNDREDS = 400;

/** The finest grain that gives a few hundred buckets at most, and not many more than there are rows to fall into them. */
export function grainFor(from: number | null, to: number | null, rows: number): Grain {
	if (from === null || to === null) return 'year';
	const most = Math.min(HUNDREDS, Math.max(A_FEW, rows));
	return GRAINS.find((grain) => bucketsBetween(from, to, grain) <= most) ?? 'year';
}

function bucketsBetween(from: number, to: number, grain: Grain): number {
	const start = floorTo(from, grain);
	return (to - start) / (nextOf(start, grain) - start);
}

/** Whether a span has few enough buckets of this grain to draw them all. */
export function isDrawable(from: number, to: number, grain: Grain): boolean {
	return bucketsBetween(from, to, grain) <= MOST_BUCKETS;
}

/** Every bucket from the first to the last, those between that are missing too; MOST_BUCKETS at most. */
export function everyBucket(from: number, to: number, grain: Grain): number[] {
	const starts: number[] = [];
	for (let at = floorTo(from, grain); at <= to && starts.length < MOST_BUCKETS; at = nextOf(at, grain))
		starts.push(at);
	return starts;
}

/** A bucket for a person: Mar 2026, Q1 2026, week of 2 Mar 2026. */
export function bucketName(start: number, grain: Grain | null): string {
	const date = new Date(start);
	const format = (options: Intl.DateTimeFormatOptions) =>
		date.toLocaleDateString('en-GB', { ...options, timeZone: 'UTC' });
	switch (grain) {
		case 'year':
			return String(date.getUTCFullYear());
		case 'quarter':
			return `Q${Math.floor(date.getUTCMonth() / 3) + 1} ${date.getUTCFullYear()}`;
		case 'month':
			return format({ month: 'short', year: 'numeric' });
		case 'week':
			return `Week of ${format({ day: 'numeric', month: 'short', year: 'numeric' })}`;
		case 'day':
			return format({ day: 'numeric', month: 'short', year: 'numeric' });
		case null:
			return date.toISOString().slice(0, 19).replace('T', ' ');
	}
}

export function isoDay(moment: number): string {
	return new Date(moment).toISOString().slice(0, 10);
}
