"""A real Postfix takes the digests and stores them as they were sent, and a DKIM signature that it adds is valid: nothing on
the way had to rewrite a line."""

import email
import email.policy
import re
import shutil
import subprocess

import peers
import postfix
import program

HOUR = "2026-11-20T01:00:00Z"
READERS = [f"reader{number}" for number in range(12)]
DKIM = """\
Syslog no
UserID opendkim
Mode {mode}
Socket inet:{port}@127.0.0.1
Domain example.org
Selector digest
KeyFile {keys}/digest.private
Canonicalization {canonicalization}
InternalHosts 127.0.0.1
TestPublicKeys {keys}/public
OversignHeaders From
"""


class Dkim:
    """OpenDKIM as a filter of Postfix, which signs, and as a judge of stored messages."""

    def __init__(self, test, canonicalization):
        self.folder, self.port = test.new_folder("dkim"), peers.free_port()
        test.folder.chmod(0o755)
        self.find("opendkim-genkey", "-b", "1024", "-d", "example.org", "-s", "digest", "-D", self.folder)
        record = (self.folder / "digest.txt").read_text()
        public = "".join(re.findall(r'"([^"]*)"', record))
        (self.folder / "public").write_text(f"digest._domainkey.example.org {public}\n", encoding="utf-8")
        shutil.chown(self.folder / "digest.private", "opendkim")
        self.settings = {"port": self.port, "keys": self.folder, "canonicalization": canonicalization}
        log = (self.folder / "log").open("wb")
        test.addCleanup(log.close)
        process = test.started(subprocess.Popen([postfix.find("opendkim"), "-f", "-x", self.config("s")], stderr=log))
        program.wait_until(lambda: peers.is_listening(self.port), "OpenDKIM", process)

    def find(self, name, *words):
        return subprocess.run([postfix.find(name), *map(str, words)], check=True, capture_output=True, text=True)

    def config(self, mode):
        file = self.folder / f"{mode}.conf"
        file.write_text(DKIM.format(mode=mode, **self.settings), encoding="utf-8")
        return str(file)

    def verdict(self, message):
        file = self.folder / "message"
        file.write_bytes(message)
        done = subprocess.run([postfix.find("opendkim"), "-x", self.config("v"), "-t", str(file), "-vv"], text=True,
                              capture_output=True, check=False)  # fmt: skip
        return done.stdout + done.stderr


class PostfixStoresDigests(program.AcceptanceTest):
    def setUp(self):
        super().setUp()
        if reason := postfix.why_not():
            self.skipTest(reason)
        self.site.list_feeds(peers.serve_fixtures(self).urls())
        people = self.folder / "people.csv"
        lines = [f"{reader}@example.org,confirmed,{('ko', 'en', 'ja')[number % 3]}\n" for number, reader in enumerate(READERS)]
        people.write_text("email,state,language\n" + "".join(lines), encoding="utf-8")
        self.site.do("import-subscribers", people, now="2026-11-20T00:00:00Z")
        self.site.do("poll")
        self.site.do("digest", now=HOUR)

    def as_sent(self):
        """What is sent, by mailbox: the same deliveries into a Maildir."""
        folder = self.folder / "copy"
        shutil.copytree(self.site.folder, folder)
        copy = program.Installation(folder)
        copy.do("send", now=HOUR)
        messages = [path.read_bytes() for path in copy.mails()]
        return {email.message_from_bytes(message)["To"].partition("@")[0]: message for message in messages}

    def stored(self, milters=""):
        sent = self.as_sent()
        server = postfix.Postfix(self, milters)
        self.site.set_transport(f"smtp://127.0.0.1:{server.port}")
        summary = self.site.ask("send", now=HOUR)
        self.assertEqual((summary["sent"], summary["left"]), (len(READERS), 0), server.log())
        program.wait_until(lambda: len(server.messages()) == len(READERS), "the messages in their mailboxes")
        return sent, server.messages()

    def test_as_they_were_sent(self):
        sent, stored = self.stored()
        self.assertEqual(set(sent), set(stored))
        for reader, message in stored.items():
            own = sent[reader].replace(b"\r\n", b"\n")
            self.assertTrue(message.endswith(own), f"{reader}: {message[:800]}")
            self.assertIn(b"Return-Path: <digest@example.org>\n", message[: -len(own)])
            self.check_form(sent[reader])

    def check_form(self, message):
        self.assertNotIn(b"\n", message.replace(b"\r\n", b""), "a bare line feed")
        self.assertNotIn(b"\r", message.replace(b"\r\n", b""), "a bare carriage return")
        self.assertLessEqual(max(map(len, message.split(b"\r\n"))), 998)
        self.assertTrue(message.isascii())
        parsed = email.message_from_bytes(message, policy=email.policy.default)
        self.assertEqual(parsed.defects, [])
        encodings = {part["Content-Transfer-Encoding"] for part in parsed.iter_parts()}
        self.assertLessEqual(encodings, {"7bit", "quoted-printable", "base64"})

    def test_with_a_signature_that_holds(self):
        if postfix.find("opendkim") is None or postfix.find("opendkim-genkey") is None:
            self.skipTest("OpenDKIM is not installed")
        dkim = Dkim(self, "simple/simple")  # a rewritten blank would break it
        _, stored = self.stored(f"inet:127.0.0.1:{dkim.port}")
        for message in stored.values():
            self.assertIn(b"DKIM-Signature: v=1;", message)
        message = next(iter(stored.values()))
        self.assertIn("verification (s=digest", dkim.verdict(message))
        self.assertIn("succeeded", dkim.verdict(message))
        self.assertNotIn("succeeded", dkim.verdict(message.replace(b"List-Id: ", b"List-Id:  ")), "the judge is blind")


if __name__ == "__main__":
    program.main()
