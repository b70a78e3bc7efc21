"""The audit in the administration: security events of the own body, to read."""

from collections.abc import Mapping
from datetime import date

from django.contrib import admin
from django.core.exceptions import BadRequest
from django.db.models import Q
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.models import Entry
from desk import queries
from organisations import queries as organisations
from organisations.doors import BodyAdmin, Choice, is_uuid
from organisations.models import Relationship

VERBS = {
    "accounts.sign_in": _("Signed in"),
    "accounts.fail_to_sign_in": _("Failed to sign in"),
    "accounts.change_password": _("Changed the password"),
    "accounts.create_user": _("Made an account"),
    "accounts.change_account": _("Changed an account"),
    "accounts.change_settings": _("Changed own settings"),
    "accounts.close_account": _("Closed an account"),
    "accounts.reopen_account": _("Opened an account again"),
    "accounts.ask_for_password": _("Asked for a link to set a password"),
    "accounts.turn_on_second_factor": _("Set up the app of the second step"),
    "accounts.turn_off_second_factor": _("Turned the second step off"),
    "accounts.reset_second_factor": _("Took the app of the second step off an account"),
    "accounts.renew_recovery_codes": _("Made new recovery codes"),
    "accounts.keep_recovery_codes": _("Put recovery codes away"),
    "accounts.use_recovery_code": _("Signed in with a recovery code"),
    "accounts.fail_code": _("Typed a wrong code"),
    "accounts.end_session": _("Ended a session"),
    "accounts.end_sessions": _("Ended sessions"),
    "accounts.reseal_second_factors": _("Sealed the secrets of apps anew"),
    "desk.export_list": _("Took a list away as a file"),
    "organisations.grant_membership": _("Gave a role"),
    "organisations.revoke_membership": _("Took a role back"),
    "partnerships.invite": _("Invited somebody"),
    "partnerships.resend_invitation": _("Sent an invitation again"),
    "partnerships.withdraw_invitation": _("Withdrew an invitation"),
    "partnerships.accept_invitation": _("Accepted an invitation"),
    "desk.remove_person": _("Removed somebody from an organisation"),
    "organisations.seat_approver": _("Added to the pool of second approvers"),
    "organisations.unseat_approver": _("Took out of the pool of second approvers"),
    "organisations.announce_absence": _("Announced an absence"),
    "organisations.change_absence": _("Changed an absence"),
    "organisations.end_absence": _("Ended an absence"),
    "organisations.delegate_seat": _("Lent a seat in a pool"),
    "organisations.end_delegation": _("Took a lent seat back"),
    "organisations.found_body": _("Set up a public body"),
    "organisations.create": _("Recorded an organisation"),
    "organisations.edit": _("Corrected an organisation"),
    "organisations.add_identifier": _("Added an identifier"),
    "organisations.relate": _("Began a relationship"),
    "organisations.create_calendar": _("Made a calendar"),
    "organisations.set_holiday": _("Set a day in a calendar"),
    "organisations.drop_holiday": _("Took a day out of a calendar"),
    "partnerships.copy_profile": _("Began a profile version"),
    "partnerships.edit_profile": _("Edited a profile version"),
    "partnerships.publish_profile": _("Published a profile version"),
}


class VerbFilter(Choice):
    title, parameter_name, choices_of = _("what"), "verb", tuple(VERBS.items())


class DayFilter(Choice):
    """One day."""

    title, parameter_name, input_type = _("day"), "day", "date"
    edge = ""

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        try:
            day = date.fromisoformat(self.value())
        except ValueError as mistake:
            raise BadRequest("not a day") from mistake
        return queryset.filter(**{f"on{self.edge}": day})


class SinceFilter(DayFilter):
    title, parameter_name, edge = _("from"), "since", "__gte"


class UntilFilter(DayFilter):
    title, parameter_name, edge = _("to"), "until", "__lte"


@admin.register(Entry)
class EntryAdmin(BodyAdmin):
    icon, place = "history", 90
    about = _(
        "Who did what to accounts, roles and content, and when. Nobody can change or delete it."
    )
    facts = ("on", "at", "what", "who", "about_what", "reason", "changes", "request_id", "entry_id")
    list_display = ("on", "at", "what", "who", "about_what")
    list_display_links = ("what",)
    list_filter = (VerbFilter, SinceFilter, UntilFilter)
    sortable_by = ()

    def rows_for(self, viewer):
        return queries.security_entries_visible_to(viewer)

    def get_object(self, request, object_id, from_field=None):
        entry = super().get_object(request, object_id, from_field)
        if entry is not None:
            self.prepare(request, [entry])
        return entry

    def prepare(self, request, rows):
        """Look up at once whom the entries of a page name, as far as the reader may know them."""
        keys = {key for row in rows for key in keys_in(row)}
        viewer = request.viewer
        known = organisations.users_administered_by(viewer).values("pk")
        places = organisations.organisations_administered_by(viewer)
        names = {row.public_id: str(row) for row in places.filter(public_id__in=keys)}
        for user in User.objects.filter(public_id__in=keys).annotate(is_known=Q(pk__in=known)):
            names[user.public_id] = user.get_full_name() if user.is_known else outside(user)
        ties = Relationship.objects.filter(public_id__in=keys, organisation__in=places)
        for tie in ties.select_related("organisation"):
            names[tie.public_id] = str(tie.organisation)
        names = {str(key): name for key, name in names.items()}
        for row in rows:
            row.names = names

    @admin.display(description=_("what"))
    def what(self, row):
        return VERBS.get(row.verb, row.verb)

    @admin.display(description=_("by"))
    def who(self, row):
        if row.actor_id is None:
            return _("Concordat itself")
        return row.names.get(str(row.actor_id), _("a former user"))

    @admin.display(description=_("about"))
    def about_what(self, row):
        values = {**(row.before or {}), **(row.after or {})}
        named = (row.object_id, values.get("user"), values.get("organisation"))
        words = [row.names[one] for one in named if one in row.names]
        return ", ".join([*words, *([row.object_label] if row.object_label else [])])

    @admin.display(description=_("changes"))
    def changes(self, row):
        before, after = row.before or {}, row.after or {}
        lines = (
            (key, said(before.get(key), row.names), said(after.get(key), row.names))
            for key in {**before, **after}
        )
        return format_html_join(
            "",
            '<div>{}: <span class="c-muted">{}</span> → {}</div>',
            ((key.replace("_", " "), old, new) for key, old, new in lines),
        )

    @admin.display(description=_("entry"))
    def entry_id(self, row):
        return format_html("<code>{}</code>", row.public_id)


def keys_in(entry):
    """Return every public id that stands in an entry."""
    texts = [entry.object_id, str(entry.actor_id or "")]
    for values in (entry.before, entry.after):
        if isinstance(values, Mapping):
            texts += [one for one in values.values() if isinstance(one, str)]
    return {one for one in texts if is_uuid(one)}


def outside(user):
    """Return what to call somebody whom the reader does not know."""
    return str(_("The operator") if user.is_operator else _("Somebody of another organisation"))


def said(value, names):
    """Return a kept value in words."""
    if value is None or value in ("", [], {}):
        return "–"
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {said(one, names)}" for key, one in value.items())
    if isinstance(value, list):
        return ", ".join(str(said(one, names)) for one in value)
    return names.get(str(value), str(value))
