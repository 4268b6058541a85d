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

const values = (name) => web.page.getByRole('dialog', { name: `Values of ${name}` });
const status = (text) => web.page.getByRole('status').filter({ hasText: text }).waitFor();

test('a column shows how its values lie; a stretch and a value that are picked narrow the rows at once', async () => {
    await look(orgs);
    await web.column('stage').hover();
    await web.page.getByRole('button', { name: 'Column stage', exact: true }).click();
    await web.page.getByRole('menuitem', { name: 'Values and filter…' }).click();
    const seed = Number(server.sql(`SELECT count(*) FROM orgs WHERE stage = 'Seed'`));
    await values('stage').getByRole('checkbox', { name: new RegExp(`^Seed ${seed}$`) }).check();
    await status(`${seed} of 36 rows`);
    await values('stage').getByRole('checkbox', { name: /^Series B/ }).check();
    const both = Number(server.sql(`SELECT count(*) FROM orgs WHERE stage IN ('Seed', 'Series B')`));
    await status(`${both} of 36 rows`);
    await web.screenshot('columns-popover-values');
    await values('stage').getByRole('button', { name: 'All values' }).click();
    await status('36 rows');
    await web.page.keyboard.press('Escape');
    await values('stage').waitFor({ state: 'detached' });

    await web.column('funding').getByRole('button', { name: /^funding/ }).press('Alt+ArrowDown');
    const bars = values('funding').getByRole('toolbar', { name: 'How the values lie' }).getByRole('button');
    await bars.first().waitFor();
    const told = (await bars.evaluateAll((all) => all.map((bar) => bar.getAttribute('aria-label')))).map((label) => Number(/: (\d+) rows?$/.exec(label)[1]));
    assert.equal(told.reduce((sum, n) => sum + n), Number(server.sql('SELECT count(funding) FROM orgs')));
    assert.ok(told.length <= 13);
    const average = Number(server.sql('SELECT avg(funding) / 1000000 FROM orgs'));
    const [, shown] = /average ([\d.]+)M/.exec(await values('funding').innerText());
    assert.ok(Math.abs(Number(shown) - average) <= 0.1, `${shown} is not ${average}`);
    await bars.first().click();
    await status(`${told[0]} of 36 rows`);
    assert.equal(await bars.first().getAttribute('aria-pressed'), 'true');
    await web.screenshot('columns-popover-bars');
    await bars.first().click();
    await status('36 rows');
});

test('by keyboard alone: Alt and ↓ at the head, → along the bars, Space picks, Escape goes back to the head', async () => {
    await look(orgs);
    await web.column('date_founded').getByRole('button', { name: /^date_founded/ }).press('Alt+ArrowDown');
    const bars = values('date_founded').getByRole('toolbar').getByRole('button');
    await bars.nth(1).waitFor();
    await bars.first().focus();
    await web.page.keyboard.press('End');
    await web.page.keyboard.press('ArrowLeft');
    await web.page.keyboard.press('ArrowRight');
    const label = await bars.last().getAttribute('aria-label');
    await web.focusOn(label);
    await web.page.keyboard.press('Space');
    await status(`${/: (\d+) rows?$/.exec(label)[1]} of 36 rows`);
    await web.page.keyboard.press('Escape');
    await values('date_founded').waitFor({ state: 'detached' });
    await web.page.waitForFunction(() => document.activeElement?.closest('th')?.textContent.includes('date_founded'));
});

test('of more values than there is room for one finds the others by their text', async () => {
    await web.go('/tables/patterns');
    await web.row(1);
    await web.column('name').getByRole('button', { name: /^name/ }).press('Alt+ArrowDown');
    await values('name').getByText('111 values, the most frequent').waitFor();
    await values('name').getByRole('searchbox', { name: 'Find a value' }).fill('flywheel');
    await values('name').getByRole('checkbox', { name: /^Flywheel/ }).check();
    await status(/^1 (of \d+ )?rows?\b/);
    await values('name').getByRole('searchbox').fill('no such pattern');
    await values('name').getByText('No value has “no such pattern”.').waitFor();
});

test('on a narrow dark page a column’s values have room', async () => {
    const narrow = await Web.open(server, { width: 360, height: 740, scheme: 'dark', path: null });
    await narrow.go(`/results/${orgs}?pin=funding`);
    await narrow.row(1);
    await narrow.column('funding').getByRole('button', { name: /^funding/ }).press('Alt+ArrowDown');
    const dialog = narrow.page.getByRole('dialog', { name: 'Values of funding' });
    await dialog.getByRole('toolbar').waitFor();
    const { x, width } = await dialog.boundingBox();
    assert.ok(x >= 0 && x + width <= 360, `${x} + ${width}`);
    await narrow.screenshot('columns-popover-narrow');
    await narrow.close();
});
