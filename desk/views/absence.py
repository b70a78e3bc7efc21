"""When you are away: who is asked meanwhile, for whom you stand in, and seats in a pool that are lent."""

import rules
from django.contrib import messages
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from desk import forms, operations, queries
from organisations import operations as organisations
from organisations.models import Membership, Organisation
from organisations.queries import (
    absences_visible_to,
    approver_seats_visible_to,
    delegations_visible_to,
    possible_delegates,
    possible_deputies,
)
from partnerships.doors import OneCall, SignedIn
from ui import conflicts
from ui.forms import Form
from ui.views import FormView


class OfAbsence(SignedIn):
    """What the pages of being away share."""

    def get_success_url(self):
        return reverse("desk:absence")

    def choices(self, person, organisation):
        """What the form of an absence of `person` takes; for somebody else it asks once more who enters it."""
        deputies = possible_deputies(person, organisation, on=self.viewer.on)
        if person == self.viewer.user:
            return {"deputies": deputies}
        deputies = deputies.exclude(pk=self.viewer.user.pk)
        return {"deputies": deputies, "is_own": False, "request": self.request}

    def get_context_data(self, **kwargs):
        context = {
            "tab": "absence",
            "today": timezone.localdate(),
            "back": reverse("desk:absence"),
        }
        return super().get_context_data(**{**context, **kwargs})


class Absences(OfAbsence, TemplateView):
    """One's own absences, for whom one stands in, and one's seats in pools with who has them meanwhile."""

    template_name = "desk/absence.html"

    def get_context_data(self, **kwargs):
        told = queries.absences_told(self.viewer)
        context = {
            **told,
            "places": queries.places_of(self.viewer),
            "kept_places": queries.places_kept_by(self.viewer),
            "seats": queries.own_seats_of(self.viewer),
            "may_write": self.viewer.may_write,
            "looks_as_partner": self.viewer.view_as_party_id is not None,
        }
        return super().get_context_data(**{**context, **kwargs})


class AnnounceAbsence(OneCall, OfAbsence, FormView):
    """Says that one is away from an organisation; those who answer for it may say so for somebody who cannot."""

    template_name = "desk/absence_form.html"

    def load(self):
        rows = Organisation.objects.filter(id__in=self.viewer.roles)
        self.organisation = rows.filter(public_id=self.kwargs["organisation"]).first()
        if self.organisation is None:
            raise Http404
        self.person = self.viewer.user
        if named := self.request.GET.get("for", ""):
            self.person = self._colleague(named)

    def _colleague(self, named):
        """Return the member of the organisation whom the address names, if the reader answers for its people."""
        if not rules.has_perm("organisations.manage_people", self.viewer, self.organisation):
            raise Http404
        rows = Membership.objects.live(on=self.viewer.on).filter(organisation=self.organisation)
        for row in rows.filter(user__is_active=True).select_related("user"):
            if str(row.user.public_id) == named.lower():
                return row.user
        raise Http404

    def allowed(self):
        return rules.has_perm("organisations.announce_absence", self.viewer, self.organisation)

    def get_form_class(self):
        is_own = self.person == self.viewer.user
        return forms.AbsenceForm if is_own else forms.AbsenceForSomebodyForm

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), **self.choices(self.person, self.organisation)}

    def get_initial(self):
        return {"starts_on": timezone.localdate()}

    def perform(self, form):
        absence = operations.announce_absence(
            self.person,
            self.organisation,
            public_id=form.cleaned_data["record_id"],
            by=self.viewer.user,
            on=timezone.localdate(),
            **form.facts(),
        )
        messages.success(self.request, _said_of(absence))
        return absence

    def get_context_data(self, **kwargs):
        context = {
            "organisation": self.organisation,
            "person": self.person,
            "is_own": self.person == self.viewer.user,
        }
        return super().get_context_data(**{**context, **kwargs})


def _said_of(absence):
    if absence.deputy is None:
        return _("The absence is noted.")
    return _("The absence is noted. %(who)s is told.") % {"who": absence.deputy.get_full_name()}


class OneAbsence(OneCall, OfAbsence, FormView):
    """A page of one absence that the reader may change."""

    def load(self):
        rows = absences_visible_to(self.viewer)
        self.absence = rows.filter(public_id=self.kwargs["public_id"]).first()
        if self.absence is None:
            raise Http404

    def allowed(self):
        return rules.has_perm("organisations.keep_absence", self.viewer, self.absence)

    @property
    def is_over(self):
        return self.absence.cancelled_at is not None or self.absence.ends_on < timezone.localdate()

    def get_context_data(self, **kwargs):
        context = {
            "absence": self.absence,
            "person": self.absence.user,
            "organisation": self.absence.organisation,
            "is_own": self.absence.user_id == self.viewer.user.pk,
            "is_over": self.is_over,
        }
        return super().get_context_data(**{**context, **kwargs})


class ChangeAbsence(OneAbsence):
    """Changes the days, the deputy or the reason of an absence."""

    template_name = "desk/absence_form.html"

    def get_initial(self):
        names = ("starts_on", "ends_on", "reason", "version")
        facts = {name: getattr(self.absence, name) for name in names}
        return {**facts, "deputy": self.absence.deputy and self.absence.deputy.public_id}

    def get_form_class(self):
        is_own = self.absence.user == self.viewer.user
        return forms.ChangeAbsenceForm if is_own else forms.ChangeAbsenceForSomebodyForm

    def get_form_kwargs(self):
        choices = self.choices(self.absence.user, self.absence.organisation)
        kwargs = {**super().get_form_kwargs(), **choices}
        return {**kwargs, "data": conflicts.chosen(kwargs["data"])} if "data" in kwargs else kwargs

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except _TwoVersions as both:
            now = both.current
            theirs = {name: getattr(now, name) for name in form.facts()}
            theirs["deputy"] = now.deputy and now.deputy.public_id
            return conflicts.respond(self.request, form, theirs=theirs, version=now.version)

    def perform(self, form):
        try:
            absence = operations.change_absence(
                self.absence,
                version=form.cleaned_data["version"],
                by=self.viewer.user,
                on=timezone.localdate(),
                **form.facts(),
            )
        except organisations.StaleAbsence as stale:
            raise _TwoVersions(stale.current) from stale
        messages.success(self.request, _("The absence is changed."))
        return absence


class _TwoVersions(Exception):
    """Two people changed the absence; `.current` is how it stands."""

    def __init__(self, current):
        super().__init__()
        self.current = current


class EndAbsence(OneAbsence):
    """Ends an absence early, or takes back one that has not begun."""

    template_name = "desk/absence_end.html"
    form_class = Form

    def perform(self, form):
        ended = organisations.end_absence(
            self.absence, by=self.viewer.user, on=timezone.localdate()
        )
        messages.success(self.request, _("The absence is over. Nobody stands in any more."))
        return ended


class OfSeat(OneCall, OfAbsence, FormView):
    """A page about a seat in a pool: it leads back to its holder's absences, or to the pool for those who keep it."""

    @property
    def is_own(self):
        return self.seat.user_id == self.viewer.user.pk

    def get_success_url(self):
        if self.is_own:
            return super().get_success_url()
        return reverse("desk:approvers", args=[self.seat.body.organisation.public_id])

    def get_context_data(self, **kwargs):
        context = {"seat": self.seat, "is_own": self.is_own, "back": self.get_success_url()}
        return super().get_context_data(**{**context, **kwargs})


class LendSeat(OfSeat):
    """Lends a seat in a pool of second approvers."""

    template_name = "desk/seat_lend.html"
    form_class = forms.DelegationForm

    def load(self):
        rows = approver_seats_visible_to(self.viewer)
        self.seat = rows.filter(public_id=self.kwargs["seat"]).first()
        if self.seat is None:
            raise Http404

    def allowed(self):
        return rules.has_perm("organisations.lend_seat", self.viewer, self.seat)

    def get_form_kwargs(self):
        people = possible_delegates(self.seat, on=self.viewer.on)
        if not self.is_own:
            people = people.exclude(pk=self.viewer.user.pk)
        return {**super().get_form_kwargs(), "request": self.request, "people": people}

    def get_initial(self):
        return {"starts_on": timezone.localdate()}

    def perform(self, form):
        lent = operations.delegate_seat(
            self.seat,
            public_id=form.cleaned_data["record_id"],
            by=self.viewer.user,
            on=timezone.localdate(),
            **form.facts(),
        )
        words = _("The seat is lent to %(who)s, who is told.")
        messages.success(self.request, words % {"who": lent.to.get_full_name()})
        return lent


class EndDelegation(OfSeat):
    """Takes a lent seat back."""

    template_name = "desk/delegation_end.html"
    form_class = Form

    def load(self):
        rows = delegations_visible_to(self.viewer)
        self.delegation = rows.filter(public_id=self.kwargs["public_id"]).first()
        if self.delegation is None:
            raise Http404
        self.seat = self.delegation.seat

    def allowed(self):
        return rules.has_perm("organisations.lend_seat", self.viewer, self.seat)

    def perform(self, form):
        ended = organisations.end_delegation(
            self.delegation, by=self.viewer.user, on=timezone.localdate()
        )
        messages.success(self.request, _("The seat is taken back."))
        return ended

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{"delegation": self.delegation, **kwargs})
