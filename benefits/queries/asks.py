"""What waits for a word of one's side over all partnerships: proposals, figures, offers and deliveries."""

import datetime
from dataclasses import dataclass
from uuid import UUID

from django.db.models import CharField, Exists, F, OuterRef, Q, Subquery, Value

from benefits.models import (
    FIGURES,
    Benefit,
    BenefitReading,
    BenefitState,
    Contribution,
    ContributionState,
    Handover,
    HandoverState,
    HandoverWord,
    ReadingState,
)
from benefits.queries.contributions import WRITES
from partnerships.models import (
    FREEZES,
    Freeze,
    Member,
    MemberRole,
    PartnerRole,
    Party,
    PartyRole,
    Side,
)
from partnerships.queries import partner_partnerships, public_partnerships

# Where promises stand still, nobody can agree to one.
_FROZEN = Q(
    partnership__side_state__in=[s for s, what in FREEZES.items() if Freeze.COMMITMENTS in what]
)
OTHER = {Side.PUBLIC: Side.PARTNER, Side.PARTNER: Side.PUBLIC}


@dataclass(frozen=True)
class Ask:
    """One thing of the other side that waits for a word of the reader's side."""

    what: str  # benefit, reading, contribution, handover, dispute
    day: datetime.date
    title: str
    reference: str
    body_name: str
    number: int
    statement: str
    handle: UUID  # of the benefit or contribution that it is about


ASK_FIELDS = tuple(Ask.__dataclass_fields__)


def asked_of(viewer, *, most):
    """This function will return up to `most` Asks of `viewer`, the longest waiting first, in one query."""
    rooms = []
    if viewer.is_public:
        rooms += _rooms(_answered_by_staff(viewer), Side.PUBLIC)
    if viewer.is_partner:
        own = _answering_parties(viewer)
        answered = partner_partnerships(viewer).filter(
            Exists(own.filter(partnership=OuterRef("pk")))
        )
        rooms += _rooms(answered, Side.PARTNER, own=own)
    if not rooms:
        return []
    first, *others = [room.order_by().values_list(*ASK_FIELDS) for room in rooms]
    return [
        Ask(*row) for row in first.union(*others, all=True).order_by("day", "handle", "what")[:most]
    ]


def _answered_by_staff(viewer):
    members = Member.objects.live(on=viewer.on).filter(
        user=viewer.user,
        party__side=Side.PUBLIC,
        party__organisation__in=viewer.roles,
        role__in=WRITES,
        partnership=OuterRef("pk"),
    )
    own = Q(lead_body__organisation__in=viewer.bodies_as("owner"))
    return public_partnerships(viewer).filter(own | Q(Exists(members)))


def _answering_parties(viewer):
    """Whoever is still a candidate is asked nothing, and a viewer answers nothing."""
    parties = Party.objects.filter(shared_at__isnull=False, side=Side.PARTNER)
    parties = parties.exclude(role=PartyRole.CANDIDATE)
    if viewer.view_as_party_id is not None:
        answers = viewer.view_as_role in {PartnerRole.ADMIN, PartnerRole.CONTRIBUTOR}
        return parties.filter(id=viewer.view_as_party_id) if answers else parties.none()
    works = Member.objects.live(on=viewer.on).filter(
        user=viewer.user,
        role__in=(MemberRole.CONTRIBUTOR, MemberRole.LEAD),
        party=OuterRef("pk"),
    )
    worked = Q(organisation__in=viewer.company_ids) & Q(Exists(works))
    return parties.filter(Q(organisation__in=viewer.companies_as("partner_admin")) | worked)


def _rooms(partnerships, side, *, own=None):
    """Five rooms of the other side's rows; a disputed delivery waits for whoever did not name its figures last.

    Of what belongs to the partner side, a company is asked about its `own` parties' alone: never about a rival's.
    """
    theirs = {"partnership__in": partnerships, "owning_party__side": OTHER[side]}
    either = {"partnership__in": partnerships}
    words = HandoverWord.objects.filter(handover=OuterRef("pk"), kind__in=FIGURES)
    last = Subquery(words.order_by("-id").values("side")[:1])
    readings = BenefitReading.objects.filter(**theirs, state=ReadingState.AWAITING)
    disputed = Handover.objects.filter(**either, state=HandoverState.DISPUTED)
    if own is not None:
        readings = readings.filter(_open_to(own, "benefit__owning_party"))
        disputed = disputed.filter(_open_to(own, "contribution__owning_party"))
    return [
        _told(
            Benefit.objects.filter(**theirs, state=BenefitState.PROPOSED).exclude(_FROZEN),
            "benefit",
            "",
            "proposed_on",
        ),
        _told(
            readings,
            "reading",
            "benefit__",
            "recorded_on",
        ),
        _told(
            Contribution.objects.filter(**theirs, state=ContributionState.PROPOSED).exclude(
                _FROZEN
            ),
            "contribution",
            "",
            "offered_on",
        ),
        _told(
            Handover.objects.filter(**theirs, state=HandoverState.AWAITING),
            "handover",
            "contribution__",
            "reported_on",
        ),
        _told(
            disputed.annotate(last=last).filter(last=OTHER[side]),
            "dispute",
            "contribution__",
            "answered_on",
        ),
    ]


def _open_to(own, party):
    return Q(**{f"{party}__side": Side.PUBLIC}) | Q(**{f"{party}__in": own})


def _told(rows, what, subject, day):
    facts = {
        "what": Value(what, output_field=CharField()),
        "day": F(day),
        "title": F("partnership__title"),
        "reference": F("partnership__reference"),
        "body_name": F("partnership__lead_body__organisation__name"),
        "handle": F(f"{subject}public_id"),
    }
    if subject:
        facts |= {"number": F(f"{subject}number"), "statement": F(f"{subject}statement")}
    # Names that the rows have already are taken as they are.
    own = {field.name for field in rows.model._meta.get_fields()}
    return rows.annotate(**{name: fact for name, fact in facts.items() if name not in own})
