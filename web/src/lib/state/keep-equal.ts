// What is read again and has not changed stays the same object, so that what depends on it is not made anew: an open form stays open.

/** `now`; where it, or an item of it, says what `before`, or one of its items, said: that one. Both are as JSON gives them. */
export function keepEqual<T>(before: T | null | undefined, now: T): T {
	if (before === undefined || before === null) return now;
	if (!Array.isArray(before) || !Array.isArray(now))
		return JSON.stringify(before) === JSON.stringify(now) ? before : now;
	const known = new Map<string, unknown>(before.map((item) => [JSON.stringify(item), item]));
	const kept = now.map((item) => known.get(JSON.stringify(item)) ?? item);
	const same = kept.length === before.length && kept.every((item, i) => item === before[i]);
	return same ? before : (kept as T);
}
