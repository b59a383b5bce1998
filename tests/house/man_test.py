"""The man page renders without a warning and names every command and option of `aggregator --help`, and no other option.

    man_test.py PROJECT BINARY

Exits with 77 (skipped) where there is no mandoc, or fails there when AGGREGATOR_REQUIRE_PEERS is set.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys


def help_of(binary, *command):
    return subprocess.run([binary, *command, "--help"], capture_output=True, text=True, check=True).stdout


def commands_in(help_text):
    commands = re.search(r"^Subcommands:\n((?:  .*\n?)+)", help_text, re.MULTILINE)
    return re.findall(r"^  ([a-z][a-z-]+)", commands[1], re.MULTILINE) if commands else []


def options_in(text):
    return set(re.findall(r"--[a-z][a-z-]+", text))


def complaints(page, binary):
    """One line for everything that is wrong with the page."""
    lint = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", page], capture_output=True, text=True, check=False)
    yield from (lint.stdout + lint.stderr).splitlines()
    text = page.read_text(encoding="utf-8").replace("\\-", "-")
    commands = commands_in(help_of(binary))
    if not commands:
        yield "aggregator --help lists no commands"
    for command in commands:
        if not re.search(rf"^\.BR? {command}(?: |$)", text, re.MULTILINE):
            yield f"the command {command} is not in the page"
    options = options_in(help_of(binary)).union(*(options_in(help_of(binary, command)) for command in commands))
    for option in sorted(options ^ options_in(text)):
        yield f"{option} is in the page and not in the program, or the other way round"


def main():
    if shutil.which("mandoc") is None:
        print("SKIPPED: there is no mandoc here")
        sys.exit(1 if os.environ.get("AGGREGATOR_REQUIRE_PEERS") else 77)
    found = list(complaints(pathlib.Path(sys.argv[1]) / "man" / "aggregator.1", sys.argv[2]))
    print("\n".join(found) or "the man page is clean")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
