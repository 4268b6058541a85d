// Many at once: rules whose views' names are cut alike, the same rule for many, and a disk that takes its time.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Server } from './support.mjs';

let server;
before(async () => (server = await Server.start()));
after(() => server?.dispose());

const run = async (rule_code) => {
    const { status, body } = await server.json('/api/rules', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ rule_code }) });
    assert.equal(status, 200, JSON.stringify(body));
    return body;
};
const inDays = (from, count) => Array.from({ length: count }, (_, n) => `Find all patterns created in the last ${from + n} days`);
const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

test('rules whose names are cut alike all get names of their own at once, after a restart too', async () => {
    const views = new Set();
    const all = async (sentences) => (await Promise.all(sentences.map(run))).forEach(({ view }) => views.add(view));
    await all(inDays(100_000, 40));
    await server.stop();
    await server.start();
    await all(inDays(200_000, 40));
    assert.equal(views.size, 80);
});

test('who waits for the same rule gets the run that began after it was asked for', async () => {
    const first = await run('Find all orgs');
    const answers = await Promise.all(Array.from({ length: 20 }, () => run('Find all orgs')));
    const versions = answers.map(({ version }) => version);
    assert.ok(Math.min(...versions) > first.version);
    assert.ok(Math.max(...versions) <= first.version + 10, `20 requests made ${Math.max(...versions) - first.version} runs`);
    const changed = await Promise.all(['Find all orgs', 'Find all orgs'].map(run));
    server.sql("CREATE TEMP TABLE another AS SELECT * FROM orgs LIMIT 1; UPDATE another SET id = 9999, name = 'Quite New Ltd'; INSERT INTO orgs OVERRIDING SYSTEM VALUE SELECT * FROM another");
    assert.equal((await run('Find all orgs')).rows, changed[0].rows + 1);
});

// Each wait for the disk takes 100 ms more.
async function onSlowDisk(work) {
    const set = (siblings, delay) =>
        server.sql(`RESET ROLE; ALTER SYSTEM SET commit_siblings = ${siblings};\nALTER SYSTEM SET commit_delay = ${delay};\nSELECT pg_reload_conf();`);
    set(0, 100_000);
    try {
        await work();
    } finally {
        set(5, 0);
    }
}

test('readers of a view do not wait for the disk while it is replaced', () =>
    onSlowDisk(async () => {
        const { view } = await run('Find all guests');
        const longest = [];
        for (let n = 0; n < 7; n++) {
            let done = false;
            const again = run('Find all guests').finally(() => (done = true));
            let most = 0;
            while (!done) {
                const began = performance.now();
                assert.equal((await server.json(`/api/views/${view}?limit=5`)).status, 200);
                most = Math.max(most, performance.now() - began);
            }
            await again;
            longest.push(most);
        }
        assert.ok(median(longest) < 80, `reading took ${longest.map(Math.round)} ms`);
    }));

test('rules share their waits for the disk', () =>
    onSlowDisk(async () => {
        const timed = async (work) => {
            const began = performance.now();
            await work();
            return performance.now() - began;
        };
        const one = await timed(async () => {
            for (const sentence of inDays(300_000, 6)) await run(sentence);
        });
        const together = await timed(() => Promise.all(inDays(400_000, 24).map(run)));
        assert.ok(together < 2.5 * one, `24 rules took ${Math.round(together)} ms at once, 6 one after the other ${Math.round(one)}`);
    }));
