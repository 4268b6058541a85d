import { describe, expect, test } from 'vitest';
import type { Tile } from '../api/boards';
import { conditionsFor, resultAddress, sharedColumns, tileTitle, together } from './tiles';

const tile = (tile_id: string, columns: Record<string, string>, more: Partial<Tile> = {}): Tile => ({
	tile_id,
	kind: 'rows',
	rule_id: `rule ${tile_id}`,
	sentence: `sentence ${tile_id}`,
	title: '',
	text: '',
	look: '',
	x: 0,
	y: 0,
	w: 6,
	h: 6,
	result: {
		title: '',
		view: `rule_${tile_id}`,
		made_at: '',
		columns: Object.entries(columns).map(([name, type]) => ({ name, type }))
	},
	...more
});

describe('the filter', () => {
	const orgs = tile('orgs', { country: 'text', size: 'integer', name: 'text' });
	const guests = tile('guests', { country: 'character varying', size: 'text', email: 'text' });

	test('is over columns that several results have', () => {
		expect(sharedColumns([orgs, guests]).map(({ name }) => name)).toEqual(['country']);
		expect(sharedColumns([orgs])).toEqual([]);
		expect(sharedColumns([orgs, { ...orgs, tile_id: 'again' }])).toEqual([]);
		expect(sharedColumns([orgs, { ...guests, look: 'hide=country' }])).toEqual([]);
	});

	test('narrows only what has the column', () => {
		const where = [{ column: 'country', op: 'eq' as const, value: 'Germany' }];
		const shared = sharedColumns([orgs, guests]);
		expect(conditionsFor(orgs, where, shared)).toEqual(where);
		expect(conditionsFor(tile('posts', { title: 'text' }), where, shared)).toEqual([]);
		expect(conditionsFor(tile('odd', { country: 'integer' }), where, shared)).toEqual([]);
	});

	test('offers the values of all of them', () => {
		const page = (...rows: [string, number][]) => ({
			columns: [{ name: 'country', type: 'text' }],
			rows,
			total: rows.length,
			elapsed_ms: 1,
			cut: [],
			references: []
		});
		expect(together([page(['France', 2], ['Italy', 1]), page(['Italy', 4])]).rows).toEqual([
			['Italy', 5],
			['France', 2]
		]);
		expect(together([]).rows).toEqual([]);
	});
});

test('a tile is called as it was named, else as its rule, else as what was asked', () => {
	expect(tileTitle(tile('a', {}))).toBe('sentence a');
	expect(tileTitle(tile('a', {}, { title: 'Mine' }))).toBe('Mine');
	expect(tileTitle(tile('a', {}, { kind: 'text', sentence: '', result: null }))).toBe('Text');
});

test('its title leads to what it shows', () => {
	expect(resultAddress(tile('a', {}, { look: 'where=kind:eq:pattern' }))).toBe(
		'/results/rule_a?where=kind%3Aeq%3Apattern'
	);
	expect(resultAddress(tile('a', {}, { kind: 'chart', look: 'chart=pie' }))).toBe(
		'/results/rule_a?chart=pie&tab=chart'
	);
});
