"""Feeds that are not for everybody: logins and headers from the list, their secrets from files and the environment."""

import base64
import http.server
import sqlite3
import threading

import peers
import program

FEED = """<rss version="2.0"><channel><title>Inner blog</title><link>https://inner.example/</link><item>
<guid>{0}</guid><link>https://inner.example/{0}</link><title>Post {0}</title></item></channel></rss>"""


class GuardedServer:
    """Answers with a feed what is asked for with the headers that its path is guarded by, anything else with 401."""

    def __init__(self, test, guards):
        asked = self.asked = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                asked.append((self.path, dict(self.headers)))
                name, value = guards[self.path]
                known = self.headers.get(name) == value
                body = FEED.format(self.path.strip("/")).encode() if known else b""
                self.send_response(200 if known else 401)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        test.addCleanup(thread.join)
        test.addCleanup(server.server_close)
        test.addCleanup(server.shutdown)
        self.url = f"http://127.0.0.1:{server.server_port}/"


def basic(user, password):
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


class Access(program.AcceptanceTest):
    def setUp(self):
        super().setUp()
        self.server = GuardedServer(self, {
            "/password": ("Authorization", basic("ann", "from a file")),
            "/token": ("Authorization", "Bearer from-the-environment"),
            "/header": ("X-Key", "from-the-environment"),
        })
        (self.site.folder / "secrets").mkdir()
        self.password = self.site.folder / "secrets" / "ann"
        self.password.write_text("from a file\n", encoding="utf-8")
        self.site.feeds.write_text(f"""\
feeds:
  - url: {self.server.url}password
    user: ann
    password_file: secrets/ann
  - url: {self.server.url}token
    token: "$BLOG_TOKEN"
  - url: {self.server.url}header
    headers: {{X-Key: "$BLOG_TOKEN"}}
""", encoding="utf-8")
        program.ENVIRONMENT["BLOG_TOKEN"] = "from-the-environment"
        self.addCleanup(program.ENVIRONMENT.pop, "BLOG_TOKEN", None)

    def errors(self):
        return {feed["url"].rpartition("/")[2]: feed["error"] for feed in self.site.ask("feeds")}

    def test_reads_feeds_that_want_a_login(self):
        self.assertEqual(self.site.ask("poll")["fetched"], 3)
        self.assertEqual(self.errors(), {"password": None, "token": None, "header": None})
        self.assertIn("3 feeds, all well", self.site.do("check", "--online"))

    def test_says_what_to_do_about_a_wrong_or_missing_secret(self):
        self.password.write_text("wrong\n", encoding="utf-8")
        del program.ENVIRONMENT["BLOG_TOKEN"]
        self.assertEqual(self.site.ask("poll")["failed"], 3)
        self.assertEqual(self.errors(), {
            "password": "answered 401: it does not accept the login that the list gives for this feed",
            "token": 'token: the environment variable "BLOG_TOKEN" is not set',
            "header": 'headers.X-Key: the environment variable "BLOG_TOKEN" is not set',
        })
        self.assertEqual([path for path, _ in self.server.asked], ["/password"])
        self.password.unlink()
        self.assertEqual(self.site.run("check", "--online", "--with-secrets").returncode, 65)

    def test_needs_no_secret_to_check_the_list(self):
        del program.ENVIRONMENT["BLOG_TOKEN"]
        self.password.unlink()
        self.assertIn("3 feeds, all well", self.site.do("check"))

    def test_sends_no_secret_to_check_the_list_unless_told(self):
        del program.ENVIRONMENT["BLOG_TOKEN"]
        checked = self.site.do("check", "--online")
        self.assertEqual(self.server.asked, [])
        self.assertEqual(checked.count("has a login, so it is only asked with --with-secrets"), 3, checked)
        done = self.site.run("check", "--online", "--with-secrets")
        self.assertIn('the environment variable "BLOG_TOKEN" is not set', done.stdout)
        self.assertEqual([path for path, _ in self.server.asked], ["/password"])

    def test_shows_and_stores_no_secret(self):
        said = self.site.run("-v", "poll")
        self.assertRegex(said.stdout, r"(?m)^due +3  feeds\nfetched +3$")
        shown = said.stdout + said.stderr
        for command in ("feeds", "export", "stats"):
            shown += self.site.do(command)
        for name in ("password", "token", "header"):
            shown += self.site.do("why", self.server.url + name)
        with sqlite3.connect(self.site.database) as database:
            shown += "\n".join(database.iterdump())
        database.close()
        encoded = basic("ann", "from a file").split()[1]
        for secret in ("from a file", "from-the-environment", encoded):
            self.assertNotIn(secret, shown)

    def test_keeps_the_references_in_an_exported_list(self):
        other = program.Installation(self.new_folder("other"))
        other.list_feeds([])
        exported = self.folder / "exported.yaml"
        exported.write_text(self.site.do("export", "--format", "yaml"), encoding="utf-8")
        self.assertEqual(exported.read_text(encoding="utf-8"), self.site.feeds.read_text(encoding="utf-8"))
        self.assertIn("its login is taken over too", other.do("import", exported))
        self.assertEqual(other.do("export", "--format", "yaml"), exported.read_text(encoding="utf-8"))

    def test_refuses_a_password_in_the_list(self):
        self.site.feeds.write_text("feeds:\n  - {url: https://a.example/, user: ann, password: hunter2}\n", "utf-8")
        said = self.complaint(65, "check")
        self.assertIn("a password does not belong here; write $NAME", said)
        self.assertNotIn("hunter2", said)


class InTheAddress(program.AcceptanceTest):
    """Lists that were written before there were keys for logins."""

    def setUp(self):
        super().setUp()
        self.server = GuardedServer(self, {"/feed": ("Authorization", basic("ann", "hunter2"))})
        self.public = self.server.url + "feed"
        self.url = self.public.replace("http://", "http://ann:hunter2@")
        self.site.list_feeds([self.url])

    def test_is_sent_and_shown_nowhere(self):
        polled = self.site.run("-v", "poll")
        self.assertRegex(polled.stdout, r"(?m)^fetched +1$")
        self.site.do("add-subscriber", "--confirmed", "--feed", self.url, "reader@example.org")
        shown = polled.stdout + polled.stderr
        for command in (["feeds"], ["entries"], ["subscribers"], ["why", self.public], ["why", self.url],
                        ["why", "https://inner.example/feed"]):  # fmt: skip
            shown += self.site.do(*command) + self.site.do(*command, "--json")
        for command in (["export-subscribers"], ["remove-feed", self.url]):
            shown += self.site.do(*command)
        for command in ("remove-feed", "enable", "release", "why"):
            shown += self.complaint(1, command, self.url.replace("feed", "other"))
        self.assertIn(self.public, shown)
        self.assertNotIn("hunter2", shown)
        self.assertNotIn("ann", shown)

    def test_leaves_scripts_one_name_for_the_feed_whatever_the_login(self):
        self.site.ask("poll")
        feed, = self.site.ask("feeds")
        self.assertEqual((feed["url"], feed["listed"], feed["status"]), (self.public, self.public, "ok"))
        entry, = self.site.ask("entries", "--feed", feed["url"])
        self.assertEqual((entry["feed"], entry["sources"]), (self.public, [self.public]))
        story = self.site.ask("why", feed["url"])
        self.assertEqual((story["feed"]["url"], story["feed"]["listed"]), (self.public, self.public))
        self.site.list_feeds([self.url.replace("hunter2", "changed")])
        self.assertEqual([(each["id"], each["url"]) for each in self.site.ask("feeds")], [(feed["id"], self.public)])

    def test_is_not_handed_on(self):
        for kind in ("opml", "yaml"):
            done = self.site.run("export", "--format", kind)
            self.assertEqual(done.returncode, 0)
            self.assertIn(self.public, done.stdout)
            self.assertIn(f"{self.public}: the login in its address is left out", done.stderr)
            self.assertNotIn("hunter2", done.stdout + done.stderr)
        self.assertIn(self.url, self.site.feeds.read_text(encoding="utf-8"))

    def test_is_taken_from_lists_with_a_remark(self):
        before = self.site.feeds.read_text(encoding="utf-8")
        for command in (["check"], ["check", "--online"], ["import", self.site.feeds]):
            shown = self.site.do(*command)
            self.assertRegex(shown, f":2: remark: (feeds.url: )?{self.public} has a login in its address")
            self.assertNotIn("hunter2", shown)
        self.assertEqual(self.site.feeds.read_text(encoding="utf-8"), before)

    def test_is_not_added(self):
        before = self.site.feeds.read_bytes()
        address = self.server.url.replace("http://", "http://ann:hunter2@") + "more"
        for how in ([], ["--no-verify"]):
            said = self.complaint(65, "add-feed", *how, address)
            self.assertIn("give the feed user: NAME and password_file: FILE (or password: $NAME) in", said)
            self.assertIn(f"`aggregator add-feed --no-verify {self.server.url}more`", said)
            self.assertNotIn("hunter2", said)
        self.assertEqual(self.site.feeds.read_bytes(), before)
        self.assertEqual(self.server.asked, [])


class Proxy(program.AcceptanceTest):
    def test_is_asked_for_every_feed_but_for_no_private_address(self):
        proxy = GuardedServer(self, {"http://blog.example/feed": ("Host", "blog.example")})
        config = self.site.config.read_text(encoding="utf-8")
        self.site.config.write_text(config.replace(
            'poll: { per_host: 16, allow_addresses: ["127.0.0.0/8"] }', f"poll: {{ proxy: \"{proxy.url}\" }}"), "utf-8")
        self.assertIn("proxy", self.site.config.read_text(encoding="utf-8"))
        self.site.list_feeds(["http://blog.example/feed", f"http://127.0.0.1:{peers.free_port()}/feed"])
        self.assertEqual(self.site.ask("poll")["fetched"], 1)
        self.assertEqual([feed["status"] for feed in self.site.ask("feeds")], ["ok", "refused"])
        self.assertEqual([path for path, _ in proxy.asked], ["http://blog.example/feed"])


if __name__ == "__main__":
    program.main()
