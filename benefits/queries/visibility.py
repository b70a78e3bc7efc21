"""Who may know of a benefit, a figure, a goal or a wish."""

from django.db.models import Q

from benefits.models import (
    BalanceSight,
    Benefit,
    BenefitReading,
    BenefitStatement,
    GoalLink,
    StrategicGoal,
    Wish,
)
from organisations.models import Relationship
from partnerships.models import Member, MemberRole, Party, PartyRole, Side, Stage
from partnerships.queries import (
    own_parties,
    partnerships_visible_to,
    public_partnerships,
    within,
)


def benefits_visible_to(viewer):
    """This function will return the benefits that `viewer` may see, of either side.

    A company sees nothing of another candidate, as it must not learn against whom it competes.
    """
    rows = _of_known_parties(within(Benefit.objects.all(), viewer), viewer, "owning_party")
    return rows.select_related("owning_party__organisation", "owner__user", "term")


def readings_visible_to(viewer):
    """This function will return the figures of visible benefits that `viewer` may see, latest first."""
    rows = within(BenefitReading.objects.all(), viewer)
    rows = _of_known_parties(rows, viewer, "benefit__owning_party")
    rows = _of_known_parties(rows, viewer, "owning_party")
    return rows.select_related("evidence", "recorded_by", "answered_by", "owning_party").order_by(
        "-read_on", "-id"
    )


def statements_visible_to(viewer):
    """This function will return the statements of benefits that `viewer` may see, latest first."""
    rows = _of_known_parties(within(BenefitStatement.objects.all(), viewer), viewer, "owning_party")
    return rows.select_related("owning_party__organisation", "stated_by").order_by(
        "-stated_on", "-id"
    )


def sights_visible_to(viewer):
    """This function will return which sides said that they have seen the balance, where `viewer` may know of it."""
    rows = within(BalanceSight.objects.all(), viewer)
    return rows.select_related("owning_party__organisation").order_by("side")


def goals_visible_to(viewer):
    """This function will return the strategic goals of the bodies for which `viewer` works; companies see none."""
    if viewer.view_as_party_id is not None:
        return StrategicGoal.objects.none()
    rows = StrategicGoal.objects.filter(body__organisation__in=viewer.body_ids)
    return rows.select_related("body__organisation").order_by("title", "id")


def goal_links_visible_to(viewer):
    """This function will return the live links to goals of partnerships that `viewer` sees from the public side."""
    rows = GoalLink.objects.filter(
        partnership__in=public_partnerships(viewer), unlinked_on__isnull=True
    )
    # The goals of a body are nothing that a company which happens to look in here is told.
    return rows.select_related("goal", "benefit").order_by("goal__title", "id")


def wishes_visible_to(viewer):
    """This function will return the wishes of the companies of `viewer`, and those that were shared with its bodies.

    Shared with a body means: with every body that has a relationship with the company.
    """
    known = Relationship.objects.filter(
        body__organisation__in=viewer.bodies_as("owner", "lead", "auditor", "staff")
    )
    shared = Q(shared_on__isnull=False, withdrawn_on__isnull=True)
    seen = shared & Q(organisation__in=known.values("organisation"))
    own = Q(organisation__in=viewer.company_ids)
    # Whoever only looks as a company is of the other side: what is the company's own stays its own.
    seen |= own if viewer.view_as_party_id is None else own & shared
    return Wish.objects.filter(seen).select_related("organisation").order_by("-recorded_on", "-id")


def wishes_shared_by(company, viewer):
    """This function will return what `company` shared with the bodies for which `viewer` works, latest first."""
    rows = wishes_visible_to(viewer).filter(organisation=company, withdrawn_on__isnull=True)
    return rows.filter(shared_on__isnull=False)


def partnerships_of_wishes(viewer, company):
    """This function will return the open partnerships in which `viewer` may take a wish of `company` up."""
    rows = partnerships_visible_to(viewer).filter(
        parties__in=Party.objects.filter(
            organisation=company, side=Side.PARTNER, shared_at__isnull=False
        )
    )
    if not viewer.has_role(company.pk, "partner_admin"):
        places = Member.objects.live(on=viewer.on).filter(
            user=viewer.user, party__organisation=company, role=MemberRole.CONTRIBUTOR
        )
        rows = rows.filter(pk__in=places.values("partnership"))
    rows = rows.exclude(stage=Stage.CLOSED).select_related("lead_body__organisation")
    return rows.order_by("title", "id")


def _of_known_parties(rows, viewer, field):
    if not viewer.is_partner:
        return rows
    own = own_parties(viewer).values("id")
    known = ~Q(**{f"{field}__role": PartyRole.CANDIDATE}) | Q(**{f"{field}__in": own})
    known |= Q(**{f"{field}__isnull": True})
    if viewer.is_public:
        known |= Q(partnership__in=public_partnerships(viewer))
    return rows.filter(known)


def contributes_for(viewer, company):
    """This function will tell whether `viewer` contributes for `company` in any partnership."""
    rows = Member.objects.live(on=viewer.on).filter(
        user=viewer.user, party__organisation=company, party__shared_at__isnull=False
    )
    return rows.filter(role=MemberRole.CONTRIBUTOR, party__side=Side.PARTNER).exists()
