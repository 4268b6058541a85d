import { expect, test } from 'vitest';
import { generatorLabel, writtenBy } from './written-by';

test('each engine has its words, and an unknown one its own', () => {
	expect(['compiler', 'model', 'both', 'person', 'oracle'].map(generatorLabel)).toEqual([
		'compiler',
		'language model',
		'compiler and model agree',
		'written as SQL',
		'oracle'
	]);
	expect(['compiler', 'model', 'both', 'person', 'oracle'].map(writtenBy)).toEqual([
		'the rule compiler',
		'a language model',
		'the rule compiler, and a language model agrees',
		'a person, as SQL',
		'oracle'
	]);
});
