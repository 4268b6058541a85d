// Bringing a file over HTTP: to a table that can be asked about, or to a reason and nothing half made.
import assert from 'node:assert/strict';
import net from 'node:net';
import { after, before, test } from 'node:test';
import { Server } from './support.mjs';

let server;
before(async () => (server = await Server.start({ env: { PF_IMPORT_MAX_BYTES: `${64 << 20}` } })));
after(() => server?.dispose());

const asJson = (body) => ({ method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
const bring = (name, body) => server.json(`/api/imports?name=${encodeURIComponent(name)}`, { method: 'POST', body });

/** The import once it is at none of the stages that pass by themselves. */
async function settled(id) {
    for (;;) {
        const { body } = await server.json(`/api/imports/${id}`);
        if (!/receiving|reading|loading/.test(body.stage)) return body;
        await new Promise((later) => setTimeout(later, 20));
    }
}
async function ready(name, body) {
    const sent = await bring(name, body);
    assert.equal(sent.status, 201, JSON.stringify(sent.body));
    return settled(sent.body.id);
}
async function load(id, order) {
    const begun = await server.json(`/api/imports/${id}/load`, asJson(order));
    return begun.status === 202 ? settled(id) : begun.body;
}
const ask = (sentence) => server.json('/api/rules', asJson({ rule_code: sentence }));
const tables = async () => (await server.json('/api/imports')).body.tables.map((table) => table.name);
const nothingLeft = (table) => assert.equal(server.sql(`RESET ROLE; SELECT count(*) FROM pg_class WHERE relname = '${table}'`).trim(), '0');

test('a file becomes a table that can be asked about at once, with its types', async () => {
    const made = await ready('Machine Parts.csv', 'Part Name;Weight;Bought;Postcode;Spare\nrotor;1.234,50;31.12.2024;01067;yes\nstator;0,75;1.2.2025;80331;no\n');
    assert.equal(made.stage, 'ready', JSON.stringify(made));
    assert.equal(made.table, 'machine_parts');
    assert.deepEqual(made.columns.map((column) => `${column.name} ${column.type} ${column.question}`), [
        'part_name text ', 'weight numeric ', 'bought date ', 'postcode text ', 'spare boolean boolean'
    ]);
    const done = await load(made.id, { table: 'machine_parts' });
    assert.deepEqual(done.outcome, { table: 'machine_parts', mode: 'create', rows: 2 });
    const page = await server.json('/api/tables/machine_parts?sort=part_name');
    assert.deepEqual(page.body.rows, [['rotor', 1234.5, '2024-12-31', '01067', true], ['stator', 0.75, '2025-02-01', '80331', false]]);
    const answer = await ask('Find all machine parts');
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    assert.equal(answer.body.rows, 2);
    assert.equal((await ask('machine parts with weight above 10')).body.rows, 1);
    const again = await ready('Machine Parts.csv', 'a,b\n1,2\n');
    assert.equal(again.table, 'machine_parts_2', 'the name is taken');
    assert.match((await load(again.id, { table: 'machine_parts' })).detail, /There is a table "machine_parts" already/);
    assert.match((await load(again.id, { table: 'orgs' })).detail, /There is a table "orgs" already/);
});

test('rows are added and replaced; columns are added and never dropped', async () => {
    const made = await ready('stock.csv', 'sku,count\na,1\nb,2\n');
    await load(made.id, { table: 'stock' });
    const more = await ready('more.csv', 'count,sku,place\n3,c,Oslo\nmany,d,Rome\n');
    assert.equal(more.columns[0].type, 'text');
    const failed = await load(more.id, { table: 'stock', mode: 'append' });
    assert.equal(failed.stage, 'ready');
    assert.equal(failed.error.message, '1 row does not fit, so nothing was loaded.');
    assert.deepEqual(failed.misfits.first, [{ line: 3, column: 'count', value: 'many', reason: 'is no whole number with decimal sign .' }]);
    assert.equal((await server.json('/api/tables/stock')).body.total, 2);
    const added = await load(more.id, { table: 'stock', mode: 'append', leave_out: true });
    assert.equal(added.outcome.rows, 1);
    assert.equal(added.misfits.rows, 1);
    assert.deepEqual((await server.json('/api/tables/stock?sort=sku')).body.rows, [['a', 1, null], ['b', 2, null], ['c', 3, 'Oslo']]);
    const other = await ready('new.csv', 'sku,count\nz,9\n');
    await load(other.id, { table: 'stock', mode: 'replace' });
    assert.deepEqual((await server.json('/api/tables/stock')).body.rows, [['z', 9, null]]);
    const stranger = await ready('x.csv', 'foo,bar\n1,2\n');
    assert.match((await load(stranger.id, { table: 'stock', mode: 'append' })).error.message, /has none of the file's columns/);
    assert.match((await load(stranger.id, { table: 'patterns', mode: 'replace' })).error.message, /no table "patterns" of a file/);
});

test('a date that may be two days is asked about', async () => {
    const made = await ready('visits.csv', 'guest,day\nann,03/04/2020\nbob,05/06/2020\n');
    assert.equal(made.columns[1].question, 'date_order');
    const refused = await load(made.id, { table: 'visits' });
    assert.match(refused.detail, /Is 03\/04\/2020 in column "day" written with the day first or the month\?/);
    const types = [{ name: 'guest', type: 'text' }, { name: 'day', type: 'date', date_order: 'mdy' }];
    assert.equal((await load(made.id, { table: 'visits', columns: types })).stage, 'done');
    assert.deepEqual((await server.json('/api/tables/visits?sort=day')).body.rows, [['ann', '2020-03-04'], ['bob', '2020-05-06']]);
});

test('what was found is changed: delimiter, header, encoding, types', async () => {
    const made = await ready('odd.txt', Buffer.from('caf\xe9|1\nth\xe9|x\n', 'latin1'));
    assert.deepEqual(made.format, { kind: 'delimited', encoding: 'windows-1252', delimiter: '|', header: false });
    const change = (body) => server.json(`/api/imports/${made.id}`, { ...asJson(body), method: 'PATCH' });
    await change({ header: true, columns: [null, { type: 'bigint' }] });
    const changed = await settled(made.id);
    assert.deepEqual(changed.columns.map((column) => [column.name, column.type, column.misfits]), [['café', 'text', 0], ['1', 'bigint', 1]]);
    await change({ encoding: 'utf-8' });
    assert.match((await settled(made.id)).error.message, /The file is not utf-8: byte 4/);
    await change({});
    assert.equal((await settled(made.id)).stage, 'ready');
    assert.equal((await change({ delimiter: 'xx' })).status, 400);
    assert.equal((await change({ columns: [{ type: 'money' }] })).status, 400);
});

test('hostile names stay names', async () => {
    const made = await ready('../../etc/pass"wd.csv', '"a""; DROP TABLE x; --",<script>,"=1+2"\n1,2,"=cmd|\' /C calc\'!A0"\n');
    const columns = made.columns.map((column, i) => ({ ...column, name: ['a"; DROP TABLE orgs; --', "b'", '$1'][i] }));
    assert.equal((await load(made.id, { table: 'x"; DROP TABLE orgs; --' })).status, 400);
    const done = await load(made.id, { table: made.table, columns });
    assert.equal(done.stage, 'done', JSON.stringify(done.error));
    assert.equal((await server.json(`/api/tables/${made.table}`)).body.rows[0][2], "=cmd|' /C calc'!A0");
    assert.ok((await server.json('/api/tables/orgs')).body.total > 0);
});

test('what is no table is refused with the reason, and leaves nothing', async () => {
    for (const [bytes, why] of [
        [Buffer.from('PK\x03\x04', 'latin1'), /spreadsheet or another archive/],
        ['', /The file is empty/],
        ['a,b\n"1,2\n', /The quote that opens on line 2 is never closed/],
        [Array.from({ length: 5000 }, (_, i) => `c${i}`).join(','), /5000 columns; a table holds 1000/]
    ]) {
        const made = await ready('bad.csv', bytes);
        assert.equal(made.stage, 'failed');
        assert.match(made.error.message, why);
        assert.equal((await fetch(`${server.url}/api/imports/${made.id}`, { method: 'DELETE' })).status, 204);
        assert.equal((await server.json(`/api/imports/${made.id}`)).status, 404);
    }
    assert.equal((await bring('', 'a\n')).status, 400);
});

test('a file that is too large is refused before it comes, or as soon as it is', async () => {
    const status = (head, body = '') =>
        new Promise((resolve) => {
            const socket = net.connect(server.port, '127.0.0.1');
            let answer = '';
            socket.on('data', (data) => (answer += data)).on('close', () => resolve(answer)).on('error', () => {});
            socket.write(`POST /api/imports?name=big.csv HTTP/1.1\r\nHost: localhost:${server.port}\r\nConnection: close\r\n${head}\r\n\r\n`);
            socket.write(body);
        });
    assert.match(await status(`Content-Length: ${5 * 2 ** 30}`), /413[^]*larger than/);
    const chunk = `${(1 << 20).toString(16)}\r\n${'a,b\n'.repeat(1 << 18)}\r\n`;
    assert.match(await status('Transfer-Encoding: chunked', chunk.repeat(66)), /HTTP\/1.1 4\d\d[^]*larger than/);
    assert.equal((await server.json('/api/imports')).body.imports.some((each) => each.name === 'big.csv'), false);
});

const rows = (count) => 'id,name,note\n' + Array.from({ length: count }, (_, i) => `${i},name ${i},${'n'.repeat(100)}`).join('\n');

test('two files into one table at once: one goes in', async () => {
    const files = await Promise.all([ready('twins.csv', rows(50_000)), ready('twins.csv', rows(50_000))]);
    const begun = await Promise.all(files.map((file) => server.json(`/api/imports/${file.id}/load`, asJson({ table: 'twins' }))));
    assert.deepEqual(begun.map((answer) => answer.status).sort(), [202, 503]);
    assert.match(begun.find((answer) => answer.status === 503).body.detail, /Another file goes into "twins"/);
    const ends = await Promise.all(files.map((file) => settled(file.id)));
    assert.deepEqual(ends.map((end) => end.stage).sort(), ['done', 'ready']);
    assert.equal((await server.json('/api/tables/twins')).body.total, 50_000);
});

test('a load that is cancelled leaves nothing', async () => {
    const file = await ready('half.csv', rows(400_000));
    await server.json(`/api/imports/${file.id}/load`, asJson({ table: 'half' }));
    for (let seen = {}; !(seen.stage === 'loading' && seen.progress.rows > 0); ) seen = (await server.json(`/api/imports/${file.id}`)).body;
    assert.equal((await fetch(`${server.url}/api/imports/${file.id}`, { method: 'DELETE' })).status, 204);
    for (let left = '1'; left !== '0'; ) left = server.sql("RESET ROLE; SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'COPY%' AND state <> 'idle'").trim();
    nothingLeft('half');
    const next = await ready('half.csv', 'a,b\n1,2\n');
    assert.equal((await load(next.id, { table: 'half' })).stage, 'done', 'its name is free again');
});

test('a client that leaves in the middle of its file leaves nothing', async () => {
    const socket = net.connect(server.port, '127.0.0.1');
    socket.write(`POST /api/imports?name=torn.csv HTTP/1.1\r\nHost: localhost:${server.port}\r\nContent-Length: 10000000\r\n\r\n`);
    socket.write('a,b\n'.repeat(100_000));
    const listed = async () => (await server.json('/api/imports')).body.imports.some((each) => each.name === 'torn.csv');
    while (!(await listed()));
    socket.destroy();
    while (await listed());
});

test('a server that is killed in the middle of a load has no half table, and starts', async () => {
    const file = await ready('killed.csv', rows(400_000));
    await server.json(`/api/imports/${file.id}/load`, asJson({ table: 'killed' }));
    for (let seen = {}; !(seen.stage === 'loading' && seen.progress.rows > 0); ) seen = (await server.json(`/api/imports/${file.id}`)).body;
    await server.kill();
    await server.start();
    nothingLeft('killed');
    assert.ok((await tables()).includes('stock'));
    assert.deepEqual((await server.json('/api/imports')).body.imports, []);
});

test('a table that was brought is deleted, unless rules read it; others are not', async () => {
    const made = await ready('gone.csv', 'a,b\n1,2\n');
    await load(made.id, { table: 'gone' });
    const remove = (table) => fetch(`${server.url}/api/imports/tables/${table}`, { method: 'DELETE' });
    assert.equal((await remove('gone')).status, 204);
    assert.equal((await server.json('/api/tables/gone')).status, 404);
    assert.equal((await remove('orgs')).status, 404);
    const kept = await remove('machine_parts');
    assert.equal(kept.status, 400);
    assert.match((await kept.json()).detail, /Rules read "machine_parts"/);
});

test('keys are found from the contents of two files', async () => {
    const shops = await ready('shops.csv', 'id,city\n1,Oslo\n2,Rome\n3,Oslo\n');
    await load(shops.id, { table: 'shops' });
    const sales = await ready('sales.csv', 'id,shop_id,amount\n1,1,10\n2,2,20\n3,1,30\n4,3,5\n');
    await load(sales.id, { table: 'sales' });
    const answer = await ask('sales of shops in Oslo');
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    assert.equal(answer.body.rows, 3);
});

test('the server does not grow with the file', async () => {
    const resident = async () => Number(/^process_resident_memory_bytes (\d+)/m.exec(await (await fetch(`${server.url}/metrics`)).text())[1]);
    const before = await resident();
    const file = await ready('large.csv', rows(500_000));
    assert.ok(file.bytes > 55 << 20);
    await load(file.id, { table: 'large' });
    assert.ok((await resident()) - before < 48 << 20, `${before} → ${await resident()}`);
});
