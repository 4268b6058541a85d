// What may be asked next: steps from an answer, sentences near a refused one, and what is said to somebody and not to a database.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { closeBrowser, Server } from './support.mjs';
import { makeView, Web } from './web.mjs';

let server, web;
before(async () => (server = await Server.start()));
after(async () => {
    await closeBrowser();
    await server?.dispose();
});
beforeEach(async () => (web = await Web.open(server)));
afterEach(() => web.close());

const main = () => web.page.getByRole('main');
const steps = (where) => where.getByRole('group', { name: 'Next questions' });
const read = async (rule_code, after) => (await server.json('/api/readings', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ rule_code, after }) })).body;

test('a result offers three to five next questions, each of which is answered, and one click opens its rows', async () => {
    for (const [sentence, kinds] of [
        ['Find all orgs', [/^only /, /^by /, /^over time, per year/, /^top 10 by funding/]],
        ['Find all patterns', [/^only /, /^by kind/, /^over time/]],
        ['how many orgs per country', [/^only those with more than/, /^by /, /^top 10/]]
    ]) {
        await web.openView(await makeView(server, sentence));
        const buttons = steps(main()).getByRole('button');
        await buttons.first().waitFor();
        const labels = await buttons.allInnerTexts();
        assert.ok(labels.length >= 3 && labels.length <= 5, `${sentence}: ${labels}`);
        for (const kind of kinds) assert.ok(labels.some((label) => kind.test(label)), `${sentence}: no ${kind} among ${labels.join(', ')}`);
        await web.screenshot(`results-next-${sentence.replaceAll(' ', '-')}`);
    }
    await web.openView(await makeView(server, 'Find all orgs'));
    const [whole, only] = [(await read('Find all orgs')).rows_estimate, steps(main()).getByRole('button', { name: /^only / })];
    await only.click();
    await web.page.waitForURL(/\/results\/rule_find_all_orgs_that_are/);
    await web.row(1);
    const counted = main().getByRole('status').filter({ hasText: /\d rows?/ }).filter({ hasNotText: `${whole} rows` });
    await counted.first().waitFor();
    const rows = Number(/(\d+) row/.exec(await counted.first().innerText())[1]);
    assert.ok(rows > 0 && rows < whole, `${rows} of ${whole}`);
});

test('in the chat they stand below the newest answer only, and go on from it', async () => {
    await web.openChat();
    await web.run('Find all orgs', 'find_all_orgs');
    await steps(web.drawer).getByRole('button', { name: 'by stage' }).click();
    await web.card('number_of_orgs_by_stage').waitFor();
    await web.page.waitForFunction(() => document.querySelectorAll('[aria-label="Next questions"]').length === 1);
    await web.card('number_of_orgs_by_stage').getByRole('img').first().waitFor();
    await web.page.waitForFunction(() => ([...document.querySelectorAll('[aria-label="Next questions"] button')].at(-1)?.getBoundingClientRect().bottom ?? Infinity) <= document.querySelector('[role=log]').getBoundingClientRect().bottom);
    await web.screenshot('chat-next');
});

test('an answer that grows while the log still hears of its last scroll stays in sight', async () => {
    await web.openChat();
    for (const [sentence, name] of [['Find all orgs', 'find_all_orgs'], ['Find all guests', 'find_all_guests']]) await web.run(sentence, name);
    await web.logAtEnd();
    await web.page.evaluate(() => {
        const [log, more] = [document.querySelector('[role=log]'), document.createElement('div')];
        more.style.height = '300px';
        [...log.querySelectorAll('article')].at(-1).append(more);
        log.dispatchEvent(new Event('scroll'));
    });
    await web.logAtEnd();
});

test('small talk is answered, with sentences that work here', async () => {
    await web.openChat();
    for (const said of ['hello', 'what can I ask?', 'run help', 'thanks']) await web.say(said);
    const answers = web.drawer.getByRole('article', { name: 'Answer' });
    await answers.nth(3).getByText('You are welcome').waitFor();
    assert.equal(await web.drawer.getByRole('article', { name: 'Error' }).count(), 0);
    await web.screenshot('chat-help');
    for (const sentence of await answers.nth(1).getByRole('button').allInnerTexts()) assert.notEqual((await read(sentence)).status, 'not_understood', sentence);
    await answers.nth(1).getByRole('button').first().click();
    await web.card('find_all_patterns').waitFor();
    await web.closeChat();
    const field = main().getByLabel('Your rule');
    await field.fill('help');
    await field.press('Enter');
    await answers.nth(4).waitFor();
});

test('a refused sentence shows up to three near ones that work, with their rows; one click opens them', async () => {
    const field = main().getByLabel('Your rule');
    await field.fill('Find all frobnicated patterns');
    await field.press('Enter');
    const near = main().getByRole('group', { name: 'What works instead' }).getByRole('button');
    await near.first().waitFor();
    const texts = await near.allInnerTexts();
    assert.ok(texts.length >= 1 && texts.length <= 3, `${texts}`);
    assert.match(texts[0], /^Find all patterns\s+about \d+ rows/);
    await web.screenshot('home-nearest');
    await near.first().click();
    await web.page.waitForURL(/\/results\/rule_find_all_patterns/);
    await web.row(1);
});

test('on a narrow dark screen they stand in one line that scrolls', async () => {
    const narrow = await Web.open(server, { width: 380, height: 760, scheme: 'dark', path: null });
    await narrow.openView(await makeView(server, 'Find all orgs'));
    const line = steps(narrow.page.getByRole('main'));
    await line.getByRole('button').nth(3).waitFor();
    assert.equal(new Set(await line.getByRole('button').evaluateAll((all) => all.map((button) => button.getBoundingClientRect().top))).size, 1);
    assert.ok(await narrow.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    await narrow.screenshot('results-next-narrow');
    await narrow.close();
});
