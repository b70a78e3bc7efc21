"""Who and what there is in the world of the access tests, as plain facts: people, partnerships, who stands where.

What is written down here (`Person`, `Deal`, the tables) is all that `oracle.py` knows; it never asks the database.
"""

from dataclasses import dataclass, field

from partnerships.models import Side


def canary(owner, visibility, name):
    """Return the text that stands for one field of one owner."""
    return f"CANARY-{owner}-{visibility}-{name}"


@dataclass(repr=False)
class Person:
    """Somebody at the door, and every reason for which a page may be theirs."""

    key: str
    roles: dict = field(default_factory=dict)  # {organisation: {role, ...}}, live ones only
    places: dict = field(default_factory=dict)  # {deal: (side, role)}, live ones only
    seats: dict = field(default_factory=dict)  # {deal: {(side, kind), ...}}
    pool: set = field(default_factory=set)  # bodies that may ask them as the second person
    stands_in_for: set = field(default_factory=set)  # people whose deputy or delegate they are
    aside: set = field(default_factory=set)  # deals from which they stepped aside
    was_told: set = field(
        default_factory=set
    )  # deals of which an old notice of theirs still speaks
    looks_as: str = ""  # the deal that they look at as its partner
    is_operator: bool = False
    is_signed_in: bool = True
    user: object = None
    session: str = ""


@dataclass(repr=False)
class Deal:
    """A partnership, and what of it can be addressed."""

    key: str
    body: str
    lead: str
    company: str
    is_shared: bool
    hidden: str = ""  # a candidate that was not shared in
    row: object = None
    ids: dict = field(default_factory=dict)

    @property
    def reference(self):
        return self.row.reference


@dataclass(repr=False)
class World:
    bodies: dict = field(default_factory=dict)
    companies: dict = field(default_factory=dict)
    people: dict = field(default_factory=dict)
    deals: dict = field(default_factory=dict)
    relations: set = field(default_factory=set)  # (body, company) that know each other
    goals: dict = field(default_factory=dict)  # by body
    absences: dict = field(default_factory=dict)  # by who is away
    delegations: dict = field(default_factory=dict)  # by who lends
    invitations: dict = field(default_factory=dict)  # into organisations
    token: str = ""  # of the one into `alder`

    def user(self, key):
        return self.people[key].user

    def organisation(self, key):
        return self.bodies[key].organisation if key in self.bodies else self.companies[key]


CAST = {
    "owner": ("alder", "owner"),
    "lead": ("alder", "lead"),
    "evaluator": ("alder", "staff"),
    "contributor": ("alder", "staff"),
    "auditor": ("alder", "auditor"),
    "administrator": ("alder", "administrator"),
    "seat_holder": ("alder", "staff"),
    "named": ("alder", "staff"),
    "sibling_lead": ("alder", "lead"),
    "former": ("alder", "staff"),
    "left": ("alder", "staff"),
    "recused": ("alder", "owner"),
    "other_owner": ("harbour", "owner"),
    "other_lead": ("harbour", "lead"),
    "partner_admin": ("meridian", "partner_admin"),
    "partner_contributor": ("meridian", "partner_staff"),
    "partner_viewer": ("meridian", "partner_staff"),
    "signatory": ("meridian", "partner_staff"),
    "rival": ("rival", "partner_admin"),
    "candidate": ("northwind", "partner_admin"),
    "closed": ("alder", "owner"),
    "away": ("alder", "staff"),
    "deputy": ("alder", "staff"),
    "delegate": ("alder", "staff"),
}
POOL = {"approver": "alder", "other_approver": "harbour"}
# Who is away today, and who stands in: {person: deputy}. `away` has a seat in the pool, `seat_holder` signs.
ABSENT = {"away": "deputy", "seat_holder": "deputy"}
# Who lends a seat in the pool to whom.
LENT = {"approver": "delegate"}
# Who writes for each company.
SPEAKS = {"meridian": "partner_admin", "rival": "rival", "northwind": "candidate"}
DEALS = (
    Deal("own", "alder", "lead", "meridian", is_shared=True, hidden="northwind"),
    Deal("sibling", "alder", "sibling_lead", "rival", is_shared=True, hidden="northwind"),
    Deal("foreign", "harbour", "other_lead", "meridian", is_shared=True, hidden="northwind"),
    Deal("kept_back", "alder", "lead", "meridian", is_shared=False),
    Deal("kept_back_there", "harbour", "other_lead", "northwind", is_shared=False),
)
# Whose rows the administration shows towards each relation: a user, somebody of the pool, an organisation.
ADMINISTERED = {
    "own": ("lead", "approver", "meridian"),
    "sibling": ("both", "approver", "rival"),
    "foreign": ("other_lead", "other_approver", "harbour"),
}
PLACES = {
    "evaluator": (Side.PUBLIC, "evaluator"),
    "contributor": (Side.PUBLIC, "contributor"),
    "seat_holder": (Side.PUBLIC, "none"),
    "named": (Side.PUBLIC, "none"),
    "former": (Side.PUBLIC, "contributor"),
    "left": (Side.PUBLIC, "contributor"),
    "partner_contributor": (Side.PARTNER, "contributor"),
    "partner_viewer": (Side.PARTNER, "viewer"),
    "signatory": (Side.PARTNER, "none"),
}
