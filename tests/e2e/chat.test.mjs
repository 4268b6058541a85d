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
    for (const badge of [/^111 rows$/, /^[\d.]+ m?s$/, /^compiler$/, /^exact$/]) await card.getByRole('listitem').filter({ hasText: badge }).waitFor();
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
    await web.row(1);
    assert.ok(await card.isVisible(), 'the result opened beside its answer');
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

test('the empty input shows its example whole, also when the chat was closed before', async () => {
    const whole = () => web.input.evaluate((area) => area.clientHeight >= 32 && area.scrollHeight <= area.clientHeight);
    assert.ok(await whole());
    await web.closeChat();
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
    await web.closeChat();
    release();
    await web.page.getByRole('button', { name: 'Chat, connected, 1 new' }).click();
    await web.card('find_all_guests').waitFor();
});

const focused = (tab = web) => tab.page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');

test('on a narrow screen the chat is over the page: focus goes in and comes back, by X, Escape and backdrop', async () => {
    const narrow = await Web.open(server, { width: 900, height: 800 });
    const closings = [
        () => narrow.closeChat(),
        () => narrow.page.keyboard.press('Escape'),
        () => narrow.page.mouse.click(200, 400)
    ];
    await narrow.openChat();
    for (const close of closings) {
        await narrow.input.waitFor();
        assert.equal(await narrow.drawer.getAttribute('aria-label'), 'Chat');
        assert.equal(await focused(narrow), 'Message');
        await close();
        await narrow.drawer.waitFor({ state: 'hidden' });
        assert.match(await focused(narrow), /^Chat/);
        await narrow.page.keyboard.press('Enter');
    }
    await narrow.run('Find all posts', 'find_all_posts');
    await narrow.card('find_all_posts').getByRole('link', { name: 'Open' }).click();
    await narrow.page.waitForURL(/results/);
    await narrow.drawer.waitFor({ state: 'hidden' });
    assert.equal(await narrow.page.evaluate(() => document.activeElement?.tagName), 'H1');
    await narrow.page.reload();
    await narrow.row(1);
    assert.equal(await narrow.drawer.isVisible(), false);
    await narrow.close();
});

test('on a wide screen the page beside the chat can be used, c and Escape go between them, and it stays as it was left', async () => {
    const field = web.page.getByLabel('Your rule');
    await field.click();
    await field.fill('Find all guests');
    assert.ok(await web.drawer.isVisible());
    await web.input.click();
    await web.page.keyboard.press('Escape');
    await web.drawer.waitFor({ state: 'hidden' });
    await web.focusOn('Your rule'); // Escape gives the focus back to the page.
    await web.page.keyboard.press('c');
    assert.equal(await web.drawer.isVisible(), false, 'a letter in a field is a letter');
    await web.page.getByRole('heading', { name: 'What do you want to see?' }).click();
    await web.page.keyboard.press('c');
    await web.input.waitFor();
    await web.page.getByRole('heading', { name: 'What do you want to see?' }).click();
    await web.page.keyboard.press('c');
    await web.drawer.waitFor({ state: 'hidden' });
    await web.page.reload();
    await web.chatButton.waitFor();
    assert.equal(await web.drawer.isVisible(), false);
    await web.page.keyboard.press('c');
    await web.input.waitFor();
    await web.focusOn('Message');
    await web.page.reload();
    await web.input.waitFor();
    assert.notEqual(await focused(), 'Message', 'the focus is the page’s');
    await web.chatButton.click();
    await web.focusOn('Message');
    assert.ok(await web.drawer.isVisible(), 'the button goes to a chat that nobody went to yet');
    await web.chatButton.click();
    await web.drawer.waitFor({ state: 'hidden' });
    await web.chatButton.click();
    await web.focusOn('Message');
});

test('its edge is moved by keys and by mouse, between 360 and 640 pixels, and stays', async () => {
    const edge = web.drawer.getByRole('separator', { name: 'Width of the chat' });
    // The page draws itself after the key.
    const width = (wanted) => web.page.waitForFunction((pixels) => Math.round(document.querySelector('[role=dialog][aria-label=Chat]')?.getBoundingClientRect().width ?? 0) === pixels, wanted);
    await width(400);
    await edge.focus();
    await web.page.keyboard.press('ArrowLeft');
    await width(420);
    await web.page.keyboard.press('End');
    await width(640);
    assert.equal(await edge.getAttribute('aria-valuenow'), '640');
    await web.page.keyboard.press('Home');
    await width(360);
    const { x, y, height } = await web.drawer.boundingBox();
    await web.page.mouse.move(x, y + height / 2);
    await web.page.mouse.down();
    await web.page.mouse.move(x - 150, y + height / 2, { steps: 5 });
    await web.page.mouse.up();
    await width(510);
    await web.page.reload();
    await web.input.waitFor();
    await width(510);
    await web.screenshot('chat-beside-home');
});

test('only what is seen of a long conversation is drawn; it opens at the newest message, and the rest comes as one scrolls', async () => {
    await web.closeChat();
    await web.page.reload();
    await web.page.waitForLoadState('networkidle');
    const empty = await web.nodes;
    await web.openChat();
    await web.run('Find all patterns', 'find_all_patterns');
    await web.repeatAnswer(10);
    await web.page.reload();
    await web.card('find_all_patterns').last().waitFor();
    const often = await web.nodes;

    await web.repeatAnswer(300);
    await web.page.reload();
    await web.card('find_all_patterns').last().waitFor();
    const many = await web.nodes;
    assert.ok(many <= often * 1.1, `${many} nodes with 300 answers, ${often} with 10`);
    await web.logAtEnd();

    // Up to the first message.
    const first = web.drawer.getByText('run answer 1', { exact: true });
    for (let i = 0; i < 200 && (await first.count()) === 0; i++) {
        await web.log.evaluate((log) => (log.scrollTop = 0));
        await web.page.waitForTimeout(20);
    }
    await first.waitFor();
    assert.ok((await web.articles.count()) <= 61);
    // And down again: what is in sight does not jump.
    for (let i = 0; i < 200 && (await web.drawer.getByText('run Find all patterns', { exact: true }).count()) === 0; i++) {
        await web.log.evaluate((log) => (log.scrollTop = log.scrollHeight));
        await web.page.waitForTimeout(20);
    }
    await web.log.evaluate((log) => (log.scrollTop = log.scrollHeight));
    await web.page.waitForFunction((count) => document.querySelectorAll('[role=log] article').length <= count, 21);
    await web.logAtEnd();
    await web.drawer.getByRole('button', { name: 'Earlier messages' }).waitFor();

    await web.closeChat();
    await web.page.reload();
    await web.page.waitForLoadState('networkidle');
    const closed = await web.nodes;
    assert.ok(closed <= empty * 1.1, `${closed} nodes with 300 answers, ${empty} without`);
});

test('several conversations: named by their first sentence, renamed, switched, deleted with undo, side by side in two tabs', async () => {
    const titled = (tab, name) => tab.drawer.getByRole('heading', { name: `Conversation: ${name}` });
    const list = web.drawer.getByRole('list', { name: 'Conversations' });
    const heading = () => web.drawer.getByRole('heading', { level: 2 }).getByRole('button');
    await titled(web, 'New conversation').waitFor();
    await web.run('Find all orgs', 'find_all_orgs');
    await titled(web, 'Find all orgs').waitFor();
    await web.drawer.getByRole('button', { name: 'New conversation', exact: true }).click();
    await web.focusOn('Message');
    assert.equal(await web.articles.count(), 0);
    await web.run('Find all posts', 'find_all_posts');

    // Another tab shows another one: each is answered where it was asked, over the tab's one connection.
    const other = await Web.open(server, { context: web.context });
    await other.openChat();
    await other.card('find_all_posts').waitFor();
    await other.drawer.getByRole('heading', { level: 2 }).getByRole('button').click();
    await other.drawer.getByRole('list', { name: 'Conversations' }).getByRole('button', { name: /^Find all orgs/ }).click();
    await other.card('find_all_orgs').waitFor();
    await Promise.all([web.run('Find all guests', 'find_all_guests'), other.run('Find all episodes', 'find_all_episodes')]);
    assert.equal(await web.card('find_all_episodes').count(), 0);
    assert.equal(await other.card('find_all_guests').count(), 0);
    await other.page.reload();
    await titled(other, 'Find all orgs').waitFor();
    await other.card('find_all_episodes').waitFor();

    await heading().click();
    await list.getByRole('button', { name: 'Rename Find all orgs' }).click();
    await web.drawer.getByLabel('Name of the conversation').fill('Companies');
    await web.page.keyboard.press('Enter');
    await titled(other, 'Companies').waitFor();
    await web.screenshot('chat-conversations');

    await list.getByRole('button', { name: 'Delete Find all posts' }).click();
    await list.getByRole('button', { name: /^Find all posts/ }).waitFor({ state: 'detached' });
    assert.match(await web.page.evaluate(() => document.activeElement.textContent), /^Companies/, 'the focus is on the next one');
    await web.drawer.getByText('Conversation deleted').waitFor();
    await web.drawer.getByRole('button', { name: 'Undo' }).click();
    await list.getByRole('button', { name: /^Find all posts/ }).click();
    await web.card('find_all_guests').waitFor();
    await list.waitFor({ state: 'detached' });
    await heading().click();
    await web.page.keyboard.press('Escape');
    await list.waitFor({ state: 'detached' });
    await other.close();
});

test('what looks like a script is text, in messages, errors and completions', async () => {
    for (const text of hostileTexts) {
        await web.say(text);
        await web.say(`run ${text}`);
        await errorCard().getByText(text).last().waitFor();
    }
});

test('a sentence of 16 KiB and one too long are answered in words', async () => {
    await web.say(`run ${'very '.repeat(3_000)}long`);
    await errorCard().waitFor();
    await web.say(`run ${'x'.repeat(17_000)}`);
    await errorCard().nth(1).getByText(/This sentence is too long: 17,000 bytes; 16,384 are the most/).first().waitFor();
    await web.connection('connected').waitFor();
});
