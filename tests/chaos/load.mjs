// Idle sessions and an open stream of requests for a given time, then four times as many: what is answered, what is shed and why, what fails.
import http from 'node:http';
import { parseArgs } from 'node:util';
import { Server, Session } from '../e2e/support.mjs';

const { values } = parseArgs({
    options: {
        sessions: { type: 'string', default: '500' },
        rate: { type: 'string', default: '200' },
        seconds: { type: 'string', default: '600' },
        times: { type: 'string', default: '4' },
        help: { type: 'boolean', short: 'h' }
    }
});
if (values.help) {
    console.log('script/load [--sessions 500] [--rate 200] [--seconds 600] [--times 4]\n\nThe second phase asks `times` as often, with `times` the sessions.');
    process.exit(0);
}
const [sessions, rate, seconds, times] = ['sessions', 'rate', 'seconds', 'times'].map((name) => Number(values[name]));

const agent = new http.Agent({ keepAlive: true, maxSockets: 2_000 });
const patience = 30_000;

// {status, text}, or {failed}
function ask(server, method, path, body) {
    return new Promise((resolve) => {
        const request = http.request(server.url + path, { method, agent, timeout: patience, headers: body ? { 'content-type': 'application/json' } : {} }, (answer) => {
            let text = '';
            answer.setEncoding('utf8');
            answer.on('data', (piece) => (text += piece));
            answer.on('end', () => resolve({ status: answer.statusCode, text }));
            answer.on('error', (error) => resolve({ failed: error.code ?? error.message }));
        });
        request.on('timeout', () => request.destroy(new Error(`no answer in ${patience / 1000} s`)));
        request.on('error', (error) => resolve({ failed: error.code ?? error.message }));
        request.end(body);
    });
}

const sentences = ['Find all orgs', 'Find all guests', 'Find all posts', 'Count patterns', 'Find all episodes', 'patterns per kind', 'episodes per month', 'guests per org'];
const one = (list, n) => list[n % list.length];

// Of ten requests six read a page, two the list of rules, one types a sentence and one runs a rule.
function request(server, views, n) {
    if (n % 10 < 6) return ask(server, 'GET', `/api/views/${one(views, n)}?limit=20`);
    if (n % 10 < 8) return ask(server, 'GET', '/api/rules?limit=50');
    const body = JSON.stringify({ rule_code: one(sentences, Math.floor(n / 10)) });
    return n % 10 < 9 ? ask(server, 'POST', '/api/readings', body) : ask(server, 'POST', '/api/rules', body);
}

const memory = async (server) => Number(/^process_resident_memory_bytes (\S+)/m.exec((await ask(server, 'GET', '/metrics')).text)?.[1] ?? 0) / 2 ** 20;
const quantile = (sorted, q) => (sorted.length ? sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] : 0);
// How fast the memory grows, in MiB an hour: the line of least squares through samples of [seconds, MiB], without the first third, in which buffers find their size.
function slope(samples) {
    const late = samples.slice(Math.floor(samples.length / 3));
    const mean = (at) => late.reduce((sum, each) => sum + each[at], 0) / late.length;
    const [t, m] = [mean(0), mean(1)];
    const spread = late.reduce((sum, each) => sum + (each[0] - t) ** 2, 0);
    return spread ? (3_600 * late.reduce((sum, each) => sum + (each[0] - t) * (each[1] - m), 0)) / spread : 0;
}
const count = (map, key) => map.set(key, (map.get(key) ?? 0) + 1);

async function phase(server, views, { name, sessions, rate, seconds }) {
    const open = [];
    const shed = new Map();
    const failed = new Map();
    while (open.length < sessions) {
        const opened = await Promise.all(Array.from({ length: Math.min(50, sessions - open.length) }, () => Session.open(`ws://127.0.0.1:${server.port}/ws`).catch(() => null)));
        opened.filter((session) => !session).forEach(() => count(failed, 'a session was not opened'));
        open.push(...opened);
    }
    const before = await memory(server);
    const samples = [];
    const took = [];
    const running = new Set();
    const began = performance.now();
    const total = Math.round(rate * seconds);
    const watch = setInterval(async () => {
        const resident = await memory(server);
        if (resident) samples.push([(performance.now() - began) / 1_000, resident]);
    }, 5_000);
    for (let n = 0; n < total; ) {
        const due = Math.min(total, Math.ceil(((performance.now() - began) / 1000) * rate));
        for (; n < due; n++) {
            const asked = performance.now();
            const answered = request(server, views, n).then((answer) => {
                running.delete(answered);
                if (answer.failed) return count(failed, answer.failed);
                if (answer.status < 400) return took.push(performance.now() - asked);
                let detail;
                try {
                    detail = JSON.parse(answer.text).detail;
                } catch {
                    detail = '';
                }
                if (answer.status === 503 && detail) count(shed, detail.replace(/\d+/g, 'N'));
                else count(failed, `${answer.status} ${detail}`);
            });
            running.add(answered);
        }
        await new Promise((resolve) => setTimeout(resolve, 5));
    }
    clearInterval(watch);
    await Promise.all(running);
    const elapsed = (performance.now() - began) / 1000;
    const after = await memory(server);
    const lost = open.filter((session) => session && session.socket.readyState !== WebSocket.OPEN).length;
    if (lost) failed.set('a session was closed', lost);
    await Promise.all(open.map((session) => session?.close()));
    took.sort((a, b) => a - b);
    const sum = (map) => [...map.values()].reduce((a, b) => a + b, 0);
    const row = [name, sessions, rate, elapsed.toFixed(0), took.length, sum(shed), sum(failed), quantile(took, 0.5).toFixed(1), quantile(took, 0.99).toFixed(1), before.toFixed(1), after.toFixed(1), slope(samples).toFixed(1)];
    console.log(`| ${row.join(' | ')} |`);
    return { shed, failed };
}

const server = await Server.start();
let good = true;
try {
    const views = [];
    for (const sentence of sentences) {
        const answer = await ask(server, 'POST', '/api/rules', JSON.stringify({ rule_code: sentence }));
        if (answer.status === 200) views.push(JSON.parse(answer.text).payload?.view ?? JSON.parse(answer.text).view);
    }
    console.log('| phase | sessions | asked/s | s | answered | shed | failed | p50 ms | p99 ms | MiB before | MiB after | MiB/h |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |');
    const base = await phase(server, views, { name: 'load', sessions, rate, seconds });
    const more = await phase(server, views, { name: `${times} ×`, sessions: sessions * times, rate: rate * times, seconds });
    const last = await ask(server, 'GET', '/readyz');
    console.log(`\nReady afterwards: ${last.status === 200 ? 'yes' : `no, ${last.status ?? last.failed}`}`);
    for (const [name, { shed, failed }] of [['load', base], [`${times} ×`, more]]) {
        for (const [reason, n] of shed) console.log(`${name}: shed ${n}: ${reason}`);
        for (const [reason, n] of failed) console.log(`${name}: FAILED ${n}: ${reason}`);
    }
    // Of four times as many some may be turned away, with a reason each.
    good = base.shed.size + base.failed.size + more.failed.size === 0 && last.status === 200;
} finally {
    agent.destroy();
    await server.dispose();
}
process.exit(good ? 0 : 1);
