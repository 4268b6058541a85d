import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { decodeFrame, type ServerFrame } from '../api/protocol';
import { applyEvent } from './apply-event';
import type { Message, RunningMessage } from './messages';

const TAB = 'this tab';

function golden(name: string): ServerFrame {
	const url = new URL(`../../../../tests/frames/${name}.json`, import.meta.url);
	return decodeFrame(JSON.stringify(JSON.parse(readFileSync(url, 'utf8')).frame));
}

function running(change: Partial<RunningMessage> = {}): RunningMessage {
	return {
		kind: 'running',
		id: 'm2',
		at: 2,
		ruleId: 'rule_1732430862456',
		sentence: 'Find all patterns',
		tab: TAB,
		stage: 'queued',
		startedAt: 1,
		cancelling: false,
		reading: 0,
		...change
	};
}

const asked: Message = {
	kind: 'user',
	id: 'm1',
	at: 1,
	text: 'run Find all patterns',
	ruleId: 'rule_1732430862456'
};
const conversation = (...more: Message[]): readonly Message[] => [asked, ...more];
const apply = (messages: readonly Message[], frame: ServerFrame) => applyEvent(messages, frame, TAB, 99);

describe('applyEvent', () => {
	test('progress moves the stage and nothing else', () => {
		const next = apply(conversation(running()), golden('rule_progress'));
		expect(next[1]).toEqual(running({ stage: 'materialise' }));
	});

	test('what may be chosen while a model is asked is offered until the rule goes on, or one was chosen', () => {
		const offer = golden('rule_progress_model');
		const asking = apply(conversation(running()), offer);
		expect(asking[1]).toMatchObject({ stage: 'model', offered: [{ n: 1 }, { n: 2 }], received: 2048 });
		expect(apply(asking, offer)).toBe(asking);
		expect(apply(asking, golden('rule_progress'))[1]).toEqual(running({ stage: 'materialise' }));
		expect(apply(conversation(running({ reading: 2 })), offer)[1]).toEqual(
			running({ reading: 2, stage: 'model', received: 2048 })
		);
	});

	test('a sentence that changed the one before it is kept as what it became', () => {
		const frame = { ...golden('rule_result'), sentence: 'Find all patterns in France' } as ServerFrame;
		expect(apply(conversation(running()), frame)[1]).toMatchObject({
			sentence: 'Find all patterns in France'
		});
	});

	test('a result takes the place of the dots', () => {
		const frame = golden('rule_result');
		const next = apply(conversation(running()), frame);
		expect(next).toHaveLength(2);
		expect(next[1]).toEqual({
			kind: 'result',
			id: 'm2',
			at: 2,
			ruleId: 'rule_1732430862456',
			sentence: 'Find all patterns',
			result: frame,
			chosen: false
		});
		expect(apply(conversation(running({ reading: 2 })), frame)[1]).toMatchObject({ chosen: true });
	});

	test('the same result sent again after a reconnect changes nothing', () => {
		const once = apply(conversation(running()), golden('rule_result'));
		expect(apply(once, golden('rule_result'))).toBe(once);
	});

	test('an error takes the place of the dots with the words that were not understood', () => {
		const next = apply(conversation(running()), golden('error_not_understood'));
		expect(next[1]).toMatchObject({ kind: 'error', error: { unknown: ['blue', 'widgets'] } });
	});

	test('a result stays when an error follows it', () => {
		const done = apply(conversation(running()), golden('rule_result'));
		expect(apply(done, golden('error'))).toBe(done);
	});

	test('a result after an error, as when the rule was sent again, wins', () => {
		const failed = apply(conversation(running()), golden('error'));
		expect(apply(failed, golden('rule_result'))[1]).toMatchObject({ kind: 'result' });
	});

	test('several readings wait for a choice', () => {
		const next = apply(conversation(running()), golden('clarify'));
		expect(next[1]).toMatchObject({
			kind: 'clarify',
			clarify: {
				readings: [
					{ n: 1, rows: 38 },
					{ n: 2, rows: null }
				]
			}
		});
	});

	test('progress that comes late does not wake a finished rule', () => {
		const done = apply(conversation(running()), golden('rule_result'));
		expect(apply(done, golden('rule_progress'))).toBe(done);
	});

	test('an answer to a rule of a cleared conversation is dropped', () => {
		const empty: readonly Message[] = [];
		expect(apply(empty, golden('rule_result'))).toBe(empty);
	});

	test('an error without a rule id belongs to the only rule that runs', () => {
		const next = apply(conversation(running()), golden('error_without_rule'));
		expect(next[1]).toMatchObject({ kind: 'error', ruleId: 'rule_1732430862456' });
	});

	test('an error without a rule id stands alone when nothing runs or somebody else’s rule does', () => {
		expect(apply([], golden('error_without_rule'))).toMatchObject([{ kind: 'error', ruleId: '', at: 99 }]);
		const other = conversation(running({ tab: 'another tab' }));
		expect(apply(other, golden('error_without_rule'))).toHaveLength(3);
	});

	test('hello, events and unknown frames change nothing', () => {
		const before = conversation(running());
		for (const frame of [golden('hello'), golden('event_views_refresh'), decodeFrame('{"type":"sing"}')]) {
			expect(apply(before, frame)).toBe(before);
		}
	});
});
