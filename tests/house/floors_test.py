"""Does floors.py notice? Each case plants one file in an empty house."""

import pathlib
import tempfile
import unittest

import floors

REFUSED = {
    "a room above": ("src/feed/a.cpp", '#include "aggregator/store/feeds.h"', "may not use store"),
    "a room beside": ("src/http/a.cpp", '#include "aggregator/feed/feed.h"', "may not use feed"),
    "a room above, from a public header": ("include/aggregator/base/a.h", '#include "aggregator/mail/a.h"', "base"),
    "a room above, with spaces": ("src/poll/a.cpp", '  #  include "aggregator/cli/cli.h"', "may not use cli"),
    "a room that does not exist": ("src/poll/a.cpp", '#include "aggregator/utils/a.h"', "no room utils"),
    "another room's library": ("src/poll/a.cpp", "#include <curl/curl.h>", "does not own"),
    "another room's library, in quotes": ("src/web/a.cpp", '#include "sqlite3.h"', "does not own"),
    "a library in a public header": ("include/aggregator/http/a.h", "#include <curl/curl.h>", "may not show"),
    "a library that nobody knows": ("src/base/a.cpp", "#include <boost/asio.hpp>", "does not know"),
    "a library without a folder that nobody knows": ("src/base/a.cpp", "#include <lz4.h>", "does not know"),
    "a private header of another room": ("src/digest/a.cpp", '#include "../mail/b.h"', "not a private header"),
    "a private header in a public one": ("include/aggregator/feed/a.h", '#include "b.h"', "public headers only"),
    "a folder that is no room": ("src/helpers/a.cpp", "#include <vector>", "not in a room"),
}

ALLOWED = {
    "a room below": ("src/store/a.cpp", '#include "aggregator/config/settings.h"'),
    "its own public header": ("src/feed/a.cpp", '#include "aggregator/feed/feed.h"'),
    "the standard library": ("src/feed/a.cpp", "#include <string_view>\n#include <cstdint>"),
    "the system": ("src/http/a.cpp", "#include <sys/socket.h>\n#include <netinet/in.h>\n#include <unistd.h>"),
    "its own library": ("src/http/a.cpp", "#include <curl/curl.h>"),
    "the top of the house": ("src/main.cpp", '#include "aggregator/cli/cli.h"'),
    "a comment": ("src/base/a.cpp", '// #include "aggregator/cli/cli.h"'),
}


def violations_of(name, text):
    with tempfile.TemporaryDirectory() as folder:
        project = pathlib.Path(folder)
        file = project / name
        file.parent.mkdir(parents=True)
        file.write_text(text + "\n", encoding="utf-8")
        return list(floors.violations(project))


class Floors(unittest.TestCase):
    def test_refuses(self):
        for case, (name, text, reason) in REFUSED.items():
            with self.subTest(case):
                found = violations_of(name, text)
                self.assertEqual(len(found), 1, found)
                self.assertIn(reason, found[0])
                self.assertIn(name, found[0])

    def test_allows(self):
        for case, (name, text) in ALLOWED.items():
            with self.subTest(case):
                self.assertEqual(violations_of(name, text), [])

    def test_allows_a_private_header_of_the_room(self):
        with tempfile.TemporaryDirectory() as folder:
            room = pathlib.Path(folder) / "src" / "feed"
            room.mkdir(parents=True)
            (room / "dates.h").write_text("#include <string>\n", encoding="utf-8")
            (room / "rss.cpp").write_text('#include "dates.h"\n', encoding="utf-8")
            self.assertEqual(list(floors.violations(pathlib.Path(folder))), [])

    def test_agrees_with_cmake(self):
        cmake = (pathlib.Path(__file__).parents[2] / "CMakeLists.txt").read_text(encoding="utf-8")
        in_cmake = dict(floors.re.findall(r"aggregator_room\((\w+)\s+FLOOR (\d)", cmake))
        self.assertGreater(len(in_cmake), 5)
        for room, floor in in_cmake.items():
            self.assertEqual(int(floor), floors.FLOORS[room], room)


if __name__ == "__main__":
    unittest.main()
