// Somebody's own PostgreSQL: the live catalogue alone is the model, and nothing but two schemas is made there.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { OwnPostgres } from './own_postgres.mjs';
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
                (SELECT count(*) FROM pg_proc WHERE pronamespace NOT IN (SELECT oid FROM pg_namespace WHERE nspname IN ('pattern_factory', 'rule_views'))), (SELECT string_agg(rolname, ',' ORDER BY oid) FROM pg_roles), (SELECT string_agg(c::text, '|' ORDER BY id) FROM customers c)`
    );

before(async () => {
    // script/postgres-versions runs these tests on others than the one that the program itself has.
    host = process.env.PF_OWN_POSTGRES ? OwnPostgres.start(process.env.PF_OWN_POSTGRES) : await Server.start();
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
    assert.match(server.log, /does not run under the roles that this database has for it/);
    assert.match(server.log, /guard and the limits alone/);
    assert.match(server.log, /The login pf_admin, under which generated SQL runs, is a superuser: .*row-level security/);
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
    const { warnings } = (await server.json('/readyz')).body;
    assert.equal(warnings.length, 2, JSON.stringify(warnings));
    assert.match(warnings[1], /is a superuser/);
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

// The private PostgreSQL as somebody's own database that has the roles.
const withRoles = (role) => `postgresql:///pattern_factory?host=${encodeURIComponent(path.join(host.dataDir, 'run'))}&user=${role}`;
const urls = () => ({ DATABASE_URL: withRoles('pf_app'), PF_RULE_DATABASE_URL: withRoles('pf_rule'), PF_BUILD_DATABASE_URL: withRoles('pf_build') });
const doctor = (env) => spawnSync(program, ['doctor'], { encoding: 'utf8', env: { PATH: process.env.PATH, ...env } });

test('with the roles nothing is amiss, and row-level security holds for rules', async () => {
    const well = doctor(urls());
    assert.equal(well.status, 0, well.stdout);
    assert.match(well.stdout, /^harden +ok /m);
    host.sql(
        `CREATE TABLE tenants (id integer PRIMARY KEY, name text, mine boolean);
         INSERT INTO tenants VALUES (1, 'Ada', true), (2, 'Bo', false), (3, 'Cyd', true);
         ALTER TABLE tenants ENABLE ROW LEVEL SECURITY;
         CREATE POLICY own ON tenants USING (mine)`
    );
    const own = await Server.start({ env: urls() });
    assert.deepEqual((await own.json('/readyz')).body.warnings, []);
    const session = await own.connect();
    const counted = await session.run('How many tenants are there?', 'tenants');
    assert.deepEqual(counted.preview, [[2]], JSON.stringify(counted));
    await session.close();
    await own.dispose();
});

test('a login that row-level security does not hold for is named at start, by readyz and by doctor', async () => {
    host.sql('RESET ROLE; ALTER ROLE pf_rule BYPASSRLS');
    try {
        const own = await Server.start({ env: urls() });
        const warning = /The login pf_rule, under which generated SQL runs, bypasses row-level security/;
        assert.match(own.log, warning);
        assert.match((await own.json('/readyz')).body.warnings[0], warning);
        await own.dispose();
        const ill = doctor(urls());
        assert.equal(ill.status, 1);
        assert.match(ill.stdout, /^harden +bad +pf_rule bypasses row-level security$/m);
    } finally {
        host.sql('RESET ROLE; ALTER ROLE pf_rule NOBYPASSRLS');
    }
});

for (const [what, grant, revoke, said] of [
    ['write', 'GRANT UPDATE ON guests TO pf_build', 'REVOKE UPDATE ON guests FROM pf_build', /pf_build may write to 1 tables, such as public\.guests/],
    ['write as anyone', 'GRANT DELETE ON guests TO PUBLIC', 'REVOKE DELETE ON guests FROM PUBLIC', /pf_rule may write to 1 tables/],
    ['make tables', 'RESET ROLE; GRANT CREATE ON SCHEMA public TO PUBLIC', 'RESET ROLE; REVOKE CREATE ON SCHEMA public FROM PUBLIC', /pf_rule may make tables in public/],
    ['call what has side effects', 'RESET ROLE; GRANT EXECUTE ON FUNCTION pg_sleep(double precision), pg_notify(text, text) TO pf_rule', 'RESET ROLE; REVOKE EXECUTE ON FUNCTION pg_sleep(double precision), pg_notify(text, text) FROM pf_rule', /pf_rule may call functions with side effects: pg_notify, pg_sleep/],
    ['become another', 'RESET ROLE; GRANT pf_owner TO pf_build', 'RESET ROLE; REVOKE pf_owner FROM pf_build', /pf_build is a member of pf_owner/]
])
    test(`doctor says when a login of generated SQL may ${what}`, () => {
        host.sql(grant);
        try {
            const { status, stdout } = doctor(urls());
            assert.equal(status, 1, stdout);
            assert.match(stdout, said);
        } finally {
            host.sql(revoke);
        }
        assert.equal(doctor(urls()).status, 0);
    });

test('doctor without the roles says what the login may, and how to get them', () => {
    const { status, stdout } = doctor({ DATABASE_URL: url });
    assert.equal(status, 0, stdout);
    assert.match(stdout, /^roles +note +Generated SQL does not run under the roles .*PF_RULE_DATABASE_URL/m);
    assert.match(stdout, /^harden +note +pf_admin is a superuser$/m);
    assert.match(stdout, /pattern-factory roles/);
});
