"""What tests in a real browser share: starting it, asking axe, walking with the Tab key."""

import os
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from playwright.sync_api import sync_playwright

AXE = Path(settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Nothing of the browser may look for the network; the sandbox needs rights that a container lacks.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

TAB_STOP = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const box = one.getBoundingClientRect();
  const hit = document.elementFromPoint(box.left + Math.min(box.width / 2, 20), box.top + Math.min(box.height / 2, 12));
  const look = getComputedStyle(one);
  const inline = look.display === "inline" || ["checkbox", "radio"].includes(one.type);
  return {
    what: one.outerHTML.slice(0, 120),
    hidden: !(hit && (one.contains(hit) || hit.contains(one))),
    unmarked: look.outlineStyle === "none" || parseFloat(look.outlineWidth) < 2,
    small: !inline && (box.width < 24 || box.height < 24),
  };
}"""


@contextmanager
def chromium():
    """Start the browser that `make test` names in CHROMIUM."""
    # Playwright runs a loop of its own in this thread; Django would take it for an async view.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    try:
        with sync_playwright() as play:
            program = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
            browser = play.chromium.launch(executable_path=program, args=FLAGS)
            yield browser
            browser.close()
    finally:
        os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE")
        if before is not None:
            os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


def violations(page):
    """Ask axe about the page as it stands; return rule and first places of each finding."""
    page.evaluate(AXE.read_text())
    # What passes is not listed place by place: that takes half of the time.
    asked = {"runOnly": RULES, "resultTypes": ["violations"]}
    found = page.evaluate("asked => axe.run(document, asked)", asked)["violations"]
    return [(one["id"], [node["html"][:160] for node in one["nodes"][:3]]) for one in found]


def bad_tab_stops(page, limit=300):
    """Walk the page with the Tab key; return the stops that are covered, unmarked or too small."""
    page.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0); }")
    bad, stops = [], 0
    while stops < limit:
        page.keyboard.press("Tab")
        stop = page.evaluate(TAB_STOP)
        if stop is None:
            break
        stops += 1
        if stop["hidden"] or stop["unmarked"] or stop["small"]:
            bad.append(stop)
    assert stops > 0, "nothing on this page can be reached by keyboard"
    return bad


def overflow(page):
    """Return by how many pixels the page is wider than its window."""
    return page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
