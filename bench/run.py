#!/usr/bin/env python3
"""Measures the marks of the README, each as a ratio against something in the same run, and prints a table.

    bench/run.py [--program build/release/pattern-factory] [--client build/release/bench/bench_client] [--rounds 5] [--json FILE]

Starts the program on a data directory of its own, with the sample data, and compares with the same statements sent by
pgbench, with psql's COPY, and with the plain FastAPI service of bench/fastapi when that can be started. Rounds alternate
between the two sides; medians of the rounds are quoted.
"""
import argparse
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def get(url, accept="application/json"):
    with urllib.request.urlopen(urllib.request.Request(url, headers={"Accept": accept}), timeout=120) as answer:
        return answer.read()


def rss_kib(pid):
    return int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{pid}/status").read_text())[1])


def peak_kib(pid):
    return int(re.search(r"VmHWM:\s+(\d+)", pathlib.Path(f"/proc/{pid}/status").read_text())[1])


class Server:
    """The program on `data_dir`; ready when __init__ returns; `start_s` is how long that took."""

    def __init__(self, program, data_dir):
        self.port = free_port()
        began = time.monotonic()
        self.process = subprocess.Popen([program, "serve", "--port", str(self.port), "--data-dir", data_dir],
                                        stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        for line in self.process.stderr:
            if line.strip() == "ready":
                break
        else:
            sys.exit("the program did not start")
        get(f"http://127.0.0.1:{self.port}/readyz")
        self.start_s = time.monotonic() - began
        # The rest of its log is read and thrown away, so that it never waits for us.
        subprocess.Popen(["cat"], stdin=self.process.stderr, stdout=subprocess.DEVNULL)

    def url(self, path):
        return f"http://127.0.0.1:{self.port}{path}"

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)


def pgbench(directory, port, script, clients, transactions):
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        done = subprocess.run(
            ["/usr/lib/postgresql/15/bin/pgbench", "-n", "-M", "simple", "-f", file.name, "-D", "n=0", "-c", str(clients), "-j", "1", "-t", str(transactions),
             "-l", "--log-prefix", file.name, "-h", directory, "-p", port, "-U", "pf_build", "pattern_factory"],
            capture_output=True, text=True)
        if done.returncode:
            sys.exit(done.stderr)
        times = []
        for log in pathlib.Path(file.name).parent.glob(pathlib.Path(file.name).name + ".*"):
            times += [int(line.split()[2]) / 1000 for line in log.read_text().splitlines()]
            log.unlink()
        tps = float(re.search(r"tps = ([\d.]+)", done.stdout)[1])
        return statistics.median(times), tps


# The statements the program sends for "Find all patterns created in the last N days", in one transaction, one round trip each.
RULE = r"""\set n :n + 1
\set suffix :client_id * 10000000 + :n
BEGIN;
EXPLAIN (FORMAT JSON) {query};
SELECT * FROM ({query}) AS q LIMIT 0;
INSERT INTO pattern_factory.rules AS r (rule_id, name, sentence, sentence_key) VALUES (coalesce((SELECT rule_id FROM pattern_factory.rules WHERE sentence_key = 'key_' || {tag} || :suffix), 'pgbench_' || {tag} || :suffix), 'find_all_patterns', 'Find all patterns', 'key_' || {tag} || :suffix) ON CONFLICT (rule_id) DO UPDATE SET last_run_at = now(), version = r.version + 1 RETURNING rule_id, version;
CREATE MATERIALIZED VIEW rule_views.pgbench_{tag}_:suffix (id, name, kind, description, created_at, updated_at) AS SELECT * FROM ({query}) AS q LIMIT 1000001;
SELECT * FROM rule_views.pgbench_{tag}_:suffix LIMIT 20;
SELECT a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'rule_views' AND c.relname = 'pgbench_{tag}_' || :suffix AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum;
INSERT INTO pattern_factory.rule_versions (rule_id, version, sentence, sql, reading, generator, confidence) VALUES ('pgbench_' || {tag} || :suffix, 1, 'Find all patterns', 'SELECT', 'all patterns', 'compiler', 1);
INSERT INTO pattern_factory.views (relation, view, rule_id, version, row_count, columns, timings) VALUES ('pgbench_{tag}_' || :suffix, 'pgbench_{tag}_' || :suffix, 'pgbench_' || {tag} || :suffix, 1, 5, '[]', '{{}}');
NOTIFY pattern_factory, '{{"view":"pgbench"}}';
COMMIT;
"""


def rule_script(query, tag):
    return RULE.format(query=query, tag=tag)


def client(path, port, *args):
    done = subprocess.run([path, str(port), *map(str, args)], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{path} {args}: {done.stderr}")
    return json.loads(done.stdout)


def median(values):
    return statistics.median(values)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=str(ROOT / "build/release/pattern-factory"))
    parser.add_argument("--client", default=str(ROOT / "build/release/bench/bench_client"))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json")
    args = parser.parse_args()
    work = pathlib.Path(tempfile.mkdtemp(prefix="pf-bench-"))
    work.chmod(0o755)
    data = str(work / "data")
    rows = []

    def row(name, mark, value, unit, ours, theirs, against):
        rows.append({"what": name, "mark": mark, "measured": value, "unit": unit, "ours": ours, "theirs": theirs, "against": against})
        print(f"{name:58} {value:>9.3f} {unit:6} mark {mark:22} ({ours} against {theirs} {against})", flush=True)

    server = Server(args.program, data)
    try:
        first_start = server.start_s
        directory, port = f"{data}/run", "5432"   # the private PostgreSQL's socket
        client(args.client, server.port, "latency", 1, 1)
        query = json.loads(get(server.url("/api/rules")))["rules"][0]["sql"]

        # One client: latency.
        ours, theirs = [], []
        for i in range(args.rounds):
            ours.append(client(args.client, server.port, "latency", 200, 1000 + 1000 * i)["p50_ms"])
            theirs.append(pgbench(directory, port, rule_script(query, 100 + i), 1, 200)[0])
        row("run_rule to rule_result, p50, one client", "<= 1.6", median(a / b for a, b in zip(ours, theirs)), "x",
            f"{median(ours):.2f} ms", f"{median(theirs):.2f} ms", "pgbench, same statements, one transaction")

        # 50 clients: throughput.
        ours, theirs = [], []
        for i in range(args.rounds):
            ours.append(client(args.client, server.port, "throughput", 15, 50, 100_000 + 60_000 * i)["rules_per_s"])
            theirs.append(pgbench(directory, port, rule_script(query, 200 + i), 12, 60)[1])
        row("rules a second, 50 clients", ">= 0.85", median(a / b for a, b in zip(ours, theirs)), "x",
            f"{median(ours):.0f}/s", f"{median(theirs):.0f}/s", "pgbench, 12 connections")

        accept = [client(args.client, server.port, "accept", 500)["p50_ms"] for _ in range(args.rounds)]
        row("accepting a WebSocket, p50", "<= 0.2", median(accept), "ms", f"{median(accept):.3f} ms", "-", "")

        # Idle connections.
        before = rss_kib(server.process.pid)
        holder = subprocess.Popen([args.client, str(server.port), "idle", "1000", "4"], stdout=subprocess.PIPE, text=True)
        holder.stdout.readline()
        time.sleep(1)
        grown = (rss_kib(server.process.pid) - before) / 1000
        holder.wait()
        row("memory of an idle connection", "<= 12", grown, "kB", f"{grown:.1f} kB", "-", "1,000 connections, resident set")

        # CSV of 100,000 rows.
        big = "SELECT g AS id, 'name ' || g AS name, g * 1.5 AS amount, md5(g::text) AS digest FROM generate_series(1, 100000) g"
        psql = ["psql", "-h", directory, "-p", port, "-U", "pf_admin", "-d", "pattern_factory", "-qAt", "-v", "ON_ERROR_STOP=1"]
        subprocess.run(psql + ["-c", f"""SET ROLE pf_build; CREATE MATERIALIZED VIEW rule_views.bench_csv AS {big};
            INSERT INTO pattern_factory.rules (rule_id, name, sentence, sentence_key) VALUES ('bench_csv', 'bench_csv', 'bench csv', 'bench_csv');
            INSERT INTO pattern_factory.rule_versions (rule_id, version, sentence, sql, reading, generator, confidence) VALUES ('bench_csv', 1, '', '', '', 'compiler', 1);
            INSERT INTO pattern_factory.views (relation, view, rule_id, version, row_count, columns, timings) VALUES ('bench_csv', 'bench_csv', 'bench_csv', 1, 100000,
            '[{{"name":"id","type":"integer"}},{{"name":"name","type":"text"}},{{"name":"amount","type":"numeric"}},{{"name":"digest","type":"text"}}]', '{{}}')"""], check=True)
        ours, theirs = [], []
        get(server.url("/api/views/bench_csv.csv"), "text/csv")
        rss, peak = rss_kib(server.process.pid), peak_kib(server.process.pid)
        for _ in range(args.rounds * 2):
            began = time.monotonic()
            subprocess.run(["curl", "-s", "-o", "/dev/null", server.url("/api/views/bench_csv.csv")], check=True)
            ours.append(time.monotonic() - began)
            began = time.monotonic()
            subprocess.run(psql + ["-c", "COPY (SELECT * FROM rule_views.bench_csv) TO STDOUT WITH (FORMAT csv, HEADER)"], check=True, stdout=subprocess.DEVNULL)
            theirs.append(time.monotonic() - began)
        row("CSV of 100,000 rows", "<= 1.2", median(a / b for a, b in zip(ours, theirs)), "x",
            f"{1000 * median(ours):.0f} ms by curl", f"{1000 * median(theirs):.0f} ms", "psql COPY")
        grown = max(rss_kib(server.process.pid) - rss, peak_kib(server.process.pid) - peak) / 1024
        row("memory of the server meanwhile", "<= 8", grown, "MiB", f"{grown:.1f} MiB", "-", "growth of the resident set's peak")
    finally:
        server.stop()

    again = []
    for _ in range(args.rounds):
        server = Server(args.program, data)
        again.append(server.start_s)
        server.stop()
    row("second start to ready, cluster included", "<= 0.5", median(again), "s", f"{median(again):.2f} s", f"{first_start:.2f} s", "the first start")
    if args.json:
        pathlib.Path(args.json).write_text(json.dumps(rows, indent=1) + "\n")
    shutil.rmtree(work)


if __name__ == "__main__":
    main()
