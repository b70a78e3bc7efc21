"""The sheet keeps its promises: contrast of every pair, logical properties only, weight."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

CSS = Path(settings.BASE_DIR) / "static" / "css"
TOKENS = (CSS / "tokens.css").read_text()
TEXT, PART = 4.5, 3.0

PAIRS = [
    *(
        (f"{tone}-ink", f"{tone}-soft", TEXT)
        for tone in ("green", "amber", "red", "blue", "grey", "partner", "accent")
    ),
    *(
        (tone, "surface", PART)
        for tone in ("green", "amber", "red", "blue", "grey", "public", "partner", "check")
    ),
    *(("ink", ground, TEXT) for ground in ("surface", "page", "sunken", "accent-soft")),
    *(("muted", ground, TEXT) for ground in ("surface", "page", "sunken")),
    *(("accent", ground, TEXT) for ground in ("surface", "page", "accent-soft")),
    ("accent-hover", "surface", TEXT),
    ("accent-ink", "surface", TEXT),
    ("red-ink", "surface", TEXT),
    ("amber-ink", "surface", TEXT),
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-hover", TEXT),
    ("nav-ink", "nav", TEXT),
    ("nav-ink", "nav-on", TEXT),
    *((mark, ground, PART) for mark in ("control", "focus") for ground in ("surface", "page")),
]


def tokens(selector):
    block = re.search(re.escape(selector) + r"\s*\{(.*?)\}", TOKENS, re.DOTALL)[1]
    return dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{3,6})\b", block))


LIGHT = tokens(":root")
DARK = {**LIGHT, **tokens('[data-bs-theme="dark"]')}
THEMES = {
    "light": LIGHT,
    "dark": DARK,
    "portal": {**LIGHT, **tokens(".is-portal")},
    "portal dark": {**DARK, **tokens(".is-portal"), **tokens('[data-bs-theme="dark"] .is-portal')},
}


def luminance(colour):
    digits = colour.lstrip("#")
    digits = "".join(d * 2 for d in digits) if len(digits) == 3 else digits
    shares = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("front", "ground", "least"), PAIRS)
def test_token_pair_has_contrast(theme, front, ground, least):
    colours = THEMES[theme]

    assert contrast(colours[front], colours[ground]) >= least


def test_contrast_agrees_with_known_values():
    assert contrast("#000", "#fff") == 21.0
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54


@pytest.mark.parametrize("sheet", sorted(CSS.glob("*.css")), ids=lambda path: path.name)
def test_sheet_uses_logical_properties_only(sheet):
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)
    physical = r"(?:^|[;{\s])((?:margin|padding|border)-(?:left|right|top|bottom)|left|right|top|bottom|width|height|(?:min|max)-(?:width|height))\s*:"

    found = list(re.findall(physical, re.sub(r"@(?:media|container)[^{]*\{", "", text)))

    assert found == []


@pytest.mark.parametrize("sheet", sorted(CSS.glob("*.css")), ids=lambda path: path.name)
def test_sheet_loads_nothing_from_elsewhere(sheet):
    assert re.findall(r"@import|url\(\s*['\"]?(?:https?:)?//", sheet.read_text()) == []


def test_dark_theme_names_every_colour_of_the_light_one_but_the_lines_it_shares():
    dark = tokens('[data-bs-theme="dark"]')

    assert {name for name in LIGHT if name not in dark} == set()


SCRIPTS = ("vendor/htmx.min.js", "js/concordat.js", "js/theme.js")
STYLES = (
    "vendor/bootstrap.min.css",
    "vendor/inter/wght.css",
    "css/tokens.css",
    "css/components.css",
    "css/layout.css",
)
FONT = "vendor/inter/files/inter-latin-wght-normal.woff2"


def weight(*names):
    """Weigh files as they travel, in KiB (gzip, which is heavier than what browsers usually get)."""
    return (
        sum(len(gzip.compress(Path(finders.find(name)).read_bytes(), 9)) for name in names) / 1024
    )


def test_first_visit_is_light():
    assert weight(*STYLES) <= 50
    assert weight(*SCRIPTS) <= 20
    assert weight(FONT) <= 50
    assert (
        weight(*STYLES, *SCRIPTS, FONT, "img/favicon.svg") <= 125
    )  # 25 of the 150 are left to the page itself
