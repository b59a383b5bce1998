"""Mail to a relay whose certificate this machine has no reason to trust."""

import shutil
import ssl
import subprocess

import program
import smtp_server

HOUR = "2026-11-20T01:00:00Z"


class StartTls(program.AcceptanceTest):
    def setUp(self):
        super().setUp()
        self.site.begin()
        self.site.do("add-subscriber", "ann@example.org")  # who is asked to confirm by mail
        self.server = smtp_server.SmtpServer(self.encryption())
        self.addCleanup(self.server.close)

    def encryption(self):
        if shutil.which("openssl") is None:
            program.do_without(self, "there is no openssl here")
        key, certificate = self.folder / "key.pem", self.folder / "certificate.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                        "-subj", "/CN=relay.example.org", "-keyout", key, "-out", certificate],
                       check=True, capture_output=True)  # fmt: skip
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        return context

    def send(self, starttls):
        self.site.set_transport(f"smtp://127.0.0.1:{self.server.port}")
        settings = self.site.config.read_text(encoding="utf-8").replace("starttls: never", f"starttls: {starttls}")
        self.site.config.write_text(settings, encoding="utf-8")
        return self.site.run("send", now=HOUR)

    def test_required_needs_a_certificate_that_is_trusted(self):
        done = self.send("required")
        self.assertEqual((done.returncode, self.server.received), (69, []), done.stdout)
        self.assertIn("must trust the certificate", done.stderr)

    def test_opportunistic_takes_any_for_it_is_better_than_none(self):
        done = self.send("opportunistic")
        self.assertEqual((done.returncode, len(self.server.received), self.server.encrypted), (0, 1, 1), done.stderr)

    def test_never_does_without(self):
        done = self.send("never")
        self.assertEqual((done.returncode, len(self.server.received), self.server.encrypted), (0, 1, 0), done.stderr)


if __name__ == "__main__":
    program.main()
