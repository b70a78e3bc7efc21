"""The organisations of a partnership: bringing one in, and letting it see."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import FormView

from organisations import queries as organisations
from partnerships import operations, queries
from partnerships.doors import OneCall
from partnerships.forms import partners
from partnerships.forms import people as forms
from partnerships.models import MemberRole, Side
from partnerships.views.people import OfPeople


class PartyAddView(OfPeople, OneCall, FormView):
    """Bring an organisation in: find it, then say what it is here."""

    permission = "partnerships.manage_people"
    template_name = "partnerships/party_add.html"
    form_class = forms.PartyForm

    def get(self, request, *args, **kwargs):
        named = partners.NameSearch(request.GET if "q" in request.GET else None)
        is_number = "value" in request.GET and "partner" not in request.GET
        numbered = partners.NumberSearch(request.GET if is_number else None)
        found = {
            "found": named.found(self.partnership.lead_body),
            "found_number": numbered.found(),
        }
        context = self.get_context_data(named=named, numbered=numbered, **found)
        is_refused = bool(named.errors or numbered.errors)
        return self.render_to_response(context, status=400 if is_refused else 200)

    def chosen(self):
        """This function will return the organisation that a link of the search named, or None."""
        if "partner" not in self.request.GET:
            return None
        choice = partners.Choice(self.request.GET, body=self.partnership.lead_body)
        if not choice.is_valid():
            raise Http404
        return choice.organisation

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "body": self.partnership.lead_body}

    def get_initial(self):
        names = ("partner", "scheme", "value")
        return {name: self.request.GET[name] for name in names if name in self.request.GET}

    def perform(self, form):
        return operations.add_party(
            self.partnership,
            form.organisation,
            role=form.cleaned_data["role"],
            side=form.cleaned_data["side"],
            by=self.viewer.user,
            on=self.viewer.on,
        )

    def get_success_url(self):
        words = _("%(organisation)s is a party now.")
        if self.result.side == Side.PARTNER and not self.result.is_shared_in:
            words = _("%(organisation)s is a party now. It sees nothing before you share this.")
        messages.success(self.request, words % {"organisation": self.result.organisation})
        return self.address

    def get_context_data(self, **kwargs):
        form = kwargs.get("form")
        context = {"named": partners.NameSearch(), "numbered": partners.NumberSearch()}
        refused = form is not None and form.is_bound
        context["chosen"] = getattr(form, "organisation", None) if refused else self.chosen()
        return super().get_context_data(**{**context, **kwargs})


class PartyShareView(OfPeople, OneCall, FormView):
    """Let a party see the partnership: said beforehand, and never taken back."""

    permission = "partnerships.share_in"
    template_name = "partnerships/party_share.html"
    form_class = forms.ShareForm

    def load(self):
        super().load()
        self.shared = self.party(self.kwargs["public_id"])
        if self.shared.side != Side.PARTNER:
            raise Http404

    def get(self, request, *args, **kwargs):
        if self.shared.is_shared_in:
            words = _("%(organisation)s sees this partnership already.")
            messages.info(request, words % {"organisation": self.shared.organisation})
            return redirect(self.address)
        return super().get(request, *args, **kwargs)

    def readers(self):
        """This function will return who would see it: the company's administrators and its members here."""
        admins = organisations.people_with_role(
            self.shared.organisation, "partner_admin", on=self.viewer.on
        )
        rows = queries.live_members(self.partnership, on=self.viewer.on).filter(party=self.shared)
        members = [row.user for row in rows.exclude(role=MemberRole.NONE) if row.user.is_active]
        return list(dict.fromkeys([*admins, *members]))

    def perform(self, form):
        return operations.share_in(self.shared, by=self.viewer.user, on=self.viewer.on)

    def get_success_url(self):
        words = _("%(organisation)s sees this partnership from now on.")
        messages.success(self.request, words % {"organisation": self.shared.organisation})
        return self.address

    def get_context_data(self, **kwargs):
        context = {"party": self.shared, "readers": self.readers()}
        return super().get_context_data(**{**context, **kwargs})
