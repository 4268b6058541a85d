// Names for what is made here. crypto.randomUUID is missing on a page served over plain http from another host.

export function newId(at: number): string {
	return `${at.toString(36)}-${Math.random().toString(36).slice(2, 10)}`;
}

/** Milliseconds and three drawn digits: two people who ask in the same millisecond do not replace each other's rule. */
export function newRuleId(at: number): string {
	const drawn = Math.floor(Math.random() * 1000);
	return `rule_${at}${String(drawn).padStart(3, '0')}`;
}
