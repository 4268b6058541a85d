// `pattern-factory guard --jsonl`: a verdict a line about SQL of strangers, against the tables of the database; nothing of
// it is run, whatever the bytes are.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, before, test } from 'node:test';
import { Server, program } from './support.mjs';

let server;
before(async () => {
    server = await Server.start();
});
after(() => server?.dispose());

function guard(input, args = ['--jsonl']) {
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(PG|PF_|OPENAI_|DATABASE_URL)/.test(name)));
    const child = spawn(program, ['guard', ...args, '--data-dir', server.dataDir], { env });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    return new Promise((resolve) => child.on('close', (code) => resolve({ code, stderr, answers: stdout.split('\n').filter(Boolean).map((line) => JSON.parse(line)) })));
}
const lines = (statements) => statements.map((sql, id) => JSON.stringify({ id, sql })).join('\n');

test('says what passes and as what, and what does not and why', async () => {
    const good = [
        'SELECT id, name FROM patterns',
        'select count(*) from public.patterns; -- all of them\n',
        '/* a comment */ SELECT to_jsonb(p) FROM patterns p;;',
        'WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 12) SELECT i, count(p.id) FROM n LEFT JOIN patterns p ON p.id = i GROUP BY i',
        "SELECT repeat('*', length(name)) FROM patterns",
    ];
    const bad = [
        ['DROP TABLE patterns', /DROP/],
        ['SELECT 1; DROP TABLE patterns', /several statements/],
        ['SELECT pg_sleep(1) FROM patterns', /pg_sleep/],
        ['SELECT row_to_json(a) FROM pg_authid a', /pg_authid/],
        ['SELECT * FROM no_such_table', /Known tables/],
        ['SELECT name FROM patterns WHERE', /syntax error/],
        ['Show me all patterns, please', /syntax error/],
        ['', /no query/],
        ["SELECT '\u0001' FROM patterns", /control characters/],
        [`SELECT 1${' + 1'.repeat(6000)} FROM patterns`, /bytes long/],
        ['SELECT now()', /reads no table/],
    ];
    const { code, stderr, answers } = await guard(lines([...good, ...bad.map(([sql]) => sql)]));
    assert.equal(code, 0, stderr);
    assert.equal(answers.length, good.length + bad.length);
    for (const [i, answer] of answers.entries()) {
        assert.deepEqual(Object.keys(answer), ['id', 'verdict', 'reason', 'deparsed']);
        assert.equal(answer.id, i);
        if (i < good.length) {
            assert.equal(answer.verdict, 'accept', `${good[i]}: ${answer.reason}`);
            assert.equal(answer.reason, '');
            assert.match(answer.deparsed, /public\.patterns/);
        } else {
            const [sql, reason] = bad[i - good.length];
            assert.equal(answer.verdict, 'refuse', sql.slice(0, 100));
            assert.match(answer.reason, reason);
            assert.equal(answer.deparsed, '');
        }
    }
    // What is written out is its own writing-out.
    const again = await guard(lines(answers.slice(0, good.length).map((answer) => answer.deparsed)));
    assert.deepEqual(again.answers.map((answer) => answer.deparsed), answers.slice(0, good.length).map((answer) => answer.deparsed));
});

test('answers every line, whatever its bytes', async () => {
    const input = Buffer.concat([
        Buffer.from('{"id":"text","sql":"SELECT id FROM patterns"}\r\n\n   \n'),
        Buffer.from([0xff, 0xfe, 0x00, 0x0a]),
        Buffer.from('{"id":1,"sql":"SELECT \xff FROM patterns"}\n', 'latin1'),
        Buffer.from('{"id":2,"sql":"SELECT \\u0000 FROM patterns"}\n'),
        Buffer.from('{"id":3,"sql":"SELECT \\ud800 FROM patterns"}\n'),
        Buffer.from('not json\n[]\n"text"\n{}\n{"id":{"a":[1]},"sql":7}\n{"sql":"SELECT id FROM patterns"}\n'),
        Buffer.from(`${'['.repeat(100_000)}\n`),
        Buffer.from(`{"id":4,"sql":"${'x'.repeat(3 << 20)}"}\n`),
        Buffer.from('{"id":5,"sql":"SELECT id FROM patterns","schema":"nowhere"}\n{"id":6,"sql":"SELECT id FROM patterns","schema":5}\n'),
        Buffer.from('{"id":7,"sql":"SELECT id FROM patterns"}'),
    ]);
    const { code, stderr, answers } = await guard(input);
    assert.equal(code, 0, stderr);
    assert.deepEqual(
        answers.map(({ id, verdict }) => [id, verdict]),
        [
            ['text', 'accept'],
            [null, 'refuse'],
            [null, 'refuse'],
            [2, 'refuse'],
            [null, 'refuse'],
            [null, 'refuse'],
            [null, 'refuse'],
            [null, 'refuse'],
            [null, 'refuse'],
            [{ a: [1] }, 'refuse'],
            [null, 'accept'],
            [null, 'refuse'],
            [null, 'refuse'],
            [5, 'refuse'],
            [6, 'refuse'],
            [7, 'accept'],
        ]
    );
    for (const answer of answers) assert.equal(answer.verdict === 'refuse', answer.reason.length > 10, JSON.stringify(answer));
});

test('without --jsonl it says how it is used', async () => {
    const { code, stderr } = await guard('', []);
    assert.equal(code, 2);
    assert.match(stderr, /give --jsonl/);
});
