"""What every view of a partnership does first: sign-in, visibility (404), permission (403); and how refusals are shown."""

from functools import cached_property

import rules
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partnerships import conflicts
from partnerships.models import PartyRole, Side, SideState
from partnerships.operations import StaleVersion
from partnerships.queries import aside_of, parties_visible_to, partnerships_visible_to, place_of
from ui import formats

MOST_NAMES = 3
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


class SignedIn:
    """A page for whoever is signed in and, where `permission` is named, holds it without an object.

    Loading belongs into `load`, which runs in `setup` for signed-in users only.
    """

    permission = ""
    # A page that ends looking as a partner, and so may be posted to meanwhile.
    is_way_out = False
    # Django's form views take PUT for a post; a page has no use for it.
    http_method_names = ["get", "head", "post", "options"]

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
        looks_only = self.viewer.view_as_party_id is not None and not self.is_way_out
        if not self.allowed() or (looks_only and request.method not in SAFE_METHODS):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class InPartnership(SignedIn):
    """A page of one partnership, found by its reference; sets `self.partnership` and `self.place`."""

    tab = ""

    def load(self):
        self.partnership = (
            partnerships_visible_to(self.viewer)
            .select_related(
                "lead_body__organisation", "lead_body__calendar", "profile_version", "standing"
            )
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

    @property
    def aside(self):
        """The time aside in which the partnership is, as far as this reader may know it, or None."""
        return aside_of(self.viewer, self.partnership)

    @cached_property
    def parties(self):
        """The parties that this reader may see."""
        return list(parties_visible_to(self.viewer, self.partnership))

    def get_context_data(self, **kwargs):
        context = {
            "partnership": self.partnership,
            "place": self.place,
            "tab": self.tab,
            "head": head_of(self.partnership, self.parties, side=self.place.side, aside=self.aside),
        }
        return super().get_context_data(**{**context, **kwargs})


def aside_words(aside):
    """This function will return how a partnership stands aside, in the words of its head."""
    if aside.is_overdue:
        return _("%(state)s, its day has passed") % {"state": aside.word}
    if aside.state == SideState.PAUSED and aside.until:
        return _("%(state)s until %(day)s") % {
            "state": aside.word,
            "day": formats.day_text(aside.until),
        }
    return _("%(state)s since %(day)s") % {
        "state": aside.word,
        "day": formats.day_text(aside.since),
    }


def head_of(partnership, parties, *, side, aside=None):
    """This function will return what the head of every page of a partnership shows to a reader of `side`."""
    main = {PartyRole.LEAD_BODY, PartyRole.PARTNER}
    ranked = sorted(parties, key=lambda party: party.role not in main)
    shared = [party for party in ranked if party.side == Side.PARTNER and party.is_shared_in]
    head = {
        "public_names": _names([party for party in ranked if party.side == Side.PUBLIC]),
        "partner_names": _names([party for party in ranked if party.side == Side.PARTNER]),
        "stage": partnership.get_stage_display(),
        "aside": aside_words(aside) if aside else "",
    }
    if side == Side.PUBLIC:
        head["profile"] = partnership.profile_version.get_profile_display()
        head["visibility"] = "shared" if shared else "internal"
        head["shared_with"] = ", ".join(_names(shared))
    return head


def _names(parties):
    """A file may bring fourteen parties; a head has room for three."""
    names = [str(party.organisation) for party in parties[:MOST_NAMES]]
    if more := len(parties) - len(names):
        names.append(ngettext("%(count)s more", "%(count)s more", more) % {"count": more})
    return names


def show_refusal(form, refusal):
    """This function will put a refusal's words where they belong in a form: at their field, else above it."""
    errors = (
        refusal.error_dict
        if hasattr(refusal, "error_dict")
        else {NON_FIELD_ERRORS: refusal.error_list}
    )
    for field, messages in errors.items():
        form.add_error(field if field in form.fields else None, messages)


class OneCall:
    """A form view whose valid form makes one operation call (`perform`) and goes on to `success_url`.

    A refusal becomes form errors with status 422; a stale version becomes the conflict page with status 409, unless
    the same person sent the same thing twice.
    """

    conflict_template = "partnerships/conflict.html"

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        if "data" in kwargs:
            kwargs["data"] = conflicts.merged(kwargs["data"])
        return kwargs

    def form_valid(self, form):
        try:
            self.result = self.perform(form)
        except StaleVersion as conflict:
            if self.is_done_already(form, conflict.current):
                return super().form_valid(form)
            return self.show_conflict(form, conflict)
        except ValidationError as refusal:
            show_refusal(form, refusal)
            return self.form_invalid(form)
        return super().form_valid(form)

    def form_invalid(self, form):
        response = super().form_invalid(form)
        response.status_code = 422
        return response

    def is_done_already(self, form, current):
        """This function will tell whether the `current` record is what this very form of this user made of it before."""
        return False

    def show_conflict(self, form, conflict):
        """This function will show what somebody else wrote beside what was typed; nothing typed is lost."""
        current, rows = conflict.current, conflicts.compare(form, conflict.current)
        who, when = conflicts.last_change(current)
        context = self.get_context_data(
            form=form,
            current=current,
            conflict=conflict,
            rows=rows,
            repeated=conflicts.repeated(form, rows, current),
            asked_again=conflicts.asked_again(form),
            changed_by=who,
            changed_at=when,
        )
        return render(self.request, self.conflict_template, context, status=409)
