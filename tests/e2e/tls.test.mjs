// TLS of the server itself: pages, API and WebSocket over it, a new certificate without a restart, and what is refused.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import path from 'node:path';
import { after, before, test } from 'node:test';
import tls from 'node:tls';
import { browser, closeBrowser, program, root, Server, Session, temporaryFolder } from './support.mjs';

process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'; // the certificates are this test's own
const token = 'a token for this test';
let folder, server;
const file = (name) => path.join(folder, name);

function makeCertificate(name) {
    execFileSync('openssl', [
        ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', `/CN=${name}`],
        ...['-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', file(`${name}.key`), '-out', file(`${name}.crt`)]
    ], { stdio: 'ignore' });
}
const install = (name, key = name) => {
    copyFileSync(file(`${name}.crt`), file('server.crt'));
    copyFileSync(file(`${key}.key`), file('server.key'));
};

before(async () => {
    folder = temporaryFolder();
    for (const name of ['first', 'second']) makeCertificate(name);
    install('first');
    server = await Server.start({ env: { PF_TOKEN: token, PF_TLS_CERT: file('server.crt'), PF_TLS_KEY: file('server.key') } });
});
after(async () => {
    await closeBrowser();
    await server?.dispose();
    rmSync(folder, { recursive: true, force: true });
});

const until = async (condition, what) => {
    for (let i = 0; i < 500; i++) {
        if (await condition()) return;
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert.fail(`never happened: ${what}`);
};
const url = () => `https://127.0.0.1:${server.port}`;
const authorised = { Authorization: `Bearer ${token}` };
const get = (path_, options = {}) => fetch(url() + path_, { headers: authorised, ...options });
const post = (rule_code) => get('/api/rules', { method: 'POST', headers: { ...authorised, 'Content-Type': 'application/json' }, body: JSON.stringify({ rule_code }) });
// How a handshake went: the name on the certificate and the protocol, or the error.
const handshake = (options = {}) =>
    new Promise((resolve) => {
        const socket = tls.connect({ port: server.port, host: '127.0.0.1', ...options }, () => {
            resolve({ name: socket.getPeerCertificate().subject.CN, protocol: socket.getProtocol(), spoken: socket.alpnProtocol });
            socket.destroy();
        });
        socket.on('error', (error) => resolve({ error: error.code ?? error.message }));
    });

test('pages and the API answer over TLS, whole', async () => {
    assert.match(server.log, new RegExp(`https://127.0.0.1:${server.port}/`));
    assert.match(server.log, new RegExp(`wss://127.0.0.1:${server.port}/ws`));
    assert.equal(await (await get('/openapi.json')).text(), readFileSync(path.join(root, 'src/api/openapi.json'), 'utf8'));
    const made = await (await post('Find all patterns')).json();
    assert.ok(made.rows > 0, JSON.stringify(made));
    const csv = await (await get(`/api/views/${made.view}.csv`)).text();
    assert.ok(csv.startsWith('id,name,') && csv.split('\n').length > made.rows);
    const signedIn = await fetch(`${url()}/?token=${encodeURIComponent(token)}`, { redirect: 'manual' });
    assert.equal(signedIn.status, 303);
    assert.match(signedIn.headers.get('set-cookie'), /; HttpOnly; SameSite=Strict; Secure$/);
});

test('TLS 1.2 and 1.3 are spoken, older is not, and who forgets the s of https is told', async () => {
    assert.equal((await handshake()).protocol, 'TLSv1.3');
    assert.equal((await handshake({ maxVersion: 'TLSv1.2' })).protocol, 'TLSv1.2');
    assert.equal((await handshake({ ALPNProtocols: ['h2', 'http/1.1'] })).spoken, 'http/1.1');
    assert.ok((await handshake({ minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' })).error);
    const plain = await fetch(`http://127.0.0.1:${server.port}/`);
    assert.equal(plain.status, 400);
    assert.match((await plain.json()).hint, /https:/);
});

test('a browser signs in over TLS and gets its WebSocket', async () => {
    const page = await (await browser()).newPage({ ignoreHTTPSErrors: true });
    await page.goto(url());
    await page.getByLabel('Token').fill(token);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'Chat, connected' }).waitFor();
    await page.close();
});

test('a client that leaves ends its query over TLS too', async () => {
    const release = server.holdTable('posts');
    try {
        const running = () => server.sql("RESET ROLE; SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND usename <> 'pf_admin'").trim();
        const request = https.request(`${url()}/api/tables/posts`, { headers: authorised, agent: false });
        request.on('error', () => {});
        request.end();
        await until(() => running() === '1', 'the query of the page');
        request.destroy();
        await until(() => running() === '0', 'its end');
    } finally {
        release();
    }
});

test('a new certificate is taken at SIGHUP, a broken one is not, and nobody is cut off', async () => {
    const cookie = (await fetch(`${url()}/?token=${encodeURIComponent(token)}`, { redirect: 'manual' })).headers.get('set-cookie').split(';')[0];
    const session = await openSession(cookie);
    assert.equal((await handshake()).name, 'first');
    install('second');
    server.process.kill('SIGHUP');
    await until(async () => (await handshake()).name === 'second', 'the second certificate');
    install('first', 'second');
    server.process.kill('SIGHUP');
    await until(() => /the former certificate is used on: The key .*server\.key cannot be used/.test(server.log), 'a word of it in the log');
    writeFileSync(file('server.crt'), 'no certificate');
    server.process.kill('SIGHUP');
    await until(() => /The certificate .*server\.crt cannot be used/.test(server.log), 'another');
    assert.equal((await handshake()).name, 'second');
    assert.equal((await session.run('Find all guests')).type, 'rule_result');
    await session.close();
});

test('what cannot be used is refused at start, naming the file', () => {
    install('first');
    const start = (env) => spawnSync(program, ['serve', '--port', '0', '--data-dir', server.dataDir + '-none'], { encoding: 'utf8', env: { PATH: process.env.PATH, ...env } });
    const alone = start({ PF_TLS_CERT: file('server.crt') });
    assert.equal(alone.status, 2);
    assert.match(alone.stderr, /go together/);
    const wrong = start({ PF_TLS_CERT: file('first.crt'), PF_TLS_KEY: file('second.key') });
    assert.equal(wrong.status, 2);
    assert.match(wrong.stderr, /second\.key cannot be used/);
    const missing = start({ PF_TLS_CERT: file('nowhere.crt'), PF_TLS_KEY: file('first.key') });
    assert.match(missing.stderr, /nowhere\.crt cannot be used: the file cannot be read/);
    rmSync(server.dataDir + '-none', { recursive: true, force: true });
});

// A socket of Node's takes no cookie; the rest of a session is as it is elsewhere.
function openSession(cookie) {
    const Plain = globalThis.WebSocket;
    globalThis.WebSocket = class extends Plain {
        constructor(address) {
            super(address, { headers: { Cookie: cookie } });
        }
    };
    return Session.open(`wss://127.0.0.1:${server.port}/ws`).finally(() => (globalThis.WebSocket = Plain));
}
