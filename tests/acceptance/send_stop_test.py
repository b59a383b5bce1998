"""`send` is asked to stop: what is on its way is finished and recorded, the rest goes with the next run, nobody gets two."""

import collections
import signal
import subprocess

import peers
import program
import smtp_server

READERS = [f"reader{number}@example.org" for number in range(300)]
HOUR = "2026-11-20T01:00:00Z"


class SendStopped(program.AcceptanceTest):
    def setUp(self):
        super().setUp()
        self.site.list_feeds(peers.serve_fixtures(self).urls())
        people = self.folder / "people.csv"
        people.write_text("email,state\n" + "".join(f"{reader},confirmed\n" for reader in READERS), encoding="utf-8")
        self.site.do("import-subscribers", people, now="2026-11-20T00:00:00Z")
        self.site.do("poll")
        self.site.do("digest", now=HOUR)
        self.server = smtp_server.SmtpServer()
        self.addCleanup(self.server.close)
        self.site.set_transport(f"smtp://127.0.0.1:{self.server.port}")

    def start(self, command="send"):
        return self.started(self.site.start(command, now=HOUR, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True))

    def stop_at(self, message, command, which):
        """What `command` prints that gets the signal `which` before the answer to the message of this number."""
        send = self.start(command)
        self.server.before_answer = lambda count: send.send_signal(which) if count == message else None
        out, err = send.communicate(timeout=program.PATIENCE)
        self.server.before_answer = lambda count: None
        self.assertEqual((send.returncode, err), (0, ""))
        self.assertIn("stopped as asked; the rest goes with the next run", out)
        return out

    def check_the_rest_goes(self, received):
        self.assertLess(received, len(READERS))
        self.assertEqual(len(self.site.ask("deliveries", "--state", "sent")), received)
        self.assertEqual(self.site.ask("send", now=HOUR)["sent"], len(READERS) - received)
        counts = collections.Counter(message.recipient for message in self.server.received)
        self.assertEqual((set(counts), max(counts.values())), (set(READERS), 1))

    def test_send_stops_at_sigterm(self):
        self.stop_at(50, "send", signal.SIGTERM)
        self.check_the_rest_goes(len(self.server.received))

    def test_run_stops_at_ctrl_c(self):
        out = self.stop_at(50, "run", signal.SIGINT)
        self.assertNotIn("feeds", out, "it went on to poll")
        self.check_the_rest_goes(len(self.server.received))

    def test_run_stops_also_when_the_last_message_was_on_its_way(self):
        out = self.stop_at(len(READERS), "run", signal.SIGTERM)
        self.assertNotIn("feeds", out, "it went on to poll")
        self.assertEqual(len(self.server.received), len(READERS))

    def silenced(self):
        """`send`, whose messages nobody answers any more."""
        self.server.hold = self.server.loop.create_future()
        send = self.start()
        program.wait_until(lambda: len(self.server.received) >= 8, "messages on their way", send)
        return send

    def test_waits_for_a_silent_server_for_ten_seconds_only(self):
        send = self.silenced()
        send.send_signal(signal.SIGTERM)
        out, _ = send.communicate(timeout=30)
        self.assertEqual(send.returncode, 0)
        self.assertIn("8 deferred", out)
        for delivery in self.site.ask("deliveries", "--state", "deferred"):
            self.assertIn("stopped while waiting", delivery["reason"])

    def test_ends_at_once_at_the_second_signal(self):
        send = self.silenced()
        send.send_signal(signal.SIGTERM)
        send.send_signal(signal.SIGINT)
        send.communicate(timeout=program.PATIENCE)
        self.assertLess(send.returncode, 0)


if __name__ == "__main__":
    program.main()
