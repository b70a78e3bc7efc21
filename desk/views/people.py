"""Our people: who belongs to one's own organisation, who is invited, and how somebody leaves it."""

from functools import cached_property
from urllib.parse import urlencode

import rules
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from accounts import stepup
from desk.lists import PeopleList, places_known_to
from desk.operations import hand_over_and_remove
from desk.queries import held_by
from organisations import queries as organisations
from organisations.models import STRONG_ROLES, Kind, Membership, SecondApprover
from partnerships import operations, queries
from partnerships.doors import OneCall, SignedIn
from partnerships.forms.invitations import InviteForm, InviteIntoBodyForm, WithdrawInvitationForm
from partnerships.forms.people import LeaveForm
from ui.views import FormView


class OurPeople(SignedIn, TemplateView):
    """The way to the people of one's own; where there are several organisations, to each."""

    template_name = "desk/people_of.html"

    def load(self):
        own = organisations.organisations_with_people_for(self.viewer)
        self.own = [
            one
            for one in own.order_by("name", "id")
            if rules.has_perm("organisations.read_people", self.viewer, one)
        ]

    def allowed(self):
        return bool(self.own)

    def get(self, request, *args, **kwargs):
        if len(self.own) == 1:
            return redirect("desk:people", public_id=self.own[0].public_id)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(organisations=self.own, **kwargs)


class OfPeople(SignedIn):
    """A page of the people of one organisation of the reader's own."""

    permission = "organisations.read_people"

    def load(self):
        own = organisations.organisations_with_people_for(self.viewer)
        self.organisation = (
            own.select_related("public_body").filter(public_id=self.kwargs["public_id"]).first()
        )
        if self.organisation is None:
            raise Http404

    def allowed(self):
        return rules.has_perm(self.permission, self.viewer, self.organisation)

    @property
    def may_manage(self):
        return rules.has_perm("organisations.manage_people", self.viewer, self.organisation)

    @property
    def is_body(self):
        return self.organisation.kind == Kind.PUBLIC_BODY

    @property
    def address(self):
        return reverse("desk:people", kwargs={"public_id": self.organisation.public_id})

    def get_context_data(self, **kwargs):
        context = {
            "organisation": self.organisation,
            "is_body": self.is_body,
            "side": "public" if self.is_body else "partner",
            "can_manage": self.may_manage,
            "people_address": self.address,
            "now": timezone.now(),
        }
        return {**context, **kwargs}


class People(OfPeople, View):
    """Everybody who belongs here, and who is invited."""

    def get(self, request, *args, **kwargs):
        people = organisations.people_of(self.organisation, on=self.viewer.on)
        listing = PeopleList(request, people, organisation=self.organisation, viewer=self.viewer)
        rows = queries.invitations_visible_to(self.viewer).filter(organisation=self.organisation)
        context = {"invitations": list(queries.open_invitations(rows)[:200])}
        return listing.respond("desk/people.html", self.get_context_data(**context))


class Invite(OneCall, OfPeople, FormView):
    """Invite somebody into the organisation itself."""

    permission = "organisations.manage_people"
    template_name = "desk/people_invite.html"

    @cached_property
    def roles(self):
        return queries.roles_to_invite(self.viewer, self.organisation)

    def get_form_class(self):
        return InviteIntoBodyForm if self.is_body else InviteForm

    def get_form_kwargs(self):
        # Whoever reaches a whole body is let in by somebody who has just proved who they are.
        proof = {"request": self.request} if self.is_body else {}
        return {**super().get_form_kwargs(), "roles": self.roles, **proof}

    def perform(self, form):
        return operations.invite(
            self.organisation,
            by=self.viewer.user,
            on=self.viewer.on,
            now=timezone.now(),
            **form.facts(),
        )

    def get_success_url(self):
        words = _("The invitation to %(address)s is on its way.")
        messages.success(self.request, words % {"address": self.result.address})
        return self.address

    def get_context_data(self, **kwargs):
        # What FormView adds (the form) and what the page says of the organisation.
        form = kwargs.pop("form", None) or self.get_form()
        return super().get_context_data(form=form, **kwargs)


class OfOnePerson(OfPeople):
    """A page of one person of the organisation, found by one of their roles."""

    def load(self):
        super().load()
        rows = Membership.objects.filter(organisation=self.organisation, revoked_at__isnull=True)
        self.membership = rows.select_related("user").filter(public_id=self.kwargs["key"]).first()
        if self.membership is None:
            raise Http404
        self.person = self.membership.user

    @property
    def may_remove(self):
        return self.may_manage and self.person != self.viewer.user

    @cached_property
    def _held(self):
        return held_by(self.person, self.organisation, on=self.viewer.on)

    @property
    def held(self):
        return self._held[0]

    @property
    def owned(self):
        return self._held[1]

    @property
    def needs_somebody(self):
        return self.held.needs_somebody or bool(self.owned)

    @cached_property
    def places(self):
        return list(places_known_to(self.viewer, self.organisation).filter(user=self.person))

    def get_context_data(self, **kwargs):
        context = {
            "person": self.person,
            "membership": self.membership,
            "places": self.places,
            "unseen": len(self.held.places) - len(self.places),
            "held": self.held,
            "owned": self.owned,
            "needs_somebody": self.needs_somebody,
            "duties": organisations.duties_of(self.person, self.organisation, on=self.viewer.on),
        }
        return super().get_context_data(**{**context, **kwargs})


class Person(OfOnePerson, TemplateView):
    """One person: roles, places, seats, and what they hold."""

    template_name = "desk/person.html"

    def get_context_data(self, **kwargs):
        roles = Membership.objects.live(on=self.viewer.on).filter(
            organisation=self.organisation, user=self.person
        )
        pool = SecondApprover.objects.live(on=self.viewer.on).filter(
            body__organisation=self.organisation, user=self.person
        )
        context = {
            "roles": list(roles.select_related("granted_by").order_by("valid_from", "id")),
            "pool": pool.first(),
            "can_remove": self.may_remove,
        }
        return super().get_context_data(**{**context, **kwargs})


class RemovePerson(OneCall, OfOnePerson, FormView):
    """End everything that somebody has here, and hand over what they held in the same step."""

    permission = "organisations.manage_people"
    template_name = "desk/person_remove.html"
    form_class = LeaveForm

    def allowed(self):
        return super().allowed() and self.person != self.viewer.user

    def get_form_kwargs(self):
        colleagues = queries.possible_successors(
            self.person, self.organisation, by=self.viewer.user, on=self.viewer.on
        )
        return {
            **super().get_form_kwargs(),
            "colleagues": colleagues,
            "needed": self.needs_somebody,
            "request": self.request,
        }

    def perform(self, form):
        return hand_over_and_remove(
            self.person,
            self.organisation,
            to=form.cleaned_data["to"],
            by=self.viewer.user,
            on=self.viewer.on,
            now=timezone.now(),
            reason=form.cleaned_data["reason"],
        )

    def get_success_url(self):
        words = _("%(name)s has no access here any more.") % {"name": self.person.get_full_name()}
        messages.success(self.request, words)
        return self.address

    def get_context_data(self, **kwargs):
        form = kwargs.pop("form", None) or self.get_form()
        return super().get_context_data(form=form, **kwargs)


# ── One invitation ──────────────────────────────────────────────────────────────────────────────


class OfInvitation(SignedIn):
    """A verb on one invitation that the reader may know of and keeps."""

    permission = "partnerships.keep_invitation"

    def load(self):
        rows = queries.invitations_visible_to(self.viewer).select_related(
            "organisation__public_body",
            "partnership__lead_body__organisation",
            "body__organisation",
            "invited_by",
        )
        self.invitation = rows.filter(public_id=self.kwargs["public_id"]).first()
        if self.invitation is None:
            raise Http404

    def allowed(self):
        return rules.has_perm(self.permission, self.viewer, self.invitation)

    @property
    def address(self):
        """Where the invitation stands for this reader: with the people of the organisation, or of the partnership."""
        organisation = self.invitation.organisation
        if rules.has_perm("organisations.read_people", self.viewer, organisation):
            return reverse("desk:people", kwargs={"public_id": organisation.public_id})
        return self.invitation.get_absolute_url()


class ResendInvitation(OfInvitation, View):
    """Send it again, with a new link."""

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        if self.invitation.role in STRONG_ROLES and not stepup.recently_confirmed(request):
            # Sending again opens a new link to everything of a body, so it asks what inviting asks.
            messages.warning(request, _("Confirm that it is you, then send it again."))
            path = urlencode({"next": self.address})
            return redirect(f"{reverse('account_reauthenticate')}?{path}")
        try:
            operations.resend_invitation(
                self.invitation, by=self.viewer.user, on=self.viewer.on, now=timezone.now()
            )
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            words = _("The invitation to %(address)s is on its way again.")
            messages.success(request, words % {"address": self.invitation.address})
        return redirect(self.address)


class WithdrawInvitation(OneCall, OfInvitation, FormView):
    """Take it back, once asked."""

    template_name = "desk/invitation_withdraw.html"
    form_class = WithdrawInvitationForm

    def perform(self, form):
        return operations.withdraw_invitation(
            self.invitation, by=self.viewer.user, on=self.viewer.on, now=timezone.now()
        )

    def get_success_url(self):
        words = _("The invitation to %(address)s is withdrawn. Its link opens nothing any more.")
        messages.success(self.request, words % {"address": self.invitation.address})
        return self.address

    def get_context_data(self, **kwargs):
        context = {"invitation": self.invitation, "address": self.address}
        return super().get_context_data(**{**context, **kwargs})
