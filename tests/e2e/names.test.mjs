// A view's name is made once and stays; what people call a rule; former names lead on; over HTTP.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Server } from './support.mjs';
import { makeView } from './web.mjs';

let server;
before(async () => (server = await Server.start()));
after(() => server?.dispose());

const send = (method, path, body) => server.json(path, { method, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
const run = async (rule_code, rule_id) => {
    const { status, body } = await send('POST', '/api/rules', { rule_code, rule_id });
    assert.equal(status, 200, JSON.stringify(body));
    return body;
};
const views = async () => (await server.json('/api/views')).body.views;
const total = async (view) => (await server.json(`/api/views/${encodeURIComponent(view)}`)).body.total;

test('a view is named shortly, and a number tells it apart only from those that have the name', async () => {
    const first = await run('Find all orgs in Germany', 'rule_1795824916843383');
    assert.equal(first.view, 'rule_find_all_orgs_in_germany_1');
    assert.equal(first.message, `Rule find_all_orgs_in_germany → ${first.rows} rows → rule_find_all_orgs_in_germany_1`);
    const replaced = await run('Find all orgs in France', first.rule_id);
    assert.equal(replaced.view, first.view, 'another sentence under the same id keeps the name');
    assert.equal(replaced.rule, 'find_all_orgs_in_france');
    assert.equal(await total(first.view), replaced.rows);
    assert.equal((await run('Find all orgs in Germany', 'rule_1795824916843384')).view, 'rule_find_all_orgs_in_germany_2');
    assert.match((await run('Find all patterns created in the last 30 days where the kind is not anti-pattern')).view, /^rule_find_all_patterns_created_in_the_last_30_1$/);
});

test('two servers’ worth of rules at once get names of their own', async () => {
    const asked = ['Find all posts', 'find all posts?', 'Find all posts!', 'Find: all posts'];
    const answers = await Promise.all(asked.map((sentence) => send('POST', '/api/rules', { rule_code: sentence })));
    const answered = answers.filter(({ status }) => status === 200).map(({ body }) => body);
    assert.ok(answered.length >= 2, JSON.stringify(answers));
    const names = new Map(answered.map(({ registered_as, view }) => [registered_as, view]));
    assert.equal(new Set(names.values()).size, names.size);
});

test('title, note and star are kept with the rule, through runs and a restart', async () => {
    const view = await makeView(server, 'Find all guests');
    const { rule_id } = (await views()).find(({ name }) => name === view);
    const changed = await send('PATCH', `/api/rules/${rule_id}`, { title: 'Who was here', note: 'For Mondays', starred: true });
    assert.equal(changed.status, 200, JSON.stringify(changed.body));
    assert.deepEqual([changed.body.title, changed.body.note, changed.body.starred], ['Who was here', 'For Mondays', true]);
    await makeView(server, 'Find all guests');
    await server.kill();
    await server.start();
    const kept = (await views()).find(({ name }) => name === view);
    assert.deepEqual([kept.title, kept.note, kept.starred, kept.aliases], ['Who was here', 'For Mondays', true, []]);
    const again = await send('PATCH', `/api/rules/${rule_id}`, { starred: false });
    assert.deepEqual([again.body.title, again.body.starred], ['Who was here', false]);
});

test('a view gets another name; the old one leads to it, is nobody else’s, and can be taken back', async () => {
    const view = await makeView(server, 'Find all episodes');
    const rows = await total(view);
    const { rule_id } = (await views()).find(({ name }) => name === view);
    const rename = (to) => send('PATCH', `/api/rules/${rule_id}`, { view: to });
    const renamed = await rename('Alle Folgen');
    assert.equal(renamed.body.view, 'rule_alle_folgen', JSON.stringify(renamed.body));
    assert.equal(await total('rule_alle_folgen'), rows);
    assert.equal(await total(view), rows);
    assert.equal(Number(server.sql('SET ROLE pf_app; SELECT count(*) FROM rule_views.rule_alle_folgen')), rows);
    const csv = await fetch(`${server.url}/api/views/${view}.csv`);
    assert.equal(csv.status, 200);
    assert.deepEqual((await views()).find(({ name }) => name === 'rule_alle_folgen').aliases, [view]);
    // It keeps the name when it is run again, and another rule gets another one.
    assert.equal((await run('Find all episodes')).view, 'rule_alle_folgen');
    await run('Find all categories', rule_id);
    assert.equal((await run('Find all episodes')).view, 'rule_find_all_episodes_2');
    assert.equal((await rename(view)).body.view, view);
    assert.equal(await total('rule_alle_folgen'), await total(view));
    const other = (await views()).find(({ name }) => name === 'rule_find_all_episodes_2');
    assert.equal((await send('PATCH', `/api/rules/${other.rule_id}`, { view: 'Alle Folgen' })).body.view, 'rule_alle_folgen_1');
    await fetch(`${server.url}/api/rules/${rule_id}`, { method: 'DELETE' });
    assert.equal((await server.json('/api/views/rule_alle_folgen')).status, 404);
});

test('what is no change is refused with its reason', async () => {
    const view = await makeView(server, 'how many orgs per country');
    const { rule_id } = (await views()).find(({ name }) => name === view);
    for (const [body, said] of [
        [{ title: 7 }, /title must be a string/],
        [{ starred: 'yes' }, /starred must be true or false/],
        [{ view: ' ' }, /view must have a letter/],
        [{ note: 'x'.repeat(4001) }, /note is 4001 bytes long/]
    ]) {
        const answer = await send('PATCH', `/api/rules/${rule_id}`, body);
        assert.equal(answer.status, 400);
        assert.match(answer.body.detail, said);
    }
    assert.equal((await send('PATCH', '/api/rules/none', { title: 'x' })).status, 404);
});

test('while somebody reads the view it keeps its name, and that is said', async () => {
    const view = await makeView(server, 'how many patterns per kind');
    const { rule_id } = (await views()).find(({ name }) => name === view);
    await server.whileHeld(`SET LOCAL ROLE pf_app; SELECT 1 FROM rule_views.${view} LIMIT 1`, async () => {
        const answer = await send('PATCH', `/api/rules/${rule_id}`, { view: 'kinds' });
        assert.equal(answer.status, 503, JSON.stringify(answer.body));
        assert.match(answer.body.detail, /being read/);
    });
    assert.equal((await send('PATCH', `/api/rules/${rule_id}`, { view: 'kinds' })).body.view, 'rule_kinds');
});
