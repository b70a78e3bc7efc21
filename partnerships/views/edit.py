"""Changing the facts of a partnership: its core fields and its term."""

from django.contrib import messages
from django.utils.translation import gettext as _
from django.views.generic import FormView

from partnerships import operations
from partnerships.doors import InPartnership, OneCall
from partnerships.forms import edit as forms
from partnerships.operations.creation import CORE_FIELDS, PROFILE_OF_TIER


class EditView(InPartnership, OneCall, FormView):
    """The core fields, with the version that the reader saw."""

    permission = "partnerships.edit"
    tab = "overview"
    template_name = "partnerships/edit.html"
    form_class = forms.EditForm

    def get_initial(self):
        return forms.EditForm.initial_of(self.partnership)

    def perform(self, form):
        return operations.edit_partnership(
            self.partnership,
            version=form.cleaned_data["version"],
            by=self.viewer.user,
            on=self.viewer.on,
            **form.changes(),
        )

    def is_done_already(self, form, current):
        return all(getattr(current, name) == value for name, value in form.changes().items())

    def show_conflict(self, form, conflict):
        take_over_theirs(form, conflict.current)
        return super().show_conflict(form, conflict)

    def get_success_url(self):
        messages.success(self.request, _("Your changes are saved."))
        return self.partnership.get_absolute_url()

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        weighed = context["form"].weighed()
        context["crumb"] = _("Edit")
        runs = self.partnership.profile_version.profile
        context["weighed"] = weighed
        context["runs_otherwise"] = PROFILE_OF_TIER.get(weighed.tier) not in {None, runs}
        return context


def take_over_theirs(form, current):
    """This function will put the other one's values where the typed ones are as they were before: no question of two."""
    seen = current.events.filter(version=form.cleaned_data["version"]).order_by("-pgh_id").first()
    if seen is None:
        return
    form.data = form.data.copy()
    for name in CORE_FIELDS:
        bound = form[name]
        if not bound.field.has_changed(getattr(seen, name), bound.value()):
            theirs = getattr(current, name)
            form.data[name] = "" if theirs is None else str(theirs)


class TermView(InPartnership, OneCall, FormView):
    """The dates of the current term."""

    permission = "partnerships.edit"
    tab = "overview"
    template_name = "partnerships/term.html"
    form_class = forms.TermForm

    def load(self):
        super().load()
        self.term = self.partnership.terms.order_by("-number").first()

    def get_initial(self):
        return forms.TermForm.initial_of(self.partnership, self.term)

    def perform(self, form):
        return operations.set_term(
            self.partnership,
            version=form.cleaned_data["version"],
            by=self.viewer.user,
            on=self.viewer.on,
            **form.changes(),
        )

    def is_done_already(self, form, current):
        return self.term is not None and all(
            getattr(self.term, name) == value for name, value in form.changes().items()
        )

    def show_conflict(self, form, conflict):
        # The dates stand on the term, the version on the partnership: the page compares one record.
        for name in form.changes():
            setattr(conflict.current, name, getattr(self.term, name, None))
        return super().show_conflict(form, conflict)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{"crumb": _("Term"), **kwargs})

    def get_success_url(self):
        messages.success(self.request, _("The term is saved."))
        return self.partnership.get_absolute_url()
