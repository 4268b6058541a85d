// Every step that a request takes in the database fails once, one after the other: each failure ends in a named error or
// in the whole answer, and what was half done is gone.
import assert from 'node:assert/strict';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { program, Server, temporaryFolder } from './support.mjs';

const folder = temporaryFolder();
const told = path.join(folder, 'fault');
let server;
before(async () => {
    server = await Server.start({ file: path.join(path.dirname(program), 'tests/pattern-factory-faults'), env: { PF_FAULTS: told } });
});
after(async () => {
    await server.dispose();
    rmSync(folder, { recursive: true });
});

const kinds = new Set(['invalid_request', 'not_understood', 'ambiguous', 'forbidden_sql', 'not_found', 'unavailable', 'timeout', 'cancelled', 'internal']);
const send = (method, url, body) =>
    fetch(server.url + url, { method, headers: body === undefined ? {} : { 'content-type': 'application/json' }, body: body && JSON.stringify(body) });
const made = async (answer) => {
    const body = await answer.json();
    assert.ok(answer.ok, JSON.stringify(body));
    return body;
};
const column = (text) => server.sql(`RESET ROLE; ${text}`).split('\n').filter(Boolean);

// Registry and views say the same: no rule without its view, no view without its rule. In one statement, because a
// replaced view takes its name in the background.
const halves = `
    SELECT 'view without relation: ' || v.view FROM pattern_factory.views v WHERE to_regclass(format('rule_views.%I', v.relation)) IS NULL
    UNION ALL
    SELECT 'relation without view: ' || relname FROM pg_class
    WHERE relnamespace = 'rule_views'::regnamespace AND relkind = 'm' AND relname NOT IN (SELECT relation FROM pattern_factory.views)
    UNION ALL
    SELECT 'rule without view: ' || rule_id FROM pattern_factory.rules r
    WHERE NOT EXISTS (SELECT FROM pattern_factory.rule_versions v WHERE v.rule_id = r.rule_id AND v.version = r.version)
       OR NOT EXISTS (SELECT FROM pattern_factory.views v WHERE v.rule_id = r.rule_id AND v.version = r.version)`;

async function named(answer, where) {
    const text = await answer.text();
    assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/, `${where}: ${answer.status} ${text}`);
    const problem = JSON.parse(text);
    assert.ok(kinds.has(problem.kind), `${where}: ${text}`);
    assert.ok(problem.detail.length > 0, where);
    assert.doesNotMatch(text, /postgresql:\/\/|password=|a_fault_of_a_test.*sqlstate/i, where);
    return problem;
}

// `request` for n = 1, 2, … until it takes fewer steps than that. `prepare` runs before, `check` when it was answered well.
async function failEachStep(what, request, { prepare = () => {}, check = () => {} } = {}) {
    for (const [kind, until, next] of [
        ['lost', 'once', (n) => n + 1],
        ['refused', 'once', (n) => n + 1],
        ['lost', 'on', (n) => 3 * n] // a database that is gone is waited for
    ])
        for (let n = 1; ; n = next(n)) {
            assert.ok(n < 300, `${what} has no end`);
            const step = `${kind}-${until}-${n}`;
            await prepare(step);
            server.log = '';
            writeFileSync(told, `${kind} ${n} ${until}\n`);
            const answer = await request(step);
            rmSync(told, { force: true });
            const failed = [...server.log.matchAll(/^fault: .*$/gm)].map(String);
            const where = `${what}, ${kind} ${n} ${until}: ${failed[0] ?? 'nothing failed'}`;
            if (!answer.ok) await named(answer, where);
            assert.deepEqual(column(halves), [], where);
            if (answer.ok) await check(where, step);
            if (failed.length > 0) continue;
            assert.ok(answer.ok, `${where}, and yet ${answer.status}`);
            break;
        }
}

const guests = { rule_code: 'Find all guests', rule_id: 'guests' };
const forget = () => send('DELETE', '/api/rules/guests');

test('a rule is made whole or not at all', async () => {
    await failEachStep('a new rule', () => send('POST', '/api/rules', guests), {
        prepare: forget,
        check: async (where) => {
            const rule = await made(await send('GET', '/api/rules/guests'));
            const page = await made(await send('GET', `/api/views/${rule.view}`));
            assert.equal(page.total, rule.rows, where);
        }
    });
});

test('over the socket every failure is an error frame of a known kind, and the session goes on', async () => {
    const session = await server.connect();
    await failEachStep('a rule that is there', async (step) => {
        const { type, kind, message } = await session.run('Show all orgs', `orgs-${step}`);
        const headers = { 'content-type': 'application/problem+json' };
        return type === 'rule_result' ? new Response() : new Response(JSON.stringify({ kind, detail: message }), { status: 500, headers });
    });
    await session.close();
});

test('what reads the database or changes it says why it could not', async () => {
    await made(await send('POST', '/api/rules', guests));
    const { view } = await made(await send('GET', '/api/rules/guests'));
    for (const url of [`/api/views/${view}`, '/api/tables/guests?sort=name', '/api/rules', '/api/rules/guests', '/api/views', '/api/tables', '/api/patterns', '/api/boards', '/readyz'])
        await failEachStep(`GET ${url}`, async () => {
            const answer = await send('GET', url);
            if (answer.ok) await answer.arrayBuffer();
            return answer;
        });
    const found = async () => (await made(await send('GET', '/api/patterns?filter=injected'))).patterns;
    await failEachStep('POST /api/patterns', () => send('POST', '/api/patterns', { name: 'injected', kind: 'pattern', description: '' }), {
        prepare: async () => {
            for (const { id } of await found()) await send('DELETE', `/api/patterns/${id}`);
        },
        check: async (where) => assert.equal((await found()).length, 1, where)
    });
    await failEachStep('PATCH of a rule', (step) => send('PATCH', '/api/rules/guests', { title: step, view: `named ${step}` }), {
        check: async (where, step) => assert.equal((await made(await send('GET', '/api/rules/guests'))).title, step, where)
    });
    await failEachStep('POST /api/boards', (step) => send('POST', '/api/boards', { name: step }));
    await failEachStep('DELETE of a rule', forget, { prepare: async () => void (await made(await send('POST', '/api/rules', guests))) });
});
