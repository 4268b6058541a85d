// Home, rules, patterns, tables, settings, help and the search: what a person does there.
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
const nav = () => web.page.getByRole('navigation', { name: 'Main' });

test('an empty server says how it fills', async () => {
    await nav().getByText('its result appears here as a view').waitFor();
    await main().getByText('No views yet').waitFor();
    await web.go('/rules');
    await main().getByRole('heading', { name: 'No rules yet' }).waitFor();
    await web.screenshot('rules-empty');
    await main().getByRole('button', { name: 'Open the chat' }).click();
    await web.drawer.getByRole('heading', { name: 'Say what you want to see' }).waitFor();
    await web.screenshot('chat-empty');
});

test('the home page reads a sentence while it is typed, runs it, and runs a predefined rule on a click', async () => {
    const field = main().getByLabel('Your rule');
    await field.pressSequentially('the 5 newest epis');
    await main().getByRole('option', { name: /^episodes/ }).waitFor();
    await field.press('Tab');
    await main().getByTestId('reading').getByText(/about \d+ rows?/).waitFor();
    await web.screenshot('home-reading');
    await field.press('Enter');
    await web.page.waitForURL(/\/results\/rule_the_5_newest_episodes/);
    await web.page.goBack();
    await main().getByRole('button', { name: /LIST_ORGS/ }).click();
    await web.page.waitForURL(/\/results\/rule_list_all_orgs/);
    await web.row(1);
});

test('the list of views refreshes by itself, whoever ran the rule, and is filtered', async () => {
    await makeView(server, 'guests without a pattern');
    await nav().getByRole('link', { name: /guests without a pattern/ }).waitFor();
    await makeView(server, 'how many patterns per kind');
    await nav().getByRole('link', { name: /how many patterns per kind/ }).waitFor();
    await nav().getByLabel('Filter views').fill('guests');
    await nav().getByRole('link', { name: /how many patterns/ }).waitFor({ state: 'detached' });
    await nav().getByRole('link', { name: /guests without a pattern/ }).click();
    await web.row(1);
    assert.equal(await nav().getByRole('link', { name: /guests without/ }).getAttribute('aria-current'), 'page');
});

test('a rule is opened, edited where its rows are, run again, and deleted with undo', async () => {
    await makeView(server, 'Find all posts');
    await web.go('/rules');
    const rule = main().getByRole('listitem').filter({ hasText: 'Find all posts' }).first();
    await rule.locator('summary').click();
    await rule.getByRole('group', { name: 'SQL' }).waitFor();
    await rule.getByRole('button', { name: 'Edit Find all posts' }).click();
    assert.equal(await main().getByLabel('Sentence', { exact: true }).inputValue(), 'Find all posts');
    await web.page.goBack();
    await rule.getByRole('button', { name: 'Run Find all posts' }).click();
    await web.card('find_all_posts').getByText('version 2').waitFor();

    await rule.getByRole('button', { name: 'Delete Find all posts' }).click();
    await rule.waitFor({ state: 'detached' });
    await web.page.getByRole('button', { name: 'Undo' }).click();
    await rule.waitFor();
    await rule.getByRole('button', { name: 'Delete Find all posts' }).click();
    await web.page.getByRole('button', { name: 'Dismiss' }).click();
    await nav().getByRole('link', { name: /Find all posts/ }).waitFor({ state: 'detached' });
    const { rules } = (await server.json('/api/rules')).body;
    assert.ok(!rules.some(({ sentence }) => sentence === 'Find all posts'));
});

const focused = () => web.page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent?.trim() ?? '');

test('after a deletion the focus is on the next item, Tab is at Undo, which waits, and Ctrl+Z does the same', async () => {
    await web.page.clock.install();
    await web.go('/patterns');
    const [first, second] = [main().getByRole('button', { name: 'Delete Alert Fatigue' }), 'Delete Analysis Paralysis'];
    await first.focus();
    await web.page.keyboard.press('Enter');
    await first.waitFor({ state: 'detached' });
    assert.equal(await focused(), second);
    await web.page.keyboard.press('Tab');
    assert.equal(await focused(), 'Undo');
    await web.page.clock.fastForward(60_000);
    assert.equal(await focused(), 'Undo', 'it does not go while it has the focus');
    await web.page.keyboard.press('Shift+Tab');
    assert.equal(await focused(), second);
    await web.page.keyboard.press('Control+z');
    await first.waitFor();
    await web.page.getByRole('button', { name: 'Undo' }).waitFor({ state: 'detached' });
    assert.equal(await focused(), second);
});

test('single letters find the filter, the chat, the last message and the list of keys, unless that is turned off', async () => {
    await web.go('/rules');
    await main().getByRole('heading', { name: 'Rules', exact: true }).waitFor();
    await web.page.keyboard.press('?');
    const keys = web.page.getByRole('dialog', { name: 'Keys' });
    await keys.getByText('open and close the chat').waitFor();
    await web.page.keyboard.press('?');
    await keys.waitFor({ state: 'hidden' });
    await makeView(server, 'Find all orgs');
    await main().getByLabel('Filter rules').waitFor();
    await web.page.keyboard.press('/');
    await web.page.keyboard.type('c/e?');
    assert.equal(await main().getByLabel('Filter rules').inputValue(), 'c/e?');
    await web.openChat();
    await web.run('Find all guests', 'find_all_guests');
    await web.page.keyboard.press('Escape');
    await main().getByRole('heading', { name: 'Rules', exact: true }).click();
    await web.page.keyboard.press('e');
    assert.equal(await web.drawer.getByLabel('Edit message').inputValue(), 'run Find all guests');
    await web.page.keyboard.press('Escape');
    await web.go('/settings');
    await main().getByLabel(/Letters alone/).uncheck();
    await main().getByRole('heading', { name: 'Settings' }).click();
    await web.page.keyboard.press('c');
    assert.ok(await web.drawer.isVisible());
});

test('another page is told by its title, which has the focus; a result’s link is copied as it is seen', async () => {
    const view = await makeView(server, 'Find all orgs');
    const link = nav().getByRole('link', { name: /^Find all orgs\s36 rows\s·\s/ });
    await link.click();
    await web.row(1);
    await web.page.waitForFunction(() => document.activeElement?.tagName === 'H1');
    assert.equal(await focused(), 'Find all orgs');
    await web.go(`/results/${view}?sort=name`);
    await main().getByRole('button', { name: 'Copy link' }).click();
    await web.page.getByText('Link copied').waitFor();
    assert.equal(await web.clipboard, `${server.url}/results/${view}?sort=name`);
});

test('a deletion that waits for its undo is done when the page is left', async () => {
    await makeView(server, 'Find all categories');
    await web.go('/rules');
    await main().getByRole('button', { name: 'Delete Find all categories' }).click();
    await web.page.reload();
    await main().getByRole('heading', { name: 'Rules', exact: true }).waitFor();
    await nav().getByRole('link', { name: /Find all categories/ }).waitFor({ state: 'detached' });
});

test('patterns are filtered by text and kind in the address, edited, refused when the name is taken, and deleted', async () => {
    web.expects = /400|409|422/;
    await web.go('/patterns');
    await main().getByLabel('Filter patterns').fill('workflow');
    await main().getByRole('button', { name: 'Anti-patterns' }).click();
    await web.page.waitForURL(/filter=workflow&kind=anti-pattern/);
    await web.page.reload();
    await main().getByRole('status').filter({ hasText: / of 111/ }).waitFor();
    await web.go('/patterns');
    await main().getByRole('button', { name: 'Edit Alert Fatigue' }).click();
    const form = web.page.getByRole('dialog', { name: 'Edit pattern' });
    await form.getByLabel('Name').fill('Analysis Paralysis');
    await form.getByRole('button', { name: 'Save' }).click();
    await form.getByRole('alert').waitFor();
    await form.getByLabel('Name').fill('Alarm Fatigue');
    await form.getByRole('button', { name: 'Save' }).click();
    await main().getByRole('heading', { name: 'Alarm Fatigue' }).waitFor();
    await main().getByRole('button', { name: 'Delete Alarm Fatigue' }).click();
    await main().getByRole('heading', { name: 'Alarm Fatigue' }).waitFor({ state: 'detached' });
    await web.page.getByRole('button', { name: 'Dismiss' }).last().click();
    await main().getByRole('status').filter({ hasText: /^110$/ }).waitFor();
});

test('tables are found by a column’s name and open like a result', async () => {
    await web.go('/tables');
    await main().getByLabel('Filter tables and columns').fill('date_funded');
    await main().getByRole('link', { name: /^orgs/ }).click();
    await web.row(1);
    await web.column('stage').getByRole('button').first().click();
    await web.page.waitForURL(/\/tables\/orgs\?sort=stage/);
});

test('settings keep the theme, say what the server is, and turn the defusing of CSV off', async () => {
    await web.go('/settings');
    await main().getByText('private PostgreSQL').waitFor();
    await main().getByLabel('Dark').check();
    assert.equal(await web.page.evaluate(() => getComputedStyle(document.documentElement).colorScheme), 'dark');
    await main().getByLabel(/Make formulas harmless/).uncheck();
    await web.page.reload();
    assert.ok(await main().getByLabel('Dark').isChecked());
    await web.go('/tables/orgs');
    await web.row(1);
    assert.match(await web.page.getByRole('link', { name: 'CSV' }).getAttribute('href'), /defuse=false/);
});

test('help runs an example made from the own tables', async () => {
    await web.go('/help');
    await main().getByRole('button', { name: /run Find all patterns/ }).first().click();
    await web.card('find_all_patterns').first().waitFor();
});

test('the search finds views, rules, tables, patterns and pages, and runs what was typed', async () => {
    await makeView(server, 'Find all guests');
    const search = web.page.getByRole('dialog', { name: 'Search' });
    const find = async (text) => {
        await web.page.keyboard.press('Control+k');
        await search.getByRole('combobox').fill(text);
    };
    for (const [text, option, url] of [
        ['find all guests', /^Find all guests rule_/, /\/results\//],
        ['categories', /^categories/, /\/tables\/categories/],
        ['flywheel', /^Flywheel/, /\/patterns\?filter=Flywheel/],
        ['help', /^Help/, /\/help/]
    ]) {
        await find(text);
        await search.getByRole('option', { name: option }).first().click();
        await web.page.waitForURL(url);
    }
    await find('guests without a pattern');
    await web.screenshot('search');
    await search.getByRole('option', { name: /run as a rule/ }).click();
    await web.page.waitForURL(/\/results\/rule_guests_without_a_pattern/);
    await search.waitFor({ state: 'hidden' });
});

test('what is typed into the search stays when the lists arrive', async () => {
    let arrive;
    const held = new Promise((resolve) => (arrive = resolve));
    await web.page.route('**/api/rules?*', async (route) => {
        await held;
        await route.continue();
    });
    await web.go('/help');
    await web.page.keyboard.press('Control+k');
    const search = web.page.getByRole('dialog', { name: 'Search' });
    await search.getByRole('combobox').fill('guests without');
    const arrived = web.page.waitForResponse('**/api/rules?*');
    arrive();
    await arrived;
    await search.getByRole('option', { name: /^guests without a pattern rule_guests_without/ }).waitFor();
    assert.equal(await search.getByRole('combobox').inputValue(), 'guests without');
});

test('an unknown address has a page of its own and a way home', async () => {
    await web.go('/nowhere');
    await main().getByText('There is no such page').waitFor();
    await main().getByRole('link', { name: 'Home' }).click();
    await main().getByRole('heading', { name: 'What do you want to see?' }).waitFor();
});

test('the search does what can be done anywhere, and finds a result once', async () => {
    const search = web.page.getByRole('dialog', { name: 'Search' });
    const act = async (words, name) => {
        await web.page.keyboard.press('Control+k');
        await search.getByRole('combobox').fill(words);
        await search.getByRole('option', { name: new RegExp(`^${name}`) }).waitFor();
        await search.getByRole('option', { name: new RegExp(`^${name}`) }).click();
        await search.waitFor({ state: 'hidden' });
    };
    const view = await makeView(server, 'Find all episodes');
    await web.openView(view, '?sort=title');
    await act('dark', 'Dark theme');
    await web.page.waitForFunction(() => document.documentElement.dataset.theme === 'dark');
    await act('system', 'Theme of the system');
    await web.page.waitForFunction(() => document.documentElement.dataset.theme === undefined);
    await act('share', 'Copy link');
    await web.page.getByText('Link copied').waitFor();
    assert.equal(await web.clipboard, `${server.url}/results/${view}?sort=title`);
    await act('shortcuts', 'Show the keys');
    await web.page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await web.page.keyboard.press('Escape');
    await web.page.getByRole('dialog', { name: 'Keys' }).waitFor({ state: 'hidden' });
    await web.page.keyboard.press('Control+k');
    await search.getByRole('combobox').fill('all episodes');
    await search.getByRole('option', { name: /^Find all episodes/ }).first().waitFor();
    assert.equal(await search.getByRole('option', { name: /^Find all episodes/ }).count(), 1);
    await web.screenshot('search-actions');
    await web.page.keyboard.press('Escape');
});

test('how many completions there are is told to who does not see them', async () => {
    await web.go('/');
    await web.page.getByLabel('Your rule').pressSequentially('orgs in Seri');
    await web.page.getByTestId('offered').first().getByText(/^\d+ completions?: arrow keys choose, Tab takes$/).waitFor();
});

test('the theme is chosen from its menu by keyboard, and the focus goes back to the button', async () => {
    await web.go('/help');
    const button = web.page.getByRole('button', { name: 'Theme' });
    const menu = web.page.getByRole('menu', { name: 'Theme' });
    await button.press('Enter');
    await menu.getByRole('menuitemradio', { name: 'Light' }).waitFor();
    await web.page.waitForFunction(() => document.querySelector('[role=menu]')?.contains(document.activeElement));
    await web.page.keyboard.press('Home');
    await web.page.keyboard.press('ArrowDown');
    await web.page.keyboard.press('Enter');
    await web.page.waitForFunction(() => document.documentElement.dataset.theme === 'dark');
    await menu.waitFor({ state: 'hidden' });
    await web.focusOn('Theme');
    await button.click();
    await menu.waitFor();
    const { x, y } = await button.boundingBox();
    await web.page.mouse.click(x + 5, y + 5);
    await menu.waitFor({ state: 'hidden' });
    await button.press('ArrowDown');
    await menu.getByRole('menuitemradio', { name: 'As the system' }).click();
    await web.page.waitForFunction(() => document.documentElement.dataset.theme === undefined);
});
