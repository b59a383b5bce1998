"""Polling real documents from a real server: each post once, nothing asked for twice, nothing lost by dying."""

import collections
import email
import email.policy
import json
import math
import random
import shutil
import subprocess
import time

import peers
import program

# title: (files that have it, state)
POSTS = {
    "Why our queue is a table & stays one": ({"kiln-rss2.xml", "planet-atom.xml"}, "new"),
    "Backpressure, drawn on a napkin": ({"kiln-rss2.xml"}, "new"),
    "Hello, kiln": ({"kiln-rss2.xml"}, "backlog"),
    "Tracing <script> tags through a proxy": ({"blauwal-atom.xml"}, "new"),
    "Sonar for slow queries": ({"blauwal-atom.xml"}, "new"),
    "Wind in the event loop": ({"orgel-rdf.xml"}, "new"),
    "A cache is a promise {{you}} forget": ({"pebble.json"}, "new"),
    "우리는 왜 아직 EUC-KR을 쓰는가": ({"ilji-euckr.xml"}, "new"),
    "Glue & tape: mending what others broke": ({"broken-rss.xml"}, "new"),
    "날짜가 없어도 새 글은 새 글": ({"undated-rss.xml"}, "new"),
    "배포는 금요일에": ({"undated-rss.xml"}, "new"),
    "Four new blogs on the planet": ({"planet-atom.xml"}, "new"),
}


def stored(site):
    """What there is to see of each entry."""
    return sorted((entry["title"], entry["state"], sorted(entry["sources"])) for entry in site.ask("entries"))


def stored_in_any_order(site):
    """What there is to see of each entry that does not depend on which of its sources answered first: how a post reads
    is said by the feed that had it first, and real feeds that share a post do not always agree on its title."""
    return sorted((title if len(sources) == 1 else "", state, sources) for title, state, sources in stored(site))


class Poll(program.AcceptanceTest):
    def test_stores_each_post_once(self):
        nginx = peers.serve_fixtures(self)
        self.site.list_feeds(nginx.urls())
        summary = self.site.ask("poll")
        self.assertEqual({name: summary[name] for name in ("due", "fetched", "failed", "new", "duplicates")},
                         {"due": 8, "fetched": 8, "failed": 0, "new": 11, "duplicates": 1})
        expected = sorted((title, state, sorted(map(nginx.url, files))) for title, (files, state) in POSTS.items())
        self.assertEqual(stored(self.site), expected)
        self.assertEqual(collections.Counter(nginx.answers()), {"200": 8})
        self.assertEqual([feed["status"] for feed in self.site.ask("feeds")], ["ok"] * 8)

    def test_tells_what_it_read(self):
        nginx = peers.serve_fixtures(self)
        self.site.list_feeds(nginx.urls())
        self.site.do("poll")
        entries = {entry["title"]: entry for entry in self.site.ask("entries")}
        queue = entries["Why our queue is a table & stays one"]
        self.assertEqual(queue["published"], "2026-11-19T20:00:00Z")
        self.assertNotIn("alert", queue["excerpt"])
        tracing = entries["Tracing <script> tags through a proxy"]
        self.assertEqual((tracing["link"], tracing["published"]),
                         ("https://blauwal.example.net/posts/tracing", "2026-11-19T00:00:00Z"))
        self.assertEqual(entries["우리는 왜 아직 EUC-KR을 쓰는가"]["excerpt"], "서버 한 대가 2003년부터 돌고 있습니다.")
        undated = entries["배포는 금요일에"]
        self.assertEqual((undated["published"], undated["first_seen"]), (None, program.NOW))

    def test_is_answered_304_when_it_asks_again(self):
        nginx = peers.serve_fixtures(self)
        self.site.list_feeds(nginx.urls())
        self.site.do("poll")
        before = stored(self.site)
        summary = self.site.ask("poll", "--all", "--force")
        self.assertEqual((summary["due"], summary["unchanged"], summary["new"], summary["updated"]), (8, 8, 0, 0))
        self.assertEqual(collections.Counter(nginx.answers()), {"200": 8, "304": 8})
        self.assertEqual(stored(self.site), before)

    def test_keeps_the_intervals(self):
        nginx = peers.serve_fixtures(self)
        self.site.list_feeds(nginx.urls())
        self.site.do("poll")
        self.assertEqual(self.site.ask("poll", now="2026-11-20T00:31:00Z")["due"], 0)
        self.assertEqual(self.site.ask("poll", "--all", now="2026-11-20T00:31:00Z")["due"], 0)
        self.assertEqual(self.site.ask("poll", "--all", now="2026-11-20T02:00:00Z")["due"], 8)
        self.assertEqual(self.site.ask("poll", now="2026-11-21T03:00:00Z")["due"], 8)

    def test_sees_one_new_post_in_a_changed_feed(self):
        nginx = peers.serve_fixtures(self)
        self.site.list_feeds(nginx.urls())
        self.site.do("poll")
        file = nginx.root / "orgel-rdf.xml"
        text = file.read_text(encoding="utf-8")
        item = text[text.index("<item ") : text.index("</item>") + len("</item>")]
        fresh = item.replace("/wind", "/pedal").replace("Wind in", "Pedals of").replace("2026-11-19", "2026-11-20")
        file.write_text(text.replace(item, fresh + item), encoding="utf-8")
        summary = self.site.ask("poll", "--feed", nginx.url("orgel-rdf.xml"), now="2026-11-20T12:00:00Z")
        self.assertEqual((summary["due"], summary["new"], summary["updated"]), (1, 1, 0))
        self.assertEqual(len(stored(self.site)), len(POSTS) + 1)

    def test_records_what_feeds_do_wrong_and_goes_on(self):
        nginx = peers.serve_fixtures(self)
        (nginx.root / "page.html").write_text("<!DOCTYPE html><title>No feed here</title>", encoding="utf-8")
        port = peers.free_port()
        self.site.list_feeds([nginx.url("missing.xml"), nginx.url("page.html"), f"http://127.0.0.1:{port}/refused",
                              nginx.url("pebble.json")])
        summary = self.site.ask("poll")
        self.assertEqual((summary["fetched"], summary["failed"], summary["new"]), (1, 3, 1))
        health = {feed["url"].rpartition("/")[2]: feed for feed in self.site.ask("feeds", "--broken")}
        self.assertEqual(set(health), {"missing.xml", "page.html", "refused"})
        self.assertIn("404", health["missing.xml"]["error"])
        for feed in health.values():
            self.assertEqual((feed["status"], feed["failing_since"]), ("error", program.NOW))
            self.assertTrue(feed["error"])


class LeftAlone(program.AcceptanceTest):
    """A server that is busy for some feeds is not asked for its others, which is said of those too."""

    def test_is_told_by_feeds_until_it_is_over(self):
        paths = [f"/{number}" for number in range(40)]
        server = peers.ScriptedServer(self, {path: (429, {"Retry-After": "7200"}, "") for path in paths})
        self.site.list_feeds([server.base + path for path in paths])
        self.site.do("poll")
        unasked = set(paths) - set(server.asked)
        self.assertTrue(unasked)
        words = "left alone until 2026-11-20 "
        lines = [line for line in self.site.do("feeds").splitlines() if server.base in line]
        self.assertEqual([words in line for line in lines], [True] * len(paths), lines)
        said = {feed["url"].removeprefix(server.base): feed["left_alone_until"] for feed in self.site.ask("feeds")}
        for path in unasked:
            self.assertRegex(said[path], r"^2026-11-20T\d\d:\d\d:\d\dZ$")
        self.assertNotIn(words, self.site.do("feeds", now="2026-11-21T12:00:00Z"))


class Clock(program.AcceptanceTest):
    """Set wrong and set right again: nobody is asked twice at once, nothing waits for ever."""

    def setUp(self):
        super().setUp()
        self.nginx = peers.serve_fixtures(self)
        self.site.list_feeds(self.nginx.urls())

    def due(self, now):
        return json.loads(self.site.run("poll", "--json", now=now).stdout)["due"]

    def test_a_day_behind_keeps_the_intervals_and_the_validators(self):
        self.site.do("poll", now="2026-11-20T00:30:00Z")
        before = stored(self.site)
        self.assertEqual(self.due("2026-11-19T00:31:00Z"), 0)
        self.assertEqual(self.due("2026-11-20T00:32:00Z"), 0)
        summary = self.site.ask("poll", now="2026-11-21T03:00:00Z")
        self.assertEqual((summary["due"], summary["unchanged"], summary["new"]), (8, 8, 0))
        self.assertEqual(stored(self.site), before)
        self.assertEqual(collections.Counter(self.nginx.answers()), {"200": 8, "304": 8})

    def test_a_day_ahead_puts_nothing_off_for_longer_than_that(self):
        self.site.do("poll", now="2026-11-21T00:30:00Z")
        self.assertEqual(self.due("2026-11-20T00:31:00Z"), 0)
        self.assertEqual(self.due("2026-11-22T03:00:00Z"), 8)

    def test_years_ahead_puts_nothing_off(self):
        self.site.do("poll", now="2031-01-01T00:00:00Z")
        self.assertEqual(self.due("2026-11-20T00:30:00Z"), 8)
        self.assertEqual(self.due("2026-11-20T00:31:00Z"), 0)
        self.assertEqual(self.due("2026-11-21T03:00:00Z"), 8)

    def test_ahead_keeps_no_post_from_the_digest(self):
        self.site.do("add-subscriber", "ann@example.org", "--confirmed", now="2026-11-19T00:30:00Z")
        self.site.do("poll", now="2026-11-20T20:30:00Z")
        self.assertEqual(self.site.ask("digest", now="2026-11-20T01:30:00Z")["deliveries"], 1)
        self.assertEqual(self.site.ask("send", now="2026-11-20T01:31:00Z")["sent"], 1)
        (mail,) = self.site.mails()
        text = email.message_from_bytes(mail.read_bytes(), policy=email.policy.default).get_body(("plain",)).get_content()
        self.assertIn("Sonar for slow queries", text)
        self.assertIn("배포는 금요일에", text)


class EmptyList(program.AcceptanceTest):
    def test_is_warned_of_when_it_was_not_empty_before(self):
        self.site.list_feeds([])
        self.assertEqual(self.site.run("poll").stderr, "")
        self.site.list_feeds([peers.serve_fixtures(self).urls()[0]])
        self.site.do("poll")
        self.site.list_feeds([])
        for _ in range(2):
            done = self.site.run("poll")
            self.assertEqual(done.returncode, 0)
            self.assertEqual(done.stderr, f"warning: {self.site.feeds}: the list is empty, so nothing is polled; "
                                          "feeds that it had before: 1\n")  # fmt: skip
        for command in (["poll"], ["poll", "--all", "--force"], ["feeds"], ["feeds", "--broken"], ["run"]):
            self.assertIn("the list of feeds is empty; `aggregator add-feed URL` adds one", self.site.run(*command).stdout)


class Hanging(program.AcceptanceTest):
    """Three of 2,000 feeds say nothing, or begin and never end."""

    def setUp(self):
        super().setUp()
        begun = b"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\n"
        self.hanging = [peers.HangingServer(self, "127.0.0.2").url, peers.HangingServer(self, "127.0.0.3", begun).url,
                        peers.HangingServer(self, "127.0.0.4", begun + b"\r\n<rss><channel>").url]  # fmt: skip
        root = self.new_folder("many")
        for number in range(1997):
            (root / f"{number:04}.xml").write_text(
                f"<rss version='2.0'><channel><title>Blog {number}</title><item><title>Post of {number}</title>"
                f"<link>https://blog{number}.example.org/1</link></item></channel></rss>", encoding="utf-8")  # fmt: skip
        self.urls = peers.Nginx(self, root).urls()

    def patience(self):
        """A time-out, in seconds, that is far longer than the round over all others takes on this machine, now."""
        alone = program.Installation(self.new_folder("alone"))
        alone.list_feeds(self.urls)
        alone.begin()
        begun = time.monotonic()
        alone.do("poll")
        return 6 + 4 * math.ceil(time.monotonic() - begun)

    def test_cost_no_more_than_their_own_timeout_and_nobody_else_anything(self):
        timeout = self.patience()
        settings = self.site.config.read_text(encoding="utf-8")
        self.site.config.write_text(settings.replace("per_host: 16", f"per_host: 16, timeout: {timeout}s"), "utf-8")
        self.site.list_feeds(self.hanging + self.urls)
        self.site.begin()
        poll = self.started(self.site.start("poll", "--json", stdout=subprocess.PIPE, text=True))
        self.addCleanup(poll.stdout.close)
        stored_are = lambda number: self.site.ask("stats")["entries"] == number
        program.wait_until(lambda: stored_are(len(self.urls)), "the posts of all others", poll)
        others_done = time.monotonic()
        self.assertIsNone(poll.poll())
        summary = json.loads(poll.communicate(timeout=timeout + program.PATIENCE)[0])
        self.assertLess(time.monotonic() - others_done, timeout + 0.5)  # half a second to end the process
        self.assertEqual([summary[name] for name in ("due", "fetched", "failed")], [2000, 1997, 3])
        broken = {feed["url"]: feed["error"] for feed in self.site.ask("feeds", "--broken")}
        self.assertEqual(set(broken), set(self.hanging))
        for error in broken.values():
            self.assertRegex(error, "no answer .* within|not complete after")


class Killed(program.AcceptanceTest):
    """SIGKILL in the middle of a poll, again and again: what comes out is what an undisturbed run makes."""

    def undisturbed(self, urls):
        site = program.Installation(self.new_folder("undisturbed"))
        site.list_feeds(urls)
        site.do("poll")
        return stored_in_any_order(site)

    def kill_and_run_again(self, nginx, urls, kills):
        self.site.list_feeds(urls)
        chance, killed = random.Random(20261120), 0
        for _ in range(kills):
            asked, log = len(nginx.answers()), self.site.folder / "aggregator.db-wal"
            if chance.random() < 0.6:
                wanted = asked + chance.randrange(1, len(urls))
                reached = lambda: len(nginx.answers()) >= wanted
            else:
                size = (log.stat().st_size if log.exists() else 0) + chance.randrange(1, 400_000)
                reached = lambda: log.exists() and log.stat().st_size >= size
            poll = self.started(self.site.start("poll", stdout=subprocess.DEVNULL))
            program.wait_until(lambda: reached() or poll.poll() is not None, "the moment to kill")
            poll.kill()
            killed += poll.wait(program.PATIENCE) < 0
            self.assertEqual(self.site.integrity(), [("ok",)])
        self.assertGreater(killed, 0)
        self.site.do("poll")
        self.assertEqual(self.site.integrity(), [("ok",)])

    def test_over_the_fixtures(self):
        nginx = peers.serve_fixtures(self)
        expected = self.undisturbed(nginx.urls())
        self.assertEqual(len(expected), len(POSTS))
        self.kill_and_run_again(nginx, nginx.urls(), 6)
        self.assertEqual(stored_in_any_order(self.site), expected)
        self.assertEqual(self.site.ask("poll", "--all", "--force")["new"], 0)

    def test_over_real_feeds(self):
        nginx = self.real_feeds()
        expected = self.undisturbed(nginx.urls())
        self.kill_and_run_again(nginx, nginx.urls(), 8)
        self.assertEqual(stored_in_any_order(self.site), expected)
        asked = len(nginx.answers())
        summary = self.site.ask("poll", "--all", "--force")
        self.assertEqual((summary["new"], summary["updated"], summary["duplicates"]), (0, 0, 0))
        well = sum(feed["status"] == "ok" for feed in self.site.ask("feeds"))
        self.assertEqual(nginx.answers()[asked:].count("304"), well)
        self.assertEqual(stored_in_any_order(self.site), expected)

    def real_feeds(self):
        root = self.new_folder("real")
        for path in self.shared("feeds-real").iterdir():
            if path.suffix in (".xml", ".json", ".rdf", ".atom", ".rss"):
                shutil.copyfile(path, root / path.name)
        return peers.Nginx(self, root)


if __name__ == "__main__":
    program.main()
