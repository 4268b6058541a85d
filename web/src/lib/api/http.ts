// The HTTP side of the contract (docs/protocol.md, "HTTP"). Every failure is an ApiError that a person can read.

import {
	asArray,
	asBoolean,
	asNumber,
	asObject,
	asString,
	optional,
	withDefault,
	type JsonObject
} from './decode';
import { asColumns, asUser, type Column, type User } from './protocol';

export class ApiError extends Error {
	override name = 'ApiError';
	constructor(
		message: string,
		/** The contract's kinds, or `unreachable` when no answer came. */
		readonly kind: string,
		readonly hint = '',
		/** HTTP status; 0 when no answer came. */
		readonly status = 0
	) {
		super(message);
	}
}

export interface View {
	name: string;
	/** The sentence it came from. */
	description: string;
	rule: string;
	rule_id: string;
	rows: number | null;
	created_at: string;
	/** What people call it; '': its sentence. */
	title: string;
	note: string;
	starred: boolean;
	/** It was unsure or had no rows, and nobody has kept it. */
	draft: boolean;
	/** '': none. */
	folder: string;
	/** Id of the rule that it goes on from; '': none. */
	parent: string;
	/** Names that it had before. */
	aliases: string[];
	/** Names of people; '': nobody with one. */
	made_by: string;
	changed_by: string;
}

export interface Table {
	name: string;
	description: string;
	rows: number | null;
	columns: Column[];
}

export interface PredefinedRule {
	code: string;
	sentence: string;
	description: string;
}

export interface RuleVersion {
	version: number;
	sentence: string;
	sql: string;
	reading: string;
	generator: string;
	confidence: number;
	/** Null, and so is the time: a run before the server kept these. */
	rows: number | null;
	total_ms: number | null;
	created_at: string;
	/** '': nobody with a name. */
	made_by: string;
}

export interface Rule {
	rule_id: string;
	rule: string;
	sentence: string;
	sql: string;
	reading: string;
	generator: string;
	view: string;
	confidence: number;
	version: number;
	rows: number;
	total_ms: number;
	created_at: string;
	last_run_at: string;
	/** What people call it; '': its sentence. */
	title: string;
	note: string;
	starred: boolean;
	/** It was unsure or had no rows, and nobody has kept it. */
	draft: boolean;
	/** '': none. */
	folder: string;
	/** Names of people; '': nobody with one. */
	made_by: string;
	changed_by: string;
	/** Newest first; only of a single rule. */
	versions: RuleVersion[];
}

/** What is left out stays. */
export interface RuleChange {
	title?: string;
	note?: string;
	starred?: boolean;
	draft?: boolean;
	folder?: string;
	/** The view's name; links to its former ones go on working. */
	view?: string;
}

export interface Pattern {
	id: number;
	name: string;
	kind: string;
	description: string;
	created_at: string;
	updated_at: string;
}

export type PatternDraft = Pick<Pattern, 'name' | 'kind' | 'description'>;

export interface ServerInfo {
	version: string;
	database: string;
	/** Empty when no model is set. */
	model: string;
	generators: string[];
	ready: boolean;
	reason: string;
	warnings: string[];
	/** One has to sign in, and may sign out. */
	wants_token: boolean;
	user?: User;
	/** The server's clock when it answered. */
	timestamp: string;
}

/** A value that the database holds. */
export interface KnownValue {
	table: string;
	column: string;
	value: string;
}

export const path = (...parts: (string | number)[]) =>
	'/api/' + parts.map((part) => encodeURIComponent(part)).join('/');

/** Parts of a list are asked for one after another: no answer is long, and others get their turn between them. */
const elementsOfPart = 500;

async function whole<T>(name: string, each: (item: unknown, what: string) => T): Promise<T[]> {
	const elements: T[] = [];
	for (let after: string | undefined; ;) {
		const part = await get(
			`${path(name)}?${new URLSearchParams({ limit: `${elementsOfPart}`, ...(after === undefined ? {} : { after }) })}`
		);
		elements.push(...asArray(part[name], name, each));
		after = optional(part, 'next', asString);
		if (after === undefined) return elements;
	}
}

export async function listViews(): Promise<View[]> {
	return whole('views', asView);
}

export async function listTables(): Promise<Table[]> {
	return whole('tables', asTable);
}

export async function listRules(): Promise<Rule[]> {
	return whole('rules', asRule);
}

export async function getRule(ruleId: string, signal?: AbortSignal): Promise<Rule> {
	return asRule(await request('GET', path('rules', ruleId), signal ? { signal } : {}), 'rule');
}

export async function changeRule(ruleId: string, change: RuleChange): Promise<Rule> {
	return asRule(await request('PATCH', path('rules', ruleId), { body: change }), 'rule');
}

/** Drops its view too. */
export async function deleteRule(ruleId: string, keepalive = false): Promise<void> {
	await request('DELETE', path('rules', ruleId), { keepalive });
}

export async function listPredefinedRules(): Promise<PredefinedRule[]> {
	return asArray((await get(path('rules', 'predefined'))).rules, 'rules', (value, what) => {
		const rule = asObject(value, what);
		return {
			code: asString(rule.code, `${what}.code`),
			sentence: asString(rule.sentence, `${what}.sentence`),
			description: withDefault(rule, 'description', asString, '')
		};
	});
}

export async function getServer(): Promise<ServerInfo> {
	const server = await get(path('server'));
	return {
		version: withDefault(server, 'version', asString, ''),
		database: withDefault(server, 'database', asString, ''),
		model: withDefault(server, 'model', asString, ''),
		generators: withDefault(server, 'generators', asStrings, []),
		ready: withDefault(server, 'ready', asBoolean, true),
		reason: withDefault(server, 'reason', asString, ''),
		warnings: withDefault(server, 'warnings', asStrings, []),
		wants_token: withDefault(server, 'wants_token', asBoolean, false),
		user: optional(server, 'user', asUser),
		timestamp: withDefault(server, 'timestamp', asString, '')
	};
}

/** This browser forgets the token; others stay signed in. */
export async function signOut(): Promise<void> {
	await request('POST', path('sign-out'));
}

/** What HTTP routes the server has, as an OpenAPI document. */
export async function getContractDocument(): Promise<JsonObject> {
	return get('/openapi.json');
}

/** No value begins with more; a longer one would not fit into an address. */
const longestPrefix = 200;

/** Values of the database that have a word which begins with `prefix`, case ignored; a bounded sample. */
export async function listValues(prefix: string, signal?: AbortSignal): Promise<KnownValue[]> {
	if (prefix.length > longestPrefix) return [];
	const answer = await request('GET', `${path('vocabulary')}?${new URLSearchParams({ prefix })}`, { signal });
	return withDefault(
		answer,
		'values',
		(list, what) =>
			asArray(list, what, (value, at) => {
				const known = asObject(value, at);
				return {
					table: asString(known.table, `${at}.table`),
					column: asString(known.column, `${at}.column`),
					value: asString(known.value, `${at}.value`)
				};
			}),
		[]
	);
}

/** @throws ApiError of kind not_found when the database has no patterns table. */
export async function listPatterns(): Promise<Pattern[]> {
	return whole('patterns', asPattern);
}

export async function addPattern(draft: PatternDraft): Promise<Pattern> {
	return asPattern(await request('POST', path('patterns'), { body: draft }), 'pattern');
}

export async function updatePattern(id: number, draft: PatternDraft): Promise<Pattern> {
	return asPattern(await request('PUT', path('patterns', id), { body: draft }), 'pattern');
}

export async function deletePattern(id: number, keepalive = false): Promise<void> {
	await request('DELETE', path('patterns', id), { keepalive });
}

// --- requests -------------------------------------------------------------------------------------------------------

export interface RequestOptions {
	body?: unknown;
	signal?: AbortSignal;
	/** Lets the request outlive its page. */
	keepalive?: boolean;
	/** Of a board's link, in place of what signs the browser in. */
	token?: string;
}

export function get(url: string): Promise<JsonObject> {
	return request('GET', url);
}

export async function send(method: string, url: string, options: RequestOptions): Promise<Response> {
	try {
		return await fetch(url, {
			method,
			headers: {
				accept: 'application/json',
				...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
				...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` })
			},
			body: options.body === undefined ? undefined : JSON.stringify(options.body),
			signal: options.signal,
			keepalive: options.keepalive
		});
	} catch (error) {
		if (options.signal?.aborted) throw error;
		throw new ApiError(
			'The server cannot be reached.',
			'unreachable',
			'Check that it is running, then try again.'
		);
	}
}

async function bodyOf(response: Response, signal?: AbortSignal): Promise<JsonObject> {
	try {
		return asObject(await response.json(), 'the answer');
	} catch (error) {
		if (signal?.aborted) throw error;
		throw new ApiError(
			response.ok
				? 'The server’s answer could not be read.'
				: `The server answered with ${response.status} ${response.statusText}`.trim() + '.',
			response.status >= 502 ? 'unreachable' : 'internal',
			'',
			response.status
		);
	}
}

/** What an answer that is no success says. */
export async function failureOf(response: Response, signal?: AbortSignal): Promise<ApiError> {
	const body = await bodyOf(response, signal);
	return new ApiError(
		optional(body, 'detail', asString) ??
			optional(body, 'title', asString) ??
			'The server refused the request.',
		withDefault(body, 'kind', asString, 'internal'),
		withDefault(body, 'hint', asString, ''),
		response.status
	);
}

export async function request(
	method: string,
	url: string,
	options: RequestOptions = {}
): Promise<JsonObject> {
	const response = await send(method, url, options);
	if (response.status === 204) return {};
	if (!response.ok) throw await failureOf(response, options.signal);
	return bodyOf(response, options.signal);
}

/** Any failure as something a person can read. */
export function toApiError(error: unknown): ApiError {
	if (error instanceof ApiError) return error;
	return new ApiError(
		`The server’s answer is not as expected: ${error instanceof Error ? error.message : String(error)}.`,
		'internal',
		'Reload the page; it may be older than the server.'
	);
}

// --- decoders -------------------------------------------------------------------------------------------------------

export function asStrings(value: unknown, what: string): string[] {
	return asArray(value, what, asString);
}

export function makers(of: JsonObject): { made_by: string; changed_by: string } {
	return {
		made_by: withDefault(of, 'made_by', asString, ''),
		changed_by: withDefault(of, 'changed_by', asString, '')
	};
}

function asView(value: unknown, what: string): View {
	const view = asObject(value, what);
	return {
		name: asString(view.name, `${what}.name`),
		description: withDefault(view, 'description', asString, ''),
		rule: withDefault(view, 'rule', asString, ''),
		rule_id: withDefault(view, 'rule_id', asString, ''),
		rows: optional(view, 'rows', asNumber) ?? null,
		created_at: withDefault(view, 'created_at', asString, ''),
		title: withDefault(view, 'title', asString, ''),
		note: withDefault(view, 'note', asString, ''),
		starred: withDefault(view, 'starred', asBoolean, false),
		draft: withDefault(view, 'draft', asBoolean, false),
		folder: withDefault(view, 'folder', asString, ''),
		parent: withDefault(view, 'parent', asString, ''),
		aliases: withDefault(view, 'aliases', asStrings, []),
		...makers(view)
	};
}

function asTable(value: unknown, what: string): Table {
	const table = asObject(value, what);
	return {
		name: asString(table.name, `${what}.name`),
		description: withDefault(table, 'description', asString, ''),
		rows: optional(table, 'rows', asNumber) ?? null,
		columns: withDefault(table, 'columns', asColumns, [])
	};
}

function asRule(value: unknown, what: string): Rule {
	const rule = asObject(value, what);
	return {
		rule_id: asString(rule.rule_id, `${what}.rule_id`),
		rule: asString(rule.rule, `${what}.rule`),
		sentence: asString(rule.sentence, `${what}.sentence`),
		sql: withDefault(rule, 'sql', asString, ''),
		reading: withDefault(rule, 'reading', asString, ''),
		generator: withDefault(rule, 'generator', asString, ''),
		view: withDefault(rule, 'view', asString, ''),
		confidence: withDefault(rule, 'confidence', asNumber, 0),
		version: withDefault(rule, 'version', asNumber, 1),
		rows: withDefault(rule, 'rows', asNumber, 0),
		total_ms: withDefault(rule, 'total_ms', asNumber, 0),
		created_at: withDefault(rule, 'created_at', asString, ''),
		last_run_at: withDefault(rule, 'last_run_at', asString, ''),
		title: withDefault(rule, 'title', asString, ''),
		note: withDefault(rule, 'note', asString, ''),
		starred: withDefault(rule, 'starred', asBoolean, false),
		draft: withDefault(rule, 'draft', asBoolean, false),
		folder: withDefault(rule, 'folder', asString, ''),
		...makers(rule),
		versions: withDefault(rule, 'versions', (list, at) => asArray(list, at, asVersion), [])
	};
}

function asVersion(value: unknown, what: string): RuleVersion {
	const version = asObject(value, what);
	return {
		version: asNumber(version.version, `${what}.version`),
		sentence: withDefault(version, 'sentence', asString, ''),
		sql: withDefault(version, 'sql', asString, ''),
		reading: withDefault(version, 'reading', asString, ''),
		generator: withDefault(version, 'generator', asString, ''),
		confidence: withDefault(version, 'confidence', asNumber, 0),
		rows: optional(version, 'rows', asNumber) ?? null,
		total_ms: optional(version, 'total_ms', asNumber) ?? null,
		created_at: withDefault(version, 'created_at', asString, ''),
		made_by: withDefault(version, 'made_by', asString, '')
	};
}

function asPattern(value: unknown, what: string): Pattern {
	const pattern = asObject(value, what);
	return {
		id: asNumber(pattern.id, `${what}.id`),
		name: asString(pattern.name, `${what}.name`),
		kind: withDefault(pattern, 'kind', asString, 'pattern'),
		description: withDefault(pattern, 'description', asString, ''),
		created_at: withDefault(pattern, 'created_at', asString, ''),
		updated_at: withDefault(pattern, 'updated_at', asString, '')
	};
}
