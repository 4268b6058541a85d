import { describe, expect, test } from 'vitest';
import { columnWindow, filledWidths, rowWindow, scrollTopToShow } from './window';

describe('rowWindow', () => {
	test('draws what is in sight and a little around it', () => {
		expect(rowWindow(1000, 30, 3000, 300)).toEqual({ first: 92, end: 118, above: 2760, below: 26_460 });
	});
	test('draws all of a short table', () => {
		expect(rowWindow(5, 30, 0, 300)).toEqual({ first: 0, end: 5, above: 0, below: 0 });
	});
	test('keeps its height while it scrolls', () => {
		for (const top of [0, 17, 15_000, 29_700]) {
			const { first, end, above, below } = rowWindow(1000, 30, top, 300);
			expect(above + below + (end - first) * 30).toBe(30_000);
		}
	});
	test('reaches the first and the last of a million rows', () => {
		const total = 1_000_000;
		expect(rowWindow(total, 32, 0, 600).first).toBe(0);
		const bottom = rowWindow(total, 32, 15_000_000 - 600, 600);
		expect(bottom.end).toBe(total);
		expect(bottom.below).toBe(0);
	});
	test('a drawn row stands where the scroll shows it, scaled or not', () => {
		for (const [total, top] of [
			[1000, 12_345],
			[1_000_000, 7_654_321]
		] as const) {
			const { first, end, above } = rowWindow(total, 32, top, 640);
			expect(above).toBeLessThanOrEqual(top);
			expect(above + (end - first) * 32).toBeGreaterThanOrEqual(top + 640);
		}
	});
	test('nothing is nothing', () => {
		expect(rowWindow(0, 32, 0, 500)).toEqual({ first: 0, end: 0, above: 0, below: 0 });
	});
});

describe('scrollTopToShow', () => {
	test('brings a row into sight, from above and from below, scaled or not', () => {
		for (const total of [2000, 1_000_000]) {
			for (const from of [0, total * 15 - 640]) {
				const top = scrollTopToShow(1234, total, 32, from, 640);
				const { first, end } = rowWindow(total, 32, top, 640);
				expect(first).toBeLessThanOrEqual(1234);
				expect(end).toBeGreaterThan(1234);
			}
		}
	});
	test('does not move for a row that is in sight', () => {
		expect(scrollTopToShow(12, 2000, 32, 320, 640)).toBe(320);
	});
	test('goes to the very end for the last row', () => {
		expect(scrollTopToShow(1999, 2000, 32, 0, 640)).toBe(2000 * 32 - 640);
	});
});

describe('columnWindow', () => {
	const widths = Array.from({ length: 200 }, () => 100);
	test('draws the columns in sight and one more on each side', () => {
		expect(columnWindow(widths, 1050, 500)).toEqual({ first: 9, end: 17 });
		expect(columnWindow(widths, 0, 500)).toEqual({ first: 0, end: 6 });
	});
	test('draws one while nothing is in sight', () => {
		expect(columnWindow(widths, 0, 0)).toEqual({ first: 0, end: 1 });
	});
});

describe('what room is left', () => {
	const of = (...pairs: [number, number][]) => pairs.map(([width, need]) => ({ width, need }));
	test('goes to columns that cut something, up to what they need', () => {
		expect(filledWidths(of([100, 100], [340, 900], [340, 400]), 1_000)).toEqual([100, 500, 400]);
		expect(filledWidths(of([100, 100], [340, 900]), 5_000)).toEqual([100, 900]);
	});
	test('is nothing when there is none', () => {
		expect(filledWidths(of([340, 900], [340, 900]), 500)).toEqual([340, 340]);
	});
});
