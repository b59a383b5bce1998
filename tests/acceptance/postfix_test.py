"""A real Postfix takes the digests and stores them as they were sent, and a DKIM signature that it adds is valid: nothing on
the way had to rewrite a line."""

import base64
import contextlib
import email
import email.policy
import hashlib
import os
import re
import shutil
import sqlite3
import subprocess

import peers
import postfix
import program

HOUR = "2026-11-20T01:00:00Z"
READERS = [f"reader{number}" for number in range(12)]
DKIM = """\
Syslog no
UserID opendkim
Mode s
Socket inet:{port}@127.0.0.1
Domain example.org
Selector digest
KeyFile {keys}/digest.private
Canonicalization simple/simple
InternalHosts 127.0.0.1
OversignHeaders From
RequireSafeKeys no
"""


class Dkim:
    """OpenDKIM as a filter of Postfix, which signs every byte as it is (RFC 6376, "simple"); OpenSSL judges what is stored."""

    def __init__(self, test):
        self.folder, self.port = test.new_folder("dkim"), peers.free_port()
        test.folder.chmod(0o755)
        self.find("opendkim-genkey", "-b", "1024", "-d", "example.org", "-s", "digest", "-D", self.folder)
        shutil.chown(self.folder / "digest.private", "opendkim")
        config = self.folder / "opendkim.conf"
        config.write_text(DKIM.format(port=self.port, keys=self.folder), encoding="utf-8")
        log = (self.folder / "log").open("wb")
        test.addCleanup(log.close)
        process = test.started(subprocess.Popen([postfix.find("opendkim"), "-f", "-x", str(config)], stderr=log))
        program.wait_until(lambda: peers.is_listening(self.port), "OpenDKIM", process)
        self.find("openssl", "rsa", "-in", self.folder / "digest.private", "-pubout", "-out", self.folder / "public")

    def find(self, name, *words):
        return subprocess.run([postfix.find(name), *map(str, words)], check=True, capture_output=True, text=True)

    def holds(self, message):
        """Whether the hash of the body and the signature of the header are those of this message."""
        head, _, body = message.replace(b"\n", b"\r\n").partition(b"\r\n\r\n")
        fields = re.split(rb"\r\n(?![ \t])", head)
        signature = next(field for field in fields if field.startswith(b"DKIM-Signature:"))
        tags = dict(re.findall(rb"(\w+)=([^;]*)", re.sub(rb"\s", b"", signature.partition(b":")[2])))
        if base64.b64decode(tags[b"bh"]) != hashlib.sha256(body.rstrip(b"\r\n") + b"\r\n").digest():
            return False
        (self.folder / "signed").write_bytes(self.signed_header(fields, signature, tags[b"h"].split(b":")))
        (self.folder / "signature").write_bytes(base64.b64decode(tags[b"b"]))
        words = ["dgst", "-sha256", "-verify", self.folder / "public", "-signature", self.folder / "signature",
                 self.folder / "signed"]  # fmt: skip
        return subprocess.run([postfix.find("openssl"), *map(str, words)], check=False, capture_output=True).returncode == 0

    @staticmethod
    def signed_header(fields, signature, names):
        """Of fields with the same name the last comes first; one too many says that there was no other."""
        left, signed = list(reversed(fields)), b""
        for name in names:
            field = next((field for field in left if field.partition(b":")[0].lower() == name.lower()), None)
            if field is not None:
                left.remove(field)
                signed += field + b"\r\n"
        return signed + re.sub(rb"([;\s]b=)[^;]*", rb"\1", signature)


class PostfixStoresDigests(program.AcceptanceTest):
    def setUp(self):
        super().setUp()
        if not postfix.is_installed():
            program.do_without(self, "Postfix is not installed")
        if os.getuid() != 0:
            self.skipTest("Postfix must be started by root")
        self.site.list_feeds(peers.serve_fixtures(self).urls())
        people = self.folder / "people.csv"
        lines = [f"{reader}@example.org,confirmed,{('ko', 'en', 'ja')[number % 3]}\n" for number, reader in enumerate(READERS)]
        people.write_text("email,state,language\n" + "".join(lines), encoding="utf-8")
        self.site.do("import-subscribers", people, now="2026-11-20T00:00:00Z")
        self.site.do("poll")
        self.site.do("digest", now=HOUR)

    def as_sent(self):
        """What was sent, by mailbox: the same deliveries once more, into a Maildir."""
        folder = self.folder / "copy"
        shutil.copytree(self.site.folder, folder)
        copy = program.Installation(folder)
        with contextlib.closing(sqlite3.connect(copy.database)) as database, database:
            database.execute("UPDATE deliveries SET state = 0, settled_at = NULL, due = queued")
        copy.do("send", now=HOUR)
        messages = [path.read_bytes() for path in copy.mails()]
        return {email.message_from_bytes(message)["To"].partition("@")[0]: message for message in messages}

    def stored(self, milters=""):
        server = postfix.Postfix(self, READERS, milters)
        self.site.set_transport(f"smtp://127.0.0.1:{server.port}")
        summary = self.site.ask("send", now=HOUR)
        self.assertEqual((summary["sent"], summary["left"]), (len(READERS), 0), server.log())
        try:
            program.wait_until(lambda: len(server.messages()) == len(READERS), "the messages in their mailboxes")
        except AssertionError as late:
            raise AssertionError(f"{late}: {server.log()}") from late
        return server.messages()

    def test_as_they_were_sent(self):
        stored = self.stored()
        sent = self.as_sent()
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
            program.do_without(self, "OpenDKIM is not installed")
        dkim = Dkim(self)
        stored = self.stored(f"inet:127.0.0.1:{dkim.port}")
        for reader, message in stored.items():
            self.assertTrue(dkim.holds(message), reader)
            self.assertFalse(dkim.holds(message.replace(b"List-Id: ", b"List-Id:  ")), "a judge that sees no difference")
            self.assertFalse(dkim.holds(message + b"x\n"), "a judge that sees no difference")


if __name__ == "__main__":
    program.main()
