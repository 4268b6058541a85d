// A sentence is asked where the person is, and its rows are the next page; on that page the sentence is the title and is changed in place.
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
const title = (text) => web.page.getByRole('heading', { level: 1, name: text, exact: true }).waitFor();
const sentence = () => main().getByLabel('Sentence', { exact: true });
const pencil = () => main().getByRole('button', { name: 'Edit the sentence' });

test('Enter on the home page opens the rows, with the chat closed and without news in it', async () => {
    const field = main().getByLabel('Your rule');
    await field.fill('the 5 newest episodes');
    await field.press('Enter');
    await web.page.waitForURL(/\/results\/rule_the_5_newest_episodes/);
    await web.row(5);
    await title('the 5 newest episodes');
    assert.equal(await web.drawer.isVisible(), false);
    await web.page.getByRole('button', { name: 'Chat, connected', exact: true }).waitFor();
    await web.openChat();
    await web.card('the_5_newest_episodes').waitFor();
});

test('what is asked back or refused stands below the field, and a choice opens its rows', async () => {
    const field = main().getByLabel('Your rule');
    await field.fill('Find all frobnicated patterns');
    await field.press('Enter');
    const refused = main().getByRole('article', { name: 'Error' });
    await refused.getByText('frobnicated').first().waitFor();
    await web.screenshot('home-refused');
    await refused.getByRole('button', { name: 'Edit and re-run' }).click();
    await web.focusOn('Your rule');
    assert.equal(await field.inputValue(), 'Find all frobnicated patterns');
    await field.fill('patterns of guests from France');
    await field.press('Enter');
    const asked = main().getByRole('article', { name: 'Several readings' });
    await asked.waitFor();
    await web.screenshot('home-clarify');
    // The sentence's words are buttons there too.
    await asked.getByRole('button', { name: /^patterns of orgs/ }).click();
    await web.page.waitForURL(/\/results\/rule_patterns_of_guests_from_france/);
});

test('Enter in the search opens the rows of a typed sentence; a refusal is said there', async () => {
    await web.page.keyboard.press('Control+k');
    const search = web.page.getByRole('dialog', { name: 'Search' });
    const field = search.getByRole('combobox');
    await field.fill('Find all frobnicated patterns');
    await field.press('Enter');
    await search.getByRole('article', { name: 'Error' }).waitFor();
    await web.screenshot('search-refused');
    await field.fill('how many orgs per country');
    await search.getByRole('option', { name: /how many orgs per country/ }).first().waitFor();
    await field.press('Enter');
    await web.page.waitForURL(/\/results\/rule_how_many_orgs_per_country/);
    await search.waitFor({ state: 'hidden' });
    await web.row(1);
});

test('the title is changed in place by e and Enter, Escape goes back, and the old rows stay until the new ones are there', async () => {
    const held = [];
    let hold = false;
    await web.page.routeWebSocket('**/ws', (page) => {
        const real = page.connectToServer();
        page.onMessage((message) => (hold ? held.push(() => real.send(message)) : real.send(message)));
        real.onMessage((message) => page.send(message));
    });
    const view = await makeView(server, 'Find all orgs in Germany');
    await web.openView(view);
    await title('Find all orgs in Germany');
    const first = await web.row(1);
    await web.page.getByRole('heading', { level: 1 }).click();
    await web.page.keyboard.press('e');
    await sentence().fill('something else');
    await sentence().press('Escape');
    await web.focusOn('Edit the sentence');
    await title('Find all orgs in Germany');

    hold = true;
    await pencil().click();
    await sentence().fill('and in France?');
    await web.screenshot('results-edit-title');
    await sentence().press('Enter');
    await main().getByTestId('typing').waitFor();
    assert.deepEqual(await web.row(1), first);
    await web.screenshot('results-asked');
    hold = false;
    for (const send of held) send();
    await web.page.waitForURL(/\/results\/rule_find_all_orgs_in_france/);
    await title('Find all orgs in France');
    await main().getByTestId('typing').waitFor({ state: 'detached' });
    await web.row(1);
});

test('a change that is refused says why above the rows, which stay', async () => {
    const view = await makeView(server, 'Find all posts');
    await web.openView(view);
    await title('Find all posts');
    await pencil().click();
    await sentence().fill('Find all frobnicated posts');
    await sentence().press('Enter');
    await main().getByRole('article', { name: 'Error' }).getByText('frobnicated').first().waitFor();
    await web.row(1);
    await main().getByRole('button', { name: 'Edit and re-run' }).click();
    assert.equal(await sentence().inputValue(), 'Find all frobnicated posts');
    await sentence().press('Escape');
    await title('Find all posts');
});

test('the title replaces the rule under the same address, whose old rows it had; a new one has its own', async () => {
    const view = await makeView(server, 'Find all guests from France');
    await web.openView(view);
    await title('Find all guests from France');
    await pencil().click();
    await sentence().fill('Find all guests from Germany');
    await web.screenshot('results-replace');
    await main().getByRole('button', { name: 'Replace' }).click();
    await title('Find all guests from Germany');
    assert.equal(new URL(web.page.url()).pathname, `/results/${view}`);
    await pencil().click();
    await sentence().fill('Find all guests');
    await sentence().press('Enter');
    await web.page.waitForURL(/\/results\/rule_find_all_guests_1/);
    await web.go(`/results/${view}`);
    await title('Find all guests from Germany');
});

test('a rule gets a name, a note, a star and another address; the old one leads to it', async () => {
    const view = await makeView(server, 'Find all categories');
    await web.openView(view, '?sort=name&dir=desc');
    await main().getByRole('button', { name: 'Star Find all categories' }).click();
    const link = web.page.getByRole('navigation', { name: 'Main' }).locator('a.view').first();
    await link.getByLabel('Starred').waitFor();
    assert.match(await link.innerText(), /Find all categories/);
    await main().getByRole('button', { name: 'Keep', exact: true }).click();
    const form = web.page.getByRole('dialog', { name: 'Keep' });
    await form.getByLabel('Name', { exact: true }).fill('Our sectors');
    await form.getByLabel('Description').fill('As the board knows them');
    await form.getByLabel('Name of the view').fill('sectors');
    await web.screenshot('results-name');
    await form.getByRole('button', { name: 'Save' }).click();
    await web.page.waitForURL(/\/results\/rule_sectors\?sort=name/);
    await title('Our sectors');
    await main().getByText('As the board knows them').waitFor();
    await web.row(1);
    await web.screenshot('results-named');
    await web.go(`/results/${view}?sort=name`);
    await web.page.waitForURL(/\/results\/rule_sectors\?sort=name/);
    await title('Our sectors');
});

test('several rules are deleted together and come back with one undo', async () => {
    for (const rule of ['how many guests per country', 'how many episodes per year', 'how many posts per author']) await makeView(server, rule).catch(() => null);
    await web.go('/rules');
    const boxes = main().getByRole('checkbox', { name: /^Select how many/ });
    await boxes.first().waitFor();
    const many = await boxes.count();
    assert.ok(many >= 2);
    for (let i = 0; i < many; i++) await boxes.nth(i).check();
    await web.screenshot('rules-selected');
    await main().getByRole('button', { name: 'Delete selected' }).click();
    await boxes.first().waitFor({ state: 'detached' });
    await web.page.getByRole('button', { name: 'Undo' }).click();
    await boxes.nth(many - 1).waitFor();
    for (let i = 0; i < many; i++) await boxes.nth(i).check();
    await main().getByRole('button', { name: 'Delete selected' }).click();
    await boxes.first().waitFor({ state: 'detached' });
    await web.page.getByRole('button', { name: 'Dismiss' }).click();
    await web.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: /^how many/ }).first().waitFor({ state: 'detached' });
    assert.ok(!(await server.json('/api/rules')).body.rules.some(({ sentence }) => /^how many (guests|episodes)/.test(sentence)));
});

test('a message that was answered is replaced, or asked as a new one', async () => {
    await web.openChat();
    await web.run('Find all orgs in Kenya', 'find_all_orgs_in_kenya');
    const bubble = (text) => web.drawer.getByRole('article').filter({ hasText: text }).first();
    await bubble('run Find all orgs in Kenya').hover();
    await bubble('run Find all orgs in Kenya').getByRole('button', { name: 'Edit message' }).click();
    const box = web.drawer.getByLabel('Edit message').and(web.page.locator('textarea'));
    await box.fill('run Find all orgs in France');
    await web.drawer.getByRole('button', { name: 'Save as new' }).click();
    await web.card('find_all_orgs_in_france').waitFor();
    await web.card('find_all_orgs_in_kenya').waitFor();
    await bubble('run Find all orgs in Kenya').hover();
    await bubble('run Find all orgs in Kenya').getByRole('button', { name: 'Edit message' }).click();
    await box.fill('run Find all posts about Freemium');
    await box.press('Enter');
    await web.card('find_all_posts_about_freemium').getByText(/rule_find_all_orgs_in_kenya/).waitFor();
});
