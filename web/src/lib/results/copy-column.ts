// Copies one column of what one looks at, a value a line, in the order shown.

import { readPage, toApiError, type Relation } from '../api/http';
import type { Cell } from '../api/protocol';
import { copyText } from '../state/clipboard';
import type { Toasts } from '../state/toasts.svelte';
import type { PageQuery } from './query';
import { formatNumber } from './values';

const MOST = 10_000;
const PAGE = 1_000;

/** At most 10,000 values, and it says when there are more: for all of them there is the CSV. */
export async function copyColumn(
	relation: Relation,
	query: PageQuery,
	column: string,
	toasts: Toasts
): Promise<void> {
	const values: Cell[] = [];
	let total = Infinity;
	try {
		while (values.length < Math.min(MOST, total)) {
			const page = await readPage(relation, query, PAGE, values.length);
			const at = page.columns.findIndex(({ name }) => name === column);
			total = page.total;
			values.push(...page.rows.map((row) => row[at] ?? null));
			if (page.rows.length < PAGE) break;
		}
	} catch (error) {
		toasts.say(toApiError(error).message, 'bad');
		return;
	}
	const copied = values.length === 1 ? '1 value' : `${formatNumber(values.length)} values`;
	const of = values.length < total ? ` of ${formatNumber(total)}; the CSV has all` : '';
	await copyText(
		values.map((cell) => (cell === null ? '' : String(cell))).join('\n'),
		`${copied} copied${of}`,
		toasts
	);
}
