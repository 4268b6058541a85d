import { expect, test } from 'vitest';
import { earlier, later, newest, type Stretch } from './stretch';

test('the newest messages are drawn first, and follow the end', () => {
	expect(newest(5)).toEqual({ from: 0, to: null });
	expect(newest(600)).toEqual({ from: 580, to: null });
});

test('up to the first message and down to the last, never more than sixty at once', () => {
	const total = 205;
	const size = ({ from, to }: Stretch) => (to ?? total) - from;
	let stretch = newest(total);
	for (let steps = 0; stretch.from > 0; steps++) {
		expect(steps).toBeLessThan(20);
		const next = earlier(stretch, total);
		expect(next.from).toBeLessThan(stretch.from);
		expect(size(next)).toBeLessThanOrEqual(60);
		stretch = next;
	}
	expect(stretch).toEqual({ from: 0, to: 60 });
	while (stretch.to !== null) {
		const next = later(stretch, total);
		expect(next.to ?? total).toBeGreaterThan(stretch.to);
		expect(size(next)).toBeLessThanOrEqual(60);
		stretch = next;
	}
	expect(stretch.from).toBe(total - 60);
});

test('what was in sight stays drawn when one goes one step further', () => {
	const total = 300;
	const here = earlier(earlier(newest(total), total), total);
	expect(earlier(here, total).to ?? total).toBeGreaterThan(here.from);
	expect(later(here, total).from).toBeLessThan(here.to ?? total);
});
