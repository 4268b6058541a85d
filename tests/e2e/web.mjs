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
    screenshot(name) {
        return this.page.screenshot({ path: path.join(artefacts, `${name}.png`) });
    }

    // --- the chat -------------------------------------------------------------------------------------------------------
    get chatButton() {
        return this.page.getByRole('button', { name: /^Chat/ });
    }
    get drawer() {
        return this.page.getByRole('dialog', { name: 'Chat' });
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
    async openChat() {
        await this.chatButton.click();
        await this.input.waitFor();
        await this.connection('connected').waitFor();
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
