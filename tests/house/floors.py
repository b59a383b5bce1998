#!/usr/bin/env python3
"""Checks every #include of src/ and include/ against the floors of ARCHITECTURE.md.

    floors.py PROJECT

Prints one line a violation and exits with 1 when there are any. A room may include rooms on lower floors only, a private
header only of its own folder, and a library only where that library belongs; include/ shows no library at all.
"""

import pathlib
import re
import sys

FLOORS = {
    "base": 0,
    "config": 1, "feed": 1, "http": 1, "mail": 1,
    "store": 2,
    "poll": 3, "digest": 3, "deliver": 3,
    "web": 4,
    "cli": 5,
}  # fmt: skip

# What an include of a library begins with, and the rooms that the library belongs to.
LIBRARIES = {
    "curl/": {"http", "mail"},
    "libpsl": {"http"},
    "zlib": {"http"},
    "brotli/": {"http"},
    "libdeflate": {"http"},
    "pugixml": {"feed", "config"},
    "yaml-cpp/": {"config"},
    "gumbo": {"feed"},
    "simdjson": {"feed"},
    "soci/": {"store"},
    "sqlite3": {"store"},
    "gmime/": {"mail"},
    "glib": {"mail"},
    "kainjow/": {"digest"},
    "microhttpd": {"web"},
    "prometheus/": {"web"},
    "CLI/": {"cli"},
    "openssl/": {"base"},
    "spdlog/": {"base"},
    "xxhash": {"base"},
    "unicode/": {"base", "feed", "digest"},
    "nlohmann/": {"feed", "store", "digest", "cli", "web"},
    "fmt/": set(FLOORS),
}

INCLUDE = re.compile(r"""^\s*#\s*include\s*(?:<([^>]+)>|"([^"]+)")""")
STANDARD = re.compile(
    r"^(?:(?:experimental/)?[a-z_0-9]+"
    r"|(?:arpa|net|netinet|sys)/[a-z0-9_]+\.h"
    r"|(?:dirent|fcntl|grp|ifaddrs|netdb|poll|pthread|resolv|pwd|signal|spawn|strings|sysexits|syslog|termios|unistd)\.h)$"
)


def includes_of(file):
    """(line number, name) of each include."""
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if match := INCLUDE.match(line):
            yield number, match[1] or match[2], match[1] is not None


def room_of(file, project):
    """The room that the file belongs to; src/main.cpp is the top of cli. None for a folder that is no room."""
    parts = file.relative_to(project).parts
    if parts == ("src", "main.cpp"):
        return "cli"
    folder = parts[2] if parts[0] == "include" else parts[1]
    return folder if folder in FLOORS else None


def library_of(name):
    return next((library for library in LIBRARIES if name.startswith(library)), None)


def why_refused(name, in_angles, room, file, project):
    """Why `file` of `room` may not include `name`; None when it may."""
    is_public = file.relative_to(project).parts[0] == "include"
    if name.startswith("aggregator/"):
        other = name.split("/")[1]
        if other not in FLOORS:
            return f"there is no room {other}"
        if other != room and FLOORS[other] >= FLOORS[room]:
            return f"{room} (floor {FLOORS[room]}) may not use {other} (floor {FLOORS[other]})"
        return None
    library = library_of(name)
    if library is not None:
        if is_public:
            return "a library may not show in include/"
        if room not in LIBRARIES[library]:
            return f"{room} does not own this library; {', '.join(sorted(LIBRARIES[library]))} does"
        return None
    if in_angles:
        return None if STANDARD.match(name) else "a library that tests/house/floors.py does not know"
    if is_public:
        return "a public header includes public headers only"
    return None if (project / "src" / room / name).is_file() and "/" not in name else f"not a private header of {room}"


def violations(project):
    """One line for each include that is against the floors."""
    for folder in ("include", "src"):
        for file in sorted((project / folder).rglob("*")):
            if file.suffix not in (".h", ".cpp"):
                continue
            room = room_of(file, project)
            where = file.relative_to(project)
            if room is None:
                yield f"{where}: not in a room of ARCHITECTURE.md"
                continue
            for number, name, in_angles in includes_of(file):
                if reason := why_refused(name, in_angles, room, file, project):
                    yield f"{where}:{number}: {name}: {reason}"


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    found = list(violations(pathlib.Path(sys.argv[1]).resolve()))
    print("\n".join(found) if found else "every include runs down the floors")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
