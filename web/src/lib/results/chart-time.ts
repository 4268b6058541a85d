// A line of time: values put into buckets, every bucket between the first and the last there, the one that is not over marked.

import type { Cell } from '../api/protocol';
import { coarserThan, everyBucket, floorTo, isDrawable, nextOf, toMoment, type Grain } from './grain';
import type { Measured } from './chart-data';

export interface TimePoint {
	/** The bucket's beginning, milliseconds. */
	at: number;
	series: string;
	/** As the database has it; undefined for what several names make together. */
	seriesKey: Cell | undefined;
	/** Null: nothing is known of this bucket. */
	value: number | null;
	/** The bucket is not over yet. */
	open: boolean;
}

interface Asked {
	/** What the moments are; null: moments of a day, drawn as they are. */
	grain: Grain | null;
	wanted: Grain | '';
	/** Values may be added up, and none is 0. */
	adds: boolean;
	now: number;
	/** All of them with their keys, so that each has every bucket. */
	series: ReadonlyMap<string, Cell | undefined>;
}

export function timeline(
	rows: readonly (Measured & { series: string })[],
	{ grain: own, wanted, adds, now, series }: Asked
): { points: TimePoint[]; grain: Grain | null; grains: Grain[] } {
	const dated = rows.flatMap((row) => {
		const at = toMoment(row.key);
		return at === null
			? []
			: [{ at, series: row.series, seriesKey: series.get(row.series), value: row.value }];
	});
	if (own === null || dated.length === 0) {
		const points = dated.map((row) => ({ ...row, open: false })).toSorted((a, b) => a.at - b.at);
		return { points, grain: null, grains: [] };
	}

	const [first, last] = [Math.min(...dated.map(({ at }) => at)), Math.max(...dated.map(({ at }) => at))];
	const grains = (adds ? coarserThan(own) : [own]).filter((g) => g === own || isDrawable(first, last, g));
	const grain = grains.find((g) => g === wanted) ?? own;
	const sums = new Map<string, number | null>();
	for (const { at, series: name, value } of dated) {
		const id = `${floorTo(at, grain)} ${name}`;
		const there = sums.get(id) ?? null;
		sums.set(id, value === null ? there : (there ?? 0) + value);
	}

	// Too many buckets to draw each: those that have something.
	const starts = isDrawable(first, last, grain)
		? everyBucket(first, last, grain)
		: [...new Set(dated.map(({ at }) => floorTo(at, grain)))].sort((a, b) => a - b);
	const points = starts.flatMap((at) =>
		[...series].map(([name, seriesKey]) => ({
			at,
			series: name,
			seriesKey,
			value: sums.get(`${at} ${name}`) ?? (adds ? 0 : null),
			open: at === starts.at(-1) && at <= now && now < nextOf(at, grain)
		}))
	);
	return { points, grain, grains };
}
