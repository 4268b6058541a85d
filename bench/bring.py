#!/usr/bin/env python3
"""Measures bringing a file against `psql \\copy` into the same typed table, and the server's memory for a large one.

    bench/bring.py [--program build/release/pattern-factory] [--rounds 5] [--rows 1000000] [--large-mib 1024]

Starts the program on a data directory of its own. A round brings a CSV of ten columns (`POST /api/imports`, its types
found, loaded, ready to be asked about) and copies the same file with psql into an empty table of the same types; the two
take turns at being first. Medians of the rounds are quoted. The large file tells how far the server's memory grows with what it is sent.
"""
import argparse
import http.client
import json
import os
import pathlib
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

from run import ROOT, Server, peak_kib, rss_kib

HEADER = "id,customer,email,country,amount,quantity,ordered,shipped at,paid,note\n"
COUNTRIES = ["Germany", "France", "Norway", "Peru", "Japan", "New Zealand", "Ghana", "Canada"]
NOTES = ["", "", "", "as ordered", '"left at the door, as agreed"', '"says ""thank you"""', "second try", "änderte die Anschrift"]


def write_csv(path, rows=None, size=None):
    """`rows` rows, or as many as make `size` bytes."""
    chance = random.Random(7)
    pieces = []
    for n in range(10_000):  # the tail of a row, made once: writing the file is not what is measured
        pieces.append(f"customer {n},user{n}@example.org,{chance.choice(COUNTRIES)},{chance.randrange(100, 1_000_000) / 100:.2f},"
                      f"{chance.randrange(1, 40)},{2015 + n % 10}-{1 + n % 12:02}-{1 + n % 28:02},"
                      f"{2015 + n % 10}-{1 + n % 12:02}-{1 + n % 28:02} {n % 24:02}:{n % 60:02}:{n * 7 % 60:02},"
                      f"{'true' if n % 3 else 'false'},{chance.choice(NOTES)}\n")
    with open(path, "w", encoding="utf-8", buffering=1 << 20) as file:
        file.write(HEADER)
        n = written = 0
        while (n < rows) if rows else (written < size):
            n += 1
            written += file.write(f"{n},{pieces[n * 7919 % len(pieces)]}")
    return n


class Api:
    def __init__(self, port):
        self.port = port

    def call(self, method, path, body=None, length=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)
        headers = {"Content-Length": str(length)} if length is not None else {}
        if isinstance(body, dict):
            body, headers = json.dumps(body), {"Content-Type": "application/json"}
        connection.request(method, path, body=body, headers=headers)
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        if answer.status == 503 and method == "DELETE":  # PostgreSQL's own housekeeping looks at the table
            time.sleep(0.5)
            return self.call(method, path)
        if answer.status >= 400:
            sys.exit(f"{method} {path}: {answer.status} {text.decode()}")
        return json.loads(text) if text else None

    def settled(self, import_id):
        while True:
            made = self.call("GET", f"/api/imports/{import_id}")
            if made["stage"] in ("ready", "failed", "done"):
                return made
            time.sleep(0.01)


def processor_s(*roots):
    """Seconds of processor time of these processes and all below them, the ended ones included."""
    ticks = 0
    known = set(roots)
    stats = {}
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            stats[int(entry.name)] = (int(fields[1]), sum(map(int, fields[11:13])), sum(map(int, fields[13:15])))
    for _ in range(3):
        known |= {pid for pid, (parent, *_) in stats.items() if parent in known}
    for pid in known & stats.keys():
        ticks += stats[pid][1] + stats[pid][2]
    return ticks / os.sysconf("SC_CLK_TCK")


def bring(api, path, table):
    """Seconds until the file is received, read, loaded."""
    began = time.monotonic()
    sent = subprocess.run(["curl", "-sS", "--fail-with-body", "-T", str(path), "-X", "POST", "-H", "Expect:",
                           f"http://127.0.0.1:{api.port}/api/imports?name={path.name}"], check=True, capture_output=True)
    received = time.monotonic()
    made = api.settled(json.loads(sent.stdout)["id"])
    read = time.monotonic()
    if made["stage"] != "ready":
        sys.exit(f"not ready: {made['error']}")
    api.call("POST", f"/api/imports/{made['id']}/load", {"table": table})
    made = api.settled(made["id"])
    if made["stage"] != "done":
        sys.exit(f"not loaded: {made['error']}")
    return received - began, read - received, time.monotonic() - read, made


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=str(ROOT / "build/release/pattern-factory"))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--large-mib", type=int, default=1024)
    args = parser.parse_args()
    work = pathlib.Path(tempfile.mkdtemp(prefix="pf-bench-"))
    work.chmod(0o755)
    file = work / "orders.csv"
    write_csv(file, rows=args.rows)
    print(f"{args.rows} rows of 10 columns, {file.stat().st_size / 2**20:.0f} MiB", flush=True)
    server = Server(args.program, str(work / "data"))
    psql = ["psql", "-h", f"{work}/data/run", "-U", "pf_admin", "-d", "pattern_factory", "-qAt", "-v", "ON_ERROR_STOP=1"]
    api = Api(server.port)
    try:
        *_, made = bring(api, file, "typed")
        print("types: " + ", ".join(f"{column['name']} {column['type']}" for column in made["columns"]))
        if made["outcome"]["rows"] != args.rows:
            sys.exit(f"{made['outcome']['rows']} rows came")

        postmaster = int((work / "data/pg15/postmaster.pid").read_text().split()[0])

        def processor():
            return processor_s(os.getpid(), postmaster)

        def copied():
            subprocess.run(psql + ["-c", "CREATE TABLE public.copied (LIKE uploads.typed); CHECKPOINT"], check=True)
            began, used = time.monotonic(), processor()
            subprocess.run(psql + ["-c", f"\\copy public.copied FROM '{file}' (FORMAT csv, HEADER)"], check=True)
            took = time.monotonic() - began
            time.sleep(0.3)  # its backend has ended too
            took = took, processor() - used
            subprocess.run(psql + ["-c", "DROP TABLE public.copied"], check=True)
            return took

        def brought():
            subprocess.run(psql + ["-c", "CHECKPOINT"], check=True)
            used = processor()
            parts = bring(api, file, "orders")[:3]
            used = processor() - used
            api.call("DELETE", "/api/imports/tables/orders")
            return *parts, used

        ours, theirs = [], []
        for n in range(args.rounds):
            if n % 2:
                theirs.append(copied())
            ours.append(brought())
            if not n % 2:
                theirs.append(copied())
            print("  received {:.2f} s, read {:.2f} s, loaded {:.2f} s; processor {:.2f} s".format(*ours[-1])
                  + "; \\copy {:.2f} s, processor {:.2f} s".format(*theirs[-1]), flush=True)
        took, used = ([], []), ([], [])
        for a, b in zip(ours, theirs):
            took[0].append(sum(a[:3])), took[1].append(b[0])
            used[0].append(a[3]), used[1].append(b[1])
        for name, mark, (a, b) in (("bringing", "(mark <= 1.6)", took), ("processor time", "", used)):
            ratio = statistics.median(x / y for x, y in zip(a, b))
            print(f"{name}: {ratio:.2f} x of \\copy {mark} {statistics.median(a):.2f} s against {statistics.median(b):.2f} s", flush=True)
        file.unlink()

        if args.large_mib:
            large = work / "large.csv"
            rows = write_csv(large, size=args.large_mib << 20)
            before, peak = rss_kib(server.process.pid), peak_kib(server.process.pid)
            parts = bring(api, large, "large")
            if parts[3]["outcome"]["rows"] != rows:
                sys.exit(f"{parts[3]['outcome']['rows']} rows of {rows} came")
            after = peak_kib(server.process.pid)
            print(f"{args.large_mib} MiB, {rows} rows: {sum(parts[:3]):.1f} s; peak {after / 1024:.1f} MiB, {peak / 1024:.1f} MiB before it "
                  f"({before / 1024:.1f} MiB resident)", flush=True)
    finally:
        server.stop()
        shutil.rmtree(work)


if __name__ == "__main__":
    main()
