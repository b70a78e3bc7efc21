"""What every view of a partnership does first: sign-in, visibility (404), permission (403); and how refusals are shown."""

import rules
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import render

from partnerships.operations import StaleVersion
from partnerships.queries import partnerships_visible_to, place_of


class SignedIn:
    """A page for whoever is signed in and, where `permission` is named, holds it without an object.

    Loading belongs into `load`, which runs in `setup` for signed-in users only.
    """

    permission = ""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.viewer = request.viewer
        if self.viewer.is_signed_in:
            self.load()

    def load(self):
        """This function will fetch what the page is about from visibility querysets; a miss raises Http404."""

    def allowed(self):
        """This function will answer the page's one permission."""
        return not self.permission or rules.has_perm(self.permission, self.viewer)

    def dispatch(self, request, *args, **kwargs):
        if not self.viewer.is_signed_in:
            return redirect_to_login(request.get_full_path())
        if not self.allowed():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class InPartnership(SignedIn):
    """A page of one partnership, found by its reference; sets `self.partnership` and `self.place`."""

    tab = ""

    def load(self):
        self.partnership = (
            partnerships_visible_to(self.viewer)
            .select_related("lead_body__organisation", "lead_body__calendar", "profile_version", "standing")
            .filter(reference=self.kwargs["reference"])
            .first()
        )
        if self.partnership is None:
            raise Http404
        self.place = place_of(self.viewer, self.partnership)

    def allowed(self):
        return not self.permission or rules.has_perm(self.permission, self.viewer, self.partnership)

    def may(self, permission):
        """This function will tell a template whether to offer something: `can_move = self.may("partnerships.move")`."""
        return rules.has_perm(permission, self.viewer, self.partnership)

    def get_context_data(self, **kwargs):
        return super().get_context_data(partnership=self.partnership, place=self.place, tab=self.tab, **kwargs)


def show_refusal(form, refusal):
    """This function will put a refusal's words where they belong in a form: at their field, else above it."""
    errors = refusal.error_dict if hasattr(refusal, "error_dict") else {NON_FIELD_ERRORS: refusal.error_list}
    for field, messages in errors.items():
        form.add_error(field if field in form.fields else None, messages)


class OneCall:
    """A form view whose valid form makes one operation call (`perform`) and goes on to `success_url`.

    A refusal becomes form errors with status 422; a stale version becomes the conflict page with status 409.
    """

    conflict_template = "partnerships/conflict.html"

    def form_valid(self, form):
        try:
            self.result = self.perform(form)
        except StaleVersion as conflict:
            return self.show_conflict(form, conflict)
        except ValidationError as refusal:
            show_refusal(form, refusal)
            return self.form_invalid(form)
        return super().form_valid(form)

    def form_invalid(self, form):
        response = super().form_invalid(form)
        response.status_code = 422
        return response

    def show_conflict(self, form, conflict):
        """This function will show what somebody else wrote beside what was typed; nothing typed is lost."""
        context = self.get_context_data(form=form, current=conflict.current, conflict=conflict)
        return render(self.request, self.conflict_template, context, status=409)
