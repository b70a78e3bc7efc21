"""The page behind the link of an invitation: it shows what is offered, and only a press of its button accepts."""

from urllib.parse import urlencode

from allauth.core import ratelimit
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import View

from accounts import queries as accounts
from organisations.models import Kind
from partnerships import operations, queries
from partnerships.doors import show_refusal
from partnerships.forms.invitations import JoinForm
from partnerships.models import APPROVER, InvitationState


@method_decorator(never_cache, name="dispatch")
class InvitationPage(View):
    """Open to everybody who has the link. Looking at it, by whatever machine, changes nothing."""

    http_method_names = ["get", "head", "post", "options"]

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.viewer = request.viewer
        self.invitation = queries.invitation_with(kwargs["token"])

    def dispatch(self, request, *args, **kwargs):
        if request.method not in {"GET", "HEAD", "POST"}:
            return super().dispatch(request, *args, **kwargs)
        if request.method == "POST" and self.viewer.view_as_party_id is not None:
            raise PermissionDenied
        if self.invitation is None:
            return render(request, "desk/invitation_unknown.html", status=404)
        worth = queries.worth_of(self.invitation, on=timezone.localdate(), now=timezone.now())
        if worth != InvitationState.OPEN:
            return self.over(worth)
        if self.viewer.is_signed_in and self.viewer.user.email != self.invitation.address:
            return self.show("desk/invitation_other.html", status=409)
        if queries.is_held(self.invitation):
            return self.show("desk/invitation_held.html", status=409)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        return self.offer()

    def post(self, request, *args, **kwargs):
        if self.viewer.is_signed_in:
            return self.accept()
        if self.has_account:
            return redirect(self.sign_in_address)
        form = JoinForm(request.POST)
        return self.join(form) if form.is_valid() else self.offer(form, status=422)

    # ── What is shown ───────────────────────────────────────────────────────────────────────────

    @property
    def has_account(self):
        return accounts.users_with_address(self.invitation.address).exists()

    @property
    def sign_in_address(self):
        here = {"next": self.request.path}
        return f"{reverse('account_login')}?{urlencode(here)}"

    def offer(self, form=None, *, refusal="", status=200):
        """Return the page with the one thing that this reader can do: join, sign in, or make an account."""
        context = {"refusal": refusal}
        if self.viewer.is_signed_in:
            context["can_join"] = True
        elif self.has_account:
            context["sign_in_address"] = self.sign_in_address
        else:
            context["form"] = form or JoinForm()
        return self.show("desk/invitation.html", context, status=status)

    def over(self, worth):
        """Return the page that says why the link opens nothing any more; gone for good."""
        is_own = self.viewer.is_signed_in and self.viewer.user.pk == self.invitation.used_by_id
        context = {"worth": worth, "is_own": is_own}
        return self.show("desk/invitation_over.html", context, status=410)

    def show(self, template, context=None, *, status):
        invitation = self.invitation
        context = {
            **(context or {}),
            "invitation": invitation,
            "partnership": invitation.partnership,
        }
        return render(self.request, template, context, status=status)

    # ── What is done ────────────────────────────────────────────────────────────────────────────

    def accept(self):
        def verb(**when):
            return operations.accept_invitation(self.invitation, by=self.viewer.user, **when)

        return self.done_by(verb) or redirect(self.where_to())

    def join(self, form):
        # Whoever got the link from somebody else could go on until the address fits.
        key = f"invitation:{self.invitation.public_id}"
        if not ratelimit.consume(self.request, action="invitation", key=key):
            words = _("Too many tries. Wait five minutes, then try again.")
            return self.offer(form, refusal=words, status=429)

        def verb(**when):
            return operations.accept_with_new_account(self.invitation, **form.facts(), **when)

        if answer := self.done_by(verb, form):
            return answer
        # The first sign-in is an ordinary one: where a second factor is asked for, it is set up there.
        return redirect(f"{reverse('account_login')}?{urlencode({'next': self.where_to()})}")

    def done_by(self, verb, form=None):
        """Call the verb; return the page that says why not, or None when it is done."""
        try:
            verb(on=timezone.localdate(), now=timezone.now())
        except operations.InvitationOver as refusal:
            return self.over(refusal.state)
        except ValidationError as refusal:
            if form is None:
                return self.offer(refusal=" ".join(refusal.messages), status=409)
            show_refusal(form, refusal)
            return self.offer(form, status=422)
        words = _("Welcome. You have joined %(organisation)s.")
        if form is not None:
            words = _(
                "Your account is made, and you have joined %(organisation)s. Sign in with it."
            )
        messages.success(self.request, words % {"organisation": self.invitation.organisation})
        return None

    def where_to(self):
        """Return the address where somebody who has just joined begins."""
        invitation = self.invitation
        if invitation.partnership is not None:
            return reverse(
                "desk:partnership", kwargs={"reference": invitation.partnership.reference}
            )
        if invitation.role == APPROVER:
            return reverse("desk:approvals")
        is_body = invitation.organisation.kind == Kind.PUBLIC_BODY
        return reverse("portfolio:dashboard" if is_body else "portal:home")
