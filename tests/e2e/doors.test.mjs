// One compiler behind every door: chat, POST /api/rules, compile and compile --jsonl give the same answer to a sentence, and
// commands work beside a running server. The suite of sample questions holds its floors.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Server, program, root } from './support.mjs';

let server, session;
before(async () => {
    server = await Server.start();
    session = await server.connect();
});
after(async () => {
    await session?.close();
    await server?.dispose();
});

function run(args, input = '') {
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(PG|PF_|OPENAI_|DATABASE_URL)/.test(name)));
    const child = spawn(program, [...args, '--data-dir', server.dataDir], { env });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
    child.stdin.on('error', () => {}); // it may end without having read all
    child.stdin.end(input);
    return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
}

const suite = readFileSync(path.join(root, 'tests/cases/sample_questions.yaml'), 'utf8');
const sentences = [
    ...[...suite.matchAll(/^- sentence: '((?:[^']|'')*)'$/gm)].map(([, text]) => text.replaceAll("''", "'")),
    'LIST_ORGS',
    '  find   ALL patterns. ',
    'Find all patterns frobnicated by wombats',
    'frobnicate the wombats',
    "'; DROP TABLE patterns; --"
];

// What a person may rely on: whether it was understood, and the SQL that was or would be run.
const from = {
    chat: (frame) => (frame.type === 'rule_result' ? ['ok', frame.sql] : [frame.type === 'clarify' ? 'ambiguous' : frame.kind]),
    http: ({ status, body }) => (status === 200 ? ['ok', body.sql] : [status === 409 ? 'ambiguous' : body.kind]),
    line: (line) => (line.status === 'ok' ? ['ok', line.sql] : [line.status])
};

test('chat, HTTP, compile and compile --jsonl answer alike', async () => {
    assert.ok(sentences.length > 90, `${sentences.length}`);
    const lines = sentences.map((rule, id) => JSON.stringify({ id, rule })).join('\n');
    const { stdout, stderr, code } = await run(['compile', '--jsonl'], lines);
    assert.equal(code, 0, stderr);
    const compiled = stdout.trim().split('\n').map((line) => JSON.parse(line));
    assert.equal(compiled.length, sentences.length);
    for (const [id, sentence] of sentences.entries()) {
        const frame = await session.run(sentence);
        const chat = from.chat(frame);
        const http = from.http(await server.json('/api/rules', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ rule_code: sentence }) }));
        const read = (await server.json('/api/readings', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ rule_code: sentence }) })).body;
        const line = from.line(compiled[id]);
        assert.deepEqual(http, chat, sentence);
        assert.deepEqual(from.line(read), line, sentence);
        if (frame.words) {
            assert.deepEqual(read.readings.find(({ sql }) => sql === frame.sql)?.words, frame.words, sentence);
            if (line[0] === 'ok') assert.deepEqual(compiled[id].words, frame.words, sentence);
        }
        const offered = line[0] === 'ambiguous' ? read.readings.map(({ sql }) => sql) : undefined;
        assert.deepEqual(compiled[id].readings?.map(({ sql }) => sql), offered, sentence);
        // Readings that return the same rows are no question: only who runs them can know.
        if (line[0] === 'ambiguous' && chat[0] === 'ok') assert.ok(read.readings.some(({ sql }) => sql === chat[1]), sentence);
        else assert.deepEqual(line, chat, sentence);
    }
});

test('compile of one sentence says the same, and its exit code what came of it', async () => {
    for (const [sentence, expected] of [
        ['how many patterns per kind', 0],
        ['LIST_ORGS', 0],
        ['frobnicate the wombats', 1]
    ]) {
        const { code, stdout, stderr } = await run(['compile', sentence]);
        assert.equal(code, expected, stdout + stderr);
        const chat = await session.run(sentence);
        assert.ok(stdout.includes(chat.type === 'rule_result' ? chat.sql : chat.message), stdout);
    }
});

for (const file of ['sample_questions.yaml', 'first_tries.yaml'])
    test(`${file} holds its floors`, async () => {
        const { code, stdout, stderr } = await run(['eval', path.join(root, 'tests/cases', file), '--misses']);
        assert.equal(code, 0, stdout + stderr);
    });

test('eval prints JSON and refuses a broken file with its line', async () => {
    const { stdout } = await run(['eval', path.join(root, 'tests/cases/sample_questions.yaml'), '--json']);
    const result = JSON.parse(stdout);
    assert.ok(result.all.questions > 90 && result.all.accuracy > 0.8);
    assert.ok(result.by_construct.predefined.questions >= 9);
    assert.ok(result.compile_ms.p50 > 0);
    const broken = await run(['eval', path.join(root, 'README.md')]);
    assert.equal(broken.code, 2);
    assert.match(broken.stderr, /README\.md:1: /);
});
