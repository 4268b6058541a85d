// Copies one column of what one looks at, a value a line, in the order shown.

import { toApiError } from '../api/http';
import { readPage, type Relation } from '../api/pages';
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
	let cut = 0;
	try {
		while (values.length < Math.min(MOST, total)) {
			const page = await readPage(relation, query, PAGE, values.length);
			const at = page.columns.findIndex(({ name }) => name === column);
			total = page.total;
			cut += page.cut.filter((cell) => cell.column === at).length;
			values.push(...page.rows.map((row) => row[at] ?? null));
			if (page.rows.length < PAGE) break;
		}
	} catch (error) {
		toasts.say(toApiError(error).message, 'bad');
		return;
	}
	const copied = values.length === 1 ? '1 value' : `${formatNumber(values.length)} values`;
	const of = values.length < total ? ` of ${formatNumber(total)}; the CSV has all` : '';
	const begun = cut > 0 ? `; of ${formatNumber(cut)} only the beginning` : '';
	await copyText(
		values.map((cell) => (cell === null ? '' : String(cell))).join('\n'),
		`${copied} copied${of}${begun}`,
		toasts
	);
}
