// A board's read-only link: what it opens without signing in, what it does not, and its end; and a board on paper.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { browser, closeBrowser, root, Server } from './support.mjs';
import { Web } from './web.mjs';

const TOKEN = 'the-servers-own-token';
const signed = { Authorization: `Bearer ${TOKEN}` };
let server, board, link, tiles;
const send = async (method, where, body, headers = signed) => {
    const answer = await fetch(server.url + where, { method, headers: { ...headers, ...(body ? { 'Content-Type': 'application/json' } : {}) }, body: body && JSON.stringify(body) });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: text.startsWith('{') ? JSON.parse(text) : text };
};
const shared = (where = '', token = link) => send('GET', `/api/shared${where}`, undefined, { Authorization: `Bearer ${token}` });
before(async () => {
    server = await Server.start({ env: { PF_TOKEN: TOKEN } });
    for (const [rule_id, rule_code] of [['orgs', 'Find all orgs'], ['kinds', 'how many patterns per kind'], ['guests', 'Find all guests'], ['countries', 'how many orgs per country']]) assert.equal((await send('POST', '/api/rules', { rule_code, rule_id })).status, 200);
    board = (await send('POST', '/api/boards', { name: 'For everybody' })).body.board_id;
    const pin = async (tile) => (await send('POST', `/api/boards/${board}/tiles`, tile)).body.tile_id;
    tiles = {
        orgs: await pin({ kind: 'rows', rule_id: 'orgs', look: 'where=country%3Aeq%3AGermany&hide=funding&sort=funding&dir=desc', x: 0, y: 0, w: 6, h: 4 }),
        kinds: await pin({ kind: 'chart', rule_id: 'kinds', look: 'chart=bar', x: 6, y: 0, w: 6, h: 4 }),
        countries: await pin({ kind: 'rows', rule_id: 'countries', x: 0, y: 4, w: 6, h: 4 }),
        text: await pin({ kind: 'text', text: 'Read me', x: 6, y: 4, w: 6, h: 2 })
    };
    link = (await send('POST', `/api/boards/${board}/link`)).body.token;
});
after(async () => {
    await closeBrowser();
    await server?.dispose();
});

test('the link opens its board, within what the tiles show', async () => {
    assert.match(link, /^[0-9a-f]{64}$/);
    const seen = await shared();
    assert.equal(seen.status, 200, JSON.stringify(seen.body));
    assert.equal(seen.headers.get('cache-control'), 'no-store');
    assert.equal(seen.headers.get('referrer-policy'), 'no-referrer');
    assert.equal(seen.body.name, 'For everybody');
    const text = JSON.stringify(seen.body);
    for (const secret of ['rule_', 'Germany', 'funding', 'where']) assert.ok(!text.includes(secret), secret);
    const rows = (await shared(`/tiles/${tiles.orgs}`)).body;
    const at = (name) => rows.columns.findIndex((column) => column.name === name);
    assert.equal(at('funding'), -1);
    assert.ok(rows.total > 1 && rows.rows.every((row) => row[at('country')] === 'Germany'), JSON.stringify(rows).slice(0, 300));
    const name = rows.rows[0][at('name')];
    assert.equal((await shared(`/tiles/${tiles.orgs}?where=${encodeURIComponent(`name:eq:${name}`)}`)).body.total, 1);
    assert.equal((await shared(`/tiles/${tiles.orgs}?where=country:eq:France`)).body.total, 0);
    for (const [query, said] of [['where=funding:gt:0', /funding/], ['sort=funding', /funding/], ['group=funding', /funding/], ['group=country&value=sum:funding', /funding/], ['filter=a', /filter is not/]]) {
        const refused = await shared(`/tiles/${tiles.orgs}?${query}`);
        assert.equal(refused.status, 400, query);
        assert.match(refused.body.detail, said);
        assert.doesNotMatch(JSON.stringify(refused.body), /rule_/, 'a view’s name is not told');
    }
    assert.equal((await shared(`/tiles/${tiles.text}`)).status, 404);
});

test('nothing else is reached with it, and no other token does', async () => {
    const bearer = { Authorization: `Bearer ${link}` };
    for (const where of ['/api/views', '/api/rules', '/api/boards', `/api/boards/${board}`, '/api/tables/orgs', '/metrics', '/openapi.json', '/', '/ws', '/boards', '/shared/x', '/api/sharedx', '/%61pi/views'])
        assert.equal((await send('GET', where, undefined, bearer)).status, 401, where);
    for (const [method, where] of [['POST', '/api/shared'], ['DELETE', `/api/shared/tiles/${tiles.orgs}`], ['DELETE', `/api/boards/${board}/link`], ['POST', '/api/rules']]) assert.equal((await send(method, where, undefined, bearer)).status, 401, `${method} ${where}`);
    for (const token of ['', 'x', TOKEN, '0'.repeat(64), link.toUpperCase(), `${link}0`]) assert.equal((await shared('', token)).status, 404, token);
    const other = (await send('POST', '/api/boards', { name: 'Other' })).body.board_id;
    const foreign = (await send('POST', `/api/boards/${other}/tiles`, { kind: 'rows', rule_id: 'guests' })).body.tile_id;
    assert.equal((await shared(`/tiles/${foreign}`)).status, 404, 'a tile of another board');
    assert.ok(!server.sql('SELECT * FROM pattern_factory.boards').includes(link), 'the registry does not have it');
    assert.ok(!server.log.includes(link), 'nor the log');
});

test('guesses are slowed, also where the server has no token of its own, and a link that ended is one guess', async () => {
    const open = await Server.start();
    try {
        const guess = (token) => fetch(`${open.url}/api/shared`, { headers: { Authorization: `Bearer ${token}` } });
        for (let i = 0; i < 5; i++) assert.equal((await guess('0'.repeat(64))).status, 404);
        const statuses = [];
        for (let i = 1; i < 14; i++) statuses.push((await guess(String(i).padStart(64, 'a'))).status);
        assert.deepEqual([...new Set(statuses)], [404, 429]);
        assert.ok(statuses.indexOf(429) >= 9, `${statuses}`);
        assert.equal((await guess('')).status, 404, 'who shows nothing guesses nothing');
        assert.equal((await fetch(`${open.url}/api/views`)).status, 200, 'the rest needs no token here');
    } finally {
        await open.dispose();
    }
});

test('too many reads are refused for a while, and others are served meanwhile', async () => {
    const answers = await Promise.all(Array.from({ length: 400 }, () => shared()));
    const statuses = new Set(answers.map(({ status }) => status));
    assert.deepEqual([...statuses].sort(), [200, 503]);
    const refused = answers.find(({ status }) => status === 503);
    assert.equal(refused.headers.get('retry-after'), '1');
    assert.equal((await send('GET', '/api/views')).status, 200);
    assert.match((await send('GET', '/metrics')).body, /pf_shared_reads_total\{outcome="refused"\} [1-9]/);
});

test('a browser without the server’s token sees it, filters it and finds no violation', async () => {
    const axe = readFileSync(path.join(root, 'web/node_modules/axe-core/axe.min.js'), 'utf8');
    for (const [colorScheme, width] of [['light', 1280], ['dark', 1280], ['light', 360]]) {
        const context = await (await browser()).newContext({ viewport: { width, height: 900 }, colorScheme, reducedMotion: 'reduce' });
        const page = await context.newPage();
        page.setDefaultTimeout(Number(process.env.PF_PAGE_TIMEOUT ?? 30_000));
        const wrong = [];
        page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
        page.on('pageerror', (error) => wrong.push(error.message));
        page.on('response', (response) => response.status() >= 400 && wrong.push(`${response.status()} ${response.url()}`));
        page.on('websocket', (socket) => wrong.push(socket.url()));
        await page.addInitScript(axe);
        await page.goto(`${server.url}/shared#${link}`);
        await page.getByRole('heading', { name: 'For everybody' }).waitFor();
        await page.locator('svg.chart').waitFor();
        await page.getByRole('table').first().waitFor();
        assert.equal(await page.getByRole('button', { name: /^(Move|Rename|Take|Refresh|Delete)/ }).count(), 0);
        const { violations } = await page.evaluate(() => globalThis.axe.run({ resultTypes: ['violations'] }));
        for (const { id, nodes } of violations) wrong.push(`${id}: ${nodes.map((node) => node.html.slice(0, 140)).join(' | ')}`);
        if (width > 1000) {
            await page.getByRole('button', { name: 'Filter the board' }).click();
            const form = page.locator('.menu form');
            await form.getByLabel('Condition').selectOption('eq');
            await form.getByLabel('Value', { exact: true }).fill('Germany');
            await form.getByRole('button', { name: 'Add condition' }).click();
            await page.getByRole('status').filter({ hasText: '2 of 3 results' }).waitFor();
            assert.equal(new URL(page.url()).hash, `#${link}`);
        }
        await page.screenshot({ path: path.join(root, `build/screenshots/board-shared-${colorScheme}-${width}.png`) });
        assert.deepEqual(wrong, []);
        await context.close();
    }
});

test('on paper it is light, whole, and without what is pressed', async () => {
    const web = await Web.open(server, { path: `/?token=${TOKEN}`, scheme: 'dark' });
    await web.go(`/boards/${board}`);
    await web.page.locator('svg.chart').waitFor();
    await web.page.getByRole('table').nth(1).waitFor();
    await web.page.emulateMedia({ media: 'print' });
    for (const gone of [web.page.getByRole('navigation', { name: 'Main' }), web.page.getByRole('banner'), web.page.getByRole('button', { name: 'Refresh all' }), web.page.getByRole('button', { name: /^Move/ }).first()]) await gone.waitFor({ state: 'hidden' });
    await web.page.waitForFunction(() => getComputedStyle(document.querySelector('main')).backgroundColor === 'rgb(255, 255, 255)');
    const paper = await web.page.evaluate(() => {
        const rows = [...document.querySelectorAll('.tile')].map((tile) => ({ tile: tile.getBoundingClientRect(), last: [...tile.querySelectorAll('tr')].at(-1)?.getBoundingClientRect() }));
        return {
            ground: getComputedStyle(document.querySelector('main')).backgroundColor,
            cut: rows.filter(({ tile, last }) => last && last.bottom > tile.bottom + 1).length,
            main: document.querySelector('main').scrollHeight - document.querySelector('main').clientHeight
        };
    });
    assert.deepEqual(paper, { ground: 'rgb(255, 255, 255)', cut: 0, main: 0 });
    await web.screenshot('board-print');
    const pdf = await web.page.pdf({ format: 'A4', path: path.join(root, 'build/screenshots/board-print.pdf') });
    assert.ok(pdf.length > 10_000);
    await web.close();
});

test('the link is made, copied and ended on the board; then it leads nowhere', async () => {
    const web = await Web.open(server, { path: `/?token=${TOKEN}`, expects: /404/ });
    await web.go(`/boards/${board}`);
    await web.page.getByRole('button', { name: 'Shared' }).click();
    await web.page.getByText(/There is a link, made/).waitFor();
    await web.page.getByRole('button', { name: 'Make another one' }).click();
    await web.page.getByRole('button', { name: 'Copy the link' }).click();
    await web.page.getByText('Link copied').waitFor();
    const address = new URL(await web.clipboard);
    assert.equal(address.pathname, '/shared');
    assert.equal((await shared()).status, 404, 'the link before it has ended');
    link = address.hash.slice(1);
    assert.equal((await shared()).status, 200);
    await web.page.getByRole('button', { name: 'End the link' }).click();
    await web.page.getByRole('button', { name: 'Make a link' }).waitFor();
    assert.equal((await shared()).status, 404);
    assert.equal((await shared(`/tiles/${tiles.orgs}`)).status, 404);
    await web.page.goto(address.href);
    await web.page.getByRole('heading', { name: 'This link leads nowhere' }).waitFor();
    await web.close();
});
