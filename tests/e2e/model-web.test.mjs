// What a person sees of two engines: the compiler's readings while a model is asked, what tells readings apart, and SQL of their
// own in place of an answer.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { ModelServer } from './model_server.mjs';
import { closeBrowser, Server } from './support.mjs';
import { makeView, Web } from './web.mjs';

let model, server, web;
before(async () => {
    model = await ModelServer.start();
    server = await Server.start({ env: { OPENAI_BASE_URL: model.url, PF_MODEL: 'test-model' } });
});
after(async () => {
    await closeBrowser();
    await server?.dispose();
    model?.close();
});
afterEach(() => web?.close());

const twofold = (country) => `patterns of guests from ${country}`;
const hangs = (request, answer) => {
    answer.writeHead(200, { 'Content-Type': 'text/event-stream' });
    const timer = setInterval(() => answer.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: ' ' } }] })}\n\n`), 100);
    answer.on('close', () => clearInterval(timer));
};
const looks = [
    { name: 'wide-light', width: 1440, scheme: 'light' },
    { name: 'narrow-dark', width: 380, scheme: 'dark' }
];

for (const { name, ...look } of looks) {
    test(`while a model thinks its waiting person can choose a reading of the compiler (${name})`, async () => {
        model.replies = [hangs];
        web = await Web.open(server, look);
        await web.openChat();
        await web.say(`run ${twofold(name === 'wide-light' ? 'Germany' : 'France')}`);
        const card = web.drawer.getByTestId('typing');
        await card.getByText('While the model thinks: is it one of these?').waitFor();
        await card.getByText(/(bytes|kB) received/).waitFor();
        await web.screenshot(`chat-offered-${name}`);
        const choice = card.getByRole('listitem').nth(1);
        const words = await choice.locator('.words').innerText();
        await choice.getByRole('button').click();
        const result = web.drawer.getByRole('article', { name: 'Result' });
        await result.waitFor();
        assert.equal(await result.locator('.reading').innerText(), words);
        assert.equal(await result.getByText('your choice').count(), 1);
    });

    test(`a question shows the rows that tell its readings apart (${name})`, async () => {
        model.replies = ['{"error": "No table says so."}'];
        web = await Web.open(server, look);
        await web.openChat();
        await web.say(name === 'wide-light' ? 'run top guests' : 'run biggest orgs');
        const question = web.drawer.getByRole('article', { name: 'Several readings' });
        await question.or(web.drawer.getByRole('article', { name: 'Result' })).waitFor();
        await web.screenshot(`chat-samples-${name}`);
        assert.ok((await question.getByText(/^(Only in this one|It begins with|It returns):$/).count()) > 0);
    });

    test(`SQL of a rule is edited, and runs as the answer to its sentence (${name})`, async () => {
        const view = await makeView(server, 'Find all episodes');
        web = await Web.open(server, { ...look, path: `/results/${view}?tab=sql` });
        await web.page.getByRole('button', { name: 'Edit SQL' }).click();
        const box = web.page.getByRole('textbox', { name: 'SQL of the rule' });
        await web.screenshot(`results-sql-edited-${name}`);
        await box.fill('SELECT title FROM episodes\nWHERE number <= 3\nORDER BY title');
        await box.press('Control+Enter');
        const result = web.drawer.getByRole('article', { name: 'Result' });
        await result.getByText('3 rows', { exact: true }).waitFor();
        await result.getByText('written as SQL').waitFor();
        await web.screenshot(`chat-written-as-sql-${name}`);
        await web.page.keyboard.press('Escape');
        await web.page.getByRole('button', { name: 'Edit SQL' }).waitFor();
        await web.page.getByRole('group', { name: 'SQL' }).filter({ hasText: 'number <= 3' }).waitFor();
    });
}
