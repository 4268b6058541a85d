// The chart that a sentence asks for in words: "patterns per kind as a pie". The rest is the question. Pure.

import type { ChartKind } from '../results/chart';

const KINDS: [RegExp, ChartKind][] = [
	[/^(pie|donut|doughnut)/i, 'pie'],
	[/^line/i, 'line'],
	[/^(bar|column)/i, 'bar'],
	[/^(scatter|dot)/i, 'scatter'],
	[/^histogram/i, 'histogram']
];

const NAMES = 'pie|donut|doughnut|lines?|bars?|columns?|scatter|dots?|histogram';
const CHART = '(?:chart|graph|plot|diagram)';
/** "as a bar" may be said of a place: there it takes the word chart. "as bars" and "as a line" are charts. */
const BEHIND = new RegExp(
	`[\\s,]+(?:as|in)\\s+(?:(?:an?|the)\\s+)?(?:(${NAMES})[\\s-]+${CHART}|(pie|donut|doughnut|lines?|bars|columns|histogram))\\s*[.!]?\\s*$`,
	'i'
);
const BEFORE = new RegExp(
	`^(?:(?:show|draw|plot|make|give)\\s+(?:me\\s+)?)?(?:an?\\s+|the\\s+)?(${NAMES})[\\s-]+${CHART}\\s+(?:of|for|with)\\s+`,
	'i'
);

/** `kind` is null, and the sentence whole, when it asks for none. */
export function chartAsked(sentence: string): { sentence: string; kind: ChartKind | null } {
	for (const place of [BEHIND, BEFORE]) {
		const match = place.exec(sentence);
		const name = match?.[1] ?? match?.[2];
		const rest = match ? sentence.replace(match[0], '').trim() : '';
		if (name && rest !== '')
			return { sentence: rest, kind: KINDS.find(([word]) => word.test(name))?.[1] ?? null };
	}
	return { sentence, kind: null };
}
