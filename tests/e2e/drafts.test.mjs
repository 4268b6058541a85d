// Answers that are unsure or have no rows: shown, not kept until a person keeps them, and gone after a while.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { closeBrowser, Server } from './support.mjs';
import { Web } from './web.mjs';

const EMPTY = 'orgs with funding over 99999999999';
const UNSURE = 'posts per org with patterns';
let server, web;
before(async () => {
    server = await Server.start();
    web = await Web.open(server);
});
after(async () => {
    await web?.close();
    await closeBrowser();
    await server?.dispose();
});
const send = (method, where, body) => server.json(where, { method, headers: { 'Content-Type': 'application/json' }, body: body && JSON.stringify(body) });
const run = async (rule_id, rule_code) => {
    const { status, body } = await send('POST', '/api/rules', { rule_code, rule_id });
    assert.equal(status, 200, JSON.stringify(body));
    return body;
};
const isDraft = async (id) => (await server.json(`/api/rules/${id}`)).body.draft;
const known = async () => (await server.json('/api/rules')).body.rules.map(({ rule_id }) => rule_id);

test('what is sure and has rows is kept; what has none, or is unsure, is a draft', async () => {
    await run('kept', 'Find all orgs');
    assert.equal((await run('empty', EMPTY)).rows, 0);
    const unsure = await run('unsure', UNSURE);
    assert.ok(unsure.confidence < 0.5, `${unsure.confidence}`);
    assert.deepEqual([await isDraft('kept'), await isDraft('empty'), await isDraft('unsure')], [false, true, true]);
    assert.match(unsure.message, /^Rule .+ → \d+ rows? → rule_/);
    const views = (await server.json('/api/views')).body.views;
    assert.deepEqual(views.map(({ rule_id, draft }) => `${rule_id} ${draft}`).sort(), ['empty true', 'kept false', 'unsure true']);
    assert.equal((await server.json(`/api/views/${unsure.view}`)).status, 200, 'its rows are there');
});

test('a name, a star or a board keeps it, running it again does not lose that, and rows make an empty one a rule', async () => {
    for (const [id, change, draft] of [
        ['unsure', { title: '' }, true],
        ['unsure', { starred: true }, false],
        ['unsure', { draft: true, starred: false }, true],
        ['unsure', { draft: false }, false]
    ]) {
        assert.equal((await send('PATCH', `/api/rules/${id}`, change)).status, 200);
        assert.equal(await isDraft(id), draft, JSON.stringify(change));
    }
    await run('unsure', UNSURE);
    assert.equal(await isDraft('unsure'), false, 'kept is kept');
    assert.equal((await send('PATCH', '/api/rules/unsure', { draft: 'yes' })).status, 400);
    await send('PATCH', '/api/rules/unsure', { draft: true });
    const board = (await send('POST', '/api/boards', { name: 'B' })).body.board_id;
    assert.equal((await send('POST', `/api/boards/${board}/tiles`, { kind: 'rows', rule_id: 'unsure' })).status, 201);
    assert.equal(await isDraft('unsure'), false);
    server.sql("UPDATE orgs SET funding = 999999999999 WHERE id = (SELECT min(id) FROM orgs)");
    await run('empty', EMPTY);
    assert.equal(await isDraft('empty'), false);
    server.sql('UPDATE orgs SET funding = 1 WHERE funding = 999999999999');
    await run('empty', EMPTY);
    assert.equal(await isDraft('empty'), false, 'it was a rule');
});

test('sidebar, home and rules show drafts apart, and Keep keeps one', async () => {
    await send('PATCH', '/api/rules/empty', { draft: true });
    await web.go('/');
    const drafts = web.page.getByRole('region', { name: 'Drafts' });
    await drafts.getByRole('link', { name: EMPTY }).waitFor();
    assert.equal(await web.page.getByRole('region', { name: 'Recent views' }).getByRole('link', { name: EMPTY }).count(), 0);
    const sidebar = web.page.getByRole('navigation', { name: 'Main' });
    await sidebar.locator('summary', { hasText: 'Drafts' }).click();
    await sidebar.getByRole('list', { name: 'Drafts' }).getByRole('link', { name: EMPTY }).click();
    await web.page.getByRole('note').filter({ hasText: 'It has no rows: shown, not kept.' }).waitFor();
    await web.screenshot('draft-result');
    await web.page.getByRole('button', { name: 'Keep', exact: true }).click();
    await web.page.getByRole('dialog', { name: 'Keep' }).getByRole('button', { name: 'Save' }).click();
    await web.page.getByRole('note').filter({ hasText: 'Draft' }).waitFor({ state: 'detached' });
    await sidebar.locator('summary', { hasText: 'Drafts' }).waitFor({ state: 'detached' });
    assert.equal(await isDraft('empty'), false);
    await send('PATCH', '/api/rules/unsure', { draft: true });
    await web.go('/rules');
    await web.page.getByRole('heading', { name: 'Drafts' }).waitFor();
    for (const scheme of ['light', 'dark']) {
        await web.page.emulateMedia({ colorScheme: scheme });
        await web.go('/');
        await drafts.waitFor();
        await web.screenshot(`home-known-${scheme}`);
    }
    await web.page.mouse.wheel(0, 600);
    await web.page.setViewportSize({ width: 360, height: 740 });
    await web.screenshot('home-known-360');
});

test('old drafts go with their views, and those before the newest twenty when an hour has passed; what is kept stays', async () => {
    await web.close();
    web = undefined;
    for (let i = 0; i < 24; i++) await run(`d${i}`, `orgs with funding over ${99_999_999_000 + i}`);
    const set = (ids, age) => server.sql(`UPDATE pattern_factory.rules SET last_run_at = now() - interval '${age}' WHERE rule_id IN (${ids.map((id) => `'${id}'`).join(',')})`);
    assert.ok((await known()).includes('d0'), 'more than twenty of the last hour stay');
    set(['d0', 'd1', 'kept'], '8 days');
    set(['d2'], '3 hours');
    set(['d3', 'd4'], '2 hours');
    server.sql("UPDATE pattern_factory.rules SET draft = false WHERE rule_id IN ('d4', 'unsure')");
    const view = (await server.json('/api/rules/d2')).body.view;
    await server.stop();
    await server.start();
    const deadline = Date.now() + 60_000;
    const gone = ['d0', 'd1', 'd2'];
    while ((await known()).some((id) => gone.includes(id))) {
        assert.ok(Date.now() < deadline, 'drafts are still there');
        await new Promise((later) => setTimeout(later, 200));
    }
    const left = await known();
    for (const id of ['d3', 'd4', 'd5', 'd23', 'kept']) assert.ok(left.includes(id), id);
    assert.equal((await server.json(`/api/views/${view}`)).status, 404);
    assert.equal(server.sql(`SELECT count(*) FROM pg_matviews WHERE matviewname = '${view}'`).trim(), '0');
    const entries = (await server.json('/api/audit?what=draft_removed')).body.entries;
    assert.deepEqual(entries.map(({ about, who, outcome }) => `${about} ${who} ${outcome}`).sort(), ['d0  ok', 'd1  ok', 'd2  ok']);
});

test('a draft that is kept while the server looks for old ones stays', async () => {
    // All in the database: the server waits for a lock for a second only.
    const keeper = spawn('psql', ['-h', path.join(server.dataDir, 'run'), '-U', 'pf_admin', '-d', 'pattern_factory', '-qAt', '-v', 'ON_ERROR_STOP=1'], { env: { PATH: process.env.PATH }, stdio: ['pipe', 'ignore', 'inherit'] });
    keeper.stdin.end(`
        UPDATE pattern_factory.rules SET last_run_at = now() - interval '8 days' WHERE rule_id = 'd20';
        BEGIN;
        UPDATE pattern_factory.rules SET draft = false WHERE rule_id = 'd20';
        DO $$ BEGIN
            FOR i IN 1 .. 9000 LOOP
                PERFORM pg_stat_clear_snapshot();
                IF EXISTS (SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%FOR UPDATE%' AND pid <> pg_backend_pid()) THEN RETURN; END IF;
                PERFORM pg_sleep(0.02);
            END LOOP;
            RAISE 'the server never came to the draft';
        END $$;
        COMMIT;
        DO $$ BEGIN
            FOR i IN 1 .. 3000 LOOP
                PERFORM pg_stat_clear_snapshot();
                IF NOT EXISTS (SELECT FROM pg_stat_activity WHERE usename <> 'pf_admin' AND state <> 'idle' AND backend_type = 'client backend') THEN RETURN; END IF;
                PERFORM pg_sleep(0.02);
            END LOOP;
        END $$;
    `);
    const [code] = await once(keeper, 'exit');
    assert.equal(code, 0);
    assert.equal(await isDraft('d20'), false);
});
