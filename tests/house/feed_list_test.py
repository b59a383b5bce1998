"""The shipped feeds.yaml: `aggregator check` finds nothing wrong, and it is long and mixed enough for a first digest.

    feed_list_test.py PROJECT BINARY
"""

import pathlib
import re
import subprocess
import sys


def main():
    feeds, binary = pathlib.Path(sys.argv[1]) / "feeds.yaml", sys.argv[2]
    check = subprocess.run([binary, "check", feeds], capture_output=True, text=True, check=False)
    text = feeds.read_text(encoding="utf-8")
    counts = {language: len(re.findall(rf"^    language: {language}$", text, re.MULTILINE)) for language in ("ko", "en")}
    print(check.stdout + check.stderr, counts)
    sys.exit(0 if check.returncode == 0 and sum(counts.values()) >= 60 and min(counts.values()) >= 20 else 1)


if __name__ == "__main__":
    main()
