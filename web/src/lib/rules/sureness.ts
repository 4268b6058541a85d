// How sure an answer is, in three plain words. The confidence is calibrated: of answers at 0.9 nine in ten are right.

import type { SaidWord } from '../api/protocol';
import { assumptions, leftOut, listed } from '../chat/said-words';

export interface Sureness {
	level: 'exact' | 'assumed' | 'unsure';
	/** “exact”, “assumed: recent = created at, the first 10”, “unsure: leaves out shiny”. */
	text: string;
	/** The figure behind it. */
	title: string;
}

const SURE = 0.8;
const LIKELY = 0.5;

/** `words`: of `sentence`; missing: nothing is known of them, and the confidence decides alone. */
export function surenessOf(confidence: number, sentence = '', words?: readonly SaidWord[]): Sureness {
	const title = `Of answers like this about ${Math.round(confidence * 100)} in 100 are what was meant`;
	const without = leftOut(sentence, words);
	if (without.length > 0) return { level: 'unsure', text: `unsure: leaves out ${listed(without)}`, title };
	const assumed = assumptions(sentence, words);
	if (confidence < LIKELY)
		return { level: 'unsure', text: ['unsure', ...assumed.slice(0, 1)].join(': '), title };
	if (assumed.length > 0) return { level: 'assumed', text: `assumed: ${assumed.join('; ')}`, title };
	if (confidence < SURE) return { level: 'assumed', text: 'assumed: the likeliest reading', title };
	return { level: 'exact', text: 'exact', title };
}
