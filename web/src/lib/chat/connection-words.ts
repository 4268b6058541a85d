import type { Stage } from '../api/protocol';
import type { ConnectionState } from '../api/socket';

export const STATE_WORDS: Record<ConnectionState, string> = {
	connected: 'Connected',
	connecting: 'Connecting',
	disconnected: 'Disconnected',
	error: 'Error'
};

export const STAGE_WORDS: Record<Stage | 'waiting', string> = {
	waiting: 'Waiting for the connection',
	queued: 'Sent',
	context: 'Reading the sentence',
	generate: 'Writing the query',
	model: 'Asking the language model',
	check: 'Checking the query',
	materialise: 'Building the view',
	register: 'Registering the rule'
};
