import { describe, expect, test, vi } from 'vitest';
import { ApiError } from '../api/http';
import type { Relation } from '../api/pages';
import { EVERYTHING, type PageQuery } from './query';
import { Rows, type ReadPage } from './rows.svelte';

const view: Relation = { kind: 'view', name: 'rule_a' };

/** A relation of `total` rows that are their own number. */
function relation(total: number) {
	const reads: { offset: number; query: PageQuery; signal?: AbortSignal }[] = [];
	const read: ReadPage = async (_relation, query, limit, offset, signal) => {
		reads.push({ offset, query, signal });
		await Promise.resolve();
		const length = Math.max(0, Math.min(limit, total - offset));
		return {
			columns: [{ name: 'n', type: 'bigint' }],
			rows: Array.from({ length }, (_, i) => [i === 3 && offset === 0 ? '3…' : offset + i]),
			cut: offset === 0 ? [{ row: 3, column: 0, bytes: 1_200_000 }] : [],
			references: [],
			total,
			elapsed_ms: 1
		};
	};
	return { read, reads };
}

async function looked(total: number) {
	const { read, reads } = relation(total);
	const rows = new Rows(read);
	rows.look(view, EVERYTHING);
	await vi.waitFor(() => expect(rows.loading).toBe(false));
	return { rows, reads };
}

describe('Rows', () => {
	test('reads the first block by itself', async () => {
		const { rows, reads } = await looked(100_000);
		expect(reads.map((r) => r.offset)).toEqual([0]);
		expect(rows.total).toBe(100_000);
		expect(rows.row(0)).toEqual([0]);
		expect(rows.row(199)).toEqual([199]);
		expect(rows.row(200)).toBeUndefined();
	});

	test('reads only the blocks in sight, each once', async () => {
		const { rows, reads } = await looked(100_000);
		rows.ensure(50_190, 50_240);
		rows.ensure(50_190, 50_240);
		await vi.waitFor(() => expect(rows.row(50_200)).toEqual([50_200]));
		expect(rows.row(50_190)).toEqual([50_190]);
		expect(reads.map((r) => r.offset)).toEqual([0, 50_000, 50_200]);
	});

	test('knows which cells are only begun, and reads one whole where the rows are', async () => {
		const asked: unknown[] = [];
		let value = '3, whole';
		const rows = new Rows(relation(10).read, async (...where) => {
			asked.push(where);
			return value;
		});
		rows.look(view, EVERYTHING);
		await vi.waitFor(() => expect(rows.loading).toBe(false));
		expect([rows.cutAt(3, 0), rows.cutAt(4, 0)]).toEqual([1_200_000, undefined]);
		expect(await rows.whole(3, 0)).toBe('3, whole');
		expect(asked).toEqual([[view, EVERYTHING, 3, 'n']]);
		value = 'of another row';
		await expect(rows.whole(3, 0)).rejects.toThrow('The rows have changed meanwhile.');
	});

	test('tells which row of another table a cell refers to', async () => {
		const rows = new Rows(async () => ({
			columns: [
				{ name: 'n', type: 'bigint' },
				{ name: 'org_id', type: 'bigint' }
			],
			rows: [
				[1, 7],
				[2, 8],
				[3, null]
			],
			cut: [],
			references: [{ column: 1, table: 'sales.orgs', key: 'id', names: new Map([['7', 'Acme']]) }],
			total: 3,
			elapsed_ms: 1
		}));
		rows.look(view, EVERYTHING);
		await vi.waitFor(() => expect(rows.loading).toBe(false));
		expect([...rows.keys]).toEqual([1]);
		const address = (id: number) => `/tables/sales.orgs?where=id%3Aeq%3A${id}`;
		expect(rows.referred(0, 1)).toEqual({ table: 'sales.orgs', name: 'Acme', address: address(7) });
		expect(rows.referred(1, 1)).toEqual({ table: 'sales.orgs', name: '', address: address(8) });
		expect([rows.referred(2, 1), rows.referred(0, 0), rows.referred(9, 1)]).toEqual([
			undefined,
			undefined,
			undefined
		]);
	});

	test('never asks beyond the end', async () => {
		const { rows, reads } = await looked(30);
		rows.ensure(0, 500);
		expect(reads).toHaveLength(1);
	});

	test('stops waiting for what has been scrolled past', async () => {
		const { rows, reads } = await looked(100_000);
		rows.ensure(10_000, 10_040);
		rows.ensure(90_000, 90_040);
		expect(reads.find((r) => r.offset === 10_000)?.signal?.aborted).toBe(true);
		await vi.waitFor(() => expect(rows.row(90_000)).toEqual([90_000]));
		expect(rows.row(10_000)).toBeUndefined();
	});

	test('keeps the old rows until a new query is answered', async () => {
		const { rows } = await looked(1000);
		rows.look(view, { ...EVERYTHING, filter: 'x' });
		expect(rows.loading).toBe(true);
		expect(rows.row(0)).toEqual([0]);
		await vi.waitFor(() => expect(rows.loading).toBe(false));
	});

	test('holds a bounded number of rows', async () => {
		const { rows } = await looked(1_000_000);
		for (let first = 0; first < 40_000; first += 200) {
			rows.ensure(first, first + 199);
			await new Promise((resolve) => setImmediate(resolve));
			expect(rows.row(first)).toEqual([first]);
		}
		const held = Array.from({ length: 200 }, (_, block) => rows.row(block * 200)).filter(Boolean);
		expect(held).toHaveLength(60);
	});

	test('says why a view cannot be read', async () => {
		const rows = new Rows(async () => {
			throw new ApiError('There is no view rule_a.', 'not_found', '', 404);
		});
		rows.look(view, EVERYTHING);
		await vi.waitFor(() =>
			expect(rows.error).toMatchObject({ kind: 'not_found', message: 'There is no view rule_a.' })
		);
		expect(rows.loading).toBe(false);
	});
});
