// Processes are killed, disks and memory run out, two servers share a database, all under load: what was answered must be there, whole.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { globSync, mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { clusterPids, Server, temporaryFolder } from '../e2e/support.mjs';

const { values } = parseArgs({
    options: {
        seconds: { type: 'string', default: '180' },
        rounds: { type: 'string' },
        seed: { type: 'string', default: '1' },
        only: { type: 'string' },
        'busy-disk': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' }
    }
});
if (values.help) {
    console.log(
        'script/chaos [--seconds 180 | --rounds N] [--seed 1] [--only server|postmaster|backends|disk|memory|clock|two] [--busy-disk]\n\n' +
            'The time is shared by the three kinds of kills, or each has N rounds; the rest is one round each. --busy-disk: a file is\n' +
            'written and flushed all the while.'
    );
    process.exit(0);
}

// The same seed, the same moments (mulberry32).
let state = Number(values.seed);
function random() {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}
const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const workers = 8;
let made = 0;

async function post(server, body) {
    try {
        const answer = await fetch(`${server.url}/api/rules`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body), signal: AbortSignal.timeout(60_000) });
        return { status: answer.status, body: await answer.json() };
    } catch (error) {
        return { status: 0, body: { detail: error.cause?.code ?? error.name } };
    }
}
const newRule = () => ({ rule_code: `guests of round ${++made}`, rule_id: `chaos-${made}`, sql: `SELECT name, role FROM guests WHERE id <> ${made}` });

// Asks for new rules until told to stop. `answered` are those it was told to be there; `refused` counts the reasons of the others.
function load(servers) {
    const answered = new Map();
    const refused = new Map();
    let stopped = false;
    const one = async (server) => {
        while (!stopped) {
            const rule = newRule();
            const { status, body } = await post(server, rule);
            if (status === 200) answered.set(rule.rule_id, { rows: (body.payload ?? body).row_count ?? (body.payload ?? body).rows, server });
            else {
                const reason = status === 0 ? 'no answer' : `${status} ${body.detail}`.replace(/\d+/g, 'N');
                refused.set(reason, (refused.get(reason) ?? 0) + 1);
                await sleep(20);
            }
        }
    };
    const all = Array.from({ length: workers }, (_, n) => one(servers[n % servers.length]));
    return {
        answered,
        refused,
        stop: async () => {
            stopped = true;
            await Promise.all(all);
        }
    };
}

// What was answered and is not there, and what is there by half.
async function missing(server, answered) {
    let lost = 0;
    for (const rule_id of answered.keys()) {
        const rule = await server.json(`/api/rules/${rule_id}`);
        const page = rule.status === 200 ? await server.json(`/api/views/${rule.body.view}?limit=1`) : null;
        if (page?.status !== 200 || page.body.total !== rule.body.rows) lost++;
    }
    return lost;
}
const halves = (server) =>
    Number(
        server.sql(`RESET ROLE;
        SELECT (SELECT count(*) FROM pg_class c WHERE relnamespace = 'rule_views'::regnamespace AND relkind = 'm' AND NOT EXISTS (SELECT FROM pattern_factory.views v WHERE v.relation = c.relname))
             + (SELECT count(*) FROM pattern_factory.views v WHERE to_regclass(format('rule_views.%I', v.relation)) IS NULL)
             + (SELECT count(*) FROM pattern_factory.rules r WHERE NOT EXISTS (SELECT FROM pattern_factory.rule_versions n WHERE n.rule_id = r.rule_id AND n.version = r.version)
                                                                OR NOT EXISTS (SELECT FROM pattern_factory.views v WHERE v.rule_id = r.rule_id AND v.version = r.version))`)
    );

async function ready(server, milliseconds = 30_000) {
    const began = performance.now();
    while (performance.now() - began < milliseconds) {
        try {
            if ((await server.json('/readyz')).status === 200) return performance.now() - began;
        } catch {
            // not yet
        }
        await sleep(20);
    }
    throw new Error(`not ready after ${milliseconds / 1000} s`);
}

async function acceptsNew(server, milliseconds = 60_000) {
    for (const end = performance.now() + milliseconds; performance.now() < end; await sleep(50))
        if (spawnSync('pg_isready', ['-q', '-h', path.join(server.dataDir, 'run')]).status === 0) return;
    throw new Error(`the database took no connection for ${milliseconds / 1000} s`);
}

console.log('| what | rounds | answered | lost | half | return p50 | slowest | |\n| --- | --- | --- | --- | --- | --- | --- | --- |');
const reasons = [];
let good = true;
function report(what, { rounds, answered, lost, half, back = [], refused = new Map(), note = '' }) {
    const seconds = back.map((each) => each / 1000).sort((a, b) => a - b);
    const [middle, slowest] = back.length ? [seconds[seconds.length >> 1], seconds.at(-1)].map((each) => `${each.toFixed(2)} s`) : ['', ''];
    console.log(`| ${[what, rounds, answered, lost, half, middle, slowest, note].join(' | ')} |`);
    for (const [reason, n] of refused) reasons.push(`${what}: ${n} × ${reason}`);
    if (lost || half) good = false;
}

async function kills(what, seconds, kill) {
    const server = await Server.start();
    const back = [];
    let answered = 0;
    let lost = 0;
    let half = 0;
    let rounds = 0;
    const refused = new Map();
    for (const end = Date.now() + seconds * 1000; values.rounds ? rounds < Number(values.rounds) : Date.now() < end; rounds++) {
        const work = load([server]);
        await sleep(200 + random() * 1_300);
        back.push(await kill(server));
        await work.stop();
        await acceptsNew(server);
        await ready(server);
        answered += work.answered.size;
        lost += await missing(server, work.answered);
        half += halves(server);
        for (const [reason, n] of work.refused) refused.set(reason, (refused.get(reason) ?? 0) + n);
    }
    report(what, { rounds, answered, lost, half, back, refused });
    await server.dispose();
}

async function killServer(server) {
    await server.kill();
    const began = performance.now();
    await server.start();
    return performance.now() - began;
}
async function killPostmaster(server) {
    process.kill(clusterPids(server.dataDir)[0], 'SIGKILL');
    const began = performance.now();
    await sleep(50);
    await acceptsNew(server); // the former one's backends go on for a moment, and the server is ready by them
    await ready(server);
    return performance.now() - began;
}
async function killBackend(server) {
    const pids = server.sql("RESET ROLE; SELECT pid FROM pg_stat_activity WHERE usename IN ('pf_app', 'pf_rule', 'pf_build')").trim().split('\n');
    const pid = Number(pids[Math.floor(random() * pids.length)]);
    const began = performance.now();
    if (random() < 0.5) process.kill(pid, 'SIGKILL');
    else server.sql(`RESET ROLE; SELECT pg_terminate_backend(${pid})`);
    await sleep(50);
    await ready(server);
    return performance.now() - began;
}

// A file system of its own where that is allowed; else a server that takes its disk for full.
async function diskFull() {
    const folder = temporaryFolder();
    try {
        execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=400m,mode=755', 'tmpfs', folder], { stdio: 'ignore' });
    } catch {
        const server = await Server.start({ env: { PF_MIN_FREE_DISK_MIB: '4000000000' } });
        const { status, body } = await server.json('/readyz');
        if (status !== 503) good = false;
        report('disk full', { rounds: 1, answered: 0, lost: 0, half: halves(server), note: `no file system of its own allowed here; told to be full: ${status} ${body.detail}` });
        return server.dispose();
    }
    try {
        const dataDir = path.join(folder, 'data');
        mkdirSync(dataDir, { mode: 0o755 });
        const server = await Server.start({ dataDir });
        const work = load([server]);
        await sleep(1_000);
        const filler = path.join(folder, 'filler');
        const { bavail, bsize } = statfsSync(folder);
        const piece = Buffer.alloc(bsize);
        try {
            for (let n = 0; n < bavail; n++) writeFileSync(filler, piece, { flag: 'a' });
        } catch {
            // full
        }
        await sleep(3_000);
        const full = await server.json('/readyz');
        rmSync(filler);
        const back = await ready(server);
        await work.stop();
        const after = await post(server, newRule());
        if (full.status !== 503 || after.status !== 200) good = false;
        report('disk full', { rounds: 1, answered: work.answered.size, lost: await missing(server, work.answered), half: halves(server), back: [back], refused: work.refused, note: `readyz while full: ${full.status}; a rule afterwards: ${after.status}` });
        await server.dispose();
    } finally {
        execFileSync('umount', [folder]);
    }
}

async function memoryLimit() {
    const server = await Server.start({ env: { PF_CLUSTER_MEMORY_MIB: '512' } });
    const hungry = { rule_code: 'all descriptions of all patterns', sql: 'SELECT json_agg(p.description || q.description || r.description) AS everything FROM patterns p JOIN patterns q ON p.id <> q.id JOIN patterns r ON r.id <> q.id' };
    const work = load([server]);
    const began = performance.now();
    const refusal = await post(server, hungry);
    const took = performance.now() - began;
    await work.stop();
    if (refusal.status < 400 || !refusal.body.detail) good = false;
    report('memory limit', { rounds: 1, answered: work.answered.size, lost: await missing(server, work.answered), half: halves(server), refused: work.refused, note: `${refusal.status} after ${(took / 1000).toFixed(1)} s: ${refusal.body.detail}` });
    await server.dispose();
}

// The server's clock steps, to and fro, by libfaketime; its PostgreSQL keeps the machine's, which is not for a test to set.
async function clockSteps() {
    const [library] = globSync('/usr/lib/*/faketime/libfaketimeMT.so.1');
    if (!library) return report('clock steps', { rounds: 0, answered: 0, lost: 0, half: 0, note: 'not tried: libfaketime is missing (apt install faketime)' });
    const folder = temporaryFolder();
    const file = path.join(folder, 'clock');
    writeFileSync(file, '+0', { mode: 0o644 });
    const server = await Server.start({ env: { LD_PRELOAD: library, FAKETIME_TIMESTAMP_FILE: file, FAKETIME_NO_CACHE: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1' } });
    const offset = async () => Date.parse((await fetch(`${server.url}/healthz`)).headers.get('date')) - Date.now();
    const work = load([server]);
    const steps = ['+3600', '-7200', '+2592000', '-86400', '+0'];
    let seen = 0;
    for (const step of steps) {
        writeFileSync(file, step);
        await sleep(2_000);
        if (Math.abs((await offset()) - Number(step) * 1000) < 60_000) seen++;
        await ready(server);
    }
    await work.stop();
    if (work.refused.size || seen < steps.length) good = false;
    report('clock steps', { rounds: steps.length, answered: work.answered.size, lost: await missing(server, work.answered), half: halves(server), refused: work.refused, note: `the server saw ${seen} of ${steps.length}` });
    await server.dispose();
    rmSync(folder, { recursive: true });
}

async function twoServers() {
    const first = await Server.start();
    const url = (role) => `postgresql:///pattern_factory?host=${path.join(first.dataDir, 'run')}&user=${role}`;
    const second = await Server.start({ env: { DATABASE_URL: url('pf_admin'), PF_RULE_DATABASE_URL: url('pf_rule'), PF_BUILD_DATABASE_URL: url('pf_build') } });
    const work = load([first, second]);
    // The same sentence on both in the same moment is one rule.
    let twice = 0;
    for (let n = 0; n < 20; n++) {
        const rule_code = `guests that both ask for ${n}`;
        const sql = `SELECT name FROM guests WHERE id > ${n}`;
        const answers = await Promise.all([first, second].map((server) => post(server, { rule_code, sql })));
        if (answers.some(({ status }) => status !== 200)) good = false;
        const found = first.sql(`RESET ROLE; SELECT count(*) FROM pattern_factory.rules WHERE sentence = '${rule_code}'`).trim();
        if (found !== '1') twice++;
    }
    await second.kill();
    await sleep(300);
    await work.stop();
    if (twice) good = false;
    report('two servers on one database, one killed', { rounds: 1, answered: work.answered.size, lost: await missing(first, work.answered), half: halves(first), refused: work.refused, note: `of 20 sentences asked of both at once ${twice} are there twice` });
    rmSync(second.dataDir, { recursive: true, force: true });
    await first.dispose();
}

const third = Number(values.seconds) / 3;
const all = {
    server: () => kills('kill -9 of the server', third, killServer),
    postmaster: () => kills('kill -9 of the postmaster', third, killPostmaster),
    backends: () => kills('backends killed', third, killBackend),
    disk: diskFull,
    memory: memoryLimit,
    clock: clockSteps,
    two: twoServers
};
if (values['busy-disk']) {
    const file = path.join(temporaryFolder(), 'busy');
    const writer = spawn('sh', ['-c', `while :; do dd if=/dev/zero of=${file} bs=1M count=256 conv=fsync 2>/dev/null; done`], { detached: true, stdio: 'ignore' });
    process.on('exit', () => {
        process.kill(-writer.pid);
        rmSync(path.dirname(file), { recursive: true, force: true });
    });
}
for (const [name, run] of Object.entries(all)) if (!values.only || values.only === name) await run();
if (reasons.length) console.log(`\nNot answered with a rule, as it should be:\n${reasons.map((reason) => `- ${reason}`).join('\n')}`);
process.exit(good ? 0 : 1);
