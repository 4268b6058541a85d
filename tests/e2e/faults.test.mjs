// What breaks around the server: its database, its disk, its clients, and itself in the middle of a request.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import http from 'node:http';

import net from 'node:net';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { freePort, Server } from './support.mjs';

let server;
before(async () => (server = await Server.start()));
after(() => server.dispose());

const until = async (condition, what, milliseconds = 10_000) => {
    for (const end = Date.now() + milliseconds; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 20))) if (await condition()) return;
    assert.fail(`never happened: ${what}`);
};
const runs = (role, on = server) => Number(on.sql(`RESET ROLE; SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND usename = '${role}'`));
const rule = (rule_code, rule_id) => ({ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ rule_code, rule_id }) });

// Between the server and its database: passes bytes on until it is told to swallow them.
async function swallowingProxy(socketPath) {
    let swallow = false;
    const port = await freePort();
    const proxy = net.createServer((client) => {
        const database = net.connect(socketPath);
        for (const [from, to] of [[client, database], [database, client]]) {
            from.on('data', (bytes) => swallow || to.write(bytes));
            from.on('error', () => {});
            from.on('close', () => to.destroy());
        }
    });
    await new Promise((resolve) => proxy.listen(port, '127.0.0.1', resolve));
    return { port, swallow: (on) => (swallow = on), close: () => proxy.close() };
}

test('readyz answers within two seconds when the database takes connections and says nothing', async () => {
    server.sql("RESET ROLE; ALTER ROLE pf_admin PASSWORD 'proxied'");
    const proxy = await swallowingProxy(path.join(server.dataDir, 'run/.s.PGSQL.5432'));
    const own = await Server.start({ env: { DATABASE_URL: `postgresql://pf_admin@127.0.0.1:${proxy.port}/pattern_factory?sslmode=disable` } });
    assert.equal((await own.json('/readyz')).status, 200);
    proxy.swallow(true);
    for (const what of ['with a connection that was open', 'with one to be made']) {
        const began = Date.now();
        const { status, body } = await own.json('/readyz');
        assert.equal(status, 503, what);
        assert.match(body.detail, /database/, what);
        assert.ok(Date.now() - began < 2_000, `${what}: ${Date.now() - began} ms`);
    }
    proxy.swallow(false);
    await until(async () => (await own.json('/readyz')).status === 200, 'the database is back');
    await own.stop();
    proxy.close();
});

test('a disk that is full is said by readyz', async () => {
    const full = await Server.start({ env: { PF_MIN_FREE_DISK_MIB: '4000000000' } });
    const { status, body } = await full.json('/readyz');
    assert.equal(status, 503);
    assert.match(body.detail, /The disk of .* is full: \d+ MiB are free/);
    await full.dispose();
});

test('a client that leaves takes its query along', async () => {
    for (const [what, role, url, init] of [
        ['a rule', 'pf_build', '/api/rules', rule('Find all guests', 'left')],
        ['a page', 'pf_app', '/api/tables/guests', {}],
        ['a CSV', 'pf_app', '/api/tables/guests.csv', {}]
    ]) {
        const release = server.holdTable('guests');
        try {
            const request = http.request(server.url + url, { method: init.method ?? 'GET', headers: init.headers });
            request.on('error', () => {});
            request.end(init.body);
            await until(() => runs(role) > 0, `${what}: its query`);
            request.destroy();
            await until(() => runs(role) === 0, `${what}: the end of its query`, 1_000);
        } finally {
            release();
        }
    }
});

test('a backend that is killed while it makes a view costs the rule nothing', async () => {
    const kills = [
        ['terminated', (pid) => server.sql(`RESET ROLE; SELECT pg_terminate_backend(${pid})`)],
        ['kill -9', (pid) => process.kill(pid, 'SIGKILL')]
    ];
    for (const [index, [what, kill]] of kills.entries()) {
        const release = server.holdTable('guests');
        const answer = server.json('/api/rules', rule('Find all guests', 'killed'));
        await until(() => runs('pf_build') > 0, `${what}: its query`);
        const pid = Number(server.sql("RESET ROLE; SELECT pid FROM pg_stat_activity WHERE state = 'active' AND usename = 'pf_build'"));
        kill(pid);
        await until(async () => {
            try {
                return server.sql(`RESET ROLE; SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND usename = 'pf_build' AND pid <> ${pid}`).trim() === '1';
            } catch {
                return false; // the database recovers
            }
        }, `${what}: its second query`);
        release();
        const { status, body } = await answer;
        assert.equal(status, 200, `${what}: ${JSON.stringify(body)}`);
        assert.equal(body.version, index + 1, `${what}: registered once`);
    }
});

// Wide rows in the table, and a view in its place that gives them first and then waits until it is let go.
function growThenWait(on, rows) {
    const release = on.holdTable('guests');
    on.sql(`INSERT INTO guests_held (name, role, bio) SELECT 'wide ' || n, 'x', repeat(md5(n::text), 45) FROM generate_series(1, ${rows}) n ON CONFLICT DO NOTHING;
        CREATE OR REPLACE VIEW guests AS SELECT t.* FROM guests_held t UNION ALL SELECT t.* FROM guests_held t, (SELECT wait_while_held('guests') OFFSET 0) w;`);
    return release;
}
const wide = (rule_id) => ({ ...rule('Find all guests', rule_id), body: JSON.stringify({ rule_code: 'Find all guests', rule_id, sql: 'SELECT name, bio FROM guests' }) });

test('a view that outgrows its space, or that of all, is stopped while it grows and leaves nothing', async () => {
    for (const [env, status, says] of [
        [{ PF_MAX_VIEW_MIB: '2' }, 403, /would take more than 2 MiB, the limit of a rule's view/],
        [{ PF_MAX_VIEWS_MIB: '2' }, 503, /views of all rules would take more than 2 MiB/]
    ]) {
        const own = await Server.start({ env });
        const release = growThenWait(own, 4_000);
        const stopped = await own.json('/api/rules', wide('grows'));
        assert.equal(stopped.status, status, JSON.stringify(stopped.body));
        assert.match(stopped.body.detail, says);
        release();
        const measured = await own.json('/api/rules', wide('made'));
        assert.equal(measured.status, status, JSON.stringify(measured.body));
        assert.match(measured.body.detail, says);
        assert.equal(own.sql("RESET ROLE; SELECT count(*) FROM pg_class WHERE relnamespace = 'rule_views'::regnamespace").trim(), '0');
        const small = await own.json('/api/rules', rule('Find all orgs', 'small'));
        assert.equal(small.status, 200, JSON.stringify(small.body));
        await own.dispose();
    }
});

test('what a killed build leaves behind is reported and removed at the next start, and nothing else', async () => {
    const own = await Server.start();
    await own.json('/api/rules', rule('Find all orgs', 'kept'));
    const release = growThenWait(own, 4_000);
    const answer = own.json('/api/rules', wide('killed'));
    const files = () => readdirSync(path.join(own.dataDir, 'pg15/base', own.sql('SELECT oid FROM pg_database WHERE datname = current_database()').trim()));
    const builder = () => own.sql("RESET ROLE; SELECT pid FROM pg_stat_activity WHERE state = 'active' AND usename = 'pf_build'").trim();
    await until(() => Number(own.sql(`RESET ROLE; SELECT count(*) FROM pg_locks l WHERE pid = ${builder() || 0} AND locktype = 'relation' AND NOT EXISTS (SELECT FROM pg_class WHERE oid = relation)`)) > 0, 'files that grow');
    const first = builder();
    process.kill(Number(first), 'SIGKILL');
    await until(() => {
        try {
            return builder() !== '' && builder() !== first;
        } catch {
            return false; // the database recovers
        }
    }, 'the second attempt');
    release();
    assert.equal((await answer).status, 200);
    const before = files().length;
    await own.stop();
    await own.start();
    assert.match(own.log, /removed \d+ files? that killed builds had left, \d+ MiB/);
    assert.ok(files().length < before, `${before} files, then ${files().length}`);
    for (const view of ['kept', 'killed']) {
        const { body } = await own.json(`/api/rules/${view}`);
        assert.ok((await own.json(`/api/views/${body.view}`)).body.total > 0, view);
    }
    own.sql('RESET ROLE; CREATE EXTENSION IF NOT EXISTS amcheck; SELECT bt_index_check(c.oid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE c.relkind = \'i\' AND c.relam = 403');
    await own.stop();
    await own.start();
    assert.doesNotMatch(own.log, /killed builds/);
    await own.dispose();
});

test('a request that runs when the server stops is answered 503 with the reason', async () => {
    const stopped = await Server.start();
    stopped.holdTable('guests');
    const answers = [fetch(`${stopped.url}/api/rules`, rule('Find all guests', 'stopped')), fetch(`${stopped.url}/api/tables/guests`)];
    await until(() => runs('pf_build', stopped) > 0 && runs('pf_app', stopped) > 0, 'both queries');
    const ended = stopped.stop();
    for (const answer of await Promise.all(answers)) {
        assert.equal(answer.status, 503);
        assert.equal((await answer.json()).detail, 'The server is shutting down.');
    }
    await ended;
    assert.equal(stopped.exitCode, 0);
    await stopped.dispose();
});
