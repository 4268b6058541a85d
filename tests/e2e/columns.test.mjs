// What columns say beyond their values: what groups stands first, numbers are written alike, bars and totals, matches, values to pick.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { closeBrowser, Server } from './support.mjs';
import { makeView, Web } from './web.mjs';

let server, web, orgs, funding, share;
before(async () => {
    server = await Server.start();
    orgs = await makeView(server, 'Find all orgs');
    funding = await makeView(server, 'total funding by country');
    share = await makeView(server, 'percentage of patterns by kind');
});
after(async () => {
    await closeBrowser();
    await server?.dispose();
});
beforeEach(async () => (web = await Web.open(server, { path: null })));
afterEach(() => web.close());

const look = async (view, search) => {
    await web.openView(view, search);
    await web.row(1);
};
const heads = async () => (await web.page.getByRole('columnheader').allInnerTexts()).map((text) => text.trim());
const cells = async (n) => (await web.grid.locator(`tbody tr[aria-rowindex="${n + 1}"]`).getByRole('gridcell').allInnerTexts()).map((text) => text.trim());

test('a query that groups has its names first, shares as percent, and the total below', async () => {
    await look(share);
    assert.deepEqual((await heads()).slice(-2), ['kind', 'percentage_of_all_patterns']);
    assert.match((await cells(1)).join(' '), /pattern \d\d\.\d %/);
    await look(funding);
    assert.deepEqual((await heads()).slice(-2), ['country', 'total_funding']);
    const sum = Number(server.sql('SELECT sum(funding) FROM orgs'));
    await web.grid.locator('tfoot').getByRole('gridcell', { name: sum.toLocaleString('en'), exact: true }).waitFor();
    await web.screenshot('columns-grouped');
    await look(orgs);
    assert.equal(await web.grid.locator('tfoot').count(), 0, 'rows of their own are not added up');
});

test('what one filters by is marked', async () => {
    await look(orgs, '?filter=SEED');
    const marks = web.grid.locator('mark');
    assert.ok((await marks.count()) > 3);
    for (const text of await marks.allInnerTexts()) assert.equal(text.toLowerCase(), 'seed');
});

test('the values of a column are there to pick, with their rows', async () => {
    await look(orgs);
    await web.page.getByRole('button', { name: 'Add a condition' }).click();
    await web.page.getByLabel('Column', { exact: true }).selectOption('stage');
    const expected = Number(server.sql(`SELECT count(*) FROM orgs WHERE stage = 'Seed'`));
    await web.page.getByRole('checkbox', { name: new RegExp(`^Seed ${expected}$`) }).check();
    await web.page.getByRole('checkbox', { name: /^Series B/ }).check();
    await web.screenshot('columns-values');
    await web.page.getByRole('button', { name: 'Add condition' }).click();
    const both = Number(server.sql(`SELECT count(*) FROM orgs WHERE stage IN ('Seed', 'Series B')`));
    await web.page.getByRole('status').filter({ hasText: `${both} of 36 rows` }).waitFor();
});

test('rows stand further apart when one likes, also after a reload, and dates say how long ago', async () => {
    await look(orgs);
    const height = async () => (await web.grid.locator('tbody tr[aria-rowindex="2"]').boundingBox()).height;
    const before = await height();
    await web.page.getByRole('button', { name: 'Rows further apart' }).click();
    await web.page.reload();
    await web.row(1);
    assert.ok((await height()) > before + 8);
    await web.page.getByRole('columnheader', { name: /^date_founded/ }).hover();
    await web.page.getByRole('button', { name: 'Column date_founded', exact: true }).click();
    await web.page.getByRole('menuitem', { name: 'As time since' }).click();
    await web.page.waitForURL(/ago=date_founded/);
    await web.grid.getByText(/^\d+ years ago$/).first().waitFor();
});

test('columns take the room there is before they cut a text', async () => {
    web.page.setViewportSize({ width: 1920, height: 860 });
    await web.go('/tables/patterns');
    await web.row(1);
    const { x, width } = await web.column('description').boundingBox();
    assert.ok(width > 340, 'the longest text has grown');
    assert.ok(x + width <= 1920);
});
