// Where a text has what one filters by. Pure.

export interface Piece {
	text: string;
	hit: boolean;
}

/** The pieces make up the text; case is ignored, as the database does. */
export function pieces(text: string, filter: string): Piece[] {
	const wanted = filter.toLowerCase();
	const lower = text.toLowerCase();
	// Letters that change their length in lower case would shift the rest.
	if (wanted === '' || lower.length !== text.length) return [{ text, hit: false }];
	const found: Piece[] = [];
	let from = 0;
	for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, from)) {
		if (at > from) found.push({ text: text.slice(from, at), hit: false });
		from = at + wanted.length;
		found.push({ text: text.slice(at, from), hit: true });
	}
	if (from < text.length || found.length === 0) found.push({ text: text.slice(from), hit: false });
	return found;
}
