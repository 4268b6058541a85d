// A provider of OpenID Connect for tests: discovery, authorization code flow with PKCE, RS256 and ES256, keys that change. It
// keeps the rules itself, and breaks those that a test tells it to.
import { createHash, createHmac, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';

const inBase64 = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

export class SigningKey {
    constructor(algorithm, id = `${algorithm}-${randomBytes(4).toString('hex')}`) {
        const pair = algorithm === 'RS256' ? generateKeyPairSync('rsa', { modulusLength: 2048 }) : generateKeyPairSync('ec', { namedCurve: 'P-256' });
        Object.assign(this, { algorithm, id, privateKey: pair.privateKey, publicKey: pair.publicKey });
    }
    get jwk() {
        return { ...this.publicKey.export({ format: 'jwk' }), kid: this.id, use: 'sig', alg: this.algorithm };
    }
    sign(claims, header = { alg: this.algorithm, kid: this.id, typ: 'JWT' }) {
        const text = `${inBase64(header)}.${inBase64(claims)}`;
        return `${text}.${sign('sha256', Buffer.from(text), { key: this.privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
    }
}
export const unsigned = (claims) => `${inBase64({ alg: 'none' })}.${inBase64(claims)}.`;
// Signed with the public key as if it were a shared secret.
export function withPublicKeyAsSecret(claims, key) {
    const text = `${inBase64({ alg: 'HS256', kid: key.id })}.${inBase64(claims)}`;
    const secret = key.publicKey.export({ type: 'spki', format: 'pem' });
    return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

export class OidcProvider {
    static async start({ clientId = 'factory', clientSecret = 'the client’s & own: secret' } = {}) {
        const provider = new OidcProvider();
        Object.assign(provider, { clientId, clientSecret, codes: new Map(), accessTokens: new Map(), requests: [] });
        provider.key = new SigningKey('RS256');
        provider.person = { sub: 'ana-1', name: 'Ana Meier', preferred_username: 'ana', email: 'ana@people.example', groups: ['editors'] };
        provider.behave();
        provider.server = http.createServer((request, answer) => provider.answer(request, answer).catch((error) => answer.destroy(error)));
        await provider.listen(0);
        return provider;
    }

    async listen(port = this.port) {
        this.server.listen(port, '127.0.0.1');
        await once(this.server, 'listening');
        this.port = this.server.address().port;
    }
    // No longer reachable, until listen().
    async hide() {
        this.server.closeAllConnections();
        this.server.close();
        await once(this.server, 'close');
    }
    get issuer() {
        return `http://127.0.0.1:${this.port}`;
    }

    // As it should again.
    behave() {
        this.keys = undefined; // instead of [key]
        this.replies = {}; // by path: what answers instead, of (request, answer)
        this.document = (document) => document;
        this.claims = (claims) => claims;
        this.token = (claims) => this.key.sign(claims);
        this.tokens = (tokens) => tokens;
        this.query = (query) => query; // of the address that it sends browsers back to
        this.userInfo = (info) => info;
        this.asksPerson = false; // shows a page that one has to agree on
        this.shown = new Set(['name', 'preferred_username', 'email', 'groups']); // claims of the person in the ID token
    }
    asked(path) {
        return this.requests.filter((request) => request.path === path);
    }

    async answer(request, answer) {
        const url = new URL(request.url, this.issuer);
        let body = '';
        for await (const chunk of request) body += chunk;
        const form = new URLSearchParams(body);
        this.requests.push({ path: url.pathname, method: request.method, headers: request.headers, query: url.searchParams, form });
        const json = (value, status = 200) => answer.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' }).end(JSON.stringify(value));
        const instead = this.replies[url.pathname];
        if (instead) return instead(request, answer);
        switch (url.pathname) {
            case '/.well-known/openid-configuration':
                return json(
                    this.document({
                        issuer: this.issuer,
                        authorization_endpoint: `${this.issuer}/authorize?tenant=a`,
                        token_endpoint: `${this.issuer}/token`,
                        jwks_uri: `${this.issuer}/keys`,
                        userinfo_endpoint: `${this.issuer}/userinfo`,
                        id_token_signing_alg_values_supported: ['RS256', 'ES256'],
                        code_challenge_methods_supported: ['plain', 'S256'],
                        token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post']
                    })
                );
            case '/keys':
                return json({ keys: (this.keys ?? [this.key]).map((key) => key.jwk ?? key) });
            case '/authorize':
                return this.authorize(url.searchParams, answer);
            case '/token':
                return this.redeem(request, form, json);
            case '/userinfo': {
                const person = this.accessTokens.get(request.headers.authorization?.replace(/^Bearer /, ''));
                return person ? json(this.userInfo(person)) : json({ error: 'invalid_token' }, 401);
            }
            default:
                return json({ error: 'not_found' }, 404);
        }
    }

    authorize(query, answer) {
        const wrong = [
            [query.get('response_type') === 'code', 'response_type'],
            [query.get('client_id') === this.clientId, 'client_id'],
            [query.get('tenant') === 'a', 'the endpoint’s own query'],
            [/(^| )openid( |$)/.test(query.get('scope') ?? ''), 'scope'],
            [query.get('code_challenge_method') === 'S256', 'code_challenge_method'],
            [/^[\w-]{43}$/.test(query.get('code_challenge') ?? ''), 'code_challenge'],
            [query.get('state')?.length >= 32 && query.get('nonce')?.length >= 32, 'state or nonce'],
            [query.get('redirect_uri')?.endsWith('/sign-in/callback'), 'redirect_uri']
        ].find(([right]) => !right);
        if (wrong) return answer.writeHead(400).end(`wrong ${wrong[1]}`);
        const code = randomBytes(16).toString('hex');
        this.codes.set(code, { query, person: structuredClone(this.person) });
        const back = new URL(query.get('redirect_uri'));
        back.search = new URLSearchParams(this.query({ code, state: query.get('state') }));
        if (!this.asksPerson) return answer.writeHead(302, { Location: back.href }).end();
        answer.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
        answer.end(`<!doctype html><html lang="en"><title>Example ID</title><link rel="icon" href="data:,"><h1>Example ID</h1><p><a href="${back.href.replaceAll('&', '&amp;')}">Continue as ${this.person.name}</a></p></html>`);
    }

    redeem(request, form, json) {
        const basic = Buffer.from(request.headers.authorization?.replace(/^Basic /, '') ?? '', 'base64').toString().split(':').map(decodeURIComponent);
        const shown = form.has('client_secret') || (!this.clientSecret && form.has('client_id')) ? [form.get('client_id'), form.get('client_secret') ?? ''] : basic;
        if (shown[0] !== this.clientId || shown[1] !== this.clientSecret) return json({ error: 'invalid_client' }, 401);
        const code = this.codes.get(form.get('code'));
        this.codes.delete(form.get('code'));
        const challenge = createHash('sha256').update(form.get('code_verifier') ?? '').digest('base64url');
        if (!code || form.get('grant_type') !== 'authorization_code' || code.query.get('redirect_uri') !== form.get('redirect_uri') || code.query.get('code_challenge') !== challenge)
            return json({ error: 'invalid_grant', error_description: '<script>pwned()</script>' }, 400);
        const now = Math.floor(Date.now() / 1000);
        const told = Object.fromEntries(Object.entries(code.person).filter(([claim]) => claim === 'sub' || this.shown.has(claim)));
        const claims = this.claims({ iss: this.issuer, aud: this.clientId, exp: now + 300, iat: now, nonce: code.query.get('nonce'), ...told });
        const accessToken = randomBytes(16).toString('hex');
        this.accessTokens.set(accessToken, code.person);
        return json(this.tokens({ access_token: accessToken, token_type: 'Bearer', expires_in: 300, id_token: this.token(claims) }));
    }

    close() {
        this.server.closeAllConnections();
        this.server.close();
    }
}

// A browser as far as signing in wants one: its cookies, by path.
export class Cookies {
    jar = new Map();
    take(answer) {
        for (const line of answer.headers.getSetCookie()) {
            const [pair, ...attributes] = line.split('; ');
            const equals = pair.indexOf('=');
            const path = attributes.find((attribute) => attribute.startsWith('Path='))?.slice(5) ?? '/';
            if (attributes.includes('Max-Age=0')) this.jar.delete(pair.slice(0, equals));
            else this.jar.set(pair.slice(0, equals), { value: pair.slice(equals + 1), path, attributes });
        }
    }
    for(path) {
        return [...this.jar].filter(([, cookie]) => path.startsWith(cookie.path)).map(([name, { value }]) => `${name}=${value}`).join('; ');
    }
    get session() {
        return this.jar.get('pattern_factory');
    }
    async fetch(url, init = {}) {
        let answer;
        do {
            if (answer) await new Promise((resolve) => setTimeout(resolve, 200)); // too many sign-ins a second
            answer = await fetch(url, { redirect: 'manual', ...init, headers: { Cookie: this.for(new URL(url).pathname), ...init.headers } });
        } while (answer.status === 503 && answer.headers.has('retry-after'));
        this.take(answer);
        return answer;
    }
}
