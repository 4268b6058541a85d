// A model that misbehaves, or a line to it that does: each ends in a named error in time, nothing runs, no key is shown, no slot
// is lost, and the compiler goes on serving.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { after, before, beforeEach, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { completion, ModelServer } from './model_server.mjs';
import { Server } from './support.mjs';

const key = 'sk-test-0123456789abcdef';
const limit = 3_000; // of a rule with the model; also its silence

// The way of bytes between program and model; `fault` decides what becomes of them.
class Line {
    static async open(port) {
        const line = new Line();
        line.fault = {};
        line.ends = new Set();
        line.server = net.createServer((here) => line.join(here, port)).listen(0, '127.0.0.1');
        await once(line.server, 'listening');
        return line;
    }
    get url() {
        return `http://127.0.0.1:${this.server.address().port}/v1`;
    }
    join(here, port) {
        const { fault } = this;
        if (fault.reset) return here.resetAndDestroy();
        const there = net.connect(port, '127.0.0.1');
        for (const end of [here, there]) {
            this.ends.add(end);
            end.on('error', () => {});
            end.on('close', () => (this.ends.delete(end), here.destroy(), there.destroy()));
        }
        if (fault.halfopen) return; // neither side is read
        here.on('data', (bytes) => fault.blackhole || there.write(bytes));
        let sent = 0;
        there.on('data', async (bytes) => {
            there.pause();
            if (fault.latency) await pause(fault.latency);
            if (fault.garbage) for (let i = 0; i < bytes.length; i += 7) bytes[i] ^= 0x55;
            if (fault.cut !== undefined && sent + bytes.length > fault.cut) {
                here.write(bytes.subarray(0, Math.max(0, fault.cut - sent)), () => here.resetAndDestroy());
                return there.destroy();
            }
            if (fault.slice)
                for (const byte of bytes) {
                    here.write(Buffer.of(byte));
                    await pause(fault.slice);
                }
            else here.write(bytes);
            sent += bytes.length;
            there.resume();
        });
        there.on('end', () => fault.slice || fault.latency || here.end());
    }
    // For connections from now on; those that are kept alive end.
    use(fault) {
        this.fault = fault;
        for (const end of this.ends) end.destroy();
    }
    close() {
        this.use({});
        this.server.close();
    }
}
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

let model, line, server, session;
const refusesRest = { PF_MODEL_CALLS: '2', PF_MODEL_TIMEOUT_MS: `${limit}`, PF_MODEL_SILENCE_TIMEOUT_MS: `${limit}` };
before(async () => {
    model = await ModelServer.start();
    line = await Line.open(model.server.address().port);
    server = await Server.start({ env: { OPENAI_API_KEY: key, OPENAI_BASE_URL: line.url, PF_MODEL: 'test-model', ...refusesRest } });
    session = await server.connect();
});
after(async () => {
    await session?.close();
    await server?.dispose();
    line?.close();
    model?.close();
});
// The breaker is a test of its own: a check that succeeds closes it.
beforeEach(async () => {
    line.use({});
    model.replies = ['{"sql": "SELECT 1"}'];
    assert.equal((await (await fetch(`${server.url}/api/model/check`, { method: 'POST' })).json()).check.ok, true);
    model.conversations = [];
});

let number = 0;
const ask = (id = `trouble_${++number}`) => session.run(`Which patterns have lengthy monikers, wombatwise ${number}?`, id);
const state = async () => (await server.json('/api/model')).body;

// Asks; the ending must be an error of that kind, in time.
async function fails(kind, message) {
    const began = Date.now();
    const ending = await ask();
    assert.equal(ending.type, 'error', JSON.stringify(ending).slice(0, 300));
    assert.equal(ending.kind, kind, ending.message);
    assert.match(ending.message, message);
    assert.ok(Date.now() - began < limit + 1_500, `${Date.now() - began} ms`);
    for (const secret of ['sk-', key, 'boom', 'SECRET']) assert.ok(!JSON.stringify(ending).includes(secret), secret);
    assert.ok(!server.log.includes('sk-'), 'a key in the log');
    assert.equal((await state()).calling, 0, 'a slot is lost');
    assert.equal((await session.run('Find all patterns')).type, 'rule_result', 'the compiler goes on serving');
    assert.equal((await fetch(`${server.url}/healthz`)).status, 200);
}

const raw = (text, type = 'application/json') => (request, answer) => answer.setHeader('Content-Type', type).end(text);
const replies = {
    empty: [raw(''), 'unavailable', /not JSON/],
    'a page of HTML': [raw('<html>502 boom</html>', 'text/html'), 'unavailable', /not JSON/],
    'a part': [(request, answer) => (answer.writeHead(200, { 'Content-Length': 500 }), answer.write('{"choices"'), setTimeout(() => answer.destroy(), 20)), 'unavailable', /broke off/],
    'HTTP 500': [500, 'unavailable', /failed \(HTTP 500\)/],
    'HTTP 429': [(request, answer) => answer.writeHead(429, { 'Retry-After': '60' }).end('{}'), 'unavailable', /too many requests/],
    'HTTP 401': [401, 'unavailable', /refused the API key/],
    'a byte a second': [
        (request, answer) => {
            const timer = setInterval(() => answer.write('{'), 1000);
            answer.on('close', () => clearInterval(timer));
        },
        'timeout',
        /in time/
    ],
    nothing: [() => {}, 'timeout', /in time|said nothing/],
    'text without end': [
        (request, answer) => {
            const more = () => {
                while (!answer.destroyed && answer.write('a'.repeat(65536)));
            };
            answer.on('drain', more);
            more();
        },
        'unavailable',
        /more than 256 KiB/
    ],
    'deep brackets': [raw('['.repeat(200_000)), 'unavailable', /not JSON/],
    'a redirect': [(request, answer) => answer.writeHead(302, { Location: 'http://169.254.169.254/latest/meta-data/' }).end(), 'unavailable', /not followed/],
    'a bomb of gzip': [(request, answer) => answer.setHeader('Content-Encoding', 'gzip').end(gzipSync(Buffer.alloc(1 << 26))), 'unavailable', /not JSON/],
    'null for content': [raw('{"choices":[{"message":{"content":null}}]}'), 'unavailable', /empty answer/],
    'no choices': [raw('{"choices":[]}'), 'unavailable', /no answer/],
    'broken UTF-8': [raw(Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d])), 'unavailable', /not JSON/],
    'a tool call': [raw(completion(null, { tool_calls: [{ function: { name: 'run_sql', arguments: '{}' } }] })), 'unavailable', /call a tool/],
    'a refusal': [raw(completion(null, { refusal: 'I will not.' })), 'not_understood', /I will not/],
    'thoughts without end': [raw(completion('<think>Let me see')), 'unavailable', /thought and gave an empty answer/],
    prose: ['I cannot do that.', 'not_understood', /without SQL/],
    'another language': ['Das geht leider nicht, es gibt keine Wombats.', 'not_understood', /without SQL/],
    'DROP TABLE': ['DROP TABLE patterns', 'forbidden_sql', /^Invalid SQL generated/],
    'two statements': ['SELECT name FROM patterns; DELETE FROM patterns', 'forbidden_sql', /^Invalid SQL generated/],
    'a table that is forbidden': ['SELECT * FROM pg_catalog.pg_authid', 'forbidden_sql', /^Invalid SQL generated/],
    'a NUL': ['SELECT \u0000 1', null, /./],
    'a megabyte of additions': [`SELECT 1${'+1'.repeat(100_000)}`, null, /^Invalid SQL generated/]
};
for (const [name, [reply, kind, message]] of Object.entries(replies))
    test(`${name} as an answer`, async () => {
        model.replies = [reply];
        if (kind) return fails(kind, message);
        const ending = await ask();
        assert.equal(ending.type, 'error');
        assert.match(ending.message, message);
        assert.equal((await session.run('Find all patterns')).type, 'rule_result');
    });

test('the patterns are all still there', async () => assert.ok((await server.json('/api/patterns')).body.patterns.length > 60));

const faults = {
    'a line that swallows everything': [{ blackhole: true }, 'timeout', /in time|said nothing/],
    'a line that nobody reads': [{ halfopen: true }, 'timeout', /in time|said nothing/],
    'a line that is reset at once': [{ reset: true }, 'unavailable', /broke off|cannot be reached/],
    'a line that is cut after some bytes': [{ cut: 60 }, 'unavailable', /broke off/],
    'a line that garbles': [{ garbage: true }, 'unavailable', /gave no usable answer|not JSON|broke off/],
    'a line that is slower than the deadline': [{ latency: limit + 1_000 }, 'timeout', /in time|said nothing/],
    'a line that drips': [{ slice: 100 }, 'timeout', /in time/]
};
for (const [name, [fault, kind, message]] of Object.entries(faults))
    test(name, async () => {
        line.use(fault);
        await fails(kind, message);
    });

test('a line that is slow, or brings single bytes, is no fault', async () => {
    model.replies = ['{"sql": "SELECT name FROM patterns"}'];
    for (const fault of [{ latency: 300 }, { slice: 1 }]) {
        line.use(fault);
        const result = await ask();
        assert.equal(result.type, 'rule_result', JSON.stringify(result));
    }
});

test('nobody listening is said to be that', async () => {
    const { port } = line.server.address();
    line.use({});
    line.server.close();
    await once(line.server, 'close');
    await fails('unavailable', /cannot be reached/);
    line.server.listen(port, '127.0.0.1');
    await once(line.server, 'listening');
});

test('a rule that is cancelled frees its call and its slot at once', async () => {
    let left;
    const gone = new Promise((resolve) => (left = resolve));
    let asked;
    const reached = new Promise((resolve) => (asked = resolve));
    model.replies = [
        (request, answer) => {
            answer.on('close', left);
            asked();
        }
    ];
    const ending = ask('withdrawn');
    await reached;
    assert.equal((await state()).calling, 1);
    const began = Date.now();
    session.send({ type: 'cancel_rule', rule_id: 'withdrawn' });
    assert.equal((await ending).kind, 'cancelled');
    await gone;
    assert.ok(Date.now() - began < 1_000);
    assert.equal((await state()).calling, 0);
});

// The compiler asks back about these: which of its readings is meant?
const twofold = (country) => `patterns of guests from ${country}`;
const offer = (id) => session.next((frame) => frame.type === 'rule_progress' && frame.rule_id === id && frame.readings);

test('while a model hangs the readings of the compiler are offered at once, and who chooses one waits no longer', async () => {
    let left;
    const gone = new Promise((resolve) => (left = resolve));
    model.replies = [(request, answer) => answer.on('close', left)];
    const began = Date.now();
    session.send({ type: 'run_rule', rule_code: twofold('Germany'), rule_id: 'hangs' });
    const { stage, readings } = await offer('hangs');
    assert.ok(Date.now() - began < 1_000, `${Date.now() - began} ms`);
    assert.equal(stage, 'model');
    assert.ok(readings.length >= 2);
    assert.deepEqual(readings.map(({ n }) => n), readings.map((_, i) => i + 1));
    const result = await session.choose('hangs', 2);
    assert.equal(result.type, 'rule_result', JSON.stringify(result));
    assert.equal(result.reading, readings[1].reading);
    assert.equal(result.generator, 'compiler');
    await gone;
    assert.ok(Date.now() - began < 2_000, `${Date.now() - began} ms`);
    assert.equal((await state()).calling, 0);
    assert.equal((await session.run(twofold('Germany'), 'hangs_again')).kept, true, 'it was chosen by a person');
});

test('the verdict of a model that takes its time replaces the question, and a late choice among the readings means the same', async () => {
    model.replies = [(request, answer) => setTimeout(() => answer.end(completion(`{"sql": "SELECT name FROM guests WHERE name LIKE 'nobody is called so%'"}`)), 500)];
    session.send({ type: 'run_rule', rule_code: twofold('Japan'), rule_id: 'slow' });
    const { readings } = await offer('slow');
    const asked = await session.ending('slow');
    assert.equal(asked.type, 'clarify', JSON.stringify(asked));
    assert.ok(asked.readings.length > 1);
    for (const one of asked.readings) {
        const before = readings.find(({ n }) => n === one.n);
        if (before) assert.equal(one.reading, before.reading);
        else assert.equal(one.n, readings.length + 1, 'that of the model comes behind');
    }
    const known = asked.readings.find(({ n }) => n === readings.length);
    if (known) assert.equal((await session.choose('slow', known.n)).reading, known.reading);
});

test('how much of an answer has come is told a few times a second', async () => {
    const event = (delta, more = {}) => `data: ${JSON.stringify({ choices: [{ index: 0, delta, ...more }] })}\n\n`;
    model.replies = [
        async (request, answer) => {
            answer.writeHead(200, { 'Content-Type': 'text/event-stream' });
            for (const piece of '{"sql": "SELECT name FROM patterns"}') {
                answer.write(event({ content: piece }));
                await pause(30);
            }
            answer.end(`${event({}, { finish_reason: 'stop' })}data: [DONE]\n\n`);
        }
    ];
    const began = Date.now();
    assert.equal((await ask('streams')).type, 'rule_result');
    const took = Date.now() - began;
    const told = session.frames.filter((frame) => frame.rule_id === 'streams' && frame.received_bytes).map((frame) => frame.received_bytes);
    assert.ok(told.length >= 3, `${told}`);
    assert.ok(told.length <= took / 200 + 1, `${told.length} in ${took} ms`);
    assert.deepEqual(told, [...told].sort((a, b) => a - b));
});

test('a client of HTTP that leaves takes its call along', async () => {
    let left, asked;
    const gone = new Promise((resolve) => (left = resolve));
    const reached = new Promise((resolve) => (asked = resolve));
    model.replies = [
        (request, answer) => {
            answer.on('close', left);
            asked();
        }
    ];
    const leaving = new AbortController();
    const body = JSON.stringify({ rule_code: 'Which patterns have lengthy monikers, left alone?' });
    const asking = fetch(`${server.url}/api/rules`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body, signal: leaving.signal });
    await reached;
    assert.equal((await state()).calling, 1);
    const began = Date.now();
    leaving.abort();
    await assert.rejects(asking);
    await gone;
    assert.ok(Date.now() - began < 1_000);
    assert.equal((await state()).calling, 0);
});

test('a model that fails three times in a row is left alone, and /metrics and /api/model say so', async () => {
    model.replies = [404];
    for (let i = 0; i < 3; i++) assert.match((await ask()).message, /does not know this address/);
    const calls = model.conversations.length;
    const began = Date.now();
    const refused = await ask();
    assert.ok(Date.now() - began < 500);
    assert.equal(refused.kind, 'unavailable');
    assert.match(refused.message, /has failed since \d\d:\d\d:\d\d UTC and is tried again in \d+ s: The model at .* does not know/);
    assert.equal(model.conversations.length, calls);
    assert.equal((await session.run('Find all patterns')).type, 'rule_result');
    const told = await state();
    assert.equal(told.breaker, 'open');
    assert.match(told.failing_since, /^\d{4}-.*Z$/);
    assert.match(told.last_failure, /does not know this address/);
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    assert.match(metrics, /^pf_model_breaker_open 1$/m);
    assert.match(metrics, /^pf_model_requests_total\{outcome="unavailable"\} \d+$/m);
    assert.match(metrics, /^pf_model_tokens_total\{kind="prompt"\} [1-9]\d*$/m);
    const failing = (await (await fetch(`${server.url}/api/model/check`, { method: 'POST' })).json()).check;
    assert.equal(failing.ok, false);
    assert.match(failing.message, /does not know this address/);
});
