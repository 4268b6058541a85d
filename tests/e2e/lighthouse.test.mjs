// Lighthouse, with Debian's Chromium and without a network: accessibility and best practices are whole on every kind of page.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { freePort, launchBrowser, requireFromWeb, Server } from './support.mjs';
import { makeView } from './web.mjs';

let server, chromium, port, view, board;
before(async () => {
    server = await Server.start();
    view = await makeView(server, 'Find all orgs');
    const json = async (where, body) => (await server.json(where, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })).body;
    const { rule_id } = (await server.json('/api/rules')).body.rules[0];
    board = (await json('/api/boards', { name: 'Orgs' })).board_id;
    for (const kind of ['rows', 'chart']) await json(`/api/boards/${board}/tiles`, { kind, rule_id, look: kind === 'chart' ? 'tab=chart&chart=bar&x=stage' : '' });
    port = await freePort();
    chromium = await launchBrowser([`--remote-debugging-port=${port}`]);
});
after(async () => {
    await chromium?.close();
    await server?.dispose();
});

test('Home, a result, a board and the settings have 100 for accessibility and for best practices', async () => {
    const { default: lighthouse } = await import(requireFromWeb.resolve('lighthouse'));
    const wrong = [];
    for (const where of ['/', `/results/${view}`, `/boards/${board}`, '/settings']) {
        const { lhr } = await lighthouse(server.url + where, {
            port,
            logLevel: 'error',
            onlyCategories: ['accessibility', 'best-practices'],
            formFactor: 'desktop',
            screenEmulation: { mobile: false, width: 1280, height: 860, deviceScaleFactor: 1, disabled: false },
            throttlingMethod: 'provided',
            // A machine that does much else at the same time paints late.
            maxWaitForFcp: 120_000,
            maxWaitForLoad: 120_000,
            pauseAfterFcpMs: 500,
            pauseAfterLoadMs: 500,
            networkQuietThresholdMs: 500,
            cpuQuietThresholdMs: 500,
            skipAudits: ['full-page-screenshot']
        });
        assert.equal(lhr.runtimeError, undefined, where);
        for (const { id, score, auditRefs } of Object.values(lhr.categories))
            if (score !== 1) wrong.push(`${where}: ${id} ${score}: ${auditRefs.filter((ref) => ref.weight > 0 && lhr.audits[ref.id].score !== 1 && lhr.audits[ref.id].score !== null).map((ref) => ref.id)}`);
        assert.deepEqual(Object.keys(lhr.categories).sort(), ['accessibility', 'best-practices']);
    }
    assert.deepEqual(wrong, []);
});
