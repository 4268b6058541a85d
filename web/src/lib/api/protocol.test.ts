import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { DecodeError } from './decode';
import { decodeFrame, encodeFrame, type ClientFrame } from './protocol';

interface Golden {
	name: string;
	direction: 'client' | 'server';
	frame?: Record<string, unknown>;
	text?: string;
	error?: Record<string, unknown>;
}

const folder = new URL('../../../../tests/frames/', import.meta.url);
const golden = readdirSync(folder)
	.filter((file) => file.endsWith('.json'))
	.map((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Golden);

const valid = (direction: Golden['direction']) => golden.filter((g) => g.direction === direction && !g.error);

describe('golden frames', () => {
	test('there are some of each direction', () => {
		expect(valid('server').length).toBeGreaterThan(5);
		expect(valid('client').length).toBeGreaterThan(3);
	});

	test.each(valid('server').map((g) => [g.name, g] as const))('%s is decoded whole', (_name, g) => {
		expect(decodeFrame(JSON.stringify(g.frame))).toEqual(g.frame);
	});

	test.each(golden.filter((g) => g.error).map((g) => [g.name, g] as const))(
		'the answer to %s is decoded whole',
		(_name, g) => {
			const error = { timestamp: '2025-11-24T12:30:00.000Z', ...g.error };
			expect(decodeFrame(JSON.stringify(error))).toEqual(error);
		}
	);

	const ours: Record<string, ClientFrame> = {
		run_rule: { type: 'run_rule', rule_code: 'Find all patterns', rule_id: 'rule_1732430862456' },
		run_rule_after: {
			type: 'run_rule',
			rule_code: 'and in France?',
			rule_id: 'rule_1732430862456',
			after: 'Find all orgs in Germany'
		},
		run_rule_sql: {
			type: 'run_rule',
			rule_code: 'Find all patterns',
			rule_id: 'rule_1732430862456',
			sql: 'SELECT name FROM patterns'
		},
		run_rule_from: {
			type: 'run_rule',
			rule_code: 'Find all orgs',
			rule_id: 'rule_1732430862456',
			from: 'rule_1732430862455'
		},
		run_rule_ask_left_out: {
			type: 'run_rule',
			rule_code: 'shiny orgs in Kenya',
			rule_id: 'rule_1732430862456',
			ask_left_out: true
		},
		cancel_rule: { type: 'cancel_rule', rule_id: 'rule_1732430862456' },
		choose_reading: { type: 'choose_reading', rule_id: 'rule_1732430862456', n: 2 },
		resume: { type: 'resume', after: 41, session: '5b1f0c7e9a2d4c6f8e3b7a9d1c5f2e40' }
	};
	test.each(Object.entries(ours))('%s is what the app sends', (name, frame) => {
		const expected = golden.find((g) => g.name === name);
		expect(JSON.parse(encodeFrame(frame))).toEqual(expected?.frame);
	});
});

describe('decodeFrame', () => {
	test('accepts the three fixed fields alone', () => {
		const frame = {
			type: 'rule_result',
			message: 'Rule a → 1 row → rule_a',
			timestamp: '2025-11-24T12:30:00.000Z'
		};
		expect(decodeFrame(JSON.stringify(frame))).toEqual(frame);
	});

	test('gives unknown for the frame and the event of a newer server', () => {
		expect(decodeFrame('{"type":"sing"}')).toEqual({ type: 'unknown' });
		expect(decodeFrame('{"type":"event","event":"moon:full","payload":{}}')).toEqual({ type: 'unknown' });
	});

	test.each([
		['{', 'not valid JSON'],
		['[]', 'must be an object'],
		['{"type":7}', 'type must be text'],
		['{"type":"error"}', 'message must be text'],
		['{"type":"rule_progress","rule_id":"r","stage":"lunch","elapsed_ms":1}', 'stage is unknown'],
		['{"type":"rule_result","message":"m","timestamp":"t","preview":[[{}]]}', 'preview[0][0] must be a value']
	])('refuses %s', (text, reason) => {
		expect(() => decodeFrame(text)).toThrow(DecodeError);
		expect(() => decodeFrame(text)).toThrow(reason);
	});
});
