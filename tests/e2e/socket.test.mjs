// The wire contract on real sockets: whatever comes, a clear error in the contract's form, and a session that stays usable.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Server } from './support.mjs';

let server;
before(async () => (server = await Server.start()));
after(() => server?.dispose());

const usable = async (session) => {
    const result = await session.run('Find all patterns');
    assert.equal(result.type, 'rule_result', JSON.stringify(result));
};
const views = async () => (await server.json('/api/views')).body.views.map((view) => view.name);
const rules = async () => (await server.json('/api/rules')).body.rules.length;

test('a simple rule answers with the contract’s message and fields', async () => {
    const session = await server.connect();
    const result = await session.run('Find all patterns', 'rule_1732430862456');
    assert.equal(result.type, 'rule_result');
    assert.match(result.message, /^Rule find_all_patterns → \d+ rows → rule_find_all_patterns_1732430862456$/);
    assert.match(result.timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.ok(result.rows >= 60);
    assert.ok(result.preview.length === 20);
    assert.deepEqual(result.columns.map((column) => column.name), ['id', 'name', 'kind', 'description', 'created_at', 'updated_at']);
    assert.match(result.sql, /SELECT/i);
    assert.equal(result.generator, 'compiler');
    assert.ok(result.reading.length > 0);
    await session.close();
});

test('progress names the stages in their order', async () => {
    const session = await server.connect();
    const result = await session.run('how many patterns per kind', 'rule_progress');
    assert.equal(result.type, 'rule_result', JSON.stringify(result));
    const stages = session.frames.filter((frame) => frame.type === 'rule_progress').map((frame) => frame.stage);
    for (const stage of ['context', 'generate', 'check', 'materialise', 'register']) assert.ok(stages.includes(stage), stage);
    await session.close();
});

const invalid = {
    'text that is no JSON': 'hello',
    'JSON that is no object': '[1,2]',
    'an unknown type': { type: 'drop_everything' },
    'a missing type': { rule_code: 'Find all patterns' },
    'a missing sentence': { type: 'run_rule', rule_id: 'x' },
    'a sentence that is no text': { type: 'run_rule', rule_code: 5, rule_id: 'x' },
    'an empty sentence': { type: 'run_rule', rule_code: '', rule_id: 'x' },
    'a sentence of spaces': { type: 'run_rule', rule_code: '   \n ', rule_id: 'x' },
    'a rule id of 10,000 characters': { type: 'run_rule', rule_code: 'Find all patterns', rule_id: 'x'.repeat(10_000) },
    'a sentence of 900 kB': { type: 'run_rule', rule_code: 'find '.repeat(180_000), rule_id: 'x' },
    'a binary frame': new Uint8Array([1, 2, 3]),
    'JSON nested 10,000 deep': '['.repeat(10_000),
    'half an object': '{"type":"run_rule","rule_code":"Find'
};
for (const [name, frame] of Object.entries(invalid))
    test(`${name} is an invalid_request and the session stays usable`, async () => {
        const session = await server.connect();
        session.send(frame);
        const error = await session.next((answer) => answer.type === 'error');
        assert.equal(error.kind, 'invalid_request', JSON.stringify(error));
        assert.ok(error.message.length > 0 && error.message.length < 500);
        assert.ok('rule' in error && 'timestamp' in error);
        await usable(session);
        await session.close();
    });

test('a frame over 1 MiB closes with 1009', async () => {
    const session = await server.connect();
    session.send('x'.repeat(1_100_000));
    assert.equal((await session.closed).code, 1009);
});

for (const sentence of ['🦄🦄🦄 ✨', 'Find \u0001\u0002 patterns \u0007', 'найди все', "'; DROP TABLE patterns; --", '\u202e\u200b', 'a'.repeat(16_000), '1 '.repeat(5_000)])
    test(`the sentence ${JSON.stringify(sentence.slice(0, 30))} gets an error that names what was wrong`, async () => {
        const session = await server.connect();
        const before_ = (await views()).length;
        const error = await session.run(sentence);
        assert.equal(error.type, 'error', JSON.stringify(error).slice(0, 300));
        assert.ok(['not_understood', 'invalid_request'].includes(error.kind), error.kind);
        assert.equal((await views()).length, before_);
        await usable(session);
        await session.close();
    });

test('a sentence that is not understood names the words', async () => {
    const session = await server.connect();
    const error = await session.run('Find all patterns frobnicated by wombats');
    assert.equal(error.kind, 'not_understood');
    assert.ok(error.unknown.some((word) => /frobnicated|wombats/.test(word)), JSON.stringify(error));
    assert.ok(error.message.length > 0);
    await session.close();
});

test('a rule id with quotes, slashes and emoji makes a view of its own', async () => {
    const session = await server.connect();
    const result = await session.run('Find all guests', `a"b'c/d 🦄; DROP`);
    assert.equal(result.type, 'rule_result', JSON.stringify(result));
    const page = await server.json(`/api/views/${encodeURIComponent(result.view)}`);
    assert.equal(page.status, 200);
    assert.equal(page.body.total, result.rows);
    await session.close();
});

test('two clients with the same rule id at once make one rule', async () => {
    const [a, b] = await Promise.all([server.connect(), server.connect()]);
    const before_ = await rules();
    const both = await Promise.all([a.run('Find all episodes', 'same'), b.run('Find all episodes', 'same')]);
    for (const result of both) assert.equal(result.type, 'rule_result', JSON.stringify(result));
    assert.equal(both[0].view, both[1].view);
    assert.equal(await rules(), before_ + 1);
    const rule = (await server.json('/api/rules/same')).body;
    assert.ok(rule.version <= 2, 'one run may answer both');
    await Promise.all([a.close(), b.close()]);
});

test('the same rule id again replaces the view and adds a version', async () => {
    const session = await server.connect();
    const first = await session.run('Find all orgs', 'again');
    const second = await session.run('Find all orgs', 'again');
    assert.equal(first.view, second.view);
    assert.equal((await views()).filter((view) => view === first.view).length, 1);
    const rule = (await server.json('/api/rules/again')).body;
    assert.equal(rule.version, 2);
    assert.equal(rule.versions.length, 2);
    await session.close();
});

test('a sentence registered under another id runs that rule again instead of making a twin', async () => {
    const session = await server.connect();
    const first = await session.run('Find all posts', 'first');
    const before_ = await rules();
    const second = await session.run('find  all POSTS.', 'second');
    assert.equal(second.type, 'rule_result', JSON.stringify(second));
    assert.equal(second.rule_id, 'second');
    assert.equal(second.view, first.view);
    assert.equal(await rules(), before_);
    await session.close();
});

test('every session hears of a new view', async () => {
    const [runner, other] = await Promise.all([server.connect(), server.connect()]);
    const result = await runner.run('Find all categories', 'heard');
    const event = await other.next((frame) => frame.type === 'event' && frame.payload.view === result.view);
    assert.equal(event.event, 'views:refresh');
    await Promise.all([runner.close(), other.close()]);
});

test('a predefined rule runs by its code, whatever its case', async () => {
    const session = await server.connect();
    const { rules: predefined } = (await server.json('/api/rules/predefined')).body;
    assert.equal(predefined.length, 9);
    for (const rule of predefined) {
        const result = await session.run(rule.code.toLowerCase());
        assert.equal(result.type, 'rule_result', `${rule.code}: ${JSON.stringify(result)}`);
        assert.ok(result.rows > 0, rule.code);
    }
    await session.close();
});

test('100 rules at once on one session all end', async () => {
    const session = await server.connect();
    const endings = await Promise.all(Array.from({ length: 100 }, (_, i) => session.run(`Find all patterns created in the last ${i + 400} days`, `many_${i}`)));
    for (const ending of endings) assert.ok(ending.type === 'rule_result' || ending.kind === 'unavailable', JSON.stringify(ending));
    assert.ok(endings.some((ending) => ending.type === 'rule_result'));
    await usable(session);
    await session.close();
});

test('cancel_rule of a rule that does not run is said', async () => {
    const session = await server.connect();
    session.send({ type: 'cancel_rule', rule_id: 'nobody' });
    const error = await session.next((frame) => frame.type === 'error');
    assert.ok(['not_found', 'invalid_request'].includes(error.kind));
    await usable(session);
    await session.close();
});
