// What every end-to-end test needs: the real program on a private PostgreSQL of its own, a WebSocket client, a browser.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
} from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { after } from "node:test";
import { fileURLToPath } from "node:url";
import { createRequire } from "node:module";

export const root = path.resolve(
  path.dirname(fileURLToPath(import.meta.url)),
  "../..",
);
const heldViews = [
  "orgs",
  "patterns",
  "guests",
  "episodes",
  "posts",
  "categories",
]
  .map((table) => `public.${table}`)
  .join(",");
export const program =
  process.env.PF_PROGRAM ?? path.join(root, "build/release/pattern-factory");
export const requireFromWeb = createRequire(path.join(root, "web/package.json"));

export async function freePort() {
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

// An empty folder that the cluster's own user can reach when the tests run as root.
export function temporaryFolder() {
  const folder = mkdtempSync(path.join(tmpdir(), "pf-e2e-"));
  chmodSync(folder, 0o755);
  return folder;
}

// A test that fails leaves what it had started, and a file whose server runs on never ends.
const running = new Set();
after(async () => {
  await closeBrowser();
  for (const server of running) await server.dispose();
});

export class Server {
  constructor({ port, dataDir, env = {}, args = [], file = program }) {
    Object.assign(this, { port, dataDir, env, args, file, log: "", exitCode: null });
  }

  static async start(options = {}) {
    const server = new Server({
      ...options,
      port: options.port ?? (await freePort()),
      dataDir: options.dataDir ?? temporaryFolder(),
    });
    await server.start();
    return server;
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  // Starts, or starts again after stop() or kill(), on the same port and data.
  async start() {
    const env = Object.fromEntries(
      Object.entries(process.env).filter(
        ([name]) => !/^(PG|PF_|OPENAI_|DATABASE_URL)/.test(name),
      ),
    );
    this.process = spawn(
      this.file,
      [
        "serve",
        "--port",
        `${this.port}`,
        "--data-dir",
        this.dataDir,
        ...this.args,
      ],
      {
        // holdTable() puts a view in a table's place that waits, which the server would leave out
        env: { ...env, PF_ALLOW_VIEWS: heldViews, ...this.env },
        stdio: ["ignore", "ignore", "pipe"],
      },
    );
    this.exitCode = null;
    running.add(this);
    this.process.on("exit", (code, signal) => {
      this.exitCode = code ?? signal;
      running.delete(this);
    });
    this.process.stderr.setEncoding("utf8");
    await new Promise((resolve, reject) => {
      this.process.stderr.on("data", (text) => {
        this.log += text;
        if (/^ready$/m.test(this.log)) resolve();
      });
      this.process.on("exit", () =>
        reject(new Error(`the server ended while starting:\n${this.log}`)),
      );
    });
  }

  async end(signal) {
    if (this.exitCode !== null) return;
    const ended = once(this.process, "exit");
    this.process.kill(signal);
    await ended;
    this.log = "";
  }
  stop() {
    return this.end("SIGTERM");
  }
  kill() {
    return this.end("SIGKILL");
  }

  // Stops and removes its data.
  async dispose() {
    await this.stop();
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  async json(path_, init) {
    const answer = await fetch(this.url + path_, init);
    return {
      status: answer.status,
      headers: answer.headers,
      body: await answer.json(),
    };
  }

  // Runs SQL in the private PostgreSQL as the owner of the tables that rules read; gives the rows as text.
  sql(text) {
    return execFileSync(
      "psql",
      [
        "-h",
        path.join(this.dataDir, "run"),
        "-U",
        "pf_admin",
        "-d",
        "pattern_factory",
        "-v",
        "ON_ERROR_STOP=1",
        "-qAt",
      ],
      {
        input: `SET ROLE pf_owner;\n${text}`,
        encoding: "utf8",
        maxBuffer: 16 * 1024 ** 2,
        env: { PATH: process.env.PATH },
      },
    );
  }

  // Makes whoever reads the table wait, in the middle of their statement, until the returned function is called.
  holdTable(table) {
    const held =
      this.sql(`SELECT to_regclass('${table}_held') IS NOT NULL`).trim() ===
      "t";
    if (!held)
      this.sql(`
                SET client_min_messages = warning;
                CREATE TABLE IF NOT EXISTS held (name text);
                CREATE OR REPLACE FUNCTION wait_while_held(t text) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER AS
                    'BEGIN WHILE EXISTS (SELECT FROM public.held WHERE name = t) LOOP NULL; END LOOP; RETURN true; END';
                GRANT EXECUTE ON FUNCTION wait_while_held TO pf_app, pf_rule, pf_build;
                ALTER TABLE ${table} RENAME TO ${table}_held;
                CREATE VIEW ${table} AS SELECT t.* FROM ${table}_held t, (SELECT wait_while_held('${table}') OFFSET 0) AS w;`);
    this.sql(`INSERT INTO held VALUES ('${table}')`);
    return () => this.sql(`DELETE FROM held WHERE name = '${table}'`);
  }

  // Does `work` while another session has run `statement` in a transaction that it keeps open.
  async whileHeld(statement, work) {
    const psql = spawn(
      "psql",
      [
        "-h",
        path.join(this.dataDir, "run"),
        "-U",
        "pf_admin",
        "-d",
        "pattern_factory",
        "-v",
        "ON_ERROR_STOP=1",
        "-qAt",
      ],
      {
        stdio: ["pipe", "pipe", "inherit"],
        env: { PATH: process.env.PATH },
      },
    );
    const ended = once(psql, "exit");
    try {
      psql.stdin.write(`BEGIN;\n${statement};\n\\echo held\n`);
      psql.stdout.setEncoding("utf8");
      const held = await Promise.race([
        new Promise((resolve) =>
          psql.stdout.on(
            "data",
            (text) => text.includes("held") && resolve(true),
          ),
        ),
        ended.then(() => false),
      ]);
      if (!held) throw new Error(`psql could not run ${statement}`);
      return await work();
    } finally {
      psql.stdin.end();
      await ended;
    }
  }

  connect() {
    return Session.open(`ws://127.0.0.1:${this.port}/ws`);
  }
}

// A client of /ws: frames in order of arrival.
export class Session {
  static async open(url, options) {
    const session = new Session();
    session.frames = [];
    session.waiters = [];
    session.socket = new WebSocket(url, options);
    session.socket.onmessage = (event) => {
      session.frames.push(JSON.parse(event.data));
      session.waiters.splice(0).forEach((wake) => wake());
    };
    session.closed = new Promise((resolve) => {
      session.socket.onclose = (event) => {
        session.waiters.splice(0).forEach((wake) => wake());
        resolve(event);
      };
    });
    session.hello = await session.next((frame) => frame.type === "hello");
    return session;
  }

  send(frame) {
    this.socket.send(
      typeof frame === "string" || frame instanceof Uint8Array
        ? frame
        : JSON.stringify(frame),
    );
  }

  // Takes the first frame that fits, waiting for it.
  async next(fits) {
    for (;;) {
      const index = this.frames.findIndex(fits);
      if (index >= 0) return this.frames.splice(index, 1)[0];
      if (this.socket.readyState > 1) throw new Error("the socket is closed");
      await new Promise((wake) => this.waiters.push(wake));
    }
  }

  // Runs a rule and waits for how it ends.
  run(
    rule_code,
    rule_id = `rule_${Date.now()}_${Math.floor(Math.random() * 1e9)}`,
    more = {},
  ) {
    this.send({ type: "run_rule", rule_code, rule_id, ...more });
    return this.ending(rule_id);
  }
  choose(rule_id, n) {
    this.send({ type: "choose_reading", rule_id, n });
    return this.ending(rule_id);
  }
  ending(rule_id) {
    return this.next(
      (frame) =>
        ["rule_result", "error", "clarify"].includes(frame.type) &&
        frame.rule_id === rule_id,
    );
  }

  close() {
    this.socket.close();
    return this.closed;
  }
}

export function launchBrowser(args = []) {
  const { chromium } = requireFromWeb("playwright-core");
  return chromium.launch({
    executablePath: process.env.PF_CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      ...args,
    ],
  });
}

let shared;
export async function browser() {
  shared ??= await launchBrowser();
  return shared;
}
export async function closeBrowser() {
  await shared?.close();
  shared = undefined;
}

// Waits, ten seconds at most, for what happens by itself.
export async function until(condition, what) {
  for (let i = 0; i < 500; i++) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`never happened: ${what}`);
}

// The pids of PostgreSQL processes that work on `dataDir`.
export function clusterPids(dataDir) {
  const file = findPostmasterPid(dataDir);
  return file ? [Number(readFileSync(file, "utf8").split("\n")[0])] : [];
}
function findPostmasterPid(dataDir) {
  for (const name of ["pg15", "pg16", "pg17"]) {
    const file = path.join(dataDir, name, "postmaster.pid");
    if (existsSync(file)) return file;
  }
}
