// Values that are hard to show — markup, scripts, directions, a megabyte, NULL, NaN, infinity, dates before Christ, arrays, JSON,
// bytes — stand as text wherever text stands.
import assert from 'node:assert/strict';
import { after, before, beforeEach, afterEach, test } from 'node:test';
import { closeBrowser } from './support.mjs';
import { hostileValues, serverWithTables } from './tables.mjs';
import { hostileTexts, makeView, Web } from './web.mjs';

let server, web, oddities, kinds;
before(async () => {
    server = await serverWithTables();
    oddities = await makeView(server, 'Find all oddities');
    kinds = await makeView(server, 'Find all kinds', undefined);
});
after(async () => {
    await closeBrowser();
    await server?.dispose();
});
beforeEach(async () => (web = await Web.open(server, { path: null })));
afterEach(() => web.close());

// `column` counts from 0.
const cell = (row, column) => web.grid.locator(`tbody tr[aria-rowindex="${row + 1}"] td[aria-colindex="${column + 2}"]`);

test('markup, scripts, directions and blanks are text in cells', async () => {
    await web.go(`/results/${oddities}`);
    await web.row(1);
    const shown = await web.grid.locator('tbody td[aria-colindex="4"]').allTextContents();
    assert.deepEqual(
        shown.slice(0, Object.keys(hostileValues).length).map((text) => text.trim()),
        Object.values(hostileValues).map((text) => text.trim())
    );
    assert.equal(await web.grid.locator('tbody :is(b, img, svg, script)').count(), 0);
    // A mark that turns the writing direction stays inside its cell.
    assert.equal(await web.grid.locator('bdi', { hasText: 'שלום' }).count(), 1);
    await web.screenshot('hostile-text');
});

test('a megabyte of text is cut in its cell and whole in its row; NULL and the empty text are told apart', async () => {
    await web.go(`/results/${oddities}?sort=id&dir=desc`);
    await web.row(1);
    assert.equal((await cell(1, 2).innerText()).trim(), 'empty');
    assert.equal((await cell(2, 2).innerText()).trim(), 'null');
    const long = await cell(3, 2).innerText();
    assert.ok(long.length < 2_100 && /^1\.0 MB\s*long words/.test(long), long.slice(0, 100));
    await web.page.getByRole('button', { name: 'Show row 3', exact: true }).click();
    const row = web.page.getByRole('dialog', { name: 'Row' });
    await row.getByRole('button', { name: /^Show all/ }).click();
    await web.page.waitForFunction(() => [...document.querySelectorAll('dialog dd')].some((dd) => dd.textContent.length > 1_000_000));
});

test('numbers, moments, arrays, JSON and bytes are shown by their type, also at their edges', async () => {
    await web.go(`/results/${kinds}?sort=id`);
    await web.row(1);
    const columns = ['id', 'day', 'moment', 'clock', 'truth', 'ratio', 'exact', 'list', 'grid', 'document', 'bytes', 'span', 'address', 'token', 'link'];
    const read = async (n) => Object.fromEntries((await web.row(n)).map((text, i) => [columns[i], text.trim()]));
    const first = await read(1);
    assert.deepEqual([first.day, first.moment, first.truth, first.ratio], ['2024-02-29', '2024-02-29 13:34', 'true', '0.1']);
    assert.equal(first.exact.replaceAll(',', ''), '12345678901234567890.123456789');
    assert.match(first.list, /"b c",NULL,<i>/);
    assert.match(first.document, /<script>/);
    assert.equal(first.bytes, '\\x00ff10');
    const second = await read(2);
    assert.deepEqual([second.day, second.ratio, second.exact, second.list, second.document], ['0044-03-15 BC', 'NaN', 'NaN', '{}', 'null']);
    assert.match(second.moment, /0044-03-15 .* BC/);
    const third = await read(3);
    assert.deepEqual([third.day, third.moment, third.clock, third.ratio, third.truth], ['infinity', 'infinity', '-infinity', 'Infinity', 'null']);
    assert.equal((await read(4)).day, '99999-12-31');

    assert.equal(await cell(1, 2).locator('[title="2024-02-29 12:34:56 UTC"]').count(), 1);
    assert.equal(await cell(1, 14).getByRole('link').getAttribute('href'), 'https://example.org/a?b=c&d=%20');
    assert.equal(await cell(2, 14).getByRole('link').count(), 0, 'javascript: is no link');
    await web.screenshot('hostile-kinds');
    await web.page.getByRole('button', { name: 'Show row 1', exact: true }).click();
    await web.page.getByRole('dialog', { name: 'Row' }).getByText('"html": "<script>pwned()</script>"').waitFor();
});

test('charts of such columns draw what can be drawn and say what cannot', async () => {
    for (const look of ['chart=bar&x=words', 'chart=bar&x=kind']) {
        await web.go(`/results/${oddities}?tab=chart&${look}`);
        await web.page.locator('figure').waitFor();
    }
    for (const look of ['chart=line&x=day&y=ratio', 'chart=histogram&x=ratio', 'chart=scatter&x=ratio&y=exact']) {
        await web.go(`/results/${kinds}?tab=chart&${look}`);
        await web.page.locator('figure').waitFor();
    }
});

test('conditions and filters take such texts literally', async () => {
    for (const [kind, text] of Object.entries(hostileValues).filter(([, value]) => !/^\s|\s$/.test(value))) {
        await web.go(`/results/${oddities}?where=${encodeURIComponent(`words:eq:${text}`)}`);
        await web.row(1);
        assert.equal((await cell(1, 1).innerText()).trim(), kind);
    }
    await web.go(`/results/${oddities}?filter=${encodeURIComponent(hostileTexts[1])}`);
    await web.row(1);
    assert.equal((await cell(1, 2).innerText()).trim(), hostileTexts[1]);
});

test('the preview in the chat, search, completions and patterns show such texts as text', async () => {
    await web.go('/patterns');
    for (const [i, text] of hostileTexts.entries()) {
        await web.page.getByRole('button', { name: 'Add pattern' }).first().click();
        await web.page.getByLabel('Name').fill(`${text} ${i}`);
        await web.page.getByLabel('Description').fill(text);
        await web.page.getByRole('button', { name: 'Save' }).click();
        await web.page.getByRole('dialog', { name: 'Add pattern' }).waitFor({ state: 'hidden' });
    }
    await web.page.getByRole('heading', { name: '<script>' }).waitFor();
    await web.screenshot('hostile-patterns');
    await web.page.keyboard.press('Control+k');
    await web.page.getByRole('combobox', { name: 'Search' }).fill('pwned');
    await web.page.getByRole('option', { name: /<img src=x/ }).waitFor();
    await web.page.keyboard.press('Escape');
    await web.openChat();
    await web.say('run find all patterns with description containing pwned');
    await web.drawer.getByRole('article', { name: /Result|Several readings/ }).waitFor();
    await web.input.pressSequentially('run find all patterns named <scr');
    await web.page.waitForLoadState('networkidle');
    for (const text of hostileTexts) {
        await web.go(`/results/${encodeURIComponent(oddities)}?filter=${encodeURIComponent(text)}&tab=${encodeURIComponent(text)}&chart=${encodeURIComponent(text)}`);
        await web.row(1);
    }
});
