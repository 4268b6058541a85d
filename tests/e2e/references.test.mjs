// Keys of other tables' rows: shown with the names of those rows, links to them, and back to where one was.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { closeBrowser } from './support.mjs';
import { serverWithTables } from './tables.mjs';
import { Web } from './web.mjs';

const CODES = ['plain', 'a:eq:b,c', '50% "off" \\', '<b>&é'];
const quoted = (text) => `'${text.replaceAll("'", "''")}'`;

let server, web, view;
before(async () => {
    server = await serverWithTables(
        `CREATE TABLE people (id bigint PRIMARY KEY, given_name text, family_name text, boss_id bigint REFERENCES people (id));
         INSERT INTO people SELECT n, 'Given' || n, 'Family' || n, CASE WHEN n > 1 THEN 1 + n % 50 END FROM generate_series(1, 1000) AS n;
         CREATE TABLE codes (code text PRIMARY KEY, label text);
         INSERT INTO codes VALUES ${CODES.map((code, i) => `(${quoted(code)}, 'label <i> ${i}')`).join(', ')};
         CREATE TABLE uses (id bigint PRIMARY KEY, code text REFERENCES codes (code), person_id bigint REFERENCES people (id));
         INSERT INTO uses VALUES ${CODES.map((code, i) => `(${i + 1}, ${quoted(code)}, ${i + 1})`).join(', ')}, (5, NULL, NULL);
         CREATE TABLE stores (store_id bigint PRIMARY KEY, store_name text);
         INSERT INTO stores SELECT n, 'store ' || n FROM generate_series(1, 20) AS n;
         CREATE TABLE sales (sale_id bigint PRIMARY KEY, store_id bigint, amount numeric(8,2));
         INSERT INTO sales SELECT n, 1 + n % 20, n FROM generate_series(1, 200) AS n;
         ANALYZE;`,
        ['people', 'codes', 'uses', 'stores', 'sales']
    );
    view = await made({ rule_code: 'people with their bosses', sql: 'SELECT p.given_name, b.boss_id AS above, p.boss_id + 0 AS computed, p.boss_id FROM people p JOIN people b ON b.id = p.boss_id ORDER BY p.id' });
});
after(async () => {
    await closeBrowser();
    await server?.dispose();
});
beforeEach(async () => (web = await Web.open(server, { path: null })));
afterEach(() => web.close());

async function made(body) {
    const answer = await server.json('/api/rules', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return answer.body.view;
}
const page = async (path) => (await server.json(`/api/${path}`)).body;
const cell = (text) => web.grid.getByRole('gridcell').filter({ hasText: text });
const here = () => web.page.locator('[role=gridcell].here');
const scrolled = () => web.grid.locator('..').evaluate((scroller) => scroller.scrollTop);

test('a page names the rows that it refers to, of declared and of inferred keys', async () => {
    const people = await page('tables/people?limit=3&offset=40');
    assert.deepEqual(people.references, [{ column: 3, table: 'people', key: 'id', names: Object.fromEntries(people.rows.map(([, , , boss]) => [boss, `Given${boss} Family${boss}`])) }]);
    const uses = await page('tables/uses');
    assert.deepEqual(uses.references.map(({ column, table, key }) => [column, table, key]), [[1, 'codes', 'code'], [2, 'people', 'id']]);
    assert.deepEqual(uses.references[0].names, Object.fromEntries(CODES.map((code, i) => [code, `label <i> ${i}`])));
    const [store] = (await page('tables/sales?limit=2')).references;
    assert.deepEqual([store.table, store.key, store.names[2]], ['stores', 'store_id', 'store 2']);
    assert.equal((await page('tables/stores')).references, undefined);
});

test('a result has them where it shows the column as it is, under any name; groups have them too', async () => {
    const { columns, references, rows } = await page(`views/${view}?limit=5`);
    assert.deepEqual(references.map(({ column }) => columns[column].name), ['above', 'boss_id']);
    assert.equal(references[1].names[rows[0][3]], `Given${rows[0][3]} Family${rows[0][3]}`);
    const groups = await page('tables/sales?group=store_id&limit=3');
    assert.deepEqual([groups.references[0].column, groups.references[0].names[groups.rows[0][0]]], [0, `store ${groups.rows[0][0]}`]);
    assert.equal((await page('tables/sales?group=store_id&bucket=5')).references, undefined);
});

test('names that cannot be read in time are left out, and the page comes', async () => {
    await server.whileHeld('LOCK TABLE public.stores IN ACCESS EXCLUSIVE MODE', async () => {
        const { rows, references } = await page('tables/sales?limit=2');
        assert.equal(rows.length, 2);
        assert.deepEqual(references, [{ column: 1, table: 'stores', key: 'store_id', names: {} }]);
    });
    assert.equal((await page('tables/sales?limit=2')).references[0].names[2], 'store 2');
});

test('a name in a result is a link to its row, and back is the same place', async () => {
    await web.openView(view);
    await web.row(1);
    await web.screenshot('references');
    await web.grid.locator('..').evaluate((scroller) => (scroller.scrollTop = 12_000));
    const link = web.grid.locator('tbody tr').nth(14).getByRole('link').last();
    await link.waitFor();
    const name = await link.innerText();
    const before_ = await scrolled();
    await link.click();
    await web.page.waitForURL(/\/tables\/people\?where=id%3Aeq%3A\d+$/);
    await web.page.getByRole('status').filter({ hasText: '1 row' }).waitFor();
    assert.equal((await web.row(1)).slice(1, 3).join(' '), name);
    await web.screenshot('references-row');
    await web.page.goBack();
    await web.page.waitForFunction((top) => document.querySelector('[role=grid]')?.parentElement.scrollTop === top, before_);
    await cell(name).first().waitFor();
});

test('from a table to a row of the same table and back, by keyboard', async () => {
    await web.go('/tables/people?sort=id');
    await web.row(1);
    await web.grid.focus();
    for (let i = 0; i < 4; i++) await web.grid.press('PageDown');
    for (let i = 0; i < 3; i++) await web.grid.press('ArrowRight');
    await here().getByRole('link').waitFor();
    const [text, before_] = [await here().innerText(), await scrolled()];
    assert.ok(before_ > 0);
    await web.grid.press('Control+Enter');
    await web.page.getByRole('status').filter({ hasText: '1 row' }).waitFor();
    await web.page.goBack();
    await web.page.waitForFunction((top) => document.querySelector('[role=grid]')?.parentElement.scrollTop === top, before_);
    await here().getByRole('link').waitFor();
    assert.equal(await here().innerText(), text);
    // Another order begins at the top, also after one came back.
    await web.column('given_name').getByRole('button').first().click();
    await web.page.waitForFunction(() => document.querySelector('[role=grid]')?.parentElement.scrollTop === 0);
});

test('keys of any text lead to their rows; the row’s own view and the list of values have the names too', async () => {
    for (const [i, code] of CODES.entries()) {
        await web.go('/tables/uses?sort=id');
        const link = (await web.row(i + 1), web.grid.locator(`tbody tr[aria-rowindex="${i + 2}"]`).getByRole('link').first());
        assert.equal(await link.innerText(), `label <i> ${i}`);
        await link.click();
        await web.page.waitForURL(/\/tables\/codes\?/);
        await web.page.getByRole('status').filter({ hasText: '1 row' }).waitFor();
        assert.deepEqual((await web.row(1)).slice(0, 2).map((text) => text.trim()), [code, `label <i> ${i}`]);
    }
    await web.go('/tables/uses?sort=id');
    await web.row(5);
    assert.deepEqual((await web.row(5)).slice(0, 3).map((text) => text.trim()), ['5', 'null', 'null']);
    await web.page.getByRole('button', { name: 'Show row 2', exact: true }).click();
    const row = web.page.getByRole('dialog', { name: 'Row' });
    await row.getByRole('link', { name: 'Given2 Family2' }).click();
    await web.page.waitForURL(/\/tables\/people\?where=id%3Aeq%3A2$/);
    await web.go('/tables/sales');
    await web.row(1);
    await web.column('store_id').hover();
    await web.page.getByRole('button', { name: 'Column store_id', exact: true }).click();
    await web.page.getByRole('menuitem', { name: /filter/i }).first().click();
    await web.page.getByText(/store 7 \(7\)/).waitFor();
    await web.screenshot('references-values');
});
