// Charts: the kind by the query's shape, what a mark leads to, what stays, pictures to keep, and a million rows.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { closeBrowser } from './support.mjs';
import { serverWithTables } from './tables.mjs';
import { makeView, Web } from './web.mjs';

const MILLION = 1_000_000;
let server, web;
const views = {};
before(async () => {
    server = await serverWithTables(
        `CREATE TABLE ticks (id bigint PRIMARY KEY, at timestamptz, size double precision, weight double precision, side text);
         INSERT INTO ticks SELECT i, timestamptz '2020-01-01 00:00+00' + i * interval '2 minutes', i % 1000, (i * 7) % 500, 'side ' || i % 3 FROM generate_series(1, ${MILLION}) AS i;
         CREATE TABLE blanks (id bigint PRIMARY KEY, day date, size integer, weight integer, name text);
         INSERT INTO blanks SELECT i, NULL, NULL, NULL, NULL FROM generate_series(1, 5) AS i;
         CREATE TABLE singles (id bigint PRIMARY KEY, day date, size integer, weight integer, name text);
         INSERT INTO singles VALUES (1, '2026-01-05', 3, 4, 'only one');
         UPDATE episodes SET published_on = current_date WHERE id = (SELECT max(id) FROM episodes);`,
        ['ticks', 'blanks', 'singles', 'episodes']
    );
    for (const sentence of ['how many patterns', 'how many patterns per kind', 'number of episodes per month', 'percentage of patterns by kind', 'Find all patterns']) views[sentence] = await makeView(server, sentence);
    // Created or updated: its first reading.
    await server.json('/api/rules', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ rule_code: 'patterns per kind and month' }) });
    views['patterns per kind and month'] = await makeView(server, 'patterns per kind and month', 1);
});
after(async () => {
    await closeBrowser();
    await server?.dispose();
});
beforeEach(async () => (web = await Web.open(server, { path: null })));
afterEach(() => web.close());

const figure = (kind) => web.page.locator(`figure[data-kind=${kind}]`);
const drawing = () => web.page.locator('svg.chart');
const address = () => new URL(web.page.url()).searchParams;
const look = (sentence, search = '') => web.go(`/results/${encodeURIComponent(views[sentence])}?tab=chart${search}`);
const legend = () => web.page.getByRole('list', { name: 'Colours' }).getByRole('listitem').allInnerTexts();

test('the shape of the query chooses the chart', async () => {
    await look('how many patterns');
    await figure('number').getByText('111', { exact: true }).waitFor();
    await web.screenshot('chart-number');

    await look('how many patterns per kind');
    await figure('bar').getByText('Number of patterns by kind').waitFor();
    const wide = await drawing().boundingBox();
    assert.ok(wide.width > 900, 'bars take the width there is');

    await look('number of episodes per month');
    await figure('line').waitFor();
    assert.equal(await drawing().locator('[stroke-dasharray]').count(), 1, 'the month that is not over is dashed');
    await web.screenshot('chart-line');

    await look('patterns per kind and month');
    await figure('line').waitFor();
    assert.deepEqual(await legend(), ['anti-pattern', 'pattern']);
    await web.page.getByRole('group', { name: 'Kind of chart' }).getByRole('button', { name: 'Bars' }).click();
    await figure('bar').waitFor();
    await web.page.getByRole('group', { name: 'How bars stand' }).getByRole('button', { name: 'Grouped' }).click();
    await web.page.waitForURL(/layout=grouped/);
    await web.screenshot('chart-grouped');
    await web.page.getByLabel(/^each/).selectOption('year');
    await web.page.waitForURL(/each=year/);

    await look('percentage of patterns by kind');
    await figure('bar').waitFor();
    assert.deepEqual(await legend(), ['anti-pattern', 'pattern']);
    await web.screenshot('chart-share');
    await web.page.getByRole('group', { name: 'Kind of chart' }).getByRole('button', { name: 'Pie' }).click();
    await figure('pie').getByText('60.4 %').waitFor();
    await web.screenshot('chart-pie');
});

test('the pointer shows one bucket with all its series', async () => {
    await look('patterns per kind and month');
    await figure('line').waitFor();
    const { x, y, width, height } = await drawing().boundingBox();
    await web.page.mouse.move(x + width / 2, y + height / 2);
    const tip = drawing().locator('[aria-label=tip]');
    await tip.getByText('anti-pattern').waitFor();
    assert.match(await tip.textContent(), /20\d\d.*anti-pattern\s+\d.*pattern\s+\d/);
});

test('a mark leads to its rows, and what narrows them stays in sight on every tab', async () => {
    await look('Find all patterns', '&chart=bar&x=kind&y=');
    await figure('bar').waitFor();
    const { x, y, width } = await drawing().boundingBox();
    await web.page.mouse.move(x + width / 3, y + 20);
    await web.page.mouse.click(x + width / 3, y + 20);
    await web.page.getByRole('button', { name: 'Show these rows' }).click();
    await web.grid.waitFor();
    await web.page.getByRole('status').filter({ hasText: '67 of 111 rows' }).waitFor();
    assert.equal(address().get('where'), 'kind:eq:pattern');
    for (const tab of ['Chart', 'Rule', 'SQL']) {
        await web.page.getByRole('tab', { name: tab }).click();
        await web.page.getByRole('button', { name: 'Change condition kind is pattern' }).waitFor();
    }
    await web.page.getByRole('tab', { name: 'Chart' }).click();
    await web.screenshot('chart-filtered');
    await web.page.getByRole('button', { name: 'Remove condition kind is pattern' }).click();
    await web.page.waitForURL((url) => !url.searchParams.has('where'));
});

test('by keyboard the list of values does the same', async () => {
    await look('number of episodes per month');
    await web.page.locator('summary', { hasText: 'Values' }).press('Enter');
    const month = web.page.getByRole('row').nth(2);
    const name = await month.getByRole('rowheader').innerText();
    await month.getByRole('button').press('Enter');
    await web.page.getByRole('status').getByText(name).waitFor();
    await web.page.getByRole('button', { name: 'Show these rows' }).press('Enter');
    await web.page.getByRole('status').filter({ hasText: /^1 of \d+ rows/ }).waitFor();
});

test('a chart is remembered for its rule, and one that is drawn can be kept as a picture', async () => {
    await look('how many patterns per kind');
    await web.page.getByRole('group', { name: 'Kind of chart' }).getByRole('button', { name: 'Pie' }).click();
    await web.page.waitForURL(/chart=pie/);
    await look('how many patterns per kind');
    await figure('pie').waitFor();
    for (const [kind, begins] of [['SVG', '<svg'], ['PNG', '\x89PNG']]) {
        const [download] = await Promise.all([web.page.waitForEvent('download'), web.page.getByRole('button', { name: kind }).click()]);
        assert.equal(download.suggestedFilename(), `number-of-patterns-by-kind.${kind.toLowerCase()}`);
        const text = readFileSync(await download.path(), 'latin1');
        assert.ok(text.startsWith(begins), text.slice(0, 40));
        if (kind === 'SVG') assert.match(text, /anti-pattern[\s\S]*fill="rgb/);
    }
});

test('a million rows are drawn as what they come to, points as the first thousand', async () => {
    const open = (search) => web.go(`/tables/ticks?tab=chart${search}`);
    await open('&chart=line&x=at&y=');
    await figure('line').waitFor({ timeout: 60_000 });
    assert.ok((await drawing().locator('path, circle').count()) < 1_500);
    await open('&chart=scatter&x=size&y=weight');
    await web.page.getByText('the first 1,000 of 1,000,000 rows').waitFor({ timeout: 60_000 });
    assert.equal(await drawing().locator('[aria-label=dot] circle').count(), 1_000);
    await web.screenshot('chart-million');
    await open('&chart=bar&x=side&y=size&of=avg');
    await web.page.getByText('Average of size by side').waitFor({ timeout: 60_000 });
});

test('only NULL is no values, one row is one mark', async () => {
    for (const chart of ['bar&x=name&y=size', 'line&x=day&y=size', 'histogram&x=size', 'scatter&x=size&y=weight']) {
        await web.go(`/tables/blanks?tab=chart&chart=${chart}`);
        await web.page.getByRole('heading', { name: 'No values' }).waitFor();
    }
    await web.go('/tables/singles?tab=chart');
    await figure('bar').waitFor();
    for (const chart of ['bar', 'line', 'pie', 'number']) {
        await web.go(`/tables/singles?tab=chart&chart=${chart}`);
        await figure(chart).waitFor();
        assert.equal(await web.page.getByRole('heading', { name: 'No values' }).count(), 0);
    }
});

test('a card of the chat has its small chart', async () => {
    await web.go('/');
    await web.openChat();
    await web.run('how many patterns per kind', 'how_many_patterns_per_kind');
    await web.card('how_many_patterns_per_kind').locator('svg.chart').waitFor();
    await web.run('how many patterns', 'how_many_patterns ');
    await web.card('how_many_patterns ').getByText('111', { exact: true }).first().waitFor();
    await web.screenshot('chat-chart');
});

test('what draws comes with the first chart, not with a page', async () => {
    const loaded = [];
    web.page.on('response', (response) => /\.js$/.test(new URL(response.url()).pathname) && loaded.push(response.text().catch(() => '')));
    const drawing = async () => (await Promise.all(loaded)).filter((text) => text.includes('--plot-background')).length;
    await web.go('/');
    await web.page.waitForLoadState('networkidle');
    assert.ok(loaded.length > 20, 'every page has come while there was time');
    assert.equal(await drawing(), 0);
    await look('how many patterns per kind');
    await figure('bar').waitFor();
    assert.equal(await drawing(), 1);
});
