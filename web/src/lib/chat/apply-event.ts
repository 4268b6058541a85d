// One pure function from a conversation and a frame of the server to the next conversation. The same frame twice changes
// nothing the second time, so that what is sent again after a reconnect is harmless.

import type { RuleProgress, ServerFrame } from '../api/protocol';
import {
	isReply,
	isRunning,
	type ErrorMessage,
	type Message,
	type ReplyMessage,
	type RunningMessage
} from './messages';

export function applyEvent(
	messages: readonly Message[],
	frame: ServerFrame,
	tab: string,
	now: number
): readonly Message[] {
	switch (frame.type) {
		case 'rule_progress':
			return replaceReply(messages, frame.rule_id, (reply) =>
				isRunning(reply) ? withProgress(reply, frame) : reply
			);
		case 'rule_result':
			return replaceReply(messages, frame.rule_id ?? onlyRunning(messages, tab), (reply) =>
				reply.kind === 'result' && reply.result.seq !== undefined && reply.result.seq === frame.seq
					? reply
					: {
							...identity(reply, frame.sentence),
							kind: 'result',
							result: frame,
							chosen: isRunning(reply) && reply.reading > 0
						}
			);
		case 'clarify':
			return replaceReply(messages, frame.rule_id, (reply) =>
				isRunning(reply) ? { ...identity(reply, frame.sentence), kind: 'clarify', clarify: frame } : reply
			);
		case 'error': {
			const ruleId = frame.rule_id ?? onlyRunning(messages, tab);
			if (ruleId === undefined) {
				const error: ErrorMessage = {
					kind: 'error',
					id: `error-${now}`,
					at: now,
					ruleId: '',
					sentence: '',
					error: frame
				};
				return [...messages, error];
			}
			// A result stays when something that came after it fails, such as a cancel that was too late.
			return replaceReply(messages, ruleId, (reply) =>
				reply.kind === 'running' || reply.kind === 'clarify'
					? { ...identity(reply), kind: 'error', error: frame }
					: reply
			);
		}
		case 'hello':
		case 'event':
		case 'unknown':
			return messages;
		default:
			return unreachable(frame);
	}
}

function withProgress(reply: RunningMessage, frame: RuleProgress): RunningMessage {
	const offered = reply.reading > 0 ? undefined : frame.readings;
	const received = frame.received_bytes;
	const same =
		reply.stage === frame.stage && reply.offered?.length === offered?.length && reply.received === received;
	return same ? reply : { ...reply, stage: frame.stage, offered, received };
}

/** A frame without a rule id can only mean the one rule this tab waits for; with several, nobody can say which. */
function onlyRunning(messages: readonly Message[], tab: string): string | undefined {
	const running = messages.filter((message) => isRunning(message) && message.tab === tab);
	const only = running[0];
	return running.length === 1 && only && isRunning(only) ? only.ruleId : undefined;
}

function replaceReply(
	messages: readonly Message[],
	ruleId: string | undefined,
	change: (reply: ReplyMessage) => ReplyMessage
): readonly Message[] {
	if (ruleId === undefined) return messages;
	const i = messages.findLastIndex((message) => isReply(message) && message.ruleId === ruleId);
	const reply = messages[i];
	if (!reply || !isReply(reply)) return messages;
	const changed = change(reply);
	return changed === reply ? messages : messages.with(i, changed);
}

/** `whole`: what the sentence became when it changed the one before it. */
function identity({ id, at, conversation, ruleId, sentence }: ReplyMessage, whole?: string) {
	return {
		id,
		at,
		...(conversation === undefined ? {} : { conversation }),
		ruleId,
		sentence: whole ?? sentence
	};
}

function unreachable(frame: never): never {
	throw new Error(`no case for ${JSON.stringify(frame)}`);
}
