#!/usr/bin/env python3
"""How the cost of a rule grows with what a server has: rules registered before, tables, idle sessions. Prints tables.

    bench/curves.py [--program build/release/pattern-factory] [--client build/release/bench/bench_client] [--rules 1,100,1000]
                    [--tables 10,100,1000] [--sessions 0,1000,10000] [--rounds 5]

Each point is the processor time and the latency of new rules by one client, medians of the rounds; the last table is how long
other requests take while the semantic model of so many tables is read anew.
"""
import argparse
import os
import pathlib
import shutil
import statistics
import subprocess
import tempfile
import threading
import time

from run import ROOT, Server, client, get

RULES_A_ROUND = 60
TICKS = os.sysconf("SC_CLK_TCK")


def processor_s(pid, with_ended_children=False):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return sum(int(field) for field in fields[11:15 if with_ended_children else 13]) / TICKS


def database_s(postmaster):
    """Processor time of a postmaster and its backends, of the ended ones too."""
    total = processor_s(postmaster, with_ended_children=True)
    for process in pathlib.Path("/proc").iterdir():
        try:
            if process.name.isdigit() and int((process / "stat").read_text().rsplit(")", 1)[1].split()[1]) == postmaster:
                total += processor_s(process.name)
        except OSError:
            pass  # has ended
    return total


class Point:
    """A server of its own on data of its own."""

    def __init__(self, args):
        self.args = args
        self.work = pathlib.Path(tempfile.mkdtemp(prefix="pf-curves-"))
        self.work.chmod(0o755)
        self.data = str(self.work / "data")
        self.next = 1_000
        self.server = Server(args.program, self.data)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.stop()
        shutil.rmtree(self.work)

    def restart(self):
        self.server.stop()
        self.server = Server(self.args.program, self.data)

    def sql(self, text):
        subprocess.run(["psql", "-h", f"{self.data}/run", "-U", "pf_admin", "-d", "pattern_factory", "-qAt", "-v", "ON_ERROR_STOP=1"],
                       input=f"SET ROLE pf_owner;\n{text}", text=True, check=True, stdout=subprocess.DEVNULL)

    def run_rules(self, count):
        self.next += count
        return client(self.args.client, self.server.port, "latency", count, self.next)

    def measure(self):
        postmaster = int(next(pathlib.Path(self.data).glob("pg*/postmaster.pid")).read_text().split()[0])
        self.run_rules(20)
        rounds = []
        for _ in range(self.args.rounds):
            server, database = processor_s(self.server.process.pid), database_s(postmaster)
            p50 = self.run_rules(RULES_A_ROUND)["p50_ms"]
            rounds.append((p50, 1000 * (processor_s(self.server.process.pid) - server) / RULES_A_ROUND,
                           1000 * (database_s(postmaster) - database) / RULES_A_ROUND))
        return [statistics.median(values) for values in zip(*rounds)]


def table(title, first, rows, columns=("p50 ms", "server ms", "PostgreSQL ms")):
    print(f"\n{title}\n\n| {first} | " + " | ".join(columns) + " |\n| " + "--- | " * (len(columns) + 1))
    for name, values in rows:
        print(f"| {name:,} | " + " | ".join(f"{value:.2f}" for value in values) + " |", flush=True)


def make_tables(point, count):
    """Ten columns each, a key, and a reference to the table before: as a database of somebody's own has them."""
    point.sql("\n".join(
        f"CREATE TABLE part_{n} (id bigint PRIMARY KEY, name_{n} text, kind_{n} text, "
        f"part_{max(n - 1, 0)}_id bigint REFERENCES part_{max(n - 1, 0)}, size_{n} numeric, weight_{n} numeric, made_{n} date, sold_{n} date, note_{n} text, place_{n} text);"
        for n in range(count)))


def while_reloading(point):
    """p99 of a page's reading without and with the model being read anew all the while, in milliseconds."""
    path = point.server.url("/api/rules?limit=20")

    def read_for(seconds):
        times, end = [], time.monotonic() + seconds
        while time.monotonic() < end:
            began = time.monotonic()
            get(path)
            times.append(1000 * (time.monotonic() - began))
        return statistics.quantiles(times, n=100)[98]

    calm = read_for(10)
    done = threading.Event()

    def change():
        n = 0
        while not done.is_set():
            point.sql(f"COMMENT ON TABLE part_0 IS 'Changed {n} times'")
            n += 1
            done.wait(0.5)

    changing = threading.Thread(target=change)
    changing.start()
    try:
        return calm, read_for(20)
    finally:
        done.set()
        changing.join()


def numbers(text):
    return [int(number) for number in text.split(",") if number]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=str(ROOT / "build/release/pattern-factory"))
    parser.add_argument("--client", default=str(ROOT / "build/release/bench/bench_client"))
    parser.add_argument("--rules", default="1,100,1000", type=numbers)
    parser.add_argument("--tables", default="10,100,1000", type=numbers)
    parser.add_argument("--sessions", default="0,1000,10000", type=numbers)
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()

    rows = []
    with Point(args) as point:
        made = 0
        for count in args.rules:
            if count > made:
                point.run_rules(count - made)
            rows.append((count, point.measure()))
            made = count + 20 + args.rounds * RULES_A_ROUND
    table("A rule after so many others", "rules", rows)

    rows, reloads = [], []
    for count in args.tables:
        with Point(args) as point:
            make_tables(point, count)
            point.restart()
            rows.append((count, point.measure()))
            reloads.append((count, while_reloading(point)))
    table("A rule beside so many tables more", "tables", rows)
    table("Reading a page while the model of so many tables is read anew", "tables", reloads, ("p99 ms", "p99 ms meanwhile"))

    rows = []
    with Point(args) as point:
        for count in args.sessions:
            holders = [subprocess.Popen([args.client, str(point.server.port), "idle", str(min(2_500, count - begun)), "600"], stdout=subprocess.PIPE)
                       for begun in range(0, count, 2_500)]
            for holder in holders:
                holder.stdout.readline()
            rows.append((count, point.measure()))
            for holder in holders:
                holder.terminate()
                holder.wait()
    table("A rule beside so many idle sessions", "sessions", rows)


if __name__ == "__main__":
    main()
