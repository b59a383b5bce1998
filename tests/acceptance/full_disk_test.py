"""A disk with no room left: one clear line, files as they were, and everything goes on once there is room again.

The disk is a small tmpfs in a mount namespace of its own. From outside, its files are seen through /proc/PID/root.
"""

import os
import pathlib
import shutil
import subprocess

import peers
import program

SIZE = 4 << 20
ROOM_TO_READ = 36 << 10  # the index of the database's log and nothing more
LISTED = "feeds:\n  - url: https://blog.example.org/feed.xml   # ours\n"


class SmallDisk:
    """Mounted at `folder` inside the namespace of a process that lives as long as the test."""

    def __init__(self, test, folder):
        unshare, nsenter = shutil.which("unshare"), shutil.which("nsenter")
        if unshare is None or nsenter is None:
            test.skipTest("there is no unshare or nsenter here")
        as_root = [] if os.geteuid() == 0 else ["--map-root-user"]
        script = f"mount -t tmpfs -o size={SIZE} none '{folder}' && echo mounted && exec cat"
        holder = test.started(
            subprocess.Popen([unshare, *as_root, "--mount", "sh", "-c", script], stdin=subprocess.PIPE,
                             stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        )  # fmt: skip
        test.addCleanup(holder.stdout.close)
        test.addCleanup(holder.stdin.close)
        if holder.stdout.readline() != "mounted\n":
            test.skipTest("a small disk cannot be mounted here")
        self.outside = pathlib.Path(f"/proc/{holder.pid}/root{folder}")
        of_user = ["--user", "--preserve-credentials"] if as_root else []
        self.prefix = [nsenter, f"--target={holder.pid}", "--mount", *of_user]

    def fill(self, spare=0):
        """Leaves `spare` bytes and no more."""
        with open(self.outside / "ballast", "wb", buffering=0) as ballast:
            try:
                while True:
                    ballast.write(bytes(4096))
            except OSError:
                ballast.truncate(max(ballast.tell() - spare, 0))

    def empty(self):
        (self.outside / "ballast").unlink()


class OnDisk(program.Installation):
    """Files are written from outside the namespace and named to the program as they are inside."""

    def __init__(self, folder, disk):
        super().__init__(disk.outside, prefix=disk.prefix)
        self.inside = folder

    def command(self, *arguments, now=program.NOW):
        words = super().command(*arguments, now=now)
        return [word.replace(str(self.folder), str(self.inside)) for word in words]


class FullDisk(program.AcceptanceTest):
    def setUp(self):
        super().setUp()
        folder = self.new_folder("disk")
        self.disk = SmallDisk(self, folder)
        self.site = OnDisk(folder, self.disk)
        self.site.feeds.write_text(LISTED, encoding="utf-8")

    def names(self):
        return sorted(path.name for path in self.site.folder.iterdir() if not path.name.startswith("aggregator.db-"))

    def test_keeps_the_list_as_it_was(self):
        urls = self.folder / "urls.txt"
        urls.write_text("".join(f"https://blog{number}.example.org/feed\n" for number in range(500)), encoding="utf-8")
        self.disk.fill()
        names = self.names()
        for command in (("import", urls), ("add-feed", "--no-verify", "https://b.example.org/"),
                        ("remove-feed", "https://blog.example.org/feed.xml")):
            with self.subTest(command):
                line = self.complaint(1, *command)
                self.assertIn("feeds.yaml", line)
                self.assertIn("space", line)
                self.assertEqual(self.site.feeds.read_text(encoding="utf-8"), LISTED)
                self.assertEqual(self.names(), names)
        self.disk.empty()
        self.assertIn("500 added", self.site.do("import", urls))

    def test_is_told_when_the_database_has_no_room_to_begin(self):
        self.disk.fill()
        self.assertIn("the disk is full", self.complaint(69, "poll"))
        self.disk.empty()
        self.site.begin()
        self.assertEqual(self.site.ask("stats")["feeds"], 0)

    def test_is_named_as_the_cause_also_by_commands_that_read(self):
        self.site.do("add-subscriber", "ann@example.org")
        self.site.do("feeds")
        self.disk.fill()
        for command in ("feeds", "entries", "stats", "subscribers", "deliveries", "preview", "digest", "send"):
            with self.subTest(command):
                line = self.complaint(69, command)
                self.assertIn("the disk is full", line)
                self.assertIn("reading", line)
        self.disk.empty()
        self.assertEqual(self.site.ask("stats")["feeds"], 1)

    def test_shows_what_is_stored_while_a_changed_list_cannot_be(self):
        self.site.begin()
        self.site.do("feeds")
        self.disk.fill(spare=ROOM_TO_READ)
        self.assertEqual([feed["url"] for feed in self.site.ask("feeds")], ["https://blog.example.org/feed.xml"])
        with self.site.feeds.open("a", encoding="utf-8") as file:
            file.write("# a comment changes nothing that has to be stored\n")
        self.assertEqual([feed["url"] for feed in self.site.ask("feeds")], ["https://blog.example.org/feed.xml"])
        self.site.feeds.write_text("feeds: []\n", encoding="utf-8")
        line = self.complaint(69, "feeds")
        self.assertIn("the changes of", line)
        self.assertIn("feeds.yaml cannot be stored", line)
        self.assertIn("the disk is full", line)
        self.disk.empty()
        self.assertEqual(self.site.ask("feeds"), [])

    def test_makes_a_poll_fail_and_lose_nothing(self):
        root = self.new_folder("long")
        items = "".join(f"<item><title>Post {number}</title><link>https://long.example.org/{number}</link>"
                        f"<description>{'words and more words ' * 40}</description></item>" for number in range(2000))
        document = f'<rss version="2.0"><channel><title>Long</title>{items}</channel></rss>'
        (root / "long.xml").write_text(document, encoding="utf-8")
        nginx = peers.Nginx(self, root)
        self.site.list_feeds(nginx.urls())
        self.site.begin()
        self.disk.fill(spare=700_000)
        self.assertIn("the disk is full", self.complaint(69, "poll"))
        self.assertEqual(self.site.ask("stats")["entries"], 0)
        self.disk.empty()
        self.assertEqual(self.site.ask("poll")["new"], 2000)
        self.assertEqual(self.site.integrity(), [("ok",)])

    def test_asks_nobody_for_what_could_not_be_stored(self):
        nginx = peers.serve_fixtures(self)
        self.site.list_feeds(nginx.urls())
        self.site.begin()
        self.disk.fill(spare=300_000)
        for _ in range(2):
            self.assertIn("the disk is full", self.complaint(69, "poll"))
        self.assertEqual(nginx.answers(), [])
        self.disk.empty()
        self.assertEqual(self.site.ask("poll")["fetched"], 8)

    def test_defers_mail_and_sends_it_once_there_is_room(self):
        readers = [f"reader{number}@example.org" for number in range(40)]
        for reader in readers[:2]:
            self.site.do("add-subscriber", reader)
        people = self.folder / "people.csv"
        people.write_text("email\n" + "\n".join(readers) + "\n", encoding="utf-8")
        self.site.do("import-subscribers", people)
        self.disk.fill(spare=60_000)
        done = self.site.run("send")
        self.assertEqual(done.returncode, 69, done.stderr)
        self.assertTrue(done.stderr)
        for line in done.stderr.splitlines():
            self.assertRegex(line, "no mail can leave: .*No space left|aggregator.db: the disk is full")
        self.disk.empty()
        self.site.do("send", now="2026-11-20T06:00:00Z")
        states = {delivery["subscriber"]: delivery["state"] for delivery in self.site.ask("deliveries")}
        self.assertEqual(states, dict.fromkeys(readers, "sent"))
        self.assertEqual(len(self.site.mails()), 40)
        for path in self.site.mails():
            self.assertTrue(path.read_bytes().endswith(b"\r\n"), path)
        self.assertEqual(self.site.integrity(), [("ok",)])


if __name__ == "__main__":
    program.main()
