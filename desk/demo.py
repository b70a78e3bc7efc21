"""Who plays in the demo, and the three tours through it. Of use only where DEMO is on."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import yaml
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import queries as accounts
from desk.management.story.cast import PASSWORD
from partnerships.models import Partnership

CAST = Path(__file__).resolve().parent / "management" / "story" / "cast.yaml"
SESSION_KEY = "demo_tour"

# What each role of the cast comes for.
COMES_FOR = {
    "operator": _("Keeps the installation: shared lists, content, public facts of organisations"),
    "owner": _("Sees the whole portfolio and answers for it"),
    "lead": _("Leads partnerships from the need to the close"),
    "staff": _("Works on single partnerships: evaluates, contributes"),
    "auditor": _("Reads everything of the body and changes nothing"),
    "administrator": _("Keeps accounts, calendars and content; reads no partnership"),
    "approver": _("Is asked for the second answer, and sees only what is asked"),
    "partner_admin": _("Answers for the company: its people, promises and signatures"),
    "partner_staff": _("Works on single partnerships for the company"),
}


@dataclass(frozen=True)
class Player:
    """One of the cast."""

    key: str
    email: str
    name: str
    title: str
    role: str

    def __str__(self):
        return self.name

    @property
    def comes_for(self):
        return COMES_FOR[self.role]


@dataclass(frozen=True)
class Troupe:
    """Everybody of one organisation."""

    name: str
    side: str
    players: tuple


@cache
def troupes():
    """This function will return the cast by organisation: bodies, companies, the installation."""
    content = yaml.safe_load(CAST.read_text(encoding="utf-8"))
    found = []
    for key, facts in content["bodies"].items():
        players = _players(key, facts["people"])
        players.append(_player(f"{key}.approver", facts["approver"], "approver"))
        found.append(Troupe(facts["name"], "public", tuple(players)))
    for key, facts in content["companies"].items():
        found.append(Troupe(facts["name"], "partner", tuple(_players(key, facts["people"]))))
    operator = _player("operator", content["operator"], "operator")
    return (*found, Troupe("Concordat", "", (operator,)))


def _players(key, people):
    return [_player(f"{key}.{name}", facts, facts["role"]) for name, facts in people.items()]


def _player(key, facts, role):
    return Player(key, facts["email"], facts["name"], facts.get("title", ""), role)


def player(key):
    """This function will return one of the cast by key, or None."""
    everybody = (one for troupe in troupes() for one in troupe.players)
    return next((one for one in everybody if one.key == key), None)


def account_of(one):
    """This function will return the account of a Player, or None where it is somebody's own by now.

    An account of the cast opens with the demo's password. One that does not was made or changed by a real person,
    and nobody gets into it by a click.
    """
    user = accounts.users_with_address(one.email).first()
    own = user is None or not user.is_active or not user.check_password(PASSWORD)
    return None if own else user


# ── Tours ───────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Step:
    """One stop: who looks, where, what there is to see and what to try."""

    who: str
    title: str
    see: str
    try_it: str
    route: str
    partnership: str = ""
    values: dict = field(default_factory=dict)

    def address(self):
        """This function will return the address of the step's page in the demo as it was loaded."""
        values = dict(self.values)
        if self.partnership:
            found = Partnership.objects.filter(title=self.partnership)
            values["reference"] = found.values_list("reference", flat=True).get()
        return reverse(self.route, kwargs=values)


@dataclass(frozen=True)
class Tour:
    """A short walk through real pages."""

    key: str
    title: str
    about: str
    steps: tuple


TOURS = (
    Tour(
        "manager",
        _("A manager's morning"),
        _("Ines Okafor leads partnerships for the City of Aldermoor."),
        (
            Step(
                "city.lead",
                _("What needs you today"),
                _("Answers, gates and drafts, the most urgent first, each with why it is yours."),
                _("Open the first line, then come back."),
                "portfolio:dashboard",
            ),
            Step(
                "city.lead",
                _("The whole portfolio in one list"),
                _("Every partnership with its stage, next gate and end."),
                _("Choose “Gate late” above the list."),
                "portfolio:partnerships",
            ),
            Step(
                "city.lead",
                _("One partnership at a glance"),
                _("Where it stands, what is missing before the next gate, who is in it."),
                _("Read “Next gate”, then press “View as partner” to see the other side's page."),
                "desk:partnership",
                "Clean Bus Depot",
            ),
            Step(
                "city.lead",
                _("What both sides gain"),
                _("The benefits of each side, expected against realised, in one register."),
                _("Open one benefit and look at the figures behind it."),
                "benefits:benefits",
                "Clean Bus Depot",
            ),
            Step(
                "city.lead",
                _("A partnership that rests"),
                _("Why it is paused, until when, who looks at it again, and what stands still."),
                _("Open its history: nothing of this is forgotten."),
                "desk:partnership",
                "Riverside Cold Stores",
            ),
            Step(
                "city.approver",
                _("A second pair of eyes"),
                _("Ruth Hale is no member of any partnership. She sees only what she is asked."),
                _("Open the question and read what each answer will do."),
                "desk:approvals",
            ),
        ),
    ),
    Tour(
        "company",
        _("A company's week"),
        _("Dana Whitlock answers for Meridian Mobility, which works with two public bodies."),
        (
            Step(
                "meridian.admin",
                _("One home over all public bodies"),
                _("What is asked of the company, what it is owed, how its partnerships stand."),
                _("Follow a decision that a public body owes."),
                "portal:home",
            ),
            Step(
                "meridian.admin",
                _("The same page as the city's, from the other side"),
                _("Stage, terms and people are shared; need, conditions and notes are not here."),
                _("Compare it with what Ines sees in the manager's tour."),
                "desk:partnership",
                "Clean Bus Depot",
            ),
            Step(
                "meridian.admin",
                _("What the company gives, and what it gets"),
                _("Promised, delivered, and confirmed by the receiver or disputed."),
                _("Open one contribution."),
                "benefits:contributions",
                "Clean Bus Depot",
            ),
            Step(
                "meridian.admin",
                _("Who is who"),
                _("Both sides' people and seats, since when, and who held them before."),
                _("See since when each seat is held, and by whom before."),
                "partnerships:people",
                "Clean Bus Depot",
            ),
            Step(
                "meridian.contributor",
                _("A colleague sees what he works on"),
                _("Marc Lindqvist has a place in two partnerships, and sees no others."),
                _("Look at what he cannot find: the company's other partnerships."),
                "portal:partnerships",
            ),
        ),
    ),
    Tour(
        "auditor",
        _("An auditor's visit"),
        _("Samuel Osei reads everything of the City of Aldermoor, and changes nothing."),
        (
            Step(
                "city.auditor",
                _("The portfolio, to read"),
                _("Everything that the city runs, with no button that changes it."),
                _("Open “Ends within twelve months”."),
                "portfolio:dashboard",
            ),
            Step(
                "city.auditor",
                _("Who decided, and on what"),
                _("Each gate with its conditions, evidence and decision."),
                _("Open a gate that is passed."),
                "partnerships:gates",
                "Quayside Waste Heat",
            ),
            Step(
                "city.auditor",
                _("What happened, word by word"),
                _("Every act with its day, who did it and why; what the company sees is marked."),
                _("Filter by “Stages and moves”, or look at a past day."),
                "desk:history",
                "Quayside Waste Heat",
            ),
            Step(
                "city.auditor",
                _("A reason for every exception"),
                _("A condition that somebody wants to set aside, with the reason and who decides."),
                _("Open the waiting question from the front page."),
                "desk:partnership",
                "Stormwater Sensors",
            ),
        ),
    ),
)


def tour(key):
    """This function will return a Tour by key, or None."""
    return next((one for one in TOURS if one.key == key), None)


def step_of(key, number):
    """This function will return (Tour, Step) of the step with this number, counted from one, or None."""
    found = tour(key)
    if found is None or not 1 <= number <= len(found.steps):
        return None
    return found, found.steps[number - 1]


@dataclass(frozen=True)
class Strip:
    """What the strip at the top of a page shows while a tour runs."""

    tour: Tour
    step: Step
    number: int
    address: str

    @property
    def total(self):
        return len(self.tour.steps)

    @property
    def back(self):
        return _step_address(self.tour, self.number - 1) if self.number > 1 else ""

    @property
    def next(self):
        return _step_address(self.tour, self.number + 1) if self.number < self.total else ""


def _step_address(one, number):
    return reverse("desk:demo-step", kwargs={"tour": one.key, "step": number})


def begin(session, key, number, address):
    """This function will have a session remember at which step of which tour it is."""
    session[SESSION_KEY] = {"tour": key, "step": number, "address": address}


def end(session):
    """This function will end the tour of a session."""
    session.pop(SESSION_KEY, None)


def strip_of(session):
    """This function will return the Strip of a session, or None; outside the demo there is none."""
    kept = session.get(SESSION_KEY) if settings.DEMO else None
    if not isinstance(kept, dict):
        return None
    found = step_of(kept.get("tour"), kept.get("step", 0))
    return Strip(*found, kept["step"], kept["address"]) if found else None
