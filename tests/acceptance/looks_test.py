"""Digests in a browser engine: they fit every window, and lose nothing in clients that take something away."""

import unittest

import browser
import golden_mail
import program

PAGES = ("twelve.ko", "odd.ko", "single.ko", "empty.en")
MAILS = [f"{design}.{page}" for design in ("classic", "compact", "cards") for page in PAGES] + ["confirm.ko"]


class Looks(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.tab = browser.Browser() if browser.find() else None
        if cls.tab:
            cls.addClassCleanup(cls.tab.__exit__)

    def setUp(self):
        if self.tab is None:
            program.do_without(self, "there is no Chromium here")
        self.tab.pictures = golden_mail.PICTURES

    def width_needed(self, html, width, **options):
        self.tab.show(html, width, **options)
        return self.tab.run("document.documentElement.scrollWidth")

    def test_fit_every_window(self):
        for name in MAILS:
            for width in (320, 360, 621, 1280):
                with self.subTest(name, width=width):
                    self.assertEqual(self.width_needed(golden_mail.read(name), width), width)

    def test_show_every_word_on_a_phone_and_stay_compact(self):
        for name in ("classic.twelve.ko", "classic.twelve.en", "cards.twelve.ko", "cards.sixty.ko"):
            with self.subTest(name):
                self.tab.show(golden_mail.read(name), 360)
                excerpts = "[...document.querySelectorAll('p[dir=auto]:not(.soft)')]"
                cut = f"{excerpts}.filter(p => p.scrollHeight > p.clientHeight).map(p => p.textContent)"
                self.assertEqual(self.tab.run(cut), [], "a browser cuts inside words")
                lines = self.tab.run(f"{excerpts}.map(p => p.clientHeight / 24)")
                self.assertGreater(len(lines), 9)
                self.assertLessEqual(max(lines), 4)

    def test_fit_at_twice_the_size(self):
        for name in MAILS:
            with self.subTest(name):
                self.assertEqual(self.width_needed(golden_mail.read(name), 640, zoom=2), 320)

    def test_fit_a_phone_without_the_style_block(self):
        for name in MAILS:
            with self.subTest(name):
                self.assertEqual(self.width_needed(golden_mail.without_head(golden_mail.read(name)), 320), 320)
                left = self.tab.run("document.querySelector('h1').getBoundingClientRect().left")
                self.assertGreaterEqual(left, 16, "text at the very edge")

    def test_fit_a_phone_without_any_styles(self):
        for name in ("classic.twelve.ko", "compact.twelve.ko"):
            with self.subTest(name):
                self.assertEqual(self.width_needed(golden_mail.without_styles(golden_mail.read(name)), 360), 360)

    def test_leave_no_hole_where_pictures_are_blocked(self):
        self.tab.pictures = {}
        for name in MAILS:
            with self.subTest(name):
                self.tab.show(golden_mail.read(name), 360)
                heights = "[...document.images].map(i => i.getBoundingClientRect().height)"
                self.assertEqual([height for height in self.tab.run(heights) if height > 0], [])

    def test_limit_pictures(self):
        for name, most in (("classic.twelve.ko", 72), ("cards.twelve.ko", 220)):
            self.tab.show(golden_mail.read(name), 1280)
            heights = self.tab.run("[...document.images].map(i => i.getBoundingClientRect().height)")
            self.assertEqual(len(heights), 3)
            self.assertGreater(min(heights), 40)
            self.assertLessEqual(max(heights), most)

    def test_hide_the_preview_line_only(self):
        for name in MAILS:
            with self.subTest(name):
                self.tab.show(golden_mail.read(name), 600)
                hidden = "[...document.body.querySelectorAll('*')].filter(e => getComputedStyle(e).display == 'none')"
                self.assertEqual(self.tab.run(f"{hidden}.length"), self.tab.run(
                    "document.querySelectorAll('[style^=\"display:none\"]').length"))  # fmt: skip

    def test_are_read_aloud_in_order(self):
        self.tab.show(golden_mail.read("cards.twelve.ko"), 600)
        levels = self.tab.run("[...document.querySelectorAll('h1,h2,h3')].map(h => +h.tagName[1])")
        self.assertEqual(levels, [1, 2, 3, 3, 3, 3, 2, 3, 3, 3, 3, 3, 3, 3, 3])
        tables = self.tab.run("[...document.querySelectorAll('table:not([role=presentation])')].length")
        self.assertEqual(tables, 0)
        unnamed = "[...document.links].filter(a => !a.textContent.trim() && a.ariaHidden != 'true').length"
        self.assertEqual(self.tab.run(unnamed), 0)

    def test_are_dark_in_the_dark(self):
        ground = "getComputedStyle(document.body).backgroundColor"
        for name in MAILS:
            with self.subTest(name):
                self.tab.show(golden_mail.read(name), 600, dark=True)
                self.assertEqual(self.tab.run(ground), "rgb(18, 20, 23)")
                self.tab.show(golden_mail.read(name), 600)
                self.assertEqual(self.tab.run(ground), "rgb(244, 243, 240)")

    def test_turn_for_titles_from_right_to_left(self):
        self.tab.pictures = {}
        for name in MAILS:
            if ".odd." not in name:
                continue
            with self.subTest(name):
                self.tab.show(golden_mail.read(name), 1280)
                for side, title in (("right", "كيف"), ("left", "끝")):
                    gap = f"h.getBoundingClientRect().{side} - h.firstElementChild.getBoundingClientRect().{side}"
                    find = f"[...document.querySelectorAll('h2')].find(h => h.textContent.includes('{title}'))"
                    self.assertAlmostEqual(self.tab.run(f"(h => {gap})({find})"), 0, delta=1, msg=title)


if __name__ == "__main__":
    program.main()
