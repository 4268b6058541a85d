// Which rows and columns are in sight, for a table that draws only those.

export interface RowWindow {
	first: number;
	/** One past the last. */
	end: number;
	/** Pixels of nothing above the first drawn row. */
	above: number;
	below: number;
}

/** Browsers stop counting somewhere above 17 million pixels; beyond this height scrolling is scaled. */
const TALLEST = 15_000_000;
const OVERSCAN = 8;

/** All in pixels but `total`, which is a number of rows. */
export function rowWindow(total: number, row: number, scrollTop: number, height: number): RowWindow {
	const whole = total * row;
	const drawn = Math.min(whole, TALLEST);
	const top = Math.max(0, Math.min(scrollTop, drawn - height));
	const ratio = drawn > height ? (whole - height) / (drawn - height) : 1;
	const virtualTop = top * Math.max(1, ratio);

	const first = Math.max(0, Math.floor(virtualTop / row) - OVERSCAN);
	const end = Math.min(total, Math.ceil((virtualTop + height) / row) + OVERSCAN);
	const above = Math.max(0, Math.min(top - (virtualTop - first * row), drawn - (end - first) * row));
	return { first, end, above, below: Math.max(0, drawn - above - (end - first) * row) };
}

/** The scroll position, nearest to `scrollTop`, at which the row is in sight; `height` is that of the rows' own part. */
export function scrollTopToShow(
	index: number,
	total: number,
	row: number,
	scrollTop: number,
	height: number
): number {
	const whole = total * row;
	const drawn = Math.min(whole, TALLEST);
	if (drawn <= height) return 0;
	const ratio = (whole - height) / (drawn - height);
	const top = scrollTop * ratio;
	const least = index * row + row - height;
	return Math.min(index * row, Math.max(least, top)) / ratio;
}

/** The columns whose [start, end) meets what is in sight, with one more on each side; `widths` in pixels. */
export function columnWindow(
	widths: readonly number[],
	scrollLeft: number,
	width: number
): { first: number; end: number } {
	let left = 0;
	let first = widths.length;
	let end = 0;
	widths.forEach((w, i) => {
		if (left + w > scrollLeft && left < scrollLeft + width) {
			first = Math.min(first, i);
			end = i + 1;
		}
		left += w;
	});
	if (first >= end) return { first: 0, end: Math.min(1, widths.length) };
	return { first: Math.max(0, first - 1), end: Math.min(widths.length, end + 1) };
}

/**
 * Widths of columns that are given what room is left, up to what each needs to cut nothing: those that need least first, so
 * that as many as can be are whole.
 */
export function filledWidths(columns: readonly { width: number; need: number }[], room: number): number[] {
	const widths = columns.map(({ width }) => width);
	let left = room - widths.reduce((sum, width) => sum + width, 0);
	const wanting = columns
		.map(({ width, need }, i) => ({ i, more: need - width }))
		.filter(({ more }) => more > 0)
		.sort((a, b) => a.more - b.more);
	wanting.forEach(({ i, more }, at) => {
		const given = Math.floor(Math.max(0, Math.min(more, left / (wanting.length - at))));
		widths[i] = (widths[i] ?? 0) + given;
		left -= given;
	});
	return widths;
}
