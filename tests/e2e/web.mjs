// A person at the web app: a page in Chromium with the controls that tests use, held to what every page must keep — no console
// error, nothing that the Content-Security-Policy refuses, no script that came in as text.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { browser, root } from './support.mjs';

const artefacts = path.join(root, 'build/screenshots');
mkdirSync(artefacts, { recursive: true });

// What tests write wherever text can stand. Each would call pwned() if it were anything but text.
export const hostileTexts = [
    '<script>pwned()</script>',
    '<img src=x onerror=pwned()>',
    '"><svg onload=pwned()>',
    "';pwned();//",
    'javascript:pwned()',
    '{{constructor.constructor("pwned()")()}}'
];

export class Web {
    // `expects`: console errors that belong to the test, such as the browser's line about an answer 404.
    static async open(server, { width = 1280, height = 860, scheme = 'light', path: where = '/', expects, init, locale, timezone, context } = {}) {
        const web = new Web();
        web.server = server;
        web.problems = [];
        web.expects = expects;
        web.context =
            context ??
            (await (
                await browser()
            ).newContext({ viewport: { width, height }, colorScheme: scheme, reducedMotion: 'reduce', locale: locale ?? 'en-GB', timezoneId: timezone ?? 'Europe/Berlin', permissions: ['clipboard-read', 'clipboard-write'] }));
        web.owns = !context;
        web.page = await web.context.newPage();
        web.page.setDefaultTimeout(Number(process.env.PF_PAGE_TIMEOUT ?? 20_000));
        // What comes late: every answer of the API by up to so many milliseconds, the page itself so many times slower.
        if (process.env.PF_SLOW_API) await web.context.route('**/api/**', async (route) => { await new Promise((done) => setTimeout(done, Math.random() * Number(process.env.PF_SLOW_API))); await route.continue().catch(() => {}); });
        if (process.env.PF_SLOW_PAGE) await (await web.context.newCDPSession(web.page)).send('Emulation.setCPUThrottlingRate', { rate: Number(process.env.PF_SLOW_PAGE) });
        await web.page.exposeFunction('pwned', () => web.problems.push('a text ran as a script'));
        await web.page.addInitScript(() => addEventListener('securitypolicyviolation', (event) => console.error(`CSP: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`)));
        if (init) await web.page.addInitScript(init);
        web.page.on('console', (message) => {
            if (message.type() === 'error' && !web.expects?.test(message.text())) web.problems.push(message.text());
        });
        web.page.on('pageerror', (error) => web.problems.push(error.message));
        if (where !== null) await web.go(where);
        return web;
    }

    // Closes, and fails for what went wrong unseen.
    async close() {
        await (this.owns ? this.context.close() : this.page.close());
        assert.deepEqual(this.problems, [], 'no console errors');
    }

    // Opens an address and waits until the app has taken the page: before that keys and clicks are lost.
    async go(where) {
        await this.page.goto(this.server.url + where);
        await this.chatButton.waitFor();
    }
    // The page of a view, with its rows.
    async openView(view, search = '') {
        await this.go(`/results/${encodeURIComponent(view)}${search}`);
        await this.grid.waitFor();
    }
    screenshot(name) {
        return this.page.screenshot({ path: path.join(artefacts, `${name}.png`) });
    }

    // --- the chat -------------------------------------------------------------------------------------------------------
    get chatButton() {
        return this.page.getByRole('button', { name: /^Chat/ });
    }
    // Beside the page from 1,100 px on, over it below.
    get drawer() {
        return this.page.getByRole('dialog', { name: 'Chat' });
    }
    get log() {
        return this.drawer.getByRole('log');
    }
    get input() {
        return this.drawer.getByLabel('Message', { exact: true });
    }
    get articles() {
        return this.drawer.getByRole('article');
    }
    connection(state) {
        return this.drawer.locator(`[data-testid=connection][data-state=${state}]`);
    }
    // Waits until the element of that name has the focus: what gives it does so after the page has drawn itself.
    async focusOn(name) {
        await this.page.waitForFunction((label) => document.activeElement?.getAttribute('aria-label') === label, name).catch(async (error) => {
            const now = await this.page.evaluate(() => document.activeElement?.outerHTML.slice(0, 120));
            throw new Error(`the focus is not on “${name}” but on ${now}`, { cause: error });
        });
    }
    // The newest of more messages than fit is in sight, also once a chart has come into it.
    logAtEnd() {
        return this.page.waitForFunction(() => {
            const log = document.querySelector('[role=log]');
            return log.scrollTop > 0 && log.scrollHeight - log.scrollTop - log.clientHeight < 2;
        });
    }
    async openChat() {
        if (!(await this.drawer.isVisible())) await this.chatButton.click();
        await this.input.waitFor();
        await this.connection('connected').waitFor();
    }
    async closeChat() {
        await this.drawer.getByRole('button', { name: 'Close chat' }).click();
        await this.drawer.waitFor({ state: 'hidden' });
    }
    // Makes of the first question and its answer a conversation of `answers`, as if they had been asked a second apart before it.
    async repeatAnswer(answers) {
        await this.page.evaluate(async (count) => {
            const done = (request) => new Promise((resolve, reject) => Object.assign(request, { onsuccess: () => resolve(request.result), oncomplete: resolve, onerror: reject }));
            const db = await done(indexedDB.open('pattern-factory-chat'));
            const messages = db.transaction('messages', 'readwrite').objectStore('messages');
            const [question, answer] = (await done(messages.getAll())).sort((a, b) => a.at - b.at);
            for (let i = 1; i < count; i++) {
                const [at, ruleId] = [question.at - i * 1000, `${question.ruleId}${i}`];
                messages.put({ ...question, id: `q${i}`, at, ruleId, text: `run answer ${count - i}` });
                messages.put({ ...answer, id: `a${i}`, at: at + 1, ruleId });
            }
            await done(messages.transaction);
            db.close();
        }, answers);
    }
    get nodes() {
        return this.page.evaluate(() => document.querySelectorAll('*').length);
    }
    async say(text) {
        await this.input.fill(text);
        await this.input.press('Enter');
    }
    // The card of a rule whose name begins so.
    card(name) {
        return this.drawer.getByRole('article', { name: 'Result' }).filter({ hasText: new RegExp(`Rule ${name}`) });
    }
    async run(sentence, name) {
        await this.say(`run ${sentence}`);
        await this.card(name).last().waitFor();
    }

    // --- rows -----------------------------------------------------------------------------------------------------------
    get grid() {
        return this.page.getByRole('grid');
    }
    // The texts of a drawn row, without its number.
    async row(n) {
        const row = this.grid.locator(`tbody tr[aria-rowindex="${n + 1}"]`);
        await row.waitFor();
        await row.locator('.skeleton').first().waitFor({ state: 'detached' });
        return (await row.getByRole('gridcell').allInnerTexts()).slice(1);
    }
    column(name) {
        return this.page.getByRole('columnheader', { name: new RegExp(`^${name}`) });
    }
    get clipboard() {
        return this.page.evaluate(() => navigator.clipboard.readText());
    }
}

// Runs a rule over HTTP and gives its view's name; of several readings it takes the one with whole rows ("patterns", not
// "names of patterns").
export async function makeView(server, rule_code, reading) {
    const { status, body } = await server.json('/api/rules', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ rule_code, reading }) });
    const whole = status === 409 && reading === undefined && body.readings.find((r) => !/^how many | of /.test(r.reading));
    if (whole) return makeView(server, rule_code, whole.n);
    assert.equal(status, 200, JSON.stringify(body));
    return body.view;
}
