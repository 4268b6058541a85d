// The model path against a local server that speaks the chat-completions API.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import { after, before, beforeEach, test } from 'node:test';
import { Server } from './support.mjs';

const key = 'sk-test-0123456789abcdef';
let model, server, replies, conversations;

before(async () => {
    model = http.createServer((request, answer) => {
        let body = '';
        request.on('data', (chunk) => (body += chunk));
        request.on('end', () => {
            conversations.push({ path: request.url, authorization: request.headers.authorization, body: JSON.parse(body) });
            const reply = replies.length > 1 ? replies.shift() : replies[0];
            if (typeof reply === 'number') {
                answer.statusCode = reply;
                answer.end(JSON.stringify({ error: { message: `bad key ${key}` } }));
                return;
            }
            answer.setHeader('Content-Type', 'application/json');
            answer.end(JSON.stringify({ choices: [{ index: 0, message: { role: 'assistant', content: reply }, finish_reason: 'stop' }] }));
        });
    });
    model.listen(0, '127.0.0.1');
    await once(model, 'listening');
    server = await Server.start({ env: { OPENAI_API_KEY: key, OPENAI_BASE_URL: `http://127.0.0.1:${model.address().port}/v1`, PF_MODEL: 'test-model' } });
});
after(async () => {
    await server?.dispose();
    model?.close();
});
beforeEach(() => {
    replies = ['{"sql": "SELECT name FROM patterns WHERE length(name) > 12 ORDER BY name"}'];
    conversations = [];
});

const hard = 'Which patterns have surprisingly lengthy monikers, wombatwise?';
const ask = async (sentence = hard, id) => {
    const session = await server.connect();
    const ending = await session.run(sentence, id);
    await session.close();
    return ending;
};

test('the banner names the model and not the key', () => {
    assert.match(server.log, /test-model/);
    assert.ok(!server.log.includes(key));
    assert.ok(!server.log.includes(key.slice(0, 8)));
});

test('what the compiler refuses is answered by the model, through the guard', async () => {
    const result = await ask();
    assert.equal(result.type, 'rule_result', JSON.stringify(result));
    assert.equal(result.generator, 'model');
    assert.ok(result.rows > 0);
    assert.equal(conversations.length, 1);
    assert.equal(conversations[0].path, '/v1/chat/completions');
    assert.equal(conversations[0].authorization, `Bearer ${key}`);
    assert.equal(conversations[0].body.model, 'test-model');
    const prompt = JSON.stringify(conversations[0].body.messages);
    for (const part of ['patterns', 'date_founded', hard.slice(0, 20)]) assert.ok(prompt.includes(part), part);
});

test('what the compiler understands never reaches the model', async () => {
    const result = await ask('Find all patterns');
    assert.equal(result.generator, 'compiler');
    assert.equal(conversations.length, 0);
});

test('SQL the guard refuses goes back with the reason, and a better answer is taken', async () => {
    replies = ['DROP TABLE patterns', '```sql\nSELECT count(*) AS n FROM patterns\n```'];
    const result = await ask('How wombatty are things overall?', 'repaired');
    assert.equal(result.type, 'rule_result', JSON.stringify(result));
    assert.equal(conversations.length, 2);
    assert.equal(conversations[1].body.messages.length, conversations[0].body.messages.length + 2);
});

test('SQL the database refuses goes back too', async () => {
    replies = ["SELECT name FROM patterns WHERE created_at > 'not a date'", 'SELECT name FROM patterns'];
    const result = await ask('How gnarly are the wombats?', 'repaired_2');
    assert.equal(result.type, 'rule_result', JSON.stringify(result));
    assert.equal(conversations.length, 2);
});

test('a model that goes on writing forbidden SQL is given up on, with the reason', async () => {
    replies = ['DELETE FROM patterns'];
    const error = await ask('Please wombat everything', 'never');
    assert.equal(error.type, 'error');
    assert.match(error.message, /^Invalid SQL generated: /);
    assert.equal(error.kind, 'forbidden_sql');
    assert.equal(conversations.length, 3);
    assert.ok((await server.json('/api/patterns')).body.patterns.length > 60);
});

test('a model that says it cannot is believed', async () => {
    replies = ['{"error": "No table holds wombats."}'];
    const error = await ask('List the wombats of everyone', 'cannot');
    assert.equal(error.kind, 'not_understood');
    assert.match(error.message + error.hint, /wombats/);
    assert.equal(conversations.length, 1);
});

for (const status of [401, 429, 500])
    test(`a model that answers ${status} is unavailable, and its text and the key stay secret`, async () => {
        replies = [status];
        const error = await ask(`wombat number ${status}`, `status_${status}`);
        assert.equal(error.kind, 'unavailable', JSON.stringify(error));
        assert.ok(!JSON.stringify(error).includes('sk-'));
        assert.ok(!server.log.includes(key));
    });
