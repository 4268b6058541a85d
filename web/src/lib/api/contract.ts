// The server's own description of its HTTP routes (/openapi.json, OpenAPI 3.1), as much of it as the page that tries requests
// needs. References are followed; only those that lead into the document's own components.

import {
	asArray,
	asBoolean,
	asObject,
	asString,
	DecodeError,
	optional,
	withDefault,
	type JsonObject
} from './decode';

export interface Parameter {
	name: string;
	place: 'path' | 'query';
	description: string;
	required: boolean;
	/** The values there are; empty: any. */
	choices: string[];
	/** May stand there several times; the values are then separated by line breaks. */
	repeatable: boolean;
	example: string;
}

export interface Answer {
	/** "200", or "default". */
	status: string;
	description: string;
}

const JSON_TYPE = 'application/json';

export interface Operation {
	id: string;
	/** In capitals. */
	method: string;
	/** With its parameters in braces. */
	path: string;
	summary: string;
	description: string;
	parameters: Parameter[];
	/** An example of the request's body, laid out; null: it has none. */
	body: string | null;
	/** The media type of that body. */
	bodyType: string;
	/** What the request accepts: the media type of its first good answer; empty when that has no body. */
	accept: string;
	answers: Answer[];
}

export interface OperationGroup {
	name: string;
	description: string;
	operations: Operation[];
}

export interface Contract {
	version: string;
	/** Paragraphs. */
	description: string[];
	groups: OperationGroup[];
}

/** @throws DecodeError naming what is not as OpenAPI has it. */
export function readContract(document: JsonObject): Contract {
	const info = asObject(document.info, 'info');
	const groups = withDefault(document, 'tags', (tags, what) => asArray(tags, what, asGroup), []);
	for (const [path, item] of Object.entries(asObject(document.paths, 'paths'))) {
		for (const [method, operation] of Object.entries(asObject(item, path))) {
			const what = `${method} ${path}`;
			const object = asObject(operation, what);
			const [tag = ''] = withDefault(object, 'tags', asStrings, []);
			let group = groups.find(({ name }) => name === tag);
			if (!group) groups.push((group = { name: tag, description: '', operations: [] }));
			group.operations.push(asOperation(document, object, method, path, what));
		}
	}
	return {
		version: asString(info.version, 'info.version'),
		description: withDefault(info, 'description', asString, '').split('\n\n'),
		groups: groups.filter(({ operations }) => operations.length > 0)
	};
}

/** The address that a request with these values goes to; values are by parameter's name, empty ones are left out. */
export function addressOf(operation: Operation, values: Record<string, string>): string {
	let path = operation.path;
	const query = new URLSearchParams();
	for (const { name, place, repeatable } of operation.parameters) {
		const value = values[name] ?? '';
		if (place === 'path') path = path.replace(`{${name}}`, encodeURIComponent(value));
		else
			for (const one of repeatable ? value.split('\n') : [value])
				if (one.trim() !== '') query.append(name, one);
	}
	const search = query.toString();
	return search ? `${path}?${search}` : path;
}

/** The same request for a shell. */
export function asCurl(
	method: string,
	url: string,
	accept: string,
	body: string | null,
	bodyType = JSON_TYPE
): string {
	const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
	const parts = ['curl'];
	if (method !== 'GET') parts.push('-X', method);
	parts.push(quoted(url));
	if (accept !== '') parts.push('-H', quoted(`Accept: ${accept}`));
	if (body !== null) parts.push('-H', quoted(`Content-Type: ${bodyType}`), '--data-binary', quoted(body));
	return parts.join(' ');
}

function asGroup(value: unknown, what: string): OperationGroup {
	const tag = asObject(value, what);
	return {
		name: asString(tag.name, `${what}.name`),
		description: withDefault(tag, 'description', asString, ''),
		operations: []
	};
}

function asOperation(
	document: JsonObject,
	operation: JsonObject,
	method: string,
	path: string,
	what: string
): Operation {
	const responses = Object.entries(asObject(operation.responses, `${what}.responses`)).map(
		([status, response]) => [status, follow(document, response, `${what}.${status}`)] as const
	);
	const good = responses.find(([status]) => status.startsWith('2'))?.[1] ?? {};
	const body = optional(operation, 'requestBody', asObject);
	return {
		id: asString(operation.operationId, `${what}.operationId`),
		method: method.toUpperCase(),
		path,
		summary: withDefault(operation, 'summary', asString, ''),
		description: withDefault(operation, 'description', asString, ''),
		parameters: withDefault(
			operation,
			'parameters',
			(list, at) => asArray(list, at, (value, item) => asParameter(follow(document, value, item), item)),
			[]
		),
		...(body ? exampleOf(body, what) : { body: null, bodyType: JSON_TYPE }),
		accept: Object.keys(withDefault(good, 'content', asObject, {}))[0] ?? '',
		answers: responses.map(([status, response]) => ({
			status,
			description: withDefault(response, 'description', asString, '')
		}))
	};
}

/** As JSON where it may be, else the text of the first media type. */
function exampleOf(request: JsonObject, what: string): { body: string; bodyType: string } {
	const content = asObject(request.content, `${what}.requestBody.content`);
	const bodyType = JSON_TYPE in content ? JSON_TYPE : (Object.keys(content)[0] ?? JSON_TYPE);
	const { example } = asObject(content[bodyType], `${what}.requestBody.content.${bodyType}`);
	const body =
		bodyType === JSON_TYPE ? JSON.stringify(example ?? {}, null, 2) : asString(example ?? '', what);
	return { body, bodyType };
}

function asParameter(parameter: JsonObject, what: string): Parameter {
	const schema = withDefault(parameter, 'schema', asObject, {});
	const repeatable = schema.type === 'array';
	const values = repeatable ? withDefault(schema, 'items', asObject, {}) : schema;
	return {
		name: asString(parameter.name, `${what}.name`),
		place: parameter.in === 'path' ? 'path' : 'query',
		description: withDefault(parameter, 'description', asString, ''),
		required: withDefault(parameter, 'required', asBoolean, false),
		choices: values.type === 'boolean' ? ['true', 'false'] : withDefault(values, 'enum', asStrings, []),
		repeatable,
		example: [parameter.example ?? ''].flat().join('\n')
	};
}

/** The object itself, or the component that its $ref names. */
function follow(document: JsonObject, value: unknown, what: string): JsonObject {
	const object = asObject(value, what);
	const reference = optional(object, '$ref', asString);
	if (reference === undefined) return object;
	let found: unknown = document;
	for (const name of reference.replace(/^#\//, '').split('/')) found = asObject(found, reference)[name];
	if (found === undefined) throw new DecodeError(`${reference} leads nowhere`);
	return asObject(found, reference);
}

function asStrings(value: unknown, what: string): string[] {
	return asArray(value, what, asString);
}
