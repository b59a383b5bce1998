"""scripts/quickstart as a newcomer without a network sees it: from a list of blogs that cannot be reached to a digest.

    quickstart_test.py PROJECT BINARY
"""

import email
import email.policy
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

PROJECT, BINARY = pathlib.Path(sys.argv[1]), sys.argv[2]

# Nothing listens on the discard port of loopback, and no exception allows it to be asked.
UNREACHABLE = "feeds:\n  - url: http://127.0.0.1:9/feed.xml\n"


def quickstart(folder, *options):
    environment = {**os.environ, "LANG": "C.UTF-8", "LC_ALL": ""}
    environment.pop("AGGREGATOR_CONFIG", None)
    return subprocess.run(
        [PROJECT / "scripts" / "quickstart", "--no-install", "--binary", BINARY, *options, folder / "run"],
        env=environment, capture_output=True, text=True, check=False, timeout=100,
    )  # fmt: skip


def messages_in(outbox):
    return [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for path in outbox.glob("**/new/*")
    ]


class Quickstart(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.sample = self.folder / "run" / "sample"

    def expect_a_digest(self, run):
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        messages = messages_in(self.sample / "outbox")
        self.assertEqual(len(messages), 1, run.stdout + run.stderr)
        text = messages[0].get_body(("plain",)).get_content()
        preview = (self.sample / "preview.html").read_text(encoding="utf-8")
        for title in ("The joy of deleting a microservice", "데이터 계약서 한 장이 회의 열 번보다 낫다"):
            self.assertIn(title, preview)
            self.assertIn(title, " ".join(text.split()))
        self.assertIn(str(self.sample / "preview.html"), run.stdout)
        self.assertIn(str(self.sample / "outbox"), run.stdout)

    def test_shows_sample_blogs_when_no_blog_can_be_reached_and_says_so(self):
        feeds = self.folder / "list.yaml"
        feeds.write_text(UNREACHABLE, encoding="utf-8")
        run = quickstart(self.folder, "--feeds", feeds)
        self.expect_a_digest(run)
        self.assertIn("No blog could be reached", run.stdout)

    def test_can_be_run_again(self):
        self.expect_a_digest(quickstart(self.folder, "--offline"))
        self.expect_a_digest(quickstart(self.folder, "--offline"))

    def test_keeps_the_files_that_the_runner_has_changed(self):
        home = self.folder / "run"
        home.mkdir()
        (home / "feeds.yaml").write_text(UNREACHABLE + "# mine\n", encoding="utf-8")
        quickstart(self.folder)
        self.assertEqual((home / "feeds.yaml").read_text(encoding="utf-8"), UNREACHABLE + "# mine\n")

    def test_refuses_an_option_that_it_does_not_know(self):
        run = quickstart(self.folder, "--frobnicate")
        self.assertNotEqual(run.returncode, 0)
        self.assertIn("--frobnicate", run.stderr)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
