#!/usr/bin/env python3
"""How long it takes to import subscribers, and to make the editions that they share.

usage: digest_bench.py [--build build/release] [--subscribers 1000000] [--views 50] [--posts 200]

Makes up a list of that many people who chose one of that many views (tags, keywords, languages, hours that are due
together), and a database with so many posts of as many blogs; then runs `import-subscribers --dry-run`, the import, the
import once more (when nothing changes), `digest`, and `digest` again the next day with new posts. Seconds of wall time and
of CPU, and the peak of memory.
"""

import argparse
import contextlib
import csv
import json
import os
import pathlib
import sqlite3
import subprocess
import tempfile
import time

SETTINGS = """\
site: { name: Bench, url: "https://digest.example.org", contact: ops@example.org }
mail: { from: "Bench <digest@example.org>", transport: "maildir:outbox" }
"""
BEGIN = 1_795_132_800  # 2026-11-20T00:00:00Z
EXCERPT = "We moved number {0} of our services to another queue and learnt what {0} consumers do to one disk. " * 3


def measured(command, cwd):
    """Wall time, processor time, peak memory in MiB, and what was printed."""
    begin = time.monotonic()
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.PIPE, text=True)
    printed = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{command} gave {process.returncode}")
    return time.monotonic() - begin, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, printed


def view(number):
    """The columns of the choice of one view."""
    if number % 3 == 0:
        return {"tags": f"tag{number}"}
    if number % 3 == 1:
        return {"mute": f"queue{number},카프카{number}"}
    return {"only_languages": "en", "keywords": f"service{number},disk"}


class Bench:
    def __init__(self, options, folder):
        self.options, self.folder = options, folder
        self.program = options.build.resolve() / "aggregator"
        (folder / "aggregator.yaml").write_text(SETTINGS, encoding="utf-8")
        feeds = "".join(f"  - url: https://blog{number}.example/feed\n    tags: [tag{3 * (number % 17)}]\n"
                        for number in range(options.posts))
        (folder / "feeds.yaml").write_text("feeds:\n" + feeds, encoding="utf-8")

    def run(self, what, now, *arguments):
        wall, cpu, memory, printed = measured([self.program, "--now", now, *arguments], self.folder)
        print(f"{what:28} {wall:8.2f} {cpu:8.2f} {memory:6.0f}  {printed.strip().splitlines()[-1]}", flush=True)
        return printed

    def write_people(self):
        columns = ["email", "tags", "only_languages", "keywords", "mute", "state"]
        with open(self.folder / "people.csv", "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, restval="")
            writer.writeheader()
            for number in range(self.options.subscribers):
                writer.writerow({"email": f"reader{number}@mail{number % 1000}.example", "state": "active",
                                 **view(number % self.options.views)})

    def publish(self, first, when):
        """One post of each blog, as polling would store it."""
        with contextlib.closing(sqlite3.connect(self.folder / "aggregator.db")) as database, database:
            for number in range(self.options.posts):
                (entry,) = database.execute(
                    "INSERT INTO entries (feed, guid, link, title, author, published, first_seen, dated, state, excerpt,"
                    " image, minutes, content_hash) VALUES (?, ?, ?, ?, 'Ann', ?, ?, ?, 0, ?, '', 4, 0) RETURNING id",
                    (number + 1, f"g{first + number}", f"https://blog{number}.example/{first}",
                     f"What service {first + number} taught us about queues", when, when, when,
                     EXCERPT.format(first + number))).fetchone()  # fmt: skip
                database.execute("INSERT INTO entry_sources (entry, feed, seen) VALUES (?, ?, ?)",
                                 (entry, number + 1, when))

    def measure(self):
        print(f"{'':28} {'seconds':>8} {'of CPU':>8} {'MiB':>6}")
        self.run("init", "2026-11-20T08:00:00Z", "init", ".")
        self.run("feeds", "2026-11-20T08:00:00Z", "feeds", "--json")
        self.write_people()
        self.publish(0, BEGIN + 8 * 3600)
        now = "2026-11-20T09:00:00Z"
        self.run("import-subscribers --dry-run", now, "import-subscribers", "people.csv", "--dry-run")
        self.run("import-subscribers", now, "import-subscribers", "people.csv")
        self.run("import-subscribers again", now, "import-subscribers", "people.csv")
        first = json.loads(self.run("digest", "2026-11-20T10:00:00Z", "digest", "--json"))
        self.publish(self.options.posts, BEGIN + 34 * 3600)
        second = json.loads(self.run("digest, the next day", "2026-11-21T10:00:00Z", "digest", "--json"))
        for summary in (first, second):
            if summary["deliveries"] + summary["empty"] != self.options.subscribers:
                raise SystemExit(f"not everybody was served: {summary}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, default=pathlib.Path("build/release"))
    parser.add_argument("--subscribers", type=int, default=1_000_000)
    parser.add_argument("--views", type=int, default=50)
    parser.add_argument("--posts", type=int, default=200)
    with tempfile.TemporaryDirectory(prefix="aggregator-bench-") as name:
        Bench(parser.parse_args(), pathlib.Path(name)).measure()


if __name__ == "__main__":
    main()
