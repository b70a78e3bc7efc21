"""The lists of the staff's home: partnerships and partners."""

from functools import cached_property

import rules
from dateutil.relativedelta import relativedelta
from django.db.models import Case, IntegerField, Q, Value, When
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from organisations.models import Kind
from partnerships import queries as partnerships
from partnerships.models import SHORT_STAGES, Health, Profile, SideState, Stage
from portfolio import queries
from ui import formats, lists

STAGE_NAMES = [(stage.value, SHORT_STAGES.get(stage, stage.label)) for stage in Stage]
STAGE_RANK = Case(
    *(When(stage=stage, then=Value(rank)) for rank, stage in enumerate(Stage)),
    output_field=IntegerField(),
)
DAYS_COUNTED = 62  # further off, an end is counted in months
YEARS_COUNTED = 3  # and from here on in years
NEAR = 180  # days in which a day needs no year
SOON_FIRST = (gettext_lazy("first to last"), gettext_lazy("last to first"))
A_TO_Z = (gettext_lazy("A to Z"), gettext_lazy("Z to A"))


def stage_symbols():
    """Return the bars of all stages, to be drawn once on a page and shown in every row by <use>."""
    total = len(SHORT_STAGES)
    block = "m11.5 0h9.7v4h-9.7z"
    bars = (
        (rank, "M-11.5 1" + block * rank, f"M{11.5 * (rank - 1)} 1" + block * (total - rank))
        for rank in range(1, total + 1)
    )
    symbols = format_html_join(
        "",
        '<symbol id="s-{}" viewBox="0 0 92 6"><path class="p-done" d="{}"/>'
        '<path class="p-todo" d="{}"/></symbol>',
        bars,
    )
    return format_html(
        '<svg class="c-sprite" width="0" height="0" aria-hidden="true">{}</svg>', symbols
    )


def end_words(ends, *, on):
    """Return how far an end is from the day `on`: in days when it is near, else in months or years."""
    if ends is None:
        return ""
    days = (ends - on).days
    if days < 0:
        return ngettext("ended %(days)s day ago", "ended %(days)s days ago", -days) % {
            "days": -days
        }
    if days < DAYS_COUNTED:
        return ngettext("ends in %(days)s day", "ends in %(days)s days", days) % {"days": days}
    span = relativedelta(ends, on)
    if span.years >= YEARS_COUNTED:
        years = ngettext("ends in %(count)s year", "ends in %(count)s years", span.years)
        return years % {"count": span.years}
    months = span.years * 12 + span.months
    return ngettext("ends in %(count)s month", "ends in %(count)s months", months) % {
        "count": months
    }


class PartnershipList(lists.List):
    """Partnerships as staff see them; the queryset comes from `partnerships.queries.listed_for_staff`."""

    key = "partnerships"
    label = gettext_lazy("Partnerships of this view")
    search_label = gettext_lazy("Title, reference or partner")
    default_sort = "next"
    is_duo = True
    symbols = "circle-check triangle-alert octagon-x flag circle-dashed"
    columns = (
        lists.Column(
            "title",
            gettext_lazy("Partnership"),
            template="portfolio/cells/title.html",
            order=("title",),
            words=A_TO_Z,
            is_heading=True,
        ),
        lists.Column("health", gettext_lazy("Health"), template="portfolio/cells/health.html"),
        lists.Column(
            "stage",
            gettext_lazy("Stage"),
            template="portfolio/cells/stage.html",
            order=(STAGE_RANK,),
            words=SOON_FIRST,
        ),
        lists.Column(
            "next",
            gettext_lazy("Next date"),
            template="portfolio/cells/next.html",
            order=("standing__next_due_on",),
            words=SOON_FIRST,
        ),
        lists.Column(
            "ends",
            gettext_lazy("Ends"),
            template="portfolio/cells/ends.html",
            order=("standing__ends_on",),
            words=SOON_FIRST,
        ),
    )
    # Orders without a column of their own, and what files say beside the columns of the page.
    reference = lists.Column(
        "reference", gettext_lazy("Reference"), order=("reference",), words=A_TO_Z
    )
    file_columns = (
        reference,
        lists.Column("title", gettext_lazy("Partnership"), order=("title",)),
        lists.Column("partners", gettext_lazy("Partners"), value="standing.partner_names"),
        lists.Column("body", gettext_lazy("Public body"), value="lead_body.organisation.name"),
        lists.Column(
            "profile", gettext_lazy("Profile"), value="profile_version.get_profile_display"
        ),
        lists.Column("health", gettext_lazy("Health"), value="standing.get_health_display"),
        lists.Column(
            "stage", gettext_lazy("Stage"), value="get_stage_display", order=(STAGE_RANK,)
        ),
        lists.Column("state", gettext_lazy("State"), value="get_side_state_display"),
        lists.Column("gate", gettext_lazy("Next gate"), value="standing.gate"),
        lists.Column(
            "next",
            gettext_lazy("Next date"),
            value="standing.next_due_on",
            order=("standing__next_due_on",),
        ),
        lists.Column(
            "ends", gettext_lazy("Ends"), value="standing.ends_on", order=("standing__ends_on",)
        ),
    )
    empty_icon = "handshake"
    empty_title = gettext_lazy("No partnership names you yet")
    empty_text = gettext_lazy("Its lead adds you. It then stands here.")
    empty_action = ""

    def __init__(self, request, queryset, **context):
        self.viewer, self.on = request.viewer, request.viewer.on
        self.is_exported = rules.has_perm("portfolio.export", self.viewer)
        self.filters = self.make_filters()
        if request.GET.get("format"):
            self.columns = self.file_columns
        super().__init__(request, queryset, **context)

    def explain_administrator(self):
        """Let the empty list say who reads partnerships, to whoever only administers."""
        self.empty_title = _("An administrator reads no partnerships")
        self.empty_text = _(
            "Owners and auditors read them all, everybody else those that name them."
        )

    def offer_first_partnership(self):
        """Let the empty list say how to begin, for those who may."""
        self.empty_title, self.empty_text = _("No partnerships yet"), _("Start with the need.")
        self.empty_action = format_html(
            '<a class="btn btn-primary" href="{}">{}</a>',
            reverse("partnerships:new"),
            _("New partnership"),
        )

    def make_filters(self):
        """Return the filters as this reader asks them."""
        return (
            lists.Choice("stage", _("Stage"), STAGE_NAMES),
            lists.Choice("state", _("State"), _states(), apply_with=_in_state),
            lists.Choice(
                "profile", _("Profile"), Profile.choices, lookup="profile_version__profile"
            ),
            lists.Choice("lead", _("Lead"), [("me", _("Me"))], apply_with=self._led),
            lists.Choice("health", _("Health"), Health.choices, lookup="standing__health"),
            lists.Choice("gate", _("Next gate"), [("late", _("Late"))], apply_with=self._late),
            lists.Choice("ends", _("Ends within"), _spans(), apply_with=self._ending),
            lists.Choice(
                "seat", _("Seats"), [("vacant", _("One is vacant"))], apply_with=self._with_vacancy
            ),
        )

    def _led(self, queryset, _value):
        return queryset.filter(id__in=partnerships.led_partnerships(self.viewer).values("id"))

    def _late(self, queryset, _value):
        return queryset.filter(queries.late(self.on))

    def _ending(self, queryset, value):
        return queryset.filter(queries.ending(until=self.on + relativedelta(months=int(value))))

    def _with_vacancy(self, queryset, _value):
        return queryset.filter(queries.vacant())

    def _read_sort(self, text):
        if text.removeprefix("-") == self.reference.key:
            return text
        return super()._read_sort(text)

    @cached_property
    def ordered(self):
        """Return all rows in their order; the reference is one, too, though it has no column of its own."""
        if self.sort.removeprefix("-") == self.reference.key:
            return self.filtered.order_by(*self.reference.ordering(down=self.sort.startswith("-")))
        return super().ordered

    def sort_options(self):
        """Return every order with its name, for the select on phones."""
        yield from super().sort_options()
        for key, words in zip(("reference", "-reference"), self.reference.words, strict=True):
            yield key, f"{self.reference.label}, {words}", self.sort == key

    def search(self, queryset, text):
        """Return the rows whose standing holds every word: reference, title, partners."""
        for word in text.lower().split()[: lists.WORD_LIMIT]:
            queryset = queryset.filter(standing__search_text__contains=word)
        return queryset

    def prepare(self, rows):
        """Return the rows with what their cells say about the next date."""
        ranks = {stage: rank for rank, stage in enumerate(SHORT_STAGES, start=1)}
        for row in rows:
            due = row.standing.next_due_on
            row.is_late = bool(due and due < self.on)
            row.is_over = bool(
                row.standing.ends_on and row.standing.ends_on < self.on and not row.is_closed
            )
            row.due_words = formats.distance(due, self.on) if due else ""
            row.due_style = "short" if due and abs((due - self.on).days) < NEAR else "full"
            row.end_words = end_words(row.standing.ends_on, on=self.on)
            row.stage_rank = ranks.get(row.stage, 0)
            row.stage_name = SHORT_STAGES.get(row.stage, row.get_stage_display())
        return rows

    def get_saved_views(self):
        """Return the saved views with their counts, as far as they can be counted exactly."""
        counts = self.context.get("counts") or {}
        return [
            lists.Saved(words, params, counts.get(key))
            for key, words, params in (
                ("all", _("All"), {}),
                ("mine", _("Mine"), {"lead": "me"}),
                ("late", _("Gate late"), {"gate": "late"}),
                ("ends", _("Ends within a year"), {"ends": "12"}),
                ("light", _("Light"), {"profile": Profile.LIGHT.value}),
                ("closed", _("Closed"), {"stage": Stage.CLOSED.value}),
            )
        ]


def _states():
    return [("running", _("Running")), *(pair for pair in SideState.choices if pair[0])]


def _in_state(queryset, value):
    return queryset.filter(side_state="" if value == "running" else value)


def _spans():
    return [("3", _("3 months")), ("6", _("6 months")), ("12", _("A year"))]


class PartnershipsWithPartner(PartnershipList):
    """The partnerships with one partner, on that partner's page."""

    key = "with"
    label = gettext_lazy("Partnerships with this partner")
    empty_title = gettext_lazy("No partnership yet")
    empty_text = gettext_lazy("Begin one, and name this partner in its second step.")

    def make_filters(self):
        return super().make_filters()[:2]

    def get_saved_views(self):
        return ()


class PartnerList(lists.List):
    """Organisations that the reader's bodies have a relationship with."""

    key = "partners"
    label = gettext_lazy("Partners of this view")
    search_label = gettext_lazy("Name or registration number")
    default_sort = "name"
    columns = (
        lists.Column(
            "name",
            gettext_lazy("Partner"),
            template="portfolio/cells/partner.html",
            order=("name",),
            words=A_TO_Z,
            is_heading=True,
        ),
        lists.Column(
            "kind", gettext_lazy("Kind"), value="get_kind_display", order=("kind",), words=A_TO_Z
        ),
        lists.Column("country", gettext_lazy("Country"), order=("country",), words=A_TO_Z),
        lists.Column(
            "partnership_count",
            gettext_lazy("Partnerships"),
            order=("partnership_count",),
            words=(gettext_lazy("fewest first"), gettext_lazy("most first")),
            is_number=True,
        ),
        lists.Column("since", gettext_lazy("Known since"), order=("since",), words=SOON_FIRST),
    )
    file_columns = (
        columns[0],
        lists.Column("legal_name", gettext_lazy("Legal name")),
        lists.Column("numbers", gettext_lazy("Numbers"), value=lambda row: "; ".join(row.numbers)),
        *columns[1:],
    )
    empty_icon = "building-2"
    empty_title = gettext_lazy("No partners yet")
    empty_text = gettext_lazy("Add the first organisation.")

    def __init__(self, request, queryset, **context):
        self.is_exported = rules.has_perm("portfolio.export", request.viewer)
        self.filters = (
            lists.Choice("kind", _("Kind"), Kind.choices),
            lists.Choice("country", _("Country"), _countries_of(queryset)),
        )
        if request.GET.get("format"):
            self.columns = self.file_columns
        super().__init__(request, queryset, **context)

    def search(self, queryset, text):
        """Return the rows whose names or registration numbers hold every word."""
        for word in text.split()[: lists.WORD_LIMIT]:
            named = Q(name__icontains=word) | Q(legal_name__icontains=word)
            queryset = queryset.filter(named | Q(id__in=queries.registered_like(word)))
        return queryset


def _countries_of(queryset):
    found = queryset.exclude(country="").order_by("country").values_list("country", flat=True)
    return [(code, code) for code in found.distinct()]
