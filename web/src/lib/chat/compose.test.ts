import { describe, expect, test } from 'vitest';
import { compose, exampleSentence } from './compose';

describe('compose', () => {
	test.each([
		['run Find all patterns', 'Find all patterns'],
		['  RUN   Find all patterns.  ', 'Find all patterns.'],
		['run\nfind\nall', 'find\nall'],
		['Run LIST_ORGS', 'LIST_ORGS']
	])('%j runs %j', (text, sentence) => {
		expect(compose(text)).toEqual({ kind: 'run', sentence });
	});

	test.each(['Find all patterns', 'running late', 'run', 'please run this'])('%j is no rule', (text) => {
		expect(compose(text)).toEqual({ kind: 'plain', text });
	});

	test('blanks are nothing', () => {
		expect(compose(' \n\t ')).toEqual({ kind: 'empty' });
	});
});

describe('exampleSentence', () => {
	test('speaks of the person’s own tables', () => {
		expect(exampleSentence([{ name: 'order_items' }])).toBe('Find all order items');
		expect(exampleSentence([{ name: 'orgs' }, { name: 'patterns' }])).toBe('Find all patterns');
		expect(exampleSentence([])).toBe('Find all patterns');
	});
});
