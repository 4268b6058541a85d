// The wire contract as types (docs/protocol.md). Names are the wire's own. Frames are checked, never assumed: decodeFrame
// throws DecodeError on what the contract does not allow, and gives `unknown` for a type that a newer server may send.

import {
	asArray,
	asBoolean,
	asNumber,
	asObject,
	asString,
	DecodeError,
	optional,
	parseObject,
	withDefault,
	type JsonObject
} from './decode';

/** A value as the database prints it: numbers and booleans as such where JavaScript keeps them exactly, text otherwise. */
export type Cell = string | number | boolean | null;

export interface Column {
	name: string;
	/** As PostgreSQL's format_type() prints it: `bigint`, `numeric(10,2)`, `text[]`. */
	type: string;
}

export const STAGES = ['queued', 'context', 'generate', 'model', 'check', 'materialise', 'register'] as const;
export type Stage = (typeof STAGES)[number];

export interface ModelUse {
	name: string;
	calls: number;
	tokens: number;
	/** By the configured prices; 0 without. */
	cost: number;
	took_ms: number;
}

/** Milliseconds. */
export interface Timings {
	generate: number;
	check: number;
	materialise: number;
	register: number;
	total: number;
}

export interface Hello {
	type: 'hello';
	server: string;
	version: string;
	session: string;
	generators: string[];
	last_event: number;
	user?: User;
}

/** Who the server takes the client for; no name: nobody with one. */
export interface User {
	name: string;
	/** `reader`, `author` or `admin`. */
	role: string;
}

export function asUser(value: unknown, what: string): User {
	const user = asObject(value, what);
	return { name: asString(user.name, `${what}.name`), role: asString(user.role, `${what}.role`) };
}

export const WORD_ROLES = [
	'none',
	'table',
	'column',
	'value',
	'number',
	'comparison',
	'time',
	'aggregate',
	'group',
	'order'
] as const;
/** `none`: a word of content that the reading leaves out. */
export type WordRole = (typeof WORD_ROLES)[number];

/** What a word of the sentence became, or several that say one thing. */
export interface SaidWord {
	/** In UTF-16 code units of the frame's `sentence`, or of what was sent where that is missing. */
	offset: number;
	length: number;
	role: WordRole;
	table?: string;
	column?: string;
	/** Of a value or a number: as it stands in the SQL; of an order: how many rows, where the sentence does not say. */
	value?: string;
	/** The word does not name what it is taken for. */
	assumed?: boolean;
}

export interface RuleResult {
	type: 'rule_result';
	message: string;
	timestamp: string;
	rule_id?: string;
	/** The id it has in the registry: another rule's when that has the same sentence. */
	registered_as?: string;
	rule?: string;
	/** What a sentence that changes the one before it became; missing when it stood by itself. */
	sentence?: string;
	view?: string;
	rows?: number;
	columns?: Column[];
	/** The first 20 rows at most. */
	preview?: Cell[][];
	sql?: string;
	reading?: string;
	generator?: string;
	/** 0 … 1. */
	confidence?: number;
	words?: SaidWord[];
	/** What it took to hear a language model, where it was asked for this answer. */
	model?: ModelUse;
	/** As a person chose, or a model wrote, when the same sentence was run before. */
	kept?: boolean;
	version?: number;
	timings_ms?: Timings;
	seq?: number;
}

export interface RuleError {
	type: 'error';
	rule: string;
	message: string;
	timestamp: string;
	rule_id?: string;
	kind?: string;
	hint?: string;
	/** Of kind `forbidden`. */
	role_needed?: string;
	/** Words of the sentence that were not understood, as typed. */
	unknown?: string[];
	/** The same words with their places in the sentence as it was sent, and the nearest names there are. */
	unknown_words?: UnknownWord[];
	seq?: number;
}

export interface UnknownWord {
	word: string;
	/** In UTF-16 code units; left out when the word does not stand in what was sent. */
	offset?: number;
	length?: number;
	suggestions: string[];
}

export interface OfferedReading {
	n: number;
	reading: string;
}

export interface RuleProgress {
	type: 'rule_progress';
	rule_id: string;
	stage: Stage;
	elapsed_ms: number;
	/** What may be chosen while a language model is asked. */
	readings?: OfferedReading[];
	/** Of the model's answer so far. */
	received_bytes?: number;
}

export interface Reading extends OfferedReading {
	/** Null when it was not counted in time. */
	rows: number | null;
	words?: SaidWord[];
	/** A few of its rows that tell it from the others. */
	sample?: Sample;
}

export interface Sample {
	columns: Column[];
	rows: Cell[][];
	/** No other reading with such columns returns these; else they are its first. */
	only: boolean;
}

export interface Clarify {
	type: 'clarify';
	rule_id: string;
	/** As of RuleResult. */
	sentence?: string;
	question: string;
	readings: Reading[];
	rule?: string;
	timestamp?: string;
	seq?: number;
}

export interface ViewsRefresh {
	type: 'event';
	event: 'views:refresh';
	/** `views` names all of them when several changed at once; `view` and `rule` are the newest. An empty rule: it is gone. */
	payload: { view: string; rule: string; views?: { view: string; rule: string }[] };
}

export interface BoardsRefresh {
	type: 'event';
	event: 'boards:refresh';
	payload: { board: string };
}

export interface SessionResumed {
	type: 'event';
	event: 'session:resumed';
	/** `running`: rules of the old session that will still be answered to this one. */
	payload: { session: string; sent: number; running: string[] };
}

export interface UnknownFrame {
	type: 'unknown';
}

export type ServerFrame =
	| Hello
	| RuleResult
	| RuleError
	| RuleProgress
	| Clarify
	| ViewsRefresh
	| BoardsRefresh
	| SessionResumed
	| UnknownFrame;

export type ClientFrame =
	/** `after`: the sentence before it in the conversation, which it may change ("and in France?"). */
	/** `sql`: what a person takes for the sentence's answer. `from`: id of the rule that it goes on from. */
	| {
			type: 'run_rule';
			rule_code: string;
			rule_id: string;
			after?: string;
			generator?: 'auto';
			sql?: string;
			from?: string;
			/** An answer that would leave a word out is a question first. */
			ask_left_out?: true;
	  }
	| { type: 'choose_reading'; rule_id: string; n: number }
	| { type: 'cancel_rule'; rule_id: string }
	| { type: 'resume'; after: number; session: string };

export function encodeFrame(frame: ClientFrame): string {
	return JSON.stringify(frame);
}

/** @throws DecodeError */
export function decodeFrame(text: string): ServerFrame {
	const frame = parseObject(text);
	switch (asString(frame.type, 'type')) {
		case 'hello':
			return dropUndefined<Hello>({
				type: 'hello',
				server: asString(frame.server, 'server'),
				version: asString(frame.version, 'version'),
				session: asString(frame.session, 'session'),
				generators: withDefault(frame, 'generators', strings, []),
				last_event: withDefault(frame, 'last_event', asNumber, 0),
				user: optional(frame, 'user', asUser)
			});
		case 'rule_result':
			return decodeResult(frame);
		case 'error':
			return dropUndefined<RuleError>({
				type: 'error',
				rule: withDefault(frame, 'rule', asString, ''),
				message: asString(frame.message, 'message'),
				timestamp: withDefault(frame, 'timestamp', asString, ''),
				rule_id: optional(frame, 'rule_id', asString),
				kind: optional(frame, 'kind', asString),
				hint: optional(frame, 'hint', asString),
				role_needed: optional(frame, 'role_needed', asString),
				unknown: optional(frame, 'unknown', strings),
				unknown_words: optional(frame, 'unknown_words', (value, what) => asArray(value, what, asUnknownWord)),
				seq: optional(frame, 'seq', asNumber)
			});
		case 'rule_progress':
			return dropUndefined<RuleProgress>({
				type: 'rule_progress',
				rule_id: asString(frame.rule_id, 'rule_id'),
				stage: asStage(frame.stage),
				elapsed_ms: asNumber(frame.elapsed_ms, 'elapsed_ms'),
				readings: optional(frame, 'readings', (value, what) => asArray(value, what, asOffered)),
				received_bytes: optional(frame, 'received_bytes', asNumber)
			});
		case 'clarify':
			return dropUndefined<Clarify>({
				type: 'clarify',
				rule_id: asString(frame.rule_id, 'rule_id'),
				rule: optional(frame, 'rule', asString),
				sentence: optional(frame, 'sentence', asString),
				question: asString(frame.question, 'question'),
				readings: asArray(frame.readings, 'readings', asReading),
				timestamp: optional(frame, 'timestamp', asString),
				seq: optional(frame, 'seq', asNumber)
			});
		case 'event':
			return decodeEvent(frame);
		default:
			return { type: 'unknown' };
	}
}

function asModelUse(value: unknown, what: string): ModelUse {
	const use = asObject(value, what);
	return {
		name: asString(use.name, `${what}.name`),
		calls: asNumber(use.calls, `${what}.calls`),
		tokens: asNumber(use.tokens, `${what}.tokens`),
		cost: asNumber(use.cost, `${what}.cost`),
		took_ms: asNumber(use.took_ms, `${what}.took_ms`)
	};
}

function decodeResult(frame: JsonObject): RuleResult {
	return dropUndefined<RuleResult>({
		type: 'rule_result',
		message: asString(frame.message, 'message'),
		timestamp: asString(frame.timestamp, 'timestamp'),
		rule_id: optional(frame, 'rule_id', asString),
		registered_as: optional(frame, 'registered_as', asString),
		rule: optional(frame, 'rule', asString),
		sentence: optional(frame, 'sentence', asString),
		view: optional(frame, 'view', asString),
		rows: optional(frame, 'rows', asNumber),
		columns: optional(frame, 'columns', asColumns),
		preview: optional(frame, 'preview', asRows),
		sql: optional(frame, 'sql', asString),
		reading: optional(frame, 'reading', asString),
		generator: optional(frame, 'generator', asString),
		confidence: optional(frame, 'confidence', asNumber),
		words: optional(frame, 'words', asSaidWords),
		model: optional(frame, 'model', asModelUse),
		kept: optional(frame, 'kept', asBoolean),
		version: optional(frame, 'version', asNumber),
		timings_ms: optional(frame, 'timings_ms', asTimings),
		seq: optional(frame, 'seq', asNumber)
	});
}

function decodeEvent(frame: JsonObject): ViewsRefresh | BoardsRefresh | SessionResumed | UnknownFrame {
	const payload = asObject(frame.payload ?? {}, 'payload');
	switch (asString(frame.event, 'event')) {
		case 'views:refresh':
			return {
				type: 'event',
				event: 'views:refresh',
				payload: dropUndefined({
					...asViewChange(payload),
					views: optional(payload, 'views', (value, what) =>
						asArray(value, what, (item, at) => asViewChange(asObject(item, at)))
					)
				})
			};
		case 'boards:refresh':
			return {
				type: 'event',
				event: 'boards:refresh',
				payload: { board: asString(payload.board, 'payload.board') }
			};
		case 'session:resumed':
			return {
				type: 'event',
				event: 'session:resumed',
				payload: {
					session: withDefault(payload, 'session', asString, ''),
					sent: withDefault(payload, 'sent', asNumber, 0),
					running: withDefault(payload, 'running', strings, [])
				}
			};
		default:
			return { type: 'unknown' };
	}
}

export function asColumns(value: unknown, what: string): Column[] {
	return asArray(value, what, (item, at) => {
		const column = asObject(item, at);
		return { name: asString(column.name, `${at}.name`), type: asString(column.type, `${at}.type`) };
	});
}

export function asRows(value: unknown, what: string): Cell[][] {
	return asArray(value, what, (row, at) => asArray(row, at, asCell));
}

function asCell(value: unknown, what: string): Cell {
	switch (typeof value) {
		case 'string':
		case 'number':
		case 'boolean':
			return value;
		default:
			if (value === null) return null;
			throw new DecodeError(`${what} must be a value`);
	}
}

function asTimings(value: unknown, what: string): Timings {
	const timings = asObject(value, what);
	return {
		generate: withDefault(timings, 'generate', asNumber, 0),
		check: withDefault(timings, 'check', asNumber, 0),
		materialise: withDefault(timings, 'materialise', asNumber, 0),
		register: withDefault(timings, 'register', asNumber, 0),
		total: withDefault(timings, 'total', asNumber, 0)
	};
}

function asViewChange(change: JsonObject): { view: string; rule: string } {
	return {
		view: withDefault(change, 'view', asString, ''),
		rule: withDefault(change, 'rule', asString, '')
	};
}

export function asUnknownWord(value: unknown, what: string): UnknownWord {
	const word = asObject(value, what);
	return dropUndefined<UnknownWord>({
		word: asString(word.word, `${what}.word`),
		offset: optional(word, 'offset', asNumber),
		length: optional(word, 'length', asNumber),
		suggestions: strings(word.suggestions, `${what}.suggestions`)
	});
}

/** Without those whose role only a newer server knows. */
export function asSaidWords(value: unknown, what: string): SaidWord[] {
	return asArray(value, what, (item, at) => {
		const word = asObject(item, at);
		const role = asString(word.role, `${at}.role`);
		const known = WORD_ROLES.find((one) => one === role);
		return known
			? dropUndefined<SaidWord>({
					offset: asNumber(word.offset, `${at}.offset`),
					length: asNumber(word.length, `${at}.length`),
					role: known,
					table: optional(word, 'table', asString),
					column: optional(word, 'column', asString),
					value: optional(word, 'value', asString),
					assumed: optional(word, 'assumed', asBoolean)
				})
			: undefined;
	}).filter((word) => word !== undefined);
}

function asOffered(value: unknown, what: string): OfferedReading {
	const offered = asObject(value, what);
	return { n: asNumber(offered.n, `${what}.n`), reading: asString(offered.reading, `${what}.reading`) };
}

function asReading(value: unknown, what: string): Reading {
	const reading = asObject(value, what);
	return dropUndefined<Reading>({
		...asOffered(value, what),
		rows: optional(reading, 'rows', asNumber) ?? null,
		words: optional(reading, 'words', asSaidWords),
		sample: optional(reading, 'sample', asSample)
	});
}

function asSample(value: unknown, what: string): Sample {
	const sample = asObject(value, what);
	return {
		columns: asColumns(sample.columns, `${what}.columns`),
		rows: asRows(sample.rows, `${what}.rows`),
		only: asBoolean(sample.only, `${what}.only`)
	};
}

function asStage(value: unknown): Stage {
	const stage = STAGES.find((known) => known === value);
	if (!stage) throw new DecodeError('stage is unknown');
	return stage;
}

function strings(value: unknown, what: string): string[] {
	return asArray(value, what, asString);
}

function dropUndefined<T extends object>(value: T): T {
	return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as T;
}
