"""What people do in the journeys, in words of their own: sign in, follow a link, press a button, fill in, read."""

import re
from html import unescape
from importlib import import_module
from urllib.parse import urljoin

from django.conf import settings
from playwright.sync_api import expect

from tests import totp
from tests.factories import PASSWORD

# What differs between addresses of one kind, and what `walk` leaves alone.
ALIKE = [
    (re.compile(r"(?<=/gates/)\d+(?=/\w)"), "n"),
    (re.compile(r"(?<=/gates/n/)(?!ask/|target/)\w+"), "key"),
    (re.compile(r"(?<=/seats/)\w+/\w+"), "seat"),
    (re.compile(r"(?<=/history/)[\w-]{36}"), "entry"),
    (re.compile(r"(?<=/people/)[\w-]{36}"), "person"),
    (re.compile(r"(?<=/approvers/)[\w-]{36}"), "seat"),
    (re.compile(r"(?<=/absence/)[\w-]{36}"), "absence"),
    (re.compile(r"(?<=/benefits/)[\w-]{36}"), "benefit"),
    (re.compile(r"(?<=/contributions/)[\w-]{36}"), "contribution"),
    (re.compile(r"(?<!do)=[^&]*"), ""),
]
LINK = re.compile(r"(<a\b[^>]*?href=\"([^\"]+)\"[^>]*?)>")
ELSEWHERE = re.compile(r"[?&](page|per|format)=|/evidence/|/accounts/")


def sign_in(page, user):
    """Sign in through the form, the way a person does."""
    page.goto(page.base + "/accounts/login/")
    say_who(page, user)


def say_who(page, user):
    """Fill the sign-in form in that stands on the page."""
    fill(page, {"E-mail address": user.email, "Password": PASSWORD})
    press(page, "Sign in")
    expect(page).not_to_have_url(re.compile("/accounts/login/"))


def say_code(page, user):
    """Type what the user's app shows, where the sign-in asks for it."""
    fill(page, {"Code": totp.code_for(user)})
    press(page, "Sign in")
    expect(page).not_to_have_url(re.compile("/accounts/code/"))


def open_page(page, address):
    """Go to an address that was typed, bookmarked or guessed; returns the status of the answer."""
    return page.goto(page.base + address, wait_until="domcontentloaded").status


def follow(page, name):
    """Click the link with this name."""
    page.get_by_role("link", name=as_pattern(name)).click()


def press(page, name):
    """Press the button with this name."""
    page.get_by_role("button", name=as_pattern(name)).click()


def unfold(page, name):
    """Open the menu with this name."""
    page.locator("summary").filter(has_text=name).click()


def as_pattern(name):
    return named(name) if isinstance(name, str) else name


def named(name):
    """Match a name whole; a browser may put a space between what is seen and what is only heard."""
    return re.compile(
        r"^\s*" + re.escape(name).replace(":", r"\s*:").replace(r"\ ", r"\s+") + r"\s*$"
    )


def about(words):
    """Match what begins with these words."""
    return re.compile(named(words).pattern.removesuffix(r"\s*$"))


def fill(page, values):
    """Type into the fields with these labels."""
    for label, value in values.items():
        page.get_by_label(label_of(label)).fill(value)


def choose(page, values):
    """Choose an answer, as it reads, in each of the lists with these labels."""
    for label, value in values.items():
        page.get_by_label(label_of(label)).select_option(label=value)


def label_of(label):
    """Match a label whole; the mark of an optional answer behind it does not count."""
    return re.compile(rf"^{re.escape(label)}( \(optional\))?$")


def hears(page, *words):
    """Wait for what came of the last step: the messages on top of the page, and no other."""
    expect(page.locator(".c-messages p")).to_have_text(list(words))


def sees(page, *words):
    """Wait until the page shows all of these words."""
    for one in words:
        expect(page.locator("body")).to_contain_text(one, use_inner_text=True)


def holds(page, values):
    """Wait until the fields with these labels hold these values."""
    for label, value in values.items():
        expect(page.get_by_label(label_of(label))).to_have_value(value)


def is_at(page, words):
    """Wait until the heading of the page reads so."""
    expect(page.locator("h1")).to_have_text(words)


def ten_minutes_pass(page):
    """Let the proof of the last password grow old, as it does while somebody reads."""
    engine = import_module(settings.SESSION_ENGINE)
    cookies = {one["name"]: one["value"] for one in page.context.cookies()}
    session = engine.SessionStore(cookies[settings.SESSION_COOKIE_NAME])
    proofs = session["account_authentication_methods"]
    session["account_authentication_methods"] = [
        {**proof, "at": proof["at"] - 600} for proof in proofs
    ]
    session.save()


def walk(page, start, *, drawn=True, most=120):
    """Open every page of the house that links lead to from `start`; returns {address: all that the page hands over}.

    What the reader is given counts, seen or not: text, attributes, hidden fields. Of pages that are alike (conditions,
    seats, entries of the history, filters of a list) one of each kind is opened. Without scripts a page is what the
    server sent: it need not be `drawn`, which saves half of the time.
    """
    found, kinds, ahead = {}, set(), [start]
    while ahead:
        address = ahead.pop(0)
        if kind_of(address) in kinds:
            continue
        kinds.add(kind_of(address))
        assert len(found) < most, f"no end of pages: {sorted(found)}"
        status, found[address], links = (draw if drawn else fetch)(page, address)
        assert status == 200, address
        ahead += [one for one in links if not ELSEWHERE.search(one)]
    return found


def draw(page, address):
    """Open an address; returns status, content and links of the page as it stands in the window."""
    status = open_page(page, address)
    links = page.locator("a[href]:not([download])").evaluate_all(
        "links => links.filter(one => one.origin === location.origin)"
        ".map(one => one.pathname + one.search)"
    )
    return status, page.content(), links


def fetch(page, address):
    """Ask for an address as the window's user; returns status, content and links of the page as it was sent."""
    answer = page.request.get(page.base + address)
    content = answer.text()
    links = [
        urljoin(address, unescape(link)).partition("#")[0]
        for tag, link in LINK.findall(content)
        if not tag.endswith(" download")
        and not link.startswith(("mailto:", "otpauth:", "http", "#"))
    ]
    return answer.status, content, links


def kind_of(address):
    """Return what an address is like, with the names of conditions, seats, entries and filters left out."""
    for different, word in ALIKE:
        address = different.sub(word, address)
    return address
