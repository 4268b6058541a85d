import { expect, test } from 'vitest';
import { chartAsked } from './chart-asked';

test.each([
	['patterns per kind as a pie', 'patterns per kind', 'pie'],
	['patterns per kind as a pie chart.', 'patterns per kind', 'pie'],
	['episodes per month, as a line', 'episodes per month', 'line'],
	['orgs by country in a bar chart', 'orgs by country', 'bar'],
	['orgs by country as bars', 'orgs by country', 'bar'],
	['Show me a pie chart of patterns per kind', 'patterns per kind', 'pie'],
	['scatter plot of funding and age of orgs', 'funding and age of orgs', 'scatter']
])('%s', (sentence, rest, kind) => expect(chartAsked(sentence)).toEqual({ sentence: rest, kind }));

test.each([
	'places registered as a bar',
	'Find all patterns',
	'as a pie',
	'routes in the blue line',
	'customers that appear in column A'
])('%s asks for none', (sentence) => expect(chartAsked(sentence)).toEqual({ sentence, kind: null }));
