// A data directory's life: it starts again as it was made, is copied while it is used, restored, and refused to what
// cannot read it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { program, Server, temporaryFolder } from './support.mjs';

let folder, server, restored, view;
const backup = () => path.join(folder, 'backup');
before(async () => {
    folder = temporaryFolder();
    server = await Server.start({ dataDir: path.join(folder, 'made'), args: ['--no-sample'] });
    server.sql(
        `CREATE TABLE shops (id integer PRIMARY KEY, name text NOT NULL, city text);
         COMMENT ON TABLE shops IS 'Where things are sold';
         INSERT INTO shops SELECT n, 'Shop ' || n, CASE WHEN n % 2 = 0 THEN 'Oslo' ELSE 'Bergen' END FROM generate_series(1, 500) n;
         CREATE TABLE divisors (n integer); INSERT INTO divisors VALUES (1);
         RESET ROLE; CREATE ROLE clerk; GRANT UPDATE (name) ON shops TO clerk;
         SET ROLE pf_build; CREATE MATERIALIZED VIEW rule_views.quotients AS SELECT 1 / n AS q FROM public.divisors;
         SET ROLE pf_owner; UPDATE divisors SET n = 0`
    );
    await server.stop();
});
after(async () => {
    await restored?.stop();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
});

// Beside the servers, so that they go on working.
const run = (args) =>
    new Promise((resolve) => {
        const child = spawn(program, args, { env: { PATH: process.env.PATH } });
        let stderr = '';
        child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
        child.on('close', (code) => resolve({ code, stderr }));
    });
const asJson = (body) => ({ method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
const send = async (where, body, status = 201) => {
    const answer = await server.json(where, asJson(body));
    assert.equal(answer.status, status, JSON.stringify(answer.body));
    return answer.body;
};
// The rows of a file that was sent, once they are in a table named `towns`.
async function loaded(at, id) {
    const settled = async () => {
        for (;;) {
            const { body } = await at.json(`/api/imports/${id}`);
            if (!/receiving|reading|loading/.test(body.stage)) return body;
            await new Promise((later) => setTimeout(later, 20));
        }
    };
    await settled();
    const begun = await at.json(`/api/imports/${id}/load`, asJson({ table: 'towns' }));
    assert.equal(begun.status, 202, JSON.stringify(begun.body));
    return (await settled()).outcome.rows;
}
// All that counts: data, registry, rights, comments.
const everything = (of) =>
    of.sql(
        `RESET ROLE; SELECT md5(string_agg(s::text, '|' ORDER BY id)) FROM shops s;
         SELECT string_agg(r::text, '|' ORDER BY rule_id) FROM pattern_factory.rules r;
         SELECT string_agg(v::text, '|' ORDER BY relation) FROM pattern_factory.views v;
         SELECT string_agg(m::text, '|' ORDER BY name) FROM pattern_factory.schema_migrations m;
         SELECT string_agg(w::text, '|' ORDER BY name) FROM pattern_factory.vocabulary w;
         SELECT string_agg(b::text, '|' ORDER BY board_id) FROM pattern_factory.boards b;
         SELECT string_agg(t::text, '|' ORDER BY tile_id) FROM pattern_factory.board_tiles t;
         SELECT string_agg(u::text, '|' ORDER BY town) FROM uploads.towns u;
         SELECT string_agg(pg_get_userbyid(defaclrole) || defaclobjtype::text || n.nspname || defaclacl::text, '|' ORDER BY n.nspname, defaclobjtype, defaclrole::regrole::text)
                FROM pg_default_acl d JOIN pg_namespace n ON n.oid = d.defaclnamespace;
         SELECT string_agg(n.nspname || '.' || relname || relkind::text || pg_get_userbyid(relowner) || coalesce((SELECT string_agg(a::text, ',' ORDER BY a::text) FROM unnest(relacl) a), ''), '|'
                           ORDER BY n.nspname, relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname IN ('public', 'rule_views', 'pattern_factory', 'uploads');
         SELECT string_agg(nspname || pg_get_userbyid(nspowner) || coalesce((SELECT string_agg(a::text, ',' ORDER BY a::text) FROM unnest(nspacl) a), ''), '|' ORDER BY nspname)
                FROM pg_namespace WHERE nspname !~ '^pg_toast|^pg_temp';
         SELECT count(*), md5(string_agg(p.oid::regprocedure || coalesce((SELECT string_agg(a::text, ',' ORDER BY a::text) FROM unnest(proacl) a), ''), '|' ORDER BY p.oid::regprocedure::text)) FROM pg_proc p;
         SELECT attacl FROM pg_attribute WHERE attrelid = 'shops'::regclass AND attname = 'name'; SELECT obj_description('shops'::regclass)`
    );

test('a directory that was made without the sample starts without being told so again, and stays as it was', async () => {
    server = await Server.start({ dataDir: server.dataDir, port: server.port });
    assert.match(server.log, /tables from the live catalogue/);
    const { tables } = (await server.json('/api/tables')).body;
    assert.deepEqual(tables.map(({ name }) => name).sort(), ['divisors', 'shops']);
    const session = await server.connect();
    const made = await session.run('How many shops per city', 'cities');
    assert.equal(made.type, 'rule_result', JSON.stringify(made));
    view = made.view;
    await session.close();
    const towns = await server.json('/api/imports?name=towns.csv', { method: 'POST', body: 'town,people\nOslo,700000\nBergen,290000\n' });
    assert.equal(towns.status, 201, JSON.stringify(towns.body));
    assert.equal(await loaded(server, towns.body.id), 2);
    const board = await send('/api/boards', { name: 'Shops' });
    const [{ rule_id }] = (await server.json('/api/rules')).body.rules;
    const tile = await send(`/api/boards/${board.board_id}/tiles`, { kind: 'rows', rule_id });
    assert.equal(tile.result.view, view);
    await send('/api/definitions', { kind: 'synonym', name: 'stores', is: 'shops' }, 200);
});

test('backup copies it while it is used', async () => {
    const session = await server.connect();
    let running = true;
    const use = (async () => {
        for (let n = 0; running; n++) assert.equal((await session.run(`Find all shops`, `use_${n % 3}`)).type, 'rule_result');
    })();
    const made = await run(['backup', backup(), '--data-dir', server.dataDir]);
    running = false;
    await use;
    await session.close();
    assert.equal(made.code, 0, made.stderr);
    assert.match(made.stderr, /is backed up in .*backup, \d+\.\d MB/);
    assert.equal(statSync(backup()).mode & 0o777, 0o700, 'it is for its maker alone');
    const again = await run(['backup', backup(), '--data-dir', server.dataDir]);
    assert.equal(again.code, 2);
    assert.match(again.stderr, /is there and not empty/);
    rmSync(backup(), { recursive: true });
    assert.equal((await run(['backup', backup(), '--data-dir', server.dataDir])).code, 0, 'and nobody has changed anything since');
});

test('restore makes a directory that has everything, and a server that works', async () => {
    const dataDir = path.join(folder, 'restored');
    const done = await run(['restore', backup(), '--data-dir', dataDir]);
    assert.equal(done.code, 0, done.stderr);
    assert.match(done.stderr, /a view could not be made: .*division by zero/);
    assert.match(done.stderr, /is restored from/);
    restored = await Server.start({ dataDir });
    assert.equal(everything(restored), everything(server));
    const page = (at) => at.json(`/api/views/${view}?sort=city`).then(({ body }) => JSON.stringify([body.columns, body.rows, body.total]));
    assert.equal(await page(restored), await page(server));
    const session = await restored.connect();
    assert.equal((await session.run('How many shops per city', 'cities')).type, 'rule_result');
    assert.equal((await session.run('Find all towns', 'towns')).rows, 2, 'the table of a file that was brought');
    await session.close();
});

test('restore overwrites nothing', async () => {
    const used = await run(['restore', backup(), '--data-dir', server.dataDir]);
    assert.equal(used.code, 3);
    assert.match(used.stderr, /already uses the folder/);
    await restored.stop();
    const full = await run(['restore', backup(), '--data-dir', restored.dataDir]);
    assert.equal(full.code, 2, full.stderr);
    assert.match(full.stderr, /holds data already[^]*--data-dir NEW/);
    await restored.start();
    assert.equal(restored.sql('SELECT count(*) FROM shops').trim(), '500');
    const none = await run(['restore', folder, '--data-dir', path.join(folder, 'other')]);
    assert.equal(none.code, 2);
    assert.match(none.stderr, /is no backup/);
});

test('a backup of an earlier version gets what has come since', async () => {
    server.sql('RESET ROLE; SET client_min_messages = warning; DROP SCHEMA uploads CASCADE; DROP FUNCTION pattern_factory.stop_large_build');
    const earlier = path.join(folder, 'earlier');
    assert.equal((await run(['backup', earlier, '--data-dir', server.dataDir])).code, 0);
    const dataDir = path.join(folder, 'now');
    const done = await run(['restore', earlier, '--data-dir', dataDir]);
    assert.equal(done.code, 0, done.stderr);
    const now = await Server.start({ dataDir });
    assert.equal(now.sql("RESET ROLE; SELECT proname FROM pg_proc WHERE proname = 'stop_large_build'").trim(), 'stop_large_build');
    const towns = await now.json('/api/imports?name=towns.csv', { method: 'POST', body: 'town,people\nRome,2700000\n' });
    assert.equal(await loaded(now, towns.body.id), 1);
    await now.stop();
});

test('a directory of a PostgreSQL that is not installed is refused with what to do', async () => {
    const dataDir = path.join(folder, 'old');
    mkdirSync(path.join(dataDir, 'pg13'), { recursive: true });
    writeFileSync(path.join(dataDir, 'pg13/PG_VERSION'), '13\n');
    const refused = await run(['serve', '--port', '0', '--data-dir', dataDir]);
    assert.equal(refused.code, 3, refused.stderr);
    assert.match(refused.stderr, /made by PostgreSQL 13, which is not installed[^]*postgresql-13[^]*backup DIR[^]*restore DIR --data-dir NEW/);
    assert.ok(!existsSync(path.join(dataDir, 'pg15')), 'and no other is made beside it');
});
