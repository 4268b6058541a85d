import { describe, expect, test } from 'vitest';
import { moved } from './grid-keys';

const bounds = { rows: 100_000, columns: 5, page: 20 };
const from = { row: 50, column: 2 };

describe('keys in a grid', () => {
	test('arrows go one cell, with Ctrl to the edge', () => {
		expect(moved(from, 'ArrowDown', false, bounds)).toEqual({ row: 51, column: 2 });
		expect(moved(from, 'ArrowLeft', false, bounds)).toEqual({ row: 50, column: 1 });
		expect(moved(from, 'ArrowDown', true, bounds)).toEqual({ row: 99_999, column: 2 });
		expect(moved(from, 'ArrowRight', true, bounds)).toEqual({ row: 50, column: 4 });
	});

	test('Home and End go along the row, with Ctrl through the whole', () => {
		expect(moved(from, 'Home', false, bounds)).toEqual({ row: 50, column: 0 });
		expect(moved(from, 'Home', true, bounds)).toEqual({ row: 0, column: 0 });
		expect(moved(from, 'End', true, bounds)).toEqual({ row: 99_999, column: 4 });
	});

	test('nothing leaves the table', () => {
		expect(moved({ row: 0, column: 0 }, 'ArrowUp', false, bounds)).toEqual({ row: 0, column: 0 });
		expect(moved({ row: 99_990, column: 4 }, 'PageDown', false, bounds)).toEqual({ row: 99_999, column: 4 });
	});

	test('other keys are left alone', () => {
		expect(moved(from, 'a', false, bounds)).toBeNull();
	});
});
