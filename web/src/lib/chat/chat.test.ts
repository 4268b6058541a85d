import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Chat } from './chat.svelte';
import { asked, FakeStore, FakeWire, kinds, only, result, setup } from './chat-fakes';
import type { Message } from './messages';

beforeEach(() => {
	vi.useFakeTimers();
});
afterEach(() => {
	vi.useRealTimers();
});

describe('connection', () => {
	test('hello is told once, however often the connection comes back', async () => {
		const { chat, wire } = await setup();
		wire.hello('s1');
		wire.become('disconnected');
		wire.hello('s2');
		expect(chat.messages).toMatchObject([{ kind: 'notice', text: 'Connected to Pattern Agent' }]);
	});

	test('views:refresh and a new connection refresh the lists', async () => {
		const { wire, onrefresh } = await setup();
		wire.hello();
		expect(onrefresh).toHaveBeenCalledTimes(1);
		wire.handlers.onframe({ type: 'event', event: 'views:refresh', payload: { view: 'v', rule: 'r' } });
		expect(onrefresh).toHaveBeenCalledTimes(2);
	});
});

describe('running a rule', () => {
	test('sends one frame and shows its result', async () => {
		const { chat, wire } = await setup();
		wire.hello();
		chat.send('run Find all patterns');
		const run = only(wire.runs);
		expect(run).toMatchObject({ rule_code: 'Find all patterns' });
		expect(run.rule_id).toMatch(/^rule_\d{16}$/);
		expect(kinds(chat)).toEqual(['notice', 'user', 'running']);
		wire.handlers.onframe(result(run.rule_id));
		expect(kinds(chat)).toEqual(['notice', 'user', 'result']);
		expect(chat.unseen).toBe(1);
	});

	test('a message without run gets a hint, and one click makes it a rule', async () => {
		const { chat, wire } = await setup();
		wire.hello();
		chat.send('Find all patterns');
		expect(wire.sent).toEqual([]);
		expect(kinds(chat)).toEqual(['notice', 'user', 'hint']);
		chat.runHint(chat.messages[2]?.id ?? '');
		expect(kinds(chat)).toEqual(['notice', 'user', 'running']);
		expect(chat.messages[1]).toMatchObject({ text: 'run Find all patterns' });
		expect(only(wire.runs)).toMatchObject({ rule_code: 'Find all patterns' });
	});

	test('a chart that is asked for in words is taken off the question and told', async () => {
		const { chat, wire, charts } = await setup();
		wire.hello();
		await vi.advanceTimersByTimeAsync(2_000);
		chat.send('run patterns per kind as a pie');
		expect(wire.runs[0]).toMatchObject({ rule_code: 'patterns per kind' });
		const [asked] = wire.runs;
		expect(charts).toEqual([[asked?.type === 'run_rule' && asked.rule_id, 'pie']]);
		expect(chat.messages.find(({ kind }) => kind === 'user')).toMatchObject({
			text: 'run patterns per kind as a pie'
		});
	});

	test('editing asks again under the same id, in the same place', async () => {
		const { chat, wire } = await setup();
		wire.hello();
		chat.send('run Find all patterns');
		const first = only(wire.runs);
		wire.handlers.onframe(result(first.rule_id));
		chat.send('run Find all guests');
		chat.edit(chat.messages[1]?.id ?? '', 'run Find all orgs');
		expect(kinds(chat)).toEqual(['notice', 'user', 'running', 'user', 'running']);
		expect(wire.runs[2]).toEqual({
			type: 'run_rule',
			rule_code: 'Find all orgs',
			rule_id: first.rule_id,
			ask_left_out: true
		});
	});

	test('what was answered as before is asked anew under the same id, in the same place', async () => {
		const { chat, wire } = await setup();
		wire.hello();
		chat.send('run Find all patterns');
		const first = only(wire.runs);
		wire.handlers.onframe({ ...result(first.rule_id), kept: true });
		chat.askAnew(first.rule_id);
		expect(kinds(chat)).toEqual(['notice', 'user', 'running']);
		expect(wire.runs[1]).toEqual({
			type: 'run_rule',
			rule_code: 'Find all patterns',
			rule_id: first.rule_id,
			generator: 'auto',
			ask_left_out: true
		});
	});

	test('a rule goes out with the sentence of the last one that was answered', async () => {
		const { chat, wire } = await setup();
		wire.hello();
		chat.send('run Find all patterns');
		const first = only(wire.runs);
		expect(first).not.toHaveProperty('after');
		wire.handlers.onframe(result(first.rule_id));
		chat.send('and in France?');
		expect(wire.runs[1]).toMatchObject({ rule_code: 'and in France?', after: 'Find all patterns' });
		wire.handlers.onframe({
			...result(wire.runs[1]?.rule_id ?? ''),
			sentence: 'Find all patterns in France'
		});
		chat.send('only the newest ten');
		expect(wire.runs[2]).toMatchObject({ after: 'Find all patterns in France' });
	});

	test('an edited rule changes what stood before it, not what came later', async () => {
		const { chat, wire } = await setup();
		wire.hello();
		for (const sentence of ['Find all patterns', 'Find all guests']) {
			chat.send(`run ${sentence}`);
			wire.handlers.onframe(result(wire.runs.at(-1)?.rule_id ?? ''));
		}
		const asked = chat.messages.filter((message) => message.kind === 'user');
		chat.edit(asked[0]?.id ?? '', 'run and in France?');
		expect(wire.runs.at(-1)).not.toHaveProperty('after');
		chat.edit(asked[1]?.id ?? '', 'run only the newest ten');
		expect(wire.runs.at(-1)).not.toMatchObject({ after: 'Find all guests' });
	});

	test('cancel asks the server and waits for its word', async () => {
		const { chat, wire } = await setup();
		wire.hello();
		chat.send('run Find all patterns');
		const { rule_id } = only(wire.runs);
		chat.cancel(rule_id);
		expect(wire.sent.at(-1)).toEqual({ type: 'cancel_rule', rule_id });
		expect(chat.running).toMatchObject([{ cancelling: true }]);
	});

	test('choosing a reading runs on', async () => {
		const { chat, wire } = await setup();
		wire.hello();
		chat.send('run patterns of guests');
		const { rule_id } = only(wire.runs);
		const readings = [
			{ n: 1, reading: 'a', rows: 1 },
			{ n: 2, reading: 'b', rows: 2 }
		];
		wire.handlers.onframe({ type: 'clarify', rule_id, question: 'Which?', readings });
		chat.choose(rule_id, 2);
		expect(wire.sent.at(-1)).toEqual({ type: 'choose_reading', rule_id, n: 2 });
		expect(kinds(chat)).toEqual(['notice', 'user', 'running']);
	});

	test('SQL in place of an answer goes with its sentence, also when it is sent again', async () => {
		const { chat, wire } = await setup();
		wire.hello();
		chat.run('patterns of guests', undefined, { sql: 'SELECT 1' });
		const sent = only(wire.runs);
		expect(sent).toMatchObject({ rule_code: 'patterns of guests', sql: 'SELECT 1' });
		expect(sent.after).toBeUndefined();
		wire.become('disconnected');
		wire.sent = [];
		wire.hello('s2');
		vi.advanceTimersByTime(31_000);
		expect(only(wire.runs)).toEqual(sent);
	});

	test('what is offered while a model is asked can be chosen, and a question that crosses the choice is not shown', async () => {
		const { chat, wire } = await setup();
		wire.hello();
		chat.send('run patterns of guests');
		const { rule_id } = only(wire.runs);
		const readings = [
			{ n: 1, reading: 'a' },
			{ n: 2, reading: 'b' }
		];
		chat.choose(rule_id, 2);
		expect(wire.sent).toHaveLength(1);
		wire.handlers.onframe({ type: 'rule_progress', rule_id, stage: 'model', elapsed_ms: 2, readings });
		expect(chat.running[0]).toMatchObject({ stage: 'model', offered: readings });
		chat.choose(rule_id, 2);
		expect(wire.sent.at(-1)).toEqual({ type: 'choose_reading', rule_id, n: 2 });
		expect(chat.running[0]?.offered).toBeUndefined();
		wire.handlers.onframe({
			type: 'clarify',
			rule_id,
			question: 'Which?',
			readings: readings.map((reading) => ({ ...reading, rows: 1 })),
			seq: 7
		});
		expect(kinds(chat)).toEqual(['notice', 'user', 'running']);
		expect(wire.sent.filter((frame) => frame.type === 'choose_reading')).toHaveLength(1);
		wire.handlers.onframe({ type: 'rule_progress', rule_id, stage: 'check', elapsed_ms: 3 });
		expect(chat.running[0]).toMatchObject({ stage: 'check', reading: 2 });
	});

	test('silence ends in a failure, not in endless dots', async () => {
		const { chat, wire } = await setup();
		wire.hello();
		chat.send('run Find all patterns');
		vi.advanceTimersByTime(180_000);
		expect(chat.messages.at(-1)).toMatchObject({ kind: 'error', error: { kind: 'timeout' } });
	});
});

describe('while away', () => {
	test('a rule waits and is sent once when the connection opens', async () => {
		const { chat, wire } = await setup();
		chat.send('run Find all patterns');
		expect(chat.running).toMatchObject([{ stage: 'waiting' }]);
		wire.hello();
		await vi.advanceTimersByTimeAsync(5_000);
		expect(wire.runs).toHaveLength(1);
		expect(chat.running).toMatchObject([{ stage: 'queued' }]);
	});

	test('after a reconnect it resumes, and sends again only what the server does not run', async () => {
		const { chat, wire } = await setup();
		wire.hello('s1', 7);
		chat.send('run one');
		chat.send('run two');
		const [one, two] = wire.runs;
		wire.become('disconnected');
		wire.sent = [];
		wire.hello('s2', 9);
		expect(wire.sent).toEqual([{ type: 'resume', after: 7, session: 's1' }]);
		wire.handlers.onframe({
			type: 'event',
			event: 'session:resumed',
			payload: { session: 's1', sent: 0, running: [one?.rule_id ?? ''] }
		});
		expect(wire.runs).toEqual([two]);
		await vi.advanceTimersByTimeAsync(5_000);
		expect(wire.runs).toHaveLength(1);
	});

	test('after a restart of the server what waits is asked again under the same id', async () => {
		const { chat, wire } = await setup();
		wire.hello('s1');
		chat.send('run one');
		const before = only(wire.runs);
		wire.become('disconnected');
		wire.sent = [];
		wire.hello('s2');
		wire.handlers.onframe({
			type: 'error',
			rule: '',
			message: 'not known',
			timestamp: '',
			kind: 'not_found'
		});
		expect(wire.runs).toEqual([before]);
		expect(kinds(chat)).toEqual(['user', 'running', 'notice']);
	});

	test('a slow answer to resume is waited for, and that the session is gone is never shown', async () => {
		const { chat, wire } = await setup({ memory: { session: 'old', seq: 3 }, kept: asked('tab1') });
		wire.become('connected');
		await vi.advanceTimersByTimeAsync(10_000);
		expect(wire.sent).toEqual([]);
		wire.hello('s2');
		await vi.advanceTimersByTimeAsync(10_000);
		expect(wire.sent).toEqual([{ type: 'resume', after: 3, session: 'old' }]);
		const gone = { type: 'error' as const, rule: '', message: 'not known', timestamp: '', kind: 'not_found' };
		wire.handlers.onframe(gone);
		expect(wire.runs).toHaveLength(1);
		expect(kinds(chat)).not.toContain('error');
	});

	test('an answer to resume that comes after all patience changes nothing', async () => {
		const { chat, wire } = await setup({ memory: { session: 'old', seq: 3 }, kept: asked('tab1') });
		wire.hello('s2');
		await vi.advanceTimersByTimeAsync(60_000);
		expect(wire.runs).toHaveLength(1);
		const gone = { type: 'error' as const, rule: '', message: 'not known', timestamp: '', kind: 'not_found' };
		wire.handlers.onframe(gone);
		expect(wire.runs).toHaveLength(1);
		expect(kinds(chat)).not.toContain('error');
	});

	test('an error of the connection itself is shown but not kept, nor read again', async () => {
		const { chat, wire, store } = await setup();
		wire.hello();
		wire.handlers.onframe({ type: 'error', rule: '', message: 'no', timestamp: '', kind: 'internal' });
		expect(kinds(chat)).toEqual(['notice', 'error']);
		expect(store.kept.size).toBe(0);
		const again = await setup({ kept: chat.messages.filter((message) => message.kind === 'error') });
		expect(kinds(again.chat)).toEqual([]);
	});

	test('a sentence that is too long is told so here, in words', async () => {
		const { chat, wire } = await setup();
		wire.hello();
		chat.run('ü'.repeat(9_000));
		expect(wire.runs).toEqual([]);
		expect(chat.messages.at(-1)).toMatchObject({ kind: 'error', error: { kind: 'invalid_request' } });
		const last = chat.messages.at(-1);
		expect(last?.kind === 'error' && last.error.message).toMatch(/^This sentence is too long: 18.000 bytes/);
	});

	test('a reading that was chosen before is chosen again', async () => {
		const { chat, wire } = await setup();
		wire.hello('s1');
		chat.send('run one');
		const { rule_id } = only(wire.runs);
		const clarify = {
			type: 'clarify' as const,
			rule_id,
			question: 'Which?',
			readings: [
				{ n: 1, reading: 'a', rows: 1 },
				{ n: 2, reading: 'b', rows: 2 }
			]
		};
		wire.handlers.onframe(clarify);
		wire.become('disconnected');
		chat.choose(rule_id, 2);
		wire.sent = [];
		wire.hello('s2');
		wire.handlers.onframe({
			type: 'error',
			rule: '',
			message: 'not known',
			timestamp: '',
			kind: 'not_found'
		});
		wire.handlers.onframe(clarify);
		expect(wire.sent.at(-1)).toEqual({ type: 'choose_reading', rule_id, n: 2 });
		expect(chat.running).toHaveLength(1);
	});

	test('the numbers of answers survive for the next resume', async () => {
		const { chat, wire, last } = await setup();
		wire.hello('s1', 3);
		chat.send('run one');
		wire.handlers.onframe(result(only(wire.runs).rule_id, 12));
		expect(last()).toEqual({ session: 's1', seq: 12 });
	});
});

describe('what is kept', () => {
	test('messages come back after a reload, notices do not', async () => {
		const { chat, wire, store } = await setup();
		wire.hello();
		chat.send('run Find all patterns');
		wire.handlers.onframe(result(only(wire.runs).rule_id));
		const again = await setup({ kept: [...store.kept.values()] });
		expect(kinds(again.chat)).toEqual(['user', 'result']);
	});

	test('a rule that ran when the page was reloaded is asked for again', async () => {
		const { wire } = await setup({ kept: asked('tab1') });
		wire.hello();
		expect(only(wire.runs)).toEqual({
			type: 'run_rule',
			rule_code: 'one',
			rule_id: 'rule_1',
			ask_left_out: true
		});
	});

	test('a rule of another open tab is left to it, one of a closed tab is taken over', async () => {
		const open = await setup({ kept: asked('tab2'), openTabs: ['tab2'] });
		open.wire.hello();
		expect(open.wire.runs).toEqual([]);
		const closed = await setup({ kept: asked('tab2') });
		closed.wire.hello();
		expect(closed.wire.runs).toHaveLength(1);
	});

	test('what another tab writes appears here', async () => {
		const { chat, store } = await setup();
		store.listener({ type: 'put', messages: asked('tab2') });
		expect(kinds(chat)).toEqual(['user', 'running']);
		store.listener({ type: 'remove', ids: ['r'] });
		expect(kinds(chat)).toEqual(['user']);
		store.listener({ type: 'clear', conversation: 'first' });
		expect(kinds(chat)).toEqual([]);
	});

	test('clear removes all and keeps the connection', async () => {
		const { chat, wire, store } = await setup();
		wire.hello();
		chat.send('run Find all patterns');
		chat.send('hello');
		chat.clear();
		expect(chat.messages).toEqual([]);
		expect(store.kept.size).toBe(0);
		expect(chat.connection.state).toBe('connected');
		wire.handlers.onframe(result(only(wire.runs).rule_id));
		expect(chat.messages).toEqual([]);
	});

	test('delete takes the question and its answer, undo brings both back', async () => {
		const { chat, wire, store } = await setup();
		wire.hello();
		chat.send('run Find all patterns');
		wire.handlers.onframe(result(only(wire.runs).rule_id));
		chat.remove(chat.messages.at(-1)?.id ?? '');
		await vi.advanceTimersByTimeAsync(0);
		expect(kinds(chat)).toEqual(['notice']);
		expect(store.kept.size).toBe(0);
		chat.undoRemove();
		await vi.advanceTimersByTimeAsync(0);
		expect(kinds(chat)).toEqual(['notice', 'user', 'result']);
		expect(store.kept.size).toBe(2);
	});

	test('a clock that was set back does not shuffle the conversation', async () => {
		const { chat, wire } = await setup();
		wire.hello();
		chat.send('first');
		vi.setSystemTime(Date.now() - 3_600_000);
		chat.send('second');
		const at = chat.messages.map((message) => message.at);
		expect(at).toEqual([...at].sort((a, b) => a - b));
		expect(new Set(at).size).toBe(at.length);
	});
});

describe('several conversations', () => {
	const titles = (chat: Chat) => chat.conversations.list.map(({ title }) => title);

	test('each is named by its first sentence, the one used last stands first', async () => {
		const { chat, wire } = await setup();
		wire.hello();
		expect(titles(chat)).toEqual([]);
		chat.send('run  Find all\npatterns');
		chat.send('run Find all guests');
		chat.newConversation();
		expect(kinds(chat)).toEqual(['notice']);
		expect(chat.conversations.title).toBe('');
		chat.send('hello');
		expect(titles(chat)).toEqual(['hello', 'Find all patterns']);
	});

	test('one in which nothing was said is not begun again', async () => {
		const { chat } = await setup();
		const { current } = chat.conversations;
		chat.newConversation();
		expect(chat.conversations.current).toBe(current);
	});

	test('a rule is answered in the conversation it was asked in, over the one connection', async () => {
		const { chat, wire } = await setup();
		wire.hello();
		chat.send('run one');
		const first = chat.conversations.current;
		chat.newConversation();
		chat.send('run two');
		const [one, two] = wire.runs;
		wire.handlers.onframe(result(two?.rule_id ?? '', 1));
		wire.handlers.onframe(result(one?.rule_id ?? '', 2));
		expect(kinds(chat)).toEqual(['notice', 'user', 'result']);
		expect(chat.messages[1]).toMatchObject({ text: 'run two' });
		await vi.advanceTimersByTimeAsync(0);
		await chat.openConversation(first);
		expect(kinds(chat).toSorted()).toEqual(['notice', 'result', 'user']);
		expect(chat.messages.find((m) => m.kind === 'user')).toMatchObject({ text: 'run one' });
	});

	test('what is typed goes on from the last rule of its own conversation', async () => {
		const { chat, wire } = await setup();
		wire.hello();
		chat.send('run one');
		wire.handlers.onframe(result(only(wire.runs).rule_id));
		chat.newConversation();
		chat.send('run two');
		expect(wire.runs[1]).not.toHaveProperty('after');
	});

	test('a rule of a conversation that is not shown is taken up after a reload', async () => {
		const [question, running] = asked('tab1').map((m) => ({ ...m, conversation: 'other' }));
		const kept = [question, running].flatMap((m) => (m ? [m] : []));
		const { chat, wire } = await setup({ kept, place: 'here' });
		wire.hello();
		expect(only(wire.runs)).toMatchObject({ rule_id: 'rule_1' });
		expect(kinds(chat)).toEqual(['notice']);
	});

	test('a tab shows what it showed before, a new one what was used last', async () => {
		const listed = [
			{ id: 'a', title: 'A', at: 1 },
			{ id: 'b', title: 'B', at: 2 }
		];
		expect((await setup({ listed })).chat.conversations.title).toBe('B');
		expect((await setup({ listed, place: 'a' })).chat.conversations.title).toBe('A');
	});

	test('a name that a person gave stays, in every tab', async () => {
		const { chat, wire, store } = await setup();
		wire.hello();
		chat.send('run one');
		chat.conversations.rename(chat.conversations.current, '  Series A  ');
		chat.send('run two');
		expect(titles(chat)).toEqual(['Series A']);
		chat.conversations.rename(chat.conversations.current, '   ');
		expect(titles(chat)).toEqual(['Series A']);
		store.listener({ type: 'conversation', conversation: { id: 'x', title: 'Theirs', at: 1 } });
		expect(titles(chat)).toEqual(['Series A', 'Theirs']);
	});

	test('one that is deleted takes its messages along, and undo brings all back', async () => {
		const { chat, wire, store } = await setup();
		wire.hello();
		chat.send('run one');
		wire.handlers.onframe(result(only(wire.runs).rule_id));
		const { current } = chat.conversations;
		await chat.removeConversation(current);
		await vi.advanceTimersByTimeAsync(0);
		expect(titles(chat)).toEqual([]);
		expect(kinds(chat)).toEqual(['notice']);
		expect(store.kept.size).toBe(0);
		chat.undoRemove();
		await vi.advanceTimersByTimeAsync(0);
		expect(titles(chat)).toEqual(['one']);
		expect(chat.conversations.current).toBe(current);
		expect(kinds(chat).toSorted()).toEqual(['notice', 'result', 'user']);
	});

	test('one that another tab deletes is left', async () => {
		const listed = [
			{ id: 'a', title: 'A', at: 1 },
			{ id: 'b', title: 'B', at: 2 }
		];
		const { chat, store } = await setup({ listed });
		store.listener({ type: 'forget', id: 'b' });
		await vi.advanceTimersByTimeAsync(0);
		expect(chat.conversations.title).toBe('A');
	});

	test('what another tab says in another conversation does not appear here', async () => {
		const { chat, store } = await setup();
		store.listener({ type: 'put', messages: asked('tab2').map((m) => ({ ...m, conversation: 'theirs' })) });
		expect(kinds(chat)).toEqual([]);
	});
});

describe('the start', () => {
	test('connects when the conversation is there, so that an answer sent again finds its rule', async () => {
		const connect = vi.spyOn(FakeWire.prototype, 'connect');
		let loaded: (messages: Message[]) => void = () => {};
		const store = new FakeStore();
		store.load = () => new Promise((resolve) => (loaded = resolve));
		const chat = new Chat({
			wire: (handlers) => new FakeWire(handlers),
			store,
			memory: { load: () => null, save: () => {} },
			tab: 'a',
			isOpen: async () => true
		});
		const stop = chat.start();
		await vi.advanceTimersByTimeAsync(0);
		expect(connect).not.toHaveBeenCalled();
		loaded([]);
		await vi.waitFor(() => expect(connect).toHaveBeenCalledTimes(1));
		stop();
		connect.mockRestore();
	});
});
