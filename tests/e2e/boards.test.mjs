// Boards: pinning, moving and resizing by mouse and keyboard, one filter, texts, refreshing, rules that are gone, two tabs.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { closeBrowser, root, Server } from './support.mjs';
import { makeView, Web } from './web.mjs';

let server, web;
const views = {}, rules = {};
before(async () => {
    server = await Server.start();
    for (const sentence of ['Find all orgs', 'Find all guests', 'how many patterns per kind', 'how many patterns', 'number of episodes per month', 'how many orgs per country']) views[sentence] = await makeView(server, sentence);
    for (const { sentence, rule_id } of (await server.json('/api/rules')).body.rules) rules[sentence] = rule_id;
});
after(async () => {
    await closeBrowser();
    await server?.dispose();
});
beforeEach(async () => (web = await Web.open(server, { path: null, height: 1000 })));
afterEach(() => web.close());

const send = (method, where, body) => server.json(where, { method, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
const places = async (board) => (await server.json(`/api/boards/${board}`)).body.tiles.map(({ sentence, text, x, y, w, h }) => `${sentence || text} ${x},${y} ${w}×${h}`);
// A board of these tiles, each [sentence or text, x, y, w, h, kind, look].
async function makeBoard(name, tiles = []) {
    const { board_id } = (await send('POST', '/api/boards', { name })).body;
    for (const [what, x, y, w, h, kind = rules[what] ? 'rows' : 'text', look = ''] of tiles) {
        const answer = await send('POST', `/api/boards/${board_id}/tiles`, { kind, ...(rules[what] ? { rule_id: rules[what] } : { text: what }), look, x, y, w, h });
        assert.equal(answer.status, 201, JSON.stringify(answer.body));
    }
    return board_id;
}
const tile = (title, on = web) => on.page.getByRole('listitem').filter({ has: on.page.getByRole('heading', { name: title, exact: true }) });
const handle = (title) => web.page.getByRole('button', { name: `Move ${title}`, exact: true });
// Waits until the server has the tiles so: a change is shown before it is kept.
async function kept(board, expected) {
    for (let tries = 0; tries < 100; tries++) {
        if (JSON.stringify(await places(board)) === JSON.stringify(expected)) return;
        await web.page.waitForTimeout(50);
    }
    assert.deepEqual(await places(board), expected);
}

test('what one sees is pinned: rows as they are filtered, a chart as it is drawn, a number', async () => {
    await web.openView(views['Find all orgs'], '?where=country:eq:Germany&hide=id');
    await web.page.getByRole('button', { name: 'Pin to a board' }).click();
    await web.page.getByRole('button', { name: 'A new board' }).click();
    await web.page.getByText('Pinned to “New board”').waitFor();
    await web.go(`/results/${views['how many patterns per kind']}?tab=chart&chart=pie`);
    await web.page.locator('figure').getByRole('button', { name: 'Pin to a board' }).or(web.page.locator('.downloads').getByRole('button', { name: 'Pin to a board' })).click();
    await web.page.getByRole('button', { name: 'New board', exact: true }).click();
    await web.page.getByText('Pinned to “New board”').waitFor();
    await web.go(`/results/${views['how many patterns']}?tab=chart`);
    await web.page.locator('figure').waitFor();
    await web.page.keyboard.press('Control+k');
    await web.page.getByRole('combobox', { name: 'Search' }).fill('pin to');
    await web.page.getByRole('option', { name: /^Pin to a board/ }).waitFor();
    await web.page.keyboard.press('Enter');
    await web.page.getByRole('button', { name: 'New board', exact: true }).click();
    await web.page.getByRole('link', { name: 'Open the board' }).click();
    await web.page.waitForURL(/\/boards\//);
    await tile('Find all orgs').getByRole('table').waitFor();
    const heads = await tile('Find all orgs').getByRole('columnheader').allInnerTexts();
    assert.ok(!heads.includes('id') && heads.includes('country'), heads.join());
    const countries = new Set(await tile('Find all orgs').locator('tbody tr').evaluateAll((rows, at) => rows.map((row) => row.cells[at].innerText), heads.indexOf('country')));
    assert.deepEqual([...countries], ['Germany']);
    await tile('how many patterns per kind').getByRole('img').first().waitFor();
    await tile('how many patterns').getByText('111', { exact: true }).waitFor();
    await tile('how many patterns').getByText(/as of/).waitFor();
    await web.screenshot('board-pinned');
    await tile('Find all orgs').getByRole('link', { name: 'Find all orgs' }).click();
    await web.page.waitForURL(/where=country/);
});

test('by keyboard a tile is taken, moved, resized and put down, or left where it was', async () => {
    const board = await makeBoard('Keys', [['how many patterns', 0, 0, 6, 3], ['Find all guests', 6, 0, 6, 3], ['A note', 0, 3, 12, 2]]);
    await web.go(`/boards/${board}`);
    await handle('Text').focus();
    await web.page.keyboard.press('Enter');
    await web.page.getByRole('status').filter({ hasText: 'Taken. Column 1, row 4, 12 wide, 2 high.' }).waitFor();
    await web.page.keyboard.press('ArrowUp');
    await web.page.getByRole('status').filter({ hasText: 'Column 1, row 1, 12 wide, 2 high.' }).waitFor();
    await web.page.keyboard.press('Shift+ArrowLeft');
    await web.page.keyboard.press('Shift+ArrowDown');
    await web.page.getByRole('status').filter({ hasText: 'Column 1, row 1, 11 wide, 3 high.' }).waitFor();
    await web.screenshot('board-keys');
    await web.page.keyboard.press('Enter');
    const after = ['A note 0,0 11×3', 'how many patterns 0,3 6×3', 'Find all guests 6,3 6×3'];
    await kept(board, after);
    await web.focusOn('Move Text');
    await web.page.keyboard.press(' ');
    await web.page.keyboard.press('ArrowDown');
    await web.page.keyboard.press('Escape');
    await web.page.getByRole('status').filter({ hasText: 'Left where it was.' }).waitFor();
    await web.focusOn('Move Text');
    assert.deepEqual(await places(board), after);
    await web.page.reload();
    await handle('Text').waitFor();
    const [note, first] = await Promise.all(['Text', 'how many patterns'].map(async (title) => (await tile(title).boundingBox()).y));
    assert.ok(note < first, 'it is first after a reload, too');
});

test('by mouse a tile is dragged by its head and sized at its corner; Escape lets go', async () => {
    const board = await makeBoard('Mouse', [['how many patterns', 0, 0, 4, 3], ['Find all guests', 4, 0, 4, 3]]);
    await web.go(`/boards/${board}`);
    await tile('Find all guests').getByRole('table').waitFor();
    const drag = async (from, dx, dy, end) => {
        await web.page.mouse.move(from.x, from.y);
        await web.page.mouse.down();
        for (let i = 1; i <= 8; i++) await web.page.mouse.move(from.x + (dx * i) / 8, from.y + (dy * i) / 8);
        await end?.();
        await web.page.mouse.up();
    };
    const box = await tile('how many patterns').boundingBox();
    const column = (box.width + 12) / 4;
    const head = { x: box.x + box.width - 90, y: box.y + 19 };
    await drag(head, 8 * column, 0, () => web.page.keyboard.press('Escape'));
    assert.deepEqual(await places(board), ['how many patterns 0,0 4×3', 'Find all guests 4,0 4×3']);
    await drag(head, 8 * column, 0);
    await kept(board, ['Find all guests 4,0 4×3', 'how many patterns 8,0 4×3']);
    const guests = await tile('Find all guests').boundingBox();
    await drag({ x: guests.x + guests.width - 6, y: guests.y + guests.height - 6 }, -2 * column, 2 * 68);
    await kept(board, ['Find all guests 4,0 2×5', 'how many patterns 8,0 4×3']);
});

test('where there is room for one column a tile goes up and down by its buttons', async () => {
    const board = await makeBoard('Narrow', [['Find all orgs', 0, 0, 6, 4], ['Find all guests', 6, 0, 6, 4], ['A note', 0, 4, 12, 2]]);
    await web.page.setViewportSize({ width: 360, height: 740 });
    await web.go(`/boards/${board}`);
    await web.page.getByRole('button', { name: 'Move Find all guests up' }).click();
    await kept(board, ['Find all guests 0,0 6×4', 'Find all orgs 6,0 6×4', 'A note 0,4 12×2']);
    assert.ok(await web.page.getByRole('button', { name: 'Move Find all guests up' }).isDisabled());
    await web.page.getByRole('button', { name: 'Move Find all orgs down' }).click();
    await kept(board, ['Find all guests 0,0 6×4', 'A note 0,4 12×2', 'Find all orgs 6,6 6×4']);
    await web.screenshot('board-narrow');
});

test('an answer is pinned from its card in the chat', async () => {
    const board = await makeBoard('From the chat');
    await web.go('/');
    await web.openChat();
    await web.run('Find all orgs', 'find_all_orgs');
    await web.card('find_all_orgs').getByRole('button', { name: 'Pin to a board' }).click();
    await web.page.getByRole('button', { name: 'From the chat', exact: true }).click();
    await web.page.getByText('Pinned to “From the chat”').waitFor();
    assert.equal((await places(board))[0]?.split(' ').slice(0, 3).join(' '), 'Find all orgs');
    await web.screenshot('chat-pin');
});

test('one filter narrows every tile that has the column, and stands in the address', async () => {
    const board = await makeBoard('Filter', [['Find all orgs', 0, 0, 6, 5], ['how many orgs per country', 6, 0, 6, 5, 'chart', 'tab=chart&chart=bar'], ['how many patterns', 0, 5, 3, 3]]);
    await web.go(`/boards/${board}`);
    await web.page.getByRole('button', { name: 'Filter the board' }).click();
    const form = web.page.locator('.menu form');
    await form.getByLabel('Column').waitFor();
    assert.deepEqual(await form.getByLabel('Column').locator('option').allInnerTexts(), ['country']);
    await form.getByLabel('Condition').selectOption('eq');
    await form.getByLabel('Value', { exact: true }).fill('Germany');
    await form.getByRole('button', { name: 'Add condition' }).click();
    await web.page.getByRole('status').filter({ hasText: '2 of 3 results' }).waitFor();
    await tile('how many patterns').getByText('The filter means nothing here.').waitFor();
    await web.page.waitForFunction(() => ![...document.querySelectorAll('.tiles td')].some((cell) => cell.innerText === 'France'));
    await web.screenshot('board-filter');
    assert.equal(new URL(web.page.url()).searchParams.get('where'), 'country:eq:Germany');
    await web.page.reload();
    await web.page.getByRole('button', { name: 'Remove condition country is Germany' }).click();
    await tile('Find all orgs').getByText('France').first().waitFor();
});

test('a text is written, changed and taken off, with undo; it is text', async () => {
    const board = await makeBoard('Texts');
    await web.go(`/boards/${board}`);
    await web.page.getByRole('button', { name: 'Add text' }).click();
    await web.page.getByRole('textbox', { name: 'Text' }).fill('Monday\n<img src=x onerror=pwned()>');
    await web.page.keyboard.press('Control+Enter');
    await web.page.getByText('<img src=x onerror=pwned()>').waitFor();
    await web.page.getByRole('button', { name: 'Take Text off the board' }).click();
    await web.page.getByRole('heading', { name: 'Nothing pinned yet' }).waitFor();
    await web.page.keyboard.press('Control+z');
    await web.page.getByText('<img src=x onerror=pwned()>').waitFor();
    assert.equal((await places(board)).length, 1);
});

test('boards are made, named and deleted, with undo', async () => {
    await makeBoard('Another');
    await web.go('/boards');
    await web.page.getByRole('button', { name: 'New board', exact: true }).click();
    await web.page.waitForURL(/\/boards\/\w+/);
    await web.page.getByLabel('Name of the board').fill('Every Monday');
    await web.page.keyboard.press('Enter');
    await web.page.getByRole('heading', { name: 'Every Monday' }).waitFor();
    await web.focusOn('Rename the board');
    await web.page.getByRole('button', { name: 'Delete the board' }).click();
    await web.page.waitForURL(/\/boards$/);
    await web.page.getByRole('link', { name: 'Another' }).waitFor();
    assert.equal(await web.page.getByRole('link', { name: 'Every Monday' }).count(), 0);
    await web.page.getByRole('button', { name: 'Undo' }).click();
    await web.page.getByRole('link', { name: 'Every Monday' }).waitFor();
    await web.page.getByRole('button', { name: 'Delete Every Monday' }).click();
    await web.page.getByRole('link', { name: 'Every Monday' }).waitFor({ state: 'detached' });
    await web.go('/'); // leaving ends the time for undo
    await web.go('/boards');
    await web.page.getByRole('link', { name: 'Another' }).waitFor();
    assert.equal(await web.page.getByRole('link', { name: 'Every Monday' }).count(), 0);
});

test('refresh all runs each rule again; other tabs see it, and who moves what', async () => {
    const board = await makeBoard('Fresh', [['how many patterns', 0, 0, 3, 3, 'chart', 'chart=number'], ['Find all guests', 3, 0, 6, 5]]);
    await web.go(`/boards/${board}`);
    await tile('how many patterns').getByText('111', { exact: true }).waitFor();
    const other = await Web.open(server, { path: `/boards/${board}`, context: web.context });
    await tile('how many patterns', other).getByText('111', { exact: true }).waitFor();
    server.sql("INSERT INTO patterns (name, kind, description) VALUES ('Refreshed', 'pattern', 'x')");
    await web.page.getByRole('button', { name: 'Refresh all' }).click();
    await web.page.getByText('2 results refreshed').waitFor();
    for (const tab of [web, other]) await tile('how many patterns', tab).getByText('112', { exact: true }).waitFor();
    await handle('how many patterns').press('Enter');
    await web.page.keyboard.press('Shift+ArrowDown');
    await web.page.keyboard.press('Enter');
    await kept(board, ['how many patterns 0,0 3×4', 'Find all guests 3,0 6×5']);
    await other.page.waitForFunction(() => document.querySelector('.tile')?.style.getPropertyValue('--high') === '4');
    await other.close();
});

test('a tile whose rule is gone says so, and runs its sentence again', async () => {
    web.expects = /404/; // of the rule that is gone, and of the board that never was
    await send('POST', '/api/rules', { rule_code: 'Find all episodes', rule_id: 'boards_episodes' });
    rules['Find all episodes'] = 'boards_episodes';
    const board = await makeBoard('Gone', [['Find all episodes', 0, 0, 6, 4]]);
    await web.go(`/boards/${board}`);
    await tile('Find all episodes').getByRole('table').waitFor();
    await fetch(`${server.url}/api/rules/boards_episodes`, { method: 'DELETE' });
    await tile('Find all episodes').getByText('Its rule is gone.').waitFor();
    await web.screenshot('board-gone');
    await tile('Find all episodes').getByRole('button', { name: 'Run it again' }).click();
    await tile('Find all episodes').getByRole('table').waitFor();
    await web.go('/boards/nonsense');
    await web.page.getByRole('heading', { name: 'This board is gone' }).waitFor();
});

test('on paper it is light, whole, and without what is pressed', async () => {
    const board = await makeBoard('Paper', [['how many patterns per kind', 0, 0, 6, 4, 'chart', 'chart=bar'], ['Find all orgs', 6, 0, 6, 4], ['A note', 0, 4, 6, 2]]);
    const paper = await Web.open(server, { path: `/boards/${board}`, scheme: 'dark' });
    await paper.page.locator('svg.chart').waitFor();
    await tile('Find all orgs', paper).getByRole('table').waitFor();
    await paper.page.emulateMedia({ media: 'print' });
    for (const gone of [paper.page.getByRole('navigation', { name: 'Main' }), paper.page.getByRole('banner'), paper.page.getByRole('button', { name: 'Refresh all' }), paper.page.getByRole('button', { name: /^Move/ }).first()]) await gone.waitFor({ state: 'hidden' });
    await paper.page.waitForFunction(() => getComputedStyle(document.querySelector('main')).backgroundColor === 'rgb(255, 255, 255)');
    const found = await paper.page.evaluate(() => {
        const main = document.querySelector('main');
        const cut = [...document.querySelectorAll('.tile')].filter((tile) => [...tile.querySelectorAll('tr')].some((row) => row.getBoundingClientRect().bottom > tile.getBoundingClientRect().bottom + 1 || row.getBoundingClientRect().right > tile.getBoundingClientRect().right));
        return { ground: getComputedStyle(main).backgroundColor, cut: cut.length, scrolls: main.scrollHeight - main.clientHeight };
    });
    assert.deepEqual(found, { ground: 'rgb(255, 255, 255)', cut: 0, scrolls: 0 });
    await paper.screenshot('board-print');
    await paper.page.pdf({ format: 'A4', path: path.join(root, 'build/screenshots/board-print.pdf') });
    await paper.close();
});

test('no violation on a board, light and dark, wide and narrow', async () => {
    const axe = readFileSync(path.join(root, 'web/node_modules/axe-core/axe.min.js'), 'utf8');
    await send('POST', '/api/rules', { rule_code: 'Find all categories', rule_id: 'boards_gone' });
    rules['Find all categories'] = 'boards_gone';
    const board = await makeBoard('Every Monday', [
        ['how many patterns', 0, 0, 3, 3, 'chart', 'chart=number'],
        ['What we look at on Mondays.\n\nNumbers first.', 3, 0, 3, 3],
        ['number of episodes per month', 6, 0, 6, 6, 'chart', 'chart=line'],
        ['how many patterns per kind', 0, 3, 6, 5, 'chart', 'chart=pie'],
        ['Find all orgs', 6, 6, 6, 6],
        ['Find all categories', 0, 8, 6, 3],
        ['how many orgs per country', 0, 11, 6, 6, 'chart', 'chart=bar']
    ]);
    await fetch(`${server.url}/api/rules/boards_gone`, { method: 'DELETE' });
    const wrong = [];
    for (const [scheme, width, height] of [['light', 1280, 1100], ['dark', 1280, 1100], ['light', 360, 740], ['dark', 360, 740]]) {
        const look = await Web.open(server, { scheme, width, height, path: null });
        await look.page.addInitScript(axe);
        for (const [where, ready] of [['/boards', () => look.page.getByRole('link', { name: 'Every Monday' })], [`/boards/${board}`, () => tile('how many orgs per country', look).locator('svg.chart')]]) {
            await look.go(where);
            await ready().first().waitFor();
            await tile('Find all orgs', look).getByRole('table').waitFor({ timeout: where === '/boards' ? 1 : 20_000 }).catch((error) => where === '/boards' || Promise.reject(error));
            const { violations } = await look.page.evaluate(() => globalThis.axe.run({ resultTypes: ['violations'] }));
            for (const { id, nodes } of violations) wrong.push(`${where} ${scheme} ${width}: ${id}: ${nodes.map((node) => node.html.slice(0, 140)).join(' | ')}`);
            const sideways = await look.page.evaluate(() => Math.max(document.documentElement.scrollWidth - innerWidth, document.querySelector('main').scrollWidth - document.querySelector('main').clientWidth));
            if (sideways > 0) wrong.push(`${where} ${scheme} ${width}: scrolls sideways by ${sideways} px`);
            await look.screenshot(`board-${where === '/boards' ? 'list' : 'page'}-${scheme}-${width}`);
        }
        await look.close();
    }
    assert.deepEqual(wrong, []);
});
