// The sentence that a word is tried with at first.

import { readSentence, type SentenceReading } from '../api/readings';

export interface Proposal {
	sentence: string;
	/** Null: it could not be had. */
	reading: SentenceReading | null;
}

/** The first one that is understood, else the first. `wanted` says whether it still is; null when it no longer was. */
export async function propose(
	possible: readonly string[],
	signal: AbortSignal,
	wanted: () => boolean,
	read: typeof readSentence = readSentence
): Promise<Proposal | null> {
	let first: Proposal | null = null;
	for (const sentence of possible) {
		const reading = await read(sentence, signal).catch(() => null);
		if (signal.aborted || !wanted()) return null;
		// A server that cannot say so of one says no more of the others.
		if (!reading || reading.status === 'ok') return { sentence, reading };
		first ??= { sentence, reading };
	}
	return first;
}
