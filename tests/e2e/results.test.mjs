// The results page: 100,000 rows, 200 columns, order, filters, columns, charts, tabs, and what the address keeps.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { closeBrowser } from './support.mjs';
import { LONG_ROWS, serverWithTables, WIDE_COLUMNS } from './tables.mjs';
import { makeView, Web } from './web.mjs';

let server, web, long, wide;
before(async () => {
    server = await serverWithTables();
    long = await makeView(server, 'Find all measurements');
    wide = await makeView(server, 'Find all questionnaires');
});
after(async () => {
    await closeBrowser();
    await server?.dispose();
});
beforeEach(async () => (web = await Web.open(server, { path: null })));
afterEach(() => web.close());

const look = (view, search) => web.openView(view, search);
const total = (text) => web.page.getByRole('status').filter({ hasText: text }).waitFor();
const address = () => new URL(web.page.url()).searchParams;
const menu = async (column, item) => {
    await web.column(column).hover();
    await web.page.getByRole('button', { name: `Column ${column}`, exact: true }).click();
    await web.page.getByRole('menuitem', { name: item, exact: true }).click();
};
const key = (name) => web.grid.press(name);
const here = async () => {
    const id = await web.grid.getAttribute('aria-activedescendant');
    return web.page.locator(`[id="${id}"]`).innerText();
};

test('100,000 rows: only those in sight are drawn, and the last one is there at the end', async () => {
    await look(long);
    await total('100,000 rows');
    assert.deepEqual((await web.row(1)).slice(0, 2), ['1', 'sensor 1']);
    assert.ok((await web.grid.locator('tbody tr').count()) < 80);
    await web.screenshot('results-long');
    await web.grid.focus();
    await key('Control+End');
    assert.equal((await web.row(LONG_ROWS))[0], `${LONG_ROWS}`);
    await key('Control+Home');
    await web.row(1);
    await web.grid.locator('..').evaluate((scroller) => (scroller.scrollTop = scroller.scrollHeight / 2));
    await web.page.waitForFunction(() => [...document.querySelectorAll('[role=gridcell]')].some((cell) => /^sensor/.test(cell.textContent) && Number(cell.parentElement.getAttribute('aria-rowindex')) > 49_000));
});

test('nothing moves while rows load', async () => {
    await web.page.addInitScript(() => {
        globalThis.shifts = [];
        new PerformanceObserver((list) => list.getEntries().filter((entry) => !entry.hadRecentInput).forEach((entry) => globalThis.shifts.push({ value: entry.value, of: entry.sources?.map(({ node }) => node?.className ?? '') }))).observe({ type: 'layout-shift', buffered: true });
    });
    await look(long);
    await web.row(1);
    await web.grid.focus();
    for (let i = 0; i < 12; i++) await key('PageDown');
    await web.page.waitForFunction(() => !document.querySelector('tbody .skeleton'));
    const shifts = await web.page.evaluate(() => globalThis.shifts);
    assert.ok(shifts.reduce((sum, { value }) => sum + value, 0) < 0.02, JSON.stringify(shifts));
});

test('the database sorts by several columns, and the address keeps the order', async () => {
    await look(long);
    await web.column('sensor').getByRole('button').first().click();
    await web.page.waitForURL(/sort=sensor&dir=asc/);
    await web.column('reading').getByRole('button').first().click({ modifiers: ['Shift'] });
    await web.page.waitForURL(/sort=reading/);
    await web.column('reading').getByRole('button').first().click({ modifiers: ['Shift'] });
    await web.page.waitForURL(/dir=desc/);
    assert.deepEqual(address().getAll('sort'), ['sensor', 'reading']);
    await web.page.waitForFunction(() => document.querySelector('[role=gridcell][aria-colindex="5"]')?.textContent.includes('99.'));
    const first = await web.row(1);
    const expected = server.sql('SELECT id FROM measurements ORDER BY sensor, reading DESC, id LIMIT 1').trim();
    assert.deepEqual([first[1], first[0]], ['sensor 0', expected]);
    assert.equal(await web.column('reading').getAttribute('aria-sort'), 'descending');
    await web.page.reload();
    assert.deepEqual(await web.row(1), first);
});

test('a filter and conditions by type narrow the rows, show in the address, can be changed and cleared', async () => {
    await look(long);
    await web.page.getByLabel('Filter rows').fill('note 9999');
    await total('9 of 100,000 rows');
    assert.equal(address().get('filter'), 'note 9999');

    await menu('reading', 'Values and filter…');
    await web.page.getByRole('button', { name: 'Write a condition…' }).click();
    await web.page.getByLabel('Condition', { exact: true }).selectOption({ label: 'at least' });
    await web.page.getByLabel('Value').fill('50');
    await web.page.getByRole('button', { name: 'Add condition' }).click();
    const expected = Number(server.sql(`SELECT count(*) FROM measurements WHERE note ILIKE '%note 9999%' AND reading >= 50`));
    await total(`${expected} of 100,000 rows`);
    await web.screenshot('results-filtered');

    await web.page.getByRole('button', { name: 'Change condition reading at least 50' }).click();
    await web.page.getByLabel('Value').fill('0');
    await web.page.getByRole('button', { name: 'Change condition', exact: true }).click();
    await total('9 of 100,000 rows');
    await web.page.getByRole('button', { name: 'Clear all' }).click();
    await total('100,000 rows');
    assert.equal([...address()].length, 0);
});

test('no row matches: said, and one click shows all', async () => {
    await web.go(`/results/${long}?filter=aurora`);
    await web.page.getByRole('heading', { name: 'No row matches' }).waitFor();
    await web.screenshot('results-none');
    await web.page.getByRole('button', { name: 'Clear the filter' }).click();
    await total('100,000 rows');
});

test('an address with a column or value that does not fit is explained', async () => {
    web.expects = /400/;
    await web.go(`/results/${long}?sort=nonsense`);
    await web.page.getByRole('alert').getByText('nonsense').first().waitFor();
    await web.page.getByRole('button', { name: 'Show everything' }).click();
    await total('100,000 rows');
    await web.go(`/results/${long}?where=${encodeURIComponent('reading:ge:many')}`);
    await web.page.getByRole('alert').waitFor();
    await web.screenshot('results-problem');
    await web.page.getByRole('button', { name: 'Show everything' }).click();
    await total('100,000 rows');
});

test('columns hide, pin, resize and copy, and the address keeps what is hidden and pinned', async () => {
    await look(long, '?filter=note 9999');
    await total('9 of');
    await menu('taken_at', 'Hide');
    await web.column('taken_at').waitFor({ state: 'detached' });
    await menu('note', 'Pin to the left');
    assert.equal((await web.row(1))[0], 'note 9999');
    assert.deepEqual([address().getAll('hide'), address().getAll('pin')], [['taken_at'], ['note']]);
    await web.page.reload();
    assert.equal((await web.row(1))[0], 'note 9999');
    assert.equal(await web.column('taken_at').count(), 0);

    const before = (await web.column('sensor').boundingBox()).width;
    await menu('sensor', 'Wider');
    await web.page.keyboard.press('Escape');
    assert.ok((await web.column('sensor').boundingBox()).width > before * 1.2);
    await menu('note', 'Copy values');
    await web.page.getByText('9 values copied').waitFor();
    assert.equal((await web.clipboard).split('\n').length, 9);

    await web.page.getByRole('button', { name: /^Columns, 4 of 5/ }).click();
    await web.page.getByRole('menuitem', { name: 'Show all' }).click();
    await web.page.keyboard.press('Escape');
    await web.column('taken_at').waitFor();
});

test('200 columns: those in sight are drawn, and the last one is reached by keyboard', async () => {
    await look(wide);
    assert.ok((await web.grid.getByRole('columnheader').count()) < 60);
    await web.grid.focus();
    await key('End');
    await web.column(`answer_${WIDE_COLUMNS - 1}`).waitFor();
    assert.equal(await here(), `r1 c${WIDE_COLUMNS - 1}`);
    await web.screenshot('results-wide');
    await web.page.getByRole('button', { name: 'Columns' }).click();
    await web.page.getByLabel('Find a column').fill('answer_150');
    await web.page.getByRole('menuitemcheckbox', { name: /answer_150/ }).click();
    await web.page.keyboard.press('Escape');
    await web.page.waitForURL(/hide=answer_150/);
});

test('the keyboard moves through cells, copies one, and opens its row', async () => {
    await look(long);
    await web.grid.focus();
    await key('ArrowDown');
    await key('ArrowRight');
    assert.equal(await here(), 'sensor 2');
    await key('Control+c');
    await web.page.getByText('sensor of row 2 copied').waitFor();
    assert.equal(await web.clipboard, 'sensor 2');
    await key('Enter');
    const row = web.page.getByRole('dialog', { name: 'Row' });
    await row.getByRole('heading', { name: 'Row 2' }).waitFor();
    await web.page.keyboard.press('ArrowRight');
    await row.getByRole('heading', { name: 'Row 3' }).waitFor();
    await web.screenshot('results-row');
    await web.page.keyboard.press('Escape');
    await row.waitFor({ state: 'hidden' });
    assert.equal(await web.page.evaluate(() => document.activeElement?.getAttribute('role')), 'grid');
});

test('CSV has all rows that match, in the order shown', async () => {
    await look(long, '?sort=id&dir=desc&filter=sensor 3');
    const expected = Number(server.sql(`SELECT count(*) FROM measurements WHERE sensor = 'sensor 3'`));
    const [download] = await Promise.all([web.page.waitForEvent('download'), web.page.getByRole('link', { name: 'CSV' }).click()]);
    assert.equal(download.suggestedFilename(), `${long}.csv`);
    let text = '';
    for await (const chunk of await download.createReadStream()) text += chunk;
    const lines = text.trimEnd().split('\n');
    assert.equal(lines.length - 1, expected);
    assert.match(lines[1], /^999\d\d,sensor 3/);
});

test('the tabs show the rule, its SQL and its runs, and the address keeps the tab', async () => {
    await makeView(server, 'Find all measurements');
    await look(long);
    const tab = (name) => web.page.getByRole('tab', { name });
    await tab('Rule').click();
    await web.page.getByText('the rule compiler').waitFor();
    await tab('SQL').click();
    await web.page.getByRole('group', { name: 'SQL' }).getByText('SELECT').first().waitFor();
    await web.page.getByRole('button', { name: 'Copy SQL' }).click();
    await web.page.getByText('SQL copied').waitFor();
    await web.page.keyboard.press('Tab');
    await tab('SQL').press('ArrowRight');
    assert.equal(address().get('tab'), 'runs');
    const runs = web.page.getByRole('main').getByRole('listitem').filter({ hasText: 'Find all measurements' });
    assert.ok((await runs.count()) >= 2);
    for (const run of await runs.allInnerTexts()) assert.match(run, /100,000 rows\s+[\d,.]+ m?s/, 'each run has its rows and time');
    await web.screenshot('results-runs');
    await web.page.reload();
    assert.equal(await tab('Runs').getAttribute('aria-selected'), 'true');
});

test('charts suit the columns and stand in the address', async () => {
    await look(long);
    await web.page.getByRole('tab', { name: 'Chart' }).click();
    const kinds = web.page.getByRole('group', { name: 'Kind of chart' });
    for (const [name, kind] of [['Line', 'line'], ['Histogram', 'histogram'], ['Bars', 'bar']]) {
        await kinds.getByRole('button', { name }).click();
        await web.page.waitForURL(new RegExp(`chart=${kind}`));
        await web.page.locator(`figure[data-kind=${kind}]`).waitFor();
        await web.screenshot(`chart-${kind}`);
    }
    await web.page.getByLabel('for each').selectOption('sensor');
    await web.page.waitForURL(/x=sensor/);
    await web.page.reload();
    const expected = Number(server.sql(`SELECT count(*) FROM measurements WHERE sensor = 'sensor 1'`));
    await web.page.locator('summary', { hasText: 'Values' }).click();
    await web.page.getByRole('row', { name: `sensor 1 ${expected.toLocaleString('en')}` }).waitFor();
    await web.page.getByLabel('show').selectOption('reading');
    await web.page.getByLabel(/^as/).selectOption('average');
    await web.page.waitForURL(/of=avg/);
    await web.page.getByText('Average of reading by sensor').waitFor();
});

test('a view that is made anew shows its new rows by itself', async () => {
    const view = await makeView(server, 'Find all patterns');
    await look(view);
    await total('111 rows');
    server.sql(`INSERT INTO patterns (name, kind, description) VALUES ('One more', 'pattern', 'new')`);
    await makeView(server, 'Find all patterns');
    await total('112 rows');
});

test('a view dropped while it is open says so, and its sentence can be run again', async () => {
    web.expects = /404/;
    const view = await makeView(server, 'how many patterns per kind');
    await look(view);
    const { rule_id } = (await server.json('/api/views')).body.views.find(({ name }) => name === view);
    await fetch(`${server.url}/api/rules/${rule_id}`, { method: 'DELETE' });
    await web.page.getByRole('heading', { name: 'This view is gone' }).waitFor();
    await web.screenshot('results-gone');
    await web.page.getByRole('main').getByRole('button', { name: 'Run it again' }).click();
    await web.row(1);
    assert.equal(new URL(web.page.url()).pathname, `/results/${view}`);
});

test('names that need escaping in an address work', async () => {
    web.expects = /404/;
    const odd = 'a b/c?d#e%f"g\'<i>&ü';
    await web.go(`/results/${encodeURIComponent(odd)}`);
    await web.page.getByRole('heading', { name: 'This view is gone' }).waitFor();
    assert.equal(await web.page.getByRole('heading', { level: 1 }).innerText(), odd);
});

test('from the first row on up are the heads of the columns, which a key sorts by, and which keep their names then', async () => {
    await web.openView(long);
    await web.row(1);
    const [first, second] = (await web.page.locator('th [data-head]').allTextContents()).map((name) => name.trim());
    await web.grid.focus();
    const focused = () => web.page.evaluate(() => document.activeElement?.closest('th')?.textContent.trim() ?? document.activeElement?.getAttribute('role'));
    for (const [key, where] of [['ArrowUp', first], ['ArrowRight', second], ['ArrowLeft', first], ['ArrowRight', second], ['Enter', second]]) {
        await web.page.keyboard.press(key);
        await web.page.waitForFunction((name) => document.activeElement?.closest('th')?.textContent.trim() === name, where).catch(async () => assert.equal(await focused(), where, key));
    }
    await web.page.waitForURL((url) => url.searchParams.get('sort') === second);
    const head = web.page.locator('th[aria-sort="ascending"] .truncate');
    assert.equal(await head.evaluate((name) => name.scrollWidth - name.clientWidth), 0, 'the name is whole');
    await web.row(1);
    await web.screenshot('head-sorted');
    await web.page.keyboard.press('ArrowDown');
    assert.equal(await focused(), 'grid');
});
