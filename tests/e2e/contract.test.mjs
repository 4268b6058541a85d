// /openapi.json and /docs: a valid OpenAPI document, true of every route of the real program, and the page that tries them.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, before, test } from 'node:test';
import { closeBrowser, root, Server } from './support.mjs';
import { makeView, Web } from './web.mjs';

const requireFromWeb = createRequire(path.join(root, 'web/package.json'));
const { Validator } = await import(pathToFileURL(requireFromWeb.resolve('@seriousme/openapi-schema-validator')));
const Ajv = requireFromWeb('ajv/dist/2020').default;

let server, contract, view, ruleId, validate;
before(async () => {
    server = await Server.start();
    view = await makeView(server, 'Find all patterns');
    await makeView(server, 'Find all patterns');
    ruleId = (await server.json('/api/rules')).body.rules[0].rule_id;
    contract = (await server.json('/openapi.json')).body;
    const ajv = new Ajv({ strict: false, formats: { 'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/ } });
    ajv.addSchema(closed(contract), 'contract');
    validate = (pointer, value, what) => {
        const check = ajv.getSchema(`contract#${pointer}`);
        assert.ok(check, pointer);
        assert.ok(check(value), `${what}: ${JSON.stringify(check.errors?.slice(0, 3))}`);
    };
});
after(async () => {
    await closeBrowser();
    await server?.dispose();
});

// A copy in which an object has no other fields than those it lists: what an answer holds must stand in the contract.
function closed(value) {
    if (Array.isArray(value)) return value.map(closed);
    if (typeof value !== 'object' || value === null) return value;
    const copy = Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, closed(inner)]));
    return copy.type === 'object' && copy.properties ? { ...copy, additionalProperties: false } : copy;
}
const escaped = (segment) => segment.replaceAll('~', '~0').replaceAll('/', '~1');
const resolved = (object) => (object.$ref ? object.$ref.slice(2).split('/').reduce((at, name) => at[name], contract) : object);

test('/openapi.json is a valid OpenAPI 3.1 document', async () => {
    const result = await new Validator().validate(structuredClone(contract));
    assert.ok(result.valid, JSON.stringify(result.errors?.slice(0, 5)));
    assert.equal(contract.openapi, '3.1.0');
    const status = await server.json('/', { headers: { Accept: 'application/json' } });
    assert.equal(contract.info.version, status.body.version);
});

test('every operation answers as the contract says, and takes the parameters it lists', async () => {
    const pinRows = async (id) => (await server.json(`/api/boards/${id}/tiles`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ kind: 'rows', rule_id: ruleId }) })).body.tile_id;
    let pattern, word, board, tile, link, brought;
    const settled = async (id) => {
        while (/receiving|reading|loading/.test((await server.json(`/api/imports/${id}`)).body.stage)) await new Promise((later) => setTimeout(later, 20));
    };
    const deletes = [];
    const ask = async (method, route, operation) => {
        if (route.startsWith('/api/imports/')) await settled(brought);
        const known = { view, table: 'patterns', name: word, tile, id: ruleId };
        if (route.startsWith('/api/patterns')) known.id = pattern;
        if (route.startsWith('/api/boards')) known.id = board;
        if (route.startsWith('/api/imports')) Object.assign(known, { id: brought, table: 'brought_things' });
        const query = new URLSearchParams();
        let target = route;
        for (const parameter of (operation.parameters ?? []).map(resolved)) {
            if (parameter.in === 'path') target = target.replace(`{${parameter.name}}`, encodeURIComponent(known[parameter.name]));
            else for (const value of [parameter.example ?? []].flat()) query.append(parameter.name, value);
        }
        const [[bodyType, { example: body } = {}] = []] = Object.entries(operation.requestBody?.content ?? {});
        const succeeds = Object.entries(operation.responses).find(([status]) => status.startsWith('2'));
        // Ways through a sign-in provider, which this server has not (sign_in.test.mjs).
        if (!succeeds) {
            const { status, body: refused } = await server.json(route);
            assert.equal(status, 404, route);
            return validate('/components/schemas/Problem', refused, route);
        }
        const [wanted, described] = succeeds;
        const what = `${method} ${target}?${query}`;
        const answer = await fetch(`${server.url}${target}${query.size ? `?${query}` : ''}`, {
            method: method.toUpperCase(),
            headers: { Accept: Object.keys(described.content ?? {})[0] ?? '*/*', ...(body ? { 'Content-Type': bodyType } : {}), ...(route.startsWith('/api/shared') ? { Authorization: `Bearer ${link}` } : {}) },
            body: typeof body === 'string' ? body : body && JSON.stringify(body)
        });
        const text = await answer.text();
        assert.equal(`${answer.status}`, wanted, `${what}: ${text.slice(0, 300)}`);
        if (!described.content) return assert.equal(text, '');
        const type = answer.headers.get('content-type').split(';')[0];
        assert.ok(described.content[type], `${what}: ${type}`);
        const value = type === 'application/json' ? JSON.parse(text) : text;
        const pointer = ['paths', route, method, 'responses', wanted, 'content', type, 'schema'].map(escaped).join('/');
        validate(`/${pointer}`, value, what);
        if (operation.operationId === 'addPattern') pattern = value.id;
        if (operation.operationId === 'addBoard') board = value.board_id;
        if (operation.operationId === 'pinTile') tile = await pinRows(board);
        if (operation.operationId === 'makeLink') link = value.token;
        if (operation.operationId === 'bringFile') brought = value.id;
        if (route === '/api/definitions' && method === 'post') word = body.name;
        if (body) validate(`/${['paths', route, method, 'requestBody', 'content', bodyType, 'schema'].map(escaped).join('/')}`, body, `${what}, body`);
    };
    let asked = 0;
    for (const [route, methods] of Object.entries(contract.paths))
        for (const [method, operation] of Object.entries(methods)) {
            asked++;
            if (method === 'delete') deletes.push([method, route, operation]);
            else await ask(method, route, operation);
        }
    for (const one of deletes) await ask(...one);
    assert.ok(asked > 20);
});

test('refusals are as the contract says too', async () => {
    const post = (body) => server.json('/api/rules', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
    const unclear = await post({ rule_code: 'popular posts' });
    assert.equal(unclear.status, 409);
    validate('/components/schemas/Clarify', unclear.body, 'clarify');
    for (const [status, answer] of [
        [422, await post({ rule_code: 'find frobnicated patterrns', rule_id: 'unknown' })],
        [400, await post({})],
        [404, await server.json('/api/views/nothing')],
        [405, await server.json('/api/views', { method: 'PUT' })]
    ]) {
        assert.equal(answer.status, status);
        validate('/components/schemas/Problem', answer.body, `${status}`);
    }
});

test('/docs tries a request, shows its answer and copies it for a shell, by keyboard', async () => {
    const web = await Web.open(server, { path: '/docs' });
    await web.page.getByRole('heading', { name: 'API', exact: true }).waitFor();
    const cards = web.page.locator('details');
    await cards.first().waitFor(); // the heading stands before the contract has come
    assert.equal(await cards.count(), Object.values(contract.paths).flatMap(Object.keys).length);
    const card = cards.filter({ hasText: /} Rows of a table/ });
    await card.locator('summary').focus();
    await web.page.keyboard.press('Enter');
    const send = card.getByRole('button', { name: 'Send' });
    assert.ok(await send.isDisabled(), 'the table is needed');
    await card.getByLabel('table', { exact: false }).first().fill('orgs');
    await card.getByLabel('sort').fill('name');
    await card.getByLabel('dir').fill('desc');
    await card.getByLabel('limit').fill('2');
    await card.getByLabel('limit').press('Enter');
    await card.getByText('200 OK').waitFor();
    const answer = JSON.parse(await card.getByRole('group', { name: 'Answer' }).innerText());
    assert.equal(answer.rows.length, 2);
    await card.getByRole('button', { name: 'Copy as curl' }).click();
    assert.equal(await web.clipboard, `curl '${server.url}/api/tables/orgs?sort=name&dir=desc&limit=2' -H 'Accept: application/json'`);
    await web.screenshot('docs-answer');
    await web.close();
});

test('/docs shows a refusal as it came, and says when no answer comes', async () => {
    const web = await Web.open(server, { path: '/docs', expects: /422|Failed to load resource|WebSocket/ });
    const card = web.page.locator('details').filter({ hasText: 'Run a rule' });
    await card.locator('summary').click();
    await card.getByLabel('Body').fill('{"rule_code":"frobnicate <img src=x onerror=pwned()>"}');
    await card.getByRole('button', { name: 'Send' }).click();
    await card.getByText(/^422 /).waitFor();
    assert.match(await card.getByRole('group', { name: 'Answer' }).innerText(), /"kind": "not_understood"/);
    await server.stop();
    await card.getByRole('button', { name: 'Send' }).click();
    await card.getByText('No answer came.').waitFor();
    await server.start();
    await web.close();
});
