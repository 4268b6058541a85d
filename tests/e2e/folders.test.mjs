// Folders for rules and their views: moved by menu and keyboard, one or several, with undo; in the lists as groups.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { closeBrowser, Server } from './support.mjs';
import { makeView, Web } from './web.mjs';

let server, web;
before(async () => {
    server = await Server.start();
    for (const sentence of ['Find all orgs', 'Find all guests', 'Find all episodes']) await makeView(server, sentence);
});
after(async () => {
    await closeBrowser();
    await server?.dispose();
});
beforeEach(async () => (web = await Web.open(server, { path: '/rules' })));
afterEach(() => web.close());

const main = () => web.page.getByRole('main');
const side = () => web.page.getByRole('navigation', { name: 'Main' });
const views = (folder) => side().getByRole('list', { name: `Views in ${folder}` });
const folders = async () => Object.fromEntries((await server.json('/api/rules')).body.rules.map(({ sentence, folder }) => [sentence, folder]));

test('a rule is moved to a new folder by keyboard, and comes back by Ctrl+Z', async () => {
    const button = main().getByRole('button', { name: 'Move Find all orgs to a folder' });
    await button.focus();
    await button.press('Enter');
    const menu = web.page.getByRole('dialog', { name: 'Move Find all orgs to a folder' });
    await menu.getByLabel('New folder').fill('Board');
    await web.screenshot('rules-move');
    await menu.getByLabel('New folder').press('Enter');
    await main().getByRole('heading', { name: /^Board/ }).waitFor();
    await views('Board').getByRole('link', { name: /^Find all orgs/ }).waitFor();
    assert.equal((await folders())['Find all orgs'], 'Board');
    await web.screenshot('rules-folders');
    await web.page.keyboard.press('Control+z');
    await main().getByRole('heading', { name: /^Board/ }).waitFor({ state: 'detached' });
    await views('Board').waitFor({ state: 'detached' });
    assert.equal((await folders())['Find all orgs'], '');
});

test('several are moved, starred and moved out together', async () => {
    for (const sentence of ['Find all orgs', 'Find all guests']) await main().getByRole('checkbox', { name: `Select ${sentence}` }).check();
    await main().getByRole('button', { name: 'Move selected to a folder' }).click();
    await web.page.getByLabel('New folder').fill('<img src=x onerror=pwned()>');
    await web.page.getByLabel('New folder').press('Enter');
    await views('<img src=x onerror=pwned()>').getByRole('link').nth(1).waitFor();
    await web.page.getByText('2 rules moved to').waitFor();
    await main().getByRole('checkbox', { name: 'Select Find all guests' }).check();
    await main().getByRole('button', { name: 'Select all' }).click();
    await main().getByRole('button', { name: 'Star selected' }).click();
    await views('Starred').getByRole('link').nth(2).waitFor();
    await main().getByRole('button', { name: 'Move selected to a folder' }).click();
    await web.page.getByRole('button', { name: 'No folder' }).click();
    await main().getByRole('heading', { name: /^<img/ }).waitFor({ state: 'detached' });
    assert.deepEqual(Object.values(await folders()), ['', '', '']);
});

test('keeping a result gives it name, description, folder and star', async () => {
    const view = await makeView(server, 'Find all categories');
    await web.openView(view);
    await main().getByRole('button', { name: 'Keep', exact: true }).click();
    const form = web.page.getByRole('dialog', { name: 'Keep' });
    await form.getByLabel('Name', { exact: true }).fill('Sectors');
    await form.getByLabel('Description').fill('For the board');
    await form.getByLabel('Folder').fill('Board');
    assert.ok(await form.getByRole('checkbox', { name: /^Star/ }).isChecked(), 'who keeps it wants to find it again');
    await web.screenshot('results-keep');
    await form.getByRole('button', { name: 'Save' }).click();
    await web.page.getByRole('heading', { level: 1, name: 'Sectors' }).waitFor();
    await main().getByText('in Board').waitFor();
    const kept = (await server.json('/api/views')).body.views.find(({ name }) => name === view);
    assert.deepEqual([kept.title, kept.note, kept.folder, kept.starred], ['Sectors', 'For the board', 'Board', true]);
    await views('Starred').getByRole('link', { name: /Sectors/ }).waitFor();
});

test('a folder’s name is bounded, and text', async () => {
    const { rule_id } = (await server.json('/api/rules')).body.rules[0];
    const patch = (body) => server.json(`/api/rules/${rule_id}`, { method: 'PATCH', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
    assert.equal((await patch({ folder: 'x'.repeat(401) })).status, 400);
    assert.equal((await patch({ folder: 7 })).status, 400);
    assert.equal((await patch({ folder: '' })).body.folder, '');
});
