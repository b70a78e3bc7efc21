"""Memberships and seats of second approvers in the administration: given, and taken back; never rewritten."""

import rules
from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.template.defaultfilters import date as day_text
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.addresses import FoldedEmailFormField
from accounts.forms import StepUpForm
from organisations import operations, queries
from organisations.doors import AdminForm, BodyAdmin, Choice, doer, is_uuid
from organisations.models import (
    COMPANY_ROLES,
    Membership,
    Organisation,
    PublicBody,
    Role,
    SecondApprover,
)
from ui import fields

LIVE, OVER = "live", "over"


class RoleFilter(Choice):
    title, parameter_name, choices_of = _("role"), "role", Role.choices


class StateFilter(Choice):
    """Whether a row gives a right today."""

    title, parameter_name = _("state"), "state"
    choices_of = ((LIVE, _("In force")), (OVER, _("Over, or still to come")))

    def narrow(self, queryset, value):
        live = queryset.model.objects.live(on=timezone.localdate())
        return (queryset.filter if value == LIVE else queryset.exclude)(pk__in=live.values("pk"))


class PlaceForm(StepUpForm, AdminForm):
    """Somebody among the reader's users, named by the address: no ids, and no list of people to leaf through."""

    email = FoldedEmailFormField(
        label=_("E-mail address"),
        help_text=_("Of somebody who has an account here. Others are invited under Users."),
    )
    valid_to = fields.DateField(label=_("Last day"), required=False)

    def clean_email(self):
        """Return the user; one who is elsewhere is as unknown as one who does not exist."""
        known = queries.users_administered_by(self.request.viewer)
        user = known.filter(email=self.cleaned_data["email"]).first()
        if user is None:
            raise ValidationError(_("Nobody in your users has this address."), code="unknown")
        return user

    def clean_valid_to(self):
        last = self.cleaned_data["valid_to"]
        if last is not None and last < timezone.localdate():
            raise ValidationError(_("Choose today or a later day."), code="past")
        return last


class MembershipForm(PlaceForm):
    """A role in an organisation that the reader administers."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), to_field_name="public_id", label=_("Organisation")
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offer_places(self, self.request.viewer)


def offer_places(form, viewer):
    """Offer the organisations that `viewer` administers.

    The operator may choose any: listed are the public bodies, and the one that the address names.
    """
    field, role = form.fields["organisation"], form.fields["role"]
    field.queryset = queries.places_administered_by(viewer).order_by("name")
    # Nothing chosen beforehand: the first role of the list is the most powerful one.
    role.choices = [("", "---------"), *(one for one in role.choices if fits(one[0], viewer))]
    if not viewer.is_operator:
        places = list(field.queryset[:2])
        field.initial = places[0].public_id if len(places) == 1 else None
        return
    named = str(form.data.get("organisation") or form.initial.get("organisation") or "")
    listed = Q(public_body__isnull=False)
    if is_uuid(named):
        listed |= Q(public_id=named)
    rows = field.queryset.filter(listed)
    field.choices = [("", "---------"), *((str(row.public_id), str(row)) for row in rows)]


def fits(role, viewer):
    """Tell whether a role exists in anything that `viewer` administers."""
    own_companies = viewer.is_operator or viewer.companies_as("partner_admin")
    return own_companies or role not in COMPANY_ROLES


class Placed(BodyAdmin):
    """What memberships and seats share: given by a form, taken back from the list, kept for ever."""

    list_display = ("who", "where", "valid_from", "valid_to", "state")
    ordering = ("user__name", "user__email", "pk")
    search_fields = ("user__name", "user__email")
    list_filter = (StateFilter,)

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is not None:
            kwargs["form"] = AdminForm
        return super().get_form(request, obj, change=change, **kwargs)

    @admin.display(description=_("user"), ordering="user__name")
    def who(self, row):
        return row.user

    @admin.display(description=_("e-mail address"))
    def mail(self, row):
        return row.user.email

    @admin.display(description=_("state"))
    def state(self, row):
        today = timezone.localdate()
        if row.revoked_at is not None:
            return _("Taken back on %(day)s") % {
                "day": day_text(timezone.localtime(row.revoked_at), "j M Y")
            }
        if row.valid_from > today:
            return _("To come")
        return _("Over") if row.valid_to and row.valid_to < today else _("In force")

    def take_back(self, request, rows, permission, thing_of, verb):
        """Call the operation for each row that the reader keeps and that is not taken back yet.

        Nobody takes back their own: the last administrator would leave a body without one.
        """
        rows = [
            row
            for row in rows.filter(revoked_at__isnull=True).exclude(user=request.user)
            if rules.has_perm(permission, request.viewer, thing_of(row))
        ]
        for row in rows:
            verb(row, **doer(request))
        words = ngettext("%(n)s is taken back.", "%(n)s are taken back.", len(rows))
        level = messages.SUCCESS if rows else messages.WARNING
        self.message_user(request, words % {"n": len(rows)}, level)

    def has_revoke_permission(self, request):
        return self.has_add_permission(request)


@admin.register(Membership)
class MembershipAdmin(Placed):
    icon, place, add_words = "key-round", 20, _("Give a role")
    about = _(
        "Who has which role in a whole body or company. A role that is taken back ends at once."
    )
    form = MembershipForm
    new_fields = ("email", "organisation", "role", "valid_to")
    facts = ("who", "mail", "where", "role", "valid_from", "valid_to", "state", "giver")
    list_display = ("who", "where", "role", "valid_from", "valid_to", "state")
    list_filter = (RoleFilter, StateFilter)
    search_fields = ("user__name", "user__email", "organisation__name")
    actions = ("revoke",)

    def rows_for(self, viewer):
        rows = queries.memberships_visible_to(viewer)
        return rows.select_related("user", "organisation", "granted_by")

    def may_add(self, viewer):
        return True

    def add(self, request, form):
        given = form.cleaned_data
        if not rules.has_perm(
            "organisations.manage_accounts", request.viewer, given["organisation"]
        ):
            raise PermissionDenied
        return operations.grant_membership(
            given["email"],
            given["organisation"],
            given["role"],
            valid_to=given["valid_to"],
            **doer(request),
        )

    @admin.action(description=_("Take the role back"), permissions=["revoke"])
    def revoke(self, request, rows):
        self.take_back(
            request,
            rows,
            "organisations.manage_accounts",
            lambda row: row.organisation,
            operations.revoke_membership,
        )

    @admin.display(description=_("organisation"), ordering="organisation__name")
    def where(self, row):
        return row.organisation

    @admin.display(description=_("given by"))
    def giver(self, row):
        return row.granted_by or "–"


class ApproverForm(PlaceForm):
    """A seat in the pool of a body that the reader administers."""

    body = forms.ModelChoiceField(
        PublicBody.objects.none(), to_field_name="prefix", label=_("Public body")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = queries.bodies_administered_by(
            self.request.viewer
        ).select_related("organisation")


@admin.register(SecondApprover)
class SecondApproverAdmin(Placed):
    icon, place, add_words = "stamp", 30, _("Add to the pool")
    about = _("Whom a body may ask as the second person. No role is needed to be asked.")
    form = ApproverForm
    new_fields = ("email", "body", "valid_to")
    facts = ("who", "mail", "where", "valid_from", "valid_to", "state")
    actions = ("unseat",)

    def rows_for(self, viewer):
        return queries.approvers_visible_to(viewer).select_related("user", "body__organisation")

    def may_add(self, viewer):
        return True

    def add(self, request, form):
        given = form.cleaned_data
        if not rules.has_perm("organisations.keep_pool", request.viewer, given["body"]):
            raise PermissionDenied
        return operations.seat_approver(
            given["body"], given["email"], valid_to=given["valid_to"], **doer(request)
        )

    @admin.action(description=_("Take out of the pool"), permissions=["revoke"])
    def unseat(self, request, rows):
        self.take_back(
            request,
            rows,
            "organisations.keep_pool",
            lambda row: row.body,
            operations.unseat_approver,
        )

    @admin.display(description=_("public body"), ordering="body__organisation__name")
    def where(self, row):
        return row.body
