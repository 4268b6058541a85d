// Moving through the cells of a table by keyboard, as the ARIA Authoring Practices have it for a grid.

export interface Place {
	row: number;
	/** Among the columns in sight, from the left. */
	column: number;
}

/** Where a table stands: what is in sight, in pixels, and the cell with the keyboard. */
export interface Standing {
	top: number;
	left: number;
	at: Place;
}

export interface Bounds {
	rows: number;
	columns: number;
	/** Rows that Page Up and Page Down go. */
	page: number;
}

/** Where the key leads from `at`; null when it is no key that moves. */
export function moved(at: Place, key: string, far: boolean, { rows, columns, page }: Bounds): Place | null {
	const place = (row: number, column: number): Place => ({
		row: Math.max(0, Math.min(rows - 1, row)),
		column: Math.max(0, Math.min(columns - 1, column))
	});
	switch (key) {
		case 'ArrowUp':
			return place(far ? 0 : at.row - 1, at.column);
		case 'ArrowDown':
			return place(far ? rows - 1 : at.row + 1, at.column);
		case 'ArrowLeft':
			return place(at.row, far ? 0 : at.column - 1);
		case 'ArrowRight':
			return place(at.row, far ? columns - 1 : at.column + 1);
		case 'PageUp':
			return place(at.row - page, at.column);
		case 'PageDown':
			return place(at.row + page, at.column);
		case 'Home':
			return place(far ? 0 : at.row, 0);
		case 'End':
			return place(far ? rows - 1 : at.row, columns - 1);
		default:
			return null;
	}
}
