// The HTTP routes against the real program: pages, CSV, the registry, patterns, and what is refused.
import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, test } from 'node:test';
import { Server } from './support.mjs';

let server, view;
before(async () => {
    server = await Server.start();
    const session = await server.connect();
    view = (await session.run('Find all patterns', 'http')).view;
    await session.close();
});
after(() => server?.dispose());

const problem = async (path, status, kind, init) => {
    const answer = await server.json(path, init);
    assert.equal(answer.status, status, `${path}: ${JSON.stringify(answer.body)}`);
    assert.match(answer.headers.get('content-type'), /^application\/problem\+json/);
    assert.equal(answer.body.kind, kind);
    return answer.body;
};

test('health and readiness', async () => {
    assert.equal((await server.json('/healthz')).status, 200);
    assert.equal((await server.json('/readyz')).status, 200);
});

test('/metrics counts rules, and its lines are Prometheus\'s', async () => {
    const read = async () => {
        const answer = await fetch(`${server.url}/metrics`);
        assert.match(answer.headers.get('content-type'), /^text\/plain; version=0\.0\.4/);
        return await answer.text();
    };
    const rules = (text) => Number(/^pf_rules_total\{outcome="ok"\} (\d+)$/m.exec(text)?.[1]);
    const before_ = rules(await read());
    assert.ok(before_ >= 1);
    const session = await server.connect();
    await session.run('Find all guests', 'counted');
    await session.close();
    const text = await read();
    assert.equal(rules(text), before_ + 1);
    assert.match(text, /^pf_database_connections\{role="build",state="idle"\} \d+$/m);
    for (const line of text.trimEnd().split('\n')) assert.match(line, /^(# (HELP|TYPE) \w+ .+|\w+(\{\w+="[^"]*"(,\w+="[^"]*")*\})? [-+.\de]+)$/);
});

test('/ is JSON to a program and the web app to a browser', async () => {
    const { body } = await server.json('/', { headers: { Accept: 'application/json' } });
    assert.equal(body.status, 'ok');
    assert.ok(body.message && body.version && body.timestamp);
    const page = await fetch(server.url, { headers: { Accept: 'text/html' } });
    assert.match(await page.text(), /<!doctype html>/i);
    assert.match(page.headers.get('content-security-policy'), /default-src 'self'/);
});

test('a page is sorted, filtered and cut by the database', async () => {
    const all = (await server.json(`/api/views/${view}?limit=1000`)).body;
    assert.equal(all.rows.length, all.total);
    const name = all.columns.findIndex((column) => column.name === 'name');
    const sorted = (await server.json(`/api/views/${view}?sort=name&dir=desc&limit=5`)).body;
    assert.equal(sorted.rows.length, 5);
    assert.equal(sorted.total, all.total);
    const names = sorted.rows.map((row) => row[name]);
    const second = (await server.json(`/api/views/${view}?sort=name&dir=desc&limit=5&offset=5`)).body.rows.map((row) => row[name]);
    assert.ok(names.every((one) => !second.includes(one)));
    const kinds = (await server.json(`/api/views/${view}?where=kind:eq:anti-pattern&limit=1000`)).body;
    assert.ok(kinds.total > 0 && kinds.total < all.total);
    const found = (await server.json(`/api/views/${view}?filter=WORKFLOW&limit=1000`)).body;
    assert.ok(found.total > 0 && found.rows.every((row) => row.some((cell) => /workflow/i.test(`${cell}`))));
});

test('a view that does not exist is not_found', () => problem('/api/views/rule_nothing', 404, 'not_found'));
test('a sort by a column that does not exist is an invalid_request', () => problem(`/api/views/${view}?sort=nope`, 400, 'invalid_request'));
test('a filter on a column that does not exist names the columns there are', async () => {
    const body = await problem(`/api/views/${view}?where=nope:eq:1`, 400, 'invalid_request');
    assert.match(JSON.stringify(body), /created_at/);
});
test('an operator that does not exist is an invalid_request', () => problem(`/api/views/${view}?where=id:like:1`, 400, 'invalid_request'));
test('a value that does not fit its column is an invalid_request that says so', async () => {
    for (const path of [`/api/views/${view}`, `/api/views/${view}.csv`, '/api/tables/orgs', '/api/tables/orgs.csv']) {
        const body = await problem(`${path}?where=id:eq:abc`, 400, 'invalid_request');
        assert.equal(body.detail, 'A condition\'s value does not fit its column: invalid input syntax for type bigint: "abc".');
        assert.equal(body.hint, 'Correct the condition or take it away.');
    }
});
test('a limit of 0 is an invalid_request', () => problem(`/api/views/${view}?limit=0`, 400, 'invalid_request'));
test('a limit of 1001 is an invalid_request', () => problem(`/api/views/${view}?limit=1001`, 400, 'invalid_request'));
test('an offset that is no number is an invalid_request', () => problem(`/api/views/${view}?offset=x`, 400, 'invalid_request'));
test('an unknown route is not_found', () => problem('/api/nothing', 404, 'not_found'));
test('a rule that does not exist is not_found', () => problem('/api/rules/nobody', 404, 'not_found'));
test('a name with quotes and a zero byte is not_found', () => problem('/api/views/%22%00%27', 404, 'not_found'));

test('CSV has a header and every row, RFC 4180', async () => {
    const answer = await fetch(`${server.url}/api/views/${view}.csv?sort=name`);
    assert.match(answer.headers.get('content-type'), /^text\/csv/);
    assert.match(answer.headers.get('content-disposition'), /attachment/);
    const text = await answer.text();
    assert.ok(text.startsWith('id,name,kind,description,created_at,updated_at'));
    const total = (await server.json(`/api/views/${view}`)).body.total;
    assert.ok(text.trimEnd().split('\n').length >= total + 1);
});

test('POST /api/rules answers like the socket', async () => {
    const post = (body) => server.json('/api/rules', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
    const done = await post({ rule_code: 'the 5 newest episodes', rule_id: 'posted' });
    assert.equal(done.status, 200, JSON.stringify(done.body));
    assert.equal(done.body.rows, 5);
    assert.equal((await post({ rule_code: 'frobnicate the wombats' })).body.kind, 'not_understood');
    assert.equal((await post({ rule_id: 'x' })).body.kind, 'invalid_request');
});

test('a rule keeps what each of its runs found and took', async () => {
    const run = () => server.json('/api/rules', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"rule_code":"Find all posts","rule_id":"counted_runs"}' });
    const first = (await run()).body;
    server.sql("INSERT INTO posts (title, url, author, published_on) VALUES ('One more post', 'https://example.com/more', 'Nobody', current_date)");
    const second = (await run()).body;
    assert.equal(second.rows, first.rows + 1);
    const { versions, rows } = (await server.json(`/api/rules/${second.registered_as}`)).body;
    assert.deepEqual(versions.map((version) => version.rows), [second.rows, first.rows]);
    assert.ok(versions.every(({ total_ms }) => total_ms > 0 && total_ms < 60_000));
    assert.equal(rows, second.rows);
});

test('deleting a rule drops its view', async () => {
    const post = await server.json('/api/rules', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"rule_code":"guests without a pattern","rule_id":"gone"}' });
    assert.equal(post.status, 200, JSON.stringify(post.body));
    assert.equal((await fetch(`${server.url}/api/rules/gone`, { method: 'DELETE' })).status, 204);
    await problem(`/api/views/${post.body.view}`, 404, 'not_found');
    await problem('/api/rules/gone', 404, 'not_found', { method: 'DELETE' });
});

test('tables are listed and paged', async () => {
    const { tables } = (await server.json('/api/tables')).body;
    for (const name of ['patterns', 'episodes', 'guests', 'orgs', 'posts', 'categories']) assert.ok(tables.some((table) => table.name === name), name);
    const page = (await server.json('/api/tables/orgs?sort=name&limit=3')).body;
    assert.equal(page.rows.length, 3);
    assert.ok(page.total >= 30);
    await problem('/api/tables/pg_authid', 404, 'not_found');
});

test('a pattern can be added, changed and deleted; bad ones are refused', async () => {
    const send = (method, path, body) => server.json(path, { method, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
    const added = await send('POST', '/api/patterns', { name: 'Paved Road', kind: 'pattern', description: 'One supported way.' });
    assert.equal(added.status, 201, JSON.stringify(added.body));
    const path = `/api/patterns/${added.body.id}`;
    assert.equal((await send('PUT', path, { name: 'Paved Road', kind: 'anti-pattern', description: '' })).body.kind, 'anti-pattern');
    assert.equal((await send('POST', '/api/patterns', { name: 'paved road', kind: 'pattern', description: '' })).status >= 400, true);
    assert.equal((await send('POST', '/api/patterns', { name: '', kind: 'pattern', description: '' })).body.kind, 'invalid_request');
    assert.equal((await send('POST', '/api/patterns', { name: 'x', kind: 'other', description: '' })).body.kind, 'invalid_request');
    assert.equal((await fetch(server.url + path, { method: 'DELETE' })).status, 204);
    await problem(path, 404, 'not_found');
});

const raw = (headers, path = '/api/rules', method = 'GET') =>
    new Promise((resolve, reject) => {
        const request = http.request({ host: '127.0.0.1', port: server.port, path, method, headers, setHost: false }, (answer) => {
            answer.resume();
            answer.on('end', () => resolve(answer.statusCode));
        });
        request.on('error', reject);
        request.end();
    });
test('a path that climbs is refused, and no page', async () => {
    const Host = `127.0.0.1:${server.port}`;
    for (const path of ['/../etc/passwd', '/rules/../..', '/%2e%2e/x', '/..%2f..%2fetc%2fpasswd', '/a/..%5c..%5cx']) assert.equal(await raw({ Host, Accept: 'text/html' }, path), 400, path);
    assert.equal(await raw({ Host, Accept: 'text/html' }, '/rules/a%2Fb'), 200);
    assert.equal(await raw({ Host }, '/api/rules/a%2F..%2Fb'), 404, 'a rule may be called that');
});
test('a page of another port of this machine is a foreign one', async () =>
    assert.equal(await raw({ Host: `127.0.0.1:${server.port}`, Origin: 'http://localhost:5173', 'Content-Type': 'application/json' }, '/api/rules', 'POST'), 403));
test('a foreign Host is refused', async () => assert.equal(await raw({ Host: 'evil.example' }), 403));
test('a foreign Origin may change nothing', async () =>
    assert.equal(await raw({ Host: `127.0.0.1:${server.port}`, Origin: 'http://evil.example', 'Content-Type': 'application/json' }, '/api/rules', 'POST'), 403));
test('a foreign Origin gets no WebSocket', async () =>
    assert.equal(
        await raw({ Host: `127.0.0.1:${server.port}`, Origin: 'http://evil.example', Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==' }, '/ws'),
        403
    ));

test('a list comes in parts: each once, in the order of the whole, with what is added meanwhile before them', async () => {
    for (let n = 0; n < 7; n++) {
        const body = JSON.stringify({ rule_code: `orgs of part ${n}`, rule_id: `part-${n}`, sql: `SELECT name FROM orgs WHERE id <> ${n}` });
        assert.equal((await server.json('/api/rules', { method: 'POST', headers: { 'content-type': 'application/json' }, body })).status, 200);
    }
    for (const [name, key, limit] of [
        ['rules', 'rule_id', 3],
        ['views', 'name', 3],
        ['tables', 'name', 2],
        ['patterns', 'name', 50]
    ]) {
        const whole = (await server.json(`/api/${name}`)).body;
        assert.equal(whole.next, undefined, `${name}: a client that asks for no parts gets all`);
        const parts = [];
        let after = '';
        do {
            const { status, body } = await server.json(`/api/${name}?limit=${limit}${after}`);
            assert.equal(status, 200, JSON.stringify(body));
            assert.ok(body[name].length <= limit && body[name].length > 0);
            parts.push(...body[name].map((element) => element[key]));
            after = body.next && `&after=${encodeURIComponent(body.next)}`;
        } while (after);
        assert.deepEqual(parts, whole[name].map((element) => element[key]), name);
        for (const bad of ['limit=0', 'limit=1001', 'limit=x', 'after=nowhere', 'after=1%00', 'unknown=1']) {
            const refused = await server.json(`/api/${name}?${bad}`);
            assert.equal(refused.status, 400, `${name}?${bad}: ${JSON.stringify(refused.body)}`);
        }
    }
});
