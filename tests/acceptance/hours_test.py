"""The hour is kept, as cron and a person with --now see it: everybody once, on their minute."""

import datetime
import email
import email.policy

import peers
import program

READERS = {  # address: (zone, hour there, its moments in UTC on 28, 29 and 30 March 2026)
    "seoul@example.org": ("Asia/Seoul", "10:00", ("28 01:00", "29 01:00", "30 01:00")),
    "berlin@example.org": ("Europe/Berlin", "02:30", ("28 01:30", "29 01:30", "30 00:30")),  # left out on the 29th
    "kathmandu@example.org": ("Asia/Kathmandu", "00:10", ("28 18:25", "29 18:25", "27 18:25")),
    "mexico@example.org": ("America/Mexico_City", "10:00", ("28 16:00", "29 16:00")),
}


class Hours(program.AcceptanceTest):
    BEGIN = datetime.datetime(2026, 3, 28, tzinfo=datetime.timezone.utc)

    def setUp(self):
        super().setUp()
        self.site.begin()
        text = self.site.config.read_text(encoding="utf-8")
        self.site.config.write_text(text.replace("max_per_feed: 20", "send_empty: true"), encoding="utf-8")

    def at(self, moment):
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ")

    def sweep(self, minutes, *commands):
        """The moments at which each address got mail, when the commands are called in these minutes after BEGIN."""
        got = {}
        seen = set()
        for minute in sorted(minutes):
            now = self.BEGIN + datetime.timedelta(minutes=minute)
            for command in commands:
                self.site.do("--quiet", command, now=self.at(now))
            for path in set(self.site.mails()) - seen:
                seen.add(path)
                to = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)["To"]
                got.setdefault(to, []).append(now.strftime("%d %H:%M"))
        return got

    def test_everybody_gets_each_digest_once_on_its_minute(self):
        for address, (zone, hour, _) in READERS.items():
            self.site.do("add-subscriber", address, "--confirmed", "--timezone", zone, "--at", hour,
                         now=self.at(self.BEGIN - datetime.timedelta(minutes=1)))  # fmt: skip
        due = [
            (int(moment[:2]) - 28) * 1440 + int(moment[3:5]) * 60 + int(moment[6:])
            for _, _, moments in READERS.values() for moment in moments
        ]  # fmt: skip
        around = {minute + shift for minute in due for shift in (-1, 0, 1, 61)} | set(range(0, 51 * 60, 180))
        got = self.sweep([minute for minute in around if 0 <= minute < 51 * 60], "digest", "send")
        for address, (_, _, moments) in READERS.items():
            wanted = sorted(moment for moment in moments if "28 00:00" <= moment < "30 03:00")
            self.assertEqual(got[address], wanted, address)

    def test_a_run_by_the_clock_of_now_does_not_wait(self):
        self.site.do("add-subscriber", "ann@example.org", "--confirmed", "--timezone", "UTC", "--at", "00:07",
                     now=self.at(self.BEGIN))  # fmt: skip
        self.assertEqual(self.sweep(range(0, 60, 5), "run"), {"ann@example.org": ["28 00:10"]})

    def test_a_week_off_is_one_digest(self):
        self.site.do("add-subscriber", "ann@example.org", "--confirmed", "--timezone", "UTC", "--at", "10:00",
                     now=self.at(self.BEGIN))  # fmt: skip
        self.assertEqual(self.site.ask("digest", "--dry-run", now="2026-04-04T12:00:00Z")["deliveries"], 1)
        self.assertEqual(self.site.ask("digest", now="2026-04-04T12:00:00Z")["deliveries"], 1)
        self.assertEqual(self.site.ask("digest", now="2026-04-04T12:05:00Z")["deliveries"], 0)
        self.assertEqual(self.site.ask("digest", now="2026-04-05T10:00:00Z")["deliveries"], 1)


class Ping(program.AcceptanceTest):
    """`watchdog.ping` is asked after a run in which all went well."""

    def setUp(self):
        super().setUp()
        self.site.begin()
        self.site.list_feeds([])
        self.server = peers.ScriptedServer(self, {"/alive": (200, {}, "OK")})

    def watch(self, path):
        text = self.site.config.read_text(encoding="utf-8")
        self.site.config.write_text(f'{text}watchdog: {{ ping: "{self.server.base}{path}" }}\n', encoding="utf-8")

    def test_is_asked_after_each_good_run_and_after_no_other(self):
        self.watch("/alive")
        self.site.do("run")
        self.site.do("run")
        self.assertEqual(self.server.asked, ["/alive"] * 2)
        self.site.feeds.write_text("feeds: 7\n", encoding="utf-8")
        self.complaint(65, "--quiet", "run")
        self.assertEqual(self.server.asked, ["/alive"] * 2)

    def test_that_is_not_answered_is_a_warning(self):
        self.watch("/nowhere")
        done = self.site.run("run")
        self.assertEqual((done.returncode, done.stderr), (0, "warning: watchdog.ping: answered 404\n"))


class Doctor(program.AcceptanceTest):
    def test_says_what_is_wrong_and_how_to_mend_it(self):
        self.site.begin()
        self.site.list_feeds([])
        done = self.site.run("doctor")
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertIn("WRONG  feeds:", done.stdout)
        self.assertIn("-> `aggregator add-feed URL` adds one", done.stdout)
        self.site.list_feeds(["https://blog.example.org/feed.xml"])
        findings = self.site.ask("doctor")
        self.assertEqual(findings["wrong"], 0)
        self.assertIn("database", {finding["check"] for finding in findings["findings"]})


if __name__ == "__main__":
    program.main()
