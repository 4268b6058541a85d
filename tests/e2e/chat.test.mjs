// The chat as a person uses it, in Chromium against the real program.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { closeBrowser, Server } from './support.mjs';
import { hostileTexts, Web } from './web.mjs';

let server, web;
before(async () => (server = await Server.start()));
after(async () => {
    await closeBrowser();
    await server?.dispose();
});
beforeEach(async () => {
    web = await Web.open(server);
    await web.openChat();
});
afterEach(() => web.close());

const reading = () => web.drawer.getByTestId('reading');
const errorCard = () => web.drawer.getByRole('article', { name: 'Error' });
const questions = () => web.drawer.getByRole('article', { name: /^You/ });
const option = (text) => web.drawer.getByRole('option', { name: new RegExp(`^${text}`) });
const type = async (text) => {
    await web.input.fill('');
    await web.input.pressSequentially(text);
};
const rules = async () => (await server.json('/api/rules')).body.rules;

test('a result is a card with its reading, rows, time, generator, confidence, first rows and folded SQL', async () => {
    await web.run('Find all patterns', 'find_all_patterns');
    const card = web.card('find_all_patterns');
    const view = (await server.json('/api/views')).body.views.find(({ description }) => description === 'Find all patterns').name;
    assert.equal(await card.getByRole('link', { name: view }).getAttribute('href'), `/results/${view}`);
    for (const badge of [/^111 rows$/, /^[\d.]+ m?s$/, /^compiler$/, /^\d+ % sure$/]) await card.getByRole('listitem').filter({ hasText: badge }).waitFor();
    assert.equal(await card.locator('tbody tr').count(), 5);
    await card.getByRole('button', { name: /^Show 20 of 111/ }).click();
    assert.equal(await card.locator('tbody tr').count(), 20);

    const sql = card.getByRole('group', { name: 'SQL' });
    assert.equal(await sql.isVisible(), false);
    await card.getByText('SQL', { exact: true }).click();
    assert.match(await sql.innerText(), /^SELECT/);
    assert.ok((await sql.locator('.keyword').count()) >= 2);
    await card.getByRole('button', { name: 'Copy SQL' }).click();
    await card.getByText('Copied').waitFor();
    assert.match(await web.clipboard, /^SELECT/);
    assert.match(await card.getByRole('link', { name: 'CSV' }).getAttribute('href'), /\.csv$/);
    await web.screenshot('chat-result');
    await card.getByRole('link', { name: 'Open' }).click();
    await web.page.waitForURL(`**/results/${view}`);
    assert.equal(await web.drawer.isVisible(), false);
});

test('words that are not understood are marked in the sentence, and one click on a suggestion runs it', async () => {
    await web.say('run Find all patttterns');
    await errorCard().waitFor();
    assert.match(await errorCard().textContent(), /❌/);
    assert.equal(await errorCard().locator('mark').innerText(), 'patttterns');
    await web.screenshot('chat-unknown');
    await errorCard().getByRole('list', { name: 'Did you mean' }).getByRole('button', { name: 'patterns', exact: true }).click();
    await web.card('find_all_patterns').waitFor();
    assert.equal(await errorCard().count(), 0);
    assert.equal(await questions().count(), 1);
});

test('a sentence with several readings asks, and one click chooses', async () => {
    await web.say('run popular posts');
    const card = web.drawer.getByRole('article', { name: 'Several readings' });
    await card.waitFor();
    const choices = card.getByRole('listitem').getByRole('button');
    assert.ok((await choices.count()) >= 2);
    assert.match(await choices.first().innerText(), /\d+ rows?/);
    await web.screenshot('chat-readings');
    await choices.nth(1).click();
    const result = web.drawer.getByRole('article', { name: 'Result' });
    await result.getByText('your choice').waitFor();
});

test('a rule shows its stage while it runs, and Cancel ends it', async () => {
    const release = server.holdTable('posts');
    await web.say('run Find all posts published in the last 90 days');
    const running = web.drawer.getByTestId('typing');
    await running.getByText(/Checking|Building|Writing/).waitFor();
    await running.getByText(/^\d/).waitFor();
    await web.screenshot('chat-running');
    await running.getByRole('button', { name: 'Cancel' }).click();
    await errorCard().getByText(/cancelled|withdrawn/i).first().waitFor();
    release();
    await errorCard().getByRole('button', { name: 'Run again' }).click();
    await web.card('find_all_posts_published_in_the_last_90_days').waitFor();
});

test('codes, tables, columns and values are completed by keyboard', async () => {
    await type('run LIST_O');
    await option('LIST_ORGS').waitFor();
    await web.input.press('Tab');
    assert.equal(await web.input.inputValue(), 'run LIST_ORGS');

    await type('run Find all epi');
    await option('episodes').waitFor();
    await type('run orgs by date_f');
    await option('date_founded').waitFor();
    await web.input.press('ArrowDown');
    await web.input.press('ArrowDown');
    assert.equal(await option('date_funded').getAttribute('aria-selected'), 'true');
    await web.input.press('Enter');
    assert.equal(await web.input.inputValue(), 'run orgs by date_funded');

    await type('run orgs in Seri');
    await option('Series A').waitFor();
    await web.screenshot('chat-completion');
    await web.input.press('Escape');
    assert.equal(await option('Series A').count(), 0);
    assert.ok(await web.drawer.isVisible(), 'Escape closed the list, not the chat');
});

test('the reading and the rows to expect appear while typing', async () => {
    await type('run guests without a pattern');
    await reading().getByText(/guests/).waitFor();
    await reading().getByText(/about [\d,]+ rows?/).waitFor();
    await type('run find all frobnicated patterns');
    await reading().getByText('frobnicated').waitFor();
    await web.screenshot('chat-reading');
    assert.equal(await questions().count(), 0, 'nothing was run');
});

test('the empty input shows its example whole, also when the drawer was closed before', async () => {
    const whole = () => web.input.evaluate((area) => area.clientHeight >= 32 && area.scrollHeight <= area.clientHeight);
    assert.ok(await whole());
    await web.page.keyboard.press('Escape');
    await web.chatButton.click();
    assert.ok(await whole());
});

test('the arrow recalls, Shift+Enter breaks the line, and the input grows to 200 px', async () => {
    await web.run('Find all orgs', 'find_all_orgs');
    await web.run('Find all posts', 'find_all_posts');
    await web.input.press('ArrowUp');
    await web.input.press('ArrowUp');
    assert.equal(await web.input.inputValue(), 'run Find all orgs');
    await web.input.press('ArrowDown');
    await web.input.press('ArrowDown');
    assert.equal(await web.input.inputValue(), '');

    await web.input.fill('run Find');
    await web.input.press('Shift+Enter');
    assert.equal(await web.input.inputValue(), 'run Find\n');
    await web.input.fill('line\n'.repeat(40));
    assert.equal((await web.input.boundingBox()).height, 200);
});

test('an edited message runs again in its place, as a new version of the same rule', async () => {
    await web.run('Find all episodes', 'find_all_episodes');
    await web.card('find_all_episodes').getByRole('button', { name: 'Edit and re-run' }).click();
    const box = web.drawer.getByLabel('Edit message');
    await box.fill('run the 3 newest episodes');
    await box.press('Enter');
    await web.card('the_3_newest_episodes').getByText('version 2').waitFor();
    assert.equal(await questions().count(), 1);
    const mine = (await rules()).filter(({ sentence }) => /episodes/.test(sentence));
    assert.deepEqual(mine.map(({ sentence, version }) => [sentence, version]), [['the 3 newest episodes', 2]]);
});

test('a deleted message and a cleared conversation can be taken back', async () => {
    await web.run('Find all orgs', 'find_all_orgs');
    await web.card('find_all_orgs').getByRole('button', { name: 'Delete' }).click();
    await web.card('find_all_orgs').waitFor({ state: 'detached' });
    await web.drawer.getByRole('button', { name: 'Undo' }).click();
    await web.card('find_all_orgs').waitFor();

    await web.drawer.getByRole('button', { name: 'Clear', exact: true }).click();
    await web.card('find_all_orgs').waitFor({ state: 'detached' });
    await web.connection('connected').waitFor();
    await web.drawer.getByRole('button', { name: 'Undo' }).click();
    await web.card('find_all_orgs').waitFor();
    await web.page.reload();
    await web.openChat();
    await web.card('find_all_orgs').waitFor();
    assert.ok((await rules()).some(({ sentence }) => sentence === 'Find all orgs'), 'the rule itself stayed');
});

test('two tabs show one conversation and do not overwrite each other', async () => {
    const other = await Web.open(server, { context: web.context });
    await other.openChat();
    await Promise.all([web.run('Find all orgs', 'find_all_orgs'), other.run('Find all posts', 'find_all_posts')]);
    for (const tab of [web, other]) {
        await tab.card('find_all_orgs').waitFor();
        await tab.card('find_all_posts').waitFor();
    }
    await other.page.reload();
    await other.openChat();
    assert.equal(await other.articles.count(), 4);
    await other.drawer.getByRole('button', { name: 'Clear', exact: true }).click();
    await web.card('find_all_orgs').waitFor({ state: 'detached' });
    await other.close();
});

test('an answer that comes while the drawer is closed is counted on the button', async () => {
    const release = server.holdTable('guests');
    await web.say('run Find all guests');
    await web.page.keyboard.press('Escape');
    await web.drawer.waitFor({ state: 'hidden' });
    release();
    await web.page.getByRole('button', { name: 'Chat, connected, 1 new' }).click();
    await web.card('find_all_guests').waitFor();
});

test('focus goes into the drawer and comes back, by X, Escape and backdrop', async () => {
    const focused = () => web.page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');
    const closings = [
        () => web.drawer.getByRole('button', { name: 'Close chat' }).click(),
        () => web.page.keyboard.press('Escape'),
        () => web.page.mouse.click(200, 400)
    ];
    for (const close of closings) {
        await web.input.waitFor();
        assert.equal(await focused(), 'Message');
        await close();
        await web.drawer.waitFor({ state: 'hidden' });
        assert.match(await focused(), /^Chat/);
        await web.page.keyboard.press('Enter');
    }
});

test('what looks like a script is text, in messages, errors and completions', async () => {
    for (const text of hostileTexts) {
        await web.say(text);
        await web.say(`run ${text}`);
    }
    await errorCard().nth(hostileTexts.length - 1).waitFor();
    assert.equal(await web.drawer.getByText(hostileTexts[0]).first().isVisible(), true);
});

test('a sentence of 16 KiB and one too long are answered in words', async () => {
    await web.say(`run ${'very '.repeat(3_000)}long`);
    await errorCard().waitFor();
    await web.say(`run ${'x'.repeat(17_000)}`);
    await errorCard().nth(1).getByText(/16,?384|16 KiB|long/).first().waitFor();
    await web.connection('connected').waitFor();
});
