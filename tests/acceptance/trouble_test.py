"""Feeds that fail, are gone, moved, left the list or hold posts: what their runner is told, and that the advice works."""

import contextlib
import sqlite3

import peers
import program

LATER = "2026-11-20T00:31:00Z"  # well within poll.min_interval
NEXT_DAY = "2026-11-21T03:00:00Z"
XML = {"Content-Type": "application/rss+xml"}
GONE = (410, {}, "")


def rss(*posts, title="Blog"):
    """Posts are (title, link); their guids are their titles."""
    items = "".join(
        f"<item><title>{name}</title><link>{link}</link><guid isPermaLink='false'>{name}</guid>"
        "<pubDate>Thu, 19 Nov 2026 12:00:00 GMT</pubDate></item>" for name, link in posts)  # fmt: skip
    return 200, XML, f"<rss version='2.0'><channel><title>{title}</title>{items}</channel></rss>"


class TroubleTest(program.AcceptanceTest):
    def setUp(self):
        super().setUp()
        self.answers = {}
        self.server = peers.ScriptedServer(self, self.answers)
        self.site.begin()

    def url(self, path):
        return self.server.base + path

    def list(self, answers):
        """Lists what is answered at each path."""
        self.answers.update(answers)
        self.site.list_feeds([self.url(path) for path in answers])

    def row(self, path):
        """The line of `aggregator feeds` about a feed."""
        return next(line for line in self.site.do("feeds").splitlines() if self.url(path) in line)


class Clock(TroubleTest):
    def test_that_was_set_back_a_day_is_told_of_and_nothing_is_lost(self):
        self.list({"/feed": rss(("One", "http://blog.example/1"))})
        self.site.do("poll", now=NEXT_DAY)
        done = self.site.run("poll")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(f"it is {program.NOW} by the clock, but feeds were polled at {NEXT_DAY}", done.stderr)
        self.answers["/feed"] = rss(("Two", "http://blog.example/2"), ("One", "http://blog.example/1"))
        self.assertIn("1  post", self.site.run("poll", "--all").stdout)
        self.assertEqual(self.site.run("poll").stderr, "")


class FewDescriptors(TroubleTest):
    def test_no_feed_fails_for_want_of_one(self):
        self.list({f"/{number}": rss((f"Post {number}", f"http://blog.example/{number}")) for number in range(40)})
        self.site.prefix = ["prlimit", "--nofile=24:24"]
        summary = self.site.ask("poll", "--all")
        self.assertEqual((summary["failed"], summary["fetched"]), (0, 40), summary)


class Enabled(TroubleTest):
    def test_feed_is_asked_in_the_very_next_round_and_once(self):
        self.list({"/broken": (500, {}, "")})
        self.site.do("poll")
        self.assertEqual(self.site.ask("poll", now=LATER)["due"], 0)
        self.assertIn("is polled in the next round", self.site.do("enable", self.url("/broken"), now=LATER))
        self.assertEqual(self.site.ask("poll", now=LATER)["due"], 1)
        self.assertEqual(self.site.ask("poll", now=LATER)["due"], 0)

    def test_feed_shows_its_failure_until_it_works(self):
        self.list({"/broken": (500, {}, "")})
        self.site.do("poll")
        self.site.do("enable", self.url("/broken"), now=LATER)
        self.assertIn("500", self.site.ask("feeds", "--broken")[0]["error"])
        story = self.site.do("why", self.url("/broken"))
        self.assertNotIn("never polled", story)
        self.assertIn("1 failed poll since 2026-11-20 00:30: answered 500", story)
        self.assertIn("next poll due now", story)
        self.answers["/broken"] = rss(("A", "https://blog.example/a"))
        self.site.do("poll", now=LATER)
        self.assertEqual(self.site.ask("feeds", "--broken"), [])

    def test_gone_feed_is_asked_once_more(self):
        self.list({"/gone": GONE})
        self.site.run("poll")
        self.site.do("enable", self.url("/gone"), now=LATER)
        self.assertEqual(self.site.ask("feeds", "--broken")[0]["status"], "error")
        self.answers["/gone"] = rss(("A", "https://blog.example/a"))
        self.assertEqual(self.site.ask("poll", now=LATER)["new"], 1)


class Gone(TroubleTest):
    def test_is_told_at_once_and_once(self):
        self.list({"/gone": GONE})
        told = self.site.run("--quiet", "poll").stderr
        for word in (self.url("/gone"), "not polled any more", "aggregator remove-feed 1", "aggregator enable 1"):
            self.assertIn(word, told)
        self.assertEqual(self.site.run("poll", now=NEXT_DAY).stderr, "")
        self.assertIn("aggregator enable 1", self.site.run("poll", "--feed", "1", now=NEXT_DAY).stderr)

    def test_has_no_next_poll(self):
        self.list({"/gone": GONE})
        self.site.run("poll")
        self.assertIn("next poll - (UTC)", self.site.do("why", self.url("/gone")))
        self.assertIsNone(self.site.ask("why", self.url("/gone"))["feed"]["next_poll"])
        self.assertIsNone(self.site.ask("feeds")[0]["next_poll"])
        self.assertRegex(self.row("/gone"), r"^1 +gone +- +- +0 ")


class Why(TroubleTest):
    def titles(self, link):
        return [post["title"] for post in self.site.ask("why", link)["posts"]]

    def test_knows_each_post_by_its_very_link(self):
        page = "https://blog.example/changelog"
        self.list({"/feed": rss(("v3", page + "#v3"), ("v2", page + "#v2"), ("Page", page))})
        self.site.do("poll")
        for link, title in ((page + "#v2", "v2"), (page + "#v3", "v3"), (page, "Page")):
            self.assertEqual(self.titles(link), [title])
            self.assertIn(f": {title}\n", self.site.do("why", link))

    def test_lists_all_posts_that_share_a_link(self):
        link = "https://blog.example/same"
        self.list({"/feed": rss(("One", link), ("Two", link))})
        self.site.do("poll")
        self.assertEqual(sorted(self.titles(link)), ["One", "Two"])
        story = self.site.do("why", link)
        self.assertTrue(": One\n" in story and ": Two\n" in story, story)

    def test_knows_a_post_by_another_spelling_of_its_link(self):
        self.list({"/feed": rss(("A", "https://blog.example/a"))})
        self.site.do("poll")
        self.assertEqual(self.titles("HTTP://BLOG.example/a#top"), ["A"])


    def test_tells_of_an_edit_that_is_not_taken(self):
        link = "https://blog.example/a"
        self.list({"/own": rss(("A", link)), "/planet": rss(("A (copy)", link))})
        self.site.do("poll", "--feed", "1")
        self.site.do("poll", "--feed", "2")
        self.answers["/planet"] = rss(("A (copy 2)", link))
        self.site.do("poll", now=NEXT_DAY)
        told = self.site.do("why", link)
        self.assertIn(f"edited in {self.url('/planet')}, not taken: the feed that had the post first says", told)
        self.assertEqual(len(self.site.ask("why", link)["posts"][0]["events"]), 1)

    def test_tells_of_a_refusal(self):
        self.list({"/shut": (403, {}, "")})
        self.site.do("poll")
        told = self.site.do("why", self.url("/shut"))
        self.assertIn("health        1 failed poll since 2026-11-20 00:30: answered 403", told)
        self.assertIn("began to fail: answered 403", told)

    def test_tells_of_a_held_post_why_and_what_to_do(self):
        self.list({"/feed": rss(*[(f"Old {number}", f"https://blog.example/old/{number}") for number in range(10)])})
        self.site.do("poll")
        self.answers["/feed"] = rss(*[(f"New {number}", f"https://blog.example/new/{number}") for number in range(60)])
        self.site.do("poll", now=NEXT_DAY)
        told = self.site.do("why", "https://blog.example/new/1")
        self.assertIn("held: one of more new posts than a blog writes between two polls", told)
        self.assertIn("not mailed: `aggregator release 1` mails it, with --drop never", told)
        self.assertIn("60 posts held: all at once, and never seen before", self.site.do("why", self.url("/feed")))

    def test_finds_a_post_without_a_link_by_its_guid(self):
        item = "<item><title>No link</title><guid isPermaLink='false'>tag:blog,1</guid></item>"
        self.list({"/feed": (200, XML, f"<rss version='2.0'><channel><title>B</title>{item}</channel></rss>")})
        self.site.do("poll")
        self.assertEqual(self.titles("tag:blog,1"), ["No link"])

    def test_tells_of_a_post_that_was_deleted(self):
        link = "https://blog.example/a"
        self.list({"/feed": rss(("A", link), ("B", "https://blog.example/b"))})
        self.site.do("poll")
        with contextlib.closing(sqlite3.connect(self.site.folder / "aggregator.db")) as database, database:
            database.execute("PRAGMA foreign_keys = ON")
            database.execute("DELETE FROM entries WHERE link = ?", (link,))
        self.assertIn("stored once and deleted: it never is new again", self.site.do("why", link))
        self.assertTrue(self.site.ask("why", link)["deleted"])


class Removed(TroubleTest):
    def setUp(self):
        super().setUp()
        self.list({"/feed": rss(("A", "https://blog.example/a"))})
        self.site.do("poll")
        self.answers["/feed"] = rss(("B", "https://blog.example/b"), ("A", "https://blog.example/a"))
        self.site.do("poll", now=NEXT_DAY)
        self.site.do("remove-feed", self.url("/feed"))

    def test_feed_is_said_to_be_listed_no_longer(self):
        story = self.site.do("why", self.url("/feed"))
        self.assertIn("was listed as " + self.url("/feed"), story)
        self.assertIn("no longer listed", story)
        self.assertIn("next poll - (UTC)", story)
        told = self.site.ask("why", self.url("/feed"))["feed"]
        self.assertEqual((told["listed"], told["next_poll"]), (None, None))

    def test_feed_is_named_as_such_by_its_posts_which_no_digest_will_have(self):
        story = self.site.do("why", "https://blog.example/b")
        self.assertIn(f"first seen in {self.url('/feed')}, which is no longer listed", story)
        self.assertIn("in no digest, as its feed is no longer listed", story)

    def test_feed_is_not_enabled(self):
        complaint = self.complaint(1, "enable", self.url("/feed"))
        self.assertIn("is no longer listed; `aggregator add-feed " + self.url("/feed") + "`", complaint)


class Gone(TroubleTest):
    def test_feed_is_said_to_be_so_to_those_who_add_it_and_asked_again_once_it_is_put_back(self):
        self.list({"/feed": rss(("A", "https://blog.example/a"))})
        self.site.do("poll")
        back, self.answers["/feed"] = self.answers["/feed"], (410, {}, "")
        self.site.run("poll", now=NEXT_DAY)
        complaint = self.complaint(1, "add-feed", self.url("/feed"))
        self.assertRegex(complaint, r"is already listed \(.*:\d+\), and gone; `aggregator enable 1` has it asked once more")
        self.site.do("remove-feed", self.url("/feed"))
        self.site.run("poll", now=NEXT_DAY)
        self.answers["/feed"] = back
        self.site.do("add-feed", self.url("/feed"))
        self.site.do("poll", now=NEXT_DAY)
        self.assertEqual([feed["status"] for feed in self.site.ask("feeds")], ["ok"])


class Moved(TroubleTest):
    def setUp(self):
        super().setUp()
        self.answers["/new"] = rss(("A", "https://blog.example/a"))
        self.answers["/old"] = (301, {"Location": "/new"}, "")

    def test_feed_is_not_added_again_under_its_new_address(self):
        self.site.list_feeds([self.url("/old")])
        self.site.do("poll")
        before = self.site.feeds.read_bytes()
        for more in ([], ["--no-verify"]):
            complaint = self.complaint(1, "add-feed", *more, self.url("/new"))
            self.assertIn(f"{self.url('/new')} is already listed as {self.url('/old')} ", complaint)
            self.assertIn("which has moved to " + self.url("/new"), complaint)
        self.assertEqual(self.site.feeds.read_bytes(), before)

    def test_feed_can_be_added_once_its_old_address_is_taken_out(self):
        self.site.list_feeds([self.url("/old")])
        self.site.do("poll")
        self.site.do("remove-feed", self.url("/old"))
        self.assertIn("added " + self.url("/new"), self.site.do("add-feed", self.url("/new")))

    def test_feed_is_shown_with_both_addresses(self):
        self.site.list_feeds([self.url("/old")])
        self.site.do("poll")
        self.assertIn(f"{self.url('/new')} — listed as {self.url('/old')}, which has moved", self.row("/new"))
        feed = self.site.ask("feeds")[0]
        self.assertEqual((feed["url"], feed["listed"]), (self.url("/new"), self.url("/old")))

    def test_feed_is_found_by_its_former_address_which_is_said(self):
        self.site.list_feeds([self.url("/old")])
        self.site.do("poll")
        self.site.list_feeds([self.url("/new")])
        story = self.site.do("why", self.url("/old"))
        self.assertIn("listed as     " + self.url("/new"), story)
        self.assertIn("no longer at  " + self.url("/old"), story)
        self.assertEqual(self.site.ask("why", self.url("/old"))["feed"]["no_longer_at"], self.url("/old"))
        self.assertNotIn("no longer at  ", self.site.do("why", self.url("/new")))
        for command, done in ((["poll", "--force"], r"(?m)^unchanged +1$"), (["entries"], " A\n")):
            asked = self.site.run(*command, "--feed", self.url("/old"))
            self.assertEqual(asked.stderr, f"info: the feed is no longer at {self.url('/old')}; "
                                           f"it is listed as {self.url('/new')} now\n")  # fmt: skip
            self.assertRegex(asked.stdout, done)
        self.assertEqual(self.site.run("entries", "--feed", self.url("/new")).stderr, "")

    def test_feed_is_listed_anew_with_its_trace_or_not_at_all(self):
        self.site.list_feeds([self.url("/old")])
        self.site.do("poll")
        self.site.list_feeds([self.url("/new")])
        with contextlib.closing(sqlite3.connect(self.site.database)) as database, database:
            database.execute("CREATE TRIGGER stop BEFORE INSERT ON feed_events BEGIN SELECT RAISE(FAIL, 'stopped'); END")
        self.assertNotEqual(self.site.run("feeds").returncode, 0)
        with contextlib.closing(sqlite3.connect(self.site.database)) as database, database:
            database.execute("DROP TRIGGER stop")
        self.assertIn(f"is listed at {self.url('/new')} from now on", self.site.do("why", self.url("/new")))

    def test_feed_is_added_at_its_new_address_with_the_reason(self):
        shown = self.site.do("add-feed", self.url("/old"))
        self.assertIn(f"found the feed {self.url('/new')} ({self.url('/old')} redirects to it for good", shown)
        self.assertIn("added " + self.url("/new"), shown)
        complaint = self.complaint(1, "add-feed", self.url("/old"))
        self.assertIn(f"{self.url('/old')} leads to {self.url('/new')}, which is already listed", complaint)


class Held(TroubleTest):
    def test_posts_are_named_with_what_to_do_about_them(self):
        old = [(f"Old {number}", f"https://blog.example/old/{number}") for number in range(10)]
        flood = [(f"Sudden {number}", f"https://blog.example/sudden/{number}") for number in range(60)]
        self.list({"/feed": rss(*old)})
        self.site.do("poll")
        self.assertNotIn("held", self.row("/feed"))
        self.answers["/feed"] = rss(*flood, *old)
        table = self.site.do("poll", now=NEXT_DAY)
        self.assertRegex(table, r"(?m)^held +60  many unseen posts at once; .*`aggregator release` mails them$")
        self.assertIn("60 posts held, `aggregator release 1`", self.row("/feed"))
        self.assertEqual(self.site.ask("feeds")[0]["held"], 60)
        self.assertIn("held          60 posts; `aggregator release 1`", self.site.do("why", self.url("/feed")))
        self.site.do("release", "1")
        self.assertIn("60 held posts released by the runner", self.site.do("why", self.url("/feed")))
        self.assertNotIn("held", self.row("/feed"))
        self.assertEqual(self.site.ask("why", self.url("/feed"))["feed"]["held"], 0)


    def test_posts_of_a_feed_that_is_no_longer_listed_are_settled_too(self):
        for drop in ([], ["--drop"]):
            with self.subTest(drop):
                path = "/feed" + "".join(drop)
                old = [(f"Old {number} {path}", f"https://blog.example{path}/old/{number}") for number in range(10)]
                flood = [(f"New {number} {path}", f"https://blog.example{path}/new/{number}") for number in range(60)]
                self.list({path: rss(*old)})
                self.site.do("poll")
                self.answers[path] = rss(*flood, *old)
                self.site.do("poll", now=NEXT_DAY)
                self.site.list_feeds([])
                self.assertIn("--drop` settles that", self.site.do("why", self.url(path)))
                self.assertRegex(self.site.do("why", f"https://blog.example{path}/new/0"),
                                 r"not mailed, and its feed is no longer listed: `aggregator release \d+ --drop` settles")
                done = self.site.do("release", *drop, self.url(path))
                self.assertRegex(done, "60 held posts dropped" if drop else "60 held posts released; .* no longer listed")
                self.assertEqual(self.site.ask("why", self.url(path))["feed"]["held"], 0)


class Hub(TroubleTest):
    def test_is_shown_without_a_login(self):
        status, headers, document = rss(("A", "https://blog.example/a"))
        hub = '<link xmlns="http://www.w3.org/2005/Atom" rel="hub" href="https://me:secret@hub.example/"/>'
        self.list({"/feed": (status, headers, document.replace("<item>", hub + "<item>"))})
        self.site.do("poll")
        self.assertIn("WebSub hub    https://hub.example/\n", self.site.do("why", self.url("/feed")))
        self.assertEqual(self.site.ask("why", self.url("/feed"))["feed"]["hub"], "https://hub.example/")


class AddFeed(TroubleTest):
    def test_says_what_a_refusal_means_and_what_to_do_about_it(self):
        cases = {401: ("it wants a login", "password_file"), 410: ("gone for good", "another feed"),
                 429: ("polled too often", "try again later"), 500: ("the server has a fault", "try again later"),
                 403: ("access is refused", "look for the address")}  # fmt: skip
        for status, words in cases.items():
            with self.subTest(status):
                self.answers["/feed"] = (status, {}, "")
                complaint = self.complaint(69, "add-feed", self.url("/feed"))
                for word in (f"answered {status}: ", *words):
                    self.assertIn(word, complaint)
                self.assertEqual("look for the address" in complaint, status == 403)


if __name__ == "__main__":
    program.main()
