// What the sentence in the input line would be read as, and the values that could complete it: asked of the server while one
// types, the last question only.

import { listValues, toApiError, type KnownValue } from '../api/http';
import { readSentence, type SentenceReading } from '../api/readings';

/** A short pause in the typing, so that not every letter is a question. */
const PAUSE = 180;

/** A question that failed in passing is asked again, the longer later, as long as its subject stays. */
const FIRST_AGAIN = 1_000;
const LONGEST_AGAIN = 30_000;
const PASSING = ['unreachable', 'unavailable', 'timeout'];

/** A question that follows its subject: the newest one is asked after a pause, older answers are dropped. */
class Follower<T> {
	#ask: (subject: string, signal: AbortSignal) => Promise<T>;
	#heard: (subject: string, answer: T | null) => void;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#controller: AbortController | undefined;
	#subject = '';

	constructor(
		ask: (subject: string, signal: AbortSignal) => Promise<T>,
		heard: (subject: string, answer: T | null) => void
	) {
		this.#ask = ask;
		this.#heard = heard;
	}

	/** '' asks nothing. */
	follow(subject: string): void {
		if (!this.#turnTo(subject) || subject === '') return;
		this.#timer = setTimeout(() => void this.#run(subject, FIRST_AGAIN), PAUSE);
	}

	/** What is asked of it is known already. */
	know(subject: string, answer: T): void {
		this.#turnTo(subject);
		this.#heard(subject, answer);
	}

	#turnTo(subject: string): boolean {
		if (subject === this.#subject) return false;
		this.#subject = subject;
		clearTimeout(this.#timer);
		this.#controller?.abort();
		return true;
	}

	// A server that is away or does not know the question leaves the line empty: typing goes on without it.
	async #run(subject: string, again: number): Promise<void> {
		const controller = (this.#controller = new AbortController());
		let answer: T | null = null;
		let passing = false;
		try {
			answer = await this.#ask(subject, controller.signal);
		} catch (error) {
			passing = PASSING.includes(toApiError(error).kind);
		}
		if (controller.signal.aborted) return;
		this.#heard(subject, answer);
		if (passing)
			this.#timer = setTimeout(() => void this.#run(subject, Math.min(2 * again, LONGEST_AGAIN)), again);
	}
}

/** The answer without what is said of the word that is still being typed; null when nothing else is said. */
export function settled(answer: SentenceReading, sentence: string): SentenceReading | null {
	if (answer.status !== 'not_understood') return answer;
	const unknown = answer.unknown.filter(
		({ offset, length }) => offset === undefined || length === undefined || offset + length < sentence.length
	);
	return unknown.length > 0 || answer.unknown.length === 0 ? { ...answer, unknown } : null;
}

export class LiveReading {
	/** What `sentence` is read as; null while nothing is known. */
	answer = $state.raw<SentenceReading | null>(null);
	/** The sentence that `answer` is about. */
	sentence = $state('');

	#follower: Follower<SentenceReading>;
	#after: string | undefined;

	constructor(read: typeof readSentence = readSentence) {
		this.#follower = new Follower(
			(sentence, signal) => read(sentence, signal, this.#after),
			(sentence, answer) => {
				this.sentence = sentence;
				this.answer = answer;
			}
		);
	}

	/**
	 * The last answer stays until the next is there, so that the line does not flicker; an empty sentence has none.
	 * `after`: the sentence before it, which it may change.
	 */
	look(sentence: string, after?: string): void {
		this.#after = after;
		if (sentence === '') {
			this.answer = null;
			this.sentence = '';
		}
		this.#follower.follow(sentence);
	}

	/** What `sentence` is read as was asked elsewhere: it is not asked again. */
	know(sentence: string, answer: SentenceReading): void {
		this.#follower.know(sentence, answer);
	}

	/** Nobody looks any more. */
	stop(): void {
		this.#follower.follow('');
	}
}

export class ValueLookup {
	values = $state.raw<readonly KnownValue[]>([]);

	#follower: Follower<KnownValue[]>;

	constructor(list: typeof listValues = listValues) {
		this.#follower = new Follower(list, (_prefix, values) => {
			if (values) this.values = values;
		});
	}

	look(prefix: string): void {
		this.#follower.follow(prefix);
	}
}
