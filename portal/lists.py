"""The list of the company's home."""

import rules
from django.db.models import Case, IntegerField, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.models import SHORT_STAGES, Stage
from portal import queries
from ui import lists

STAGE_RANK = Case(
    *(When(stage=stage, then=Value(rank)) for rank, stage in enumerate(Stage)),
    output_field=IntegerField(),
)
A_TO_Z = (gettext_lazy("A to Z"), gettext_lazy("Z to A"))
SOON_FIRST = (gettext_lazy("first to last"), gettext_lazy("last to first"))


def stage_name(row):
    """Return the short name of a row's stage."""
    return SHORT_STAGES.get(row.stage, row.get_stage_display())


class SharedPartnershipList(lists.List):
    """Partnerships that were shared with the reader's companies, each with its public body."""

    key = "partnerships"
    label = gettext_lazy("Our partnerships")
    search_label = gettext_lazy("Title, reference or public body")
    default_sort = "title"
    columns = (
        lists.Column(
            "title",
            gettext_lazy("Partnership"),
            template="portal/cells/title.html",
            order=("title",),
            words=A_TO_Z,
            is_heading=True,
        ),
        lists.Column(
            "body",
            gettext_lazy("Public body"),
            template="portal/cells/body.html",
            value="lead_body.organisation.name",
            order=("lead_body__organisation__name",),
            words=A_TO_Z,
        ),
        lists.Column(
            "stage",
            gettext_lazy("Stage"),
            template="portal/cells/stage.html",
            value=stage_name,
            order=(STAGE_RANK,),
            words=SOON_FIRST,
        ),
        lists.Column(
            "ends",
            gettext_lazy("Term ends"),
            value="standing.ends_on",
            order=("standing__ends_on",),
            words=SOON_FIRST,
        ),
    )
    file_columns = (lists.Column("reference", gettext_lazy("Reference")), *columns)
    empty_icon = "handshake"
    empty_title = gettext_lazy("No partnership is shared with you yet")
    empty_text = gettext_lazy("It stands here from the day on which the public body shares it.")

    def __init__(self, request, queryset, **context):
        self.is_exported = rules.has_perm("portal.export", request.viewer)
        bodies = queries.bodies_of_partnerships(request.viewer)
        self.filters = (
            lists.Choice(
                "body",
                _("Public body"),
                [(str(body.public_id), body.name) for body in bodies],
                lookup="lead_body__organisation__public_id",
            ),
            lists.Choice(
                "stage",
                _("Stage"),
                [(stage.value, SHORT_STAGES.get(stage, stage.label)) for stage in Stage],
            ),
        )
        if request.GET.get("format"):
            self.columns = self.file_columns
        super().__init__(request, queryset, **context)

    def search(self, queryset, text):
        """Return the rows in which every word stands; never by what only the public side reads."""
        for word in text.split()[: lists.WORD_LIMIT]:
            queryset = queries.found(queryset, word)
        return queryset

    def prepare(self, rows):
        """Return the rows with the short names of their stages."""
        for row in rows:
            row.stage_name = stage_name(row)
        return rows
