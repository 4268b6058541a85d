// How types, delimiters and encodings are called for people, and what may be asked of a new table first.

import type { Table } from '../api/http';
import type { ColumnType } from './imports';

export const TYPE_NAMES: Record<ColumnType, string> = {
	text: 'Text',
	bigint: 'Whole number',
	numeric: 'Number',
	boolean: 'Yes or no',
	date: 'Date',
	timestamp: 'Date and time',
	timestamptz: 'Date, time and zone',
	time: 'Time of day'
};

export const DELIMITERS: readonly (readonly [string, string])[] = [
	[',', 'Comma'],
	[';', 'Semicolon'],
	['\t', 'Tab'],
	['|', 'Bar']
];

export const ENCODINGS: readonly (readonly [string, string])[] = [
	['utf-8', 'UTF-8'],
	['utf-16le', 'UTF-16 (little endian)'],
	['utf-16be', 'UTF-16 (big endian)'],
	['windows-1252', 'Windows-1252 (Western)'],
	['iso-8859-1', 'Latin-1']
];

/** Sentences about a table that has just come, the plainest first. */
export function firstQuestions(table: Pick<Table, 'name' | 'columns'>): string[] {
	const words = (name: string) => name.replaceAll('_', ' ');
	const named = words(table.name);
	const sentences = [`Find all ${named}`, `How many ${named} are there?`];
	const date = table.columns.find(({ type }) => /^(date|timestamp)/.test(type));
	const text = table.columns.find(
		({ type, name }) => type === 'text' && !/name|note|description|id$/.test(name)
	);
	if (text) sentences.push(`Number of ${named} by ${words(text.name)}`);
	if (date)
		sentences.push(`${named[0]?.toUpperCase() ?? ''}${named.slice(1)} by ${words(date.name)}, newest first`);
	return sentences;
}
