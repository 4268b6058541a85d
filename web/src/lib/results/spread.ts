// How a column's values lie in their span: a few stretches with their rows, and the conditions that these rows alone meet.

import { readGroups, readPage, type Relation } from '../api/pages';
import type { Cell, Column } from '../api/protocol';
import { bins, finite, range, roundStep, type ChartReader } from './chart-data';
import { longNumber } from './chart-words';
import { roleOf } from './column-roles';
import { bucketName, everyBucket, floorTo, grainFor, isoDay, nextOf, toMoment } from './grain';
import { equals, type Condition, type PageQuery } from './query';
import { toNumber } from './values';

export interface Stretch {
	/** For a person. */
	name: string;
	rows: number;
	where: Condition[];
}

export interface Spread {
	least: Cell;
	most: Cell;
	/** Of what measures; null elsewhere. */
	average: number | null;
	stretches: Stretch[];
}

/** So many at most: each is wide enough to be pointed at. */
const MOST = 12;
const MOST_GROUPS = 1_000;

/** Null where there is no span: of texts, of keys, and where the column is empty. */
export async function readSpread(
	relation: Relation,
	query: PageQuery,
	column: Column,
	signal: AbortSignal,
	reader: ChartReader = { groups: readGroups, page: readPage }
): Promise<Spread | null> {
	const role = roleOf(column);
	if (role !== 'measure' && role !== 'ordinal' && role !== 'moment') return null;
	const among = finite(query, column);
	const { low, high, total } = await range({ relation, signal, page: reader.page }, among, column.name);
	const ask: Ask = { relation, query: among, column, signal, groups: reader.groups };
	const end = role === 'moment' ? toMoment : toNumber;
	const [from, to] = [end(low), end(high)];
	if (from === null || to === null) return null;
	const stretches = role === 'moment' ? await inTime(ask, from, to) : await inNumbers(ask, from, to, total);
	const average = role === 'measure' ? await averageOf(ask, from, to, total) : null;
	return { least: low, most: high, average, stretches };
}

interface Ask {
	relation: Relation;
	query: PageQuery;
	column: Column;
	signal: AbortSignal;
	groups: ChartReader['groups'];
}

async function inNumbers(ask: Ask, from: number, to: number, total: number): Promise<Stretch[]> {
	const { name, type } = ask.column;
	if (from === to) return [{ name: longNumber(from), rows: total, where: [equals(name, from)] }];
	const whole = /^(smallint|integer|bigint)/.test(type);
	const step = Math.max(whole ? 1 : 0, roundStep(from, to, 2 ** (MOST - 3)));
	const rows = await readCounts(ask, String(step));
	return bins(rows, step).map(({ from: start, to: end, count }) => ({
		name: whole && step === 1 ? longNumber(start) : `${longNumber(start)} to ${longNumber(end)}`,
		rows: count,
		where: [
			{ column: name, op: 'ge', value: String(start) },
			{ column: name, op: 'lt', value: String(end) }
		]
	}));
}

async function inTime(ask: Ask, from: number, to: number): Promise<Stretch[]> {
	const { name } = ask.column;
	const grain = grainFor(from, to, MOST);
	const counts = new Map(
		(await readCounts(ask, grain)).map(([at = null, n = null]) => [toMoment(at), toNumber(n) ?? 0])
	);
	const buckets = everyBucket(from, to, grain).map((start) => ({
		start,
		end: nextOf(start, grain),
		rows: counts.get(start) ?? 0
	}));
	// Years are the coarsest grain: of many several stand together.
	const years = (at: number) => new Date(at).getUTCFullYear();
	const step = grain === 'year' ? yearsTogether(years(to) - years(from) + 1) : 1;
	const together = new Map<number, { start: number; end: number; rows: number }>();
	for (const bucket of buckets) {
		const first = step === 1 ? bucket.start : Math.floor(years(bucket.start) / step);
		const there = together.get(first);
		if (there) Object.assign(there, { end: bucket.end, rows: there.rows + bucket.rows });
		else together.set(first, bucket);
	}
	return [...together.values()].map(({ start, end, rows }) => ({
		name:
			step === 1 || end === nextOf(start, grain)
				? bucketName(start, grain)
				: `${years(start)} to ${years(end) - 1}`,
		rows,
		where: [
			{ column: name, op: 'ge', value: isoDay(floorTo(start, grain)) },
			{ column: name, op: 'lt', value: isoDay(end) }
		]
	}));
}

function yearsTogether(years: number): number {
	let power = 1;
	for (;;) {
		for (const step of [1, 2, 5]) if (years / (step * power) <= MOST - 1) return step * power;
		power *= 10;
	}
}

async function readCounts(
	{ relation, query, column, signal, groups }: Ask,
	bucket: string
): Promise<Cell[][]> {
	const grouping = { column: column.name, bucket, value: 'count' };
	return (await groups(relation, query, grouping, MOST_GROUPS, signal)).rows;
}

/** In steps that are wider than the span there are two groups at most, one on each side of 0. */
async function averageOf(
	{ relation, query, column, signal, groups }: Ask,
	from: number,
	to: number,
	total: number
): Promise<number | null> {
	const far = Math.max(Math.abs(from), Math.abs(to), 1);
	const bucket = String(10 ** (Math.ceil(Math.log10(far)) + 1));
	const grouping = { column: column.name, bucket, value: `sum:${column.name}` };
	const { rows } = await groups(relation, query, grouping, MOST_GROUPS, signal);
	return total === 0 ? null : rows.reduce((sum, [, part]) => sum + (toNumber(part) ?? 0), 0) / total;
}
