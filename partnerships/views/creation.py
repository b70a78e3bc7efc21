"""A new partnership in three short steps, kept as a draft from the first one on."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView

from organisations.models import Organisation
from partnerships import operations, queries
from partnerships.doors import OneCall, SignedIn
from partnerships.forms import creation as forms
from partnerships.forms import partners
from partnerships.models import Partnership

STEPS = {
    "need": gettext_lazy("The need"),
    "partner": gettext_lazy("The partner"),
    "terms": gettext_lazy("The terms"),
    "check": gettext_lazy("Check and create"),
}


def steps_at(current):
    """This function will return the steps for the bar above the form, as seen from the `current` one."""
    names = list(STEPS)
    here = names.index(current)
    states = ["done"] * here + ["now"] + ["todo"] * (len(names) - here - 1)
    return [
        {"name": STEPS[name], "state": state} for name, state in zip(names, states, strict=True)
    ]


def partnership_made(viewer, public_id):
    """This function will return the partnership that `viewer` sees under the id of a draft, if it was created."""
    return queries.partnerships_visible_to(viewer).filter(public_id=public_id).first()


def say_made(request, partnership):
    """This function will lead whoever comes back to a form that has done its work to what it made."""
    messages.info(request, _("This partnership has been created already. Here it is."))
    return redirect(partnership)


class NewView(OneCall, SignedIn, FormView):
    """The first step of a partnership that is not kept yet, and the drafts that are."""

    permission = "partnerships.create"
    template_name = "partnerships/new_need.html"
    form_class = forms.NeedForm

    def post(self, request, *args, **kwargs):
        form = self.get_form()
        form.is_valid()
        made = partnership_made(self.viewer, form.cleaned_data.get("record_id"))
        return say_made(request, made) if made else super().post(request, *args, **kwargs)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "viewer": self.viewer}

    def perform(self, form):
        return operations.save_draft(
            body=form.chosen_body,
            public_id=form.cleaned_data["record_id"],
            data=form.kept(),
            by=self.viewer.user,
        )

    def get_success_url(self):
        return next_address(self.request, self.result, "partner")

    def get_context_data(self, **kwargs):
        context = {"steps": steps_at("need"), "drafts": queries.drafts_of(self.viewer)}
        return super().get_context_data(**{**context, **kwargs})


def next_address(request, draft, step):
    """This function will return where the pressed button leads: on to `step`, or away with the draft kept."""
    if request.POST.get("do") == "leave":
        messages.success(request, _("The draft is kept. You find it here."))
        return reverse("partnerships:new")
    return step_address(draft, step)


def step_address(draft, step):
    """This function will return the address of one step of a draft."""
    return reverse("partnerships:draft", kwargs={"public_id": draft.public_id, "step": step})


class OfDraft(SignedIn):
    """A page of one's own draft. Once the partnership is made of it, it leads there."""

    permission = "partnerships.create"
    step = ""

    def load(self):
        key = self.kwargs["public_id"]
        self.draft = queries.drafts_of(self.viewer).filter(public_id=key).first()
        self.made = None if self.draft else partnership_made(self.viewer, key)
        if not self.draft and not self.made:
            raise Http404

    def dispatch(self, request, *args, **kwargs):
        if self.viewer.is_signed_in and self.allowed() and self.made:
            return say_made(request, self.made)
        return super().dispatch(request, *args, **kwargs)

    def keep(self, data):
        """This function will add values to the draft."""
        return operations.save_draft(
            body=self.draft.body, public_id=self.draft.public_id, data=data, by=self.viewer.user
        )

    def address(self, step):
        return step_address(self.draft, step)

    def get_context_data(self, **kwargs):
        context = {"draft": self.draft}
        if self.step:
            context["steps"] = steps_at(self.step)
        return super().get_context_data(**{**context, **kwargs})


class NeedStepView(OfDraft, NewView):
    """Step 1 again, with what was typed."""

    step = "need"

    def post(self, request, *args, **kwargs):
        return FormView.post(self, request, *args, **kwargs)

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        kwargs["initial"] = forms.typed(self.draft)
        return kwargs

    def perform(self, form):
        return operations.save_draft(
            body=form.chosen_body,
            public_id=self.draft.public_id,
            data=form.kept(),
            by=self.viewer.user,
        )


class PartnerStepView(OfDraft, TemplateView):
    """Step 2: the partner is found by name, by exact number, added anew, or left for later."""

    step = "partner"
    template_name = "partnerships/new_partner.html"

    def get(self, request, *args, **kwargs):
        named = partners.NameSearch(request.GET if "q" in request.GET else None)
        numbered = partners.NumberSearch(request.GET if "value" in request.GET else None)
        context = self.get_context_data(
            named=named,
            numbered=numbered,
            found=named.found(self.draft.body),
            found_number=numbered.found(),
        )
        is_refused = bool(named.errors or numbered.errors)
        return self.render_to_response(context, status=400 if is_refused else 200)

    def post(self, request, *args, **kwargs):
        match request.POST.get("do"):
            case "choose":
                return self.choose(request)
            case "add":
                return self.add(request)
            case _:
                return self.leave_open()

    def choose(self, request):
        """This function will take an organisation that was found."""
        choice = partners.Choice(request.POST, body=self.draft.body)
        if not choice.is_valid():
            return self.show(choice=choice)
        self.keep(
            {
                "partner": choice.organisation.public_id,
                "new_partner": None,
                "partner_is_open": False,
            }
        )
        return redirect(self.address("partner") + "#chosen")

    def add(self, request):
        """This function will note the facts of an organisation that will be recorded with the partnership."""
        new = partners.NewPartner(request.POST, body=self.draft.body)
        if not new.is_valid():
            return self.show(new=new)
        self.keep({"partner": None, "new_partner": new.facts(), "partner_is_open": False})
        return redirect(self.address("terms"))

    def leave_open(self):
        """This function will go on without a partner."""
        self.keep({"partner": None, "new_partner": None, "partner_is_open": True})
        return redirect(self.address("terms"))

    def show(self, **refused):
        return self.render_to_response(self.get_context_data(**refused), status=422)

    def get_context_data(self, **kwargs):
        context = {
            "named": partners.NameSearch(),
            "numbered": partners.NumberSearch(),
            "new": partners.NewPartner(body=self.draft.body),
            "chosen": Chosen(self.draft),
            # Whoever searches or adds wants another one than the one that is chosen.
            "is_changing": bool(self.request.GET) or self.request.method == "POST",
        }
        return super().get_context_data(**{**context, **kwargs})


class Chosen:
    """The partner that a draft names: recorded, new, or still open."""

    def __init__(self, draft):
        self.draft = draft
        self.new = draft.data.get("new_partner")
        self.is_open = draft.data.get("partner_is_open", False)

    @cached_property
    def organisation(self):
        key = self.draft.data.get("partner")
        rows = Organisation.objects.prefetch_related("identifiers")
        return rows.filter(public_id=key).first() if key else None

    @property
    def name(self):
        if self.new:
            return self.new["name"]
        return str(self.organisation or "")

    @property
    def numbers(self):
        if self.new:
            return [f"{one['scheme']} {one['value']}" for one in self.new.get("identifiers", ())]
        return [str(one) for one in self.organisation.identifiers.all()]

    @property
    def country(self):
        return self.new["country"] if self.new else self.organisation.country


class TermsStepView(OfDraft, OneCall, FormView):
    """Step 3: weight, right, value and dates; everything may come later."""

    step = "terms"
    template_name = "partnerships/new_terms.html"
    form_class = forms.TermsForm

    def get_form_kwargs(self):
        initial = {"currency": self.draft.body.currency, **forms.typed(self.draft)}
        return {**super().get_form_kwargs(), "body": self.draft.body, "initial": initial}

    def form_invalid(self, form):
        # What is sound is kept even so; a half-filled form may be left at any time.
        self.keep(form.kept())
        if self.request.POST.get("do") == "leave":
            return redirect(next_address(self.request, self.draft, "check"))
        return super().form_invalid(form)

    def perform(self, form):
        return self.keep(form.kept())

    def get_success_url(self):
        if self.request.POST.get("do") == "keep":
            # Kept by the way while somebody answers: a word about it would turn up on a later page.
            if not self.request.htmx:
                messages.success(self.request, _("The draft is kept."))
            return self.address("terms")
        return next_address(self.request, self.draft, "check")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context["weighed"] = context["form"].weighed()
        return context


class CheckStepView(OfDraft, OneCall, FormView):
    """What was typed, on one page, before it becomes a partnership."""

    step = "check"
    template_name = "partnerships/new_check.html"
    form_class = forms.CreateNow

    @cached_property
    def answers(self):
        """Both forms, filled with the draft as if they had been sent."""
        values = forms.typed(self.draft)
        need = forms.NeedForm(values, viewer=self.viewer)
        terms = forms.TermsForm(values, body=self.draft.body)
        need.is_valid()
        terms.is_valid()
        return {"need": need, "terms": terms}

    @property
    def refused(self):
        """The steps that have to be looked at again before anything is created."""
        return [
            {"name": STEPS[step], "address": self.address(step), "form": form}
            for step, form in self.answers.items()
            if form.errors
        ]

    def form_valid(self, form):
        return self.form_invalid(form) if self.refused else super().form_valid(form)

    def perform(self, form):
        chosen = Chosen(self.draft)
        return operations.create_partnership(
            body=self.draft.body,
            public_id=self.draft.public_id,
            partner=chosen.organisation,
            new_partner=chosen.new,
            by=self.viewer.user,
            on=self.viewer.on,
            **self.answers["need"].facts(),
            **self.answers["terms"].facts(),
        )

    def get_success_url(self):
        words = _("%(title)s begins as %(reference)s.")
        messages.success(
            self.request,
            words % {"title": self.result.title, "reference": self.result.reference},
        )
        return self.result.get_absolute_url()

    def get_context_data(self, **kwargs):
        need, terms = self.answers["need"], self.answers["terms"]
        context = {
            "need": need.cleaned_data,
            "terms": terms.cleaned_data,
            "sector": queries.sector_label(need.cleaned_data.get("sector", "")),
            "lead": need.chosen_lead or self.viewer.user,
            "chosen": Chosen(self.draft),
            "weighed": terms.weighed(),
            "shown": self.shown(need, terms),
            "refused": self.refused,
        }
        return super().get_context_data(**{**context, **kwargs})

    def shown(self, need, terms):
        """This function will return the answers that are choices, in words."""
        partnership = Partnership(
            legal_route=terms.cleaned_data.get("legal_route") or "",
            sector=need.cleaned_data.get("sector") or "",
        )
        profile = terms.cleaned_data.get("profile") or terms.weighed().usual_profile
        return {
            "route": partnership.get_legal_route_display(),
            "profile": dict(terms.fields["profile"].choices).get(profile or "standard"),
        }


class DiscardView(OfDraft, OneCall, FormView):
    """Throw a draft away, once asked."""

    template_name = "partnerships/new_discard.html"
    form_class = forms.CreateNow

    def perform(self, form):
        return operations.discard_draft(self.draft, by=self.viewer.user)

    def get_success_url(self):
        messages.success(self.request, _("The draft is gone."))
        return reverse("partnerships:new")
