"""The systemd units: `systemd-analyze` finds nothing to say, and the service stays locked down.

    units_test.py PROJECT BINARY

Exits with 77 (skipped) where there is no systemd-analyze that works.
"""

import pathlib
import shutil
import subprocess
import sys
import tempfile

INSTALLED = "/usr/local/bin/aggregator"
MOST_EXPOSED = 20  # tenths: 2.0 of 10 is what systemd calls OK


def analyze(*arguments):
    return subprocess.run(["systemd-analyze", *arguments], capture_output=True, text=True, check=False)


def complaint(run):
    """What a failed or talkative run said; empty for a clean one."""
    return run.stdout + run.stderr if run.returncode != 0 or run.stderr else ""


def check(project, binary, folder):
    """Verifies copies that name the binary just built, because `verify` insists that it exists."""
    for unit in ("aggregator-run.service", "aggregator-run.timer"):
        text = (project / "systemd" / unit).read_text(encoding="utf-8")
        if unit.endswith(".service") and f"ExecStart={INSTALLED} " not in text:
            return f"{unit} does not start {INSTALLED}"
        (folder / unit).write_text(text.replace(INSTALLED, binary), encoding="utf-8")
    units = [str(path) for path in folder.iterdir()]
    service = str(folder / "aggregator-run.service")
    return complaint(analyze("verify", "--man=no", *units)) or complaint(
        analyze("security", "--offline=true", f"--threshold={MOST_EXPOSED}", "--no-pager", service)
    )


def main():
    project, binary = pathlib.Path(sys.argv[1]), sys.argv[2]
    if shutil.which("systemd-analyze") is None or complaint(analyze("calendar", "*:0/5")):
        print("SKIPPED: there is no systemd-analyze here")
        sys.exit(77)
    with tempfile.TemporaryDirectory() as folder:
        found = check(project, binary, pathlib.Path(folder))
    print(found or "the units are clean")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
