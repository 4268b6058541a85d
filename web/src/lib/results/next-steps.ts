// What one may want to know next of an answer: changes of its sentence, made from its columns and rows and from the tables it
// speaks of. Whether such a change is understood as it is meant only the server can say. Pure.

import type { Cell, Column } from '../api/protocol';
import { roleOf, withRole } from './column-roles';

export interface Answered {
	sentence: string;
	columns: readonly Column[];
	/** The first ones. */
	rows: readonly (readonly Cell[])[];
	total: number;
	tables: readonly { name: string; columns: readonly Column[] }[];
}

export type StepKind = 'only' | 'by' | 'time' | 'top' | 'without' | 'count';

export interface Step {
	kind: StepKind;
	label: string;
	/** What it is asked as, behind the answer's sentence. */
	sentence: string;
	/** What the reading says when it was understood as meant. */
	means: RegExp;
}

const MOST_VALUES = 12;
const LONGEST_VALUE = 30;
const YEARS = 3;

/** The likeliest first within each kind. */
export function possibleSteps(answered: Answered): Step[] {
	const { columns, rows, total } = answered;
	const grouped = isGrouped(columns);
	const few = grouped ? [] : columns.flatMap((column, i) => fewValued(column, answered, i));
	const steps: Step[] = [];
	for (const { value } of few) {
		if (value === undefined) continue;
		steps.push(step('only', `only ${value}`, `only ${value}`, `is “${escaped(value)}”`));
		steps.push(step('without', `without ${value}`, `without ${value}`, `is not “${escaped(value)}”`));
	}
	const half = grouped ? middle(columns, rows) : undefined;
	if (half !== undefined) {
		const sentence = `only those with more than ${half}`;
		steps.push(step('only', sentence, sentence, `more than ${escaped(`${half}`)}\\b`));
	}
	for (const name of grouped ? dimensionsOf(answered) : few.map(({ column }) => column.name))
		steps.push(
			step('by', `by ${words(name)}`, `by ${words(name)}`, `\\bper (\\w+ )?${escaped(words(name))}`)
		);
	for (const { name } of grouped ? [] : withRole(columns, 'moment')) {
		const grain = grainOf(rows.map((row) => row[columns.findIndex((column) => column.name === name)]));
		if (!grain) continue;
		const sentence = `per ${grain} of ${words(name)}`;
		steps.push(
			step('time', `over time, ${sentence}`, sentence, `\\bper ${grain} of (the )?${escaped(words(name))}`)
		);
	}
	if (total > 10) {
		for (const { name } of grouped ? [] : withRole(columns, 'measure'))
			steps.push(
				step(
					'top',
					`top 10 by ${words(name)}`,
					`the top 10 by ${words(name)}`,
					`\\b10 .*highest ${escaped(words(name))}`
				)
			);
		steps.push(step('top', 'top 10', 'top 10', grouped ? '\\bthe 10 ' : '\\b10 .*(most|highest|latest)'));
	}
	if (!grouped) {
		for (const { name } of relatedTables(answered))
			steps.push(
				step(
					'without',
					`without ${words(name)}`,
					`without ${words(name)}`,
					`\\bwithout ${escaped(words(name))}`
				)
			);
		if (total > 1) steps.push(step('count', 'how many are these?', 'how many are these?', '^how many\\b'));
	}
	return steps;
}

function step(kind: StepKind, label: string, sentence: string, means: string): Step {
	return { kind, label, sentence, means: new RegExp(means, 'i') };
}

/** Names and numbers, and no row of a table: what a count per something returns. */
function isGrouped(columns: readonly Column[]): boolean {
	const measures = withRole(columns, 'measure').length;
	return measures > 0 && columns.length <= 3 && !columns.some(({ name }) => /^(id|name|title)$/i.test(name));
}

function fewValued(
	column: Column,
	{ sentence, rows }: Answered,
	at: number
): { column: Column; value: string | undefined }[] {
	if (roleOf(column) !== 'label') return [];
	const counts = new Map<string, number>();
	for (const row of rows) {
		const cell = row[at];
		if (typeof cell === 'string' && cell !== '') counts.set(cell, (counts.get(cell) ?? 0) + 1);
	}
	const values = [...counts].sort((a, b) => b[1] - a[1]);
	const few = counts.size >= 2 && counts.size <= Math.max(MOST_VALUES, rows.length / 4);
	if (!few || (values[0]?.[1] ?? 0) < 2) return [];
	const fit = values.find(([value]) => value.length <= LONGEST_VALUE && !mentions(sentence, value));
	return [{ column, value: fit?.[0] }];
}

/** What about half of the groups have more than; undefined where they have all the same. */
function middle(columns: readonly Column[], rows: Answered['rows']): number | undefined {
	const at = columns.findIndex((column) => roleOf(column) === 'measure');
	const numbers = rows.flatMap((row) => (typeof row[at] === 'number' ? [row[at]] : [])).sort((a, b) => a - b);
	const half = numbers[Math.floor(numbers.length / 2)];
	return half !== undefined && half < (numbers.at(-1) ?? half) ? half : undefined;
}

/** Columns of the tables that the sentence names, which rows may be put into groups by. */
function dimensionsOf({ sentence, columns, tables }: Answered): string[] {
	const own = new Set(columns.map(({ name }) => name));
	return tables
		.filter(({ name }) => mentions(sentence, words(name)))
		.flatMap((table) => withRole(table.columns, 'label'))
		.map(({ name }) => name)
		.filter((name) => !own.has(name) && !/name|title|description|url|text|email|note/i.test(name))
		.filter((name) => !mentions(sentence, words(name)));
}

function relatedTables({ sentence, tables }: Answered): Answered['tables'] {
	return tables.filter(({ name }) => !mentions(sentence, words(name)) && !name.includes('_')).slice(0, 3);
}

/** Years where the moments lie years apart, else months; undefined where there is too little to see. */
function grainOf(cells: readonly (Cell | undefined)[]): 'year' | 'month' | undefined {
	const times = cells
		.flatMap((cell) => (typeof cell === 'string' ? [Date.parse(cell)] : []))
		.filter(Number.isFinite);
	if (times.length < 2) return undefined;
	const days = (Math.max(...times) - Math.min(...times)) / 86_400_000;
	if (days < 31) return undefined;
	return days > YEARS * 365 ? 'year' : 'month';
}

function mentions(sentence: string, text: string): boolean {
	const stem = text.toLowerCase().replace(/s$/, '');
	return sentence.toLowerCase().includes(stem);
}

function words(name: string): string {
	return name.replaceAll('_', ' ');
}

function escaped(text: string): string {
	return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
