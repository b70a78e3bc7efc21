"""What the company's home asks, over all public bodies that its company works with."""

import datetime

from dateutil.relativedelta import relativedelta
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from accounts.models import User
from accounts.viewer import Viewer
from organisations import queries as organisations
from organisations.models import Membership, Organisation
from partnerships import queries as partnerships
from partnerships.models import (
    Approval,
    Gate,
    GateState,
    Member,
    MemberRole,
    PartnerRole,
    Partnership,
    Party,
    Side,
    SideState,
    Stage,
)

OWED_AHEAD = relativedelta(months=6)


def asked_of(viewer: Viewer) -> QuerySet[Approval]:
    """Return the approvals that wait for an answer of `viewer`, with what their rows name."""
    waiting = partnerships.approvals_waiting_for(viewer)
    return waiting.select_related("partnership", "body__organisation", "submitter")


def owed_to(viewer: Viewer, *, on: datetime.date) -> QuerySet[Gate]:
    """Return the gates that the public side decides next and by which day, earliest first.

    Their number and day only: what a gate still misses is the public side's own.
    """
    return (
        Gate.objects.filter(
            partnership__in=partnerships.partner_partnerships(viewer),
            partnership__side_state=SideState.NONE,
            number=F("partnership__standing__gate"),
            state__in=[GateState.OPEN, GateState.ASKED],
            target_on__lte=on + OWED_AHEAD,
        )
        # While it is delivered nothing is owed: the decision on the term begins with its own stage.
        .exclude(partnership__stage=Stage.LIVE)
        .select_related("partnership", "body__organisation")
        .order_by("target_on", "id")
    )


def shared_partnerships(viewer: Viewer) -> QuerySet[Partnership]:
    """Return the partnerships that were shared with the companies of `viewer`, with what lists read."""
    return partnerships.listed_for_partner(viewer)


def _as_contributor(viewer: Viewer) -> QuerySet[Member]:
    return Member.objects.live(on=viewer.on).filter(
        user=viewer.user,
        role=MemberRole.CONTRIBUTOR,
        party__side=Side.PARTNER,
        party__organisation__in=viewer.company_ids,
    )


def contributes_somewhere(viewer: Viewer) -> bool:
    """Say whether `viewer` is a contributor of a company in any partnership."""
    if viewer.view_as_party_id is not None:
        return viewer.view_as_role == PartnerRole.CONTRIBUTOR
    return viewer.is_partner and _as_contributor(viewer).exists()


def answered_for(viewer: Viewer, rows: QuerySet[Partnership]) -> QuerySet[Partnership]:
    """Narrow visible partnerships to those for which `viewer` answers: what goes into files."""
    if viewer.view_as_role == PartnerRole.CONTRIBUTOR:
        return rows
    administered = Party.objects.filter(
        partnership=OuterRef("pk"),
        organisation__in=viewer.companies_as("partner_admin"),
        shared_at__isnull=False,
    )
    contributed = _as_contributor(viewer).filter(partnership=OuterRef("pk"))
    return rows.filter(Q(Exists(administered)) | Q(Exists(contributed)))


def found(rows: QuerySet[Partnership], word: str) -> QuerySet[Partnership]:
    """Narrow visible partnerships to those in which a word stands that the partner side may read."""
    said = Q(title__icontains=word) | Q(reference__icontains=word)
    return rows.filter(said | Q(lead_body__organisation__name__icontains=word))


def bodies_of_partnerships(viewer: Viewer) -> list[Organisation]:
    """Return the public bodies that lead partnerships shared with the companies of `viewer`."""
    own = partnerships.partner_partnerships(viewer)
    return list(
        Organisation.objects.filter(id__in=own.values("lead_body__organisation")).order_by(
            "name", "id"
        )
    )


def companies_of(viewer: Viewer) -> QuerySet[Organisation]:
    """Return the companies of `viewer`."""
    return Organisation.objects.filter(id__in=viewer.company_ids).order_by("name", "id")


def people_of(company: Organisation, viewer: Viewer) -> list[Membership]:
    """Return who belongs to a company of one's own; nobody sees that who only looks as the partner."""
    if viewer.view_as_party_id is not None:
        return []
    rows = organisations.live_members_of(company, on=viewer.on).filter(user__is_active=True)
    return list(rows.order_by("user__name", "role", "id"))


def shared_with(company: Organisation, viewer: Viewer) -> QuerySet[Partnership]:
    """Return the partnerships of one company that `viewer` sees, in the order of their titles."""
    parties = Party.objects.filter(organisation=company, shared_at__isnull=False)
    rows = shared_partnerships(viewer).filter(id__in=parties.values("partnership"))
    return rows.order_by("title", "id")


def leads_to_ask(rows: QuerySet[Partnership], viewer: Viewer) -> list[Member]:
    """Return the public side's leads of these partnerships, as far as they are shared, one row a person."""
    leads = (
        Member.objects.live(on=viewer.on)
        .filter(
            partnership__in=rows.order_by().values("pk"),
            role=MemberRole.LEAD,
            party__side=Side.PUBLIC,
        )
        .select_related("user", "body__organisation")
        .order_by("body__organisation__name", "id")
    )
    shared = partnerships.within(leads, viewer)
    return list({lead.user_id: lead for lead in shared[:50]}.values())


def operators() -> list[User]:
    """Return who keeps the public facts of organisations in this installation."""
    return list(User.objects.filter(is_operator=True, is_active=True).order_by("name", "id")[:3])
