"""Rules for every template of the house, whoever wrote it."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from ui import icons

ROOT = Path(settings.BASE_DIR) / "templates"
TEMPLATES = sorted(path for path in ROOT.rglob("*.html"))
PAGES = [path for path in TEMPLATES if "email" not in path.relative_to(ROOT).parts]

BANNED_CLASSES = re.compile(
    r"^(?:alert(?:-.+)?|badge|card(?:-.+)?|table(?:-.+)?|nav(?:-.+)?|navbar.*|dropdown.*|modal.*|toast.*|"
    r"text-(?:primary|secondary|success|danger|warning|info|light|dark|muted|body.*|black.*|white.*)|bg-.+|text-bg-.+)$"
)
FORBIDDEN = {
    "inline style": re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE),
    "inline script": re.compile(
        r"<script\b(?![^>]*\bsrc=)(?![^>]*type=.application/json)", re.IGNORECASE
    ),
    "inline handler": re.compile(r"<[^>{%]*\son[a-z]+\s*=", re.IGNORECASE),
    "hx-on": re.compile(r"\bhx-on\b|\bhx-on:"),
    "js: value": re.compile(r"=['\"]js:|=['\"]javascript:", re.IGNORECASE),
    "Bootstrap script": re.compile(r"data-bs-(?:toggle|target|dismiss)"),
    "another host": re.compile(r"(?:src|href|action)=['\"](?:https?:)?//", re.IGNORECASE),
}


def name(path):
    return str(path.relative_to(ROOT))


def bare(text):
    """Leave out comments, which may name what is forbidden."""
    return re.sub(
        r"\{% comment %\}.*?\{% endcomment %\}|\{#.*?#\}|<!--.*?-->", "", text, flags=re.DOTALL
    )


@pytest.mark.parametrize("path", PAGES, ids=name)
@pytest.mark.parametrize("rule", FORBIDDEN)
def test_template_has_nothing_that_the_policy_blocks(path, rule):
    assert FORBIDDEN[rule].findall(bare(path.read_text())) == []


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_template_uses_no_class_that_ours_replace(path):
    classes = " ".join(
        re.findall(r'class="([^"]*)"', re.sub(r"\{[%{].*?[%}]\}", " ", bare(path.read_text())))
    )

    assert [one for one in classes.split() if BANNED_CLASSES.match(one)] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_template_names_icons_of_the_list_only(path):
    names = re.findall(r'\{% icon "([a-z0-9-]+)"', path.read_text())

    assert [one for one in names if one not in icons.shapes()] == []


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_template_posts_with_a_token(path):
    forms = re.findall(
        r'<form[^>]*method="post"[^>]*>.*?</form>',
        bare(path.read_text()),
        re.DOTALL | re.IGNORECASE,
    )

    assert [form[:80] for form in forms if "{% csrf_token %}" not in form] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_template_is_short(path):
    assert len(path.read_text().splitlines()) <= 150


HOOKS = {
    "c-listing",
    "c-confirm",
    "c-nav__word",
    "c-account",
}  # found by scripts and tests, without looks of their own


def test_every_class_of_ours_has_its_looks():
    sheets = " ".join(path.read_text() for path in (ROOT.parent / "static" / "css").glob("*.css"))
    known = set(re.findall(r"\.(c-[a-zA-Z0-9_-]+)", sheets)) | HOOKS
    used = {
        (one, name(path))
        for path in PAGES
        for classes in re.findall(r'class="([^"]*)"', path.read_text())
        for one in re.findall(r"(?<![\w-])c-[a-z][\w-]*(?![\w-]*\{)", classes)
        if not one.endswith("-")
    }

    assert {(one, page) for one, page in used if one not in known} == set()
