"""Users in the administration: those of the reader's own body, changed through operations only."""

import rules
from django import forms
from django.contrib import admin, messages
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db.models import Prefetch
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts import operations as accounts
from accounts import stepup
from accounts.addresses import FoldedEmailFormField
from accounts.forms import StepUpForm
from accounts.models import User
from accounts.queries import app_exists
from accounts.validators import plain_name
from desk import operations as desk
from organisations import queries
from organisations.admin.memberships import offer_places
from organisations.doors import AdminForm, BodyAdmin, Choice, doer
from organisations.models import Organisation, Role
from partnerships import operations as partnerships
from partnerships.models import APPROVER
from partnerships.queries import open_invitation
from ui import fields


class AccountForm(StepUpForm, AdminForm):
    """What an administrator keeps of an account; a new address lets somebody in, so the password is asked for."""

    name = fields.LineField(label=_("Name"), max_length=150, validators=[plain_name])
    email = FoldedEmailFormField(label=_("E-mail address"))


class InvitationForm(AccountForm):
    """Somebody to invite, with the place that they would get, so that no user belongs nowhere."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), to_field_name="public_id", label=_("Organisation")
    )
    role = forms.ChoiceField(
        label=_("Role"), choices=[*Role.choices, (APPROVER, _("Second approver only"))]
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offer_places(self, self.request.viewer)

    def validate_unique(self):
        """No account is made here, and nobody learns from here who has one."""

    def clean(self):
        """Only a public body that runs partnerships here has a pool of second approvers."""
        super().clean()
        place = self.cleaned_data.get("organisation")
        is_approver = self.cleaned_data.get("role") == APPROVER
        if place is not None and is_approver and not hasattr(place, "public_body"):
            self.add_error("role", _("This role does not exist in this organisation."))
        return self.cleaned_data


def in_words_of(form, refusal):
    """Return a refusal of the operation with its words at the fields of this form."""
    if not hasattr(refusal, "error_dict"):
        return refusal
    fields = {"address": "email"}
    return ValidationError(
        {
            fields.get(name, name if name in form.fields else NON_FIELD_ERRORS): words
            for name, words in refusal.error_dict.items()
        }
    )


class StateFilter(Choice):
    title, parameter_name = _("state"), "state"
    choices_of = (("open", _("May sign in")), ("closed", _("Closed")))

    def narrow(self, queryset, value):
        return queryset.filter(is_active=value == "open")


@admin.register(User)
class UserAdmin(BodyAdmin):
    icon, place, add_words = "users", 10, _("Invite somebody")
    about = _(
        "People with an account who have a role in what you administer, or a seat in its pool."
    )
    form = AccountForm
    new_fields = ("name", "email", "organisation", "role")
    edit_fields = ("name", "email")
    facts = ("places", "state", "second_step", "joined_at")
    list_display = ("shown_name", "email", "places", "state", "second_step")
    list_filter = (StateFilter,)
    search_fields = ("name", "email")
    ordering = ("name", "email", "pk")
    actions = ("close", "reopen", "mail_link", "reset_second_step")

    def rows_for(self, viewer):
        today = timezone.localdate()
        roles = queries.memberships_visible_to(viewer).live(on=today)
        seats = queries.approvers_visible_to(viewer).live(on=today)
        users = queries.users_administered_by(viewer).annotate(has_app=app_exists())
        return users.prefetch_related(
            Prefetch("memberships", roles.select_related("organisation"), to_attr="roles_here"),
            Prefetch("approver_seats", seats.select_related("body__organisation"), to_attr="seats"),
        )

    def may_add(self, viewer):
        return True

    def may_change(self, viewer, row):
        return rules.has_perm("organisations.keep_account", viewer, row)

    def get_fieldsets(self, request, obj=None):
        if obj is None or self.has_change_permission(request, obj):
            return super().get_fieldsets(request, obj)
        return [(None, {"fields": ("name", "email", *self.facts), "classes": ["facts"]})]

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is None:
            kwargs["form"] = InvitationForm
        return super().get_form(request, obj, change=change, **kwargs)

    def add(self, request, form):
        """Invite: whether there is an account already makes no difference, and nobody gets one without wanting it."""
        given = form.cleaned_data
        place = given["organisation"]
        if not rules.has_perm("organisations.manage_accounts", request.viewer, place):
            raise PermissionDenied
        facts = {"address": given["email"], "role": given["role"], "now": timezone.now()}
        try:
            return partnerships.invite(place, name=given["name"], **facts, **doer(request))
        except partnerships.InvitationRefused as refusal:
            waits = open_invitation(place, address=given["email"], role=given["role"])
            if waits is None:
                raise in_words_of(form, refusal) from refusal
        # Asked for twice: the first mail was lost, so there is another one.
        return partnerships.resend_invitation(waits, now=timezone.now(), **doer(request))

    def save_model(self, request, obj, form, change):
        if change:
            super().save_model(request, obj, form, change)
        else:
            obj.invitation = self.add(request, form)

    def response_add(self, request, obj, post_url_continue=None):
        invitation = obj.invitation
        words = _("The invitation to %(address)s is on its way.") % {"address": invitation.address}
        self.message_user(request, words, messages.SUCCESS)
        if rules.has_perm("organisations.read_people", request.viewer, invitation.organisation):
            return redirect("desk:people", public_id=invitation.organisation.public_id)
        return redirect(self.address("changelist"))

    def change(self, request, row, form):
        return desk.change_account(row, **form.cleaned_data, **doer(request))

    # ── Actions ─────────────────────────────────────────────────────────────────────────────────

    def has_keep_permission(self, request):
        return self.has_add_permission(request)

    def kept(self, request, rows):
        """Return those of the chosen users whose account the reader keeps, and tell of the others."""
        kept = list(rows.filter(pk__in=queries.users_kept_by(request.viewer).values("pk")))
        left = rows.count() - len(kept)
        if left:
            words = ngettext(
                "%(n)s account also belongs elsewhere: only the operator can do this.",
                "%(n)s accounts also belong elsewhere: only the operator can do this.",
                left,
            )
            self.message_user(request, words % {"n": left}, messages.WARNING)
        return kept

    @admin.action(description=_("Close the account"), permissions=["keep"])
    def close(self, request, rows):
        users = [one for one in self.kept(request, rows) if one != request.user]
        for user in users:
            accounts.close_account(user, **doer(request))
        words = ngettext("%(n)s account is closed.", "%(n)s accounts are closed.", len(users))
        self.message_user(request, words % {"n": len(users)})

    @admin.action(description=_("Let sign in again"), permissions=["keep"])
    def reopen(self, request, rows):
        users = self.kept(request, rows)
        for user in users:
            accounts.reopen_account(user, **doer(request))
        words = ngettext("%(n)s account is open.", "%(n)s accounts are open.", len(users))
        self.message_user(request, words % {"n": len(users)})

    @admin.action(description=_("Mail a link to set the password"), permissions=["keep"])
    def mail_link(self, request, rows):
        users = [one for one in self.kept(request, rows) if one.is_active]
        for user in users:
            accounts.ask_for_password(user, **doer(request))
        words = ngettext("%(n)s link is mailed.", "%(n)s links are mailed.", len(users))
        self.message_user(request, words % {"n": len(users)})

    @admin.action(
        description=_("Take the app of the second step off (lost phone)"), permissions=["keep"]
    )
    def reset_second_step(self, request, rows):
        if not stepup.recently_confirmed(request):
            # Whoever holds an open session for a moment must not open other people's accounts with it.
            self.message_user(
                request, _("Confirm that it is you, then choose again."), messages.WARNING
            )
            path = urlencode({"next": request.get_full_path()})
            return redirect(f"{reverse('account_reauthenticate')}?{path}")
        users = [one for one in self.kept(request, rows) if one != request.user]
        reset = sum(desk.reset_second_factor(user, **doer(request)) for user in users)
        words = ngettext(
            "The app is taken off %(n)s account. Its owner was told and sets up a new one.",
            "The app is taken off %(n)s accounts. Their owners were told and set up new ones.",
            reset,
        )
        self.message_user(request, words % {"n": reset})
        return None

    # ── What a row says ─────────────────────────────────────────────────────────────────────────

    @admin.display(description=_("name"), ordering="name")
    def shown_name(self, row):
        return row.get_full_name()

    @admin.display(description=_("roles"))
    def places(self, row):
        roles = [(one.get_role_display(), one.organisation) for one in row.roles_here]
        seats = [(_("Second approver"), one.body) for one in row.seats]
        return format_html_join("", "<div>{}, {}</div>", [*roles, *seats])

    @admin.display(description=_("state"), ordering="is_active")
    def state(self, row):
        return _("May sign in") if row.is_active else _("Closed")

    @admin.display(description=_("second step"), ordering="has_app")
    def second_step(self, row):
        return _("App set up") if row.has_app else _("No app yet")
