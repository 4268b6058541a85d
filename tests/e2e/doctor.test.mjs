// pattern-factory doctor, the settings page and what leaves the machine: which model is set, whether it answers, what it costs.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import https from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { ModelServer } from './model_server.mjs';
import { closeBrowser, program, Server } from './support.mjs';
import { Web } from './web.mjs';

const key = 'sk-test-0123456789abcdef';
let model, server;
before(async () => {
    model = await ModelServer.start();
    model.replies = ['{"sql": "SELECT name FROM patterns"}'];
    server = await Server.start();
});
after(async () => {
    await closeBrowser();
    await server?.dispose();
    model?.close();
});

// Runs doctor beside the server, on the same data.
async function doctor(env = {}) {
    const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(PG|PF_|OPENAI_|DATABASE_URL)/.test(name)));
    const child = spawn(program, ['doctor', '--data-dir', server.dataDir], { env: { ...clean, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (chunk) => (text += chunk));
    const [code] = await once(child, 'close');
    assert.ok(!text.includes('sk-'), text);
    return { code, text };
}

test('doctor says which database and model there are, how fast they are, and what would be sent', async () => {
    model.conversations = [];
    const { code, text } = await doctor({ OPENAI_API_KEY: key, OPENAI_BASE_URL: model.url, PF_MODEL: 'test-model', PF_MODEL_DAILY_TOKENS: '5000' });
    assert.equal(code, 0, text);
    assert.match(text, /^database +ok +private PostgreSQL \d+\.\d+ .*, \d+ ms$/m);
    assert.match(text, /^registry +ok/m);
    assert.match(text, /^rule role +ok +connected in \d+ ms; rules may read \d+ tables$/m);
    assert.match(text, /^build role +ok/m);
    assert.match(text, /^model +ok +test-model at http:\/\/127\.0\.0\.1:\d+\/v1 answers in \d+ ms; \d+ tokens, 1 call$/m);
    assert.match(text, /^sends +note/m);
    assert.match(text, /^ +- the sentence$/m);
    assert.match(text, /^budget +ok +5000 tokens a day$/m);
    assert.equal(model.conversations.length, 1);
    assert.ok(!JSON.stringify(model.conversations[0].body).includes('patterns'), 'a look sends nothing of the database');
});

test('doctor without a model is well and asks nobody', async () => {
    const { code, text } = await doctor();
    assert.equal(code, 0, text);
    assert.match(text, /^model +none +nothing is ever sent anywhere/m);
});

for (const [what, env, said] of [
    ['a model that does not answer', { OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' }, /cannot be reached/],
    ['a key that would be shown on the network', { OPENAI_API_KEY: key, OPENAI_BASE_URL: 'http://model.example/v1' }, /would send the API key readable over the network/],
    ['an address that is none', { OPENAI_BASE_URL: 'model.example' }, /cannot be reached|is not a URL|its name is not known/]
])
    test(`doctor finds ${what}`, async () => {
        const { code, text } = await doctor({ ...env, PF_MODEL_TIMEOUT_MS: '3000' });
        assert.equal(code, 1, text);
        assert.match(text, /^model +bad/m);
        assert.match(text, said);
        assert.match(text, /^database +ok/m);
    });

test('a certificate that nobody vouches for ends the call before the key is shown', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'pf-tls-'));
    const file = (name) => path.join(folder, name);
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout', file('key'), '-out', file('cert')], { stdio: 'ignore' });
    const impostor = await ModelServer.start((handler) => https.createServer({ key: readFileSync(file('key')), cert: readFileSync(file('cert')) }, handler));
    impostor.replies = ['{"sql": "SELECT 1"}'];
    const { code, text } = await doctor({ OPENAI_API_KEY: key, OPENAI_BASE_URL: impostor.url.replace('http:', 'https:') });
    assert.equal(code, 1, text);
    assert.match(text, /no trusted TLS connection can be made/);
    assert.equal(impostor.conversations.length, 0);
    impostor.close();
    rmSync(folder, { recursive: true });
});

test('without a key and a base URL nothing leaves the machine', async () => {
    const trap = await ModelServer.start();
    trap.replies = [500];
    let connections = 0;
    trap.server.on('connection', () => connections++);
    const proxy = trap.url.replace('/v1', '');
    const closed = await Server.start({ env: { PF_MODEL: 'gpt-4o', http_proxy: proxy, https_proxy: proxy, HTTPS_PROXY: proxy, ALL_PROXY: proxy } });
    const session = await closed.connect();
    assert.equal((await session.run('Which patterns have lengthy monikers, wombatwise?')).kind, 'not_understood');
    await session.close();
    const told = (await closed.json('/api/model/check', { method: 'POST' })).body;
    assert.equal(told.configured, false);
    assert.equal(told.check.kind, 'not_found');
    assert.doesNotMatch(await (await fetch(`${closed.url}/metrics`)).text(), /pf_model_/);
    assert.equal(connections, 0);
    // With a key alone the same way is taken to OpenAI: the trap would have seen it.
    await closed.stop();
    closed.env.OPENAI_API_KEY = key;
    await closed.start();
    const checked = (await closed.json('/api/model/check', { method: 'POST' })).body;
    assert.equal(checked.address, 'https://api.openai.com/v1');
    assert.equal(checked.check.ok, false);
    assert.ok(connections > 0);
    await closed.dispose();
    trap.close();
});

test('a start with a key over plain HTTP to another machine is refused, and allowed by a setting', async () => {
    const start = (env) => Server.start({ env: { OPENAI_API_KEY: key, OPENAI_BASE_URL: 'http://model.invalid/v1', ...env } });
    await assert.rejects(start({}), /would send the API key readable over the network/);
    const allowed = await start({ PF_MODEL_ALLOW_PLAIN_HTTP: '1' });
    assert.equal((await allowed.json('/api/model')).body.address, 'http://model.invalid/v1');
    await allowed.dispose();
});

test('a day’s budget ends the calls, and the compiler goes on', async () => {
    const thrifty = await Server.start({ env: { OPENAI_BASE_URL: model.url, PF_MODEL: 'test-model', PF_MODEL_DAILY_TOKENS: '100' } });
    const session = await thrifty.connect();
    assert.equal((await session.run('Which patterns are wombaty?')).type, 'rule_result', 'a model on this machine needs no key');
    assert.equal(model.conversations.at(-1).authorization, undefined);
    const calls = model.conversations.length;
    const refused = await session.run('Which patterns are wombatier?');
    assert.equal(refused.kind, 'unavailable');
    assert.match(refused.message, /Today's budget for the model is spent \(\d+ of 100 tokens\); the next begins at midnight UTC/);
    assert.equal(model.conversations.length, calls);
    assert.equal((await session.run('Find all patterns')).type, 'rule_result');
    await session.close();
    const told = (await thrifty.json('/api/model')).body;
    assert.ok(told.today.tokens >= 100);
    assert.equal(told.budget.tokens, 100);
    await thrifty.dispose();
});

test('the settings page shows the model and asks it', async () => {
    const there = await Server.start({ env: { OPENAI_API_KEY: key, OPENAI_BASE_URL: model.url, PF_MODEL: 'test-model' } });
    const web = await Web.open(there, { path: '/settings' });
    const card = web.page.getByRole('region', { name: 'Language model' });
    await card.getByText('test-model').waitFor();
    await card.getByText('not asked yet').waitFor();
    await card.getByRole('button', { name: 'Check' }).click();
    await card.getByText(/answered in \d/).waitFor();
    assert.match(await card.innerText(), /[1-9]\d* tokens/);
    await web.screenshot('settings-model');
    model.replies = [404];
    await card.getByRole('button', { name: 'Check' }).click();
    await card.getByText(/does not know this address/).waitFor();
    await card.getByText('not usable').waitFor();
    assert.ok(!(await web.page.content()).includes('sk-'));
    await web.screenshot('settings-model-failing');
    await web.close();
    await there.dispose();
});
