// Somebody's own PostgreSQL: the live catalogue alone is the model, and nothing but two schemas is made there.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { closeBrowser, program, Server, temporaryFolder } from './support.mjs';
import { Web } from './web.mjs';

let host, server, url, folder;
// The database that every cluster has besides the program's own stands for the owner's.
const sql = (text) => {
    const done = spawnSync('psql', ['-h', path.join(host.dataDir, 'run'), '-U', 'pf_admin', '-d', 'postgres', '-qAt', '-v', 'ON_ERROR_STOP=1', '-c', text], { encoding: 'utf8' });
    assert.equal(done.status, 0, done.stderr);
    return done.stdout.trim();
};
// What of the owner's could have been touched: relations, columns, rows, grants, functions, roles.
const everything = () =>
    sql(
        `SELECT (SELECT string_agg(c.oid || c.relname || coalesce(c.relacl::text, '') || c.relnatts, ',' ORDER BY c.oid) FROM pg_class c
                 JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname NOT IN ('pattern_factory', 'rule_views', 'pg_toast', 'pg_catalog', 'information_schema')),
                (SELECT string_agg(nspname || coalesce(nspacl::text, ''), ',' ORDER BY oid) FROM pg_namespace WHERE nspname NOT IN ('pattern_factory', 'rule_views') AND nspname !~ '^pg_'),
                (SELECT count(*) FROM pg_proc), (SELECT string_agg(rolname, ',' ORDER BY oid) FROM pg_roles), (SELECT string_agg(c::text, '|' ORDER BY id) FROM customers c)`
    );

before(async () => {
    host = await Server.start();
    sql(
        `CREATE TABLE customers (id integer PRIMARY KEY, name text NOT NULL, country text);
         CREATE TABLE orders (id integer PRIMARY KEY, customer_id integer REFERENCES customers, total numeric(10,2), placed_on date);
         INSERT INTO customers VALUES (1, 'Ada', 'Norway'), (2, 'Bo', 'Sweden'), (3, 'Cyd', 'Norway');
         INSERT INTO orders VALUES (1, 1, 10.50, '2024-01-01'), (2, 1, 20, '2024-02-01'), (3, 2, 5, '2024-03-01')`
    );
    url = `postgresql:///postgres?host=${encodeURIComponent(path.join(host.dataDir, 'run'))}&user=pf_admin`;
});
after(async () => {
    await closeBrowser();
    await server?.dispose();
    await host?.dispose();
    if (folder) rmSync(folder, { recursive: true, force: true });
});

test('rules run on the live catalogue, and nothing of the owner is touched', async () => {
    const before_ = everything();
    server = await Server.start({ env: { DATABASE_URL: url } });
    assert.match(server.log, /database\s+postgres on .* as pf_admin/);
    assert.match(server.log, /guard and limits alone/);
    const session = await server.connect();
    const count = await session.run('How many customers are there?', 'count');
    assert.equal(count.type, 'rule_result', JSON.stringify(count));
    assert.deepEqual(count.preview, [[3]]);
    let all = await session.run('Find all customers', 'all');
    if (all.type === 'clarify') {
        session.send({ type: 'choose_reading', rule_id: 'all', n: 1 });
        all = await session.ending('all');
    }
    assert.equal(all.type, 'rule_result', JSON.stringify(all));
    assert.equal(all.rows, 3);
    const wrong = await session.run('Find all patterns', 'none');
    assert.equal(wrong.type, 'error', JSON.stringify(wrong));
    assert.equal((await server.json(`/api/views/${all.view}`)).body.total, 3);
    const { tables } = (await server.json('/api/tables')).body;
    assert.deepEqual(tables.map(({ name, rows }) => [name, rows]), [['customers', null], ['orders', null]], 'never analysed: not known, not 0');
    assert.equal((await server.json('/readyz')).body.warnings.length, 1);
    await session.close();
    assert.equal(everything(), before_);
    assert.equal(sql(`SELECT string_agg(nspname, ',' ORDER BY nspname) FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'`), 'pattern_factory,public,rule_views');
});

test('the web app offers examples in words of that database, and they run', async () => {
    const web = await Web.open(server);
    const main = web.page.getByRole('main');
    await main.getByText('Rules of your own stand here').waitFor();
    await web.screenshot('own-database-home');
    for (const sentence of ['Find all customers', 'How many customers per country']) await main.getByRole('button', { name: sentence }).waitFor();
    await main.getByRole('button', { name: 'How many customers per country' }).click();
    await web.page.waitForURL(/\/results\/rule_how_many_customers_per_country/);
    await web.row(1);
    await web.close();
});

test('init writes a model of it to edit, which the server then takes', async () => {
    folder = temporaryFolder();
    const file = path.join(folder, 'shop.yaml');
    const env = { ...process.env, DATABASE_URL: url };
    const made = spawnSync(program, ['init', '--output', file], { encoding: 'utf8', env });
    assert.equal(made.status, 0, made.stderr);
    assert.match(readFileSync(file, 'utf8'), /customers/);
    assert.notEqual(spawnSync(program, ['init', '--output', file], { encoding: 'utf8', env }).status, 0, 'an existing file is not overwritten');
    const compiled = spawnSync(program, ['compile', 'Find all orders', '--semantic-model', file], { encoding: 'utf8', env });
    assert.match(compiled.stdout, /FROM public\.orders/, compiled.stderr);
});

test('a database that cannot be reached ends the start with a reason that holds no password', () => {
    const done = spawnSync(program, ['serve', '--port', '0'], {
        encoding: 'utf8',
        env: { ...process.env, DATABASE_URL: 'postgresql://me:hunter2@127.0.0.1:1/shop' }
    });
    assert.notEqual(done.status, 0);
    assert.ok(done.stderr.length > 0 && !done.stderr.includes('hunter2'), done.stderr);
});
