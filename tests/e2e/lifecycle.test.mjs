// Starting, stopping, dying: the program and its PostgreSQL, and what a user keeps.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { clusterPids, closeBrowser, freePort, program, Server, temporaryFolder } from './support.mjs';
import { Web } from './web.mjs';

after(closeBrowser);

const alive = (pid) => {
    try {
        return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    } catch {
        return false;
    }
};
const until = async (condition, what) => {
    for (let i = 0; i < 500; i++) {
        if (await condition()) return;
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert.fail(`never happened: ${what}`);
};

test('the backend starts without errors; its banner names database, model and WebSocket address, and no secret', async () => {
    const server = await Server.start({ env: { PF_TOKEN: 'very-secret-token' } });
    assert.match(server.log, /database\s+private PostgreSQL 15/);
    assert.match(server.log, /model\s+none/);
    assert.match(server.log, new RegExp(`ws://127.0.0.1:${server.port}/ws`));
    assert.ok(!server.log.includes('very-secret-token'));
    assert.ok(!/error/i.test(server.log), server.log);
    await server.dispose();
});

test('a browser signs in with the token through a form that leads to what was asked for, and out again', async () => {
    const server = await Server.start({ env: { PF_TOKEN: 'very secret + token' } });
    const web = await Web.open(server, { path: null, expects: /401/ });
    await web.page.goto(`${server.url}/rules?filter=how%20many&x=a%26b`);
    await web.screenshot('sign-in');
    await web.page.keyboard.type('something else');
    await web.page.keyboard.press('Enter');
    await web.page.getByText("That is not a token of this server.").waitFor();
    await web.page.getByLabel('Token').fill('very secret + token');
    await web.page.getByRole('button', { name: 'Sign in' }).click();
    await web.page.getByRole('heading', { name: 'Rules', exact: true }).waitFor();
    assert.equal(web.page.url(), `${server.url}/rules?filter=how%20many&x=a%26b`, 'no token is in the address');
    await web.go('/settings');
    await web.page.getByRole('button', { name: 'Sign out' }).click();
    await web.page.getByLabel('Token').waitFor();
    await web.page.goto(`${server.url}/settings`);
    await web.page.getByLabel('Token').waitFor();
    await web.close();
    await server.dispose();
});

test('a rule that was answered survives kill -9 of the server, and no PostgreSQL is left behind', async () => {
    const server = await Server.start();
    const session = await server.connect();
    const result = await session.run('Find all patterns', 'kept');
    const [pid] = clusterPids(server.dataDir);
    assert.ok(pid > 1 && alive(pid));
    await server.kill();
    await until(() => !alive(pid), 'the end of the private PostgreSQL');
    await server.start();
    const page = await server.json(`/api/views/${result.view}`);
    assert.equal(page.body.total, result.rows);
    assert.equal((await server.json('/api/rules/kept')).body.sentence, 'Find all patterns');
    await server.dispose();
});

test('kill -9 of PostgreSQL: a clear error at most, and the next rule runs again', async () => {
    const server = await Server.start();
    const session = await server.connect();
    await session.run('Find all patterns', 'before');
    const [pid] = clusterPids(server.dataDir);
    process.kill(pid, 'SIGKILL');
    const during = await session.run('Find all guests', 'during');
    assert.ok(during.type === 'rule_result' || ['unavailable', 'timeout'].includes(during.kind), JSON.stringify(during));
    assert.ok(!/host=|\/tmp\/|socket "/.test(JSON.stringify(during)), 'no connection details');
    await until(async () => (await session.run('Find all episodes', 'after')).type === 'rule_result', 'a rule that runs after the restart');
    assert.equal((await server.json('/readyz')).status, 200);
    assert.equal((await server.json('/api/rules/before')).status, 200);
    await server.dispose();
});

test('a database that dies in the middle of 40 rules leaves nothing half-made', async () => {
    const server = await Server.start();
    const [pid] = clusterPids(server.dataDir);
    const sessions = await Promise.all(Array.from({ length: 4 }, () => server.connect()));
    const endings = sessions.flatMap((session, s) => Array.from({ length: 10 }, (_, i) => session.run(`Find all patterns created in the last ${100 * s + i + 2} days`, `middle_${s}_${i}`)));
    await Promise.race(endings);
    process.kill(pid, 'SIGKILL');
    for (const ending of await Promise.all(endings)) assert.ok(ending.type === 'rule_result' || ['unavailable', 'timeout'].includes(ending.kind), JSON.stringify(ending));
    await until(async () => (await server.json('/readyz')).status === 200, 'the restart of PostgreSQL');
    const count = (sql) => spawnSync('psql', ['-h', path.join(server.dataDir, 'run'), '-U', 'pf_admin', '-d', 'pattern_factory', '-Atc', sql], { encoding: 'utf8', env: { PATH: process.env.PATH } }).stdout.trim();
    const made = count("SELECT string_agg(matviewname, ',' ORDER BY matviewname) FROM pg_matviews WHERE schemaname = 'rule_views'");
    assert.ok(made.length > 0);
    assert.equal(count(`SELECT string_agg(relation, ',' ORDER BY relation COLLATE "C") FROM pattern_factory.views`), made);
    assert.equal(count('SELECT count(*) FROM pattern_factory.rules'), `${made.split(',').length}`);
    const answered = (await Promise.all(endings)).filter((ending) => ending.type === 'rule_result');
    for (const { view, rows } of answered) assert.equal((await server.json(`/api/views/${view}`)).body.total, rows, view);
    assert.equal((await sessions[0].run('Find all guests')).type, 'rule_result');
    await server.dispose();
});

test('SIGTERM stops within 5 seconds with exit code 0 and takes PostgreSQL along', async () => {
    const server = await Server.start();
    const session = await server.connect();
    const [pid] = clusterPids(server.dataDir);
    await server.stop();
    assert.equal(server.exitCode, 0);
    assert.ok(!alive(pid));
    await session.closed;
    rmSync(server.dataDir, { recursive: true, force: true });
});

test('a second program on the same data is refused and names the folder', async () => {
    const server = await Server.start();
    const second = spawnSync(program, ['serve', '--port', `${await freePort()}`, '--data-dir', server.dataDir], { encoding: 'utf8' });
    assert.equal(second.status, 3);
    assert.ok(second.stderr.includes(server.dataDir), second.stderr);
    await server.dispose();
});

test('a port that is taken is said, with what to do', async () => {
    const server = await Server.start();
    const folder = temporaryFolder();
    const second = spawnSync(program, ['serve', '--port', `${server.port}`, '--data-dir', folder], { encoding: 'utf8' });
    assert.notEqual(second.status, 0);
    assert.match(second.stderr, new RegExp(`${server.port}`));
    assert.match(second.stderr, /--port/);
    await server.dispose();
    rmSync(folder, { recursive: true, force: true });
});

test('the private PostgreSQL listens on no port', async () => {
    const server = await Server.start();
    const [pid] = clusterPids(server.dataDir);
    const listening = ['tcp', 'tcp6'].flatMap((kind) =>
        readFileSync(`/proc/${pid}/net/${kind}`, 'utf8').split('\n').slice(1).filter((line) => line.split(/\s+/)[4] === '0A').map((line) => line.split(/\s+/)[10])
    );
    const inodes = spawnSync('ls', ['-l', `/proc/${pid}/fd`], { encoding: 'utf8' }).stdout;
    for (const inode of listening) assert.ok(!inodes.includes(`socket:[${inode}]`), 'a TCP socket of PostgreSQL');
    await server.dispose();
});

test('another address than loopback is refused without a token', () => {
    const folder = temporaryFolder();
    const refused = spawnSync(program, ['serve', '--host', '0.0.0.0', '--data-dir', folder], { encoding: 'utf8' });
    assert.equal(refused.status, 2);
    assert.match(refused.stderr, /PF_TOKEN/);
    rmSync(folder, { recursive: true, force: true });
});

test('a token that can be guessed is refused; one that the program makes is not', () => {
    const env = { ...process.env, PF_TOKEN: 'fifteen bytes !' };
    const refused = spawnSync(program, ['serve', '--port', '0'], { encoding: 'utf8', env });
    assert.equal(refused.status, 2);
    assert.match(refused.stderr, /shorter than 16 characters[^]*pattern-factory token create/);
    assert.ok(!refused.stderr.includes('fifteen'));
    const made = [1, 2].map(() => spawnSync(program, ['token', 'create'], { encoding: 'utf8' }).stdout);
    assert.match(made[0], /^[0-9a-f]{48}\n$/);
    assert.notEqual(made[0], made[1]);
});

test('a broken pattern-factory.yaml is refused at start with file, line and what is wrong', () => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'broken.yaml');
    writeFileSync(file, 'SYSTEM: x\nDATA:\n  - patterns\n  - no_such_table\n');
    const refused = spawnSync(program, ['serve', '--port', '0', '--semantic-model', file, '--data-dir', path.join(folder, 'data')], { encoding: 'utf8' });
    assert.equal(refused.status, 2, refused.stderr);
    assert.match(refused.stderr, /broken\.yaml:4: .*no_such_table/);
    rmSync(folder, { recursive: true, force: true });
});

test('--help prints every setting with its variable and default', () => {
    const help = spawnSync(program, ['--help'], { encoding: 'utf8' }).stdout;
    for (const word of ['--port', 'PF_PORT', '8000', 'OPENAI_API_KEY', 'DATABASE_URL', 'PGHOST', '--data-dir', 'PF_MODEL', 'gpt-4o']) assert.ok(help.includes(word), word);
});
