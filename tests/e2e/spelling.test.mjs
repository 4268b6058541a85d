// Sentences typed in haste, and words that nothing knows, through every door.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Server } from './support.mjs';

let server;
before(async () => (server = await Server.start()));
after(() => server?.dispose());

const post = (path, rule_code) =>
    server.json(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ rule_code }) });

test('a typing mistake is put right, said and registered as it was read', async () => {
    const session = await server.connect();
    const typed = await session.run('Find all epsiodes');
    assert.equal(typed.type, 'rule_result', JSON.stringify(typed));
    assert.equal(typed.sentence, 'Find all episodes');
    const meant = await session.run('Find all episodes');
    assert.equal(meant.sentence, undefined);
    assert.equal(meant.sql, typed.sql);
    const { body } = await server.json('/api/rules');
    assert.deepEqual(body.rules.map(({ sentence }) => sentence), ['Find all episodes']);
    assert.equal((await post('/api/readings', 'orgs w fnding over 1000000')).body.sentence, 'orgs with funding over 1000000');
    await session.close();
});

test('a name of somebody is not taken for another without asking', async () => {
    const answer = await post('/api/rules', 'orgs in Germny');
    assert.notEqual(answer.body.type, 'rule_result', JSON.stringify(answer.body));
});

test('a word that nothing knows is named in the question, also where all readings return the same rows', async () => {
    const session = await server.connect();
    for (const sentence of ['how many zyzzyva episodes', 'zyzzyva orgs in France', 'list the zyzzyva guests']) {
        const answer = await session.run(sentence);
        assert.notEqual(answer.type, 'rule_result', JSON.stringify(answer));
        assert.match(answer.question ?? answer.message, /“zyzzyva”/);
    }
    await session.close();
});
