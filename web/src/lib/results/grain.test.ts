import { describe, expect, test } from 'vitest';
import {
	bucketName,
	coarserThan,
	everyBucket,
	floorTo,
	grainOf,
	isDrawable,
	nextOf,
	toMoment
} from './grain';

const day = (text: string) => Date.parse(`${text}T00:00:00Z`);

describe('time in buckets', () => {
	test.each([
		['day', '2026-03-05', '2026-03-06'],
		['week', '2026-03-02', '2026-03-09'],
		['month', '2026-03-01', '2026-04-01'],
		['quarter', '2026-01-01', '2026-04-01'],
		['year', '2026-01-01', '2027-01-01']
	] as const)('the %s of 5 March 2026', (grain, start, next) => {
		expect(floorTo(day('2026-03-05'), grain)).toBe(day(start));
		expect(nextOf(day(start), grain)).toBe(day(next));
	});

	test('the grain is what all of them begin, or what the column says', () => {
		expect(grainOf([day('2026-01-01'), day('2026-03-01')])).toBe('month');
		expect(grainOf([day('2026-01-01'), day('2026-04-01')])).toBe('quarter');
		expect(grainOf([day('2025-01-01'), day('2026-01-01')])).toBe('year');
		expect(grainOf([day('2025-01-01'), day('2026-01-01')], 'month')).toBe('month');
		expect(grainOf([day('2026-03-02'), day('2026-03-09')])).toBe('week');
		expect(grainOf([day('2026-03-05'), day('2026-03-09')])).toBe('day');
		expect(grainOf([day('2026-03-05') + 1000])).toBeNull();
	});

	test('weeks are put into nothing coarser: they cross the ends of months', () => {
		expect(coarserThan('week')).toEqual(['week']);
		expect(coarserThan('month')).toEqual(['month', 'quarter', 'year']);
		expect(coarserThan('day')).toEqual(['day', 'week', 'month', 'quarter', 'year']);
	});

	test('every bucket between two, a thousand at most', () => {
		expect(everyBucket(day('2026-01-01'), day('2026-04-01'), 'month')).toHaveLength(4);
		expect(everyBucket(day('1900-01-01'), day('2026-01-01'), 'day')).toHaveLength(1_000);
		expect(isDrawable(day('1900-01-01'), day('2026-01-01'), 'day')).toBe(false);
		expect(isDrawable(day('1900-01-01'), day('2026-01-01'), 'year')).toBe(true);
	});

	test('what PostgreSQL prints and JavaScript cannot place has no moment', () => {
		expect(toMoment('2026-03-05 10:00:00.5+01')).toBe(day('2026-03-05') + 36_000_000);
		expect(['infinity', '0044-03-15 BC', '99999-01-01', 5, null].map((cell) => toMoment(cell))).toEqual(
			Array.from({ length: 5 }, () => null)
		);
	});

	test('buckets have names', () => {
		expect(bucketName(day('2026-04-01'), 'quarter')).toBe('Q2 2026');
		expect(bucketName(day('2026-04-01'), 'month')).toBe('Apr 2026');
	});
});
