// The page of the vocabulary: words are seen, added, tried, changed and deleted, and what was not understood is counted.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { closeBrowser, Server, temporaryFolder } from './support.mjs';
import { hostileTexts, makeView, Web } from './web.mjs';

let server, web;
before(async () => {
    const file = path.join(temporaryFolder(), 'model.yaml');
    writeFileSync(file, 'DIMENSIONS:\n  - region: orgs.country\nFILTERS:\n  - german org: orgs.country = \'Germany\'\n');
    server = await Server.start({ args: ['--semantic-model', file] });
});
after(async () => {
    await closeBrowser();
    await server?.dispose();
});
beforeEach(async () => (web = await Web.open(server, { path: '/vocabulary', expects: /400/ })));
afterEach(() => web.close());

const main = () => web.page.getByRole('main');
const form = (name) => web.page.getByRole('dialog', { name });
const item = (name) => main().locator('.list > li').filter({ has: web.page.locator('strong', { hasText: new RegExp(`^${name}$`) }) });
const definitions = async () => (await server.json('/api/definitions')).body;
const post = (where, body) => server.json(where, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });

test('a word is added, read in a sentence at once, opened by Enter, changed and taken back', async () => {
    await item('region').getByText('orgs.country').waitFor();
    assert.equal(await item('region').getByRole('button', { name: /^Delete/ }).count(), 0, 'the file’s are changed in the file');
    await main().getByRole('button', { name: 'Add word' }).click();
    await form('Add word').getByLabel('Word', { exact: true }).fill('money raised');
    await form('Add word').getByLabel('Means').fill('sum(nothing.funding)');
    await form('Add word').getByRole('button', { name: 'Save' }).click();
    await form('Add word').getByRole('alert').getByText(/nothing/).waitFor();
    await form('Add word').getByLabel('Means').fill('sum(orgs.funding)');
    await form('Add word').getByLabel('Means').press('Enter');
    const sentence = item('money raised').getByLabel('A sentence with money raised');
    await sentence.waitFor();
    await web.page.waitForFunction((field) => field.value === 'money raised by region', await sentence.elementHandle());
    await item('money raised').getByTestId('reading').getByText(/country/).waitFor();
    await web.screenshot('vocabulary-try');
    await sentence.press('Enter');
    await web.page.waitForURL(/\/results\/rule_money_raised_by_region/);
    await web.row(1);
    await web.go('/vocabulary');
    await item('money raised').getByText('in 1 rule').waitFor();
    await item('money raised').locator('summary').click();
    await item('money raised').getByRole('link', { name: 'money raised by region' }).waitFor();
    await item('money raised').getByRole('button', { name: 'Edit money raised' }).click();
    await form('Edit word').getByLabel('Means').fill('max(orgs.funding)');
    await form('Edit word').getByRole('button', { name: 'Save' }).click();
    await item('money raised').getByText('max(orgs.funding)').first().waitFor();
    await web.page.getByRole('button', { name: 'Undo' }).click();
    await item('money raised').getByText('sum(orgs.funding)').first().waitFor();
    assert.equal((await definitions()).definitions.find(({ name }) => name === 'money raised').is, 'sum(orgs.funding)');
});

test('a word is deleted by keyboard, comes back by Ctrl+Z, and goes when nobody takes it back', async () => {
    await post('/api/definitions', { kind: 'synonym', name: 'firms', is: 'orgs' });
    await post('/api/definitions', { kind: 'synonym', name: 'shows', is: 'episodes' });
    await web.go('/vocabulary');
    const bin = item('firms').getByRole('button', { name: 'Delete firms' });
    await bin.focus();
    await bin.press('Enter');
    await item('firms').waitFor({ state: 'detached' });
    await web.page.waitForFunction(() => document.activeElement?.textContent.includes('shows'));
    await web.page.keyboard.press('Control+z');
    await item('firms').waitFor();
    await item('firms').getByRole('button', { name: 'Delete firms' }).click();
    await web.page.getByRole('button', { name: /Dismiss|Close/ }).last().click();
    await web.page.waitForFunction(async () => !(await (await fetch('/api/definitions')).json()).definitions.some(({ name }) => name === 'firms'));
});

test('words that refusals named are counted, without their sentences, and get a meaning', async () => {
    for (const sentence of ['Find all frobnicated patterns', 'FROBNICATED episodes', 'find wombattish orgs', ...hostileTexts.map((text) => `find ${text} orgs`)]) await post('/api/rules', { rule_code: sentence });
    const { unknown } = await definitions();
    assert.equal(unknown.find(({ word }) => word === 'frobnicated')?.times, 2, JSON.stringify(unknown));
    assert.ok(unknown.every(({ word }) => word.length <= 60 && word === word.toLowerCase() && /\p{L}|\p{N}/u.test(word)));
    // Typing is no refusal.
    await post('/api/readings', { rule_code: 'find quuxified orgs' });
    assert.ok((await definitions()).unknown.every(({ word }) => word !== 'quuxified'));
    assert.equal(server.sql('RESET ROLE; SELECT count(*) FROM information_schema.columns WHERE table_name = \'unknown_words\'').trim(), '3');
    server.sql("RESET ROLE; INSERT INTO pattern_factory.unknown_words VALUES ('lastmonth', current_date - 8, 5)");
    assert.ok((await definitions()).unknown.every(({ word }) => word !== 'lastmonth'));
    await web.go('/vocabulary');
    await web.screenshot('vocabulary-unknown');
    await main().getByRole('button', { name: 'frobnicated 2 ×: give it a meaning' }).click();
    assert.equal(await form('Add word').getByLabel('Word', { exact: true }).inputValue(), 'frobnicated');
    await form('Add word').getByLabel('Kind').selectOption('filter');
    await form('Add word').getByLabel('Means').fill("orgs.stage = 'Seed'");
    await form('Add word').getByRole('button', { name: 'Save' }).click();
    await item('frobnicated').waitFor();
    await main().getByRole('button', { name: /^Give frobnicated/ }).waitFor({ state: 'detached' });
    assert.ok(await makeView(server, 'frobnicated orgs'));
});

test('a table that is full counts the words it has', async () => {
    server.sql("RESET ROLE; INSERT INTO pattern_factory.unknown_words SELECT 'w' || n FROM generate_series(1, 5000) n ON CONFLICT DO NOTHING");
    await post('/api/rules', { rule_code: 'find zorbified orgs' });
    await post('/api/rules', { rule_code: 'find wombattish orgs' });
    const { unknown } = await definitions();
    assert.ok(unknown.every(({ word }) => word !== 'zorbified'));
    assert.equal(unknown.find(({ word }) => word === 'wombattish')?.times, 2);
    assert.ok(unknown.length > 90 && unknown.length <= 100, unknown.length);
});
