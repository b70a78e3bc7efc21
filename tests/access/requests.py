"""The request that goes with each row of the matrix: address, sound values, and what must be so beforehand."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.urls import reverse

from accounts.models import SignIn
from benefits.models import BenefitType
from notices.models import Notice
from partnerships import operations
from partnerships.models import Draft, Gate, GateCondition, Member, Party
from tests.access import requests_gains
from tests.access.cast import canary
from tests.access.world import later
from tests.factories import DAY, PASSWORD, ask_decision, fresh, suspend

SESSION = UUID(int=7)
TOLD = {"own": "lead", "sibling": "rival", "foreign": "partner_admin"}


@dataclass
class At:
    """Where a row is tried: the world and one of its partnerships."""

    world: object
    relation: str

    @property
    def deal(self):
        return self.world.deals[self.relation]

    @property
    def ids(self):
        return self.deal.ids

    @property
    def row(self):
        return fresh(self.deal.row)

    @property
    def lead(self):
        return self.world.user(self.deal.lead)


def address_of(route, at):
    """Return the address of a row's route towards one relation."""
    name, _hash, variant = route.partition("#")
    if name == "admin:elsewhere":
        return reverse("admin:index") + "accounts/group/"
    build = ADDRESSES.get(route) or ADDRESSES.get(name)
    values = build(at) if build else {}
    query = values.pop("?", "")
    if name == "partnerships:draft":
        values["step"] = variant
    return reverse(name, kwargs=values) + query


def data_of(route, at):
    """Return sound values for a post."""
    build = DATA.get(route) or DATA.get(route.partition("#")[0])
    return build(at) if build else {}


def prepare(route, at):
    """Bring the world where a post of this row has something to do."""
    for key in {route, route.partition("#")[0]}:
        if key in BEFORE:
            BEFORE[key](at)


# ── Addresses ───────────────────────────────────────────────────────────────────────────────────


def _reference(at):
    return {"reference": at.deal.reference}


def _member(name):
    def build(at):
        member = Member.objects.get(
            partnership=at.deal.row, name=canary(at.relation, name, "member")
        )
        return {**_reference(at), "public_id": member.public_id}

    return build


def _party(name, key="public_id"):
    return lambda at: {**_reference(at), key: at.ids[name]}


def _party_query(find):
    return lambda at: {**_reference(at), "?": f"?party={find(at)}"}


def _body_party(at):
    return Party.objects.get(
        partnership=at.deal.row, organisation=at.world.organisation(at.deal.body)
    ).public_id


def _condition(name):
    def build(at):
        number, key = at.ids[name]
        return {**_reference(at), "number": number, "key": key}

    return build


def _gate(number):
    return lambda at: {**_reference(at), "number": number}


def _gate_ahead(at):
    return {**_reference(at), "number": at.row.standing.gate}


def _relationship(at):
    return {"public_id": at.ids["company"], "relationship": at.ids["relationship"]}


def _file(_at):
    return {"?": "?format=csv"}


def _row(name):
    return lambda at: {"object_id": at.ids[name]}


def _shipped(_at):
    return {"object_id": BenefitType.objects.get(body=None, key="learning").public_id}


def _approval(name):
    return lambda at: {"public_id": at.ids[name]}


def _notice(at):
    notices = Notice.objects.filter(recipient=at.world.user(TOLD[at.relation]))
    return {"public_id": notices.first().public_id}


IN_PARTNERSHIP = (
    "desk:partnership",
    "desk:history",
    "partnerships:edit",
    "partnerships:term",
    "partnerships:people",
    "partnerships:party-add",
    "partnerships:step-aside",
    "partnerships:gates",
    "partnerships:move",
    "partnerships:pause",
    "partnerships:suspend",
    "partnerships:resume",
    "partnerships:terminate",
    "partnerships:view-as",
)
ADDRESSES = {
    **requests_gains.ADDRESSES,
    **dict.fromkeys(IN_PARTNERSHIP, _reference),
    "account_reset_password_from_key": lambda _at: {"uidb36": "1", "key": "no-key"},
    "accounts:session-end": lambda _at: {"public_id": SESSION},
    "desk:demo-step": lambda _at: {"tour": "manager", "step": 1},
    "notices:open": _notice,
    "portfolio:partner": lambda at: {"public_id": at.ids["company"]},
    "portfolio:partner-note": _relationship,
    "portfolio:partner-contact": _relationship,
    "portal:organisation": lambda at: {"public_id": at.ids["company"]},
    "portfolio:partnerships#file": _file,
    "portfolio:partners#file": _file,
    "portal:partnerships#file": _file,
    "portfolio:partner#file": lambda at: {"public_id": at.ids["company"], **_file(at)},
    "desk:history#file": lambda at: {**_reference(at), **_file(at)},
    "desk:search#found": lambda _at: {"?": "?q=CANARY"},
    "desk:history#past": lambda at: {**_reference(at), "?": f"?on={later(0).isoformat()}"},
    "desk:history-entry#internal": _party("entry"),
    "desk:history-entry#shared": _party("shared_entry"),
    "desk:approval#override": _approval("override"),
    "desk:approval#signing": _approval("signing"),
    "desk:approval-withdraw#override": _approval("override"),
    "desk:approval-withdraw#signing": _approval("signing"),
    "desk:approval-evidence": lambda at: {"public_id": at.ids["signing"], "key": at.ids["shown"]},
    "partnerships:draft": lambda at: {"public_id": at.ids["draft"]},
    "partnerships:draft-discard": lambda at: {"public_id": at.ids["draft"]},
    "partnerships:gate": _gate(1),
    "partnerships:gate-ask": _gate_ahead,
    "partnerships:gate-target": _gate(5),
    "partnerships:condition": _condition("open"),
    "partnerships:condition-override": _condition("open"),
    "partnerships:condition-evidence": _condition("settled"),
    "partnerships:party-share#shared": _party("party"),
    "partnerships:party-share#hidden": _party("hidden"),
    "partnerships:member-add#body": _party_query(_body_party),
    "partnerships:member-add#company": _party_query(lambda at: at.ids["party"]),
    "partnerships:member-add#hidden": _party_query(lambda at: at.ids["hidden"]),
    "partnerships:member-remove#internal": _member("internal"),
    "partnerships:member-remove#shared": _member("shared"),
    "partnerships:member-remove#company": _member("shared_partner"),
    "partnerships:member-remove#hidden": _member("hidden"),
    "partnerships:seat": lambda at: {**_reference(at), "side": "public", "kind": "chair"},
    "partnerships:step-aside-lift": _party("recusal"),
    "admin:accounts_user_change": _row("user"),
    "admin:organisations_membership_change": _row("membership"),
    "admin:organisations_secondapprover_change": _row("approver"),
    "admin:organisations_organisation_change": _row("organisation"),
    "admin:organisations_holidaycalendar_change": _row("calendar"),
    "admin:partnerships_partnership_change": lambda at: {"object_id": at.deal.row.public_id},
    "admin:partnerships_profileversion_change": _row("profile"),
    "admin:partnerships_profileversion_copy": _row("profile"),
    "admin:partnerships_profileversion_preview": _row("profile"),
    "admin:benefits_benefittype_change": _row("kind"),
    "admin:benefits_benefittype_change#shipped": _shipped,
    "admin:audit_entry_change": _row("event"),
}

# ── Our people ──────────────────────────────────────────────────────────────────────────────────


def _organisation(at, side):
    return at.world.organisation(at.deal.body if side == "body" else at.deal.company)


def _people(side):
    return lambda at: {"public_id": _organisation(at, side).public_id}


def _person(side):
    def build(at):
        key = at.ids["membership"]
        if side == "company":
            # Where there is no viewer, there is somebody.
            rows = _organisation(at, side).memberships.filter(revoked_at=None).order_by("id")
            viewer = rows.filter(user=at.world.user("partner_viewer")).first()
            key = (viewer or rows.first()).public_id
        return {**_people(side)(at), "key": key}

    return build


ADDRESSES |= {
    "desk:invitation": lambda at: {"token": at.world.token},
    "partnerships:people-invite#choose": _reference,
    "partnerships:people-invite": _party_query(lambda at: at.ids["party"]),
    **{
        f"desk:{name}#{side}": build(side)
        for name, build in (
            ("people", _people),
            ("people-invite", _people),
            ("person", _person),
            ("person-remove", _person),
        )
        for side in ("body", "company")
    },
    **{
        f"desk:invitation-{verb}#{which}": _approval(key)
        for verb in ("resend", "withdraw")
        for which, key in (
            ("organisation", "invited"),
            ("public", "invited_public"),
            ("partner", "invited_partner"),
        )
    },
}


# ── Away, standing in, and the pool ─────────────────────────────────────────────────────────────


def _pool_seat(at):
    return {"public_id": _organisation(at, "body").public_id, "seat": at.ids["approver"]}


ADDRESSES |= {
    "desk:absence-announce": lambda at: {"organisation": _organisation(at, "body").public_id},
    "desk:absence-change": lambda at: {"public_id": at.world.absences["seat_holder"].public_id},
    "desk:absence-end": lambda at: {"public_id": at.world.absences["seat_holder"].public_id},
    "desk:seat-lend": lambda at: {"seat": at.ids["approver"]},
    "desk:delegation-end": lambda at: {"public_id": at.world.delegations["approver"].public_id},
    "desk:approvers": _people("body"),
    "desk:approver-add": _people("body"),
    "desk:approver-remove": _pool_seat,
}


def _days_away(_at):
    """Return days that nobody has taken yet."""
    days = {"starts_on": later(400), "ends_on": later(410)}
    return {"record_id": uuid4(), "password": PASSWORD, **days}


def _absence_changed(at):
    absence = at.world.absences["seat_holder"]
    facts = {"starts_on": absence.starts_on, "ends_on": later(20), "version": absence.version}
    return {**facts, "password": PASSWORD}


def _lent_to(at):
    to = at.world.user("evaluator").public_id
    return {**_days_away(at), "to": to, "reason": "A course."}


def _new_approver(at):
    key = "other_lead" if at.relation == "foreign" else "evaluator"
    return {"user": at.world.user(key).public_id, "password": PASSWORD}


def _invitee(role):
    return lambda _at: {
        "record_id": uuid4(),
        "address": "somebody@elsewhere.example",
        "role": role,
        "password": PASSWORD,
    }


def _successor(at):
    key = "other_owner" if at.relation == "foreign" else "contributor"
    to = at.world.user(key).public_id
    return {"to": to, "reason": "Moved on.", "password": PASSWORD}


def _newcomer(_at):
    password = {"password": "orchard lantern violin", "password_again": "orchard lantern violin"}
    address = "canary-alder-invited-mail@elsewhere.example"
    return {"address": address, "name": "Somebody New", **password}


# ── Values ──────────────────────────────────────────────────────────────────────────────────────


def _version(at, **values):
    return {"version": at.row.version, **values}


def _edit(at):
    row = at.row
    return _version(
        at,
        title="Buses at night",
        need="Nobody gets home after eleven.",
        summary="Buses",
        sector=row.sector,
        legal_route=row.legal_route,
        legal_basis="By statute",
        value="1000",
        currency="GBP",
    )


def _term(at):
    return _version(
        at,
        starts_on=DAY.isoformat(),
        ends_on=later(900).isoformat(),
        notice_days="30",
        extension_days="0",
    )


def _gate_version(at):
    return {"version": at.row.gate_set.get(number=_gate_ahead(at)["number"]).version}


def _target(at):
    gate = Gate.objects.get(partnership=at.deal.row, number=5)
    return {"version": gate.version, "target_on": later(100).isoformat()}


def _tick(at):
    number, key = at.ids["open"]
    row = GateCondition.objects.get(partnership=at.deal.row, gate__number=number, key=key)
    return {"version": row.version, "reason": "Seen."}


def _somebody(_at):
    return {"record_id": uuid4(), "name": "Somebody new", "role": "none"}


def _pause(at):
    reviewer = Member.objects.get(partnership=at.deal.row, user=at.lead)
    # By key or by public id, whichever the form takes.
    return _version(at, reason="Rest", until=later(60).isoformat(), reviewer=_choice(reviewer, at))


def _choice(member, _at):
    return member.public_id


def _need(at):
    return {
        "record_id": at.ids.get("draft", uuid4()),
        "title": "Night buses",
        "need": "Nobody gets home.",
        "summary": "",
        "sector": "",
    }


DATA = {
    "desk:absence-announce": _days_away,
    "desk:absence-change": _absence_changed,
    "desk:seat-lend": _lent_to,
    "desk:approver-add": _new_approver,
    **requests_gains.DATA,
    "account_reset_password": lambda _at: {"email": "nobody@people.example"},
    "account_login": lambda _at: {"login": "nobody@people.example", "password": "no"},
    "account_reauthenticate": lambda _at: {"password": "no"},
    "accounts:settings": lambda _at: {
        "name": "New name",
        "theme": "light",
        "density": "compact",
        "language": "en",
        "time_zone": "Europe/London",
    },
    "desk:approval": lambda _at: {"answer": "yes", "reason": "Fine.", "password": PASSWORD},
    "desk:approval-withdraw": lambda _at: {"reason": "Not now."},
    "portfolio:partner-add": lambda _at: {
        "record_id": uuid4(),
        "name": "Quite another firm",
        "kind": "company",
        "country": "GB",
        "is_another": "on",
    },
    "portfolio:partner-relate": lambda _at: {"scheme": "GB-COH", "value": "00000003"},
    "portfolio:partner-note": lambda _at: {"note": "Rings back.", "version": 2},
    "portfolio:partner-contact": lambda _at: {"record_id": uuid4(), "name": "Somebody new"},
    "partnerships:new": lambda at: {**_need(at), "record_id": uuid4()},
    "partnerships:draft#need": _need,
    "partnerships:draft#partner": lambda _at: {"do": "open"},
    "partnerships:draft#terms": lambda _at: {"currency": "GBP"},
    "partnerships:edit": _edit,
    "partnerships:term": _term,
    "partnerships:move": lambda at: _version(at, to="closed", reason="It ends."),
    "partnerships:pause": _pause,
    "partnerships:suspend": _pause,
    "partnerships:resume": lambda at: _version(at, reason="Looked into."),
    "partnerships:terminate": lambda at: _version(
        at, reason="It ends.", typed_reference=at.deal.reference, password=PASSWORD
    ),
    "partnerships:gate-ask": _gate_version,
    "partnerships:gate-target": _target,
    "partnerships:condition": _tick,
    "partnerships:condition-override": lambda at: {**_tick(at), "password": PASSWORD},
    "partnerships:party-add": lambda at: {
        "partner": at.world.companies[at.deal.company].public_id,
        "role": "adviser",
        "side": "partner",
    },
    "partnerships:member-add": _somebody,
    "partnerships:seat": lambda _at: {"member": ""},
    "admin:partnerships_profileversion_copy": lambda at: {
        "body": at.world.bodies[at.deal.body].prefix
    },
    "desk:invitation": _newcomer,
    "desk:people-invite#body": _invitee("staff"),
    "desk:people-invite#company": _invitee("partner_staff"),
    "desk:person-remove": _successor,
    "partnerships:people-invite": _invitee("viewer"),
    "partnerships:view-as": lambda at: {
        "party": at.ids["party"],
        "role": "partner_viewer",
        "reason": "They rang.",
        "password": PASSWORD,
    },
    "partnerships:step-aside": lambda _at: {"reason": "My sister works there."},
}

# ── Beforehand ──────────────────────────────────────────────────────────────────────────────────


def _suspend(at):
    suspend(at.row, by=at.lead)


def _ready(at):
    """Ask for the decision and take the question back: nothing is missing then, and all who decide are there."""
    question = at.deal.row.approvals.filter(kind="gate_decision", state="waiting").first()
    question = question or ask_decision(at.row, by=at.lead)
    operations.withdraw_approval(question, by=at.lead, on=DAY)


def _sound_draft(at):
    draft = Draft.objects.get(public_id=at.ids["draft"])
    typed = {"title": "Night buses", "need": "Nobody gets home.", "currency": "GBP"}
    operations.save_draft(body=draft.body, public_id=draft.public_id, data=typed, by=draft.by)


def _elsewhere(at):
    owner = at.world.user("owner")
    SignIn.objects.create(user=owner, public_id=SESSION, browser="Firefox", system="Windows")


BEFORE = {
    "accounts:session-end": _elsewhere,
    "partnerships:resume": _suspend,
    "partnerships:gate-ask": _ready,
    "partnerships:draft#check": _sound_draft,
}
