"""`send` against a server on which everything goes wrong that a recipient's name asks for: each ends in the state that this
calls for, nothing is lost, and what comes twice was on its way when its connection died, with the same Message-ID."""

import collections
import datetime
import json
import re
import subprocess
import sys

import peers
import program

BEGIN = datetime.datetime(2026, 11, 20, 1, tzinfo=datetime.UTC)
# Minutes after the first run: later than the pause after each attempt, and the last one more than 48 hours later.
RUNS = [0, 7, 20, 45, 100, 200, 400, 650, 900, 1150, 1400, 1650, 1900, 2150, 2400, 2650, 2890]
PEOPLE = 2  # of each kind, at a domain of their own

# What each kind ends as, and a word of its reason.
SENT = {"ok": "", "greylist": "", "slow": "", "multiline": "", "drop-after-data": "", "silence-after-data": "",
        "rubbish-after-data": ""}  # fmt: skip
REFUSED = {"permfail-rcpt": "550 5.1.1", "permfail-data": "554 5.7.1", "552-too-big": "552 5.3.4"}
GIVEN_UP = {"tempfail-rcpt": "450 4.2.1", "quota": "452 4.2.2", "tempfail-data": "451 4.3.0", "nodata": "451 4.3.0",
            "421-close": "421 4.3.2", "421-after-data": "421 4.3.2", "drop-at-rcpt": "closed"}  # fmt: skip
# Nobody can tell the two apart who has sent all of the message and hears no answer.
MAY_HAVE_ARRIVED = {"drop-after-data-always": "it may have arrived each time",
                    "drop-before-dot": "it may have arrived each time"}  # fmt: skip
REPEATED = {"drop-after-data": 2, "silence-after-data": 2, "rubbish-after-data": 2, "drop-after-data-always": 5}


def clock(minutes):
    return (BEGIN + datetime.timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")


class HostileSmtp(program.AcceptanceTest):
    def setUp(self):
        super().setUp()
        self.tool = self.shared("faults/hostile-smtp")
        self.kinds = [line.partition("@")[0] for line in self.ask_tool("--list").splitlines()]
        self.people = [f"{kind}+{number}@{kind}.example.org" for kind in self.kinds for number in range(PEOPLE)]
        nginx = peers.serve_fixtures(self)
        self.site.list_feeds(nginx.urls())
        file = self.folder / "people.csv"
        file.write_text("email,state\n" + "".join(f"{person},confirmed\n" for person in self.people), encoding="utf-8")
        self.site.do("import-subscribers", file, now="2026-11-20T00:00:00Z")
        self.site.do("poll")
        self.site.do("digest", now=clock(0))

    def ask_tool(self, *words):
        return subprocess.run([sys.executable, self.tool, *words], check=True, capture_output=True, text=True).stdout

    def serve(self):
        """The server; its log and its summary are in the folder."""
        command = [sys.executable, "-u", self.tool, "--port", "0", "--log", self.folder / "log", "--greylist-seconds", "0",
                   "--summary", self.folder / "summary"]  # fmt: skip
        server = self.started(subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, text=True))
        port = re.search(r"port=(\d+)", server.stdout.readline())[1]
        self.site.set_transport(f"smtp://127.0.0.1:{port}")
        return server

    def send(self, now):
        """The summary. One kind is silent for a minute, and waiting that long is right."""
        send = self.started(self.site.start("send", "--json", now=now, stdout=subprocess.PIPE))
        printed, _ = send.communicate(timeout=3 * program.PATIENCE)
        self.assertEqual(send.returncode, 0)
        return json.loads(printed)

    def test_everybody_ends_in_the_state_that_is_called_for(self):
        server = self.serve()
        for minutes in RUNS:
            summary = self.send(clock(minutes))
        self.assertEqual(summary["left"], 0)
        server.terminate()
        server.communicate(timeout=program.PATIENCE)
        self.check_states()
        self.check_messages()

    def check_states(self):
        expected = {kind: ("sent", word) for kind, word in SENT.items()}
        expected |= {kind: ("failed", word) for kind, word in (REFUSED | GIVEN_UP | MAY_HAVE_ARRIVED).items()}
        self.assertEqual(set(expected), set(self.kinds), "a kind that this test does not know")
        for delivery in self.site.ask("deliveries"):
            kind = delivery["subscriber"].partition("+")[0]
            state, word = expected[kind]
            self.assertEqual(delivery["state"], state, delivery)
            self.assertIn(word, delivery["reason"], delivery)
            if kind in REFUSED:
                self.assertEqual(delivery["attempts"], 1, delivery)
            if kind in GIVEN_UP:
                self.assertIn("48 hours", delivery["reason"], delivery)

    def check_messages(self):
        summary = json.loads((self.folder / "summary").read_text(encoding="utf-8"))
        self.assertEqual(summary["violations"], {})
        taken = collections.defaultdict(list)
        for line in (self.folder / "log").read_text(encoding="utf-8").splitlines():
            event = json.loads(line)
            if event["event"] == "accepted":
                for recipient in event["to"]:
                    taken[recipient].append(event["message_id"])
        for person in self.people:
            kind = person.partition("+")[0]
            times = REPEATED.get(kind, 1 if kind in SENT else 0)
            self.assertEqual(len(taken[person]), times, person)
            self.assertLessEqual(len(set(taken[person])), 1, person)


if __name__ == "__main__":
    program.main()
