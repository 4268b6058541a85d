// The acceptance checklist, one test each, in Debian's Chromium against the real program.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { browser, closeBrowser, root, Server } from './support.mjs';

const artefacts = path.join(root, 'build/screenshots');
mkdirSync(artefacts, { recursive: true });

let server, context, page, problems;
before(async () => (server = await Server.start()));
after(async () => {
    await closeBrowser();
    await server?.dispose();
});
beforeEach(async () => {
    context = await (await browser()).newContext({ viewport: { width: 1280, height: 860 }, reducedMotion: 'reduce' });
    page = await context.newPage();
    page.setDefaultTimeout(20_000);
    problems = [];
    // A connection that is refused because the server is down is the browser's own line, not the app's.
    page.on('console', (message) => message.type() === 'error' && !/ERR_|WebSocket connection|Failed to load resource/.test(message.text()) && problems.push(message.text()));
    page.on('pageerror', (error) => problems.push(error.message));
});
afterEach(async () => {
    await context.close();
    assert.deepEqual(problems, [], 'no console errors');
});

const chatButton = () => page.getByRole('button', { name: /^Chat/ });
const drawer = () => page.getByRole('dialog', { name: 'Chat' });
const input = () => page.getByLabel('Message', { exact: true });
const state = () => drawer().getByTestId('connection').getAttribute('data-state');
const openChat = async () => {
    await page.goto(server.url);
    await chatButton().click();
    await input().waitFor();
    await page.getByTestId('connection').and(page.locator('[data-state=connected]')).waitFor();
};
const say = async (text) => {
    await input().fill(text);
    await input().press('Enter');
};
const answered = (name) => drawer().getByText(new RegExp(`Rule ${name} → \\d+ rows? → rule_${name}_`));
const screenshot = (name) => page.screenshot({ path: path.join(artefacts, `${name}.png`) });

test('the page connects by itself and shows green', async () => {
    await page.goto(server.url);
    await page.getByRole('button', { name: 'Chat, connected' }).waitFor();
    await chatButton().click();
    await drawer().getByText('Connected to Pattern Agent').first().waitFor();
    assert.equal(await state(), 'connected');
    await screenshot('connected');
});

test('a simple rule shows its message, its rows and a link that opens them', async () => {
    await openChat();
    await say('run Find all patterns');
    await answered('find_all_patterns').waitFor();
    await screenshot('simple-rule');
    await drawer().getByRole('link', { name: 'Open', exact: true }).click();
    await page.waitForURL(/\/results\/rule_find_all_patterns_/);
    await page.getByRole('columnheader', { name: /description/ }).waitFor();
    await screenshot('results');
});

test('a complex rule with several conditions returns what the database says', async () => {
    await openChat();
    await say('run Find all patterns created in the last 30 days where the kind is not anti-pattern');
    const message = await answered('find_all_patterns_created_in_the_last_30_days_where_the_kind_is_not_anti_pattern').or(drawer().getByText(/^Rule find_all_patterns_created_in_.* → \d+ rows? →/)).first().innerText();
    const rows = Number(/→ (\d+) row/.exec(message)[1]);
    const { patterns } = (await server.json('/api/patterns')).body;
    const month = Date.now() - 30 * 24 * 3600 * 1000;
    // The day that the limit falls on is counted from its beginning or from this hour; both are "the last 30 days".
    const expected = patterns.filter((pattern) => pattern.kind === 'pattern' && Date.parse(pattern.created_at) >= month).length;
    assert.ok(rows >= expected && rows <= expected + 2 && rows > 0, `${rows} rows, expected ${expected}`);
});

test('a sentence that is not understood shows an error with its words marked', async () => {
    await openChat();
    await say('run Find all frobnicated patterns');
    const card = drawer().getByRole('article', { name: 'Error' });
    await card.waitFor();
    assert.match(await card.textContent(), /❌/);
    assert.equal(await card.locator('mark').first().innerText(), 'frobnicated');
    await screenshot('error');
});

test('a message without run gets a hint, and one click runs it as a rule', async () => {
    await openChat();
    await say('Find all guests');
    await drawer().getByRole('button', { name: 'Run it as a rule' }).click();
    await answered('find_all_guests').waitFor();
});

test('after the server was killed and restarted the page reconnects, and a rule sent meanwhile is answered once', async () => {
    await openChat();
    await server.kill();
    await drawer().locator('[data-testid=connection]:not([data-state=connected])').waitFor();
    await say('run Find all episodes');
    await drawer().getByText(/Waiting for the connection/).waitFor();
    await screenshot('disconnected');
    await server.start();
    await drawer().locator('[data-testid=connection][data-state=connected]').waitFor({ timeout: 40_000 });
    await answered('find_all_episodes').waitFor();
    assert.equal(await answered('find_all_episodes').count(), 1);
});

test('messages persist when the drawer closes, and when the page is reloaded', async () => {
    await openChat();
    await say('run Find all orgs');
    await answered('find_all_orgs').waitFor();
    await page.keyboard.press('Escape');
    await drawer().waitFor({ state: 'detached' });
    await chatButton().click();
    await answered('find_all_orgs').waitFor();
    await page.reload();
    await chatButton().click();
    await answered('find_all_orgs').waitFor();
});

test('Clear removes all messages and keeps the connection', async () => {
    await openChat();
    await say('run Find all posts');
    await answered('find_all_posts').waitFor();
    await drawer().getByRole('button', { name: 'Clear', exact: true }).click();
    await answered('find_all_posts').waitFor({ state: 'detached' });
    assert.equal(await drawer().getByRole('article').count(), 0);
    assert.equal(await state(), 'connected');
    await page.reload();
    await chatButton().click();
    await input().waitFor();
    assert.equal(await drawer().getByRole('article').count(), 0);
});

test('results sort and filter in the address and export as CSV', async () => {
    await page.goto(`${server.url}/tables/orgs`);
    const header = page.getByRole('columnheader', { name: /^name/ });
    await header.getByRole('button').first().click();
    await page.waitForURL(/sort=name/);
    await page.getByLabel('Filter rows').fill('series a');
    await page.waitForURL(/filter=series/);
    const href = await page.getByRole('link', { name: 'CSV' }).getAttribute('href');
    const csv = await (await fetch(new URL(href, server.url))).text();
    assert.match(csv.split('\n')[0], /^id,name,stage/);
    assert.ok(csv.trimEnd().split('\n').slice(1).every((line) => /series a/i.test(line)));
});

test('a pattern is added, edited and deleted with undo', async () => {
    await page.goto(`${server.url}/patterns`);
    await page.getByRole('button', { name: 'Add pattern' }).first().click();
    await page.getByLabel('Name').fill('Aardvark First');
    await page.getByLabel('Description').fill('<b>Text</b> stays text.');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: /Aardvark First/ }).waitFor();
    await page.getByRole('button', { name: 'Delete Aardvark First' }).click();
    await page.getByRole('heading', { name: /Aardvark First/ }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('heading', { name: /Aardvark First/ }).waitFor();
});
