// Bringing a file in the browser: chosen or dropped, looked at, changed, loaded, cancelled, left.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { closeBrowser, root, Server } from './support.mjs';
import { Web } from './web.mjs';

const xlsx = createRequire(path.join(root, 'web/package.json'))('@e965/xlsx');
const { parquetWriteBuffer } = await import(pathToFileURL(path.join(root, 'web/node_modules/hyparquet-writer/src/index.js')));
const folder = mkdtempSync(path.join(tmpdir(), 'pf-bring-'));
let server;
before(async () => (server = await Server.start()));
after(async () => {
    await closeBrowser();
    await server?.dispose();
    rmSync(folder, { recursive: true });
});

const choose = (web, name, content) =>
    web.page.getByLabel('Choose a file').setInputFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(content) });
const imports = async () => (await server.json('/api/imports')).body.imports;
const big = 'id,note\n' + Array.from({ length: 600_000 }, (_, i) => `${i},${'n'.repeat(60)}`).join('\n');

test('a file is chosen, its questions answered, its rows brought, and asked about', async () => {
    const web = await Web.open(server, { path: '/tables' });
    const { page } = web;
    await page.getByRole('main').getByRole('link', { name: 'Bring a file' }).click();
    await choose(web, 'Visits 2024.csv', 'Guest;Day;Paid;Zip;VIP\nAnn;03/04/2024;1.234,50;01067;yes\nBob;05/06/2024;7,25;80331;no\nEve;1/2/2024\n');
    await page.getByText('1 row does not fit', { exact: true }).waitFor();
    await page.getByText('Line 4: has 2 fields instead of 5').waitFor();
    await page.getByText('First say how the dates of day are written.').waitFor();
    const button = page.getByRole('button', { name: 'Bring 2 rows' });
    assert.ok(await button.isDisabled());
    await web.screenshot('bring-preview');
    await page.getByRole('group', { name: 'Dates of day' }).getByRole('button', { name: 'The month' }).click();
    await page.getByRole('group', { name: 'Dates of day' }).waitFor({ state: 'detached' });
    await page.getByRole('group', { name: 'Yes and no in vip' }).getByRole('button', { name: 'Keep the words' }).click();
    await page.getByRole('group', { name: 'Yes and no in vip' }).waitFor({ state: 'detached' });
    await page.getByLabel('Leave this row out').check();
    await page.getByLabel('Name of the table').fill('visits');
    await button.click();
    await page.getByRole('heading', { name: '2 rows are in visits now.' }).waitFor();
    await web.screenshot('bring-done');
    await page.getByRole('button', { name: 'Find all visits' }).click();
    await page.waitForURL(/\/results\//);
    const { body } = await server.json('/api/tables/visits?sort=day');
    assert.deepEqual(body.rows, [['Ann', '2024-03-04', 1234.5, '01067', 'yes'], ['Bob', '2024-05-06', 7.25, '80331', 'no']]);
    await web.close();
});

test('a file that is dropped on any page is brought; a sheet is chosen', async () => {
    const book = xlsx.utils.book_new();
    xlsx.utils.book_append_sheet(book, xlsx.utils.aoa_to_sheet([['sku'], ['a']]), 'Parts');
    xlsx.utils.book_append_sheet(book, xlsx.utils.aoa_to_sheet([['maker', 'since'], ['Acme', 1999], ['Zeta', 2001]]), 'Makers');
    const bytes = xlsx.write(book, { type: 'base64', bookType: 'xlsx' });
    const web = await Web.open(server, { path: '/rules' });
    const { page } = web;
    const data = await page.evaluateHandle((text) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], 'makers.xlsx'));
        return transfer;
    }, bytes);
    await page.dispatchEvent('main', 'drop', { dataTransfer: data });
    await page.getByLabel('Sheet').selectOption('Makers');
    await page.getByRole('button', { name: 'Bring 2 rows' }).click();
    await page.getByRole('heading', { name: '2 rows are in makers now.' }).waitFor();
    assert.deepEqual((await server.json('/api/tables/makers?sort=since')).body.rows, [['Acme', 1999], ['Zeta', 2001]]);
    await web.close();
});

test('a Parquet file is brought', async () => {
    const columnData = [
        { name: 'maker', data: ['Acme', 'Zeta'], type: 'STRING' },
        { name: 'since', data: [1999, 2001], type: 'INT32' }
    ];
    const web = await Web.open(server, { path: '/bring' });
    await choose(web, 'firms.parquet', parquetWriteBuffer({ columnData }));
    await web.page.getByRole('button', { name: 'Bring 2 rows' }).click();
    await web.page.getByRole('heading', { name: '2 rows are in firms now.' }).waitFor();
    assert.deepEqual((await server.json('/api/tables/firms?sort=since')).body.rows, [['Acme', 1999], ['Zeta', 2001]]);
    await web.close();
});

test('what is no table says why, and another file may follow', async () => {
    const web = await Web.open(server, { path: '/bring' });
    await choose(web, 'bad.csv', 'a,b\n"1,2\n');
    await web.page.getByText('The quote that opens on line 2 is never closed.').waitFor();
    await web.screenshot('bring-failed');
    await web.page.getByRole('button', { name: 'Another file' }).click();
    await choose(web, 'broken.xlsx', 'PK\x03\x04 nothing of it');
    await web.page.getByText('This is no spreadsheet: it is damaged or incomplete.').waitFor();
    await web.close();
});

test('a load that is cancelled, and a tab that is closed before, leave nothing', async () => {
    const web = await Web.open(server, { path: '/bring' });
    writeFileSync(path.join(folder, 'half.csv'), big);
    await web.page.getByLabel('Choose a file').setInputFiles(path.join(folder, 'half.csv'));
    await web.page.getByRole('button', { name: 'Bring 600,000 rows' }).click();
    await web.page.getByText('Loading …').waitFor();
    await web.page.getByRole('button', { name: 'Cancel' }).click();
    await web.page.getByText('Choose a file, or drop it anywhere').waitFor();
    while ((await imports()).some((each) => each.name === 'half.csv'));
    await choose(web, 'left.csv', 'a,b\n1,2\n');
    await web.page.getByRole('button', { name: 'Bring 1 row' }).waitFor();
    await web.close();
    while ((await imports()).some((each) => each.name === 'left.csv'));
    assert.equal(server.sql("RESET ROLE; SELECT count(*) FROM pg_class WHERE relname IN ('half', 'left')").trim(), '0');
});
