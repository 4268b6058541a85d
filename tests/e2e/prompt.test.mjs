// What `pattern-factory prompt` prints is what the server sends to a model.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import { after, before, test } from 'node:test';
import { program, Server } from './support.mjs';

const hard = 'Which patterns have surprisingly lengthy monikers, wombatwise?';
let model, server, sent;

// Of the same database, beside the server.
const prompt = (sentence, { args = [], env = {} } = {}) => {
    const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(PG|PF_|OPENAI_|DATABASE_URL)/.test(name)));
    return execFileSync(program, ['prompt', sentence, '--data-dir', server.dataDir, ...args], { env: { ...clean, ...env }, encoding: 'utf8' });
};
const messages = (sentence, env = {}) => JSON.parse(prompt(sentence, { args: ['--json'], env }));

before(async () => {
    model = http.createServer((request, answer) => {
        let body = '';
        request.on('data', (chunk) => (body += chunk));
        request.on('end', () => {
            sent = JSON.parse(body).messages;
            answer.setHeader('Content-Type', 'application/json');
            answer.end(JSON.stringify({ choices: [{ message: { role: 'assistant', content: 'SELECT name FROM patterns' } }] }));
        });
    });
    model.listen(0, '127.0.0.1');
    await once(model, 'listening');
    server = await Server.start({ env: { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: `http://127.0.0.1:${model.address().port}/v1` } });
});
after(async () => {
    await server?.dispose();
    model?.close();
});

test('the messages are those that the server sends', async () => {
    const session = await server.connect();
    const result = await session.run(hard);
    await session.close();
    assert.equal(result.generator, 'model', JSON.stringify(result));
    assert.deepEqual(messages(hard), sent);
});

test('as text it shows every message whole', () => {
    const text = prompt(hard);
    for (const { role, content } of messages(hard)) assert.ok(text.includes(`[${role}]\n${content}\n`), role);
});

test('what does not depend on the sentence comes first, byte for byte', () => {
    const [one] = messages(hard);
    const [other] = messages('orgs in Series A nobody monikered');
    const shared = one.content.trimEnd();
    assert.ok(shared.endsWith(');'), shared.slice(-200));
    assert.ok(other.content.startsWith(shared));
    assert.match(other.content.slice(shared.length), /- orgs\.stage has 'Series A'/);
});

test('PF_MODEL_VALUES=off keeps every value of the data out', () => {
    const sentence = 'orgs in series a nobody monikered';
    assert.match(JSON.stringify(messages(sentence)), /'Series A'/);
    const without = JSON.stringify(messages(sentence, { PF_MODEL_VALUES: 'off' }));
    assert.ok(!without.includes('Series A'), without);
    assert.ok(!/for example/.test(without), without);
});

test('a predefined rule is its sentence', () => {
    assert.match(messages('LIST_ORGS')[1].content, / /);
});
