#!/usr/bin/env python3
"""How fast `send` is and how much memory it takes, beside smtp-source, which sends one and the same message again and again.

usage: send_bench.py [--build build/release] [--subscribers 100000] [--views 50] [--entries 22] [--connections 8] [--rounds 1]
                     [--null] [--shuffled]

Feeds that it makes up, one a view, every second one in Korean, are polled; the subscribers, spread over the views, are
imported; the editions are made and sent to Postfix's smtp-sink on loopback. smtp-source then sends messages of the same size
over as many connections to the same sink. --null counts and discards instead of sending, for what the program itself needs.
--shuffled has the deliveries of all editions become due in turns, as a wave of greylisting leaves them.
Rates of one run can be compared with each other and with nothing else.
"""

import argparse
import contextlib
import http.server
import json
import os
import pathlib
import random
import re
import shutil
import socket
import sqlite3
import statistics
import subprocess
import tempfile
import threading
import time

NOW = "2026-11-20T01:00:30Z"
BEFORE = "2026-11-20T00:00:00Z"
SETTINGS = """\
site: {{ name: Bench, url: "https://digest.example.org", contact: ops@example.org, timezone: UTC, language: en }}
poll: {{ per_host: 16, allow_addresses: ["127.0.0.0/8"] }}
digest: {{ at: "01:00", max_per_feed: 60, backfill: 720h }}
mail: {{ from: "Bench <digest@example.org>", transport: "{transport}", starttls: never, connections: {connections} }}
"""
ENGLISH = "What we learned while moving a service with many small queues to one database that everybody understood"
KOREAN = "우리는 왜 메시지 큐를 걷어냈나: 작은 서비스를 하나의 데이터베이스로 옮기며 배운 것들과 아직 모르는 것들"
DOMAINS = ("example.org", "example.com", "example.net", "mail.example.org", "post.example.com")


def text(view, number, length):
    """Words that no other post has in this order."""
    words = (KOREAN if view % 2 else ENGLISH).split()
    random.Random(view * 1000 + number).shuffle(words)
    return " ".join(words * 4)[:length]


def feed(view, entries):
    items = "".join(
        f"<item><title>{text(view, number, 40 + number % 30)}</title><link>https://blog{view}.example.org/{number}</link>"
        f"<guid>tag:{view}:{number}</guid><pubDate>Thu, 19 Nov 2026 {number % 24:02}:00:00 GMT</pubDate>"
        f"<description>{text(view, number, 400)}</description></item>"
        for number in range(entries)
    )
    return f'<rss version="2.0"><channel><title>Blog {view}</title>{items}</channel></rss>'.encode()


@contextlib.contextmanager
def served(views, entries):
    """The port on which the feeds are."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            body = feed(int(self.path.strip("/").partition(".")[0]), entries)
            self.send_response(200)
            self.send_header("Content-Type", "application/rss+xml; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def of_postfix(name):
    program = shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin:/usr/libexec/postfix")
    if program is None:
        raise SystemExit(f"{name} is missing; it comes with Postfix")
    return program


@contextlib.contextmanager
def sink(folder):
    """The port of an smtp-sink and a function that tells how many messages it has had."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    told = folder / f"sink.{port}"
    user = ["-u", "nobody"] if os.getuid() == 0 else []
    with told.open("wb") as out:
        process = subprocess.Popen([of_postfix("smtp-sink"), "-c", *user, f"127.0.0.1:{port}", "1000"], stdout=out)

    def messages():
        with told.open("rb") as counts:
            counts.seek(max(0, told.stat().st_size - 400))
            return int((re.findall(rb"mesg=(\d+)", counts.read()) or [b"0"])[-1])

    try:
        with socket.socket() as probe:
            while probe.connect_ex(("127.0.0.1", port)) != 0:
                if process.poll() is not None:
                    raise SystemExit("smtp-sink did not start")
        yield port, messages
    finally:
        process.terminate()
        process.wait()


def measured(command, cwd=None):
    """Wall time, processor time, peak memory in MiB, and what was printed."""
    begin = time.monotonic()
    process = subprocess.Popen([str(word) for word in command], cwd=cwd, stdout=subprocess.PIPE, text=True)
    printed = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{command} gave {process.returncode}: {printed}")
    return time.monotonic() - begin, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, printed


class Bench:
    def __init__(self, options, folder):
        self.options, self.folder, self.seen = options, folder, {}
        self.program = [options.build.resolve() / "aggregator", "--config", folder / "aggregator.yaml", "--now"]

    def settings(self, transport):
        text = SETTINGS.format(transport=transport, connections=self.options.connections)
        (self.folder / "aggregator.yaml").write_text(text, encoding="utf-8")

    def note(self, what, messages, wall, cpu, memory, _printed):
        self.seen.setdefault(what, []).append((messages, wall, cpu, memory))

    def prepare(self, port):
        views, subscribers = self.options.views, self.options.subscribers
        feeds = "".join(f"  - {{ url: 'http://127.0.0.1:{port}/{view}.xml', tags: [view{view}] }}\n" for view in range(views))
        (self.folder / "feeds.yaml").write_text("feeds:\n" + feeds, encoding="utf-8")
        with (self.folder / "people.csv").open("w", encoding="utf-8") as people:
            people.write("email,state,frequency,at,timezone,language,tags\n")
            for number in range(subscribers):
                language, domain = ("en", "ko")[number % views % 2], DOMAINS[number % len(DOMAINS)]
                people.write(f"reader{number}@{domain},confirmed,daily,01:00,UTC,{language},view{number % views}\n")
        self.settings("null:" if self.options.null else "smtp://127.0.0.1:1")
        measured([*self.program, BEFORE, "import-subscribers", self.folder / "people.csv"])
        measured([*self.program, BEFORE, "poll", "--json"])

    def digest(self):
        *cost, printed = measured([*self.program, NOW, "digest", "--json"])
        made = json.loads(printed)
        if made["deliveries"] != self.options.subscribers or made["editions"] != self.options.views:
            raise SystemExit(f"digest: {made}")
        self.note("digest", made["deliveries"], *cost, printed)

    def size_of_a_message(self):
        """In the middle of the two languages."""
        sizes = []
        for reader in (f"reader0@{DOMAINS[0]}", f"reader1@{DOMAINS[1]}"):
            preview = [*self.program, NOW, "preview", "--subscriber", reader, "--format", "eml", "--out", "-"]
            sizes.append(len(measured(preview)[3].encode()))
        return sum(sizes) // 2

    def send(self):
        *cost, printed = measured([*self.program, NOW, "send", "--json"])
        summary = json.loads(printed)
        if summary["sent"] != self.options.subscribers:
            raise SystemExit(f"send: {summary}")
        self.note("send", summary["sent"], *cost, printed)

    def to_the_sink(self):
        with sink(self.folder) as (port, messages):
            self.settings(f"smtp://127.0.0.1:{port}")
            self.send()
            if messages() != self.options.subscribers:
                raise SystemExit(f"{messages()} messages arrived")

    def source(self, size):
        count = min(self.options.subscribers, 30000)
        with sink(self.folder) as (port, _):
            cost = measured([of_postfix("smtp-source"), "-d", "-s", self.options.connections, "-m", count, "-l", size,
                             "-f", "digest@example.org", "-t", "reader@example.org", f"127.0.0.1:{port}"])
            self.note("smtp-source", count, *cost)

    def report(self):
        middle = {what: [statistics.median(column) for column in zip(*runs)] for what, runs in self.seen.items()}
        print(f"{'':12} {'messages':>9} {'seconds':>8} {'of CPU':>8} {'a second':>9} {'MiB':>6}")
        for what, (messages, wall, cpu, memory) in middle.items():
            print(f"{what:12} {messages:9.0f} {wall:8.2f} {cpu:8.2f} {messages / wall:9.0f} {memory:6.0f}")
        if "smtp-source" in middle:
            rates = [middle[what][0] / middle[what][1] for what in ("send", "smtp-source")]
            print(f"send / smtp-source: {rates[0] / rates[1]:.2f}")


def queue_all(folder, due):
    """Everything is queued, for this or another round. The program itself has no such command."""
    with contextlib.closing(sqlite3.connect(folder / "aggregator.db")) as database, database:
        database.execute(f"UPDATE deliveries SET state = 0, attempts = 0, reason = '', settled_at = NULL, due = {due}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, default=pathlib.Path("build/release"))
    parser.add_argument("--subscribers", type=int, default=100000)
    parser.add_argument("--views", type=int, default=50)
    parser.add_argument("--entries", type=int, default=22, help="in each view; 22 make about 30 KB")
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--null", action="store_true")
    parser.add_argument("--shuffled", action="store_true")
    parser.add_argument("--keep", type=pathlib.Path, help="work in this folder and leave it")
    options = parser.parse_args()
    with contextlib.ExitStack() as stack:
        folder = options.keep or pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="aggregator-bench-")))
        bench = Bench(options, folder)
        with served(options.views, options.entries) as port:
            bench.prepare(port)
        size = bench.size_of_a_message()
        bench.digest()
        print(f"{options.subscribers} subscribers, {options.views} views, messages of about {size / 1000:.1f} kB")
        for number in range(options.rounds):
            queue_all(folder, "queued - abs(random()) % 3600" if options.shuffled else "queued")
            if options.null:
                bench.send()
                continue
            for part in (bench.to_the_sink, lambda: bench.source(size))[:: -1 if number % 2 else 1]:
                part()
        bench.report()


if __name__ == "__main__":
    main()
