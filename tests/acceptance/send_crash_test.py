"""`send` dies again and again while 200 people wait for their digest: nobody is left out, and what comes twice is the
same message by its Message-ID."""

import collections
import datetime
import random
import subprocess

import peers
import program
import smtp_server

RECIPIENTS = [f"reader{number}@example.org" for number in range(200)]
KILLS = 8
CONNECTIONS = 8  # the default: as many messages can be in flight at a kill
LEASE = datetime.timedelta(minutes=11)  # more than a courier's claim lasts
BEGIN = datetime.datetime(2026, 11, 20, 1, tzinfo=datetime.UTC)


def clock(run):
    return (BEGIN + run * LEASE).strftime("%Y-%m-%dT%H:%M:%SZ")


class SendKilled(program.AcceptanceTest):
    def setUp(self):
        super().setUp()
        nginx = peers.serve_fixtures(self)
        self.site.list_feeds(nginx.urls())
        people = self.folder / "people.csv"
        people.write_text("email,state\n" + "".join(f"{reader},confirmed\n" for reader in RECIPIENTS), encoding="utf-8")
        self.site.do("import-subscribers", people, now="2026-11-20T00:00:00Z")
        self.site.do("poll")
        self.assertEqual(self.site.ask("digest", now=clock(0)), {"editions": 1, "deliveries": 200, "empty": 0})

    def kill_at(self, server, run, count, answered):
        """Starts `send` and kills it at the message of this number, before or after it is answered."""
        send = self.started(self.site.start("send", now=clock(run), stdout=subprocess.DEVNULL))
        kill = lambda number: send.kill() if number >= count else None
        setattr(server, "after_answer" if answered else "before_answer", kill)
        code = send.wait(program.PATIENCE)
        server.before_answer = server.after_answer = lambda number: None
        return code < 0

    def test_leaves_nobody_out_and_repeats_only_what_was_in_flight(self):
        server = smtp_server.SmtpServer()
        self.addCleanup(server.close)
        self.site.set_transport(f"smtp://127.0.0.1:{server.port}")
        chance, kills = random.Random(200), 0
        for run in range(KILLS):
            count = len(server.received) + chance.randrange(1, 24)
            kills += self.kill_at(server, run, count, answered=run % 2 == 0)
            self.assertEqual(self.site.integrity(), [("ok",)])
        self.assertEqual(kills, KILLS)
        summary = self.site.ask("send", now=clock(KILLS))
        self.assertEqual((summary["deferred"], summary["failed"], summary["left"]), (0, 0, 0))
        self.check(server.received, most_repeats=kills * CONNECTIONS)
        self.assertEqual(self.site.ask("send", now=clock(KILLS + 1))["sent"], 0)

    def check(self, received, most_repeats):
        ids = collections.defaultdict(set)
        for message in received:
            ids[message.recipient].add(message.message_id)
        self.assertEqual(set(ids), set(RECIPIENTS))
        self.assertEqual([recipient for recipient in ids if len(ids[recipient]) > 1], [])
        self.assertEqual(len(set().union(*ids.values())), len(RECIPIENTS))
        self.assertLessEqual(len(received) - len(RECIPIENTS), most_repeats)
        deliveries = self.site.ask("deliveries")
        self.assertEqual({delivery["state"] for delivery in deliveries}, {"sent"})
        self.assertEqual({(d["subscriber"], d["message_id"]) for d in deliveries},
                         {(message.recipient, message.message_id) for message in received})


class MaildirKilled(SendKilled):
    """The same into a Maildir, where a repeat is the same file."""

    def test_leaves_nobody_out_and_repeats_only_what_was_in_flight(self):
        chance, kills = random.Random(7), 0
        for run in range(KILLS):
            wanted = len(self.site.mails()) + chance.randrange(1, 20)
            send = self.started(self.site.start("send", now=clock(run), stdout=subprocess.DEVNULL))
            program.wait_until(lambda: len(self.site.mails()) >= wanted or send.poll() is not None, "messages")
            send.kill()
            kills += send.wait(program.PATIENCE) < 0
        self.assertGreater(kills, 0)
        self.site.do("send", now=clock(KILLS))
        sent = self.site.ask("deliveries", "--state", "sent")
        ids = {delivery["message_id"].strip("<>").partition("@")[0] for delivery in sent}
        self.assertEqual(len(ids), len(RECIPIENTS))
        self.assertEqual({path.stem for path in self.site.mails()}, ids)


if __name__ == "__main__":
    program.main()
