// Running the rules of a board again, a few at a time.

import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import { runAgain } from '../api/boards';
import { toApiError } from '../api/http';

const AT_ONCE = 2;

export class Refresh {
	/** Ids of rules that wait or run. */
	readonly running = new SvelteSet<string>();
	/** Why one was not run, by its id. */
	readonly failures = new SvelteMap<string, string>();

	#run: typeof runAgain;

	constructor(run: typeof runAgain = runAgain) {
		this.#run = run;
	}

	/** Value: how many were run. Those that run already are not run twice. */
	async all(
		rules: readonly { rule_id: string; sentence: string }[],
		done: () => void = () => {}
	): Promise<number> {
		const waiting = rules.filter(({ rule_id }) => !this.running.has(rule_id));
		for (const { rule_id } of waiting) {
			this.running.add(rule_id);
			this.failures.delete(rule_id);
		}
		let made = 0;
		const work = async () => {
			for (let next = waiting.shift(); next; next = waiting.shift()) {
				const { rule_id, sentence } = next;
				try {
					await this.#run(sentence, rule_id);
					made += 1;
				} catch (error) {
					this.failures.set(rule_id, reasonOf(error));
				}
				this.running.delete(rule_id);
				done();
			}
		};
		await Promise.all(Array.from({ length: AT_ONCE }, work));
		return made;
	}
}

function reasonOf(error: unknown): string {
	const { status, message } = toApiError(error);
	return status === 409 ? 'it can be read in several ways now. Open it to choose.' : message;
}
