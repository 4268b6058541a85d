// A browser that keeps nothing, a clock that is wrong, a server of another version: the page says so and goes on.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { closeBrowser, Server } from './support.mjs';
import { makeView, Web } from './web.mjs';

let server;
before(async () => (server = await Server.start()));
after(async () => {
    await closeBrowser();
    await server?.dispose();
});

const keepsNothing = (web) => web.drawer.getByText('This browser keeps no messages').waitFor();

test('with all storage denied the chat works and says that nothing is kept', async () => {
    const web = await Web.open(server, {
        init: () => {
            const deny = () => {
                throw new DOMException('denied', 'SecurityError');
            };
            for (const name of ['localStorage', 'sessionStorage', 'indexedDB']) Object.defineProperty(globalThis, name, { get: deny });
        }
    });
    await web.openChat();
    await web.run('Find all orgs', 'find_all_orgs');
    await keepsNothing(web);
    await web.page.reload();
    await web.openChat();
    assert.equal(await web.articles.count(), 0);
    await web.close();
});

test('with the storage full the conversation goes on and says that it is not kept', async () => {
    const web = await Web.open(server, {
        init: () => {
            IDBObjectStore.prototype.put = () => {
                throw new DOMException('full', 'QuotaExceededError');
            };
            Storage.prototype.setItem = () => {
                throw new DOMException('full', 'QuotaExceededError');
            };
        }
    });
    await web.openChat();
    await web.run('Find all orgs', 'find_all_orgs');
    await keepsNothing(web);
    await web.run('Find all posts', 'find_all_posts');
    await web.close();
});

test('a computer whose clock is years off still says when a view was made', async () => {
    await makeView(server, 'Find all orgs');
    for (const year of [2001, 2090]) {
        const web = await Web.open(server, { path: null });
        await web.page.clock.setFixedTime(new Date(`${year}-01-01T00:00:00Z`));
        await web.go('/');
        await web.page.getByRole('navigation').getByText(/just now|minutes? ago/).first().waitFor();
        await web.openChat();
        await web.run('Find all posts', 'find_all_posts');
        await web.close();
    }
});

test('a server of another version is said, with a way to reload', async () => {
    const web = await Web.open(server, { path: null });
    await web.page.routeWebSocket('**/ws', (ws) => {
        const real = ws.connectToServer();
        real.onMessage((text) => ws.send(text.replace(/"version":"[^"]*"/, '"version":"99.0.0"')));
    });
    await web.go('/');
    await web.page.getByText('The server is version 99.0.0').waitFor();
    await web.screenshot('other-version');
    await web.page.getByRole('button', { name: 'Reload' }).click();
    await web.page.getByText('The server is version 99.0.0').waitFor();
    await web.close();
});

test('frames that a newer server may send are passed over', async () => {
    const web = await Web.open(server, { path: null });
    await web.page.routeWebSocket('**/ws', (ws) => {
        const real = ws.connectToServer();
        real.onMessage((text) => {
            ws.send('{"type":"aurora","colours":["green"]}');
            ws.send(text);
        });
    });
    await web.go('/');
    await web.openChat();
    await web.run('Find all orgs', 'find_all_orgs');
    await web.close();
});
