"""The program as its runner meets it: a folder with settings, commands with exit codes, what they print and leave.

Every acceptance test is started as `x_test.py PROJECT BINARY [TEST…]` and ends with program.main(). Time is told to the
program with --now; nothing here sleeps: what is waited for is a condition, with an end.
"""

import json
import os
import pathlib
import select
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest

PROJECT, BINARY = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
SHARED = PROJECT.parent / "shared"  # material that is not the project's own; tests of it are skipped without it
FIXTURES = PROJECT / "tests" / "acceptance" / "fixtures"

NOW = "2026-11-20T00:30:00Z"  # the posts of the fixtures are of the days before
PATIENCE = 60  # seconds, for anything

SETTINGS = """\
site: {{ name: Daily DevBlog, url: "https://digest.example.org", contact: ops@example.org,
        timezone: Asia/Seoul, language: ko }}
feeds: feeds.yaml
database: sqlite:aggregator.db
poll: {{ per_host: 16, allow_addresses: ["127.0.0.0/8"] }}
digest: {{ max_per_feed: 20 }}
mail: {{ from: "Daily DevBlog <digest@example.org>", transport: "{transport}", starttls: never }}
"""

# Without what could lead the program to somebody's own settings.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name not in ("AGGREGATOR_CONFIG", "HOME")}


def wait_until(condition, what, process=None):
    """Asks `condition` until it is true; a process that ends before that, or no answer in time, is a failure."""
    deadline = time.monotonic() + PATIENCE
    while not (answer := condition()):
        if time.monotonic() > deadline:
            raise AssertionError(f"waited in vain for {what}")
        if process is None:
            select.select([], [], [], 0.002)
        elif process.poll() is not None:
            raise AssertionError(f"ended while waiting for {what}: {process.args} gave {process.returncode}")
    return answer


def do_without(test, reason):
    """Skips a test for want of a tool, but fails it where `scripts/test` has installed all that there are."""
    if os.environ.get("AGGREGATOR_REQUIRE_PEERS"):
        test.fail(f"{reason}, and AGGREGATOR_REQUIRE_PEERS is set")
    test.skipTest(reason)


class Installation:
    """One folder with an aggregator.yaml, feeds.yaml and database. `prefix` is put before each command."""

    def __init__(self, folder, transport="maildir:outbox", prefix=()):
        self.folder, self.prefix = folder, list(prefix)
        self.config, self.feeds = folder / "aggregator.yaml", folder / "feeds.yaml"
        self.database, self.outbox = folder / "aggregator.db", folder / "outbox"
        self.set_transport(transport)

    def set_transport(self, transport):
        self.config.write_text(SETTINGS.format(transport=transport), encoding="utf-8")

    def list_feeds(self, urls, tags=None):
        """Writes feeds.yaml; `tags` has those of URLs by their ends."""
        lines = ["feeds:"]
        for url in urls:
            lines.append(f"  - url: {url}")
            lines += [f"    tags: [{tag}]" for end, tag in (tags or {}).items() if url.endswith(end)]
        self.feeds.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def begin(self):
        """Makes what is missing: an empty database, an empty list."""
        self.do("init", self.folder)

    def command(self, *arguments, now=NOW):
        return [*self.prefix, str(BINARY), "--config", str(self.config), "--now", now, *map(str, arguments)]

    def run(self, *arguments, now=NOW, stdin=""):
        return subprocess.run(
            self.command(*arguments, now=now), input=stdin, env=ENVIRONMENT, capture_output=True, text=True,
            encoding="utf-8", check=False, timeout=PATIENCE,
        )  # fmt: skip

    def do(self, *arguments, now=NOW, stdin=""):
        """What the command printed; a command that complains is a failure."""
        done = self.run(*arguments, now=now, stdin=stdin)
        if done.returncode != 0 or done.stderr:
            raise AssertionError(f"{arguments} gave {done.returncode}: {done.stdout}{done.stderr}")
        return done.stdout

    def ask(self, *arguments, now=NOW):
        return json.loads(self.do(*arguments, "--json", now=now))

    def start(self, *arguments, now=NOW, **streams):
        return subprocess.Popen(self.command(*arguments, now=now), env=ENVIRONMENT, **streams)

    def integrity(self):
        with sqlite3.connect(self.database) as database:
            found = database.execute("PRAGMA integrity_check").fetchall() + database.execute(
                "PRAGMA foreign_key_check").fetchall()
        database.close()
        return found

    def mails(self):
        """The files of the Maildir, by name."""
        return sorted(self.outbox.glob("new/*"))


class AcceptanceTest(unittest.TestCase):
    maxDiff = 4000

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="aggregator-acceptance-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.site = Installation(self.new_folder("site"))

    def new_folder(self, name):
        (self.folder / name).mkdir()
        return self.folder / name

    def shared(self, name):
        if not (SHARED / name).exists():
            self.skipTest(f"there is no {name} beside the project")
        return SHARED / name

    def started(self, process):
        """`process`, ended with the test if it has not ended by then."""
        self.addCleanup(process.wait, PATIENCE)
        self.addCleanup(process.kill)
        return process

    def complaint(self, code, *arguments, site=None, **options):
        """The one line on stderr of a command that gives `code`."""
        done = (site or self.site).run(*arguments, **options)
        self.assertEqual(done.returncode, code, f"{arguments}: {done.stdout}{done.stderr}")
        lines = done.stderr.splitlines()
        self.assertEqual(len(lines), 1, f"{arguments}: {done.stderr}")
        self.assertTrue(lines[0].startswith("aggregator: "), lines[0])
        return lines[0]


def main():
    """Runs the tests of the module; 77 (skipped) when not one of them could be run."""
    program = unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=2, exit=False)
    result = program.result
    if not result.wasSuccessful():
        sys.exit(1)
    sys.exit(77 if result.testsRun == len(result.skipped) else 0)
