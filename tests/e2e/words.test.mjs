// What each word of a sentence did: on the wire, on the card of an answer, in a question, beside a result, under the input line.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { closeBrowser, root, Server } from './support.mjs';
import { makeView, Web } from './web.mjs';

const axe = readFileSync(path.join(root, 'web/node_modules/axe-core/axe.min.js'), 'utf8');
const kenya = 'orgs in Kenya with funding over 1000000';
let server;
before(async () => (server = await Server.start()));
after(async () => {
    await closeBrowser();
    await server?.dispose();
});

const post = (where, body) => server.json(where, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
const said = (sentence, words) => words.map(({ offset, length, role }) => `${sentence.slice(offset, offset + length)}:${role}`).join(' | ');
const noViolation = async (web) => {
    const { violations } = await web.page.evaluate(() => globalThis.axe.run({ resultTypes: ['violations'] }));
    assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 200)}`), []);
};

test('an answer, a question and a reading say what each word became, where it was typed', async () => {
    const typed = '  Orgs   in Kenya, highest funding first';
    const { body } = await post('/api/rules', { rule_code: typed });
    const words = body.words ?? body.readings[0].words;
    assert.equal(said(typed, words), 'Orgs:table | Kenya:value | highest:order | funding:column | first:order');
    assert.deepEqual((await post('/api/readings', { rule_code: typed })).body.readings[0].words, words);
    const mended = await post('/api/readings', { rule_code: 'orgs in Kenya with fnding over 1000000' });
    assert.equal(said(mended.body.sentence, mended.body.readings[0].words), 'orgs:table | Kenya:value | funding:column | over:comparison | 1000000:number');
    const code = await post('/api/rules', { rule_code: 'LIST_ORGS' });
    assert.equal(code.body.words, undefined, 'a code is no sentence');
});

test('who asks for it is asked before a word is left out, and runs it without', async () => {
    const sentence = 'shiny orgs in Kenya';
    assert.equal((await post('/api/rules', { rule_code: sentence })).status, 409, 'nobody gets rows for half of what was said');
    const plain = await post('/api/readings', { rule_code: sentence });
    assert.match(said(sentence, plain.body.readings[0].words), /^shiny:none /);
    const asked = await post('/api/rules', { rule_code: sentence, ask_left_out: true });
    assert.equal(asked.status, 409, JSON.stringify(asked.body));
    assert.match(asked.body.question, /“shiny”/);
    assert.equal(asked.body.readings.length, 1);
    assert.equal(asked.body.readings[0].words[0].role, 'none');
    const { n } = asked.body.readings[0];
    const run = await post('/api/rules', { rule_code: sentence, ask_left_out: true, reading: n });
    assert.equal(run.status, 200, JSON.stringify(run.body));
    const again = await post('/api/rules', { rule_code: sentence, ask_left_out: true });
    assert.equal(again.status, 200, 'what was chosen is not asked again');
    assert.equal(again.body.kept, true);
    assert.deepEqual(again.body.words, run.body.words);
});

test('on the card a word leads to its part of the reading and of the SQL, and back, by pointer and by keyboard', async () => {
    const web = await Web.open(server, { path: null });
    await web.page.addInitScript(axe);
    await web.go('/');
    await web.openChat();
    await web.run(kenya, 'orgs_in_kenya');
    const card = web.card('orgs_in_kenya');
    const words = card.getByRole('toolbar', { name: 'What each word did' });
    await card.getByText('SQL', { exact: true }).click();
    await words.getByRole('button', { name: 'Kenya: value Kenya in country of orgs' }).hover();
    await card.getByText('Kenya: value Kenya in country of orgs').waitFor();
    await card.locator('.reading .active', { hasText: 'Kenya' }).waitFor();
    await card.locator('pre .active', { hasText: "'Kenya'" }).waitFor();
    await web.screenshot('words-card-light');
    await card.locator('pre span', { hasText: '1000000' }).hover();
    await words.locator('button.active', { hasText: '1000000' }).waitFor();
    await card.locator('.reading span', { hasText: 'more than' }).hover();
    await words.locator('button.active', { hasText: 'over' }).waitFor();
    await words.getByRole('button').first().focus();
    await web.page.keyboard.press('End');
    await web.focusOn('1000000: number for funding of orgs');
    await web.page.keyboard.press('ArrowLeft');
    await web.focusOn('over: compares funding of orgs');
    assert.equal(await words.locator('button[tabindex="0"]').count(), 1, 'one Tab stop');
    await card.getByRole('listitem').filter({ hasText: /^exact$/ }).waitFor();
    await noViolation(web);
    await web.close();
});

test('a word that would do nothing is marked, and runs only when one says so', async () => {
    for (const [scheme, width] of [['light', 1280], ['dark', 380]]) {
        const web = await Web.open(server, { scheme, width, path: null });
        await web.page.addInitScript(axe);
        await web.go('/');
        await web.openChat();
        const sentence = `shiny orgs in ${scheme === 'light' ? 'Germany' : 'France'}`;
        await web.input.fill(`run ${sentence} `);
        await web.drawer.getByTestId('words').getByRole('button', { name: 'shiny: left out: it changes nothing' }).waitFor();
        await web.screenshot(`words-live-${scheme}`);
        await web.input.press('Enter');
        const question = web.drawer.getByRole('article', { name: 'Several readings' });
        await question.getByText('Run without shiny').waitFor();
        await noViolation(web);
        await web.screenshot(`words-question-${scheme}`);
        await question.getByRole('button', { name: /Run without shiny/ }).click();
        const card = web.drawer.getByRole('article', { name: 'Result' });
        await card.getByRole('button', { name: 'shiny: left out: it changes nothing' }).waitFor();
        await card.getByText('your choice').waitFor();
        await web.close();
    }
});

test('beside a result the rule says what its words did and what was assumed', async () => {
    const view = await makeView(server, 'recent patterns');
    const web = await Web.open(server, { path: null });
    await web.page.addInitScript(axe);
    await web.go(`/results/${encodeURIComponent(view)}?tab=rule`);
    await web.page.getByRole('button', { name: /^recent: orders by .* of patterns, the first 10, assumed$/ }).waitFor();
    await web.page.getByText(/^assumed: recent = .*, the first 10$/).waitFor();
    await noViolation(web);
    await web.screenshot('words-rule');
    await web.close();
});
