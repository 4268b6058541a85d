// Short messages at the page's edge, and what can be taken back: what is deleted disappears at once and is really deleted when
// the time for Undo is over; what is changed is changed back.

export interface Toast {
	id: number;
	text: string;
	tone: 'plain' | 'bad';
	action?: { label: string; run: () => void };
}

const SHOWN = 7_000;

export class Toasts {
	list = $state.raw<readonly Toast[]>([]);
	/** Keys of deletions that can still be taken back; lists leave these out. */
	hidden = $state.raw<ReadonlySet<string>>(new Set());

	/** Somebody reads or is about to press: nothing goes away by itself. */
	#held = false;
	#next = 1;
	#timers = new Map<number, ReturnType<typeof setTimeout>>();
	#pending = new Map<number, (leaving: boolean) => void>();

	say(text: string, tone: Toast['tone'] = 'plain'): void {
		this.#show({ id: this.#next++, text, tone });
	}

	/**
	 * Hides the keys now and calls `commit` when nobody took it back in time, or when the page is left (`leaving`: the request
	 * must outlive the page). A failure of `commit` is said and the thing comes back.
	 */
	undoable(
		keys: string | readonly string[],
		text: string,
		commit: (leaving: boolean) => Promise<void>
	): void {
		const id = this.#next++;
		const those = typeof keys === 'string' ? [keys] : keys;
		this.hidden = new Set([...this.hidden, ...those]);
		const show = () => {
			const hidden = new Set(this.hidden);
			for (const key of those) hidden.delete(key);
			this.hidden = hidden;
		};
		this.#pending.set(id, (leaving) => {
			this.#pending.delete(id);
			commit(leaving).then(show, (error: unknown) => {
				show();
				this.say(error instanceof Error ? error.message : String(error), 'bad');
			});
		});
		const undo = () => {
			this.#pending.delete(id);
			this.dismiss(id);
			show();
		};
		this.#show({ id, text, tone: 'plain', action: { label: 'Undo', run: undo } });
	}

	/** Something was done, and `undo` does the contrary; a failure of it is said. */
	undoneBy(text: string, undo: () => Promise<void>): void {
		const id = this.#next++;
		const run = () => {
			this.dismiss(id);
			undo().catch((error: unknown) =>
				this.say(error instanceof Error ? error.message : String(error), 'bad')
			);
		};
		this.#show({ id, text, tone: 'plain', action: { label: 'Undo', run } });
	}

	/** Takes back the newest thing that can be taken back; false: there is none. */
	undo(): boolean {
		const newest = this.list.findLast(({ action }) => action);
		newest?.action?.run();
		return newest !== undefined;
	}

	/** While a pointer or the focus is on them they wait; afterwards the time begins anew. */
	hold(): void {
		this.#held = true;
		for (const timer of this.#timers.values()) clearTimeout(timer);
	}

	release(): void {
		if (!this.#held) return;
		this.#held = false;
		for (const id of this.#timers.keys()) this.#count(id);
	}

	dismiss(id: number): void {
		clearTimeout(this.#timers.get(id));
		this.#timers.delete(id);
		this.list = this.list.filter((toast) => toast.id !== id);
		this.#pending.get(id)?.(false);
	}

	/** Nothing can be taken back any more: the page is being left. */
	flush(): void {
		for (const commit of [...this.#pending.values()]) commit(true);
	}

	#show(toast: Toast): void {
		this.list = [...this.list.slice(-3), toast];
		this.#count(toast.id);
	}

	#count(id: number): void {
		const timer = setTimeout(() => this.dismiss(id), SHOWN);
		this.#timers.set(id, timer);
		if (this.#held) clearTimeout(timer);
	}
}
