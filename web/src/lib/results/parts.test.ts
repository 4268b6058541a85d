import { expect, test } from 'vitest';
import type { SentenceReading } from '../api/readings';
import { saidBy, saidWith, saidWithValue, type Part } from './parts';

const sentence = 'Find all orgs in Germany';
const part: Part = {
	kind: 'condition',
	label: '',
	table: 'orgs',
	column: 'country',
	without: 'Find all orgs',
	offset: 17,
	length: 7
};
const reads = (reading: string) => () => Promise.resolve({ status: 'ok', reading } as SentenceReading);

test('other words take the place of a part', () => {
	expect(saidBy(sentence, part)).toBe('Germany');
	expect(saidWith(sentence, part, 'France')).toBe('Find all orgs in France');
});

test('a value stands bare where it is understood, else in quotes', async () => {
	expect(await saidWithValue(sentence, part, 'France', reads('country is “France”'))).toBe(
		'Find all orgs in France'
	);
	expect(await saidWithValue(sentence, part, 'Not said', reads('something else'))).toBe(
		"Find all orgs in 'Not said'"
	);
	expect(await saidWithValue(sentence, part, "Côte d'Or", () => Promise.reject(new Error('away')))).toBe(
		"Find all orgs in Côte d'Or"
	);
});
