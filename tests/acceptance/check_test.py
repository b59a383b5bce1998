"""`check`: every mistake of a list at once, what the network says of its feeds, and a patch that mends it."""

import json
import re
import shutil
import subprocess

import peers
import program

MISTAKES = """\
# Ours.
feeds:
  - url: https://a.example.org/feed
    titel: A            # misspelt
  - url: https://b.example.org/sitemap.xml
    tags: [x, x]
    enabled: sometimes
  # again
  - url: HTTPS://www.a.example.org/feed/
  - title: nothing else
"""


def rss(name):
    return f"""<?xml version="1.0"?><rss version="2.0"><channel><title>T</title><link>https://x.example.org/</link>
<item><title>one</title><link>https://x.example.org/{name}/1</link></item></channel></rss>"""


PAGE = """<!DOCTYPE html><html><head><title>x</title>
<link rel="alternate" type="application/rss+xml" href="{}"></head><body>Hello</body></html>"""
SITEMAP = '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"></urlset>'

ANSWERS = {
    "/good": (200, {}, rss("good")),
    "/new": (200, {}, rss("new")),
    "/moved": (301, {"Location": "/new"}, ""),
    "/away-today": (302, {"Location": "/good?today"}, ""),
    "/good?today": (200, {}, rss("today")),
    "/blog": (200, {}, PAGE.format("/blog-feed")),
    "/blog-feed": (200, {}, rss("blog-feed")),
    "/liar": (200, {}, PAGE.format("/no-such-feed")),
    "/sitemap": (200, {}, SITEMAP),
    "/gone": (410, {}, ""),
    "/home": (200, {}, PAGE.format("/home-feed")),
    "/home-feed": (200, {}, rss("home-feed")),
    "/second": (200, {}, PAGE.format("/second-feed")),
    "/second-feed": (200, {}, rss("second-feed")),
    "/known": (200, {}, PAGE.format("/good")),
    **{f"/busy/{number}": (429, {"Retry-After": "7200"}, "") for number in range(40)},
}


def applied(patch, text):
    """What a strict patch(1) would make of `text`: every line that the patch shows must be there."""
    old, new, at = text.splitlines(keepends=True), [], 0
    lines = re.sub(r"\n\\ No newline at end of file\n", "", patch).splitlines(keepends=True)
    for line in lines[2:]:
        if head := re.match(r"@@ -(\d+),\d+ \+(\d+),\d+ @@$", line):
            start = int(head[1]) - 1
            new += old[at:start]
            at = start
            assert len(new) == int(head[2]) - 1, (line, len(new))
            continue
        if line[0] in " -":
            assert old[at] == line[1:], (old[at], line)
            at += 1
        if line[0] in " +":
            new.append(line[1:])
    return "".join(new + old[at:])


class Offline(program.AcceptanceTest):
    def check(self, text, *options):
        self.site.feeds.write_text(text, encoding="utf-8")
        return self.site.run("check", *options)

    def test_names_every_mistake_with_its_line(self):
        done = self.check(MISTAKES)
        self.assertEqual(done.returncode, 65)
        found = [line.removeprefix(f"{self.site.feeds}:") for line in done.stdout.splitlines()]
        self.assertEqual([(line.split(":")[0], "remark" in line) for line in found],
                         [("4", False), ("5", True), ("6", True), ("7", False), ("9", False), ("10", False)])
        for line, words in zip(found, ["did you mean title?", "sitemap", '"x" is given twice', "sometimes",
                                       "first in line 3", "url: missing"]):  # fmt: skip
            self.assertIn(words, line)
        self.assertEqual(done.stderr, f"aggregator: {self.site.feeds}:{found[0]} (4 feeds, 4 mistakes, 2 remarks)\n")

    def test_tells_the_others_by_one_line_that_there_are_more(self):
        self.check(MISTAKES)
        self.assertRegex(self.complaint(65, "poll"), r"feeds\.yaml:4: .*did you mean title\? .*names 3 more")

    def test_does_not_fail_for_remarks(self):
        done = self.check("feeds:\n  - url: https://a.example.org/\n    tags: [x, x]\n")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("1 feed, all well but for 2 remarks", done.stdout)

    def test_remarks_on_addresses_that_polling_refuses(self):
        refused = "http://localhost/feed", "http://192.168.0.1/feed", "http://[::1]/feed", "http://2130706433/feed"
        listed = *refused, "http://10.1.2.3/feed", "https://a.example.org/feed"
        settings = self.site.config.read_text(encoding="utf-8")
        settings = re.sub(r"allow_addresses: \[[^]]*\]", 'allow_addresses: ["10.0.0.0/8"]', settings)
        self.assertIn("10.0.0.0/8", settings)
        self.site.config.write_text(settings, encoding="utf-8")
        done = self.check("feeds:\n" + "".join(f"  - url: {url}\n" for url in listed))
        self.assertEqual(done.returncode, 0)
        *remarks, verdict = done.stdout.splitlines()
        self.assertEqual(len(remarks), len(refused))
        for line, (url, remark) in enumerate(zip(refused, remarks), 2):
            self.assertIn(f":{line}: remark: feeds.url: {url} will not be polled: address ", remark)
            self.assertTrue(remark.endswith(" is not public; allow it with poll.allow_addresses"), remark)
        self.assertIn("6 feeds, all well but for 4 remarks", verdict)

    def test_proposes_the_feed_of_a_page_of_a_platform(self):
        pages = {
            "https://velog.io/@x": "https://v2.velog.io/rss/x",
            "https://github.com/o/r": "https://github.com/o/r/releases.atom",
            "https://blog.naver.com/foo": "https://rss.blog.naver.com/foo.xml",
            "https://medium.com/@foo": "https://medium.com/feed/@foo",
            "https://foo.tistory.com/": "https://foo.tistory.com/rss",
        }
        listed = "feeds:\n" + "".join(f"  - url: {page}\n" for page in pages)
        done = self.check(listed + "".join(f"  - url: {feed}\n" for feed in pages.values()))
        self.assertEqual(done.returncode, 0)
        *remarks, verdict = done.stdout.splitlines()
        self.assertEqual(len(remarks), len(pages), "one of each page, none of the feeds")
        for line, (page, feed) in enumerate(pages.items(), 2):
            self.assertIn(f":{line}: remark: feeds.url: {page} looks like a page; its feed should be {feed} (", remarks[line - 2])
        self.assertIn("10 feeds, all well but for 5 remarks", verdict)
        self.assertEqual(self.site.run("check", "--patch").stdout, "", "a guess is no mend")

    def test_remarks_on_a_list_without_feeds(self):
        done = self.check("feeds: []\n")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        remark, verdict = done.stdout.splitlines()
        self.assertTrue(remark.endswith("feeds.yaml:1: remark: the list is empty: nothing would be polled"), remark)
        self.assertTrue(verdict.endswith("0 feeds, all well but for 1 remark"), verdict)

    def test_prints_json(self):
        done = self.check(MISTAKES, "--json")
        found = json.loads(done.stdout)
        self.assertEqual(done.returncode, 65)
        self.assertEqual([finding["line"] for finding in found], [4, 5, 6, 7, 9, 10])
        self.assertEqual(found[0], {"line": 4, "level": "mistake",
                                    "message": "feeds.titel: unknown key; did you mean title?"})  # fmt: skip
        self.assertEqual(found[1]["level"], "remark")
        self.assertEqual(json.loads(self.check("feeds: [{url: 'https://a.example.org/feed'}]\n", "--json").stdout), [])

    def test_patches_what_needs_no_network(self):
        done = self.check(MISTAKES, "--patch")
        self.assertEqual(done.returncode, 65)
        self.assertEqual(len(done.stderr.splitlines()), 7)
        self.assertEqual(applied(done.stdout, MISTAKES),
                         MISTAKES.replace("titel", "title").replace("  # again\n  - url: HTTPS://www.a.example.org/feed/\n", ""))
        self.assertEqual(self.check("feeds: []\n", "--patch").stdout, "")

    def test_patches_are_taken_by_patch_and_git(self):
        patch = self.check(MISTAKES, "--patch").stdout
        # The path in the patch is relative to where it was made, or nothing but the name.
        self.assertTrue(patch.startswith("--- feeds.yaml\n+++ feeds.yaml\n"), patch)
        for command in (["patch", "-p0"], ["git", "apply", "-p0", "-"]):
            if shutil.which(command[0]) is None:
                continue
            with self.subTest(command[0]):
                self.site.feeds.write_text(MISTAKES, encoding="utf-8")
                subprocess.run(command, input=patch, cwd=self.site.folder, text=True, encoding="utf-8", check=True,
                               capture_output=True, timeout=program.PATIENCE)  # fmt: skip
                self.assertEqual(self.site.feeds.read_text(encoding="utf-8"), applied(patch, MISTAKES))

    def test_patch_leaves_nothing_to_mend(self):
        if shutil.which("patch") is None:
            self.skipTest("there is no patch")
        text = ("feeds:\n  - rss: https://a.example.org/feed\n    tgas: foo\n  - feed: https://b.example.org/feed\n"
                "    tags: one, two\n    blog: https://b.example.org/\n    titel: B\n    language: korean\n"
                "  - {url: https://c.example.org/feed, tag: c}\n  - rss: https://c.example.org/feed\n")  # fmt: skip
        done = self.check(text, "--patch")
        self.assertEqual(done.returncode, 65)
        subprocess.run(["patch", "-p0"], input=done.stdout, cwd=self.site.folder, text=True, encoding="utf-8", check=True,
                       capture_output=True, timeout=program.PATIENCE)  # fmt: skip
        self.assertEqual(self.site.do("check"), f"{self.site.feeds}: 3 feeds, all well\n")
        self.assertIn("    tags: [one, two]\n    site: https://b.example.org/\n    title: B\n    language: ko\n",
                      self.site.feeds.read_text(encoding="utf-8"))

    def test_refuses_a_file_that_is_none(self):
        self.assertIn("nowhere.yaml", self.complaint(1, "check", self.folder / "nowhere.yaml"))
        self.site.feeds.write_text("feeds: [\n", encoding="utf-8")
        self.assertIn("no YAML", self.complaint(65, "check"))
        self.assertIn("--json", self.complaint(2, "check", "--patch", "--json"))


class Online(program.AcceptanceTest):
    def setUp(self):
        super().setUp()
        self.server = peers.ScriptedServer(self, ANSWERS)
        self.dead = f"http://127.0.0.1:{peers.free_port()}/feed"

    def list_of(self, *entries):
        lines = ["feeds:"]
        for entry in entries:
            lines += ["  - " + entry[0], *("    " + line for line in entry[1:])]
        text = "\n".join([*lines, ""]).replace("BASE", self.server.base)
        self.site.feeds.write_text(text, encoding="utf-8")
        return text

    def found(self, done):
        """What is said, by line."""
        prefix = re.escape(f"{self.site.feeds}:")
        return {int(line): words for line, words in re.findall(rf"^{prefix}(\d+): (.*)$", done, re.MULTILINE)}

    def test_is_content_with_feeds_and_temporary_redirects(self):
        self.list_of(["url: BASE/good"], ["url: BASE/away-today"], ["url: BASE/no-such", "enabled: false"])
        self.assertIn("3 feeds, all well", self.site.do("check", "--online"))
        self.assertNotIn("/no-such", self.server.asked)

    def test_blames_no_feed_where_this_machine_has_no_network(self):
        settings = self.site.config.read_text(encoding="utf-8")
        settings = re.sub(r"allow_addresses: \[[^]]*\]", 'allow_addresses: ["127.0.0.0/8", "224.0.0.0/24"]', settings)
        self.site.config.write_text(settings, encoding="utf-8")
        nowhere = [[f"url: http://224.0.0.{number}/feed"] for number in (1, 2, 3)]  # there is no route to them
        self.list_of(*nowhere)
        complaint = self.complaint(69, "check", "--online")
        self.assertIn("this machine seems to have no network", complaint)
        self.list_of(*nowhere, ["url: BASE/good"])
        self.assertIn("4 feeds, 3 mistakes", self.complaint(65, "check", "--online"))

    def test_a_busy_server_fails_no_check(self):
        self.list_of(*([f"url: BASE/busy/{number}"] for number in range(40)))
        found = self.found(self.site.do("check", "--online"))
        self.assertEqual(len(found), 40)
        self.assertIn(f"not asked as {self.server.base[7:]} is busy (429, 503)", " ".join(found.values()))

    def test_says_of_each_feed_what_is_wrong_with_it(self):
        self.list_of(["url: BASE/moved"], ["url: BASE/blog"], ["url: BASE/liar"], ["url: BASE/sitemap"], ["url: BASE/gone"],
                     ["url: BASE/no-such", "site: BASE/home"], ["url: " + self.dead], ["url: BASE/good"],
                     ["url: BASE/no-such-either", "site: BASE/known"])  # fmt: skip
        done = self.site.run("check", "--online")
        self.assertEqual(done.returncode, 65)
        self.assertRegex(done.stderr, r"^aggregator: .*/moved: .* \(9 feeds, 8 mistakes, 0 remarks\)\n$")
        base = self.server.base
        found = self.found(done.stdout)
        not_found = "answered 404: nothing is at this address (any more); look for the blog's new feed address"
        self.assertEqual(sorted(found), list(found), "in the order of the lines")
        self.assertEqual(found, {
            2: f"{base}/moved: moved for good; use {base}/new",
            3: f"{base}/blog: an HTML page, not a feed; use {base}/blog-feed",
            4: f"{base}/liar: an HTML page, not a feed",
            5: f"{base}/sitemap: a sitemap, not a feed",
            6: f"{base}/gone: answered 410: the feed is gone for good",
            7: f"{base}/no-such: {not_found}; use {base}/home-feed",
            9: f"{self.dead}: connection refused by {self.dead.split('/')[2]}",
            11: f"{base}/no-such-either: {not_found}; {base}/good is listed in line 10, keep one of the two",
        })  # fmt: skip
        for path in ("/moved", "/blog", "/gone", "/no-such"):
            self.assertEqual(self.server.asked.count(path), 1, path)

    def test_patches_what_the_network_tells(self):
        text = self.list_of(['url: "BASE/moved"  # ours'], ["url: BASE/blog"], ["title: 가마", "site: BASE/home"],
                            ["url: BASE/liar"], ["{url: BASE/no-such, site: 'BASE/second'}"])  # fmt: skip
        done = self.site.run("check", "--online", "--patch")
        self.assertEqual(done.returncode, 65)
        base = self.server.base
        expected = text.replace("/moved", "/new").replace("/blog", "/blog-feed").replace("/no-such", "/second-feed")
        expected = expected.replace("  - title: 가마", f"  - url: {base}/home-feed\n    title: 가마")
        self.assertEqual(applied(done.stdout, text), expected)
        self.site.feeds.write_text(expected, encoding="utf-8")
        self.assertEqual(list(self.found(self.site.run("check", "--online").stdout)), [7])

    def test_patches_out_what_has_moved_to_a_listed_feed(self):
        text = self.list_of(["url: BASE/new", "tags: [a, b]"], ["url: BASE/moved", "tags: [b]"])
        done = self.site.run("check", "--online", "--patch")
        self.assertIn(f"{self.server.base}/new is listed in line 2, take this one out", done.stderr)
        self.site.feeds.write_text(applied(done.stdout, text), encoding="utf-8")
        self.assertIn("1 feed, all well", self.site.do("check", "--online"))

    def test_says_once_that_a_blog_has_no_feed(self):
        self.list_of(["title: 가마", "site: BASE/home"])
        for options, words in (((), "url: missing"), (("--online",), f"a blog without a feed; use {self.server.base}/home-feed")):
            found = json.loads(self.site.run("check", "--json", *options).stdout)
            self.assertEqual([(finding["line"], finding["level"]) for finding in found], [(2, "mistake")], found)
            self.assertIn(words, found[0]["message"])

    def test_asks_many_at_once_and_keeps_its_patience(self):
        with peers.SilentServer() as silent:
            settings = self.site.config.read_text(encoding="utf-8")
            self.site.config.write_text(settings.replace("per_host: 16", "per_host: 16, round_deadline: 1s"), encoding="utf-8")
            self.list_of(["url: " + silent.url], ["url: BASE/good"], ["url: BASE/gone"])
            found = self.found(self.site.run("check", "--online").stdout)
            self.assertIn("remark: ", found[2])
            self.assertIn("not asked before poll.round_deadline", found[2])
            self.assertIn("410", found[4])

    def test_does_not_show_credentials(self):
        address = self.server.base.removeprefix("http://")
        self.list_of([f"url: http://reader:secret@{address}/moved"], [f"url: http://reader:secret@{address}/gone"])
        done = self.site.run("check", "--online")
        self.assertEqual(len(self.found(done.stdout)), 2)
        self.assertNotIn("secret", done.stdout + done.stderr)


class ListedUnderTwoAddresses(program.AcceptanceTest):
    def test_is_told_wherever_feeds_are_looked_at(self):
        there = {"Location": "/feed"}
        server = peers.ScriptedServer(self, {"/feed": (200, {}, rss("feed")), "//feed": (200, {}, rss("feed")),
                                             "/short": (302, there, ""), "/shorter": (302, there, "")})  # fmt: skip
        feed, short = server.base + "/feed", server.base + "/short"
        self.site.feeds.write_text(f"feeds:\n  - url: {feed}\n  - url: {short}\n", encoding="utf-8")
        self.assertIn(f"3: remark: {short}: the same feed as {feed} in line 2", self.site.do("check", "--online"))
        self.site.do("poll")
        self.assertEqual([listed["same_as"] for listed in self.site.ask("feeds")], [None, feed])
        self.assertIn(f"the same feed as 1 ({feed}); keep one of the two in the list", self.site.do("feeds"))
        for another in ("//feed", "/shorter"):
            refused = self.complaint(1, "add-feed", server.base + another)
            self.assertIn(f"is the same feed as {feed}, which is listed ({self.site.feeds}:2)", refused)


if __name__ == "__main__":
    program.main()
