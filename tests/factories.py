"""People, organisations and partnerships for tests, made through the operations that make them in the product.

Everything happens on `DAY` unless a test says `on=`: long enough ago that a page opened today finds it in force.
"""

import datetime
import itertools
from decimal import Decimal
from string import ascii_uppercase

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts import operations as accounts
from organisations import operations as organisations
from organisations.models import Kind, Membership
from organisations.queries import second_approvers_of
from partnerships import looking, operations, queries
from partnerships.models import (
    GATE_AHEAD,
    Answer,
    AskKind,
    GateState,
    Member,
    MemberRole,
    PartyRole,
    ProfileVersion,
    Seat,
    SeatKind,
    Side,
    Stage,
)

DAY = datetime.date(2025, 3, 3)
ENDS = datetime.date(2090, 3, 2)
PASSWORD = "harbour lantern violin"
MAIN_LINE = (
    Stage.NEED,
    Stage.SCOPE,
    Stage.VETTING,
    Stage.DESIGN,
    Stage.MOBILISE,
    Stage.LIVE,
    Stage.RENEWAL,
    Stage.CLOSING,
    Stage.CLOSED,
)
TIER_ANSWERS = {"light": 1, "standard": 2, "full": 3}
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"

_numbers = itertools.count(1)


# ── People and organisations ────────────────────────────────────────────────────────────────────


def a_user(name="", *, email="", on=DAY, **fields):
    """Make somebody with an account and `PASSWORD`, who belongs nowhere yet."""
    number = next(_numbers)
    return accounts.create_user(
        email=email or f"person{number}@people.example",
        name=name or f"Person {number}",
        password=PASSWORD,
        by=None,
        on=on,
        **fields,
    )


def a_body(name="", *, prefix="", on=DAY, **facts):
    """Make a public body that runs partnerships here; without a `prefix` it gets one of its own."""
    prefix = prefix or _letters(next(_numbers))
    body = organisations.found_body(
        name=name or f"City of {prefix.title()}", prefix=prefix, by=None, on=on, **facts
    )
    if not ProfileVersion.objects.filter(body=None, published_on__isnull=False).exists():
        operations.load_shipped_profiles(by=None, on=on)
    return body


def _letters(number):
    letters = ""
    while number:
        number, rest = divmod(number, 26)
        letters = ascii_uppercase[rest] + letters
    return "T" + letters.rjust(2, "A")


def a_company(name="", *, body=None, on=DAY, **facts):
    """Make a company; with `body`, one that this body has a relationship with."""
    number = next(_numbers)
    facts.setdefault("identifiers", [{"scheme": "GB-COH", "value": f"{number:08d}"}])
    facts.setdefault("country", "GB")
    return organisations.create_organisation(
        name=name or f"Company {number} Ltd",
        kind=Kind.COMPANY,
        body=body,
        by=None,
        on=on,
        **facts,
    )


def staff(body, role="staff", *, name="", email="", on=DAY, **fields):
    """Make a user who works for `body` as owner, lead, auditor, administrator or staff."""
    user = a_user(name, email=email, on=on, **fields)
    organisations.grant_membership(user, body.organisation, role, by=None, on=on)
    return user


def company_user(company, role="partner_staff", *, name="", email="", on=DAY, **fields):
    """Make a user of `company`: partner_admin or partner_staff."""
    user = a_user(name, email=email, on=on, **fields)
    organisations.grant_membership(user, company, role, by=None, on=on)
    return user


def an_approver(body, *, name="", email="", on=DAY, **fields):
    """Make a user in the pool of second approvers of `body`, without a membership."""
    user = a_user(name, email=email, on=on, **fields)
    organisations.seat_approver(body, user, by=None, on=on)
    return user


# ── Partnerships ────────────────────────────────────────────────────────────────────────────────


def a_partnership(body=None, *, lead=None, profile="standard", partner=None, on=DAY, **facts):
    """Make a partnership at `need`, led by `lead` (default: a new lead of the body), with the need and route filled in.

    `partner`, a company, becomes its partner party; it is not shared in (see `shared_partnership`).
    """
    body = body or a_body(on=on)
    lead = lead or staff(body, "lead", on=on)
    number = next(_numbers)
    usual = {
        "title": f"Partnership {number}",
        "need": "Residents wait eleven minutes for a bus that is said to come every six.",
        "summary": "Cleaner and more punctual buses.",
        "sector": "04.5",
        "legal_route": "tender",
        "legal_basis": "Open procedure, section 19",
        "value": Decimal("250000.00"),
        "currency": "GBP",
        "starts_on": on,
        "ends_on": ENDS,
        "profile_reason": "Chosen by the test.",
        **dict.fromkeys(operations.creation.TIER_WEIGHTS, TIER_ANSWERS[profile]),
    }
    return operations.create_partnership(
        body=body, by=lead, on=on, lead=lead, profile=profile, partner=partner, **{**usual, **facts}
    )


def shared_partnership(body=None, company=None, *, on=DAY, **facts):
    """Make a partnership whose partner `company` (default: a new one) was shared in."""
    company = company or a_company(on=on)
    partnership = a_partnership(body, partner=company, on=on, **facts)
    share_in(partnership, company, on=on)
    return fresh(partnership)


def taken_over(body=None, *, stage=Stage.LIVE, lead=None, on=DAY, **facts):
    """Enter a partnership that already ran when Concordat came."""
    body = body or a_body(on=on)
    usual = {
        "title": f"Running partnership {next(_numbers)}",
        "stage_since": on - datetime.timedelta(days=400),
        "starts_on": on - datetime.timedelta(days=700),
        "ends_on": ENDS,
    }
    lead = lead or staff(body, "lead", on=on)
    return operations.take_over_partnership(
        body=body, by=lead, on=on, stage=stage, lead=lead, **{**usual, **facts}
    )


def fresh(partnership):
    """Return the partnership as it stands now, with what operations and views select with it."""
    rows = type(partnership).objects.select_related("lead_body__organisation", "profile_version")
    return rows.get(pk=partnership.pk)


def lead_of(partnership, *, on=DAY):
    """Return the first user who leads the partnership."""
    return queries.leads_of(partnership, on=on)[0]


def party_of(partnership, organisation):
    """Return the party that an organisation (or a public body) is."""
    organisation = getattr(organisation, "organisation", organisation)
    return partnership.parties.get(organisation=organisation)


def share_in(partnership, organisation, *, by=None, on=DAY):
    """Let a party see the partnership."""
    party = party_of(partnership, organisation)
    return operations.share_in(party, by=by or lead_of(partnership, on=on), on=on)


def a_member(partnership, user=None, role=MemberRole.NONE, *, party=None, by=None, on=DAY, **facts):
    """Give `user` (or somebody by name only) a place on the side where they belong."""
    if party is None:
        own = Membership.objects.live(on=on).filter(user=user).values("organisation")
        party = partnership.parties.get(organisation__in=own)
    if user is None:
        facts.setdefault("name", f"Person {next(_numbers)}")
    return operations.add_member(
        partnership,
        party=party,
        user=user,
        role=role,
        by=by or lead_of(partnership, on=on),
        on=on,
        **facts,
    )


def seat(partnership, kind, side=Side.PUBLIC, *, user=None, by=None, on=DAY):
    """Return the user who holds a seat, naming `user` or somebody new where it is vacant."""
    holder = Seat.objects.get(partnership=partnership, kind=kind, side=side).member
    if user is None and holder is not None and holder.user is not None:
        return holder.user
    by = by or lead_of(partnership, on=on)
    party = _party_on(partnership, side, by=by, on=on)
    user = user or _somebody_of(party.organisation, on=on)
    member = Member.objects.filter(
        partnership=partnership, user=user, revoked_at__isnull=True
    ).first() or a_member(partnership, user, party=party, by=by, on=on)
    operations.name_seat(partnership, kind=kind, side=side, member=member, by=by, on=on)
    return user


def _party_on(partnership, side, *, by, on):
    parties = partnership.parties.filter(side=side).order_by("id")
    party = parties.filter(role__in=[PartyRole.LEAD_BODY, PartyRole.PARTNER]).first()
    if party is None:
        party = operations.add_party(
            partnership, a_company(on=on), role=PartyRole.PARTNER, side=side, by=by, on=on
        )
    return party


def _somebody_of(organisation, *, on):
    user = a_user(on=on)
    role = "staff" if organisation.kind == Kind.PUBLIC_BODY else "partner_staff"
    organisations.grant_membership(user, organisation, role, by=None, on=on)
    return user


def pause(partnership, *, until=None, reviewer=None, by=None, on=DAY, reason="The council votes."):
    """Pause a partnership for sixty days (or `until`); `reviewer`, else its first lead, looks at it again."""
    facts = {"reviewer": reviewer, "by": by, "on": on, "reason": reason}
    return _set_aside(operations.pause, partnership, until, **facts)


def suspend(partnership, *, until=None, by=None, on=DAY, reason="Doubts about an invoice."):
    """Suspend a partnership; its first lead looks at it again within sixty days (or by `until`)."""
    return _set_aside(operations.suspend, partnership, until, by=by, on=on, reason=reason)


def _set_aside(verb, partnership, until, *, by, on, reason, reviewer=None):
    lead = lead_of(partnership, on=on)
    leads = Member.objects.filter(partnership=partnership, user=lead, revoked_at__isnull=True)
    reviewer = reviewer or leads.get()
    until = until or on + datetime.timedelta(days=60)
    version = fresh(partnership).version
    facts = {"until": until, "reviewer": reviewer, "by": by or lead, "on": on}
    return verb(partnership, version=version, reason=reason, **facts)


def look_as(client, party, *, role="partner_admin"):
    """Have the session of a signed-in test client look as a party, as after the page that asks why."""
    session = client.session
    looking.begin(session, party, role=role)
    session.save()


# ── Gates and stages ────────────────────────────────────────────────────────────────────────────


def gate_of(partnership, number=None):
    """Return a gate by its number, or the one ahead."""
    number = number or GATE_AHEAD[fresh(partnership).stage]
    return partnership.gate_set.select_related("partnership").get(number=number)


def condition_of(partnership, key):
    """Return a condition by its key."""
    return partnership.gatecondition_set.select_related("gate", "partnership").get(key=key)


def tick(partnership, key, *, by=None, on=DAY, reason="Seen and filed.", **values):
    """Mark one condition as met, the way a person does."""
    return operations.pass_condition(
        partnership, key, by=by or lead_of(partnership, on=on), on=on, reason=reason, **values
    )


def ready_gate(partnership, *, by=None, on=DAY):
    """Meet every condition that the gate ahead still misses; returns the gate."""
    gate = gate_of(partnership)
    if queries.missing_conditions(gate).filter(key="sponsor_named").exists():
        seat(partnership, SeatKind.SPONSOR, by=by, on=on)
    for condition in list(queries.missing_conditions(gate)):
        tick(partnership, condition.key, by=by, on=on)
    return gate_of(partnership)


def ask_decision(partnership, *, by=None, on=DAY):
    """Ready the gate ahead, see that somebody can decide it, and ask them; returns the Approval."""
    by = by or lead_of(partnership, on=on)
    # Seats first: naming one looks again at what the partnership's own records answer.
    _fill_seats(partnership, gate_of(partnership).number, by=by, on=on)
    gate = ready_gate(partnership, by=by, on=on)
    return operations.ask_decision(gate, version=gate.version, by=by, on=on)


def _fill_seats(partnership, number, *, by, on):
    for decider in partnership.profile_version.deciders.filter(gate=number):
        if decider.kind == AskKind.SEAT:
            seat(partnership, decider.seat, decider.side, by=by, on=on)
        elif decider.kind == AskKind.POOL and not _others_in_pool(partnership, by=by, on=on):
            an_approver(partnership.lead_body, on=on)


def _others_in_pool(partnership, *, by, on):
    pool = second_approvers_of(partnership.lead_body, on=on)
    return [user for user in pool if user != by]


def answer(approval, given=Answer.YES, *, on=DAY, reason="As shown."):
    """Have everybody who is asked give their answer; returns the Approval."""
    answered = []
    for ask in approval.asks.order_by("number"):
        users = [user for user in queries.people_asked(ask, on=on) if user not in answered]
        answered.append(users[0])
        approval = operations.answer_approval(
            approval, answer=given, by=users[0], on=on, reason=reason
        )
    return approval


def pass_gate(partnership, *, by=None, on=DAY):
    """Ready the gate ahead and have it decided; returns the gate."""
    gate = ready_gate(partnership, by=by, on=on)
    if gate.state == GateState.OPEN:
        answer(ask_decision(partnership, by=by, on=on), on=on)
    return gate_of(partnership, gate.number)


def move_to(partnership, stage, *, by=None, on=DAY):
    """Lead a partnership along the main line to `stage`, passing the gates between; returns it as it then stands."""
    by = by or lead_of(partnership, on=on)
    partnership = fresh(partnership)
    while partnership.stage != stage:
        to = MAIN_LINE[MAIN_LINE.index(partnership.stage) + 1]
        if partnership.stage != Stage.LIVE:
            pass_gate(partnership, by=by, on=on)
        partnership = fresh(partnership)
        operations.move(partnership, to, version=partnership.version, by=by, on=on)
        partnership = fresh(partnership)
    return partnership


# ── Files ───────────────────────────────────────────────────────────────────────────────────────


def an_upload(name="minutes.pdf", content=PDF):
    """Return a file as a browser would send it."""
    return SimpleUploadedFile(name, content, content_type="application/octet-stream")
