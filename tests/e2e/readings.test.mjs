// What helps while a sentence is typed: readings without running anything, and completion.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Server } from './support.mjs';

let server;
before(async () => (server = await Server.start()));
after(() => server?.dispose());

const read = (rule_code) =>
    server.json('/api/readings', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ rule_code }) });

test('a sentence is read without being run', async () => {
    const { status, body } = await read('Find all patterns');
    assert.equal(status, 200, JSON.stringify(body));
    assert.equal(body.status, 'ok');
    assert.equal(body.rule, 'find_all_patterns');
    assert.match(body.sql, /^SELECT/);
    assert.ok(body.reading.length > 0);
    assert.ok(body.rows_estimate >= 60, body.rows_estimate);
    assert.equal(body.readings.length, 1);
    assert.equal(body.readings[0].sql, body.sql);
    assert.ok(body.readings[0].confidence > 0.2);
    assert.deepEqual(body.unknown, []);
    assert.ok(body.elapsed_ms > 0);
    assert.deepEqual((await server.json('/api/views')).body.views, []);
    assert.deepEqual((await server.json('/api/rules')).body.rules, []);
});

test('a predefined code is read as its sentence', async () => {
    const { body } = await read('list_orgs');
    assert.equal(body.status, 'ok', JSON.stringify(body));
    assert.ok(body.rows_estimate > 0);
});

test('words that are not understood come with their places and the nearest names', async () => {
    const typed = '  Find \u{1F984}  all paterns frobnicated by wombats';
    const { body } = await read('List the gests');
    assert.ok(['ok', 'ambiguous', 'not_understood'].includes(body.status));
    const refused = (await read(typed)).body;
    assert.equal(refused.status, 'not_understood', JSON.stringify(refused));
    assert.deepEqual(refused.readings, []);
    assert.equal(refused.rows_estimate, null);
    assert.ok(refused.unknown.length > 0 && refused.message.length > 0);
    for (const { word, offset, length } of refused.unknown) assert.equal(typed.slice(offset, offset + length), word);
});

test('the error of the chat marks the same words', async () => {
    const session = await server.connect();
    const typed = ' Find  all patterns frobnicated by wombats';
    const error = await session.run(typed);
    assert.equal(error.kind, 'not_understood');
    assert.deepEqual(error.unknown_words.map(({ word }) => word), error.unknown);
    for (const { word, offset, length } of error.unknown_words) assert.equal(typed.slice(offset, offset + length), word);
    assert.deepEqual(error.unknown_words, (await read(typed)).body.unknown);
    await session.close();
});

test('nothing to read is an invalid_request', async () => {
    for (const rule_code of ['', '  \n ', 5, 'x'.repeat(16_385)]) {
        const { status, body } = await read(rule_code);
        assert.equal(status, 400);
        assert.equal(body.kind, 'invalid_request');
    }
    const plain = await fetch(`${server.url}/api/readings`, { method: 'POST', body: '{"rule_code":"Find all patterns"}' });
    assert.equal(plain.status, 415);
});

test('every keystroke of a sentence can be read', async () => {
    const sentence = 'how many patterns per kind';
    const answers = await Promise.all(Array.from(sentence, (_, i) => read(sentence.slice(0, i + 1))));
    for (const { status } of answers) assert.equal(status, 200);
    assert.equal(answers.at(-1).body.status, 'ok');
});

test('too many at once are refused, not queued without end', async () => {
    const answers = await Promise.all(Array.from({ length: 200 }, (_, i) => read(`Find all patterns created in the last ${i + 2} days`)));
    for (const { status, body } of answers) assert.ok(status === 200 || body.kind === 'unavailable', JSON.stringify(body));
    assert.ok(answers.some(({ status }) => status === 200));
    assert.equal((await read('Find all patterns')).status, 200);
});

test('the vocabulary completes rules, tables, columns and values', async () => {
    const all = (await server.json('/api/vocabulary')).body;
    assert.equal(all.rules.length, 9);
    assert.ok(all.tables.some((table) => table.name === 'patterns' && table.columns.some((column) => column.name === 'kind')));
    assert.deepEqual(all.values, []);
    const series = (await server.json('/api/vocabulary?prefix=seri')).body;
    assert.ok(series.values.some(({ table, column, value }) => table === 'orgs' && column === 'stage' && value.startsWith('Series')), JSON.stringify(series));
    const some = (await server.json('/api/vocabulary?prefix=pat&limit=1')).body;
    assert.ok(some.rules.length <= 1 && some.tables.length === 1 && some.values.length <= 1);
    for (const wrong of ['limit=0', 'limit=101', 'limit=x', 'sort=name', `prefix=${'x'.repeat(201)}`]) {
        const { status, body } = await server.json(`/api/vocabulary?${wrong}`);
        assert.equal(status, 400, wrong);
        assert.equal(body.kind, 'invalid_request');
    }
});
