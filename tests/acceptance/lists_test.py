"""Lists of feeds: taken over, edited, checked and handed on, without a byte lost that is not concerned."""

import contextlib
import json
import os
import random
import re
import sqlite3
import subprocess

import peers
import program

OPML = """\
<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0"><head><title>Mine</title></head><body>
  <outline text="Backend">
    <outline type="rss" text="Kiln" xmlUrl="https://kiln.example.org/feed" htmlUrl="https://kiln.example.org/"/>
  </outline>
  <outline type="rss" text="Blauwal" xmlUrl="https://blauwal.example.net/atom.xml"/>
  <outline type="rss" text="Blauwal again" xmlUrl="HTTPS://Blauwal.example.net:443/atom.xml"/>
</body></opml>
"""

YAML = """\
feeds:
  - url: https://kiln.example.org/feed
    title: "Kiln: the blog"
    tags: [backend, database]
  - { url: https://blauwal.example.net/atom.xml, language: en, enabled: false }
"""

DB_YML = """\
- name: 김벽돌
  desc: 가마 앞에서
  blog: https://kiln.example.org/
  rss: https://kiln.example.org/feed
- name: 블로그만 있는 사람
  blog: https://nofeed.example.org/
- name: 고래
  blog: https://blauwal.example.net/
  rss: https://blauwal.example.net/atom.xml
"""

URL_LIST = """\
# the two of them
https://kiln.example.org/feed

https://blauwal.example.net/atom.xml  "tag"
"""

NEWSBOAT_URLS = r"""# newsboat's own
"query:Unread Articles:unread = \"yes\""
https://kiln.example.org/feed backend "open source" "~Kiln: the blog"
https://blauwal.example.net/atom.xml "!Blauwal (hidden)" # whales
"exec:~/bin/make-feed --all" backend
filter:~/bin/tidy:https://third.example.org/feed backend
"""

URLS = ["https://kiln.example.org/feed", "https://blauwal.example.net/atom.xml"]

COMMENTED = """\
# Our list. Keep the order: it is that of the digest.

feeds:
  # the ovens

  - url: https://first.example.org/feed      # do not touch
    title:   'One   and only'

  - url: "https://second.example.org/feed"
    tags: [ a,b ]


  # and nothing after this
"""

PAGE = """<!DOCTYPE html><html><head><title>Kiln</title>
<link rel="alternate" type="application/rss+xml" href="/kiln-rss2.xml"></head><body>Hello</body></html>"""

BARE_PAGE = "<!DOCTYPE html><title>x</title><p>no feed"


def page_naming(feed, title=""):
    return f'<!DOCTYPE html><link rel="alternate" type="application/rss+xml" title="{title}" href="/{feed}">'


class Import(program.AcceptanceTest):
    ONE_LOST = "1 feed could not be taken, as said above; all others were"

    def written(self, name, text):
        file = self.folder / name
        file.write_text(text, encoding="utf-8")
        return file

    def bring(self, name, text):
        return self.site.do("import", self.written(name, text))

    def bring_in_part(self, name, text, words):
        """What is printed of a list that is bad data in part."""
        done = self.site.run("import", self.written(name, text))
        self.assertEqual((done.returncode, done.stderr), (65, f"aggregator: {self.folder / name}: {words}\n"))
        return done.stdout

    def urls(self):
        return re.findall(r"url: (\S+)", self.site.do("export", "--format", "yaml"))

    def test_takes_each_kind_of_list_once(self):
        # The outline names one of its two feeds once more, spelled differently.
        for name, text, read in ("a.opml", OPML, 3), ("b.yaml", YAML, 2), ("db.yml", DB_YML, 2), ("urls.txt", URL_LIST, 2):
            with self.subTest(name):
                self.site.feeds.unlink(missing_ok=True)
                self.assertRegex(self.bring(name, text), rf"{read} feeds read, 2 added .* {read - 2} twice")
                self.assertEqual(self.urls(), URLS)
                before = self.site.feeds.read_bytes()
                self.assertRegex(self.bring(name, text), rf"{read} feeds read, 0 added .* 2 there already")
                self.assertEqual(self.site.feeds.read_bytes(), before)
                self.assertIn("2 feeds, all well", self.site.do("check"))

    def test_says_what_looks_wrong_with_its_line(self):
        report = self.bring("a.opml", OPML)
        self.assertRegex(report, r"a\.opml:7: .*listed twice")
        report = self.bring_in_part("db.yml", DB_YML + "- name: broken\n  rss: not a url\n", self.ONE_LOST)
        self.assertRegex(report, r"db\.yml:10: .*not a url")

    def test_keeps_every_other_byte(self):
        self.site.feeds.write_text(COMMENTED, encoding="utf-8")
        self.bring("urls.txt", URL_LIST)
        after = self.site.feeds.read_text(encoding="utf-8")
        kept = len(os.path.commonprefix([after, COMMENTED]))
        self.assertTrue(after.endswith(COMMENTED[kept:]), after)
        added = after[kept : len(after) - len(COMMENTED[kept:])]
        self.assertEqual(re.findall(r"(\w+): (\S+)", added), [*(("url", url) for url in URLS), ("tags", "[tag]")])

    def test_takes_hosts_as_people_write_them(self):
        report = self.bring_in_part("hosts.txt", "b.example/feed\nc.example\nnot a url\n", self.ONE_LOST)
        self.assertEqual(self.urls(), ["https://b.example/feed", "https://c.example"])
        self.assertIn('hosts.txt:3: "not a url" is no web address', report)
        self.assertRegex(report, r"hosts\.txt:2: remark: https://c\.example looks like a home page")

    def test_takes_no_broken_address_over(self):
        report = self.bring("db.yml", """\
- rss: "https://a.example.org/rss, https://a.example.org/atom"
- rss: "https://b.example.org/rss https://b.example.org/atom"
- rss: https:/c.example.org/rss
""")
        self.assertEqual(self.urls(), ["https://a.example.org/rss", "https://a.example.org/atom",
                                       "https://b.example.org/rss", "https://b.example.org/atom",
                                       "https://c.example.org/rss"])  # fmt: skip
        self.assertIn("db.yml:1: remark: 2 feeds in one address; all are taken", report)
        self.assertIn("5 feeds, all well\n", self.site.do("check"))

    def test_takes_what_newsboat_has_behind_a_url_and_names_the_rest(self):
        report = self.bring_in_part("urls", NEWSBOAT_URLS, "2 feeds could not be taken, as said above; all others were")
        self.assertEqual(self.urls(), URLS)
        self.site.begin()
        (kiln, blauwal) = self.site.ask("feeds")
        self.assertEqual((kiln["title"], kiln["tags"]), ("Kiln: the blog", ["backend", "open source"]))
        self.assertEqual(blauwal["tags"], [])
        for line, words in ((2, "query:Unread Articles"), (3, '"backend": words behind an address are taken as tags'),
                            (4, "!Blauwal (hidden)"), (5, "exec:~/bin/make-feed --all"),
                            (6, "`aggregator add-feed https://third.example.org/feed`")):  # fmt: skip
            self.assertRegex(report, rf"urls:{line}: .*{re.escape(words)}")
        self.assertRegex(report, r"2 feeds read, 2 added .*, 2 feeds that a program makes\n$")

    def test_names_the_feeds_of_pages_that_platforms_have_elsewhere(self):
        report = self.site.do("import", self.written("pages.yml", "- {name: Kim, rss: 'https://velog.io/@kim'}\n"))
        self.assertIn("its feed should be https://v2.velog.io/rss/kim (velog serves the feed there)", report)

    def test_counts_what_it_could_not_take(self):
        report = self.bring_in_part("db.yml", DB_YML + "- name: Park\n- name: broken\n  rss: not a url\n", self.ONE_LOST)
        self.assertRegex(report, r'db\.yml:10: "Park": a blog without a feed')
        self.assertRegex(report, r"2 feeds read, 2 added .*, 2 blogs without a feed, 1 bad address\n$")

    def test_gives_65_each_time_while_a_feed_of_the_list_is_missing(self):
        for name, text, words in (("db.yml", DB_YML + "- rss: not a url\n", self.ONE_LOST),
                                  ("urls.txt", URL_LIST + "exec:~/bin/make-feed\n", self.ONE_LOST),
                                  ("a.opml", OPML[: OPML.index("again")],
                                   "its end could not be read; what stood before was taken")):  # fmt: skip
            with self.subTest(name):
                self.site.feeds.unlink(missing_ok=True)
                self.assertIn(" 2 added", self.bring_in_part(name, text, words))
                before = self.site.feeds.read_bytes()
                self.assertIn(" 0 added", self.bring_in_part(name, text, words))
                self.assertEqual(self.site.feeds.read_bytes(), before)

    def test_names_the_blogs_of_a_list_without_any_feed(self):
        file = self.folder / "db.yml"
        file.write_text("- name: Kim\n  blog: https://kim.example.org/\n- name: Park\n", encoding="utf-8")
        done = self.site.run("import", file)
        self.assertEqual((done.returncode, done.stderr), (65, f"aggregator: {file}: no feed in it\n"))
        first, second, totals = done.stdout.splitlines()
        self.assertIn('db.yml:1: "Kim": a blog without a feed: "https://kim.example.org/"; `aggregator add-feed`', first)
        self.assertIn('db.yml:3: "Park": a blog without a feed', second)
        self.assertRegex(totals, "^0 feeds read, 0 added .*, 2 blogs without a feed$")
        self.assertFalse(self.site.feeds.exists())

    def test_keeps_titles_in_other_encodings(self):
        feed, title = "https://kiln.example.org/feed.xml", "가마솥 기술 블로그"
        declared = (f'<?xml version="1.0" encoding="euc-kr"?><opml version="2.0"><body>'
                    f'<outline text="{title}" xmlUrl="{feed}"/></body></opml>')  # fmt: skip
        for name, bytes, is_guess in (("a.opml", declared.encode("euc-kr"), False),
                                      ("b.opml", declared.replace("euc-kr", "utf-16").encode("utf-16"), False),
                                      ("db.yml", f"- name: {title}\n  rss: {feed}\n".encode("cp949"), True)):
            with self.subTest(name):
                self.site.feeds.unlink(missing_ok=True)
                file = self.folder / name
                file.write_bytes(bytes)
                done = self.site.run("import", file)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertEqual("no UTF-8" in done.stderr, is_guess, done.stderr)
                self.assertIn(title, self.site.feeds.read_text(encoding="utf-8"))

    def test_reads_standard_input(self):
        self.assertIn("2 added", self.site.do("import", "-", stdin=URL_LIST))

    def test_refuses_what_is_no_list_and_changes_nothing(self):
        self.site.feeds.write_text(COMMENTED, encoding="utf-8")
        for name, text in {"page.html": PAGE, "empty": "", "prose.txt": "Dear diary,\nno feed today.\n"}.items():
            with self.subTest(name):
                file = self.folder / name
                file.write_text(text, encoding="utf-8")
                self.assertIn(name, self.complaint(65, "import", file))
                self.assertEqual(self.site.feeds.read_text(encoding="utf-8"), COMMENTED)


class LongList(program.AcceptanceTest):
    """A list as many hands write it: 300 people, keys misspelt, feeds twice, blogs without feeds, names used again."""

    MISSPELT = {"desciption": "description", "desciprion": "description", "youtbue": "youtube", "linkdin": "linkedin",
                "backjoon": "baekjoon", "gihtub": "github", "rss2": "rss"}  # fmt: skip
    NAMES = ["김동현", "이서연", "박지훈", "Kim Minsu", "정하은: 개발 이야기", "최#우진", "O'Neil"]

    def setUp(self):
        super().setUp()
        dice = random.Random(300)
        self.lines, self.feeds, self.said = [], {}, {}
        for person in range(300):
            self.write_person(person, dice)
        self.file = self.folder / "db.yml"
        self.file.write_text("\n".join([*self.lines, ""]), encoding="utf-8")

    def write(self, text):
        self.lines.append(text)
        return len(self.lines)

    def write_person(self, person, dice):
        host = f"blog{person}.example.org"
        first = self.write(f"- name: {json.dumps(dice.choice(self.NAMES), ensure_ascii=False)}")
        self.write(f"  blog: https://{host}/")
        kind = dice.choice(["feed"] * 5 + ["twice", "none"])
        if kind == "twice" and self.feeds:
            url, line = dice.choice(list(self.feeds.items()))
            spelled = dice.choice([url + "/", url.replace("https://", "HTTPS://www."), url.replace("https", "http") + "#top"])
            self.write(f"  rss: {spelled}")
            self.said[first] = f"is listed twice, first in line {line}"
        elif kind == "none":
            self.said[first] = "a blog without a feed"
        else:
            self.write(f"  rss: https://{host}/feed")
            self.feeds[f"https://{host}/feed"] = first
        for key in dice.sample(list(self.MISSPELT), dice.choice([0, 0, 1, 2])):
            if key == "rss2" and kind != "feed":
                continue
            line = self.write(f"  {key}: https://{host}/{key}")
            self.said[line] = f'"{key}": {"read as a feed" if key == "rss2" else "not read"}; did you mean {self.MISSPELT[key]}?'
            if key == "rss2":
                self.feeds[f"https://{host}/rss2"] = line

    def test_is_taken_over_whole_with_every_slip_named(self):
        kinds = " ".join(self.said.values())
        for words in ("twice", "without", *self.MISSPELT):
            self.assertIn(words, kinds, "the list holds one of each")
        *report, summary = self.site.do("import", self.file).splitlines()
        found = {}
        for line in report:
            number, words = re.match(re.escape(str(self.file)) + r":(\d+): (.*)$", line).groups()
            self.assertNotIn(int(number), found, line)
            found[int(number)] = words
        self.assertEqual(sorted(found), sorted(self.said))
        for number, words in self.said.items():
            self.assertIn(words, found[number])
        self.assertIn("add-feed", next(words for words in found.values() if "without a feed" in words))
        twice = sum("twice" in words for words in self.said.values())
        self.assertIn(f"{len(self.feeds) + twice} feeds read, {len(self.feeds)} added", summary)
        self.assertIn(f"{twice} twice", summary)

    def test_loses_nothing_and_changes_nothing_the_second_time(self):
        self.site.do("import", self.file)
        before = self.site.feeds.read_bytes()
        self.assertEqual(re.findall(r"url: (\S+)", before.decode()), list(self.feeds))
        self.assertIn(" 0 added", self.site.do("import", self.file))
        self.assertEqual(self.site.feeds.read_bytes(), before)
        self.assertIn(f"{len(self.feeds)} feeds, all well", self.site.do("check"))


class RealLists(program.AcceptanceTest):
    """How many feeds the lists of real communities have, as counted by those who gathered them."""

    def bring(self, name):
        report = self.site.do("import", self.shared("lists") / name).splitlines()[-1]
        read, added = re.match(r"([\d,]+) feeds? read, ([\d,]+) added", report).groups()
        self.assertRegex(self.site.do("check"), rf"{added} feeds?, all well")
        before = self.site.feeds.read_bytes()
        self.assertIn(" 0 added", self.site.do("import", self.shared("lists") / name))
        self.assertEqual(self.site.feeds.read_bytes(), before)
        return int(read.replace(",", "")), int(added.replace(",", ""))

    def test_awesome_devblog(self):
        text = (self.shared("lists") / "awesome-devblog-2026.yml").read_text(encoding="utf-8")
        self.assertEqual(len(re.findall(r"^\s+rss: *['\"]?http", text, re.MULTILINE)), 1729)
        self.assertEqual(self.bring("awesome-devblog-2026.yml"), (1729, 1728))

    def test_engineering_blogs(self):
        text = (self.shared("lists") / "engineering_blogs.opml").read_text(encoding="utf-8")
        self.assertEqual(text.count("xmlUrl"), 422)
        self.assertEqual(self.bring("engineering_blogs.opml"), (422, 420))

    def test_the_others(self):
        for part in ("2021", "community-2026", "overseas-2026"):
            name = f"awesome-devblog-{part}.yml"
            with self.subTest(name):
                self.site.feeds.unlink(missing_ok=True)
                self.assertGreater(self.bring(name)[1], 10)


class Edit(program.AcceptanceTest):
    def setUp(self):
        super().setUp()
        self.site.feeds.write_text(COMMENTED, encoding="utf-8")
        self.site.begin()

    def test_adds_unseen_and_takes_away_again(self):
        url = "https://third.example.org/feed"
        self.site.do("add-feed", "--no-verify", "--title", "Third: the blog", "--tag", "x", "--tag", "y", url)
        self.assertIn("3 feeds, all well", self.site.do("check"))
        third = next(feed for feed in self.site.ask("feeds") if feed["url"] == url)
        self.assertEqual((third["title"], third["tags"]), ("Third: the blog", ["x", "y"]))
        self.site.do("remove-feed", url)
        self.assertEqual(self.site.feeds.read_text(encoding="utf-8"), COMMENTED)

    def test_refuses_a_feed_that_is_there_under_another_spelling(self):
        for url in ("https://first.example.org/feed", "HTTPS://FIRST.example.org:443/feed", "first.example.org/feed",
                    "http://first.example.org/feed", "https://first.example.org/x/../feed",
                    "https://first.example.org/%66eed", "https://first.example.org/feed#top"):  # fmt: skip
            with self.subTest(url):
                self.assertIn("already", self.complaint(1, "add-feed", "--no-verify", url))
                self.assertEqual(self.site.feeds.read_text(encoding="utf-8"), COMMENTED)

    def test_loses_nothing_when_many_edit_at_once(self):
        urls = [f"https://blog{number}.example.org/feed" for number in range(12)]
        editors = [self.site.start("add-feed", "--no-verify", url, stdout=subprocess.DEVNULL) for url in urls]
        self.assertEqual([editor.wait(program.PATIENCE) for editor in editors], [0] * len(urls))
        text = self.site.feeds.read_text(encoding="utf-8")
        self.assertEqual([url for url in urls if url not in text], [])

    def test_removes_by_another_spelling_and_by_id(self):
        self.site.do("remove-feed", "HTTPS://first.example.org:443/feed")
        left = self.site.feeds.read_text(encoding="utf-8")
        self.assertNotIn("first.example.org", left)
        self.assertIn('  - url: "https://second.example.org/feed"\n    tags: [ a,b ]\n', left)
        feed = self.site.ask("feeds")[0]
        self.site.do("remove-feed", feed["id"])
        self.assertNotIn("second.example.org", self.site.feeds.read_text(encoding="utf-8"))
        self.assertEqual(self.site.ask("feeds"), [])

    def test_removes_a_feed_by_where_it_is_polled_now(self):
        self.site.ask("feeds")
        with contextlib.closing(sqlite3.connect(self.site.database)) as database, database:
            database.execute("UPDATE feeds SET url = 'https://moved.example.org/feed', last_success = 1,"
                             " url_key = 'http://moved.example.org/feed' WHERE url LIKE '%first%'")  # fmt: skip
        self.assertEqual(self.site.ask("feeds")[0]["url"], "https://moved.example.org/feed")
        self.site.do("remove-feed", "https://moved.example.org/feed")
        self.assertNotIn("first.example.org", self.site.feeds.read_text(encoding="utf-8"))

    def test_refuses_to_remove_what_is_not_there(self):
        for feed in ("https://nowhere.example.org/", "4711"):
            self.assertIn(feed, self.complaint(1, "remove-feed", feed))
        self.assertEqual(self.site.feeds.read_text(encoding="utf-8"), COMMENTED)


class AddFeed(program.AcceptanceTest):
    def test_shows_the_feed_and_finds_it_behind_a_page(self):
        self.site.begin()
        nginx = peers.serve_fixtures(self)
        (nginx.root / "page.html").write_text(PAGE, encoding="utf-8")
        shown = self.site.do("add-feed", nginx.url("blauwal-atom.xml"))
        self.assertIn("Blauwal deep dives", shown)
        self.assertIn("Sonar for slow queries", shown)
        shown = self.site.do("add-feed", nginx.url("page.html"))
        self.assertIn("found the feed " + nginx.url("kiln-rss2.xml") + " (the page names it)\n", shown)
        self.assertNotIn("other feeds", shown)
        self.assertIn("Why our queue is a table & stays one", shown)
        self.assertEqual([feed["url"] for feed in self.site.ask("feeds")],
                         [nginx.url("blauwal-atom.xml"), nginx.url("kiln-rss2.xml")])
        before = self.site.feeds.read_bytes()
        for again in ("page.html", "kiln-rss2.xml"):
            self.assertIn("already", self.complaint(1, "add-feed", nginx.url(again)))
            self.assertIn("already", self.complaint(1, "add-feed", "feed:" + nginx.url(again)))
        self.assertEqual(self.site.feeds.read_bytes(), before)

    def test_asks_for_a_feed_once(self):
        nginx = peers.serve_fixtures(self)
        shown = self.site.do("add-feed", nginx.url("kiln-rss2.xml"))
        self.assertNotIn("found the feed", shown)
        self.assertEqual(nginx.answers(), ["200"])

    def test_takes_the_first_feed_of_posts_and_offers_the_others(self):
        nginx = peers.serve_fixtures(self)
        (nginx.root / "page.html").write_text(
            page_naming("pebble.json", "Comments") + page_naming("kiln-rss2.xml", "Posts")
            + page_naming("blauwal-atom.xml", "Deep  dives"), encoding="utf-8")  # fmt: skip
        shown = self.site.do("add-feed", nginx.url("page.html"))
        self.assertIn("found the feed " + nginx.url("kiln-rss2.xml") + " (the page names it first)\n", shown)
        offered = [f"  {nginx.url('blauwal-atom.xml')}  Deep dives", f"  {nginx.url('pebble.json')}  Comments"]
        self.assertEqual(shown.splitlines()[-2:], offered)
        self.assertIn("`aggregator add-feed URL`", shown.splitlines()[-3])
        self.assertEqual(nginx.answers(), ["200", "200"])

        # Who comes again for the second one learns how to get it; what is listed is offered no more.
        self.site.do("add-feed", nginx.url("blauwal-atom.xml"))
        again = self.site.run("add-feed", nginx.url("page.html"))
        self.assertEqual((again.returncode, again.stdout.splitlines()[1:]), (1, offered[1:]))

    def test_goes_on_when_what_a_page_names_first_is_no_feed(self):
        nginx = peers.serve_fixtures(self)
        (nginx.root / "page.html").write_text(
            page_naming("gone.xml") + page_naming("page.html") + page_naming("kiln-rss2.xml"), encoding="utf-8")
        shown = self.site.do("add-feed", nginx.url("page.html"))
        self.assertRegex(shown, "found the feed .*kiln-rss2.xml .*what it names before is no feed")
        self.assertEqual(nginx.answers(), ["200", "404", "200"])

    def test_finds_feeds_at_well_known_paths(self):
        nginx = peers.serve_fixtures(self)
        (nginx.root / "blog").mkdir()
        (nginx.root / "blog" / "index.html").write_text(BARE_PAGE, encoding="utf-8")
        (nginx.root / "sitemap.xml").write_text("<urlset/>", encoding="utf-8")
        (nginx.root / "blauwal-atom.xml").rename(nginx.root / "index.xml")
        shown = self.site.do("add-feed", nginx.url("sitemap.xml"))
        self.assertIn("found the feed " + nginx.url("index.xml") + " (at the well-known path /index.xml; "
                      + nginx.url("sitemap.xml") + ": a sitemap, not a feed)", shown)  # fmt: skip
        (nginx.root / "kiln-rss2.xml").rename(nginx.root / "blog" / "rss.xml")
        shown = self.site.do("add-feed", nginx.url("blog/2026/gone.html"))
        self.assertRegex(shown, r"found the feed .* \(at the well-known path /blog/rss.xml; .* answered 404")

    def test_takes_a_feed_of_comments_only_when_there_is_nothing_else(self):
        nginx = peers.serve_fixtures(self)
        (nginx.root / "page.html").write_text(page_naming("kiln-rss2.xml", "Comments"), encoding="utf-8")
        shown = self.site.do("add-feed", nginx.url("page.html"))
        self.assertIn("kiln-rss2.xml (the page names no feed but those of comments)", shown)
        self.site.do("remove-feed", nginx.url("kiln-rss2.xml"))
        (nginx.root / "blauwal-atom.xml").rename(nginx.root / "atom.xml")
        shown = self.site.do("add-feed", nginx.url("page.html"))
        self.assertIn("(at the well-known path /atom.xml;", shown)
        self.assertEqual(shown.splitlines()[-1], f"  {nginx.url('kiln-rss2.xml')}  Comments")

        (nginx.root / "pebble.json").rename(nginx.root / "comments.json")
        self.assertIn("looks like a feed of comments", self.site.do("add-feed", nginx.url("comments.json")))

    def test_refuses_what_is_no_feed_and_says_why(self):
        nginx = peers.serve_fixtures(self)
        (nginx.root / "plain.html").write_text(BARE_PAGE + page_naming("gone.xml"), encoding="utf-8")
        complaint = self.complaint(65, "add-feed", nginx.url("plain.html"))
        self.assertIn("no feed found: " + nginx.url("plain.html") + ": an HTML page, not a feed", complaint)
        self.assertIn("1 link of the page or 9 well-known paths", complaint)
        self.assertIn("--no-verify", complaint)
        self.assertEqual(len(nginx.answers()), 11)
        self.assertIn("404", self.complaint(69, "add-feed", nginx.url("missing.xml")))
        self.assertFalse(self.site.feeds.exists())

    def test_leaves_a_busy_server_alone(self):
        nginx = peers.serve_fixtures(self)
        self.assertIn("503", self.complaint(69, "add-feed", nginx.url("busy/")))
        program.wait_until(nginx.answers, "nginx's log, which it writes after its answer")
        self.assertEqual(nginx.answers(), ["503"])

    def test_adds_the_page_of_a_platform_unseen_as_it_is_given(self):
        self.site.begin()
        self.site.do("add-feed", "--no-verify", "https://kiln.tistory.com/")
        self.assertEqual([feed["url"] for feed in self.site.ask("feeds")], ["https://kiln.tistory.com/"])


class Export(program.AcceptanceTest):
    def test_goes_round_through_both_formats(self):
        self.site.feeds.write_text(YAML.replace(", enabled: false", ""), encoding="utf-8")
        listed = self.listed(self.site)
        self.assertEqual(len(listed), 2)
        for kind in ("opml", "yaml"):
            with self.subTest(kind):
                file = self.folder / f"list.{kind}"
                file.write_text(self.site.do("export", "--format", kind), encoding="utf-8")
                other = program.Installation(self.new_folder("other-" + kind))
                other.do("import", file)
                self.assertEqual(self.listed(other), listed)

    def listed(self, site):
        site.begin()
        return [(feed["url"], feed["title"], feed["tags"], feed["site"]) for feed in site.ask("feeds")]


if __name__ == "__main__":
    program.main()
