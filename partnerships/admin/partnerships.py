"""Partnerships in the administration: what the register says of them, and nothing of what goes on inside."""

from django.contrib import admin
from django.db.models import Prefetch
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from organisations.doors import BodyAdmin, Choice
from partnerships import queries
from partnerships.models import Partnership, Party, Stage


class StageFilter(Choice):
    title, parameter_name, choices_of = _("stage"), "stage", Stage.choices


@admin.register(Partnership)
class PartnershipAdmin(BodyAdmin):
    icon, place = "handshake", 50
    about = _("The register's core fields of your partnerships, to read.")
    facts = ("reference", "title", "party_names", "stage")
    list_display = ("reference", "title", "party_names", "stage")
    list_filter = (StageFilter,)
    search_fields = ("reference", "title")
    ordering = ("-reference",)

    def may_see(self, viewer):
        return bool(viewer.bodies_as("administrator"))

    def rows_for(self, viewer):
        # Only what is shown is fetched: need, tier and the rest never leave the database.
        rows = queries.partnerships_administered_by(viewer)
        parties = Party.objects.select_related("organisation").order_by("side", "id")
        return rows.only("public_id", "reference", "title", "stage").prefetch_related(
            Prefetch("parties", parties)
        )

    @admin.display(description=_("parties"))
    def party_names(self, row):
        names = ((party.organisation,) for party in row.parties.all())
        return format_html_join("", "<div>{}</div>", names)
