// The language model's side of the contract (docs/protocol.md, "HTTP").

import { asBoolean, asNumber, asObject, asString, optional, withDefault, type JsonObject } from './decode';
import { asStrings, get, path, request } from './http';

/** The language model as the server sees it. */
export interface Model {
	/** False: none is set, and the rest is empty. */
	configured: boolean;
	model: string;
	address: string;
	/** Whether a key is set. */
	key: boolean;
	/** `open`: it failed so often that it is not asked; `trying`: one request tries whether it is back. */
	breaker: string;
	failing_since: string | null;
	last_failure: string;
	/** Parts of the request's format that its server refused. */
	left_out: string;
	sends: string[];
	/** Time of the last request that was answered. */
	last_ms: number | null;
	today: { tokens: number; cost: number };
	budget: { tokens: number | null; cost: number | null };
	/** How asking it went; only of a check. */
	check?: ModelCheck;
}

export type ModelCheck =
	{ ok: true; ms: number; tokens: number } | { ok: false; kind: string; message: string; hint: string };

export async function getModel(): Promise<Model> {
	return asModel(await get(path('model')));
}

/** Asks the model for a few words, which may take as long as a rule. */
export async function checkModel(): Promise<Model> {
	return asModel(await request('POST', path('model', 'check')));
}

function asModel(answer: JsonObject): Model {
	const today = withDefault(answer, 'today', asObject, {});
	const budget = withDefault(answer, 'budget', asObject, {});
	return {
		configured: asBoolean(answer.configured, 'configured'),
		model: withDefault(answer, 'model', asString, ''),
		address: withDefault(answer, 'address', asString, ''),
		key: withDefault(answer, 'key', asBoolean, false),
		breaker: withDefault(answer, 'breaker', asString, 'closed'),
		failing_since: optional(answer, 'failing_since', asString) ?? null,
		last_failure: withDefault(answer, 'last_failure', asString, ''),
		left_out: withDefault(answer, 'left_out', asString, ''),
		sends: withDefault(answer, 'sends', asStrings, []),
		last_ms: optional(answer, 'last_ms', asNumber) ?? null,
		today: {
			tokens: withDefault(today, 'tokens', asNumber, 0),
			cost: withDefault(today, 'cost', asNumber, 0)
		},
		budget: {
			tokens: optional(budget, 'tokens', asNumber) ?? null,
			cost: optional(budget, 'cost', asNumber) ?? null
		},
		check: optional(answer, 'check', asModelCheck)
	};
}

function asModelCheck(value: unknown, what: string): ModelCheck {
	const check = asObject(value, what);
	if (asBoolean(check.ok, `${what}.ok`))
		return {
			ok: true,
			ms: asNumber(check.ms, `${what}.ms`),
			tokens: withDefault(check, 'tokens', asNumber, 0)
		};
	return {
		ok: false,
		kind: withDefault(check, 'kind', asString, 'internal'),
		message: asString(check.message, `${what}.message`),
		hint: withDefault(check, 'hint', asString, '')
	};
}
