"""The digests of tests/digest/golden, as clients show them that each take something away."""

import pathlib
import re

GOLDEN = pathlib.Path(__file__).resolve().parent.parent / "digest" / "golden"


def drawing(width, height, sky, shape):
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<rect width="{width}" height="{height}" fill="{sky}"/>'
        f'<circle cx="{width * 0.36}" cy="{height * 0.5}" r="{min(width, height) * 0.3}" fill="{shape}"/></svg>'
    ).encode()


# By the addresses in tests/digest/sample_page.h; what is not here is a picture that cannot be loaded.
PICTURES = {
    "https://pictures.example.org/chart.png": drawing(1200, 630, "#2b4a5e", "#e8b04b"),
    "https://pictures.example.org/box.png": drawing(640, 480, "#e9e2d3", "#b3543c"),
    "https://pictures.example.org/tall.png": drawing(500, 1500, "#26352a", "#9fc48a"),
}


def names():
    """The HTML files, by name."""
    return sorted(path.name.removesuffix(".html") for path in GOLDEN.glob("*.html"))


def read(name):
    return (GOLDEN / f"{name}.html").read_text(encoding="utf-8")


def without_head(html):
    """As Gmail's app has it that knows no style block: only what stands in the elements themselves."""
    return re.sub(r"<style>.*?</style>|<meta name=\"[a-z-]*color-scheme[a-z-]*\"[^>]*>", "", html, flags=re.DOTALL)


def without_styles(html):
    """As a client has it that takes nothing but HTML."""
    return re.sub(r' style="[^"]*"', "", without_head(html))
