import { expect, test } from 'vitest';
import type { SaidWord } from '../api/protocol';
import { surenessOf } from './sureness';

const recent: SaidWord = {
	offset: 0,
	length: 6,
	role: 'order',
	table: 'patterns',
	column: 'created_at',
	value: '10',
	assumed: true
};
const none: SaidWord = { offset: 0, length: 6, role: 'none' };

test.each([
	[0.97, undefined, 'exact', 'exact'],
	[0.97, [], 'exact', 'exact'],
	[0.6, [], 'assumed', 'assumed: the likeliest reading'],
	[0.97, [recent], 'assumed', 'assumed: recent = created at, the first 10'],
	[0.3, [], 'unsure', 'unsure'],
	[0.3, [recent], 'unsure', 'unsure: recent = created at, the first 10'],
	[0.97, [none], 'unsure', 'unsure: leaves out recent']
] as const)('%d with %j is %s', (confidence, words, level, text) => {
	const sure = surenessOf(confidence, 'recent patterns', words);
	expect([sure.level, sure.text]).toEqual([level, text]);
	expect(sure.title).toContain(`${Math.round(confidence * 100)} in 100`);
});
