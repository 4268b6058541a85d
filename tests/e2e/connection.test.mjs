// The connection that is lost and comes back: what the page says, and that every rule is answered once.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { closeBrowser, Server } from './support.mjs';
import { Web } from './web.mjs';

let server, web;
before(async () => (server = await Server.start()));
after(async () => {
    await closeBrowser();
    await server?.dispose();
});
// A connection that is refused because the server is down is the browser's own line, not the app's.
const refused = /ERR_CONNECTION|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE|WebSocket connection|Failed to load resource/;
beforeEach(async () => {
    if (server.exitCode !== null) await server.start();
    web = await Web.open(server, { expects: refused });
    await web.openChat();
});
afterEach(() => web.close());

const rule = async (sentence) => (await server.json('/api/rules')).body.rules.find((r) => r.sentence === sentence);

test('the page says that it is away, when the next try is, and Try now does not wait for it', async () => {
    await server.stop();
    await web.connection('error').waitFor();
    const banner = web.page.getByRole('status').filter({ hasText: 'The server cannot be reached' });
    await web.drawer.getByText(/next try in \d+ s/).waitFor();
    await web.screenshot('away');
    await web.closeChat();
    await banner.first().waitFor();
    await web.screenshot('away-page');
    await web.page.getByRole('button', { name: /^Chat, (error|connecting)/ }).waitFor();
    await server.start();
    // The button is there between two tries; a try that succeeds by itself takes it away.
    await web.page.getByRole('button', { name: 'Try now' }).first().click({ timeout: 1_000 }).catch(() => {});
    await web.page.getByRole('button', { name: 'Chat, connected' }).waitFor();
    await banner.first().waitFor({ state: 'detached' });
});

test('a rule sent while the server is away is answered once when it is back', async () => {
    await server.kill();
    await web.drawer.locator('[data-testid=connection]:not([data-state=connected])').waitFor();
    await web.say('run Find all episodes');
    await web.drawer.getByText(/Waiting for the connection/).waitFor();
    await server.start();
    await web.card('find_all_episodes').waitFor();
    assert.equal(await web.card('find_all_episodes').count(), 1);
    assert.equal((await rule('Find all episodes')).version, 1);
});

test('a server killed in the middle of a rule ends in its result, never in endless dots', async () => {
    const release = server.holdTable('orgs');
    await web.say('run Find all orgs founded before 2015');
    await web.drawer.getByTestId('typing').getByText(/Checking|Building|Writing/).waitFor();
    await server.kill();
    await web.drawer.locator('[data-testid=connection]:not([data-state=connected])').waitFor();
    await server.start();
    release();
    await web.card('find_all_orgs_founded_before_2015').waitFor();
    assert.equal(await web.drawer.getByTestId('typing').count(), 0);
    assert.equal(await web.card('find_all_orgs_founded_before_2015').count(), 1);
});

test('a rule that runs while only the page’s connection breaks is answered after the page is back', async () => {
    const release = server.holdTable('guests');
    await web.say('run Find all guests');
    await web.drawer.getByTestId('typing').getByText(/Checking|Building|Writing/).waitFor();
    await web.page.reload();
    await web.openChat();
    await web.drawer.getByTestId('typing').waitFor();
    release();
    await web.card('find_all_guests').waitFor();
    assert.equal((await rule('Find all guests')).version, 1);
});

test('a server that is slow to say what it still runs is waited for, and nothing about that is shown', async () => {
    await web.page.evaluate(() => sessionStorage.setItem('pf-session', '{"session":"gone","seq":3}'));
    await web.page.routeWebSocket('**/ws', (page) => {
        const there = page.connectToServer();
        there.onMessage((frame) => setTimeout(() => page.send(frame), 2_600));
    });
    await web.page.reload();
    await web.drawer.getByText('Connected to Pattern Agent').waitFor();
    await web.say('run Find all guests');
    await web.card('find_all_guests').waitFor();
    assert.deepEqual(await web.drawer.getByRole('article', { name: 'Error' }).allInnerTexts(), []);
});

test('pages say that they cannot be read while the server is away, and read when it is back', async () => {
    await web.page.keyboard.press('Escape');
    await web.page.getByRole('link', { name: 'Settings' }).first().click();
    await web.page.getByRole('heading', { name: 'Settings' }).waitFor();
    await web.page.waitForLoadState('networkidle');
    await server.stop();
    await web.page.getByRole('link', { name: 'Rules', exact: true }).first().click();
    await web.page.getByRole('alert').getByText('The server cannot be reached.').waitFor();
    await web.screenshot('offline');
    await server.start();
    await web.page.getByRole('button', { name: 'Try again' }).first().click();
    await web.page.getByRole('heading', { name: 'Predefined rules' }).waitFor();
    await web.page.getByRole('alert').waitFor({ state: 'detached' });
});

test('a page whose code does not come says so, and opens when it does', async () => {
    const other = await Web.open(server, { init: () => (window.requestIdleCallback = () => 0), expects: /ERR_FAILED|Failed to (load|fetch)/ });
    await other.page.route('**/_app/immutable/nodes/**', (route) => route.abort());
    await other.page.getByRole('link', { name: 'Rules', exact: true }).first().click();
    await other.page.getByRole('alert').getByRole('heading', { name: 'This page could not be loaded' }).waitFor();
    await other.page.unroute('**/_app/immutable/nodes/**');
    await other.page.getByRole('button', { name: 'Try again' }).click();
    await other.page.getByRole('heading', { name: 'Predefined rules' }).waitFor();
    await other.close();
});
