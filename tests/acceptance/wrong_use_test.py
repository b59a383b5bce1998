"""Wrong use and a hostile machine: one clear line on stderr, the right exit code, and nothing lost."""

import os
import shutil
import subprocess

import peers
import program

NOBODY = 65534
DUE = "2026-11-20T02:00:00Z"  # after ten o'clock in Seoul
LIST = "feeds:\n  - url: https://blog.example.org/feed.xml   # ours\n"


class Arguments(program.AcceptanceTest):
    def test_that_nobody_knows_are_refused(self):
        cases = {
            ("frobnicate",): "frobnicate",
            ("pol",): "there is no command \"pol\", did you mean `poll`?",
            ("add-fed", "x"): "did you mean `add-feed`?",
            ("entries", "--limitt", "3"): "aggregator entries --help",
            (): "command",
            ("feeds", "--frob"): "--frob",
            ("feeds", "surplus"): "surplus",
            ("export", "--format", "xml"): "xml",
            ("entries", "--limit", "-1"): "--limit",
            ("entries", "--limit", "many"): "--limit",
            ("entries", "--since", "yesterday"): "--since",
            ("poll", "--force"): "--all",
            ("poll", "--all", "--feed", "1"): "--feed",
            ("check", "--offline", "--online"): "--online excludes --offline",
            ("check", "--online", "--offline"): "--online excludes --offline",
            ("deliveries", "--state", "lost"): "lost",
            ("import",): "FILE",
            ("--log-format", "xml", "feeds"): "xml",
            ("--quiet", "--verbose", "feeds"): "--quiet",
        }
        for arguments, word in cases.items():
            with self.subTest(arguments):
                line = self.complaint(2, *arguments)
                self.assertIn(word, line)
                self.assertLess(len(line), 200)
        self.assertIn("--now", self.complaint(2, "feeds", now="yesterday"))
        self.assertFalse(self.site.database.exists())

    def test_that_are_not_what_they_should_be_are_refused(self):
        self.site.feeds.write_text(LIST, encoding="utf-8")
        self.site.begin()
        cases = {
            ("add-feed", "ftp://example.org/feed"): (65, "ftp://example.org/feed"),
            ("add-feed", "ht!tp://x"): (65, "ht!tp://x"),
            ("add-feed", "javascript:alert(1)"): (65, "javascript"),
            ("add-feed", ""): (65, "https://"),
            ("add-subscriber", "nobody"): (65, "nobody"),
            ("add-subscriber", "a@b@example.org"): (65, "a@b@example.org"),
            ("add-subscriber", "a@example.org\nBcc: b@example.org"): (65, "e-mail"),
            ("add-subscriber", "a@example.org", "--timezone", "Mars/Base"): (2, "Mars/Base"),
            ("add-subscriber", "a@example.org", "--at", "25:00"): (2, "25:00"),
            ("add-subscriber", "a@example.org", "--frequency", "hourly"): (2, "hourly"),
            ("remove-subscriber", "a@example.org"): (1, "a@example.org"),
            ("poll", "--feed", "https://other.example.org/"): (1, "https://other.example.org/"),
            ("preview", "--subscriber", "a@example.org"): (1, "a@example.org"),
            ("import", "missing.opml"): (1, "missing.opml"),
            ("import-subscribers", "missing.csv"): (1, "missing.csv"),
            ("check", "missing.yaml"): (1, "missing.yaml"),
            ("parse", "missing.xml"): (1, "missing.xml"),
            ("preview", "--out", "/no/such/folder/file"): (1, "/no/such/folder/file"),
        }
        for arguments, (code, word) in cases.items():
            with self.subTest(arguments):
                self.assertIn(word, self.complaint(code, *arguments))
        self.assertEqual(self.site.feeds.read_text(encoding="utf-8"), LIST)
        self.assertEqual(self.site.ask("subscribers"), [])

    def test_of_subscribers_are_refused_with_their_lines(self):
        self.site.begin()
        people = self.folder / "people.csv"
        cases = {
            "email\nnobody\n": "people.csv:2",
            "email,shoe\nann@example.org,42\n": "shoe",
            "name\nann\n": "email",
            "email\n\"ann@example.org\n": "quote",
            "": "empty",
        }
        for text, word in cases.items():
            with self.subTest(text):
                people.write_text(text, encoding="utf-8")
                self.assertIn(word, self.complaint(65, "import-subscribers", people))
                self.assertEqual(self.site.ask("subscribers"), [])


class Files(program.AcceptanceTest):
    def test_settings_that_are_wrong_are_named_with_their_line(self):
        good = self.site.config.read_text(encoding="utf-8")
        cases = {
            good + "nonsense: 1\n": "aggregator.yaml:8: nonsense",
            good.replace("Asia/Seoul", "Mars/Base"): "aggregator.yaml:2: site.timezone",
            good.replace("per_host: 16", "per_host: many"): "aggregator.yaml:5: poll.per_host",
            good.replace("per_host", "per_hots"): "per_host",
            good.replace("maildir:outbox", "carrier:pigeon"): "mail.transport",
            good.replace("sqlite:", "oracle:"): "database",
            good.replace("digest@example.org", "digest"): "mail.from",
            good.replace("https://digest.example.org", "digest"): "site.url",
            "site: {\n": "aggregator.yaml:",
            "": "site.name",
            "a\0b": "aggregator.yaml",
        }
        for text, word in cases.items():
            with self.subTest(word):
                self.site.config.write_text(text, encoding="utf-8")
                for command in ("run", "feeds"):
                    self.assertIn(word, self.complaint(78, command))
        self.assertFalse(self.site.database.exists())

    def test_a_list_that_is_wrong_is_named_with_its_line_and_left_alone(self):
        cases = {
            "feeds:\n  - url: [\n": "feeds.yaml:",
            LIST + "    colour: red\n": "feeds.yaml:3: feeds.colour",
            LIST + LIST.partition("\n")[2]: "feeds.yaml:3",
            LIST + "  - title: none\n": "feeds.yaml:3",
            LIST + "  - url: ftp://example.org/\n": "ftp://example.org/",
            LIST + "  - url: https://b.example.org/\0\n": "feeds.yaml",
            "feeds: 7\n": "feeds.yaml:1",
        }
        for text, word in cases.items():
            with self.subTest(text):
                self.site.feeds.write_text(text, encoding="utf-8")
                for command in (("check",), ("poll",), ("feeds",),
                                ("add-feed", "--no-verify", "https://c.example.org/"),
                                ("remove-feed", "https://blog.example.org/other"), ("import", self.list_of_one())):
                    self.assertIn(word, self.complaint(65, *command), command)
                self.assertEqual(self.site.feeds.read_text(encoding="utf-8"), text)

    def list_of_one(self):
        file = self.folder / "one.txt"
        file.write_text("https://one.example.org/feed\n", encoding="utf-8")
        return file

    def test_that_are_no_database_are_left_alone(self):
        self.site.database.write_text("Dear diary, " * 100, encoding="utf-8")
        for command in (("stats",), ("poll",), ("run",), ("add-subscriber", "a@example.org")):
            self.assertIn("aggregator.db", self.complaint(69, *command))
        self.assertEqual(self.site.database.read_text(encoding="utf-8"), "Dear diary, " * 100)

    def test_that_are_damaged_are_left_alone(self):
        self.site.do("add-subscriber", "a@example.org", "--confirmed")
        whole = self.site.database.read_bytes()
        damaged = whole[:4096] + bytes(len(whole) - 4096)
        self.site.database.write_bytes(damaged)
        self.assertIn("aggregator.db", self.complaint(69, "subscribers"))
        self.assertEqual(self.site.database.read_bytes(), damaged)

    def test_a_missing_folder_for_the_database_is_named(self):
        text = self.site.config.read_text(encoding="utf-8").replace("sqlite:", "sqlite:no/such/")
        self.site.config.write_text(text, encoding="utf-8")
        self.assertIn("no/such does not exist", self.complaint(69, "poll"))

    def test_settings_that_are_not_there_are_named(self):
        self.site.config.unlink()
        self.assertIn("aggregator init", self.complaint(78, "run"))


class Permissions(program.AcceptanceTest):
    """Commands of somebody who may read everything and write nothing."""

    def setUp(self):
        super().setUp()
        self.site.feeds.write_text(LIST, encoding="utf-8")
        self.site.do("add-subscriber", "a@example.org", "--confirmed")
        self.site.do("feeds")
        self.before = self.bytes_of()
        self.folder.chmod(0o755)
        self.addCleanup(self.site.folder.chmod, 0o755)
        if os.geteuid() == 0:
            setpriv = shutil.which("setpriv") or self.skipTest("there is no setpriv here")
            profile = self.folder / "profile"  # where a program that measures coverage may write it as that account
            profile.mkdir()
            profile.chmod(0o777)
            self.site.prefix = ["env", f"GCOV_PREFIX={profile}", setpriv, f"--reuid={NOBODY}", f"--regid={NOBODY}",
                                "--clear-groups"]  # fmt: skip
            if self.site.run("version").returncode != 0:
                self.skipTest("another account cannot start the program where it lies")

    def bytes_of(self):
        return {path.name: path.read_bytes() for path in (self.site.feeds, self.site.database, self.site.config)}

    def forbid(self):
        for path in (self.site.feeds, self.site.database, self.site.config):
            path.chmod(0o444)
        self.site.folder.chmod(0o555)

    def test_that_are_missing_are_named_and_cost_nothing(self):
        self.forbid()
        for command, word in {
            ("add-feed", "--no-verify", "https://b.example.org/"): "feeds.yaml",
            ("remove-feed", "https://blog.example.org/feed.xml"): "feeds.yaml",
        }.items():
            line = self.complaint(1, *command)
            self.assertIn(word, line)
            self.assertIn("permission", line)
        for command in (("poll",), ("digest",), ("send",), ("run",),
                        ("add-subscriber", "b@example.org", "--confirmed"), ("feeds",), ("entries",), ("stats",),
                        ("subscribers",), ("deliveries",), ("preview",)):  # fmt: skip
            line = self.complaint(69, *command)
            self.assertIn("aggregator.db", line)
            self.assertIn("write permission", line)
        self.assertEqual(self.bytes_of(), self.before)
        self.allow()
        self.assertEqual(self.site.ask("digest", now=DUE), {"editions": 0, "deliveries": 0, "empty": 1})

    def test_to_write_are_not_needed_to_read(self):
        self.forbid()
        self.site.folder.chmod(0o777)  # the index of the log lies beside the database
        self.assertEqual(self.site.ask("stats")["subscribers"], 1)
        self.assertEqual([feed["status"] for feed in self.site.ask("feeds")], ["new"])
        self.assertEqual(self.site.ask("entries"), [])
        for command in ("poll", "digest", "send"):
            self.assertIn("aggregator.db", self.complaint(69, command))
        self.assertEqual(self.bytes_of(), self.before)

    def test_for_the_lock_file_are_asked_for_once_in_a_run(self):
        self.site.folder.chmod(0o777)
        self.site.database.chmod(0o666)
        lock = self.site.database.with_name("aggregator.db.lock")
        lock.chmod(0)
        line = self.complaint(69, "run")
        self.assertRegex(line, rf"send: the lock file {lock}: the account \S+ may not read and write it; run aggregator as ")

    def allow(self):
        self.site.folder.chmod(0o755)
        self.site.prefix = []
        for path in (self.site.feeds, self.site.database, self.site.config):
            path.chmod(0o644)

    def test_to_read_are_asked_for(self):
        self.site.feeds.chmod(0)
        self.site.config.chmod(0o644)
        self.assertIn("feeds.yaml", self.complaint(1, "check"))
        self.site.config.chmod(0)
        self.assertIn("aggregator.yaml", self.complaint(78, "check"))


class OtherRuns(program.AcceptanceTest):
    def test_are_waited_for_by_trying_again_later(self):
        with peers.SilentServer() as silent:
            self.site.list_feeds([silent.url])
            first = self.started(self.site.start("poll", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
            program.wait_until(silent.is_asked, "the first poll's request", first)
            self.assertIn("try again later", self.complaint(75, "poll"))
            self.assertIn("try again later", self.complaint(75, "run"))
            self.site.do("digest")  # the stages do not keep each other out
            self.site.do("send")
            first.kill()
            first.wait(program.PATIENCE)
        self.site.do("poll")


class Mail(program.AcceptanceTest):
    def test_that_nobody_takes_is_deferred_with_the_reason(self):
        self.site.set_transport(f"smtp://127.0.0.1:{peers.free_port()}")
        self.site.do("add-subscriber", "a@example.org")
        done = self.site.run("send")
        self.assertEqual((done.returncode, done.stdout.splitlines()[0]), (69, "0 sent, 1 deferred, 0 failed, 1 left"))
        self.assertRegex(done.stderr, r"\A.*no mail can leave.*127\.0\.0\.1.*\n\Z")
        (delivery,) = self.site.ask("deliveries", "--state", "deferred")
        self.assertEqual([delivery[name] for name in ("subscriber", "attempts", "sent_at")], ["a@example.org", 1, None])
        self.assertRegex(delivery["reason"], "127.0.0.1.*(?i:connect|refused)")
        self.site.set_transport("maildir:outbox")
        waiting = self.site.ask("send")  # its pause is not over
        self.assertEqual([waiting[name] for name in ("sent", "left", "next_due")], [0, 1, delivery["due"]])
        self.assertIn("the next of those that are left is due at 2026-11-20 09:35 (Asia/Seoul)\n", self.site.do("send"))
        self.assertEqual(self.site.ask("send", now="2026-11-20T06:00:00Z")["sent"], 1)


if __name__ == "__main__":
    program.main()
