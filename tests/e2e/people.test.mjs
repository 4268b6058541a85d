// People with roles: a file of users, tokens of theirs and of their tools, what each role may do through every door, and
// what becomes of a token that is revoked.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { closeBrowser, program, Server, Session, temporaryFolder, until } from './support.mjs';
import { Web } from './web.mjs';

const file = path.join(temporaryFolder(), 'users.yaml');
const roles = ['reader', 'author', 'admin'];
const names = { reader: 'Rita', author: 'Ana', admin: 'Otto' };
const tokens = {};
let server, contract;

function run(...args) {
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(PG|PF_|OPENAI_|DATABASE_URL)/.test(name)));
    return spawnSync(program, args, { env: { ...env, PF_USERS_FILE: file }, encoding: 'utf8' });
}
function done(...args) {
    const { status, stdout, stderr } = run(...args);
    assert.equal(status, 0, stderr);
    return stdout.trim();
}
const idOf = (label) => done('user', 'list').match(new RegExp(`(\\S+)  ${label}`))[1];
const bearer = (token) => ({ Authorization: `Bearer ${token}` });
const connect = (token) => Session.open(`ws://127.0.0.1:${server.port}/ws`, { headers: bearer(token) });
const ask = (role, target, init = {}) => fetch(server.url + target, { ...init, headers: { ...bearer(tokens[role]), ...init.headers } });

before(async () => {
    for (const role of roles) {
        done('user', 'add', names[role], '--role', role);
        tokens[role] = done('token', 'create', '--user', names[role], '--label', `${role}s laptop`);
    }
    server = await Server.start({ env: { PF_USERS_FILE: file, PF_TOKEN: 'the one shared token' } });
    contract = await (await ask('reader', '/openapi.json')).json();
});
after(async () => {
    await closeBrowser();
    await server?.dispose();
});

test('the file of users tells no token, is its owner’s alone, and the server starts with no other', async () => {
    const text = readFileSync(file, 'utf8');
    for (const token of Object.values(tokens)) assert.ok(!text.includes(token));
    chmodSync(file, 0o644);
    const refused = run('serve', '--port', '0', '--data-dir', temporaryFolder());
    chmodSync(file, 0o600);
    assert.equal(refused.status, 2);
    assert.match(refused.stderr, /may be read or written by others/);
    assert.equal(run('user', 'add', 'rita', '--role', 'admin').status, 2, 'the name is taken');
    assert.equal(run('user', 'add', 'Max', '--role', 'boss').status, 2);
    assert.equal(run('token', 'create', '--user', 'Nobody').status, 2);
});

test('every route is open to the roles that the contract says, and to no other', async () => {
    let asked = 0;
    for (const [route, operations] of Object.entries(contract.paths))
        for (const [method, operation] of Object.entries(operations)) {
            const least = operation['x-least-role'];
            if (!least) continue;
            for (const role of roles) {
                if (/sign-out/.test(route)) continue;
                const target = route.replaceAll(/\{\w+\}/g, 'nothing');
                // A body that nothing can be made of: what may be done goes wrong for another reason.
                const answer = await ask(role, target, method === 'get' ? {} : { method: method.toUpperCase(), headers: { 'Content-Type': 'text/plain' }, body: '' });
                const what = `${role}: ${method} ${route}`;
                const forbidden = answer.status === 403 && (await answer.json()).kind === 'forbidden';
                assert.equal(forbidden, roles.indexOf(role) < roles.indexOf(least), what);
                assert.notEqual(answer.status, 401, what);
                asked++;
            }
        }
    assert.ok(asked > 120, `${asked}`);
    const refused = await ask('reader', '/api/rules', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"rule_code":"Find all patterns"}' });
    const body = await refused.json();
    assert.equal(refused.status, 403);
    assert.equal(body.role_needed, 'author');
    assert.match(body.detail, /takes the role author; you are signed in as reader/);
    assert.equal((await fetch(`${server.url}/api/rules`)).status, 401);
});

test('over the socket a reader looks on, and an author runs what the reader then reads', async () => {
    const reader = await connect(tokens.reader);
    assert.deepEqual(reader.hello.user, { name: 'Rita', role: 'reader' });
    for (const frame of [
        { type: 'run_rule', rule_code: 'Find all patterns' },
        { type: 'run_rule', rule_code: 'Find all patterns', sql: 'SELECT * FROM patterns' },
        { type: 'choose_reading', n: 1 },
        { type: 'cancel_rule' }
    ]) {
        const refused = await (reader.send({ ...frame, rule_id: 'r' }), reader.ending('r'));
        assert.equal(refused.kind, 'forbidden', frame.type);
        assert.equal(refused.role_needed, 'author');
    }
    const author = await connect(tokens.author);
    const made = await author.run('Find all patterns');
    assert.equal(made.type, 'rule_result');
    const news = await reader.next((frame) => frame.event === 'views:refresh');
    assert.equal(news.payload.view, made.view);
    assert.equal((await ask('reader', `/api/views/${made.view}`)).status, 200);
    assert.equal((await ask('reader', `/api/views/${made.view}.csv`)).status, 200);

    reader.send({ type: 'resume', session: author.hello.session, after: 0 });
    assert.equal((await reader.next((frame) => frame.type === 'error')).kind, 'not_found', 'it is somebody else’s');
    await author.close();
    await reader.close();
});

test('a token of a tool works until it is revoked, at once also where it is in use', async () => {
    const token = done('token', 'create', '--user', 'Ana', '--label', 'nightly report', '--days', '30');
    const works = async () => (await fetch(`${server.url}/api/server`, { headers: bearer(token) })).status === 200;
    await until(works, 'the server reads the file again');
    const tool = await connect(token);
    assert.equal(tool.hello.user.name, 'Ana');
    done('token', 'revoke', idOf('nightly report'));
    assert.equal((await tool.closed).code, 1008);
    assert.ok(!(await works()));
    assert.equal((await ask('author', '/api/server')).status, 200, 'the person’s other token');
    assert.equal(run('token', 'revoke', 'nothing').status, 2);
});

test('another role holds at once; a file that is broken changes nothing', async () => {
    const session = await connect(tokens.author);
    const mayRun = async () => (await ask('author', '/api/rules', { method: 'POST', headers: { 'Content-Type': 'text/plain' }, body: '' })).status !== 403;
    done('user', 'change', 'Ana', '--role', 'reader');
    await until(async () => !(await mayRun()), 'Ana is a reader');
    assert.equal((await session.run('Find all patterns')).kind, 'forbidden');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, 'users: [broken');
    await until(() => /former users are known on/.test(server.log), 'it is said');
    assert.equal((await ask('author', '/api/server')).status, 200);
    writeFileSync(file, text.replace(/(name: "Ana"\n {4}role: )reader/, '$1author'));
    server.process.kill('SIGHUP');
    await until(mayRun, 'Ana is an author again');
    assert.equal((await session.run('Find all patterns')).type, 'rule_result');
    await session.close();
});

test('the shared token goes on as an admin’s', async () => {
    const { user } = await (await fetch(`${server.url}/api/server`, { headers: bearer('the one shared token') })).json();
    assert.deepEqual(user, { name: '', role: 'admin' });
});

let link;
test('who made and who changed a rule, a board and a word is kept, and told', async () => {
    const send = async (role, method, target, body) => {
        const answer = await ask(role, target, { method, headers: { 'Content-Type': 'application/json' }, body: body && JSON.stringify(body) });
        assert.ok(answer.ok, `${method} ${target}: ${answer.status}`);
        return answer.status === 204 ? undefined : answer.json();
    };
    const makers = ({ made_by, changed_by }) => [made_by, changed_by];
    const made = await send('author', 'POST', '/api/rules', { rule_code: 'how many patterns per kind' });
    const rule = () => send('reader', 'GET', `/api/rules/${made.registered_as}`);
    assert.deepEqual(makers(await rule()), ['Ana', '']);
    await send('admin', 'POST', '/api/rules', { rule_code: 'how many patterns per kind' });
    assert.deepEqual(makers(await rule()), ['Ana', ''], 'to run it again changes nothing');
    assert.deepEqual((await rule()).versions.map((version) => version.made_by), ['Otto', 'Ana']);
    await send('admin', 'PATCH', `/api/rules/${made.registered_as}`, { starred: true });
    for (const draft of [true, false]) await send('admin', 'PATCH', `/api/rules/${made.registered_as}`, { draft });
    assert.equal((await rule()).draft, false);
    assert.deepEqual(makers(await rule()), ['Ana', ''], 'neither a star nor that it is kept is a change');
    await send('admin', 'PATCH', `/api/rules/${made.registered_as}`, { title: 'Kinds' });
    assert.deepEqual(makers(await rule()), ['Ana', 'Otto']);
    await send('author', 'POST', '/api/rules', { rule_code: 'how many patterns per kind', sql: 'SELECT kind, count(*) AS n FROM patterns GROUP BY kind' });
    assert.deepEqual(makers(await rule()), ['Ana', 'Ana'], 'who writes its SQL changes it');
    const views = (await send('reader', 'GET', '/api/views')).views;
    assert.deepEqual(makers(views.find((view) => view.rule_id === made.registered_as)), ['Ana', 'Ana']);

    const board = await send('author', 'POST', '/api/boards', { name: 'Monday' });
    assert.deepEqual(makers(board), ['Ana', '']);
    await send('admin', 'POST', `/api/boards/${board.board_id}/tiles`, { kind: 'text', text: 'Hello' });
    assert.deepEqual(makers(await send('reader', 'GET', `/api/boards/${board.board_id}`)), ['Ana', 'Otto']);

    await send('author', 'POST', `/api/boards/${board.board_id}/tiles`, { kind: 'text', text: 'Bye' });
    link = (await send('admin', 'POST', `/api/boards/${board.board_id}/link`)).token;
    const linked = await fetch(`${server.url}/api/shared`, { headers: { Authorization: `Bearer ${link}` } });
    assert.doesNotMatch(await linked.text(), /made_by|Ana/, 'who has the link is not told who made it');
    await fetch(`${server.url}/api/shared`, { headers: { Authorization: `Bearer ${'0'.repeat(64)}` } });
    assert.deepEqual(makers(await send('reader', 'GET', `/api/boards/${board.board_id}`)), ['Ana', 'Otto']);
    await send('admin', 'DELETE', `/api/boards/${board.board_id}/link`);

    const word = { kind: 'metric', name: 'money raised', is: 'sum(orgs.funding)' };
    await send('author', 'POST', '/api/definitions', word);
    await send('admin', 'POST', '/api/definitions', { ...word, description: 'in all' });
    const kept = (await send('reader', 'GET', '/api/definitions')).definitions.find(({ name }) => name === word.name);
    assert.deepEqual(makers(kept), ['Ana', 'Otto']);
    await send('admin', 'DELETE', `/api/boards/${board.board_id}`);
    await send('admin', 'DELETE', `/api/rules/${made.registered_as}`);
});

test('the audit log has who did what, is the admins’, and the server cannot take anything out of it', async () => {
    const entries = async (query = '') => (await (await ask('admin', `/api/audit${query}`)).json()).entries;
    const has = (what, about) => until(async () => (await entries(`?what=${what}`)).some((entry) => about(entry)), what);
    await has('rule_run', (entry) => entry.who === 'Ana' && entry.outcome === 'ok');
    await has('rule_run', (entry) => entry.who === 'Rita' && entry.outcome === 'forbidden');
    for (const what of ['rule_changed', 'rule_deleted', 'board_shared', 'board_unshared', 'board_deleted']) await has(what, (entry) => entry.who === 'Otto');
    await has('word_kept', (entry) => entry.who === 'Ana' && entry.about === 'money raised');
    await has('token_revoked', (entry) => / of Ana: nightly report$/.test(entry.about));
    await has('token_made', (entry) => / of Ana: nightly report$/.test(entry.about));
    await has('role_changed', (entry) => entry.about === 'Ana: reader');

    assert.equal((await fetch(`${server.url}/?token=${tokens.author}`, { redirect: 'manual' })).status, 303);
    assert.equal((await fetch(`${server.url}/?token=a%20wrong%20one`)).status, 401);
    await has('signed_in', (entry) => entry.who === 'Ana' && entry.about === '127.0.0.1');
    await has('sign_in_refused', (entry) => entry.who === '' && entry.about === '127.0.0.1');

    const all = JSON.stringify(await entries('?limit=1000'));
    for (const secret of [...Object.values(tokens), link, '0'.repeat(64), 'a wrong one', 'the one shared token', 'SELECT', 'per kind']) assert.ok(!all.includes(secret), secret);

    const first = await (await ask('admin', '/api/audit?limit=2')).json();
    const second = await (await ask('admin', `/api/audit?limit=2&after=${first.next}`)).json();
    assert.ok(first.entries.length === 2 && second.entries.length === 2 && first.entries[1].at >= second.entries[0].at);
    assert.equal((await ask('admin', '/api/audit?after=x')).status, 400);
    for (const role of ['reader', 'author']) assert.equal((await ask(role, '/api/audit')).status, 403);

    for (const statement of ['DELETE FROM pattern_factory.audit', "UPDATE pattern_factory.audit SET who = ''", 'TRUNCATE pattern_factory.audit'])
        for (const role of ['pf_app', 'pf_build', 'pf_rule']) assert.throws(() => server.sql(`RESET ROLE; SET ROLE ${role}; ${statement};`), /permission denied/, `${role}: ${statement}`);
    assert.throws(() => server.sql('RESET ROLE; SET ROLE pf_build; SELECT pattern_factory.forget_audit(1);'), /permission denied/);
    const count = () => server.sql('SELECT count(*) FROM pattern_factory.audit').trim();
    const before = Number(count());
    server.sql("UPDATE pattern_factory.audit SET at = now() - interval '2 days' WHERE id = (SELECT min(id) FROM pattern_factory.audit)");
    server.sql('RESET ROLE; SET ROLE pf_app; SELECT pattern_factory.forget_audit(0);');
    assert.ok(Number(count()) >= before - 1, 'a day at least is kept');

    const printed = spawnSync(program, ['audit', '--json', '--who', 'Otto', '--what', 'rule_deleted', '--data-dir', server.dataDir], { encoding: 'utf8' });
    assert.equal(printed.status, 0, printed.stderr);
    assert.equal(JSON.parse(printed.stdout.split('\n')[0]).who, 'Otto');
});

test('the page says who one is, and offers a reader nothing that a reader may not do', async () => {
    const author = await connect(tokens.author);
    const { view, rule_id, registered_as } = await author.run('Find all orgs');
    await author.close();
    const write = (target, body) => ask('author', target, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
    const { board_id } = await (await write('/api/boards', { name: 'Looked at' })).json();
    assert.equal((await write(`/api/boards/${board_id}/tiles`, { kind: 'rows', rule_id: registered_as ?? rule_id })).status, 201);
    const web = await Web.open(server, { path: null, expects: /401/ });
    await web.page.goto(`${server.url}/results/${view}`);
    await web.page.getByLabel('Token').fill(tokens.reader);
    await web.page.getByRole('button', { name: 'Sign in' }).click();
    await web.grid.waitFor();
    const gone = (name, exact = true) => web.page.getByRole('button', { name, exact }).first().waitFor({ state: 'hidden' });
    for (const name of ['Run again', 'Keep', 'Edit the sentence', 'Delete rule and view', 'Pin to a board']) await gone(name);
    await web.page.getByText(/made .* by Ana/).first().waitFor();
    await web.screenshot('reader-result');
    await web.go('/rules');
    await web.page.locator('main').getByText('Find all orgs').first().waitFor();
    await gone('Delete Find all orgs');
    await gone('Run Find all orgs');
    await web.go(`/boards/${board_id}`);
    await web.page.getByRole('heading', { name: 'Looked at' }).waitFor();
    await web.page.locator('main li.tile').first().waitFor();
    for (const name of ['Rename the board', 'Refresh all', 'Share', 'Delete the board']) await gone(name);
    for (const name of [/^Move /, /^Take .* off the board$/]) await gone(name, false);
    await web.screenshot('reader-board');
    await web.go('/');
    await web.page.getByText('Running and changing takes the role author.').first().waitFor();
    const places = web.page.getByRole('navigation', { name: 'Main' });
    await places.getByRole('link', { name: 'Vocabulary' }).waitFor();
    assert.equal(await places.getByRole('link', { name: 'Bring a file' }).count(), 0);
    await web.screenshot('reader-home');
    await web.go('/settings');
    await web.page.getByText('Rita, reader').waitFor();
    await web.screenshot('reader-settings');
    await web.page.getByRole('button', { name: 'Sign out' }).click();
    await web.page.getByLabel('Token').fill(tokens.author);
    await web.page.getByRole('button', { name: 'Sign in' }).click();
    await web.go(`/results/${view}`);
    await web.page.getByRole('button', { name: 'Run again' }).waitFor();
    await web.page.getByRole('button', { name: 'Delete rule and view' }).waitFor();
    await web.close();
});
