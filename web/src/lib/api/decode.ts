// Small checkers for JSON that comes from outside. Each throws DecodeError naming the field that is wrong.

export class DecodeError extends Error {
	override name = 'DecodeError';
}

export type JsonObject = Record<string, unknown>;

export function parseObject(text: string): JsonObject {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		throw new DecodeError('not valid JSON');
	}
	return asObject(value, 'the message');
}

export function asObject(value: unknown, what: string): JsonObject {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		throw new DecodeError(`${what} must be an object`);
	}
	return value as JsonObject;
}

export function asArray<T>(value: unknown, what: string, each: (item: unknown, what: string) => T): T[] {
	if (!Array.isArray(value)) throw new DecodeError(`${what} must be an array`);
	return value.map((item, i) => each(item, `${what}[${i}]`));
}

export function asString(value: unknown, what: string): string {
	if (typeof value !== 'string') throw new DecodeError(`${what} must be text`);
	return value;
}

export function asNumber(value: unknown, what: string): number {
	if (typeof value !== 'number') throw new DecodeError(`${what} must be a number`);
	return value;
}

export function asBoolean(value: unknown, what: string): boolean {
	if (typeof value !== 'boolean') throw new DecodeError(`${what} must be true or false`);
	return value;
}

/** Undefined when the field is absent or null; otherwise what `check` makes of it. */
export function optional<T>(
	object: JsonObject,
	key: string,
	check: (value: unknown, what: string) => T
): T | undefined {
	const value = object[key];
	return value === undefined || value === null ? undefined : check(value, key);
}

/** `fallback` when the field is absent or null. */
export function withDefault<T>(
	object: JsonObject,
	key: string,
	check: (value: unknown, what: string) => T,
	fallback: T
): T {
	return optional(object, key, check) ?? fallback;
}
