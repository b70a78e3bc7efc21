"""The verbs by which partnerships come to be."""

import datetime
from decimal import ROUND_HALF_UP, Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from organisations import operations as organisations
from organisations.models import PublicBody
from partnerships import queries
from partnerships.models import (
    GATE_AHEAD,
    Draft,
    Gate,
    GateCondition,
    GateState,
    MemberRole,
    Partnership,
    Party,
    PartyRole,
    Profile,
    ReferenceCounter,
    Seat,
    SeatKind,
    Side,
    Stage,
    StageChange,
    Term,
    Tier,
    Visibility,
)
from partnerships.models import ConditionState as State
from partnerships.operations.conditions import check_own_conditions
from partnerships.operations.people import add_member, add_party
from partnerships.operations.refusals import ProfileRefused
from partnerships.operations.standing import push_standing
from partnerships.operations.telling import record

TIER_WEIGHTS = {
    "tier_value": 25,
    "tier_criticality": 30,
    "tier_risk": 20,
    "tier_substitutability": 15,
    "tier_visibility": 10,
}
PROFILE_OF_TIER = {Tier.T1: Profile.FULL, Tier.T2: Profile.STANDARD, Tier.T3: Profile.LIGHT}
CORE_FIELDS = (
    "title",
    "need",
    "summary",
    "sector",
    "legal_route",
    "legal_basis",
    "value",
    "currency",
    *TIER_WEIGHTS,
)
CATCH_UP_AFTER = datetime.timedelta(days=28)
CATCH_UP_STEP = datetime.timedelta(days=7)


def tier_score(answers):
    """This function will return the tier score (0 to 100) of five answers of 0 to 3, or None while one is missing.

    Source: domain.md C.9.
    """
    if any(answers.get(field) is None for field in TIER_WEIGHTS):
        return None
    total = sum(weight * answers[field] for field, weight in TIER_WEIGHTS.items())
    return (Decimal(total) / 3).quantize(Decimal("0.0001"), ROUND_HALF_UP)


def tier_of(score):
    """This function will return the tier of a score: T1 from 70, T2 from 40, else T3; blank without a score."""
    if score is None:
        return ""
    if score >= Decimal(70):
        return Tier.T1
    return Tier.T2 if score >= Decimal(40) else Tier.T3


@transaction.atomic
def create_partnership(
    *,
    body,
    by,
    on,
    title,
    public_id=None,
    profile=None,
    profile_reason="",
    partner=None,
    new_partner=None,
    lead=None,
    **facts,
):
    """This function will begin a partnership at `need` and return it; the same `public_id` twice is one partnership.

    `facts` are core fields plus `starts_on`, `ends_on`, `notice_days`, `extension_days` of the first term.
    `lead` (default: the actor) leads it. `new_partner` are the facts of a partner that is not recorded yet.
    Raises ValidationError, ProfileRefused and IdentifierTaken.
    """
    if there := _made_before(body, public_id):
        return there
    if new_partner is not None:
        partner = organisations.create_organisation(**new_partner, body=body, by=by, on=on)
    partnership = _new_partnership(
        body=body,
        on=on,
        title=title,
        public_id=public_id,
        profile=profile,
        profile_reason=profile_reason,
        **facts,
    )
    _lay_out(partnership, by=by, on=on)
    # First of all, so that the history begins with it.
    after = {"title": title, "profile": str(partnership.profile_version)}
    record("create", partnership, partnership, by=by, on=on, after=after)
    if partner is not None:
        add_party(partnership, partner, role=PartyRole.PARTNER, side=Side.PARTNER, by=by, on=on)
    if leader := lead or by:
        party = partnership.parties.get(role=PartyRole.LEAD_BODY)
        add_member(partnership, party=party, user=leader, role=MemberRole.LEAD, by=by, on=on)
    _begin_history(partnership, by=by, on=on, stage=Stage.NEED)
    check_own_conditions(partnership, by=by, on=on)
    push_standing(partnership)
    Draft.objects.filter(public_id=partnership.public_id).delete()
    return partnership


def _made_before(body, public_id):
    """Two posts of one form wait for each other here, so that the second finds what the first made."""
    PublicBody.objects.select_for_update(no_key=True).get(pk=body.pk)
    made = Partnership.objects.filter(public_id=public_id, lead_body=body)
    return made.first() if public_id else None


@transaction.atomic
def take_over_partnership(
    *, body, by, on, title, stage, stage_since, profile=Profile.STANDARD, lead=None, **facts
):
    """This function will enter a partnership that already runs, at its real stage and with its real dates.

    Gates behind it read `taken over`, never `passed`; what they would have asked becomes a catch-up list with
    spread days that blocks nothing.
    """
    partnership = _new_partnership(
        body=body,
        on=facts.pop("started_on", None) or stage_since,
        title=title,
        profile=profile,
        profile_reason=_("Taken over while running."),
        past=True,
        **facts,
    )
    partnership.stage, partnership.stage_since, partnership.taken_over_on = stage, stage_since, on
    partnership.save(update_fields=["stage", "stage_since", "taken_over_on"])
    _lay_out(partnership, by=by, on=on)
    _take_over_gates(partnership, on=on)
    if lead is not None:
        party = partnership.parties.get(role=PartyRole.LEAD_BODY)
        add_member(partnership, party=party, user=lead, role=MemberRole.LEAD, by=by, on=on)
    _begin_history(partnership, by=by, on=on, stage=stage)
    push_standing(partnership)
    record(
        "take_over",
        partnership,
        partnership,
        by=by,
        on=on,
        after={"title": title, "stage": stage, "since": stage_since},
    )
    return partnership


def _new_partnership(
    *, body, on, title, public_id=None, profile=None, profile_reason="", past=False, **facts
):
    term = {
        key: facts.pop(key)
        for key in ("starts_on", "ends_on", "notice_days", "extension_days")
        if key in facts
    }
    partnership = Partnership(
        lead_body=body,
        title=title,
        stage_since=on,
        started_on=on,
        reference=_draw_reference(body, on=on),
        **facts,
    )
    if public_id:
        partnership.public_id = public_id
    score_and_profile(partnership, profile=profile, reason=profile_reason)
    clean(partnership)
    partnership.save()
    if term.get("starts_on") and term.get("ends_on"):
        _add_term(partnership, past=past, on=on, **term)
    return partnership


def clean(partnership):
    """This function will refuse facts that cannot be kept, whichever door they come through."""
    partnership.full_clean(exclude=["public_id"])
    if partnership.currency and partnership.currency not in queries.codes("currencies"):
        words = _("Enter the three letters of a currency, such as EUR.")
        raise ValidationError({"currency": words})


def score_and_profile(partnership, *, profile, reason=""):
    """This function will set tier, score and profile version: the tier's own profile unless another has a reason."""
    score = tier_score({field: getattr(partnership, field) for field in TIER_WEIGHTS})
    partnership.tier_score, partnership.tier = score, tier_of(score)
    usual = PROFILE_OF_TIER.get(partnership.tier)
    chosen = profile or usual or Profile.STANDARD
    if usual and chosen != usual and not reason:
        raise ProfileRefused(
            {
                "profile_reason": _(
                    "%(tier)s goes with the %(profile)s profile. Say why you choose another."
                )
                % {"tier": partnership.get_tier_display(), "profile": Profile(usual).label.lower()}
            }
        )
    version = queries.current_profile(chosen, body=partnership.lead_body)
    if version is None:
        raise ProfileRefused({"profile": _("No version of this profile is published.")})
    partnership.profile_version, partnership.profile_reason = version, reason


def _draw_reference(body, *, on):
    counter, _is_new = ReferenceCounter.objects.get_or_create(body=body, year=on.year)
    counter = ReferenceCounter.objects.select_for_update().get(pk=counter.pk)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"{body.prefix}-{on.year}-{counter.last:04d}"


def _add_term(
    partnership, *, starts_on, ends_on, on, past, number=1, notice_days=0, extension_days=0
):
    refuse_days(starts_on, ends_on, on=on, past=past)
    return Term.objects.create(
        partnership=partnership,
        number=number,
        starts_on=starts_on,
        ends_on=ends_on,
        notice_days=notice_days or 0,
        extension_days=extension_days or 0,
    )


def refuse_days(starts_on, ends_on, *, on, past=False):
    """This function will refuse a term that ends before it starts or, unless `past` is taken over, before `on`."""
    if ends_on < starts_on:
        raise ValidationError(
            {
                "ends_on": _("The last day (%(end)s) lies before the first day (%(start)s).")
                % {"end": date_format(ends_on), "start": date_format(starts_on)}
            }
        )
    if ends_on < on and not past:
        raise ValidationError({"ends_on": _("This day is past. Choose a day from today on.")})


def _lay_out(partnership, *, by, on):
    """Copy the profile's gates and conditions, and make the seats and the lead body's party."""
    body = partnership.lead_body
    Party.objects.create(
        partnership=partnership,
        organisation=body.organisation,
        side=Side.PUBLIC,
        role=PartyRole.LEAD_BODY,
    )
    common = {"partnership": partnership, "body": body}
    Seat.objects.bulk_create(
        Seat(kind=kind, side=side, visibility=Visibility.SHARED, **common)
        for kind in SeatKind
        for side in Side
    )
    version = partnership.profile_version
    gates = Gate.objects.bulk_create(
        Gate(number=row.gate, target_on=target_day(partnership, row), **common)
        for row in version.gates.order_by("gate")
    )
    by_number = {gate.number: gate for gate in gates}
    GateCondition.objects.bulk_create(
        GateCondition(
            gate=by_number[row.gate],
            key=row.key,
            order=row.order,
            mode=row.mode,
            label=row.label,
            explanation=row.explanation,
            package=row.package,
            **common,
        )
        for row in version.conditions.order_by("order")
    )


def target_day(partnership, row):
    """This function will return the day for which a profile plans a gate: from the first day, or from the term's end."""
    if row.days is not None:
        return partnership.started_on + datetime.timedelta(days=row.days)
    term = partnership.terms.order_by("-number").first()
    if term is None:
        return None
    return (
        term.ends_on
        if row.gate == GATE_AHEAD[Stage.CLOSING]
        else term.ends_on - datetime.timedelta(days=90)
    )


def _take_over_gates(partnership, *, on):
    ahead = GATE_AHEAD.get(partnership.stage, 8)
    behind = partnership.gate_set.filter(number__lt=ahead)
    behind.update(state=GateState.TAKEN_OVER, target_on=None)
    rows = list(GateCondition.objects.filter(gate__in=behind).order_by("order"))
    asked = 0
    for row in rows:
        row.state = State.TAKEN_OVER
        if row.mode == "required":
            row.due_on = on + CATCH_UP_AFTER + asked * CATCH_UP_STEP
            asked += 1
    GateCondition.objects.bulk_update(rows, ["state", "due_on"])


def _begin_history(partnership, *, by, on, stage):
    StageChange.objects.create(
        partnership=partnership,
        body=partnership.lead_body,
        number=1,
        from_stage=stage,
        to_stage=stage,
        by=by,
        on=on,
        visibility=Visibility.SHARED,
    )
