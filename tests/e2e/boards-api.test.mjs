// Boards over HTTP: what is pinned stays through runs, renames and a restart, bounds are kept, every session hears of changes.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Server } from './support.mjs';
import { makeView } from './web.mjs';

let server, view, ruleId;
before(async () => {
    server = await Server.start();
    view = await makeView(server, 'how many patterns per kind');
    ruleId = (await server.json('/api/rules')).body.rules[0].rule_id;
});
after(() => server?.dispose());

const send = (method, path, body) => server.json(path, { method, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
const add = async (name) => {
    const { status, body, headers } = await send('POST', '/api/boards', { name });
    assert.equal(status, 201, JSON.stringify(body));
    assert.equal(headers.get('location'), `/api/boards/${body.board_id}`);
    return body.board_id;
};
const pin = async (board, tile) => {
    const { status, body } = await send('POST', `/api/boards/${board}/tiles`, tile);
    assert.equal(status, 201, JSON.stringify(body));
    return body;
};
const read = async (board) => (await server.json(`/api/boards/${board}`)).body;
const drop = (path) => fetch(server.url + path, { method: 'DELETE' });

test('a board keeps its tiles, where they stand and what they show, through a restart', async () => {
    const board = await add('  Monday  ');
    const chart = await pin(board, { kind: 'chart', rule_id: ruleId, look: 'tab=chart&chart=pie', w: 4, h: 5 });
    assert.deepEqual([chart.x, chart.y, chart.result.view, chart.result.rows], [0, 0, view, 2]);
    const text = await pin(board, { kind: 'text', text: 'Line one\n<b>line two</b>', rule_id: ruleId });
    assert.deepEqual([text.y, text.rule_id, text.result], [5, '', null]);
    const moved = await send('PATCH', `/api/boards/${board}`, { places: [{ tile_id: text.tile_id, x: 6, y: 0, w: 6, h: 2 }, { tile_id: 'none', x: 0, y: 0, w: 1, h: 1 }] });
    assert.equal(moved.status, 200, JSON.stringify(moved.body));
    assert.equal((await send('PATCH', `/api/boards/${board}/tiles/${chart.tile_id}`, { title: 'Kinds' })).body.title, 'Kinds');
    await server.kill();
    await server.start();
    const kept = await read(board);
    assert.equal(kept.name, 'Monday');
    assert.deepEqual(kept.tiles.map(({ tile_id, x, y, w, h, title, text: words }) => [tile_id, x, y, w, h, title, words]), [
        [chart.tile_id, 0, 0, 4, 5, 'Kinds', ''],
        [text.tile_id, 6, 0, 6, 2, '', 'Line one\n<b>line two</b>']
    ]);
    assert.equal((await drop(`/api/boards/${board}/tiles/${text.tile_id}`)).status, 204);
    assert.equal((await drop(`/api/boards/${board}/tiles/${text.tile_id}`)).status, 404);
    assert.equal((await drop(`/api/boards/${board}`)).status, 204);
    assert.equal((await server.json(`/api/boards/${board}`)).status, 404);
    assert.ok(!(await server.json('/api/boards')).body.boards.some(({ board_id }) => board_id === board));
    assert.equal(server.sql(`SELECT count(*) FROM pattern_factory.board_tiles WHERE board_id = '${board}'`).trim(), '0');
});

test('a tile follows its rule, outlives it, and is filled again by the same sentence', async () => {
    const run = (rule_code, rule_id) => send('POST', '/api/rules', { rule_code, rule_id });
    await run('Find all guests', 'boards_guests');
    const board = await add('Guests');
    const tile = await pin(board, { kind: 'rows', rule_id: 'boards_guests' });
    await send('PATCH', '/api/rules/boards_guests', { title: 'Who was here', view: 'Who was here' });
    const [named] = (await read(board)).tiles;
    assert.deepEqual([named.result.title, named.result.view], ['Who was here', 'rule_who_was_here']);
    await drop('/api/rules/boards_guests');
    const [gone] = (await read(board)).tiles;
    assert.deepEqual([gone.result, gone.sentence, gone.tile_id], [null, 'Find all guests', tile.tile_id]);
    await run(gone.sentence, gone.rule_id);
    const [back] = (await read(board)).tiles;
    assert.ok(back.result.rows > 0);
    assert.equal((await send('POST', `/api/boards/${board}/tiles`, { kind: 'rows', rule_id: 'none' })).status, 404);
    await drop(`/api/boards/${board}`);
});

test('every session hears of a change, whoever made it', async () => {
    const session = await server.connect();
    const heard = (board) => session.next((frame) => frame.event === 'boards:refresh' && frame.payload.board === board);
    const board = await add('Heard');
    await heard(board);
    await pin(board, { kind: 'text', text: 'x' });
    await heard(board);
    await drop(`/api/boards/${board}`);
    await heard(board);
    await session.close();
});

test('what is out of bounds is refused with its reason, and nothing of it stays', async () => {
    const board = await add('Bounds');
    const tiles = `/api/boards/${board}/tiles`;
    for (const [method, path, body, said] of [
        ['POST', '/api/boards', { name: '  ' }, /name is missing/],
        ['POST', '/api/boards', { name: 'x'.repeat(401) }, /name is 401 bytes long/],
        ['POST', '/api/boards', { name: 'a\u0000b' }, /control characters/],
        ['POST', tiles, { kind: 'picture' }, /kind must be/],
        ['POST', tiles, { kind: 'text', text: 'x'.repeat(10_001) }, /text is 10001 bytes long/],
        ['POST', tiles, { kind: 'text', x: 8, y: 0, w: 6 }, /within the 12 columns/],
        ['POST', tiles, { kind: 'text', h: 25 }, /h must be a whole number/],
        ['PATCH', `/api/boards/${board}`, { name: 'Changed', places: [{ tile_id: 't', x: 11, y: 0, w: 2, h: 1 }] }, /within the 12 columns/]
    ]) {
        const answer = await send(method, path, body);
        assert.equal(answer.status, 400, `${JSON.stringify(body).slice(0, 60)}: ${JSON.stringify(answer.body)}`);
        assert.match(answer.body.detail, said);
    }
    assert.deepEqual([(await read(board)).name, (await read(board)).tiles], ['Bounds', []]);
    const answers = await Promise.all(Array.from({ length: 70 }, () => send('POST', tiles, { kind: 'text', text: 'x', h: 24 })));
    assert.equal(answers.filter(({ status }) => status === 201).length, 60);
    assert.match(answers.find(({ status }) => status === 400).body.detail, /at most 60 tiles/);
    assert.equal((await read(board)).tiles.length, 60);
    for (const [method, path] of [['PATCH', '/api/boards/none'], ['PATCH', `/api/boards/${board}/tiles/none`], ['POST', '/api/boards/none/tiles']])
        assert.equal((await send(method, path, { kind: 'text' })).status, 404, `${method} ${path}`);
    await drop(`/api/boards/${board}`);
});
