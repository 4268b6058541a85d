// The model path against a local server that speaks the chat-completions API.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { ModelServer } from './model_server.mjs';
import { Server } from './support.mjs';

const key = 'sk-test-0123456789abcdef';
let model, server;

before(async () => {
    model = await ModelServer.start();
    server = await Server.start({ env: { OPENAI_API_KEY: key, OPENAI_BASE_URL: model.url, PF_MODEL: 'test-model' } });
});
after(async () => {
    await server?.dispose();
    model?.close();
});
beforeEach(() => {
    model.replies = ['{"sql": "SELECT name FROM patterns WHERE length(name) > 12 ORDER BY name"}'];
    model.conversations = [];
});

const hard = 'Which patterns have surprisingly lengthy monikers, wombatwise?';
const ask = async (sentence = hard, id, generator) => {
    const session = await server.connect();
    const ending = await session.run(sentence, id, generator && { generator });
    await session.close();
    return ending;
};

test('the banner names the model and not the key', () => {
    assert.match(server.log, /test-model/);
    assert.ok(!server.log.includes(key));
    assert.ok(!server.log.includes(key.slice(0, 8)));
});

test('what the compiler refuses is answered by the model, through the guard', async () => {
    const result = await ask();
    assert.equal(result.type, 'rule_result', JSON.stringify(result));
    assert.equal(result.generator, 'model');
    assert.equal(result.model.name, 'test-model');
    assert.equal(result.model.calls, 1);
    assert.ok(result.model.tokens > 0);
    assert.ok(result.rows > 0);
    assert.equal(model.conversations.length, 1);
    assert.equal(model.conversations[0].path, '/v1/chat/completions');
    assert.equal(model.conversations[0].authorization, `Bearer ${key}`);
    assert.equal(model.conversations[0].body.model, 'test-model');
    const prompt = JSON.stringify(model.conversations[0].body.messages);
    for (const part of ['patterns', 'date_founded', hard.slice(0, 20)]) assert.ok(prompt.includes(part), part);
});

test('what the compiler understands never reaches the model', async () => {
    const result = await ask('Find all patterns');
    assert.equal(result.generator, 'compiler');
    assert.equal(model.conversations.length, 0);
});

test('SQL the guard refuses goes back with the reason, and a better answer is taken', async () => {
    model.replies = ['DROP TABLE patterns', '```sql\nSELECT count(*) AS n FROM patterns\n```'];
    const result = await ask('How wombatty are things overall?', 'repaired');
    assert.equal(result.type, 'rule_result', JSON.stringify(result));
    assert.equal(model.conversations.length, 2);
    assert.equal(model.conversations[1].body.messages.length, model.conversations[0].body.messages.length + 2);
});

test('SQL the database refuses goes back too', async () => {
    model.replies = ["SELECT name FROM patterns WHERE created_at > 'not a date'", 'SELECT name FROM patterns'];
    const result = await ask('How gnarly are the wombats?', 'repaired_2');
    assert.equal(result.type, 'rule_result', JSON.stringify(result));
    assert.equal(model.conversations.length, 2);
});

test('a model that goes on writing forbidden SQL is given up on, with the reason', async () => {
    model.replies = ['DELETE FROM patterns', 'DELETE FROM orgs', 'DELETE FROM guests'];
    const error = await ask('Please wombat everything', 'never');
    assert.equal(error.type, 'error');
    assert.match(error.message, /^Invalid SQL generated: /);
    assert.equal(error.kind, 'forbidden_sql');
    assert.equal(model.conversations.length, 3);
    assert.ok((await server.json('/api/patterns')).body.patterns.length > 60);
});

test('a model that says it cannot is believed', async () => {
    model.replies = ['{"error": "No table holds wombats."}'];
    const error = await ask('List the wombats of everyone', 'cannot');
    assert.equal(error.kind, 'not_understood');
    assert.match(error.message + error.hint, /wombats/);
    assert.equal(model.conversations.length, 1);
});

// A sentence that the compiler asks back about: which of its readings is meant?
const twofold = 'patterns of guests from Germany';

test('what the compiler asks back about is put to the model, and the reading that returns the same rows is the answer of both', async () => {
    const alone = await ask(twofold, 'alone', 'compiler');
    assert.equal(alone.type, 'clarify', JSON.stringify(alone));
    const wanted = await (async () => {
        const session = await server.connect();
        const asked = await session.run(twofold, 'chosen', { generator: 'compiler' });
        const chosen = await session.choose('chosen', asked.readings.find((reading) => reading.rows > 0).n);
        await session.close();
        return chosen;
    })();
    assert.equal(wanted.type, 'rule_result', JSON.stringify(wanted));
    assert.equal(model.conversations.length, 0);
    // the same rows in other words
    model.replies = [JSON.stringify({ sql: `SELECT * FROM (${wanted.sql}) AS same` })];
    const both = await ask(twofold, 'both', 'auto');
    assert.equal(both.type, 'rule_result', JSON.stringify(both));
    assert.equal(both.generator, 'both');
    assert.equal(both.rows, wanted.rows);
    assert.equal(both.reading, wanted.reading);
    assert.ok(both.confidence > wanted.confidence);
});

test('where compiler and model disagree the person is asked, with what each found and how many rows', async () => {
    model.replies = ['{"sql": "SELECT name FROM guests WHERE name LIKE \'nobody is called so%\'"}'];
    const sentence = 'patterns of guests from France';
    const asked = await ask(sentence, 'differ');
    assert.equal(asked.type, 'clarify', JSON.stringify(asked));
    assert.ok(asked.readings.length >= 2);
    assert.ok(asked.readings.every((reading) => reading.rows !== undefined));
    assert.equal(model.conversations.length, 1);
    const session = await server.connect();
    await session.run(sentence, 'differ');
    const chosen = await session.choose('differ', 1);
    await session.close();
    assert.equal(chosen.type, 'rule_result', JSON.stringify(chosen));
    assert.equal(model.conversations.length, 1, 'a sentence is put to the model once');
});

test('a question shows rows that only one of its readings returns', async () => {
    let compared = 0;
    for (const sentence of [twofold, 'top guests', 'biggest orgs', 'best orgs', 'patterns by guests with funding over 10M']) {
        const session = await server.connect();
        const { type, readings } = await session.run(sentence, 'samples', { generator: 'compiler' });
        assert.equal(type, 'clarify', sentence);
        const all = new Map();
        for (const { n, rows, sample } of readings) {
            assert.ok(!sample || (sample.rows.length >= 1 && sample.rows.length <= Math.min(5, rows)), JSON.stringify(sample));
            if (rows === 0) assert.equal(sample, undefined);
            await session.run(sentence, `samples_${n}`, { generator: 'compiler' });
            const { view } = await session.choose(`samples_${n}`, n);
            all.set(n, (await server.json(`/api/views/${view}?limit=1000`)).body);
        }
        await session.close();
        const values = (row) => JSON.stringify(row.map(String).sort());
        for (const { n, sample } of readings) {
            if (!sample?.only || sample.rows.some((row) => row.some((cell) => String(cell).length > 200))) continue;
            for (const [other, { columns, rows }] of all) {
                const returned = rows.map(values);
                for (const row of sample.rows) {
                    if (other === n) assert.ok(returned.includes(values(row)), `${sentence}: ${row}`);
                    else if (columns.length === sample.columns.length) assert.ok(!returned.includes(values(row)), `${sentence}: ${row}`);
                }
                compared += 1;
            }
        }
    }
    assert.ok(compared > 0, 'no rows to compare');
});

test('the statement of the model is read back from its SQL', async () => {
    model.replies = ['{"sql": "SELECT o.name FROM orgs o WHERE o.country = \'Germany\'"}'];
    const result = await ask('wombatty outfits of the Germanic kind', 'read_back');
    assert.equal(result.type, 'rule_result', JSON.stringify(result));
    assert.match(result.reading, /Germany/);
    assert.doesNotMatch(result.reading, /test-model/);
});

test('what cannot be read back is said to be the claim of the model', async () => {
    model.replies = ["SELECT name, array_to_string(ARRAY(SELECT e.title FROM episodes e), ',') AS bones FROM patterns"];
    const result = await ask('wombat the pattern monikers by bones', 'unread');
    assert.equal(result.type, 'rule_result', JSON.stringify(result));
    assert.match(result.reading, /test-model/);
    model.replies = [JSON.stringify({ sql: "SELECT array_to_string(ARRAY(SELECT e.title FROM episodes e), ',') AS bones FROM orgs", says: 'all titles\n in one line' })];
    assert.equal((await ask('wombat the outfits by bones', 'claimed')).reading, 'as test-model says: all titles in one line');
});

test('a statement that fails while it runs goes back to the model, and is none of the person\'s faults', async () => {
    model.replies = ['SELECT name FROM orgs WHERE id = (SELECT id FROM patterns)', 'SELECT name FROM orgs'];
    const result = await ask('wombats of many rows at once', 'many_rows');
    assert.equal(result.type, 'rule_result', JSON.stringify(result));
    assert.equal(model.conversations.length, 2);
});

test('the same refused statement twice ends it', async () => {
    model.replies = ['DROP TABLE orgs'];
    const error = await ask('wombats to be dropped', 'twice');
    assert.equal(error.kind, 'forbidden_sql');
    assert.equal(model.conversations.length, 2);
});

test('each engine can be asked for by name', async () => {
    model.replies = ['SELECT name FROM patterns'];
    assert.equal((await ask('Find all patterns', 'by_model', 'model')).generator, 'model');
    assert.equal((await ask('Find all orgs', 'by_compiler', 'compiler')).generator, 'compiler');
    model.replies = ['SELECT * FROM guests'];
    assert.equal((await ask('Find all guests', 'by_both', 'both')).generator, 'both');
    assert.match((await ask('Find all guests', 'by_none', 'wizard')).message, /generator/);
});

test('what a person chose is the answer to the same sentence from then on, until its rule is deleted', async () => {
    const sentence = 'patterns of guests from Brazil';
    const asked = await ask(sentence, 'first', 'compiler');
    assert.equal(asked.type, 'clarify', JSON.stringify(asked));
    const session = await server.connect();
    await session.run(sentence, 'second', { generator: 'compiler' });
    const chosen = await session.choose('second', 2);
    await session.close();
    assert.equal(chosen.type, 'rule_result', JSON.stringify(chosen));
    assert.ok(!chosen.kept);
    model.replies = ['SELECT name FROM guests'];
    await server.stop();
    await server.start();
    const again = await ask(sentence, 'third');
    assert.equal(again.type, 'rule_result', JSON.stringify(again));
    assert.equal(again.kept, true);
    assert.equal(again.sql, chosen.sql);
    assert.equal(again.reading, chosen.reading);
    assert.equal(model.conversations.length, 0);
    assert.equal((await ask(sentence, 'fourth', 'compiler')).type, 'clarify', 'asked for by name it is made anew');
    const removed = await fetch(`${server.url}/api/rules/${encodeURIComponent(again.registered_as)}`, { method: 'DELETE' });
    assert.ok(removed.ok);
    await ask(sentence, 'fifth');
    assert.equal(model.conversations.length, 1);
});

test('columns of a statement of the model are called what they are, and its rows are the same', async () => {
    model.replies = ['SELECT country, sum(funding), count(*), max(date_founded) AS latest FROM orgs GROUP BY country ORDER BY sum(funding) DESC NULLS LAST, 1'];
    const named = await ask('wombat funding by country', 'named');
    assert.equal(named.type, 'rule_result', JSON.stringify(named));
    assert.deepEqual(named.columns.map(({ name }) => name), ['country', 'total_funding', 'number_of_orgs', 'latest'], named.sql);
    const sums = named.preview.map((row) => row[1]).filter((sum) => sum !== null);
    assert.deepEqual(sums, [...sums].sort((a, b) => b - a));
    // An order that goes by the name PostgreSQL gives stays what it is.
    model.replies = ['SELECT country, sum(funding * 3) FROM orgs GROUP BY country ORDER BY sum DESC NULLS LAST, country'];
    const by_name = await ask('wombat funding thrice by country', 'ordered_by_name');
    assert.equal(by_name.type, 'rule_result', JSON.stringify(by_name));
    assert.deepEqual(by_name.preview.filter((row) => row[1] !== null).map((row) => row[1]), sums.map((sum) => sum * 3));
});

test('SQL that a person wrote is the answer to its sentence from then on, also where the compiler would be sure', async () => {
    const sentence = 'Find all episodes';
    const before = await ask(sentence, 'plain');
    assert.equal(before.generator, 'compiler');
    const session = await server.connect();
    const refused = await session.run(sentence, 'corrected', { sql: 'DELETE FROM episodes' });
    assert.equal(refused.kind, 'forbidden_sql', JSON.stringify(refused));
    assert.equal((await session.run(sentence, 'corrected', { sql: '  ' })).kind, 'invalid_request');
    const corrected = await session.run(sentence, 'corrected', { sql: 'SELECT title FROM episodes WHERE number > 3 ORDER BY title;' });
    assert.equal(corrected.type, 'rule_result', JSON.stringify(corrected));
    assert.equal(corrected.generator, 'person');
    assert.equal(corrected.confidence, 1);
    assert.match(corrected.reading, /episodes/);
    assert.equal(corrected.registered_as, before.registered_as);
    assert.equal(corrected.version, 2);
    assert.equal(model.conversations.length, 0);
    const again = await session.run(sentence, 'after_correction');
    assert.equal(again.kept, true);
    assert.equal(again.sql, corrected.sql);
    assert.equal(again.generator, 'person');
    await session.close();
    const { body } = await server.json(`/api/rules/${encodeURIComponent(before.registered_as)}`);
    assert.deepEqual(body.versions.map(({ generator }) => generator), ['person', 'person', 'compiler']);
    await ask('wombat all episodes', 'near_correction');
    assert.ok(JSON.stringify(model.conversations[0].body.messages).includes('number > 3'), 'an example for the model');
    assert.equal((await ask(sentence, 'anew', 'auto')).generator, 'compiler', 'until it is made anew');
});

test('a model is shown what a person chose for a sentence near this one', async () => {
    const session = await server.connect();
    await session.run('patterns of guests from Italy', 'italy', { generator: 'compiler' });
    const chosen = await session.choose('italy', 1);
    await session.close();
    assert.equal(chosen.type, 'rule_result', JSON.stringify(chosen));
    model.replies = ['SELECT name FROM patterns'];
    await ask('patterns of wombats from Italy', 'near');
    assert.match(model.conversations[0].body.messages[0].content, /patterns of guests from Italy/);
});

test('what a model wrote is kept over a restart, and not when a table changed', async () => {
    const sentence = 'wombats that are kept for later';
    model.replies = ['SELECT name FROM orgs'];
    assert.equal((await ask(sentence, 'w1')).generator, 'model');
    await server.stop();
    await server.start();
    const again = await ask(sentence, 'w2');
    assert.equal(again.generator, 'model');
    assert.equal(again.kept, true);
    assert.equal(model.conversations.length, 1);
});

// From here on the model fails, and is not called for a while.
for (const status of [401, 429, 500])
    test(`a model that answers ${status} is unavailable, and its text and the key stay secret`, async () => {
        model.replies = [status];
        const error = await ask(`wombat number ${status}`, `status_${status}`);
        assert.equal(error.kind, 'unavailable', JSON.stringify(error));
        assert.ok(!JSON.stringify(error).includes('sk-'));
        assert.ok(!server.log.includes(key));
    });

test('where the engines do not agree the model is sampled, and the statement that most samples return goes out', async () => {
    const written = (condition) => JSON.stringify({ sql: `SELECT name FROM patterns WHERE ${condition}` });
    const [odd, long, same] = ["name LIKE 'A%'", 'length(name) > 12', 'char_length(name) >= 13'].map(written);
    const sampled = await Server.start({ env: { OPENAI_BASE_URL: model.url, PF_MODEL: 'test-model', PF_MODEL_SAMPLES: '3' } });
    const session = await sampled.connect();
    const run = async (sentence, replies, id) => {
        [model.replies, model.conversations] = [replies, []];
        return session.run(sentence, id);
    };
    try {
        const outvoted = await run(hard, [odd, long, same], 'outvoted');
        assert.equal(outvoted.type, 'rule_result', JSON.stringify(outvoted));
        assert.match(outvoted.sql, /length\(/);
        assert.equal(outvoted.model.calls, 3);
        assert.deepEqual(model.conversations.map(({ body }) => body.temperature > 0), [false, true, true]);

        const settled = await run('Which orgs have surprisingly lengthy monikers, wombatwise?', [long, same, odd], 'settled');
        assert.equal(settled.type, 'rule_result', JSON.stringify(settled));
        assert.equal(settled.model.calls, 2, 'two of three are most');
        assert.ok(settled.confidence > outvoted.confidence, 'the more agree the surer');

        const lengths = [odd, written('length(name) > 20'), long];
        const split = await run('Which guests have surprisingly lengthy monikers, wombatwise?', lengths, 'split');
        assert.equal(split.type, 'clarify', JSON.stringify(split));

        const broken = await run('Which posts have surprisingly lengthy monikers, wombatwise?', [long, written('wombats = 1'), 'prose'], 'broken');
        assert.equal(broken.type, 'rule_result', 'samples that cannot run are none');
        assert.ok(broken.confidence < settled.confidence);
    } finally {
        await session.close();
        await sampled.dispose();
    }
});

test('a model that fails costs no answer that the compiler has', async () => {
    model.replies = [500];
    const asked = await ask('patterns of guests from Canada', 'failing');
    assert.equal(asked.type, 'clarify', JSON.stringify(asked));
});
