import { describe, expect, test } from 'vitest';
import { rulesThatUse, sentencesToTry } from './words';

const rules = [
	{ sentence: 'Revenue per country', reading: 'the total amount for each country' },
	{ sentence: 'late rentals of June', reading: 'rentals' },
	{ sentence: 'the relate table', reading: 'x' },
	{ sentence: 'sales', reading: 'the revenue' }
];

describe('rulesThatUse', () => {
	test('finds whole words of sentence and reading, singular or plural, whatever the case', () => {
		expect(rulesThatUse({ name: 'revenue', synonyms: [] }, rules)).toEqual([rules[0], rules[3]]);
		expect(rulesThatUse({ name: 'late rental', synonyms: [] }, rules)).toEqual([rules[1]]);
		expect(rulesThatUse({ name: 'late', synonyms: [] }, rules)).toEqual([rules[1]]);
		expect(rulesThatUse({ name: 'turnover', synonyms: ['sale'] }, rules)).toEqual([rules[3]]);
		expect(
			rulesThatUse({ name: 'country', synonyms: [] }, [{ sentence: 'all countries', reading: '' }])
		).toHaveLength(1);
	});

	test('takes signs of a name as they are', () => {
		expect(
			rulesThatUse({ name: 'r+d (net)', synonyms: [] }, [{ sentence: 'R+D (net) per year', reading: '' }])
		).toHaveLength(1);
	});
});

describe('sentencesToTry', () => {
	const tables = [
		{
			name: 'orgs',
			description: '',
			rows: 1,
			columns: [
				{ name: 'stage', type: 'text' },
				{ name: 'funding', type: 'integer' }
			]
		},
		{ name: 'posts', description: '', rows: 1, columns: [] }
	];
	const region = { kind: 'dimension', name: 'region', is: 'orgs.country' } as const;
	const raised = { kind: 'metric', name: 'money raised', is: 'sum(orgs.funding)' } as const;

	test('a metric by a dimension, else by a label of its table', () => {
		expect(sentencesToTry(raised, [region, raised], tables)).toEqual([
			'money raised by region',
			'money raised by stage',
			'money raised'
		]);
	});
	test('a dimension, a filter and synonyms', () => {
		expect(sentencesToTry(region, [], tables)).toEqual(['number of orgs by region']);
		expect(sentencesToTry({ kind: 'filter', name: 'rich org', is: 'orgs.funding > 5' }, [], tables)[0]).toBe(
			'rich orgs'
		);
		expect(
			sentencesToTry({ kind: 'synonym', name: 'takings', is: 'money raised' }, [raised], tables)[0]
		).toBe('takings by stage');
		expect(sentencesToTry({ kind: 'synonym', name: 'firms', is: 'orgs' }, [], tables)[0]).toBe('all firms');
	});
});
