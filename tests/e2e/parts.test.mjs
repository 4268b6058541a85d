// The chips of a result: what its sentence does to the rows is taken away or said otherwise, and what it goes on from is shown.
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
beforeEach(async () => (web = await Web.open(server, { path: null })));
afterEach(() => web.close());

const main = () => web.page.getByRole('main');
const title = (text) => web.page.getByRole('heading', { level: 1, name: text, exact: true }).waitFor();
const chips = () => main().getByRole('list', { name: 'Parts of the sentence' });
const origins = () => main().getByRole('navigation', { name: 'Goes on from' });
const post = (where, body) => server.json(where, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });

test('a chip is removed by mouse and by keyboard, and the way back stands above the title', async () => {
    await web.openView(await makeView(server, 'top 5 orgs in Germany by date founded'));
    await chips().getByText('country = Germany').waitFor();
    await chips().getByText('first 5 · latest date founded').waitFor();
    await web.screenshot('results-chips');
    await chips().getByRole('button', { name: 'Remove country = Germany' }).click();
    await title('top 5 orgs by date founded');
    await web.row(5);
    await origins().getByRole('link', { name: 'top 5 orgs in Germany by date founded' }).waitFor();
    const order = chips().getByRole('button', { name: 'Remove first 5 · latest date founded' });
    await order.focus();
    await order.press('Delete');
    await title('orgs');
    assert.equal(await origins().getByRole('link').count(), 2);
    await web.screenshot('results-origins');
    await origins().getByRole('link').first().click();
    await title('top 5 orgs in Germany by date founded');
    await origins().waitFor({ state: 'detached' });
});

test('a chip is said otherwise: a value that is picked, words that are typed', async () => {
    await web.openView(await makeView(server, 'Find all orgs in Germany'));
    const chip = chips().getByRole('button', { name: 'Change country = Germany' });
    await chip.focus();
    await chip.press('Enter');
    const form = web.page.getByRole('dialog', { name: 'Change country = Germany' });
    await form.getByRole('button', { name: 'France', exact: true }).waitFor();
    await web.screenshot('results-chip-open');
    await form.getByRole('button', { name: 'France', exact: true }).click();
    await title('Find all orgs in France');
    await chips().getByRole('button', { name: 'Change country = France' }).click();
    await web.page.getByLabel('Say instead').fill('Kenya');
    await web.page.getByLabel('Say instead').press('Enter');
    await title('Find all orgs in Kenya');
    await chips().getByText('country = Kenya').waitFor();
});

test('a chip that is open stays open while the lists are read again', async () => {
    await web.openView(await makeView(server, 'Find all orgs in Germany'));
    await chips().getByRole('button', { name: 'Change country = Germany' }).click();
    const form = web.page.getByRole('dialog', { name: 'Change country = Germany' });
    await form.getByLabel('Say instead').fill('Ken');
    const read = web.page.waitForResponse(/\/api\/views/);
    await makeView(server, 'Find all episodes');
    await read;
    await web.page.getByRole('navigation').getByText('Find all episodes').first().waitFor();
    await form.getByLabel('Say instead').pressSequentially('ya');
    await form.getByLabel('Say instead').press('Enter');
    await title('Find all orgs in Kenya');
});

test('a group is changed for another column', async () => {
    await web.openView(await makeView(server, 'number of orgs by country'));
    await chips().getByRole('button', { name: 'Change by country' }).click();
    await web.page.getByRole('button', { name: 'stage', exact: true }).click();
    await title('number of orgs by stage');
    await chips().getByRole('button', { name: 'Remove by stage' }).click();
    await title('number of orgs');
});

test('a follow-up over HTTP and over the socket knows its rule; one whose rule is deleted has none', async () => {
    const first = (await post('/api/rules', { rule_code: 'Find all guests', rule_id: 'first' })).body;
    const second = (await post('/api/rules', { rule_code: 'how many are these?', after: 'Find all guests', rule_id: 'second' })).body;
    assert.equal(second.sentence, 'how many guests');
    const session = await server.connect();
    session.send({ type: 'run_rule', rule_code: 'Find all posts', rule_id: 'third', from: 'second' });
    await session.ending('third');
    session.send({ type: 'run_rule', rule_code: 'Find all categories', rule_id: 'fourth', from: 'nobody' });
    await session.ending('fourth');
    session.send({ type: 'run_rule', rule_code: 'Find all categories', rule_id: 'fifth', from: '' });
    assert.match((await session.next(({ type }) => type === 'error')).message, /^from is empty/);
    await session.close();
    const parents = async () => Object.fromEntries((await server.json('/api/rules')).body.rules.map(({ rule_id, parent }) => [rule_id, parent]));
    const known = await parents();
    assert.equal(known.second, first.registered_as);
    assert.deepEqual([known.first, known.third, known.fourth], ['', 'second', '']);
    // Run again it stays where it came from.
    await post('/api/rules', { rule_code: 'Find all posts', from: 'first' });
    assert.equal((await parents()).third, 'second');
    await fetch(`${server.url}/api/rules/second`, { method: 'DELETE' });
    assert.equal((await parents()).third, '');
});

test('parts of a sentence that nobody understands, of a code and of nothing', async () => {
    assert.deepEqual((await post('/api/readings/parts', { rule_code: 'find frobnicated wombats' })).body, { reading: '', parts: [] });
    assert.deepEqual((await post('/api/readings/parts', { rule_code: 'LIST_ORGS' })).body.parts, []);
    assert.equal((await post('/api/readings/parts', { rule_code: ' ' })).status, 400);
    const { parts } = (await post('/api/readings/parts', { rule_code: '\u{1F984} orgs in Germany' })).body;
    for (const { offset, length } of parts) assert.equal('\u{1F984} orgs in Germany'.slice(offset, offset + length), 'Germany');
});
