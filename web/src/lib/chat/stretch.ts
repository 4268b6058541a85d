// Which part of a long conversation is drawn: its newest messages, and as one scrolls the ones before and after them, never
// many at once. A conversation of five hundred answers so costs what one of ten does.

/** Places in the conversation; `to` is the first that is not drawn, null: drawn to the end, also as the end moves. */
export interface Stretch {
	from: number;
	to: number | null;
}

const STEP = 20;
const MOST = 3 * STEP;

export function newest(total: number): Stretch {
	return { from: Math.max(0, total - STEP), to: null };
}

/** Further up; what is far below is not drawn any more. */
export function earlier({ from, to }: Stretch, total: number): Stretch {
	const start = Math.max(0, from - STEP);
	const end = Math.min(to ?? total, start + MOST);
	return { from: start, to: end >= total ? null : end };
}

/** Further down; what is far above is not drawn any more. */
export function later({ from, to }: Stretch, total: number): Stretch {
	const end = Math.min(total, (to ?? total) + STEP);
	return { from: Math.max(from, end - MOST), to: end >= total ? null : end };
}
