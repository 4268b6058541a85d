// Long cells: a page has their beginnings and costs the server little memory, whatever they hold; one comes whole when it is asked for.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { closeBrowser } from './support.mjs';
import { serverWithTables } from './tables.mjs';
import { makeView, Web } from './web.mjs';

const ROWS = 200;
const BYTES = 1_048_576;
const MIB = 1024 ** 2;

let server, web, view;
before(async () => {
    // Stored as what does not compress is; one document, bytes, and characters of several bytes.
    server = await serverWithTables(
        `CREATE TABLE novels (id bigint PRIMARY KEY, title text, body text);
         ALTER TABLE novels ALTER body SET STORAGE EXTERNAL;
         INSERT INTO novels SELECT n, 'novel ' || n, repeat(md5(n::text), ${BYTES / 32}) FROM generate_series(1, ${ROWS}) AS n;
         CREATE TABLE documents (id bigint PRIMARY KEY, whole jsonb, raw bytea, umlauts text, blank text, missing text);
         INSERT INTO documents SELECT 1, jsonb_build_object('text', repeat('x', 5000)), decode(repeat('0a5c', 50000), 'hex'), repeat('ä€😀', 70000) || E'\\n\\\\.\\n', '', NULL;`,
        ['novels', 'documents']
    );
    view = await makeView(server, 'Find all novels');
    await server.stop();
    await server.start(); // what making the view took is not there to be used again
});
after(async () => {
    await closeBrowser();
    await server?.dispose();
});
beforeEach(async () => (web = await Web.open(server, { path: null })));
afterEach(() => web.close());

const page = async (path) => (await server.json(path)).body;
const status = (field) => Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${server.process.pid}/status`, 'utf8'))[1]) * 1024;

// How much higher than now the server's memory is at most while `work` is done.
async function rise(work) {
    writeFileSync(`/proc/${server.process.pid}/clear_refs`, '5'); // VmHWM begins anew
    const before_ = status('VmRSS');
    await work();
    return status('VmHWM') - before_;
}

test('a page of 200 rows with cells of 1 MB has their beginnings, and costs the server no more than 32 MiB', async (context) => {
    let read;
    const risen = await rise(async () => (read = await page(`/api/views/${view}?limit=200`)));
    context.diagnostic(`${(risen / MIB).toFixed(1)} MiB`);
    assert.equal(read.rows.length, ROWS);
    const at = read.columns.findIndex(({ name }) => name === 'body');
    assert.equal(read.cut.length, ROWS);
    assert.deepEqual(read.cut[7], { row: 7, column: at, bytes: BYTES });
    assert.equal(read.rows[7][at].length, 2001);
    assert.ok(read.rows[7][at].endsWith('…'));
    assert.ok(risen <= 32 * MIB, `${(risen / MIB).toFixed(1)} MiB`);
});

test('six such pages at once cost no more than 128 MiB, and /healthz answers meanwhile', async (context) => {
    let slowest = 0;
    const risen = await rise(async () => {
        let reading = true;
        const pages = Promise.all(Array.from({ length: 6 }, () => page('/api/tables/novels?limit=200'))).finally(() => (reading = false));
        do {
            const began = performance.now();
            assert.equal((await server.json('/healthz')).status, 200);
            slowest = Math.max(slowest, performance.now() - began);
        } while (reading);
        for (const read of await pages) assert.equal(read.cut.length, ROWS);
    });
    context.diagnostic(`${(risen / MIB).toFixed(1)} MiB, /healthz ${slowest.toFixed()} ms`);
    assert.ok(risen <= 128 * MIB, `${(risen / MIB).toFixed(1)} MiB`);
    assert.ok(slowest < 1000, `${slowest.toFixed()} ms`);
});

test('a cell comes whole, of the row that the page has there, without being held', async () => {
    const where = 'sort=title&dir=desc&where=id:le:150';
    const [row] = (await page(`/api/tables/novels?${where}&limit=1&offset=41`)).rows;
    const whole = server.sql(`SELECT body FROM novels WHERE id = ${row[0]}`).trimEnd();
    for (const relation of [`tables/novels`, `views/${view}`]) {
        const answer = await fetch(`${server.url}/api/${relation}/cell?column=body&offset=41&${where}`);
        assert.equal(answer.headers.get('content-type'), 'text/plain; charset=utf-8');
        assert.ok((await answer.text()) === whole);
        assert.ok(whole.startsWith(row[2].slice(0, -1)));
    }
});

test('documents, bytes and characters of several bytes are cut and come whole too', async () => {
    const read = await page('/api/tables/documents');
    const [[, ...cells]] = read.rows;
    const expected = JSON.parse(server.sql("SELECT json_build_array(whole::text, raw::text, umlauts, blank) FROM documents"));
    assert.deepEqual(read.cut, expected.slice(0, 3).map((text, i) => ({ row: 0, column: i + 1, bytes: Buffer.byteLength(text) })));
    for (const [i, name] of ['whole', 'raw', 'umlauts', 'blank'].entries()) {
        const answer = await fetch(`${server.url}/api/tables/documents/cell?column=${name}&offset=0`);
        assert.ok((await answer.text()) === expected[i], name);
        if (i < 3) assert.ok(cells[i].endsWith('…') && expected[i].startsWith(cells[i].slice(0, -1)), name);
        else assert.equal(cells[i], '');
    }
    const head = await fetch(`${server.url}/api/tables/documents/cell?column=umlauts&offset=0`, { method: 'HEAD' });
    assert.deepEqual([head.status, await head.text()], [200, '']);
});

test('what is no cell is refused with the reason', async () => {
    for (const [path, code, detail] of [
        ['tables/documents/cell', 400, /column must name a column/],
        ['tables/documents/cell?column=', 400, /column must name a column/],
        ['tables/documents/cell?column=nothing', 400, /has no column "nothing"/],
        ['tables/documents/cell?column=raw&offset=-1', 400, /offset must be a whole number/],
        ['tables/documents/cell?column=raw&offset=1e3', 400, /offset must be a whole number/],
        ['tables/documents/cell?column=raw&offset=99999999999999999999', 400, /offset must be a whole number/],
        ['tables/documents/cell?column=raw&limit=1', 400, /limit is not a parameter here/],
        ['tables/documents/cell?column=raw&where=id:is:1', 400, /column:operator:value/],
        ['tables/documents/cell?column=raw&where=id:eq:one', 400, /does not fit its column/],
        ['tables/documents/cell?column=raw&offset=1', 404, /no such row/],
        ['tables/documents/cell?column=raw&where=id:eq:2', 404, /no such row/],
        ['tables/documents/cell?column=missing&offset=0', 404, /is NULL/],
        ['tables/nothing/cell?column=raw', 404, /no table "nothing"/],
        ['views/nothing/cell?column=raw', 404, /no view "nothing"/]
    ]) {
        for (const method of ['GET', 'HEAD']) {
            const answer = await fetch(`${server.url}/api/${path}`, { method });
            assert.equal(answer.status, code, `${method} ${path}`);
            if (method === 'GET') assert.match((await answer.json()).detail, detail, path);
        }
    }
    assert.equal((await fetch(`${server.url}/api/tables/documents/cell?column=raw`, { method: 'POST' })).status, 405);
});

test('a download has every cell whole', async () => {
    const csv = await (await fetch(`${server.url}/api/tables/novels.csv?where=id:eq:3`)).text();
    assert.ok(csv.includes(server.sql('SELECT body FROM novels WHERE id = 3').trimEnd()));
});

test('in the table a cut cell shows its length; the row shows all of it when that is asked for; copying has all', async () => {
    await web.openView(view, '?sort=id');
    await web.row(1);
    const cell = web.grid.getByRole('gridcell').filter({ hasText: '1.0 MB' }).first();
    await cell.waitFor();
    await web.screenshot('cell-cut');
    await cell.click();
    await web.grid.press('Control+c');
    await web.page.getByText('body of row 1 copied').waitFor();
    const whole = server.sql('SELECT body FROM novels WHERE id = 1').trimEnd();
    assert.ok((await web.clipboard) === whole);
    await web.grid.press('Enter');
    const row = web.page.getByRole('dialog', { name: 'Row' });
    const more = row.getByRole('button', { name: 'Show all 1.0 MB' });
    await more.waitFor();
    await web.screenshot('cell-cut-row');
    await more.click();
    await more.waitFor({ state: 'detached' });
    assert.ok((await row.locator('dd bdi', { hasText: whole.slice(0, 32) }).innerText()).length === BYTES);
});
