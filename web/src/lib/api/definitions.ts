// The vocabulary over HTTP (docs/protocol.md, "HTTP").

import { asArray, asBoolean, asNumber, asObject, asString, withDefault } from './decode';
import { asStrings, get, path, request } from './http';

export type DefinitionKind = 'metric' | 'dimension' | 'filter' | 'synonym';

/** A word of the people who ask, and what it means. */
export interface Definition {
	kind: DefinitionKind;
	name: string;
	/** SQL, as in the semantic model's file. */
	is: string;
	date: string;
	synonyms: string[];
	description: string;
	/** File and line, or 'kept'. */
	where: string;
	/** By people, here; others stand in a file. */
	kept: boolean;
}

export type DefinitionDraft = Pick<Definition, 'kind' | 'name' | 'is' | 'date' | 'description'>;

export interface Vocabulary {
	definitions: Definition[];
	/** Entries that are not used, and why. */
	refused: string[];
	/** Words that refusals of the last week named, most often said first. */
	unknown: { word: string; times: number }[];
}

/** What an unknown word may mean. */
export interface Candidate extends Definition {
	/** For a person. */
	says: string;
}

export async function listDefinitions(): Promise<Vocabulary> {
	const answer = await get(path('definitions'));
	return {
		definitions: asArray(answer.definitions, 'definitions', asDefinition),
		refused: withDefault(answer, 'refused', asStrings, []),
		unknown: withDefault(
			answer,
			'unknown',
			(list, what) =>
				asArray(list, what, (value, at) => {
					const said = asObject(value, at);
					return { word: asString(said.word, `${at}.word`), times: asNumber(said.times, `${at}.times`) };
				}),
			[]
		)
	};
}

/** In place of the kept one of the same name. @throws ApiError of kind invalid_request that says what is wrong. */
export async function keepDefinition(draft: DefinitionDraft): Promise<Definition> {
	return asDefinition(await request('POST', path('definitions'), { body: draft }), 'definition');
}

export async function deleteDefinition(name: string, keepalive = false): Promise<void> {
	await request('DELETE', path('definitions', name), { keepalive });
}

export async function listCandidates(word: string, signal?: AbortSignal): Promise<Candidate[]> {
	const answer = await request(
		'GET',
		`${path('definitions', 'candidates')}?${new URLSearchParams({ word })}`,
		{
			signal
		}
	);
	return withDefault(
		answer,
		'candidates',
		(list, what) =>
			asArray(list, what, (value, at) => ({
				...asDefinition(value, at),
				says: asString(asObject(value, at).says, `${at}.says`)
			})),
		[]
	);
}

/** Where the browser downloads the vocabulary as text of a semantic model's file. */
export const vocabularyUrl = path('definitions', 'yaml');

function asDefinition(value: unknown, what: string): Definition {
	const definition = asObject(value, what);
	const kind = asString(definition.kind, `${what}.kind`);
	return {
		kind: kind === 'metric' || kind === 'dimension' || kind === 'filter' ? kind : 'synonym',
		name: asString(definition.name, `${what}.name`),
		is: asString(definition.is, `${what}.is`),
		date: withDefault(definition, 'date', asString, ''),
		synonyms: withDefault(definition, 'synonyms', asStrings, []),
		description: withDefault(definition, 'description', asString, ''),
		where: withDefault(definition, 'where', asString, ''),
		kept: withDefault(definition, 'kept', asBoolean, false)
	};
}
