"""The lists of the desk: the people of one organisation."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy

from organisations.models import Membership, Role, SecondApprover
from partnerships import queries as partnerships
from partnerships.models import APPROVER, INVITED_ROLES, Member
from ui import lists

NAMES_SHOWN = 3
A_TO_Z = (gettext_lazy("A to Z"), gettext_lazy("Z to A"))
LATEST = (gettext_lazy("longest ago first"), gettext_lazy("latest first"))


class PeopleList(lists.List):
    """Who belongs to one organisation. Context: organisation, viewer."""

    key = "people"
    label = gettext_lazy("People of this organisation")
    search_label = gettext_lazy("Name or e-mail address")
    search_fields = ("name", "email")
    default_sort = "name"
    is_exported = False
    symbols = "circle-check"
    columns = (
        lists.Column(
            "name",
            gettext_lazy("Name"),
            template="desk/cells/person.html",
            order=("name", "email"),
            words=A_TO_Z,
            is_heading=True,
        ),
        lists.Column("roles", gettext_lazy("Role"), template="desk/cells/roles.html"),
        lists.Column("places", gettext_lazy("Partnerships"), template="desk/cells/places.html"),
        lists.Column(
            "seen",
            gettext_lazy("Last seen"),
            template="desk/cells/seen.html",
            order=("last_login",),
            words=LATEST,
        ),
    )
    empty_icon = "users"
    empty_title = gettext_lazy("Nobody has a sign-in yet")
    empty_text = gettext_lazy("Invite the first of your people.")

    def __init__(self, request, people, *, organisation, viewer):
        self.organisation, self.viewer = organisation, viewer
        self.filters = (self._by_role(organisation, viewer),)
        super().__init__(request, people, organisation=organisation, viewer=viewer)

    @staticmethod
    def _by_role(organisation, viewer):
        def narrowed(people, role):
            if role == APPROVER:
                rows = SecondApprover.objects.live(on=viewer.on).filter(
                    body__organisation=organisation
                )
            else:
                rows = Membership.objects.live(on=viewer.on).filter(
                    organisation=organisation, role=role
                )
            return people.filter(Exists(rows.filter(user=OuterRef("pk"))))

        is_body = hasattr(organisation, "public_body")
        company = (Role.PARTNER_ADMIN, Role.PARTNER_STAFF)
        pairs = [pair for pair in INVITED_ROLES if (pair[0] in company) != is_body]
        return lists.Choice("role", gettext_lazy("Role"), pairs, apply_with=narrowed)

    @property
    def ordered(self):
        """Return the rows with the roles and the seat that each person has here, in the same question."""
        roles = Membership.objects.live(on=self.viewer.on).filter(
            organisation=self.organisation, user=OuterRef("pk")
        )
        seats = SecondApprover.objects.live(on=self.viewer.on).filter(
            body__organisation=self.organisation, user=OuterRef("pk")
        )
        places = partnerships.known_places(Member.objects.live(on=self.viewer.on)).filter(
            party__organisation=self.organisation, user=OuterRef("pk")
        )
        places = places.order_by().values("user").annotate(number=Count("pk")).values("number")
        return super().ordered.annotate(
            roles_here=ArraySubquery(roles.order_by("role").values("role")),
            # Any of the roles leads to the page of the person.
            key_here=Subquery(roles.order_by("id").values("public_id")[:1]),
            is_in_pool=Exists(seats),
            places_number=Coalesce(Subquery(places), 0),
        )

    def prepare(self, rows):
        """Add the partnerships in which each person has a place and of which the reader may know."""
        places = {}
        for member in places_known_to(self.viewer, self.organisation).filter(user__in=rows):
            places.setdefault(member.user_id, []).append(member)
        for row in rows:
            row.places_here = places.get(row.pk, [])
            row.places_shown = row.places_here[:NAMES_SHOWN]
            row.more_places = row.places_number - len(row.places_shown)
            row.role_words = [Role(role).label for role in row.roles_here]
            if row.is_in_pool:
                row.role_words.append(dict(INVITED_ROLES)[APPROVER])
        return rows


def places_known_to(viewer, organisation):
    """Return the live places of an organisation's people in partnerships that the reader sees."""
    rows = Member.objects.live(on=viewer.on).filter(
        party__organisation=organisation,
        partnership__in=partnerships.partnerships_visible_to(viewer).values("pk"),
    )
    return rows.select_related("partnership").order_by("partnership__title", "partnership_id")
