"""Every command once, as a runner and their scripts use it: what is promised of its output is there, and no less."""

import email
import os
import pty
import select
import subprocess

import peers
import program

RFC3339 = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"
FEED = ["id", "url", "listed", "title", "site", "tags", "enabled", "status", "error", "failing_since", "last_success",
        "next_poll", "left_alone_until", "entries", "held", "posts_per_week", "weeks", "same_as"]  # fmt: skip
ENTRY = ["id", "feed", "sources", "title", "link", "author", "published", "updated", "first_seen", "state", "tags",
         "excerpt"]  # fmt: skip
DELIVERY = ["edition", "subscriber", "state", "attempts", "reason", "message_id", "sent_at", "failed_at", "due",
            "tried_until", "bounce"]
ROUND = ["due", "fetched", "unchanged", "failed", "unreached", "new", "updated", "duplicates", "held", "backlog",
         "bytes", "seconds", "long_failing", "reasons", "slowest"]  # fmt: skip
PARSED = ["format", "title", "description", "link", "image", "self", "hub", "language", "updated", "ttl_minutes",
          "repaired", "entries"]  # fmt: skip
PARSED_ENTRY = ["id", "link", "title", "author", "published", "updated", "summary_html", "content_html", "excerpt",
                "categories", "enclosures", "image", "comments"]  # fmt: skip
LISTS = ["tags", "feeds", "mute_feeds", "only_languages", "keywords", "mute"]
SUBSCRIBER = ["email", "state", "reason", "frequency", "at", "weekday", "timezone", "language", *LISTS, "next_due",
              "created", "confirmed", "ended"]  # fmt: skip


class Commands(program.AcceptanceTest):
    def with_posts(self):
        self.nginx = peers.serve_fixtures(self)
        self.site.list_feeds(self.nginx.urls(), {"kiln-rss2.xml": "backend"})
        self.site.do("add-subscriber", "ann@example.org", "--confirmed", now="2026-11-20T00:00:00Z")
        return self.site.ask("poll")

    def test_init(self):
        for verbs in (["wrote", "wrote", "created"], ["kept", "kept", "kept"]):
            done = subprocess.run([program.BINARY, "init", "here"], cwd=self.folder, check=True, capture_output=True,
                                  encoding="utf-8")  # fmt: skip
            said = [line.split()[0] for line in done.stdout.splitlines()[:3]]
            self.assertEqual(said, verbs)
            self.assertEqual({path.name for path in (self.folder / "here").iterdir()},
                             {"aggregator.yaml", "feeds.yaml", "aggregator.db", "aggregator.db.lock"})
            (self.folder / "here" / "feeds.yaml").write_text("feeds: []  # mine\n", encoding="utf-8")
        self.assertIn("mine", (self.folder / "here" / "feeds.yaml").read_text(encoding="utf-8"))

        def here(*arguments):
            return subprocess.run([program.BINARY, *arguments], cwd=self.folder / "here", env=program.ENVIRONMENT,
                                  capture_output=True, check=False)  # fmt: skip

        self.assertEqual(here("check").returncode, 0)
        self.assertEqual(here("run").returncode, 0)

    def test_version_and_help(self):
        self.assertRegex(self.site.do("version"), r"^aggregator \d+\.\d+\.\d+\n$")
        self.assertEqual(self.site.do("--version"), self.site.do("version"))
        self.assertIn("add-feed", self.site.do("--help"))
        self.assertIn("--no-verify", self.site.do("add-feed", "--help"))
        for words in (["help", "add-feed"], ["help"]):
            shown = subprocess.run([program.BINARY, *words], capture_output=True, text=True, check=True).stdout
            self.assertIn("--no-verify" if len(words) > 1 else "add-feed", shown)

    def test_poll(self):
        summary = self.with_posts()
        self.assertEqual(list(summary), ROUND)
        self.assertEqual((summary["new"], summary["backlog"], summary["held"], summary["unreached"]), (11, 1, 0, 0))
        self.assertEqual(summary["bytes"] > 1000, summary["seconds"] > 0)
        for options in ((), ("--all",)):
            said = self.site.do("poll", *options)
            self.assertRegex(said, r"^0 feeds due before 2026-11-20 01:3\d \(UTC\); `aggregator poll --all --force` does not wait\n$")

    def test_poll_for_people(self):
        nginx = peers.serve_fixtures(self)
        self.site.list_feeds([*nginx.urls(), nginx.url("gone.xml")])
        table = self.site.do("poll")
        for row in (r"due +9  feeds", r"fetched +8", r"failed +1  1 × answered 404: nothing is at this address .*",
                    r"new +11  posts", r"older +1  .*", r"duplicates +1  .*", r"took +[\d.]+ s"):  # fmt: skip
            self.assertRegex(table, rf"(?m)^{row}$")
        self.assertNotIn("held", table)
        self.assertIn("feeds --broken", table)

    def test_feeds(self):
        self.with_posts()
        feeds = self.site.ask("feeds")
        for feed in feeds:
            self.assertEqual(list(feed), FEED)
            self.assertEqual((feed["status"], feed["error"], feed["failing_since"]), ("ok", None, None))
            self.assertRegex(feed["next_poll"], RFC3339)
            self.assertEqual(feed["last_success"], program.NOW)
        kiln = next(feed for feed in feeds if feed["title"] == "Kiln Engineering")
        self.assertEqual((kiln["tags"], kiln["entries"], kiln["site"]), (["backend"], 3, "https://kiln.example.org/"))
        self.assertEqual(self.site.ask("feeds", "--broken"), [])
        self.assertIn("시간 없는 블로그", self.site.do("feeds"))

    def test_why(self):
        self.with_posts()
        entry = self.site.ask("entries")[0]
        told = self.site.do("why", entry["link"])
        for word in (entry["title"], "first seen in " + entry["feed"], "waits for the next digest"):
            self.assertIn(word, told)
        story = self.site.ask("why", entry["link"])
        self.assertIsNone(story["feed"])
        self.assertEqual(list(story["posts"][0]), ["id", "title", "link", "guid", "published", "first_seen", "state",
                                               "reason", "sources", "events", "editions"])  # fmt: skip
        self.assertIn("understood for the first time", self.site.do("why", entry["feed"]))
        self.assertEqual(self.site.ask("why", entry["feed"])["feed"]["listed"], entry["feed"])
        self.assertEqual(self.site.do("why", "--post", str(entry["id"])), told)
        for asked, words in ((("https://nowhere.example/",), "no feed and no post is known"),
                             (("--post", "99999"), "no post has the id 99999; `aggregator entries --json`")):  # fmt: skip
            refused = self.site.run("why", *asked)
            self.assertEqual((refused.returncode, refused.stderr.count("\n")), (1, 1))
            self.assertIn(words, refused.stderr)
        for wrong in ((), (entry["link"], "--post", "1"), ("--post", "one")):
            self.assertEqual(self.site.run("why", *wrong).returncode, 2)

    def test_why_tells_what_became_of_the_digest(self):
        self.with_posts()
        self.site.do("digest", now="2026-11-20T01:00:00Z")
        link = self.site.ask("entries", "--limit", "1")[0]["link"]
        self.assertIn(", which 1 message waits to bring", self.site.do("why", link))
        self.site.do("remove-subscriber", "ann@example.org")
        self.site.do("send", now="2026-11-20T01:00:00Z")
        told = self.site.do("why", link)
        self.assertIn(", which reached nobody: 1 message failed (left before it was sent)", told)
        self.assertNotIn("shown in", told)
        self.assertEqual([edition["reached"] for edition in self.site.ask("why", link)["posts"][0]["editions"]], [False])

    def test_enable_and_release(self):
        self.with_posts()
        feed = self.site.ask("feeds")[0]
        self.assertIn("works, and is polled again at ", self.site.do("enable", str(feed["id"])))
        self.assertEqual(self.site.ask("feeds")[0]["next_poll"], feed["next_poll"], "a feed that works is not asked more often")
        self.assertIn("works, and is polled again in the next round", self.site.do("enable", feed["url"], now="2026-11-23T00:00:00Z"))
        self.assertIn("0 held posts released", self.site.do("release", feed["url"]))
        for command in ("enable", "release"):
            self.assertEqual(self.site.run(command, "77").returncode, 1)

    def test_entries(self):
        self.with_posts()
        entries = self.site.ask("entries")
        self.assertEqual([list(entry) for entry in entries], [ENTRY] * 12)
        self.assertEqual({entry["state"] for entry in entries}, {"new", "backlog"})
        self.assertEqual(len(self.site.ask("entries", "--limit", "5")), 5)
        self.assertEqual({entry["title"] for entry in self.site.ask("entries", "--tag", "backend")},
                         {"Why our queue is a table & stays one", "Backpressure, drawn on a napkin", "Hello, kiln"})
        self.assertEqual(len(self.site.ask("entries", "--feed", self.nginx.url("blauwal-atom.xml"))), 2)
        self.assertEqual(self.site.ask("entries", "--since", "2026-11-20T00:30:01Z"), [])
        self.assertEqual(len(self.site.ask("entries", "--since", "2026-11-20")), 12)
        self.assertEqual(len(self.site.do("entries").splitlines()), 12)
        self.assertEqual(self.site.do("entries", "--tag", "nobody"), "no such posts\n")

    def test_parse(self):
        files = sorted(program.FIXTURES.iterdir())
        lines = self.site.do("parse", *files).splitlines()
        self.assertEqual(len(lines), len(files))
        parsed = {path.name: program.json.loads(line) for path, line in zip(files, lines)}
        for feed in parsed.values():
            self.assertEqual(list(feed), PARSED)
            self.assertEqual([list(entry) for entry in feed["entries"]], [PARSED_ENTRY] * len(feed["entries"]))
        self.assertEqual({name: feed["format"] for name, feed in parsed.items()}, {
            "kiln-rss2.xml": "rss-2.0", "blauwal-atom.xml": "atom-1.0", "orgel-rdf.xml": "rss-1.0",
            "pebble.json": "json-1.1", "ilji-euckr.xml": "rss-2.0", "broken-rss.xml": "rss-2.0",
            "undated-rss.xml": "rss-2.0", "planet-atom.xml": "atom-1.0",
        })  # fmt: skip
        self.assertEqual([name for name, feed in parsed.items() if feed["repaired"]], ["broken-rss.xml"])
        self.assertNotIn("script", parsed["kiln-rss2.xml"]["entries"][0]["content_html"])
        from_pipe = self.site.do("parse", "-", stdin=(program.FIXTURES / "pebble.json").read_text(encoding="utf-8"))
        self.assertEqual(program.json.loads(from_pipe), parsed["pebble.json"])
        self.assertEqual(len(self.site.do("parse", "--summary", *files).splitlines()), len(files))
        self.complaint(65, "parse", program.PROJECT / "CMakeLists.txt")

    def test_subscribers(self):
        self.site.do("add-subscriber", "ann@example.org", "--frequency", "weekly", "--at", "07:30",
                     "--timezone", "Asia/Seoul", "--language", "ko", "--tag", "b", "--tag", "a", "--confirmed")
        self.site.do("add-subscriber", "bob@example.org")
        ann, bob = self.site.ask("subscribers")
        self.assertEqual([list(ann), list(bob)], [SUBSCRIBER] * 2)
        self.assertEqual((ann["state"], ann["frequency"], ann["at"]), ("active", "weekly", "07:30"))
        self.assertEqual(ann["tags"], ["a", "b"])
        self.assertEqual((bob["state"], bob["confirmed"], bob["next_due"]), ("pending", None, None))
        self.assertIn("ann@example.org", self.complaint(1, "add-subscriber", "ann@example.org"))
        csv = self.site.do("export-subscribers")
        other = program.Installation(self.new_folder("other"))
        (self.folder / "all.csv").write_text(csv, encoding="utf-8")
        other.do("import-subscribers", self.folder / "all.csv")
        self.assertEqual(other.do("export-subscribers"), csv)
        self.site.do("remove-subscriber", "ann@example.org")
        self.assertIn("unsubscribed", self.site.do("subscribers"))

    def test_edit_subscriber(self):
        self.with_posts()
        feed = self.site.ask("feeds")[0]["url"]
        added = self.site.run("add-subscriber", "bob@example.org", "--confirmed", "--feed", feed, "--mute", "채용",
                              "--tag", "front end", "--keyword", "a, b", "--only-language", "ko")  # fmt: skip
        self.assertIn('no listed feed has the tag "front end"', added.stderr)
        self.assertIn("mute: 채용", self.site.do("subscribers"))
        csv = self.site.do("export-subscribers")
        people = self.folder / "all.csv"
        people.write_text(csv, encoding="utf-8")
        self.assertIn("would be: 0 added, 0 activated, 0 changed, 0 ended, 2 unchanged, 0 refused",
                      self.site.do("import-subscribers", people, "--dry-run"))
        self.site.do("edit-subscriber", "bob@example.org", "--clear", "all", "--mute-feed", feed, "--at", "07:00")
        (_, bob) = self.site.ask("subscribers")
        self.assertEqual({name: bob[name] for name in LISTS}, {**dict.fromkeys(LISTS, []), "mute_feeds": [feed]})
        self.assertEqual(bob["at"], "07:00")
        changed = self.site.run("import-subscribers", people)
        self.assertIn("0 added, 0 activated, 1 changed", changed.stdout)
        self.assertIn('no listed feed has the tag "front end"', changed.stderr)
        self.assertEqual(self.site.do("export-subscribers"), csv)
        self.assertIn("nobody@", self.complaint(1, "edit-subscriber", "nobody@example.org", "--at", "07:00"))
        self.assertIn("/none", self.complaint(1, "edit-subscriber", "bob@example.org", "--feed", "https://x.example/none"))

    def test_import_tells_what_it_does_with_each_line(self):
        self.site.begin()
        self.site.do("add-subscriber", "pending@example.org")
        for name in ("same", "changed", "left", "leaves"):
            self.site.do("add-subscriber", f"{name}@example.org", "--confirmed")
        self.site.do("remove-subscriber", "left@example.org")
        people = self.folder / "people.csv"
        people.write_text("email,frequency,state\nnew@example.org,,active\npending@example.org,,active\n"
                          "same@example.org,,\nchanged@example.org,weekly,\nleft@example.org,,active\n"
                          "leaves@example.org,,unsubscribed\nnobody\nodd@example.org,hourly,\n", encoding="utf-8")
        counts = "1 added, 1 activated, 1 changed, 1 ended, 1 unchanged, 3 refused"
        for arguments in (("--dry-run",), ()):
            before = self.site.do("export-subscribers")
            done = self.site.run("import-subscribers", people, *arguments)
            self.assertEqual(done.returncode, 65)
            self.assertIn(counts, done.stdout)
            for line in (6, 8, 9):
                self.assertIn(f"people.csv:{line}:", done.stdout)
            self.assertIn("people.csv:8", done.stderr)
            foretold = [line for line in done.stdout.splitlines() if line.startswith("would ")]
            self.assertEqual(foretold[:-1], ["would end leaves@example.org",
                                             "would change changed@example.org: daily at 10:00 Asia/Seoul -> "
                                             "weekly on mon at 10:00 Asia/Seoul",
                                             "would activate pending@example.org",
                                             "would add new@example.org"] if arguments else [])  # fmt: skip
            self.assertEqual(self.site.do("export-subscribers") == before, bool(arguments))
        states = {person["email"].partition("@")[0]: person["state"] for person in self.site.ask("subscribers")}
        self.assertEqual(states, {"new": "active", "pending": "active", "same": "active", "changed": "active",
                                  "left": "unsubscribed", "leaves": "unsubscribed"})  # fmt: skip

    def test_import_bounds_what_it_foretells_and_remarks_on_unknown_tags(self):
        self.with_posts()
        people = self.folder / "people.csv"
        people.write_text("email,tags,state\n" + "".join(f'p{number}@example.org,"backend, rust",active\n'
                                                         for number in range(23)), encoding="utf-8")  # fmt: skip
        done = self.site.run("import-subscribers", people, "--dry-run")
        self.assertEqual(done.returncode, 0)
        self.assertEqual(len([line for line in done.stdout.splitlines() if line.startswith("would add p")]), 20)
        self.assertIn("and 3 more\n", done.stdout)
        self.assertEqual(done.stderr, 'no listed feed has the tag "rust"; until one has it brings no posts\n')

    def test_import_numbers_lines_as_editors_do(self):
        self.site.begin()
        people = self.folder / "people.csv"
        people.write_bytes(b'\r\nemail,tags\r\n\r\n"ann@example.org","a,\r\nb"\r\n,,\r\nnobody,\r\n'
                           b'bob@example.org,"""a"\r\n\r\nno-one,"a\r\nb"\r\n')  # fmt: skip
        done = self.site.run("import-subscribers", people)
        self.assertEqual([line.split(":")[1] for line in done.stdout.splitlines()[:-2]], ["7", "8", "10"])
        self.assertIn("1 added, 0 activated, 0 changed, 0 ended, 0 unchanged, 3 refused", done.stdout)
        self.assertIn("people.csv:8: bob@example.org: tags: ", done.stdout)

    def test_import_reads_what_spreadsheets_save_and_takes_no_broken_letters(self):
        self.site.begin()
        people = self.folder / "people.csv"
        lines = "email,keywords,state\r\nann@example.org,카프카,active\r\n독자@example.org,서버,active\r\n"
        for encoding in ("cp949", "utf-8", "utf-8-sig", "utf-16"):
            people.write_bytes(lines.encode(encoding))
            done = self.site.run("import-subscribers", people, "--dry-run")
            self.assertIn("2 added", done.stdout)
            self.assertEqual("read as Korean (CP949)" in done.stderr, encoding == "cp949")
        people.write_bytes(lines.encode("cp949"))
        self.site.run("import-subscribers", people)
        self.assertEqual([(person["email"], person["keywords"]) for person in self.site.ask("subscribers")],
                         [("ann@example.org", ["카프카"]), ("독자@example.org", ["서버"])])  # fmt: skip
        people.write_bytes("email,keywords\nzoé@example.org,\nzoe@example.org,été\nbob@example.org,\n".encode("cp1252"))
        refused = self.site.run("import-subscribers", people)
        self.assertIn("1 added", refused.stdout)
        for line in (2, 3):
            self.assertRegex(refused.stdout, f'people.csv:{line}: .* no UTF-8, as which spreadsheets save "CSV UTF-8"')

    def test_asks_again_who_has_not_confirmed(self):
        self.site.begin()
        for now, words in (("10:00", "added ann@example.org: daily at 10:00 Asia/Seoul; a confirmation mail is queued"),
                           ("10:30", "was asked to confirm less than an hour ago"),
                           ("11:00", "has not confirmed yet; another confirmation mail is queued")):  # fmt: skip
            self.assertIn(words, self.site.do("add-subscriber", "ann@example.org", now=f"2026-11-20T{now}:00Z"))
        self.assertEqual(self.site.ask("send", now="2026-11-20T11:00:00Z")["sent"], 2)

    def test_tells_of_who_had_left_whose_word_brings_them_back(self):
        self.site.begin()
        people = self.folder / "people.csv"
        people.write_text("email,state\nann@example.org,active\n", encoding="utf-8")
        self.site.do("add-subscriber", "ann@example.org", "--confirmed")
        left = "ann@example.org had left on 2026-11-20 19:00 (Asia/Seoul); "
        for arguments, words, state in (((), "nothing but the request to confirm is sent before they do", "pending"),
                                        (("--confirmed",), "they get digests again on your word", "active")):  # fmt: skip
            self.site.do("remove-subscriber", "ann@example.org", now="2026-11-20T10:00:00Z")
            self.assertIn("people.csv:2: ann@example.org: left on 2026-11-20; a list brings nobody back",
                          self.site.do("import-subscribers", people))
            done = self.site.run("add-subscriber", "ann@example.org", *arguments, now="2026-11-21T10:00:00Z")
            self.assertEqual(done.returncode, 0)
            self.assertTrue(done.stderr.startswith(left + words), done.stderr)
            self.assertEqual([person["state"] for person in self.site.ask("subscribers")], [state])

    def test_preview_says_when_nothing_is_new(self):
        self.site.begin()
        self.assertIn("there is nothing to show; the list of feeds is empty; `aggregator add-feed URL`", self.site.run("preview").stderr)
        self.with_posts()
        hour = "2026-11-20T01:00:00Z"
        self.site.do("preview", "--subscriber", "ann@example.org", now=hour)
        self.site.do("digest", now=hour)
        done = self.site.run("preview", "--subscriber", "ann@example.org", now=hour)
        self.assertEqual((done.returncode, done.stderr),
                         (0, "nothing is new for ann@example.org: these are the latest posts, not the next digest\n"))
        self.assertIn("<html", done.stdout)
        later = "2026-11-30T01:00:00Z"
        self.assertEqual(self.site.run("preview", now=later).stderr,
                         "nothing is new: these are the latest posts, not the next digest\n")

    def test_remove_subscribers_all_or_none(self):
        self.site.begin()
        for name in "abc":
            self.site.do("add-subscriber", f"{name}@example.org", "--confirmed")
        leaving = self.folder / "leaving.txt"
        leaving.write_text("b@example.org\n\nnobody@example.org\n", encoding="utf-8")
        self.assertIn("nobody@", self.complaint(1, "remove-subscriber", "a@example.org", "--from", leaving))
        self.assertEqual({person["state"] for person in self.site.ask("subscribers")}, {"active"})
        leaving.write_text("\ufeffB@example.org\nb@example.org\n", encoding="utf-8")
        self.assertIn("2 subscribers", self.site.do("remove-subscriber", "a@example.org", "--from", leaving))
        self.assertEqual([person["state"] for person in self.site.ask("subscribers")],
                         ["unsubscribed", "unsubscribed", "active"])

    def test_digest_send_deliveries_and_stats(self):
        self.with_posts()
        hour = "2026-11-20T01:00:00Z"
        self.assertEqual(self.site.ask("digest", now=hour), {"editions": 1, "deliveries": 1, "empty": 0})
        (queued,) = self.site.ask("deliveries")
        self.assertEqual(list(queued), DELIVERY)
        changing = ("state", "attempts", "reason", "sent_at", "due")
        self.assertEqual([queued[name] for name in changing], ["queued", 0, None, None, hour])
        summary = self.site.ask("send", now=hour)
        self.assertGreaterEqual(summary.pop("seconds"), 0)
        self.assertEqual(summary, {"sent": 1, "deferred": 0, "failed": 0, "left": 0, "stopped": False,
                                   "quota_until": None, "next_due": None, "suspended": 0, "mass_refusals": []})  # fmt: skip
        (sent,) = self.site.ask("deliveries", "--state", "sent")
        self.assertEqual((sent["state"], sent["attempts"], sent["sent_at"]), ("sent", 1, hour))
        self.assertEqual({**sent, **{name: queued[name] for name in changing}}, queued)
        (path,) = self.site.mails()
        self.assertEqual(email.message_from_bytes(path.read_bytes())["Message-ID"], sent["message_id"])
        self.assertEqual(self.site.ask("deliveries", "--state", "failed"), [])
        self.assertEqual(self.site.ask("stats"), {"feeds": 8, "entries": 12, "subscribers": 1, "suspended": 0,
                         "deliveries": {"queued": 0, "deferred": 0, "sent": 1, "failed": 0},
                         "bounces": {"blocked": 0, "soft": 0, "hard": 0, "gone": 0, "complaints": 0}})  # fmt: skip
        self.assertIn("12 entries", self.site.do("stats"))


class Run(program.AcceptanceTest):
    HOUR = "2026-11-20T01:00:00Z"

    def setUp(self):
        super().setUp()
        self.nginx = peers.serve_fixtures(self)
        self.site.list_feeds(self.nginx.urls())
        self.site.do("add-subscriber", "ann@example.org", "--confirmed", now="2026-11-20T00:00:00Z")

    def test_as_cron_calls_it_goes_from_the_feeds_to_the_mailbox(self):
        environment = {"PATH": "/usr/bin:/bin", "AGGREGATOR_CONFIG": str(self.site.config)}
        for expected in ("1 sent", "0 sent"):
            done = subprocess.run([program.BINARY, "--now", self.HOUR, "run"], cwd="/", env=environment,
                                  stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
                                  timeout=program.PATIENCE)  # fmt: skip
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertIn(expected, done.stdout)
            self.assertEqual(len(self.site.mails()), 1)

    def test_quietly_says_nothing_when_all_is_well(self):
        self.assertEqual(self.site.do("--quiet", "run", now=self.HOUR), "")
        self.assertEqual(self.site.do("run", "-q", now=self.HOUR), "")
        self.assertEqual(len(self.site.mails()), 1)

    def test_quietly_still_says_what_keeps_it_from_working(self):
        self.site.feeds.write_text("feeds: 7\n", encoding="utf-8")
        self.assertIn("feeds.yaml:1", self.complaint(65, "--quiet", "run", now=self.HOUR))

    def test_sends_what_is_there_when_the_list_is_broken(self):
        self.site.do("poll")
        self.site.feeds.write_text("feeds: 7\n", encoding="utf-8")
        self.complaint(65, "run", now=self.HOUR)
        self.assertEqual(len(self.site.mails()), 1)


class Progress(program.AcceptanceTest):
    """The progress line: only where somebody looks at it."""

    def setUp(self):
        super().setUp()
        self.nginx = peers.serve_fixtures(self)
        self.site.list_feeds(self.nginx.urls())

    def on_terminal(self, *arguments):
        """What a terminal at stderr is given."""
        try:
            leader, follower = pty.openpty()
        except OSError as error:
            self.skipTest(f"no pseudo terminal to be had here: {error}")
        with subprocess.Popen(self.site.command(*arguments), env=program.ENVIRONMENT, stdout=subprocess.DEVNULL,
                              stderr=follower) as process:  # fmt: skip
            os.close(follower)
            shown = b""
            try:
                while select.select([leader], [], [], program.PATIENCE)[0] and (some := os.read(leader, 4096)):
                    shown += some
            except OSError:
                pass  # how Linux says that nobody has the other end any more
            os.close(leader)
            self.assertEqual(process.wait(program.PATIENCE), 0)
        return shown.decode()

    def test_is_drawn_over_itself_and_gone_at_the_end(self):
        shown = self.on_terminal("poll")
        self.assertIn("8/8 100%", shown)
        self.assertTrue(shown.endswith("\r\x1b[K"), shown)
        self.assertNotIn("\n", shown)
        for line in shown.replace("\x1b[K", "").split("\r"):
            self.assertLess(len(line), 80)

    def test_is_not_drawn_when_not_wanted_or_not_on_a_terminal(self):
        for option in ("--no-progress", "--quiet"):
            self.assertEqual(self.on_terminal(option, "poll", "--all", "--force"), "")
        self.assertEqual(self.site.run("poll", "--all", "--force").stderr, "")


if __name__ == "__main__":
    program.main()
