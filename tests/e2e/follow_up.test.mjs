// A sentence that changes the one before it, through every door.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Server } from './support.mjs';

let server;
before(async () => (server = await Server.start()));
after(() => server?.dispose());

const post = (path, body) =>
    server.json(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });

test('each goes on from what the one before it became', async () => {
    const session = await server.connect();
    let last = 'Find all orgs in Germany';
    const first = await session.run(last);
    assert.equal(first.type, 'rule_result', JSON.stringify(first));
    assert.equal(first.sentence, undefined);
    for (const [sentence, whole] of [
        ['and in France?', 'Find all orgs in France'],
        ['how many are these?', 'how many orgs in France'],
    ]) {
        const answer = await session.run(sentence, undefined, { after: last });
        assert.equal(answer.type, 'rule_result', JSON.stringify(answer));
        assert.equal(answer.sentence, whole);
        last = answer.sentence;
    }
    const { body } = await server.json('/api/rules');
    assert.deepEqual(body.rules.map(({ sentence }) => sentence).sort(), [
        'Find all orgs in France', 'Find all orgs in Germany', 'how many orgs in France',
    ]);
    await session.close();
});

test('HTTP has it too, and the reading while one types', async () => {
    const change = { rule_code: 'and in Kenya?', after: 'Find all orgs in Germany' };
    const reading = await post('/api/readings', change);
    assert.equal(reading.status, 200, JSON.stringify(reading.body));
    assert.equal(reading.body.sentence, 'Find all orgs in Kenya');
    const run = await post('/api/rules', change);
    assert.equal(run.status, 200, JSON.stringify(run.body));
    assert.equal(run.body.sentence, 'Find all orgs in Kenya');
    const alone = await post('/api/rules', { rule_code: 'Find all guests', after: 'Find all orgs in Germany' });
    assert.equal(alone.body.sentence, undefined, JSON.stringify(alone.body));
});

test('one that is said in full and may mean several things is asked back, and a whole sentence stands by itself', async () => {
    const session = await server.connect();
    const before = 'patterns of guests from Germany';
    const asked = await session.run('and from France?', undefined, { after: before });
    assert.equal(asked.type, 'clarify', JSON.stringify(asked));
    assert.match(asked.sentence, /France/);
    const alone = await session.run('top 5 countries by total funding', undefined, { after: 'episodes per month' });
    assert.equal(alone.sentence, undefined, JSON.stringify(alone));
    await session.close();
});

test('without a rule before it, it is said so', async () => {
    const session = await server.connect();
    const error = await session.run('how many are these?');
    assert.equal(error.kind, 'not_understood', JSON.stringify(error));
    assert.match(error.message, /there is none before it/);
    assert.match((await post('/api/readings', { rule_code: 'how many are these?' })).body.message, /there is none before it/);
    await session.close();
});
