"""What comes back: reports of several mail servers, complaints and requests to leave, by a pipe, files and a Maildir."""

import peers
import program

READERS = ["ada@example.org", "minji@example.kr", "yuki@example.jp"]
BOUNCES = program.PROJECT / "tests" / "acceptance" / "bounces"
BOUNCE_ADDRESS = "bounces@digest.example.org"
SERVERS = ("postfix", "exim", "gmail", "exchange", "naver", "qmail")


class BounceTest(program.AcceptanceTest):
    """A digest that was sent over SMTP to three readers, with a return path for each."""

    def setUp(self):
        super().setUp()
        nginx = peers.serve_fixtures(self)
        self.site.list_feeds(nginx.urls())
        for reader in READERS:
            self.site.do("add-subscriber", "--confirmed", reader, now="2026-11-20T00:00:00Z")
        self.site.do("poll")
        self.site.do("digest", now="2026-11-20T01:00:00Z")
        sink = peers.SmtpSink(self)
        self.site.set_transport(f"smtp://127.0.0.1:{sink.port}\", bounce_address: \"{BOUNCE_ADDRESS}")
        self.site.do("send", now="2026-11-20T01:00:00Z")
        self.senders = {recipient: dumped.split(b"X-Mail-Args: <")[1].split(b">")[0].decode()
                        for recipient, dumped in sink.messages()}
        self.mails = dict(sink.messages())
        self.ids = {delivery["subscriber"]: delivery["message_id"] for delivery in self.site.ask("deliveries")}

    def report(self, name, reader, to=None):
        text = (BOUNCES / f"{name}.eml").read_text(encoding="utf-8")
        return text.format(to=to or self.senders[reader], id=self.ids[reader], reader=reader)

    def states(self):
        return {person["email"]: person["state"] for person in self.site.ask("subscribers")}

    def revive(self, reader):
        self.site.do("resume-subscriber", reader, now="2026-11-20T00:59:00Z")

    def test_suspends_for_the_report_of_every_server_and_brings_back(self):
        reader = READERS[0]
        for server in SERVERS:
            for to in (None, BOUNCE_ADDRESS):  # by the return path, and by the Message-ID alone
                with self.subTest(server=server, to=to):
                    done = self.site.run("bounce", stdin=self.report(server, reader, to))
                    self.assertEqual((done.returncode, done.stderr), (0, ""))
                    if server == SERVERS[0] and to is None:
                        self.assertIn(f"{reader} suspended (gone): 550 5.1.1", done.stdout)
                        self.assertEqual(self.states()[reader], "suspended")
                        self.revive(reader)
                        self.assertEqual(self.states()[reader], "active")
                    else:  # the heaviest of this delivery is known
                        self.assertIn(f"{reader} as before (gone): ", done.stdout)
        self.assertEqual(self.states(), dict.fromkeys(READERS, "active"))

    def test_says_where_people_look(self):
        reader = READERS[1]
        self.site.do("bounce", stdin=self.report("exim", reader))
        person = {one["email"]: one for one in self.site.ask("subscribers")}[reader]
        self.assertEqual((person["state"], person["reason"]),
                         ("suspended", "no such mailbox: 550 5.1.1 No such user here"))
        self.assertIn("no such mailbox: 550 5.1.1", self.site.do("subscribers"))
        bounced = self.site.ask("deliveries", "--state", "bounced")
        self.assertEqual([(one["subscriber"], one["state"], one["bounce"]["kind"]) for one in bounced],
                         [(reader, "sent", "gone")])
        self.assertIn("bounced (gone): 550 5.1.1", self.site.do("deliveries"))
        stats = self.site.ask("stats")
        self.assertEqual((stats["bounces"]["gone"], stats["suspended"]), (1, 1))
        self.assertIn("1 bounce: 1 gone", self.site.do("stats"))
        people = self.folder / "people.csv"
        people.write_text(f"email,state\n{reader},active\n", encoding="utf-8")
        refused = self.site.run("import-subscribers", people)
        self.assertEqual(refused.returncode, 0, refused.stderr)
        self.assertIn("1 refused", refused.stdout)
        self.assertEqual(self.states()[reader], "suspended", "a list is no reason to think that the mailbox is back")

    def test_tells_what_it_did_as_json(self):
        reader, file = READERS[0], self.folder / "report.eml"
        file.write_text(self.report("postfix", reader), encoding="utf-8")
        self.assertEqual(self.site.ask("bounce", file), [{
            "source": str(file), "what": "bounce", "done": "suspended", "subscriber": reader, "bounce": "gone",
            "proof": "return path",
            "reason": f"550 5.1.1 <{reader}>: Recipient address rejected: User unknown",
        }])  # fmt: skip

    def test_takes_the_recipient_from_the_mail_server(self):
        reader = READERS[0]
        words = "Return-Path: <>\nFrom: MAILER-DAEMON@old.example.net\n\nThe mailbox is full.\n"
        self.assertIn("unproven", self.site.do("bounce", stdin=words))
        self.assertIn(f"{reader} counted (soft): The mailbox is full.",
                      self.site.do("bounce", "--recipient", self.senders[reader].upper(), stdin=words))

    def test_ends_the_subscription_of_who_complains_or_asks_to_leave(self):
        self.assertIn(f"{READERS[0]} unsubscribed (complaint)",
                      self.site.do("bounce", stdin=self.report("complaint", READERS[0], BOUNCE_ADDRESS)))
        mailto = self.mails[READERS[1]].decode().split("subject=unsubscribe%20")[1].split(">")[0]
        self.site.do("rotate-key")
        self.assertIn(f"{READERS[1]} unsubscribed",
                      self.site.do("bounce", stdin=f"From: x@example.net\nSubject: unsubscribe {mailto}\n\n"))
        self.assertIn(f"{READERS[2]} unsubscribed",
                      self.site.do("bounce", stdin=f"From: Yuki <{READERS[2]}>\nSubject: Unsubscribe\n\n"))
        self.assertEqual(self.states(), dict.fromkeys(READERS, "unsubscribed"))

    def test_a_key_that_is_forgotten_signs_for_nothing_any_more(self):
        self.site.do("rotate-key", "--forget")
        forged = self.report("qmail", READERS[0]).replace(self.ids[READERS[0]], "<a.b@example.org>")
        self.assertIn("unproven", self.site.do("bounce", stdin=forged))

    def maildir(self):
        box = self.folder / "box"
        for name in ("new", "cur", "tmp"):
            (box / name).mkdir(parents=True)
        return box

    def test_empties_a_maildir_and_flags_what_it_does_not_understand(self):
        box = self.maildir()
        bounce, letter = self.report("exim", READERS[0]), "From: ann@example.org\nSubject: Hello\n\nHow are you?\n"
        (box / "new" / "1.a.host").write_text(bounce, encoding="utf-8")
        (box / "new" / "2.b.host").write_text(letter, encoding="utf-8")
        (box / "new" / "3.c.host").write_bytes(b"\0\xff\n")
        done = self.site.run("bounce", box)
        self.assertEqual(done.returncode, 65, done)
        self.assertIn("2 messages are not understood", done.stderr)
        self.assertIn("2.b.host: unknown: no bounce, complaint or request to leave", done.stdout)
        self.assertEqual(sorted(path.name for path in box.glob("*/*")), ["1.a.host:2,S", "2.b.host:2,F", "3.c.host:2,F"])
        self.assertEqual((box / "cur" / "1.a.host:2,S").read_text(encoding="utf-8"), bounce)
        self.assertEqual(self.states()[READERS[0]], "suspended")
        self.assertEqual(self.site.do("bounce", box), "", "it is told once")

    def test_a_message_that_makes_trouble_does_not_keep_the_others(self):
        box = self.maildir()
        (box / "cur" / "1.a.host:2,S").write_text("of before", encoding="utf-8")
        (box / "new" / "1.a.host").write_text(self.report("exim", READERS[0]), encoding="utf-8")
        (box / "new" / "2.b.host").mkdir()
        (box / "new" / "3.c.host").write_text(self.report("exim", READERS[1]), encoding="utf-8")
        self.assertIn("2.b.host", self.complaint(1, "bounce", box))
        self.assertEqual(sorted(path.name for path in box.glob("*/*")),
                         ["1.a.host.1:2,S", "1.a.host:2,S", "2.b.host", "3.c.host:2,S"])
        self.assertEqual((box / "cur" / "1.a.host:2,S").read_text(encoding="utf-8"), "of before")
        self.assertEqual([self.states()[reader] for reader in READERS[:2]], ["suspended", "suspended"])

    def test_gives_a_mail_server_no_reason_to_return_a_message(self):
        self.assertIn("unknown", self.site.do("bounce", stdin="From: ann@example.org\nSubject: Hello\n\nHi\n"))
        self.assertIn("unknown", self.site.do("bounce", stdin=""))
        self.assertIn("notice: an automatic reply",
                      self.site.do("bounce", stdin="From: a@example.org\nAuto-Submitted: auto-replied\n\nAway.\n"))
        self.site.database.rename(self.folder / "away.db")
        self.assertIn("no database", self.complaint(75, "bounce", stdin=self.report("exim", READERS[0])))
        self.site.config.write_text("nonsense", encoding="utf-8")
        self.complaint(75, "bounce", "-", stdin="")
        self.complaint(78, "bounce", self.folder / "nothing")


if __name__ == "__main__":
    program.main()
