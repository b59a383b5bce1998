"""From stored posts to mailboxes: the right posts, to the right people, at the right hour, and nothing twice."""

import email
import email.policy
import html.parser
import json
import re
import subprocess
import sys

import browser
import peers
import program

KOREAN, ENGLISH, UNCONFIRMED = "minji@example.kr", "ada@example.org", "later@example.com"

# Seoul is nine hours ahead: ten o'clock there is 01:00 UTC.
JOINED = "2026-11-20T00:00:00Z"
BEFORE_SEOUL, SEOUL = "2026-11-20T00:59:59Z", "2026-11-20T01:00:00Z"
BEFORE_UTC, UTC = "2026-11-20T08:59:59Z", "2026-11-20T09:00:00Z"

NEW_POSTS = {
    "Why our queue is a table & stays one", "Backpressure, drawn on a napkin", "Tracing <script> tags through a proxy",
    "Sonar for slow queries", "Wind in the event loop", "A cache is a promise {{you}} forget",
    "우리는 왜 아직 EUC-KR을 쓰는가", "Glue & tape: mending what others broke", "날짜가 없어도 새 글은 새 글",
    "배포는 금요일에", "Four new blogs on the planet",
}  # fmt: skip
BACKEND_POSTS = {"Why our queue is a table & stays one", "Backpressure, drawn on a napkin"}
HEADERS = ("From", "To", "Subject", "Date", "Message-ID", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post",
           "Auto-Submitted", "Precedence", "Content-Language")  # fmt: skip


class Page(html.parser.HTMLParser):
    """The words and links that a reader sees."""

    def __init__(self, text):
        super().__init__()
        self.links, self.words, self.tags = [], [], set()
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.links += [value for name, value in attrs if name == "href"]

    def handle_data(self, data):
        self.words.append(data)

    def text(self):
        return " ".join(" ".join(self.words).split())


class Mail:
    def __init__(self, raw):
        self.raw = raw
        self.message = email.message_from_bytes(raw, policy=email.policy.default)
        self.to = self.message["To"]
        self.id = self.message["Message-ID"]
        self.parts = list(self.message.iter_parts())
        self.text, self.html = (part.get_content() for part in self.parts)
        self.page = Page(self.html)

    def posts(self):
        """The posts that both parts show."""
        flat = " ".join(self.text.split())
        return {title for title in NEW_POSTS | {"Hello, kiln"} if title in self.page.text() and title in flat}


class DigestTest(program.AcceptanceTest):
    """Posts that were polled at 09:30 in Seoul, and three subscribers who joined at nine."""

    def setUp(self):
        super().setUp()
        self.nginx = peers.serve_fixtures(self)
        self.site.list_feeds(self.nginx.urls(), {"kiln-rss2.xml": "backend"})
        add = ("add-subscriber", "--confirmed")
        self.site.do(*add, KOREAN, now=JOINED)
        choice = ("--language", "en", "--timezone", "UTC", "--at", "09:00", "--tag", "backend")
        self.site.do(*add, ENGLISH, *choice, now=JOINED)
        self.site.do("add-subscriber", UNCONFIRMED, now=JOINED)
        self.site.do("poll")

    def digest(self, now):
        made = self.site.ask("digest", now=now)
        return made["editions"], made["deliveries"]

    def sent(self, now):
        summary = self.site.ask("send", now=now)
        self.assertEqual((summary["deferred"], summary["failed"], summary["left"]), (0, 0, 0))
        return summary["sent"]

    def mails(self):
        return [Mail(path.read_bytes()) for path in self.site.mails()]


class Hours(DigestTest):
    def test_makes_each_digest_at_its_hour_once(self):
        self.assertEqual(self.digest(BEFORE_SEOUL), (0, 0))
        self.assertEqual(self.digest(SEOUL), (1, 1))
        self.assertEqual(self.digest(SEOUL), (0, 0))
        self.assertEqual(self.digest(BEFORE_UTC), (0, 0))
        self.assertEqual(self.digest(UTC), (1, 1))
        self.assertEqual(self.digest(UTC), (0, 0))
        self.assertEqual(self.digest("2026-11-20T23:00:00Z"), (0, 0))

    def test_gives_everybody_their_posts_once(self):
        for now, sent in ((SEOUL, 2), (SEOUL, 0), (UTC, 1), (UTC, 0)):  # the first two: a digest and a confirmation
            self.site.do("digest", now=now)
            self.assertEqual(self.sent(now), sent)
        mails = {mail.to: mail for mail in self.mails()}
        self.assertEqual(len(self.mails()), 3)
        self.assertEqual(set(mails), {KOREAN, ENGLISH, UNCONFIRMED})
        self.assertEqual(mails[KOREAN].posts(), NEW_POSTS)
        self.assertEqual(mails[ENGLISH].posts(), BACKEND_POSTS)
        self.assertEqual(mails[UNCONFIRMED].posts(), set())
        self.assertEqual(mails[KOREAN].message["Content-Language"], "ko")
        self.assertEqual(mails[ENGLISH].message["Content-Language"], "en")

    def test_brings_only_what_is_new_the_next_day_and_is_silent_without_news(self):
        for now in (SEOUL, UTC):
            self.site.do("digest", now=now)
        self.site.do("send", now=UTC)
        file = self.nginx.root / "pebble.json"
        text = file.read_text(encoding="utf-8")
        item = text[text.index("    {") : text.index("    }") + 5]
        fresh = item.replace("caches", "names").replace("2026-11-19", "2026-11-20")
        fresh = fresh.replace("A cache is a promise {{you}} forget", "Names are the other hard thing")
        file.write_text(text.replace(item, fresh + ",\n" + item), encoding="utf-8")
        self.site.do("poll", now="2026-11-21T00:30:00Z")
        self.assertEqual(self.digest("2026-11-21T01:00:00Z"), (1, 1))
        self.assertEqual(self.digest("2026-11-21T09:00:00Z"), (0, 0))  # nothing about `backend`
        before = set(self.site.mails())
        self.assertEqual(self.sent("2026-11-21T09:00:00Z"), 1)
        (path,) = set(self.site.mails()) - before
        mail = Mail(path.read_bytes())
        self.assertEqual(mail.to, KOREAN)
        self.assertIn("Names are the other hard thing", mail.page.text())
        self.assertEqual(mail.posts(), set())
        self.assertEqual(self.digest("2026-11-22T10:00:00Z"), (0, 0))

    def test_sends_nothing_to_people_who_have_left(self):
        self.site.do("digest", now=SEOUL)
        self.site.do("remove-subscriber", KOREAN.upper(), now=SEOUL)
        summary = self.site.ask("send", now=SEOUL)
        self.assertEqual([mail.to for mail in self.mails()], [UNCONFIRMED])
        self.assertEqual((summary["sent"], summary["left"]), (1, 0))

    def test_previews_without_changing_anything(self):
        before = self.site.ask("stats")
        for kind in ("html", "text"):
            shown = " ".join(self.site.do("preview", "--subscriber", ENGLISH, "--format", kind).split())
            self.assertIn("Backpressure, drawn on a napkin", shown)
            self.assertNotIn("Wind in the event loop", shown)
        out = self.folder / "preview.eml"
        self.site.do("preview", "--format", "eml", "--out", out)
        self.assertEqual(Mail(out.read_bytes()).posts(), NEW_POSTS)
        self.assertEqual(self.site.ask("stats"), before)
        self.assertEqual(self.digest(SEOUL), (1, 1))


class Messages(DigestTest):
    def setUp(self):
        super().setUp()
        for now in (SEOUL, UTC):
            self.site.do("digest", now=now)

    def check_message(self, mail):
        for name in HEADERS:
            self.assertEqual(len(mail.message.get_all(name, [])), 1, name)
        for name, value in mail.message.items():
            self.assertEqual(getattr(value, "defects", ()), (), name)
        self.assertEqual(mail.message.get_content_type(), "multipart/alternative")
        self.assertEqual([part.get_content_type() for part in mail.parts], ["text/plain", "text/html"])
        self.assertEqual([part.get_content_charset() for part in mail.parts], ["utf-8", "utf-8"])
        one_click, mailto = re.findall(r"<([^>]+)>", mail.message["List-Unsubscribe"])
        self.assertRegex(one_click, r"^https://digest\.example\.org/unsubscribe/[\w.-]+$")
        self.assertRegex(mailto, r"^mailto:ops@example\.org\?")
        self.assertEqual(mail.message["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click")
        self.assertEqual((mail.message["Auto-Submitted"], mail.message["Precedence"]), ("auto-generated", "bulk"))
        self.assertRegex(mail.message["List-Id"], r"<[\w.-]+\.[\w.-]+>$")
        self.assertEqual(mail.message["From"], "Daily DevBlog <digest@example.org>")
        self.assertRegex(mail.id, r"^<[^<>@\s]+@example\.org>$")

    def check_digest(self, mail):
        self.check_message(mail)
        one_click = re.search(r"<(https[^>]+)>", mail.message["List-Unsubscribe"])[1]
        self.assertIn(one_click, mail.page.links)
        self.assertTrue([link for link in mail.page.links if "/preferences/" in link])
        for link in mail.page.links:
            self.assertRegex(link, r"^(https?://[^/]|mailto:)")
            self.assertIn(link, mail.text.replace("\n", ""))
        self.assertFalse(mail.page.tags & {"script", "form", "iframe"})
        self.assertNotIn("{{", re.sub(r"\{\{you\}\}", "", mail.html))
        self.assertLess(len(mail.html.encode()), 100_000)

    def test_lie_in_the_maildir_as_they_should(self):
        self.assertEqual(self.sent(UTC), 3)
        for mail in self.mails():
            with self.subTest(mail.to):
                (self.check_message if mail.to == UNCONFIRMED else self.check_digest)(mail)
                self.assertNotRegex(mail.raw, rb"(?<!\r)\n")

    def test_pass_the_linter(self):
        lint = self.shared("faults/lint-mail")
        self.assertEqual(self.sent(UTC), 3)
        for mail, path in zip(self.mails(), self.site.mails()):
            # A title of the fixtures looks like a template on purpose.
            found = subprocess.run(
                [sys.executable, "-B", lint, "--allow-templates", path], capture_output=True, text=True, check=False
            ).stdout  # fmt: skip
            self.assertEqual(found.splitlines()[:-1], [], mail.to)

    def test_reach_a_real_server(self):
        sink = peers.SmtpSink(self)
        self.site.set_transport(f"smtp://127.0.0.1:{sink.port}")
        self.assertEqual(self.sent(UTC), 3)
        self.assertEqual(self.sent(UTC), 0)
        received = dict(sink.messages())
        self.assertEqual(set(received), {KOREAN, ENGLISH, UNCONFIRMED})
        ids = {delivery["subscriber"]: delivery["message_id"] for delivery in self.site.ask("deliveries")}
        for recipient, dumped in received.items():
            mail = Mail(dumped)
            self.assertEqual((mail.to, mail.id), (recipient, ids[recipient]))
            self.check_message(mail)
        self.assertEqual(Mail(received[ENGLISH]).posts(), BACKEND_POSTS)
        self.assertEqual(Mail(received[KOREAN]).posts(), NEW_POSTS)


class HostileWriters(program.AcceptanceTest):
    """What somebody can put into a feed to disturb the mail of others."""

    TITLES = (
        "<script>alert(1)</script>Hello <b>you</b>", '"><img src=x onerror=alert(1)>', "</title></style><style>*{display:none}",
        "one\r\nBcc: victim@example.org\r\n\r\nbody", "\u202egnp.txt\u2066unbalanced", "\u200b\u200dzero\u00adwidth\ufeff",
        "{{unsubscribe_url}} {{{x}}}", "{{#entries}}{{/x}} {{> out}} {{=<% %>=}}", "%s %n ${HOME} $(id) `id` ' OR 1=1;--",
        "=?utf-8?q?Injected=0D=0ABcc:_x?=", "W" * 20_000, "\u00a0 \u3000 ", "a" + "\u0301" * 5_000, "عنوان من اليمين",
        "\x02unsubscribe\x03 \x02address\x03", "\U0001f469\U0001f3fd\u200d\U0001f4bb" * 200, ".\r\n.\r\nQUIT", "-->  <![endif]-->",
    )  # fmt: skip
    LINKS = (
        "javascript:alert(1)", "java\tscript:alert(1)", "data:text/html,<script>alert(1)</script>", "vbscript:x",
        'https://example.org/"onmouseover="alert(1)', "https://example.org/" + "p" * 5_000, "//evil.example/x",
        "https://example.org/\r\nBcc: x", "https://example.org/{{unsubscribe_url}}", "mailto:victim@example.org",
    )  # fmt: skip

    def setUp(self):
        super().setUp()
        posts = [{"title": title, "author": title, "link": f"https://example.org/{i}"} for i, title in enumerate(self.TITLES)]
        posts += [{"title": f"Link number {i}", "author": "A", "link": link} for i, link in enumerate(self.LINKS)]
        items = [{
            "id": f"post {i}", "url": post["link"], "title": post["title"], "authors": [{"name": post["author"]}],
            "content_text": post["title"] * 3 + f" {i}", "image": post["link"], "date_published": "2026-11-19T10:00:00Z",
        } for i, post in enumerate(posts)]  # fmt: skip
        feed = {"version": "https://jsonfeed.org/version/1.1", "title": self.TITLES[0] + self.TITLES[3], "items": items}
        server = peers.ScriptedServer(self, {"/feed.json": (200, {"Content-Type": "application/json"}, json.dumps(feed))})
        self.site.list_feeds([server.base + "/feed.json"])
        self.site.do("add-subscriber", "--confirmed", KOREAN, now=JOINED)
        self.site.do("poll")
        config = self.site.config.read_text(encoding="utf-8")
        self.site.config.write_text(config.replace("max_per_feed: 20", "max_per_feed: 99"), encoding="utf-8")

    def preview(self, design):
        out = self.folder / f"{design}.eml"
        self.site.do("preview", "--design", design, "--subscriber", KOREAN, "--format", "eml", "--out", out)
        return out

    def test_change_neither_headers_nor_markup_nor_templates(self):
        plain_tags = {"html", "head", "meta", "title", "style", "body", "div", "table", "tr", "td", "p", "h1", "h2", "a",
                      "img", "span", "bdi"}  # fmt: skip
        for design in ("classic", "compact", "cards"):
            with self.subTest(design):
                mail = Mail(self.preview(design).read_bytes())
                self.assertEqual(sorted(mail.message.keys()), sorted(set(mail.message.keys())))
                self.assertNotIn("Bcc", mail.message)
                self.assertLessEqual(mail.page.tags, plain_tags)
                self.assertNotIn("onmouseover=\"", mail.html)
                words, text = mail.page.text(), " ".join(mail.text.split())
                for shown in ("{{unsubscribe_url}} {{{x}}}", "{{> out}} {{=<% %>=}}", "${HOME} $(id) `id`",
                              "=?utf-8?q?Injected=0D=0ABcc:_x?=", "one Bcc: victim@example.org body"):  # fmt: skip
                    self.assertIn(shown, words)
                    self.assertIn(shown, text)
                mine = [link for link in mail.page.links if "/unsubscribe/" in link]
                self.assertEqual(len(mine), 1)
                for link in mail.page.links:
                    self.assertRegex(link, r"^https?://[^/\s\"]+(/[^\s\"<>]*)?$")

    def test_pass_the_linter(self):
        lint = self.shared("faults/lint-mail")
        mails = [self.preview(design) for design in ("classic", "compact", "cards")]
        found = subprocess.run(
            [sys.executable, "-B", lint, "--allow-templates", *mails], capture_output=True, text=True, check=False
        ).stdout  # fmt: skip
        self.assertEqual(found.splitlines(), ["mail: 3 passed, 0 failed"])

    def test_fit_a_phone(self):
        if browser.find() is None:
            program.do_without(self, "there is no Chromium here")
        with browser.Browser() as tab:
            for design in ("classic", "compact", "cards"):
                tab.show(Mail(self.preview(design).read_bytes()).html, 320)
                self.assertEqual(tab.run("document.documentElement.scrollWidth"), 320, design)


class RealFeeds(program.AcceptanceTest):
    """Everything that real blogs once wrote, in each design and language: nothing of it breaks a message."""

    # In that year every post is news: of the ten years before, or of a future that nobody believes.
    POLLED, DUE = "2009-06-01T00:30:00Z", "2009-06-01T01:00:00Z"
    DESIGNS, LANGUAGES, FEEDS_A_DIGEST = ("classic", "compact", "cards"), ("ko", "en", "ja"), 10
    MORE_SETTINGS = "digest: { max_per_feed: 20, max_entries: 200, backfill: 3650d, design: %s }\n"

    def setUp(self):
        super().setUp()
        self.lint = self.shared("faults/lint-mail")
        feeds = self.shared("feeds-real")
        self.nginx = peers.Nginx(self, feeds)
        self.plain = self.site.config.read_text(encoding="utf-8")
        self.set_design(self.DESIGNS[0])
        files = [path for path in sorted(feeds.iterdir()) if path.suffix not in ("", ".tsv")]
        urls = [self.nginx.url(path.name) for path in files]
        tags = {url: f"t{index // self.FEEDS_A_DIGEST}" for index, url in enumerate(urls)}
        self.site.list_feeds(urls, tags)
        self.site.do("init", self.site.folder, now=self.POLLED)
        self.readers = [(tag, language) for tag in dict.fromkeys(tags.values()) for language in self.LANGUAGES]
        self.site.do("poll", now=self.POLLED)

    def set_design(self, design):
        lines = [line for line in self.plain.splitlines(keepends=True) if not line.startswith("digest:")]
        self.site.config.write_text("".join(lines) + self.MORE_SETTINGS % design, encoding="utf-8")

    def test_pass_the_linter_in_every_design_and_language(self):
        self.assertGreater(self.site.ask("stats")["entries"], 1000)
        for design in self.DESIGNS:
            self.set_design(design)
            rows = [f"{design}-{tag}-{language}@example.org,{language},{tag}" for tag, language in self.readers]
            self.site.do("import-subscribers", "-", stdin="\n".join(["email,language,tags", *rows]) + "\n", now=self.POLLED)
            before = set(self.site.mails())
            self.site.do("digest", now=self.DUE)
            self.site.do("send", now=self.DUE)
            mails = sorted(set(self.site.mails()) - before)
            self.assertEqual(len(mails), len(self.readers))
            # A blog about templates quotes them in its titles.
            found = subprocess.run(
                [sys.executable, "-B", self.lint, "--allow-templates", *mails], capture_output=True, text=True, check=False
            ).stdout  # fmt: skip
            self.assertEqual(found.splitlines(), [f"mail: {len(mails)} passed, 0 failed"], design)


if __name__ == "__main__":
    program.main()
