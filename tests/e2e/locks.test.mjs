// Another session holds a lock: what waits ends with an error that names it, and all goes on when the lock is gone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { closeBrowser, Server } from './support.mjs';
import { makeView, Web } from './web.mjs';

let server, session, view;
before(async () => {
    server = await Server.start();
    session = await server.connect();
    view = await makeView(server, 'Find all patterns');
});
after(async () => {
    await session?.close();
    await closeBrowser();
    await server?.dispose();
});

const hint = /^Try again when that session's transaction has ended/;
const whileLocked = (what, work) => server.whileHeld(`LOCK TABLE ${what} IN ACCESS EXCLUSIVE MODE`, work);
const refused = (answer, message) => {
    assert.equal(answer.kind, 'unavailable', JSON.stringify(answer));
    assert.equal(answer.message ?? answer.detail, message);
    assert.match(answer.hint, hint);
};

test('a rule over a locked table names that table and no other, and runs when the lock is gone', async () => {
    await whileLocked('guests', async () => {
        refused(await session.run('guests without a pattern', 'behind_a_lock'), '"guests" is locked by another session.');
        assert.equal((await session.run('Find all orgs')).type, 'rule_result', 'other tables are free');
    });
    assert.equal((await session.run('guests without a pattern', 'behind_a_lock')).type, 'rule_result');
});

test('a rule over several locked tables names them all', () =>
    whileLocked('guests, episodes', async () => refused(await session.run('episodes with guests'), '"episodes" and "guests" are locked by another session.')));

test('a lock does not choose between readings', async () => {
    const sentence = 'popular posts';
    assert.equal((await session.run(sentence)).type, 'clarify');
    await whileLocked('posts', async () => refused(await session.run(sentence), '"posts" is locked by another session.'));
});

test('a rule whose entry in the registry another session changes says so', async () => {
    const made = await session.run('Find all posts', 'contended');
    await server.whileHeld("SELECT 1 FROM pattern_factory.rules WHERE rule_id = 'contended' FOR UPDATE", async () =>
        refused(await session.run('Find all posts', 'contended'), 'Another session is changing the same row of "rules".')
    );
    assert.equal((await session.run('Find all posts', 'contended')).version, made.version + 1);
});

test('a locked view is made anew all the same; until then its reader is told which view is locked', () =>
    server.whileHeld(`REFRESH MATERIALIZED VIEW rule_views.${view}`, async () => {
        refused((await server.json(`/api/views/${view}`)).body, `"${view}" is locked by another session.`);
        refused((await server.json(`/api/views/${view}.csv`)).body, `"${view}" is locked by another session.`);
        const again = await session.run('Find all patterns');
        assert.equal(again.type, 'rule_result', JSON.stringify(again));
        assert.equal(again.view, view);
        assert.equal((await server.json(`/api/views/${view}`)).status, 200, 'the new version serves while the former one is locked');
    }));

test('a locked table is named on its page and in its CSV', async () => {
    await whileLocked('orgs', async () => {
        refused((await server.json('/api/tables/orgs')).body, '"orgs" is locked by another session.');
        refused((await server.json('/api/tables/orgs.csv')).body, '"orgs" is locked by another session.');
    });
    assert.equal((await server.json('/api/tables/orgs')).status, 200);
});

test('the chat shows it with a way to try again', async () => {
    const web = await Web.open(server);
    await web.openChat();
    const card = web.drawer.getByRole('article', { name: 'Error' });
    await whileLocked('episodes', async () => {
        await web.say('run Find all episodes');
        await card.getByText('"episodes" is locked by another session.').waitFor();
        await web.screenshot('chat-locked');
    });
    await card.getByRole('button', { name: 'Run again' }).click();
    await web.card('find_all_episodes').waitFor();
    await web.close();
});
