import { expect, test } from 'vitest';
import { smallTalk } from './small-talk';

test.each([
	['hello', 'hello'],
	['Hi!', 'hello'],
	['Good morning', 'hello'],
	['help', 'help'],
	['What can I ask?', 'help'],
	['what can you do', 'help'],
	['thanks', 'thanks'],
	['Thank you very much!', 'thanks']
])('%s is small talk: %s', (text, kind) => {
	expect(smallTalk(text)).toBe(kind);
});

test.each([
	'help desk tickets',
	'hello world posts',
	'Find all guests',
	'guests who said thanks',
	'',
	'great orgs'
])('%s is not', (text) => {
	expect(smallTalk(text)).toBeUndefined();
});
