import { expect, test } from 'vitest';
import { writtenBy } from './written-by';

test('each engine has its words, and an unknown one its own', () => {
	expect(writtenBy('compiler')).toBe('rule compiler');
	expect(writtenBy('model')).toBe('language model');
	expect(writtenBy('both')).toBe('compiler and model agree');
	expect(writtenBy('oracle')).toBe('oracle');
});
