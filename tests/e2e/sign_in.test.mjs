// Signing in through a provider of OpenID Connect: who comes in and as what, what becomes of their session, and every way in
// which a provider, a token or a browser can be wrong, none of which lets anybody in.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { Cookies, OidcProvider, SigningKey, unsigned, withPublicKeyAsSecret } from './oidc_provider.mjs';
import { closeBrowser, freePort, program, Server, Session, temporaryFolder, until } from './support.mjs';
import { makeView, Web } from './web.mjs';

const token = 'the one shared token of this test';
const folder = temporaryFolder();
const usersFile = path.join(folder, 'users.yaml');
let provider, server, settings;

function run(args, env = {}) {
    const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(PG|PF_|OPENAI_|DATABASE_URL)/.test(name)));
    return spawnSync(program, args, { env: { ...clean, ...env }, encoding: 'utf8' });
}

before(async () => {
    provider = await OidcProvider.start();
    const port = await freePort();
    assert.equal(run(['user', 'add', 'Otto', '--role', 'admin'], { PF_USERS_FILE: usersFile }).status, 0);
    settings = {
        PF_TOKEN: token,
        PF_USERS_FILE: usersFile,
        PF_PUBLIC_URL: `http://127.0.0.1:${port}`,
        PF_TRUSTED_PROXIES: '127.0.0.1',
        PF_OIDC_ISSUER: provider.issuer,
        PF_OIDC_CLIENT_ID: provider.clientId,
        PF_OIDC_CLIENT_SECRET: provider.clientSecret,
        PF_OIDC_NAME: 'Example ID',
        PF_OIDC_ROLES: 'root=admin, editors=author, staff=reader',
        PF_OIDC_TIMEOUT_MS: '2000'
    };
    server = await Server.start({ port, env: settings });
});
after(async () => {
    await closeBrowser();
    await server?.dispose();
    provider?.close();
});
beforeEach(() => {
    provider.behave();
    provider.person = { sub: 'ana-1', name: 'Ana Meier', preferred_username: 'ana', email: 'ana@people.example', groups: ['editors'] };
});

// Each client has an address of its own, so that one test's wrong guesses do not count in another's.
let clients = 0;
const headers = (client) => ({ Accept: 'application/json', 'X-Forwarded-For': client });

// The way through the provider, as far as it goes: the last answer.
async function signIn({ to, cookies = new Cookies(), client = `10.0.0.${++clients}`, change = (url) => url, accept = 'application/json' } = {}) {
    const init = { headers: { ...headers(client), Accept: accept } };
    const begun = await cookies.fetch(`${server.url}/sign-in${to === undefined ? '' : `?to=${encodeURIComponent(to)}`}`, init);
    if (begun.status !== 303) return { answer: begun, cookies };
    const agreed = await fetch(begun.headers.get('location'), { redirect: 'manual' });
    assert.equal(agreed.status, 302, await agreed.text());
    const back = change(new URL(agreed.headers.get('location')));
    return { answer: await cookies.fetch(back.href, init), cookies, back: back.href, client };
}
async function signedIn(options) {
    const { answer, ...rest } = await signIn(options);
    assert.equal(answer.status, 303, await answer.text());
    return { ...rest, location: answer.headers.get('location'), cookie: `pattern_factory=${rest.cookies.session.value}` };
}
const get = (cookie, target = '/api/server') => fetch(server.url + target, { headers: { Cookie: cookie, Accept: 'application/json' } });
const who = async (cookie) => (await (await get(cookie)).json()).user;
const isIn = async (cookie) => (await get(cookie, '/api/rules')).status === 200;

// The reason by which signing in failed; nobody may be in then.
async function refused(options, status) {
    const { answer, cookies } = await signIn(options);
    const body = await answer.json();
    assert.equal(cookies.session, undefined, `nobody is let in: ${JSON.stringify(body)}`);
    assert.ok(answer.status >= 400, `${answer.status}`);
    if (status) assert.equal(answer.status, status, JSON.stringify(body));
    assert.ok(!JSON.stringify(body).includes('pwned'), 'nothing that the provider wrote');
    return body.reason;
}
async function audit(what) {
    const answer = await fetch(`${server.url}/api/audit?what=${what}&limit=1000`, { headers: { Authorization: `Bearer ${token}` } });
    return (await answer.json()).entries;
}

test('who comes through the provider has the name and role that it tells, and lands where they wanted to', async () => {
    const { cookies, cookie, location } = await signedIn({ to: '/results/x?sort=name&filter=a%20b' });
    assert.equal(location, '/results/x?sort=name&filter=a%20b');
    assert.deepEqual(await who(cookie), { name: 'Ana Meier', role: 'author' });
    assert.deepEqual(cookies.session.attributes, ['Path=/', 'Max-Age=43200', 'HttpOnly', 'SameSite=Lax']);
    assert.match(cookies.session.value, /^[0-9a-f]{64}$/, 'it tells nothing');
    assert.equal(cookies.jar.size, 1, 'what the sign-in carried is taken away');

    const made = await fetch(`${server.url}/api/rules`, { method: 'POST', headers: { Cookie: cookie, 'Content-Type': 'application/json' }, body: JSON.stringify({ rule_code: 'how many patterns per kind' }) });
    const { registered_as } = await made.json();
    assert.equal((await (await get(cookie, `/api/rules/${registered_as}`)).json()).made_by, 'Ana Meier');
    await until(async () => (await audit('signed_in')).some(({ who: name, about }) => name === 'Ana Meier' && /^10\.0\.0\.\d+, subject ana-1$/.test(about)), 'who signed in');
    await until(async () => (await audit('rule_run')).some(({ who: name, token: id }) => name === 'Ana Meier' && /^session-[0-9a-f]{12}$/.test(id)), 'who ran it');
    const session = await Session.open(`ws://127.0.0.1:${server.port}/ws`, { headers: { Cookie: cookie } });
    assert.deepEqual(session.hello.user, { name: 'Ana Meier', role: 'author' });
    await session.close();
    const asked = provider.asked('/token').at(-1);
    assert.match(asked.form.get('code_verifier'), /^[0-9a-f]{64}$/);
    assert.equal(asked.form.get('client_secret'), null, 'the secret goes into the head');
    const kept = readFileSync(path.join(server.dataDir, 'sessions'), 'utf8');
    assert.equal(statSync(path.join(server.dataDir, 'sessions')).mode & 0o777, 0o600);
    assert.ok(!kept.includes(cookies.session.value), 'the file tells no cookie');
    assert.ok(![...server.log.matchAll(/the client|[0-9a-f]{32}/g)].length, 'the log has no secret');
});

test('the highest of the roles that the claim’s values give holds; who has none may not come', async () => {
    for (const [groups, role] of [
        [['staff', 'root'], 'admin'],
        ['staff', 'reader'],
        [['another', 'editors'], 'author']
    ]) {
        provider.person.groups = groups;
        assert.equal((await who((await signedIn()).cookie)).role, role);
    }
    for (const groups of [[], ['Root'], undefined]) {
        provider.person.groups = groups;
        assert.equal(await refused({}, 403), 'no_role');
    }
    await until(async () => (await audit('sign_in_refused')).some(({ about }) => /, no_role$/.test(about)), 'it is remembered');
});

test('what the ID token leaves open is asked of userinfo, about the same person only', async () => {
    provider.shown = new Set();
    assert.deepEqual(await who((await signedIn()).cookie), { name: 'Ana Meier', role: 'author' });
    provider.userInfo = (info) => ({ ...info, sub: 'otto-1', groups: ['root'] });
    assert.equal(await refused({}, 503), 'provider_nonsense');
    provider.userInfo = ({ sub }) => ({ sub, groups: ['root'] });
    assert.equal(await refused({}, 403), 'no_name');
    provider.userInfo = (info) => ({ ...info, name: '‮nA', preferred_username: '', email: undefined });
    assert.equal(await refused({}, 403), 'no_name', 'a name that does not show as it is');
});

test('a name is one person’s: another of the same name, or of a user’s in the file, is told apart', async () => {
    await signedIn();
    Object.assign(provider.person, { sub: 'ana-2', preferred_username: 'ana2' });
    assert.equal((await who((await signedIn()).cookie)).name, 'Ana Meier (ana2)');
    assert.equal((await who((await signedIn()).cookie)).name, 'Ana Meier (ana2)', 'and keeps it');
    provider.person = { sub: 'x', name: 'otto', groups: ['staff'] };
    assert.match((await who((await signedIn()).cookie)).name, /^otto \([0-9a-f]{6}\)$/);
    provider.person = { sub: 'ana-1', name: 'Ana Meier', groups: ['editors'] };
    assert.equal((await who((await signedIn()).cookie)).name, 'Ana Meier');
});

test('keys may be RSA or of P-256, and change', async () => {
    for (const algorithm of ['ES256', 'RS256']) {
        const former = provider.key;
        provider.key = new SigningKey(algorithm);
        await signedIn();
        const asked = provider.asked('/keys').length;
        await signedIn();
        assert.equal(provider.asked('/keys').length, asked, 'known keys are not asked for again');
        provider.token = (claims) => former.sign(claims);
        assert.equal(await refused({}, 401), 'token_forged', 'the former key is no longer one of the provider’s');
        assert.equal(provider.asked('/keys').length, asked + 1);
        provider.behave();
    }
    provider.key = new SigningKey('RS256', provider.key.id);
    await signedIn();
});

test('a token that is forged, expired, or somebody else’s is refused by its name', async () => {
    const stranger = new SigningKey('RS256', provider.key.id);
    const now = Math.floor(Date.now() / 1000);
    const claim = (name, value) => () => (provider.claims = (claims) => ({ ...claims, [name]: value }));
    const signed = (make) => () => (provider.token = make);
    for (const [misbehave, reason] of [
        [signed((claims) => stranger.sign(claims)), 'token_forged'],
        [signed((claims) => `${provider.key.sign(claims).split('.').slice(0, 2).join('.')}.`), 'token_forged'],
        [signed(unsigned), 'token_algorithm'],
        [signed((claims) => withPublicKeyAsSecret(claims, provider.key)), 'token_algorithm'],
        [signed((claims) => provider.key.sign(claims, { alg: 'HS256', kid: provider.key.id })), 'token_algorithm'],
        [signed((claims) => provider.key.sign(claims, { alg: 'RS256', kid: provider.key.id, crit: ['exp'] })), 'token_malformed'],
        [signed(() => 'no token'), 'token_malformed'],
        [signed(() => `${'x'.repeat(70_000)}.y.z`), 'token_malformed'],
        [claim('iss', 'https://evil.example'), 'token_issuer'],
        [claim('aud', 'another'), 'token_audience'],
        [claim('aud', ['factory', 'another']), 'token_audience'],
        [claim('azp', 'another'), 'token_audience'],
        [claim('exp', now - 3600), 'token_expired'],
        [claim('exp', undefined), 'token_malformed'],
        [claim('iat', now + 3600), 'token_early'],
        [claim('nonce', 'another'), 'token_nonce'],
        [claim('nonce', undefined), 'token_nonce'],
        [claim('sub', undefined), 'token_malformed']
    ]) {
        provider.behave();
        misbehave();
        assert.equal(await refused({}, 401), reason, `${misbehave}`);
    }
    await until(async () => (await audit('sign_in_refused')).some(({ who: name, about }) => name === '' && /, token_forged$/.test(about)), 'it is remembered');
});

test('a provider that is slow, broken or talks nonsense is refused by name, within its time', async () => {
    const silent = () => {};
    const reply = (status, text, type = 'application/json') => (request, answer) => answer.writeHead(status, { 'Content-Type': type }).end(text);
    for (const where of ['/token', '/keys']) {
        for (const [instead, reason, status] of [
            [silent, 'provider_timeout', 504],
            [(request) => request.socket.destroy(), 'provider_unavailable', 503],
            [reply(500, 'oops'), 'provider_unavailable', 503],
            [reply(302, '', 'text/plain'), 'provider_nonsense', 503],
            [reply(404, '{}'), 'provider_nonsense', 503],
            [reply(200, '<script>pwned()</script>', 'text/html'), 'provider_nonsense', 503],
            [reply(200, '[]'), 'provider_nonsense', 503],
            [reply(200, '{}'), 'provider_nonsense', 503],
            [reply(200, `"${'x'.repeat(1 << 20)}"`), 'provider_unavailable', 503]
        ]) {
            provider.behave();
            if (where === '/keys') provider.key = new SigningKey('ES256'); // so that they are asked for
            provider.replies[where] = instead;
            const began = Date.now();
            assert.equal(await refused({}, status), reason, `${where}: ${instead}`);
            assert.ok(Date.now() - began < 15_000);
        }
    }
    provider.behave();
    for (const [status, error, reason] of [
        [400, 'invalid_grant', 'code_refused'],
        [401, 'invalid_client', 'client_refused'],
        [400, 'unauthorized_client', 'client_refused'],
        [400, 'invalid_scope', 'refused']
    ]) {
        provider.replies['/token'] = reply(status, JSON.stringify({ error, error_description: '<script>pwned()</script>' }));
        assert.equal(await refused(), reason);
    }
    await signedIn({ client: '10.9.9.9' }).catch(() => provider.behave());
    provider.behave();
    await signedIn();
});

test('a discovery document that cannot be trusted is not, and what is down is said and tried again', async () => {
    await server.stop();
    await provider.hide();
    await server.start(); // does not ask it
    assert.equal(await refused({}, 503), 'provider_unavailable');
    await provider.listen();
    const field = (name, value) => () => (provider.document = (document) => ({ ...document, [name]: value }));
    for (const [misbehave, reason, status] of [
        [() => (provider.replies['/.well-known/openid-configuration'] = () => {}), 'provider_timeout', 504],
        [() => (provider.document = () => 'nonsense'), 'provider_nonsense', 503],
        [field('issuer', 'https://evil.example'), 'provider_nonsense', 503],
        [field('issuer', `${provider.issuer}/`), 'provider_nonsense', 503],
        [field('token_endpoint', 'http://evil.example/token'), 'provider_nonsense', 503],
        [field('authorization_endpoint', 'javascript:pwned()'), 'provider_nonsense', 503],
        [field('jwks_uri', undefined), 'provider_nonsense', 503],
        [field('id_token_signing_alg_values_supported', ['HS256', 'none']), 'provider_nonsense', 503],
        [field('code_challenge_methods_supported', ['plain']), 'provider_nonsense', 503]
    ]) {
        provider.behave();
        misbehave();
        assert.equal(await refused({}, status), reason, `${misbehave}`);
    }
    provider.behave();
    provider.document = (document) => ({ ...document, token_endpoint_auth_methods_supported: ['client_secret_post'] });
    await signedIn();
    assert.equal(provider.asked('/token').at(-1).form.get('client_secret'), provider.clientSecret);
});

test('an answer that belongs to no sign-in of this browser is refused', async () => {
    const other = await signIn({ change: (url) => (url.searchParams.set('state', '0'.repeat(64)), url) });
    assert.equal((await other.answer.json()).reason, 'wrong_state');
    assert.equal(await refused({ change: (url) => (url.searchParams.delete('state'), url) }, 400), 'wrong_state');
    assert.equal(await refused({ change: (url) => (url.searchParams.delete('code'), url) }, 503), 'provider_nonsense');
    assert.equal(await refused({ change: (url) => (url.searchParams.set('iss', 'https://evil.example'), url) }, 401), 'token_issuer');
    assert.equal(await refused({ change: (url) => (url.searchParams.set('error', 'access_denied'), url) }, 403), 'refused');
    await signedIn({ change: (url) => (url.searchParams.set('iss', provider.issuer), url) });

    const victim = new Cookies();
    const { back, client } = await signedIn();
    const replayed = await victim.fetch(back, { headers: headers(client) });
    assert.equal((await replayed.json()).reason, 'wrong_state', 'another browser');
    const asked = provider.asked('/token').length;
    const bent = new Cookies();
    assert.equal(
        await refused({
            cookies: bent,
            change: (url) => {
                const [name, cookie] = [...bent.jar].find(([known]) => known.startsWith('pattern_factory_sign_in_'));
                bent.jar.set(name, { ...cookie, value: cookie.value.replace(/\.\/$/, './elsewhere') });
                return url;
            }
        }),
        'wrong_state',
        'a cookie that was changed'
    );
    assert.equal(provider.asked('/token').length, asked, 'the provider is not even asked');
});

test('codes that are guessed count as wrong tokens do', async () => {
    const client = '10.7.7.7';
    const guess = () => signIn({ client, change: (url) => (url.searchParams.set('code', `guess ${Math.random()}`), url) });
    for (let i = 0; i < 10; i++) assert.equal((await (await guess()).answer.json()).reason, 'code_refused');
    assert.equal((await guess()).answer.status, 429);
    await signedIn({ client: '10.7.7.8' });
});

test('two sign-ins of one browser, in two tabs, end both', async () => {
    const cookies = new Cookies();
    const begin = async (to) => cookies.fetch(`${server.url}/sign-in?to=${to}`, { headers: headers('10.6.6.6') });
    const backs = [];
    for (const to of ['/rules', '/boards']) backs.push((await fetch((await begin(to)).headers.get('location'), { redirect: 'manual' })).headers.get('location'));
    for (const [i, to] of ['/rules', '/boards'].entries()) assert.equal((await cookies.fetch(backs[i], { headers: headers('10.6.6.6') })).headers.get('location'), to);
});

test('signing in leads nowhere but to an address of this server', async () => {
    for (const to of ['https://evil.example/', '//evil.example', '/\\evil.example', '///evil.example', 'javascript:pwned()', '/a\r\nSet-Cookie: x=y', '/..//evil.example', '/sign-in', '/sign-in/callback?code=x', `/${'a'.repeat(5000)}`]) {
        const { location } = await signedIn({ to });
        assert.match(location, /^\/(?!\/)[\w.~%/?=&-]*$/, to);
        assert.ok(!location.startsWith('/sign-in'), to);
    }
    assert.equal((await signedIn()).location, '/');
});

test('over another name the browser is first led to the public one; behind TLS its cookies are for TLS alone', async () => {
    const elsewhere = await fetch(`http://localhost:${server.port}/sign-in?to=%2Frules`, { redirect: 'manual' });
    assert.equal(elsewhere.headers.get('location'), `${server.url}/sign-in?to=%2Frules`);
    const cookies = new Cookies();
    const init = { headers: { ...headers('10.5.5.5'), 'X-Forwarded-Proto': 'https' } };
    const begun = await cookies.fetch(`${server.url}/sign-in`, init);
    assert.match(begun.headers.getSetCookie()[0], /; Path=\/sign-in; Max-Age=600; HttpOnly; SameSite=Lax; Secure$/);
    const agreed = await fetch(begun.headers.get('location'), { redirect: 'manual' });
    await cookies.fetch(agreed.headers.get('location'), init);
    assert.ok(cookies.session.attributes.includes('Secure'));
});

test('signing out ends the session and its sockets, here and nowhere else', async () => {
    const first = await signedIn(), second = await signedIn();
    const session = await Session.open(`ws://127.0.0.1:${server.port}/ws`, { headers: { Cookie: first.cookie } });
    const out = await fetch(`${server.url}/api/sign-out`, { method: 'POST', headers: { Cookie: first.cookie } });
    assert.equal(out.status, 204);
    assert.match(out.headers.get('set-cookie'), /^pattern_factory=; Path=\/; Max-Age=0/);
    assert.equal((await session.closed).code, 1008);
    assert.ok(!(await isIn(first.cookie)));
    assert.ok(await isIn(second.cookie));
    // Who signs in again in the same browser leaves no session behind.
    const third = await signedIn({ cookies: second.cookies });
    assert.ok(await isIn(third.cookie));
    assert.ok(!(await isIn(second.cookie)));
});

test('a session outlives a server that is killed, one that was ended does not, and other rules end all', async () => {
    const kept = await signedIn(), ended = await signedIn();
    await fetch(`${server.url}/api/sign-out`, { method: 'POST', headers: { Cookie: ended.cookie } });
    await server.kill();
    await server.start();
    assert.deepEqual(await who(kept.cookie), { name: 'Ana Meier', role: 'author' });
    assert.ok(!(await isIn(ended.cookie)));
    const again = await signedIn();
    await server.stop();
    server.env = { ...settings, PF_OIDC_ROLES: 'editors=reader' };
    await server.start();
    for (const { cookie } of [kept, again]) assert.ok(!(await isIn(cookie)));
    assert.equal((await who((await signedIn()).cookie)).role, 'reader');
    await server.stop();
    server.env = settings;
    chmodSync(path.join(server.dataDir, 'sessions'), 0o644);
    await server.start();
    assert.match(server.log, /has to do so again after a restart: .*sessions may be read or written by others/);
    assert.ok(await isIn((await signedIn()).cookie));
    chmodSync(path.join(server.dataDir, 'sessions'), 0o600);
    await server.stop();
    await server.start();
});

test('a session ends when its time is over', async () => {
    await server.stop();
    server.env = { ...settings, PF_OIDC_SESSION_HOURS: '0' };
    await server.start();
    const now = Math.floor(Date.now() / 1000);
    provider.claims = (claims) => ({ ...claims, exp: now + 3 });
    const { cookie, cookies } = await signedIn();
    assert.match(cookies.session.attributes[1], /^Max-Age=[0-3]$/);
    await until(async () => !(await isIn(cookie)), 'the token’s end');
    assert.ok(Math.floor(Date.now() / 1000) >= now + 3);
    await server.stop();
    server.env = settings;
    await server.start();
});

test('settings that cannot work stop the start, and doctor looks at the provider', async () => {
    const secret = path.join(folder, 'secret');
    writeFileSync(secret, `${provider.clientSecret}\n`, { mode: 0o644 });
    for (const [change, why] of [
        [{ PF_PUBLIC_URL: '' }, /needs PF_PUBLIC_URL/],
        [{ PF_PUBLIC_URL: 'http://factory.example' }, /needs PF_PUBLIC_URL/],
        [{ PF_PUBLIC_URL: 'https://factory.example/path' }, /needs PF_PUBLIC_URL/],
        [{ PF_OIDC_ISSUER: 'http://id.example' }, /must be an https address/],
        [{ PF_OIDC_CLIENT_ID: '' }, /needs a client id/],
        [{ PF_OIDC_ROLES: '' }, /Nobody could sign in/],
        [{ PF_OIDC_ROLES: 'editors=boss' }, /editors=boss is not value=reader/],
        [{ PF_OIDC_DEFAULT_ROLE: 'admin' }, /must be reader or none/],
        [{ PF_OIDC_SCOPES: 'profile' }, /must have openid/],
        [{ PF_OIDC_CLIENT_SECRET_FILE: secret }, /not both/],
        [{ PF_OIDC_CLIENT_SECRET: '', PF_OIDC_CLIENT_SECRET_FILE: secret }, /may be read or written by others/]
    ]) {
        const { status, stderr } = run(['serve', '--port', '0', '--data-dir', folder], { ...settings, ...change });
        assert.equal(status, 2, stderr);
        assert.match(stderr, why);
        assert.ok(!stderr.includes(provider.clientSecret));
    }
    chmodSync(secret, 0o600);
    const doctor = async (change) => {
        const { spawn } = await import('node:child_process');
        const child = spawn(program, ['doctor', '--data-dir', server.dataDir], { env: { PATH: process.env.PATH, ...settings, PF_OIDC_CLIENT_SECRET: '', PF_OIDC_CLIENT_SECRET_FILE: secret, ...change } });
        let text = '';
        child.stdout.setEncoding('utf8').on('data', (chunk) => (text += chunk));
        await new Promise((resolve) => child.on('close', resolve));
        return text;
    };
    assert.match(await doctor({}), /^sign-in +ok +Example ID at http:\/\/127\.0\.0\.1:\d+, \d+ ms; 1 key\n +it must send browsers back to http:\/\/127\.0\.0\.1:\d+\/sign-in\/callback$/m);
    assert.match(await doctor({ PF_OIDC_ISSUER: 'http://127.0.0.1:1' }), /^sign-in +bad +The sign-in provider is out of reach\. \(provider_unavailable\)$/m);
    provider.document = (document) => ({ ...document, issuer: 'https://evil.example' });
    assert.match(await doctor({}), /^sign-in +bad +.*\(provider_nonsense\)\n.*it is of another issuer$/m);
});

test('in a browser: the page offers the provider, which leads to the page that was asked for, and out again', async () => {
    const view = await makeView({ json: (target, init) => server.json(target, { ...init, headers: { ...init.headers, Authorization: `Bearer ${token}` } }) }, 'Find all patterns');
    provider.asksPerson = true;
    const web = await Web.open(server, { path: null, expects: /401|403/ });
    await web.page.goto(`${server.url}/results/${view}?sort=name`);
    await web.page.getByRole('link', { name: 'Sign in with Example ID' }).waitFor();
    await web.screenshot('sign-in-provider');
    await web.page.getByRole('link', { name: 'Sign in with Example ID' }).click();
    await web.page.getByRole('link', { name: 'Continue as Ana Meier' }).click();
    await web.grid.waitFor();
    assert.match(web.page.url(), new RegExp(`/results/${view}\\?sort=name$`));
    await web.go('/settings');
    await web.page.getByText('Ana Meier, author').waitFor();
    await web.openChat();
    await web.page.getByRole('button', { name: 'Sign out' }).click();
    await web.page.getByRole('link', { name: 'Sign in with Example ID' }).waitFor();

    provider.person.groups = [];
    await web.page.getByRole('link', { name: 'Sign in with Example ID' }).click();
    await web.page.getByRole('link', { name: 'Continue as Ana Meier' }).click();
    await web.page.getByText('You are signed in with the provider, but may not use this server. (no_role)').waitFor();
    await web.screenshot('sign-in-no-role');
    await web.page.getByText('Sign in with a token').click();
    await web.page.getByLabel('Token').fill(token);
    await web.screenshot('sign-in-token');
    await web.page.getByRole('button', { name: 'Sign in' }).click();
    await web.chatButton.waitFor();
    await web.close();
    for (const scheme of ['light', 'dark']) {
        const narrow = await Web.open(server, { path: null, width: 360, height: 640, scheme, expects: /401/ });
        await narrow.page.goto(server.url);
        await narrow.page.getByRole('link', { name: 'Sign in with Example ID' }).waitFor();
        await narrow.screenshot(`sign-in-narrow-${scheme}`);
        await narrow.close();
    }
});
