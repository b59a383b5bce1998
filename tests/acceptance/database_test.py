"""A database that is not there, or that somebody else holds: clear words, nothing lost, and the next run goes on."""

import contextlib
import os
import pathlib
import select
import sqlite3
import subprocess

import peers
import program

URL = "https://blog.example.org/feed.xml"


class Missing(program.AcceptanceTest):
    """A misspelt path must not look like a database that has lost everything."""

    def test_is_said_by_commands_that_need_one(self):
        self.site.list_feeds([URL])
        for command in (("feeds",), ("entries",), ("stats",), ("subscribers",), ("export-subscribers",), ("deliveries",),
                        ("preview",), ("why", URL), ("digest",), ("send",), ("enable", URL), ("release", URL),
                        ("remove-subscriber", "ann@example.org")):  # fmt: skip
            with self.subTest(command):
                line = self.complaint(1, *command)
                self.assertIn(f"no database at {self.site.database} yet", line)
                self.assertIn("aggregator init", line)
        self.assertEqual(list(self.site.folder.glob("aggregator.db*")), [])

    def test_is_not_what_keeps_a_feed_from_being_removed(self):
        self.site.list_feeds([URL])
        self.assertIn("is not in the list", self.complaint(1, "remove-feed", "https://other.example.org/"))
        self.site.do("remove-feed", URL)
        self.assertFalse(self.site.database.exists())

    def test_is_mended_by_commands_that_put_something_in(self):
        people = self.folder / "people.csv"
        people.write_text("email\nann@example.org\n", encoding="utf-8")
        for command in (("init", self.site.folder), ("poll",), ("run",), ("add-subscriber", "ann@example.org"),
                        ("import-subscribers", people)):  # fmt: skip
            with self.subTest(command):
                self.site.do(*command)
                self.site.do("stats")
                for path in self.site.folder.glob("aggregator.db*"):
                    path.unlink()


class LookedAt(program.AcceptanceTest):
    """By a command that only tells what would be."""

    def test_by_a_dry_run_stays_as_it_is(self):
        self.site.list_feeds([URL])
        self.site.do("add-subscriber", "ann@example.org", "--confirmed", "--frequency", "instant")
        when_ann_is_due, before = "2026-11-20T00:45:00Z", self.dump()
        self.assertEqual(self.site.ask("digest", "--dry-run", now=when_ann_is_due)["empty"], 1)
        self.assertEqual(self.dump(), before)

    def dump(self):
        with contextlib.closing(sqlite3.connect(self.site.database)) as database:
            return list(database.iterdump())


class Held(program.AcceptanceTest):
    """By another process that is in the middle of writing."""

    def setUp(self):
        super().setUp()
        self.nginx = peers.serve_fixtures(self)
        self.site.list_feeds(self.nginx.urls())
        self.site.do("add-subscriber", "ann@example.org", "--confirmed", "--frequency", "instant")
        self.site.do("add-subscriber", "bob@example.org")
        self.site.do("feeds")
        self.site.run("preview")  # which makes the key that signs
        self.holder = sqlite3.connect(self.site.database, isolation_level=None)
        self.addCleanup(self.holder.close)
        self.holder.execute("BEGIN EXCLUSIVE")

    def test_keeps_nobody_from_reading(self):
        self.assertEqual({feed["status"] for feed in self.site.ask("feeds")}, {"new"})
        self.assertEqual(self.site.ask("stats")["subscribers"], 2)
        for command in ("entries", "subscribers", "deliveries", "digest --dry-run"):
            self.site.do(*command.split())
        self.assertEqual(self.site.run("preview").returncode, 0)

    def test_is_waited_for_by_those_who_write(self):
        commands = (("poll",), ("digest",), ("send",), ("add-subscriber", "eve@example.org"))
        when_ann_is_due = "2026-11-20T00:45:00Z"
        writers = [self.started(self.site.start(*command, now=when_ann_is_due, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE))
                   for command in commands]  # fmt: skip
        program.wait_until(lambda: len(self.nginx.answers()) == len(self.nginx.urls()), "the poll", writers[0])
        self.assertEqual(self.site.ask("stats")["entries"], 0)
        self.assertEqual([writer.poll() for writer in writers], [None] * len(writers))
        self.holder.execute("ROLLBACK")
        for writer in writers:
            with contextlib.closing(writer.stderr):
                self.assertEqual((writer.stderr.read(), writer.wait(program.PATIENCE)), (b"", 0), writer.args)
        stats = self.site.ask("stats")
        self.assertEqual((stats["entries"], stats["subscribers"]), (12, 3))
        self.assertEqual(self.site.integrity(), [("ok",)])

    def test_is_not_overwritten_with_what_was_so_before(self):
        edit = self.started(self.site.start("edit-subscriber", "ann@example.org", "--tag", "x", stderr=subprocess.PIPE))
        program.wait_until(lambda: self.is_waiting(edit), "the edit", edit)
        self.holder.execute("UPDATE subscribers SET state = 2 WHERE email = 'ann@example.org'")
        self.holder.execute("COMMIT")
        with contextlib.closing(edit.stderr):
            self.assertIn(b"ann@example.org", edit.stderr.read())
        self.assertEqual(edit.wait(program.PATIENCE), 1)
        self.assertEqual([who["email"] for who in self.site.ask("subscribers") if who["state"] == "active"], [])

    def test_is_not_what_a_pager_that_is_not_read_does(self):
        self.holder.execute("ROLLBACK")
        people = self.folder / "people.csv"
        people.write_text("email\n" + "nobody\n" * 5000, encoding="utf-8")  # more words than a pipe holds
        for arguments in ((), ("--dry-run",)):
            shown = self.started(self.site.start("import-subscribers", people, *arguments, stdout=subprocess.PIPE,
                                                 stderr=subprocess.DEVNULL))  # fmt: skip
            program.wait_until(lambda: select.select([shown.stdout], [], [], 0)[0], "the first words")
            self.site.do("add-subscriber", f"eve{len(arguments)}@example.org")
            self.assertIsNone(shown.poll(), "it still has words")
            with contextlib.closing(shown.stdout):
                self.assertEqual(shown.stdout.read().count(b"refused "), 5000)

    def test_is_not_what_a_pipe_that_is_not_full_yet_does(self):
        self.holder.execute("ROLLBACK")
        taken = self.started(self.site.start("import-subscribers", "-", stdin=subprocess.PIPE, stdout=subprocess.DEVNULL))
        with contextlib.closing(taken.stdin):
            taken.stdin.write(b"email\n" + b"".join(b"reader%d@example.org\n" % number for number in range(10_000)))
            taken.stdin.flush()
            self.site.do("add-subscriber", "eve@example.org")
            self.assertIsNone(taken.poll(), "there may be more")
            taken.stdin.write(b"last@example.org\n")
        self.assertEqual(taken.wait(program.PATIENCE), 0)
        emails = {who["email"] for who in self.site.ask("subscribers")}
        self.assertLessEqual({"reader0@example.org", "reader9999@example.org", "last@example.org"}, emails)

    def is_waiting(self, process):
        """Whether it sleeps with the database open."""
        state = pathlib.Path(f"/proc/{process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
        files = pathlib.Path(f"/proc/{process.pid}/fd").iterdir()
        return state == "S" and str(self.site.database) in [os.readlink(file) for file in files]


if __name__ == "__main__":
    program.main()
