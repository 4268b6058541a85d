// Sentences that are offered because the server understands them: next steps of an answer, and the nearest ones to a sentence
// that was refused.

import { readSentence, type SentenceReading } from '../api/readings';
import { possibleSteps, type Answered, type Step, type StepKind } from '../results/next-steps';

export type Read = typeof readSentence;

const MOST_STEPS = 5;
const MOST_OF_KIND: Record<StepKind, number> = { only: 1, by: 2, time: 1, top: 1, without: 1, count: 1 };
/** Counting is offered where there is little else. */
const ENOUGH = 3;

/** Asks one after the other, so that typing goes on beside it; what cannot be read now is not offered. */
export async function nextSteps(
	answered: Answered,
	signal: AbortSignal,
	read: Read = readSentence
): Promise<Step[]> {
	const found: Step[] = [];
	const kinds = new Map<StepKind, number>();
	for (const step of possibleSteps(answered)) {
		const have = kinds.get(step.kind) ?? 0;
		if (found.length === MOST_STEPS || signal.aborted) break;
		if (have === MOST_OF_KIND[step.kind] || (step.kind === 'count' && found.length >= ENOUGH)) continue;
		const reading = await quietly(read(step.sentence, signal, answered.sentence));
		if (reading?.status !== 'ok' || reading.rows_estimate === 0 || !step.means.test(reading.reading))
			continue;
		kinds.set(step.kind, have + 1);
		found.push(step);
	}
	return found;
}

export interface Nearest {
	sentence: string;
	/** The planner's guess; null: none. */
	rows: number | null;
}

const MOST_NEAREST = 3;
const MOST_ASKED = 8;

/** Of these the ones nearest to `sentence` that are understood, three at most. */
export async function nearestThatWork(
	sentence: string,
	candidates: readonly string[],
	signal: AbortSignal,
	read: Read = readSentence
): Promise<Nearest[]> {
	const found: Nearest[] = [];
	const readings = new Set<string>();
	for (const candidate of nearest(sentence, candidates).slice(0, MOST_ASKED)) {
		if (found.length === MOST_NEAREST || signal.aborted) break;
		const reading = await quietly(read(candidate, signal));
		if (reading?.status !== 'ok' || readings.has(reading.reading)) continue;
		readings.add(reading.reading);
		found.push({ sentence: candidate, rows: reading.rows_estimate });
	}
	return found;
}

/** Those that share a word with it, by how much of both is shared; every one once. */
export function nearest(sentence: string, candidates: readonly string[]): string[] {
	const own = wordsOf(sentence);
	return [...new Map(candidates.map((candidate) => [candidate.toLowerCase().trim(), candidate])).values()]
		.filter((candidate) => candidate.toLowerCase().trim() !== sentence.toLowerCase().trim())
		.map((candidate) => ({ candidate, likeness: likeness(own, wordsOf(candidate)) }))
		.filter(({ likeness }) => likeness > 0)
		.sort((a, b) => b.likeness - a.likeness)
		.map(({ candidate }) => candidate);
}

const COMMON = new Set([
	'the',
	'a',
	'of',
	'all',
	'find',
	'show',
	'list',
	'in',
	'is',
	'me',
	'and',
	'with',
	'to',
	'by',
	'per',
	'how',
	'many'
]);

function wordsOf(sentence: string): Set<string> {
	const all = sentence.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
	return new Set(all.filter((word) => !COMMON.has(word)).map((word) => word.replace(/s$/, '')));
}

function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
	const shared = [...a].filter((word) => b.has(word)).length;
	return shared === 0 ? 0 : (2 * shared) / (a.size + b.size);
}

async function quietly(reading: Promise<SentenceReading>): Promise<SentenceReading | null> {
	return reading.catch(() => null);
}
