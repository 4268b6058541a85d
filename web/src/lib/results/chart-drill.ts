// From a mark of a chart to the rows behind it: what it is called, and the conditions that hold for them. Pure.

import type { ChartSpec } from './chart';
import type { Bar, Bin, Chart, Point } from './chart-data';
import type { TimePoint } from './chart-time';
import { longNumber, numberWriter } from './chart-words';
import { bucketName, isoDay, nextOf } from './grain';
import { equals, type Condition } from './query';

/** What one can point at. */
export type Mark =
	| { kind: 'bar'; bar: Bar }
	| { kind: 'time'; point: TimePoint; /** Of all series together. */ all: boolean }
	| { kind: 'bin'; bin: Bin }
	| { kind: 'point'; point: Point };

export interface Picked {
	/** For a person. */
	name: string;
	value: string;
	where: Condition[];
}

/** Null for what several names make together: no condition says that. */
export function pick(mark: Mark, spec: ChartSpec, { grain }: Pick<Chart, 'grain'>): Picked | null {
	const { x, y, by } = spec;
	switch (mark.kind) {
		case 'bar': {
			const { bar } = mark;
			if (bar.key === undefined || (by !== '' && bar.seriesKey === undefined)) return null;
			const write = numberWriter(y, [bar.value]);
			return {
				name: by === '' ? bar.label : `${bar.label}, ${bar.series}`,
				value: bar.value === null ? 'no value' : write(bar.value),
				where: [equals(x, bar.key), ...(by === '' ? [] : [equals(by, bar.seriesKey ?? null)])]
			};
		}
		case 'time': {
			const { point, all } = mark;
			const write = numberWriter(y, [point.value]);
			const split = by !== '' && !all;
			if (split && point.seriesKey === undefined) return null;
			const where: Condition[] =
				grain === null
					? [{ column: x, op: 'eq', value: new Date(point.at).toISOString().slice(0, 19).replace('T', ' ') }]
					: [
							{ column: x, op: 'ge', value: isoDay(point.at) },
							{ column: x, op: 'lt', value: isoDay(nextOf(point.at, grain)) }
						];
			const name = bucketName(point.at, grain);
			return {
				name: split ? `${name}, ${point.series}` : name,
				value: by !== '' && all ? '' : point.value === null ? 'no value' : write(point.value),
				where: [...where, ...(split ? [equals(by, point.seriesKey ?? null)] : [])]
			};
		}
		case 'bin': {
			const { from, to, count } = mark.bin;
			const value = `${longNumber(count)} ${count === 1 ? 'row' : 'rows'}`;
			if (from === to) return { name: longNumber(from), value, where: [equals(x, from)] };
			return {
				name: `${longNumber(from)} to ${longNumber(to)}`,
				value,
				where: [
					{ column: x, op: 'ge', value: String(from) },
					{ column: x, op: 'lt', value: String(to) }
				]
			};
		}
		case 'point': {
			const { point } = mark;
			return {
				name: point.series === '' ? longNumber(point.x) : `${point.series}, ${longNumber(point.x)}`,
				value: longNumber(point.y),
				where: [equals(x, point.x), equals(y, point.y)]
			};
		}
	}
}
