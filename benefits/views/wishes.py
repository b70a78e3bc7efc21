"""What a company wants from public partners: its own page, and each step of a wish."""

import rules
from django.contrib import messages
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from benefits import operations, queries
from benefits.forms import goals as forms
from organisations.models import Organisation
from partnerships.doors import OneCall, SignedIn
from partnerships.models import Party, Side


class OfWishes(SignedIn):
    """What the pages of wishes share: they are the company's own."""

    permission = "benefits.keep_wishes"
    conflict_template = "benefits/wish_conflict.html"

    def load(self):
        own = Organisation.objects.filter(id__in=self.viewer.company_ids)
        self.company = own.filter(public_id=self.kwargs["company"]).first()
        # Whoever only looks as the company is not of it, and its wishes are its own.
        if self.company is None or not rules.has_perm(
            "benefits.read_wishes", self.viewer, self.company
        ):
            raise Http404

    def allowed(self):
        return rules.has_perm(self.permission, self.viewer, self.company)

    @property
    def address(self):
        return reverse("benefits:wishes", args=[self.company.public_id])

    def kinds(self):
        """This function will return the kinds of benefit that any company may want."""
        return queries.types_offered(body=None, side=Side.PARTNER, on=self.viewer.on)

    def own_wishes(self):
        """This function will return the company's wishes, taken back ones too."""
        return queries.wishes_visible_to(self.viewer).filter(organisation=self.company)

    def get_success_url(self):
        return self.address

    def get_context_data(self, **kwargs):
        context = {"wishes_address": self.address, "back": self.address}
        # The address has a `company` too, and that is only its id.
        return super().get_context_data(**{**context, **kwargs, "company": self.company})


class WishesView(OfWishes, TemplateView):
    """Everything that the company wants, and which of it the bodies may read."""

    permission = "benefits.read_wishes"
    template_name = "benefits/wishes.html"

    def get_context_data(self, **kwargs):
        wishes = list(self.own_wishes())
        context = {
            "live": [wish for wish in wishes if wish.withdrawn_on is None],
            "over": [wish for wish in wishes if wish.withdrawn_on is not None],
            "may_keep": rules.has_perm("benefits.keep_wishes", self.viewer, self.company),
        }
        return super().get_context_data(**{**context, **kwargs})


class WishAddView(OfWishes, OneCall, FormView):
    """Write a wish down."""

    template_name = "benefits/wish_form.html"
    form_class = forms.WishForm

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "kinds": self.kinds()}

    def perform(self, form):
        return operations.add_wish(
            self.company,
            public_id=form.cleaned_data["record_id"],
            by=self.viewer.user,
            on=self.viewer.on,
            **form.facts(),
        )

    def get_success_url(self):
        messages.success(self.request, _("Written down. Only your company sees it."))
        return self.address


class OfWish(OfWishes):
    """A page about one wish."""

    def load(self):
        super().load()
        self.wish = self.own_wishes().filter(public_id=self.kwargs["public_id"]).first()
        if self.wish is None:
            raise Http404

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{"wish": self.wish, **kwargs})


class WishChangeView(OfWish, OneCall, FormView):
    """Change what a wish says."""

    template_name = "benefits/wish_form.html"
    form_class = forms.WishChangeForm

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "kinds": self.kinds()}

    def get_initial(self):
        return {
            "kind": self.wish.type_key,
            "statement": self.wish.statement,
            "version": self.wish.version,
        }

    def perform(self, form):
        return operations.change_wish(
            self.wish,
            version=form.cleaned_data["version"],
            by=self.viewer.user,
            on=self.viewer.on,
            **form.facts(),
        )

    def is_done_already(self, form, current):
        said = form.cleaned_data
        return (current.type_key, current.statement) == (said["kind"], said["statement"])

    def get_success_url(self):
        messages.success(self.request, _("Saved."))
        return self.address


class WishStepView(OfWish, OneCall, FormView):
    """A page that asks once before a wish is shared or taken back."""

    template_name = "benefits/wish_step.html"
    form_class = forms.StepForm
    step = ""

    def get_initial(self):
        return {"version": self.wish.version}

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{"step": self.step, **kwargs})


class WishShareView(WishStepView):
    """Let the bodies that work with the company read it."""

    step = "share"

    def perform(self, form):
        return operations.share_wish(
            self.wish, by=self.viewer.user, on=self.viewer.on, **form.cleaned_data
        )

    def is_done_already(self, form, current):
        return current.shared_on is not None

    def get_success_url(self):
        messages.success(self.request, _("Shared. The bodies that work with you can read it."))
        return self.address


class WishWithdrawView(WishStepView):
    """Take it back."""

    step = "withdraw"

    def perform(self, form):
        return operations.withdraw_wish(
            self.wish, by=self.viewer.user, on=self.viewer.on, **form.cleaned_data
        )

    def is_done_already(self, form, current):
        return current.withdrawn_on is not None

    def get_success_url(self):
        messages.success(self.request, _("Taken back. No body reads it any more."))
        return self.address


class WishTakeUpView(OfWish, OneCall, FormView):
    """Make a draft benefit of it in one of the company's partnerships."""

    template_name = "benefits/wish_take_up.html"
    form_class = forms.TakeUpForm

    @cached_property
    def partnerships(self):
        """The partnerships in which the reader writes for the company."""
        return queries.partnerships_of_wishes(self.viewer, self.company)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "partnerships": self.partnerships}

    def perform(self, form):
        partnership = form.cleaned_data["partnership"]
        party = Party.objects.get(partnership=partnership, organisation=self.company)
        return operations.take_up_wish(
            self.wish,
            partnership,
            party=party,
            public_id=form.cleaned_data["record_id"],
            by=self.viewer.user,
            on=self.viewer.on,
        )

    def get_success_url(self):
        messages.success(
            self.request, _("A draft is made of it. Give it a target, then propose it.")
        )
        return self.result.get_absolute_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{"hide_form": not self.partnerships.exists(), **kwargs})
