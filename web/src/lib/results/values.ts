// How a value of a PostgreSQL type is shown. Everything is text; nothing here makes HTML.

import type { Cell } from '../api/protocol';

export type TypeGroup =
	'number' | 'boolean' | 'date' | 'timestamp' | 'timestamptz' | 'json' | 'array' | 'text';

export interface Shown {
	text: string;
	kind: 'null' | 'empty' | 'number' | 'boolean' | 'date' | 'json' | 'array' | 'link' | 'text';
	/** Shown on hover: the same moment in UTC, a number with all its digits. */
	title?: string;
}

const NUMBER = /^(smallint|integer|bigint|real|double precision|numeric|decimal|money|oid)\b/;

export function typeGroup(type: string): TypeGroup {
	if (type.endsWith('[]')) return 'array';
	if (NUMBER.test(type)) return 'number';
	if (type === 'boolean') return 'boolean';
	if (type === 'date') return 'date';
	if (/^timestamp.* with time zone$/.test(type)) return 'timestamptz';
	if (type.startsWith('timestamp')) return 'timestamp';
	if (type === 'json' || type === 'jsonb') return 'json';
	return 'text';
}

/** Longer text is cut in a cell; the row's own view has all of it. */
const LONGEST = 400;

/** `name`: the column's; the numbers of a key are names and stand as they are. */
export function show(cell: Cell, type: string, name = ''): Shown {
	if (cell === null) return { text: 'null', kind: 'null' };
	if (cell === '') return { text: 'empty', kind: 'empty' };
	const text = String(cell);
	switch (typeGroup(type)) {
		case 'number':
			return showNumber(text, typeof cell === 'number' ? scaled(cell, type) : text, type, name);
		case 'boolean':
			return { text, kind: 'boolean' };
		case 'date':
			return { text, kind: 'date' };
		case 'timestamp':
			return { text: text.replace(/\.\d+$/, '').replace(/ 00:00:00$/, ''), kind: 'date', title: text };
		case 'timestamptz':
			return showMoment(text);
		case 'json':
			return { text: cut(text), kind: 'json' };
		case 'array':
			return { text: cut(text), kind: 'array' };
		case 'text':
			return { text: cut(text), kind: isLink(text) ? 'link' : 'text' };
	}
}

/** Only addresses of the web become links: never javascript: or data:. */
function isLink(text: string): boolean {
	return text.length < 2000 && /^https?:\/\/[^\s]+$/i.test(text);
}

// numeric(10,2) is money more often than not: 12.5 is shown as 12.50.
function scaled(value: number, type: string): string {
	const scale = /^numeric\(\d+,(\d+)\)$/.exec(type)?.[1];
	return scale === undefined ? String(value) : value.toFixed(Number(scale));
}

// An average or a share has as many digits as PostgreSQL computes: four behind the point are read, all are there on hover.
// Numbers that somebody stored with a scale, or as floating point of few digits, stand as they are.
function showNumber(whole: string, text: string, type: string, name: string): Shown {
	const digits = /^-?\d+\.(\d+)$/.exec(text)?.[1]?.length ?? 0;
	const most = type === 'numeric' ? 4 : type === 'double precision' || type === 'real' ? 10 : Infinity;
	const size = Math.abs(Number(text));
	if (digits <= most || size >= 1e15) return { text: grouped(text, name), kind: 'number' };
	const short = size >= 1 || size === 0 ? Number(text).toFixed(4) : Number(text).toPrecision(4);
	return {
		text: grouped(short.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, ''), name),
		kind: 'number',
		title: whole
	};
}

/** Null for what is no finite number. */
export function toNumber(cell: Cell | undefined): number | null {
	if (cell === null || cell === undefined || typeof cell === 'boolean' || cell === '') return null;
	const number = typeof cell === 'number' ? cell : Number(cell);
	return Number.isFinite(number) ? number : null;
}

// 48500000.00 is read as 48,500,000.00. Four digits may be a year, and what looks like a key is one.
function grouped(text: string, name: string): string {
	return isKey(name) ? text : groupDigits(text, 5);
}

/** Groups of three before the point, where there are at least `from` digits. */
export function groupDigits(text: string, from: number): string {
	const match = /^(-?)(\d+)(\.\d+)?$/.exec(text);
	if (!match || (match[2] ?? '').length < from) return text;
	return `${match[1]}${match[2]?.replace(/\B(?=(\d{3})+$)/g, ',')}${match[3] ?? ''}`;
}

/** Whether a column of this name identifies rather than measures. */
export function isKey(name: string): boolean {
	return /(^|_)(id|key|code|zip|year)$/i.test(name);
}

function cut(text: string): string {
	return text.length > LONGEST ? text.slice(0, LONGEST) + '…' : text;
}

// PostgreSQL: 2025-11-20 08:00:00.123+00, also +05:30, also BC and infinity, which JavaScript does not read.
function showMoment(text: string): Shown {
	const match = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(\.\d+)?([+-]\d\d)(?::?(\d\d))?$/.exec(text);
	if (!match) return { text, kind: 'date' };
	const moment = new Date(`${match[1]}T${match[2]}${match[4]}:${match[5] ?? '00'}`);
	if (Number.isNaN(moment.getTime())) return { text, kind: 'date' };
	return {
		text: localDateTime(moment),
		kind: 'date',
		title: `${moment.toISOString().replace('T', ' ').slice(0, 19)} UTC`
	};
}

function localDateTime(moment: Date): string {
	const two = (n: number) => String(n).padStart(2, '0');
	const date = `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
	return `${date} ${two(moment.getHours())}:${two(moment.getMinutes())}`;
}

/** The whole value for the row's own view; JSON is laid out. */
export function showWhole(cell: Cell, type: string): string {
	if (cell === null) return 'null';
	const text = String(cell);
	if (typeGroup(type) !== 'json') return text;
	try {
		return JSON.stringify(JSON.parse(text), null, 2);
	} catch {
		return text;
	}
}

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
	['year', 31_536_000],
	['month', 2_592_000],
	['week', 604_800],
	['day', 86_400],
	['hour', 3_600],
	['minute', 60]
];
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/** `iso` is UTC, ISO 8601; a moment that cannot be read gives ''. */
export function ago(iso: string, now: number): string {
	const moment = Date.parse(iso);
	if (Number.isNaN(moment)) return '';
	// What has just happened may lie a moment ahead of a clock that ticks in steps.
	return since(Math.min(0, moment - now) / 1000, 'just now');
}

/** How long ago a day or a moment of the database is, or how far ahead; '' for what has no place in time. */
export function howLongAgo(cell: Cell, now: number): string {
	const match = /^(\d{4}-\d\d-\d\d)(?: (\d\d:\d\d:\d\d)(?:\.\d+)?(?:([+-]\d\d)(?::?(\d\d))?)?)?$/.exec(
		String(cell)
	);
	if (!match) return '';
	const [, day, time, hours, minutes = '00'] = match;
	if (time === undefined) {
		const today = new Date(now).toISOString().slice(0, 10);
		return since((Date.parse(`${day}`) - Date.parse(today)) / 1000, 'today');
	}
	const moment = Date.parse(`${day}T${time}${hours === undefined ? 'Z' : `${hours}:${minutes}`}`);
	return Number.isNaN(moment) ? '' : since((moment - now) / 1000, 'just now');
}

function since(seconds: number, now: string): string {
	const unit = UNITS.find(([, size]) => Math.abs(seconds) >= size);
	return unit ? relative.format(Math.round(seconds / unit[1]), unit[0]) : now;
}

/** `iso` in the reader's own time zone; '' when it cannot be read. */
export function localTime(iso: string): string {
	const moment = new Date(iso);
	return Number.isNaN(moment.getTime()) ? '' : localDateTime(moment);
}

const counts = new Intl.NumberFormat('en');

export function count(n: number, one: string, many = `${one}s`): string {
	return `${counts.format(n)} ${n === 1 ? one : many}`;
}

export function formatNumber(n: number): string {
	return counts.format(n);
}

/** 812 bytes, 2.1 kB, 1.3 MB. */
export function dataSize(bytes: number): string {
	if (bytes < 1000) return count(bytes, 'byte');
	if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(1)} kB`;
	return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** 0.4 ms, 12 ms, 1.3 s, 2 min 5 s. */
export function duration(ms: number): string {
	if (ms < 10) return `${Number(ms.toFixed(1))} ms`;
	if (ms < 1000) return `${Math.round(ms)} ms`;
	if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
	return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}
