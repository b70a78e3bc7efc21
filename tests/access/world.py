"""The world in which the access matrix is tried: two bodies, three companies, everybody who may stand at the door.

Everything is made through operations, once for each module of tests. Every text that the product keeps carries a
canary, `CANARY-<owner>-<class>-<field>`: wherever one turns up, it says whose it is and who may read it. Who there is
stands in `cast.py`; what the sides gain and give is made in `gains.py`, who is invited or away in `comings.py`.
"""

import datetime
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils import timezone

from accounts import operations as accounts
from audit.models import Entry
from benefits import operations as benefits
from organisations import operations as organisations
from partnerships import looking, operations, queries
from partnerships.models import Draft, Member, ProfileVersion, Seat, SeatKind, Side, Stage
from tests import factories
from tests.access import comings, gains
from tests.access.cast import (
    ADMINISTERED,
    CAST,
    DEALS,
    PLACES,
    POOL,
    Deal,
    Person,
    World,
    canary,
)
from tests.access.rows import RELATIONS
from tests.factories import DAY, PDF, an_upload, condition_of, fresh, gate_of, party_of, suspend

HIDDEN_CLASSES = ("internal", "shared", "own_side", "sealed")


def build():
    """Make the world and return it."""
    world = World()
    _found(world)
    _people(world)
    comings.be_away(world)
    for template in DEALS:
        deal = Deal(**{**template.__dict__, "ids": {}})
        world.deals[deal.key] = deal
        _begin(world, deal)
    for key in RELATIONS:
        _furnish(world, world.deals[key])
    _fill_places(world)
    _walk(world, world.deals["own"])
    for key in RELATIONS:
        _ask_override(world, world.deals[key])
        _address_entry(world.deals[key])
    _relate(world)
    _drafts(world)
    _administer(world)
    _leave(world)
    # After those who left, who are told none of it.
    gains.furnish(world)
    comings.invite(world)
    # Last, as whatever changes afterwards would have to be asked again.
    world.deals["own"].ids["signing"] = _ask(world, world.deals["own"]).public_id
    _sign_in(world)
    return world


# ── Who is there ────────────────────────────────────────────────────────────────────────────────


def _found(world):
    for key, prefix in (("alder", "ALD"), ("harbour", "HAR")):
        calendar = organisations.create_calendar(
            name=canary(key, "internal", "calendar"), by=None, on=DAY
        )
        world.bodies[key] = factories.a_body(
            canary(key, "public", "name"), prefix=prefix, calendar=calendar
        )
    for number, key in enumerate(("meridian", "northwind", "rival"), start=1):
        world.companies[key] = factories.a_company(
            canary(key, "public", "name"),
            legal_name=canary(key, "public", "legal"),
            website=f"https://{key}.example/{canary(key, 'public', 'site')}",
            identifiers=[{"scheme": "GB-COH", "value": f"0000{number:04d}"}],
            addresses=[{"street": canary(key, "public", "street"), "locality": "Town"}],
        )
        organisations.record_person(
            world.companies[key], name=canary(key, "public", "contact"), by=None, on=DAY
        )


def _people(world):
    for key, (where, role) in CAST.items():
        person = world.people[key] = Person(key, roles={where: {role}})
        person.user = _account(key, is_staff=role == "administrator")
        organisations.grant_membership(
            person.user, world.organisation(where), role, by=None, on=DAY
        )
    both = world.people["both"] = Person("both", user=_account("both"))
    for where in ("alder", "harbour"):
        both.roles[where] = {"staff"}
        organisations.grant_membership(
            both.user, world.organisation(where), "staff", by=None, on=DAY
        )
    for key, where in POOL.items():
        world.people[key] = Person(key, pool={where}, user=_account(key))
        organisations.seat_approver(world.bodies[where], world.user(key), by=None, on=DAY)
    organisations.seat_approver(world.bodies["alder"], world.user("away"), by=None, on=DAY)
    world.people["away"].pool = {"alder"}
    world.people["operator"] = Person("operator", is_operator=True)
    world.people["operator"].user = _account("operator", is_staff=True, is_operator=True)
    world.people["viewing_as"] = Person("viewing_as", looks_as="own", user=world.user("lead"))
    world.people["anonymous"] = Person("anonymous", is_signed_in=False)


def _account(key, **fields):
    return factories.a_user(
        canary(key, "person", "name"), email=f"canary-{key}-person-mail@people.example", **fields
    )


# ── Partnerships ────────────────────────────────────────────────────────────────────────────────


def _begin(world, deal):
    key, lead = deal.key, world.user(deal.lead)
    deal.row = factories.a_partnership(
        world.bodies[deal.body],
        lead=lead,
        profile="light",
        partner=world.companies[deal.company],
        title=canary(key, "shared", "title"),
        summary=canary(key, "shared", "summary"),
        need=canary(key, "internal", "need"),
        legal_basis=canary(key, "internal", "basis"),
        profile_reason=canary(key, "internal", "profile"),
    )
    world.people[deal.lead].places[key] = (Side.PUBLIC, "lead")
    world.relations.add((deal.body, deal.company))
    if deal.is_shared:
        factories.share_in(deal.row, world.companies[deal.company], by=lead)


def _furnish(world, deal):
    """Give a partnership one of everything that has an address: party, member, recusal, evidence."""
    key, by = deal.key, world.user(deal.lead)
    hidden = world.companies[deal.hidden]
    operations.add_party(deal.row, hidden, role="candidate", side=Side.PARTNER, by=by, on=DAY)
    world.relations.add((deal.body, deal.hidden))
    deal.ids |= {
        "party": party_of(deal.row, world.companies[deal.company]).public_id,
        "hidden": party_of(deal.row, hidden).public_id,
        "company": world.companies[deal.company].public_id,
    }
    body = world.bodies[deal.body]
    for visibility in HIDDEN_CLASSES:
        _named(deal, body, visibility, {"own_side": "own_public"}.get(visibility, visibility), by)
    _named(deal, world.companies[deal.company], "own_side", "own_partner", by)
    _named(deal, world.companies[deal.company], "shared", "shared_partner", by)
    _named(deal, hidden, "shared", "hidden", by)
    deal.ids["member"] = Member.objects.get(name=canary(key, "shared", "member")).public_id
    aside = "recused" if key == "own" else f"{key}_aside"
    if key != "own":
        world.people[aside] = Person(aside, user=_account(aside))
    recusal = operations.recuse(
        deal.row, user=world.user(aside), reason=canary(key, "internal", "recusal"), by=by, on=DAY
    )
    world.people[aside].aside.add(key)
    deal.ids["recusal"] = recusal.public_id
    _evidence(deal, "guards_answered", by)


def _named(deal, organisation, visibility, cls, by):
    factories.a_member(
        deal.row,
        party=party_of(deal.row, organisation),
        by=by,
        visibility=visibility,
        name=canary(deal.key, cls, "member"),
        email=f"canary-{deal.key}-{cls}-mail@people.example",
        job_title=canary(deal.key, cls, "job"),
    )


def _evidence(deal, key, by):
    upload = an_upload(
        f"{canary(deal.key, 'asked', 'file')}.pdf",
        PDF + b"% " + canary(deal.key, "asked", "content").encode() + b"\n",
    )
    operations.tick_condition(
        deal.row, key, by=by, on=DAY, reason=canary(deal.key, "asked", "condition"), upload=upload
    )
    deal.ids["settled"] = (condition_of(deal.row, key).gate.number, key)


def _fill_places(world):
    deal = world.deals["own"]
    lead = world.user("lead")
    for key, (side, role) in PLACES.items():
        factories.a_member(deal.row, world.user(key), role, by=lead)
        world.people[key].places["own"] = (side, role)
    for side, key in ((Side.PUBLIC, "seat_holder"), (Side.PARTNER, "signatory")):
        factories.seat(deal.row, SeatKind.SIGNATORY, side, user=world.user(key), by=lead)
        world.people[key].seats["own"] = {(side, SeatKind.SIGNATORY)}


def _walk(world, deal):
    """Lead `own` to the agreement, which both signatories are asked for at the end."""
    lead = world.user("lead")
    for stage in (Stage.SCOPE, Stage.VETTING, Stage.DESIGN):
        approval = _ask(world, deal)
        operations.answer_approval(
            approval,
            answer="yes",
            by=world.user("approver"),
            on=DAY,
            reason=canary("own", "asked", "answer"),
        )
        # An owner moves it: whoever is not shown to the company must not be named in its news either.
        operations.move(
            deal.row,
            stage,
            version=fresh(deal.row).version,
            by=world.user("owner"),
            on=DAY,
            reason=canary("own", "internal", "move"),
        )
    suspend(deal.row, reason=canary("own", "internal", "suspend"), by=lead)
    operations.resume(
        deal.row,
        version=fresh(deal.row).version,
        reason=canary("own", "internal", "resume"),
        by=lead,
        on=DAY,
    )
    deal.row = fresh(deal.row)


def _ask(world, deal):
    lead, gate = world.user("lead"), gate_of(deal.row)
    missing = list(queries.missing_conditions(gate))
    for condition in missing[1:]:
        factories.tick(
            deal.row, condition.key, by=lead, reason=canary(deal.key, "asked", "condition")
        )
    if missing:
        _evidence(deal, missing[0].key, lead)
        deal.ids["shown"] = missing[0].key
    gate = gate_of(deal.row)
    return operations.ask_decision(
        gate,
        version=gate.version,
        by=lead,
        on=DAY,
        reason=canary(deal.key, "asked", "question"),
    )


def _ask_override(world, deal):
    """Ask the pool to set one condition of a later gate aside, and leave another one open."""
    gate = deal.row.gate_set.get(number=5)
    # What the partnership itself answers is ticked with a file only.
    open_ones = gate.conditions.filter(state="open", mode="required").exclude(key="access_accepted")
    first, second = open_ones.order_by("order")[:2]
    approval = operations.ask_override(
        first,
        version=first.version,
        reason=canary(deal.key, "asked", "override"),
        by=world.user(deal.lead),
        on=DAY,
    )
    deal.ids |= {"override": approval.public_id, "open": (5, second.key)}


def _address_entry(deal):
    entries = Entry.objects.filter(partnership_key=deal.row.public_id).order_by("id")
    deal.ids |= {
        "entry": entries.filter(visibility="internal").first().public_id,
        "shared_entry": entries.filter(visibility="shared").first().public_id,
    }


# ── What bodies keep for themselves ─────────────────────────────────────────────────────────────


def _relate(world):
    for body, company in sorted(world.relations):
        relationship = organisations.relate(
            world.bodies[body], world.companies[company], by=None, on=DAY
        )
        organisations.note_relationship(
            relationship, note=canary(body, "internal", f"note{company}"), by=None, on=DAY
        )
        organisations.record_person(
            world.companies[company],
            relationship=relationship,
            name=canary(body, "internal", f"contact{company}"),
            email=f"canary-{body}-internal-mail{company}@people.example",
            job_title=canary(body, "internal", f"job{company}"),
            by=None,
            on=DAY,
        )
        for deal in world.deals.values():
            if (deal.body, deal.company) == (body, company):
                deal.ids["relationship"] = relationship.public_id


def _drafts(world):
    for key, body in (("lead", "alder"), ("owner", "alder"), ("other_lead", "harbour")):
        draft = Draft(by=world.user(key), body=world.bodies[body])
        operations.save_draft(
            body=draft.body,
            public_id=draft.public_id,
            by=draft.by,
            data={"title": canary(key, "draft", "title"), "need": canary(key, "draft", "need")},
        )
        relation = {"lead": "own", "owner": "sibling", "other_lead": "foreign"}[key]
        world.deals[relation].ids["draft"] = draft.public_id


def _administer(world):
    """Name what the administration keeps: accounts, roles, seats, calendars, versions of profiles, events."""
    for key, (who, second, company) in ADMINISTERED.items():
        deal = world.deals[key]
        body, user = world.bodies[deal.body], world.user(who)
        version = operations.copy_profile(
            ProfileVersion.objects.get(profile="light", body=None),
            body=body,
            note=canary(deal.body, "internal", "profilenote"),
            by=None,
            on=DAY,
        )
        kind = benefits.add_type(
            body=body,
            key=f"kind_{key}",
            label=canary(deal.body, "internal", "kind"),
            gainer="public",
            measure=canary(deal.body, "internal", "kind"),
            unit="things",
            direction="up",
            by=None,
            on=DAY,
        )
        membership = user.memberships.get(organisation=body.organisation)
        deal.ids |= {
            "kind": kind.public_id,
            "user": user.public_id,
            "membership": membership.public_id,
            "approver": world.user(second).approver_seats.get().public_id,
            "organisation": world.organisation(company).public_id,
            "calendar": body.calendar.public_id,
            "profile": version.public_id,
            "event": Entry.objects.get(
                verb="organisations.grant_membership", object_id=str(membership.public_id)
            ).public_id,
        }


def _leave(world):
    """Whoever leaves, leaves last: what they did before stays written under their name."""
    deal = world.deals["own"]
    member = Member.objects.get(partnership=deal.row, user=world.user("former"))
    operations.remove_member(
        member, by=world.user("lead"), on=DAY, reason=canary("own", "internal", "removal")
    )
    del world.people["former"].places["own"]
    for key in ("former", "left", "named"):
        world.people[key].was_told.add("own")
    left = world.people["left"]
    organisations.revoke_membership(left.user.memberships.get(), by=None, on=DAY)
    left.roles, left.places = {}, {}
    accounts.close_account(world.user("closed"), by=None, on=DAY)
    closed = world.people["closed"]
    closed.user.refresh_from_db()
    closed.roles, closed.is_signed_in = {}, False


# ── Sessions ────────────────────────────────────────────────────────────────────────────────────


def _sign_in(world):
    for person in world.people.values():
        if person.user is not None:
            party = party_looked_at(world, person) if person.looks_as else None
            person.session = session_of(person.user, looks_as=party)


def party_looked_at(world, person):
    """Return the party as which somebody looks."""
    deal = world.deals[person.looks_as]
    return party_of(deal.row, world.companies[deal.company])


def session_of(user, *, looks_as=None, role="partner_admin"):
    """Return the key of a session in which `user` is signed in and, with `looks_as`, looks as that party."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    if looks_as is not None:
        looking.begin(session, looks_as, role=role)
    session.create()
    return session.session_key


def seat_of(deal, side, kind):
    """Return the seat row of a deal."""
    return Seat.objects.get(partnership=deal.row, side=side, kind=kind)


def later(days):
    """Return a day from today, for forms that are filled in now."""
    return timezone.localdate() + datetime.timedelta(days=days)
