// Every page and state: no axe violation in light and dark, no sideways scrolling from 360 to 2560 px, and all of it by keyboard.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { browser, closeBrowser, root, Server } from './support.mjs';
import { makeView, Web } from './web.mjs';

const axe = readFileSync(path.join(root, 'web/node_modules/axe-core/axe.min.js'), 'utf8');

let server, view, episodes;
before(async () => {
    server = await Server.start();
    server.sql("UPDATE posts SET summary = repeat('long words ', 1000) WHERE id = 1");
    view = await makeView(server, 'Find all patterns');
    episodes = await makeView(server, 'Find all episodes');
    const json = (path, body) => server.json(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
    await json('/api/definitions', { kind: 'metric', name: 'money raised', is: 'sum(orgs.funding)' });
    await json('/api/rules', { rule_code: 'find frobnicated patterns' });
});
after(async () => {
    await closeBrowser();
    await server?.dispose();
});

// Adds what is wrong in this state to `wrong`. `rules`: only these of axe's.
async function check(web, state, wrong, rules) {
    const { violations } = await web.page.evaluate((only) => globalThis.axe.run({ resultTypes: ['violations'], runOnly: only }), rules);
    for (const { id, nodes } of violations)
        wrong.push(`${state}: ${id}: ${nodes.map((node) => `${node.html.slice(0, 140)} (${node.any.concat(node.all, node.none).map((c) => c.message)[0]})`).join(' | ')}`);
    const sideways = await web.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (sideways > 0) wrong.push(`${state}: scrolls sideways by ${sideways} px`);
}

// What a person sees, page by page and state by state: a name, where it is, and how one gets there.
const settled = (web) => web.page.waitForLoadState('networkidle');
const states = [
    ['home', () => '/', settled],
    ['rules', () => '/rules', (web) => web.page.getByRole('listitem').filter({ hasText: 'Find all episodes' }).last().locator('summary').click()],
    ['patterns', () => '/patterns', (web) => web.page.getByRole('heading', { name: 'Alert Fatigue' }).waitFor()],
    ['patterns, none', () => '/patterns?filter=aurora', (web) => web.page.getByRole('heading', { name: 'No pattern matches' }).waitFor()],
    [
        'patterns, form',
        () => '/patterns',
        async (web) => {
            await web.page.getByRole('button', { name: 'Add pattern' }).click();
            await web.page.getByRole('dialog', { name: 'Add pattern' }).waitFor();
        }
    ],
    ['patterns, deleted', () => '/patterns', (web) => web.page.getByRole('button', { name: 'Delete Alert Fatigue' }).click().then(() => web.page.getByRole('button', { name: 'Undo' }).hover()), (web) => web.page.getByRole('button', { name: 'Undo' }).click()],
    ['tables', () => '/tables', (web) => web.page.getByRole('link', { name: /^orgs/ }).waitFor()],
    ['table', () => '/tables/orgs', (web) => web.row(1)],
    ['vocabulary', () => '/vocabulary', (web) => web.page.getByRole('main').locator('summary').first().click().then(() => web.page.getByTestId('reading').waitFor())],
    ['vocabulary, form', () => '/vocabulary', (web) => web.page.getByRole('button', { name: 'Add word' }).click().then(() => web.page.getByRole('dialog', { name: 'Add word' }).waitFor())],
    ['table, a row with a cut cell', () => '/tables/posts', (web) => web.row(1).then(() => web.page.getByRole('button', { name: 'Show row 1', exact: true }).click()).then(() => web.page.getByRole('button', { name: 'Show all 11.0 kB' }).waitFor())],
    ['settings', () => '/settings', (web) => web.page.getByText('private PostgreSQL').waitFor()],
    ['help', () => '/help', settled],
    ['api', () => '/docs', (web) => web.page.locator('summary').filter({ hasText: /} Rows of a view/ }).click()],
    ['no such page', () => '/nowhere', (web) => web.page.getByText('There is no such page').waitFor()],
    ['search', () => '/', (web) => settled(web).then(() => web.page.keyboard.press('Control+k')).then(() => web.page.getByRole('combobox', { name: 'Search' }).fill('pat'))],
    ['theme menu', () => '/', (web) => web.page.getByRole('button', { name: 'Theme' }).click()],
    ['result', () => `/results/${view}?sort=name&sort=kind&pin=name&where=kind:eq:pattern`, (web) => web.row(1)],
    ['result, column menu', () => `/results/${view}`, (web) => web.row(1).then(() => web.page.getByRole('button', { name: 'Column kind', exact: true }).press('Enter'))],
    ['result, values of a column', () => `/results/${episodes}`, (web) => web.row(1).then(() => web.column('number').getByRole('button', { name: /^number/ }).press('Alt+ArrowDown')).then(() => web.page.getByRole('toolbar', { name: 'How the values lie' }).waitFor())],
    ['result, columns', () => `/results/${view}`, (web) => web.row(1).then(() => web.page.getByRole('button', { name: 'Columns' }).click())],
    ['result, condition', () => `/results/${view}`, (web) => web.row(1).then(() => web.page.getByRole('button', { name: 'Add a condition' }).click())],
    ['result, a row', () => `/results/${view}`, (web) => web.row(1).then(() => web.page.getByRole('button', { name: 'Show row 2', exact: true }).click())],
    ['result, none', () => `/results/${view}?filter=aurora`, (web) => web.page.getByRole('heading', { name: 'No row matches' }).waitFor()],
    ['result, problem', () => `/results/${view}?sort=nonsense`, (web) => web.page.getByRole('alert').waitFor()],
    ['result, gone', () => '/results/nonsense', (web) => web.page.getByRole('heading', { name: 'This view is gone' }).waitFor()],
    ['chart, bars', () => `/results/${view}?tab=chart&chart=bar&x=kind`, (web) => web.page.locator('figure').waitFor()],
    ['chart, line', () => `/results/${view}?tab=chart&chart=line`, (web) => web.page.locator('figure').waitFor()],
    ['chart, histogram', () => `/results/${episodes}?tab=chart&chart=histogram`, (web) => web.page.locator('figure').waitFor()],
    ['chart, pie', () => `/results/${view}?tab=chart&chart=pie&x=kind`, (web) => web.page.locator('figure').waitFor()],
    ['chart, a mark chosen', () => `/results/${view}?tab=chart&chart=bar&x=kind&by=name&where=kind:eq:pattern`, (web) => web.page.locator('summary', { hasText: 'Values' }).click().then(() => web.page.getByRole('button', { name: /^Choose/ }).first().click())],
    ['rule', () => `/results/${view}?tab=rule`, (web) => web.page.getByText('the rule compiler').waitFor()],
    ['sql', () => `/results/${view}?tab=sql`, (web) => web.page.getByRole('group', { name: 'SQL' }).waitFor()],
    ['runs', () => `/results/${view}?tab=runs`, (web) => web.page.locator('summary').first().click()],
    ['chat, empty', () => '/', (web) => web.openChat()]
];
const chatStates = async (web, check) => {
    await web.go('/');
    await web.openChat();
    await web.say('Find all guests');
    await web.say('run Find all patttterns');
    await web.drawer.getByRole('article', { name: 'Error' }).waitFor();
    await web.say('run popular posts');
    await web.drawer.getByRole('article', { name: 'Several readings' }).waitFor();
    await web.run('Find all orgs', 'find_all_orgs');
    await web.card('find_all_orgs').getByText('SQL', { exact: true }).click();
    await check('chat, cards');
    await web.input.pressSequentially('run orgs in Seri');
    await web.drawer.getByRole('option', { name: /Series A/ }).waitFor();
    await check('chat, completion');
    await web.input.fill('run find frobnicated patterns');
    await web.drawer.getByTestId('reading').waitFor();
    await check('chat, reading');
    await web.drawer.getByRole('button', { name: 'Edit message' }).first().click({ force: true });
    await check('chat, editing');
    await web.drawer.getByRole('heading', { level: 2 }).getByRole('button').click();
    await web.drawer.getByRole('button', { name: /^Rename / }).first().click();
    await check('chat, conversations');
};

// Dark has other colours and narrow another layout; the roles and names are the same in each.
const looks = [
    ['light', 1280, 860, undefined],
    ['dark', 1280, 860, ['color-contrast', 'link-in-text-block']],
    ['light', 360, 740, ['target-size', 'scrollable-region-focusable', 'color-contrast']],
    // for script/screenshots: dark's colours and narrow's layout are looked at by machine above
    ...(process.env.PF_EVERY_LOOK ? [['dark', 360, 740, ['color-contrast']]] : [])
];
for (const [scheme, width, height, rules] of looks) {
    test(`no violation on any page in ${scheme}, ${width} px wide`, async () => {
        const web = await Web.open(server, { scheme, width, height, path: null, expects: /404|400/ });
        const wrong = [];
        await web.page.addInitScript(axe);
        for (const [name, where, enter, leave] of states) {
            await web.go(where());
            await enter(web);
            if (width < 700 && name === 'home') await web.page.getByRole('button', { name: 'Open navigation' }).click();
            await check(web, name, wrong, rules);
            await web.screenshot(`page-${name.replaceAll(/[, ]+/g, '-')}-${scheme}-${width}`);
            await leave?.(web);
        }
        await chatStates(web, async (name) => {
            await check(web, name, wrong, rules);
            await web.screenshot(`page-${name.replaceAll(/[, ]+/g, '-')}-${scheme}-${width}`);
        });
        assert.deepEqual(wrong, []);
        await web.close();
    });
}

test('nothing scrolls sideways on a very wide screen', async () => {
    const web = await Web.open(server, { width: 2560, height: 1300, path: null });
    for (const where of ['/', '/rules', '/patterns', '/tables', `/results/${view}`, '/settings']) {
        await web.go(where);
        await settled(web);
        assert.ok(await web.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), where);
        await web.screenshot(`wide-${where.split('/')[1] || 'home'}`);
    }
    await web.close();
});

test('a rule is asked, read, opened, sorted and left by keyboard alone', async () => {
    const web = await Web.open(server);
    const { keyboard } = web.page;
    const focused = () => web.page.evaluate(() => `${document.activeElement?.getAttribute('aria-label') ?? ''} ${document.activeElement?.textContent ?? ''}`.trim());
    const tabTo = async (text) => {
        for (let i = 0; i < 60; i++) {
            await keyboard.press('Tab');
            if (text.test(await focused())) return;
        }
        assert.fail(`Tab does not reach ${text}`);
    };
    await web.page.getByRole('button', { name: 'Chat, connected' }).waitFor();
    await keyboard.press('Tab');
    assert.equal(await focused(), 'Skip to content');
    await tabTo(/^Chat, /);
    await keyboard.press('Enter');
    await web.connection('connected').waitFor();
    await web.input.waitFor();
    await keyboard.type('run the 5 newest epis');
    await web.drawer.getByRole('option').first().waitFor();
    await keyboard.press('Tab');
    await keyboard.press('Enter');
    await web.card('the_5_newest_episodes').waitFor();
    // Backwards from the input: the card's last button is the nearest.
    for (let i = 0; i < 12 && !/^Open/.test(await focused()); i++) await keyboard.press('Shift+Tab');
    await keyboard.press('Enter');
    await web.page.waitForURL(/\/results\/rule_the_5_newest_episodes/);
    await web.row(1);
    await tabTo(/^title/);
    await keyboard.press('Enter');
    await web.page.waitForURL(/sort=title/);
    await keyboard.press('Tab');
    assert.equal(await focused(), 'Column title');
    await keyboard.press('Enter');
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    await web.page.waitForURL(/dir=desc/);
    await keyboard.press('Control+k');
    await keyboard.type('settings');
    await web.page.getByRole('option', { name: 'Settings', exact: true }).waitFor();
    await keyboard.press('Enter');
    await web.page.waitForURL(/\/settings/);
    await web.close();
});

test('under a finger what is pressed is 44 px high, and what is typed 16 px', async () => {
    const context = await (await browser()).newContext({ viewport: { width: 380, height: 800 }, hasTouch: true, isMobile: true, reducedMotion: 'reduce' });
    const web = await Web.open(server, { context });
    const wrong = [];
    const measure = async (where) => {
        const found = await web.page.evaluate(() => {
            const small = [];
            for (const control of document.querySelectorAll('button, select, summary, input, textarea, a.btn, nav a')) {
                const target = control.matches('[type=checkbox], [type=radio]') ? (control.closest('label') ?? control) : control;
                const { width, height } = target.getBoundingClientRect();
                if (width === 0 || !control.checkVisibility() || control.closest('[role=grid]')) continue;
                const name = `${control.tagName} ${control.getAttribute('aria-label') ?? control.textContent.trim().slice(0, 30)}`;
                if (Math.round(height) < 44) small.push(`${name}: ${height} px high`);
                if (control.matches('textarea, input:not([type=checkbox], [type=radio])') && parseFloat(getComputedStyle(control).fontSize) < 16) small.push(`${name}: small text`);
            }
            return small;
        });
        wrong.push(...found.map((what) => `${where}: ${what}`));
    };
    for (const where of ['/', '/rules', '/vocabulary', '/patterns', '/settings', `/results/${view}`]) {
        await web.go(where);
        await settled(web);
        await measure(where);
        await web.screenshot(`touch-${where.split('/')[1] || 'home'}`);
    }
    await web.openChat();
    await web.run('Find all orgs', 'find_all_orgs');
    await measure('chat');
    await web.screenshot('touch-chat');
    assert.deepEqual(wrong, []);
    await web.close();
    await context.close();
});

test('in forced colours the dot, the tab, the place and the bars are seen', async () => {
    const web = await Web.open(server, { path: null });
    await web.page.emulateMedia({ forcedColors: 'active' });
    await web.go(`/results/${view}?tab=sql`);
    await web.page.getByRole('button', { name: 'Chat, connected' }).waitFor();
    const style = (locator, property) => locator.evaluate((element, name) => getComputedStyle(element)[name], property);
    const background = await style(web.page.locator('body'), 'backgroundColor');
    assert.notEqual(await style(web.chatButton.locator('.dot'), 'backgroundColor'), background);
    const tabs = web.page.getByRole('tab');
    assert.equal(await style(tabs.filter({ hasText: 'SQL' }), 'borderBottomWidth'), '2px');
    assert.equal(await style(tabs.filter({ hasText: 'Rows' }), 'borderBottomWidth'), '0px');
    const here = web.page.getByRole('navigation').getByRole('link', { name: /Find all patterns/ });
    const elsewhere = web.page.getByRole('navigation').getByRole('link', { name: /Find all episodes/ });
    assert.notEqual(await style(here, 'backgroundColor'), await style(elsewhere, 'backgroundColor'));
    assert.equal(await style(here, 'color'), background);
    await web.screenshot('forced-colours');
    await web.close();
});

test('with reduced motion nothing moves, without it the dot pulses', async () => {
    const web = await Web.open(server);
    const durations = () => web.page.evaluate(() => Math.max(...document.getAnimations().map((animation) => Number(animation.effect?.getTiming().duration) || 0), 0));
    await web.page.getByRole('button', { name: 'Chat, connected' }).waitFor();
    assert.ok((await durations()) < 1);
    await web.page.emulateMedia({ reducedMotion: 'no-preference' });
    await web.page.waitForFunction(() => document.getAnimations().some((animation) => animation.animationName?.includes('pulse')));
    await web.close();
});
