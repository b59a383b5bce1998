"""The systemd units: `systemd-analyze` finds nothing to say, a pass stays locked down, and every tick starts one.

    units_test.py PROJECT BINARY

Exits with 77 (skipped) where there is no systemd-analyze that works.
"""

import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

INSTALLED = "/usr/local/bin/aggregator"
PASS = "aggregator-run@.service"
UNITS = ("aggregator-run.timer", "aggregator-run.service", PASS)
MOST_EXPOSED = 20  # tenths: 2.0 of 10 is what systemd calls OK


def analyze(*arguments):
    return subprocess.run(["systemd-analyze", *arguments], capture_output=True, text=True, check=False)


def complaint(run):
    """What a failed or talkative run said; empty for a clean one."""
    return run.stdout + run.stderr if run.returncode != 0 or run.stderr else ""


def check_tick(service, folder):
    """Each tick starts an instance of its own, which is not waited for: a unit that is active is never started again."""
    command = re.search(r"^ExecStart=(.+)$", service.read_text(encoding="utf-8"), re.MULTILINE)[1]
    systemctl = folder / "systemctl"
    systemctl.write_text('#!/bin/sh\necho "$@"\n', encoding="utf-8")
    systemctl.chmod(0o755)
    told = subprocess.run(shlex.split(command.replace("%%", "%").replace("$$", "$")), capture_output=True, text=True,
                          check=False, env={"PATH": f"{folder}:/usr/bin:/bin"})  # fmt: skip
    if re.fullmatch(r"--no-block start aggregator-run@([01]\d|2[0-3])[0-5]\d\.service\n", told.stdout):
        return ""
    return f"{service.name} would call systemctl with {told.stdout!r}{told.stderr}"


def check_pass(text):
    """A pass runs the installed program, as long as it takes."""
    if f"ExecStart={INSTALLED} " not in text:
        return f"{PASS} does not start {INSTALLED}"
    limits = re.findall(r"^(?:TimeoutStartSec|RuntimeMaxSec|TimeoutSec)=.*$", text, re.MULTILINE)
    return f"{PASS} stops a long send: {', '.join(limits)}" if limits else ""


def check(project, binary, folder):
    """Verifies copies that name the binary just built, because `verify` insists that it exists."""
    for unit in UNITS:
        text = (project / "systemd" / unit).read_text(encoding="utf-8")
        if unit == PASS and (found := check_pass(text)):
            return found
        (folder / unit).write_text(text.replace(INSTALLED, binary), encoding="utf-8")
    units = [str(folder / unit) for unit in UNITS]
    return (
        check_tick(folder / "aggregator-run.service", folder)
        or complaint(analyze("verify", "--man=no", *units))
        or complaint(
            analyze("security", "--offline=true", f"--threshold={MOST_EXPOSED}", "--no-pager", str(folder / PASS))
        )
    )


def main():
    project, binary = pathlib.Path(sys.argv[1]), sys.argv[2]
    if shutil.which("systemd-analyze") is None and os.environ.get("AGGREGATOR_REQUIRE_PEERS"):
        sys.exit("there is no systemd-analyze, and AGGREGATOR_REQUIRE_PEERS is set")
    if shutil.which("systemd-analyze") is None or complaint(analyze("calendar", "*:0/5")):
        print("SKIPPED: there is no systemd-analyze here")
        sys.exit(77)
    with tempfile.TemporaryDirectory() as folder:
        found = check(project, binary, pathlib.Path(folder))
    print(found or "the units are clean")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
