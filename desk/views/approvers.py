"""The pool of second approvers of a body: who is in it, who stands in for whom, adding and removing."""

from dataclasses import dataclass

import rules
from django.contrib import messages
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from desk import forms, queries
from organisations import operations
from organisations.queries import (
    absences_on,
    pool_of,
    pools_visible_to,
    possible_approvers,
)
from partnerships.doors import OneCall, SignedIn
from ui.forms import Form
from ui.views import FormView


@dataclass(frozen=True)
class Row:
    """One seat in the pool, as those read it who work for the body."""

    seat: object
    absence: object
    lent: list
    answered: int
    is_own: bool


class OfPool(SignedIn):
    """A page of the pool of one body that the reader works for."""

    permission = "organisations.keep_pool"

    def load(self):
        rows = pools_visible_to(self.viewer)
        self.body = rows.filter(organisation__public_id=self.kwargs["public_id"]).first()
        if self.body is None:
            raise Http404

    def allowed(self):
        return rules.has_perm(self.permission, self.viewer, self.body)

    def get_success_url(self):
        return reverse("desk:approvers", args=[self.body.organisation.public_id])

    def get_context_data(self, **kwargs):
        context = {
            "body": self.body,
            "back": self.get_success_url(),
            "today": timezone.localdate(),
            "can_keep": rules.has_perm("organisations.keep_pool", self.viewer, self.body),
        }
        return super().get_context_data(**{**context, **kwargs})


class Approvers(OfPool, TemplateView):
    """Everybody whom the body may ask as the second person."""

    permission = "organisations.read_pool"
    template_name = "desk/approvers.html"

    def rows(self):
        """This function will return the seats that are not over, each with who has it meanwhile."""
        seats = list(pool_of(self.body, on=self.viewer.on))
        away = absences_on(self.viewer.on, users=[seat.user_id for seat in seats])
        given = queries.answers_given(self.body)
        lent = {}
        spans = queries.lent_in(self.body, on=self.viewer.on)
        for row in spans:
            lent.setdefault(row.seat_id, []).append(row)
        return [
            Row(
                seat=seat,
                absence=away.get((seat.user_id, self.body.organisation_id)),
                lent=lent.get(seat.pk, []),
                answered=given.get(seat.user_id, 0),
                is_own=seat.user_id == self.viewer.user.pk,
            )
            for seat in seats
        ]

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{"rows": self.rows(), **kwargs})


class AddApprover(OneCall, OfPool, FormView):
    """Puts one of the body's people into its pool."""

    template_name = "desk/approver_add.html"
    form_class = forms.ApproverForm

    def get_form_kwargs(self):
        people = possible_approvers(self.body, on=self.viewer.on).exclude(pk=self.viewer.user.pk)
        return {**super().get_form_kwargs(), "request": self.request, "people": people}

    def perform(self, form):
        given = form.cleaned_data
        seat = operations.seat_approver(
            self.body,
            given["user"],
            valid_to=given["valid_to"],
            by=self.viewer.user,
            on=timezone.localdate(),
        )
        words = _("%(who)s is in the pool.")
        messages.success(self.request, words % {"who": seat.user.get_full_name()})
        return seat


class RemoveApprover(OneCall, OfPool, FormView):
    """Takes somebody out of the pool."""

    template_name = "desk/approver_remove.html"
    form_class = Form

    def load(self):
        super().load()
        rows = pool_of(self.body, on=self.viewer.on)
        self.seat = rows.filter(public_id=self.kwargs["seat"]).first()
        if self.seat is None:
            raise Http404

    def perform(self, form):
        seat = operations.unseat_approver(self.seat, by=self.viewer.user, on=timezone.localdate())
        words = _("%(who)s is out of the pool.")
        messages.success(self.request, words % {"who": seat.user.get_full_name()})
        return seat

    def get_context_data(self, **kwargs):
        others = pool_of(self.body, on=self.viewer.on).exclude(pk=self.seat.pk)
        return super().get_context_data(
            **{"seat": self.seat, "is_last": not others.exists(), **kwargs}
        )
