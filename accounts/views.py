from base64 import b64encode

import rules
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.adapter import get_adapter as get_factor_adapter
from allauth.mfa.base import views as allauth
from allauth.mfa.base.internal.flows import post_authentication
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView, UpdateView, View

from accounts import onetime, operations, queries, sealing, stepup
from accounts.forms import CodeForm, ConfirmForm, ProvedForm, SecondFactorForm, SettingsForm
from accounts.models import SignIn, User
from ui.views import FormView, Unprocessable

METHODS = ["get", "head", "post", "options"]
# The secret of an app that is not tied to the account yet, sealed.
NEW_SECRET = "new_second_factor"  # noqa: S105 - the name of a place


class Account(LoginRequiredMixin):
    """A page of the reader's own account; `tab` is its entry in the bar."""

    http_method_names = METHODS
    tab = ""

    def dispatch(self, request, *args, **kwargs):
        known = request.method.lower() in self.http_method_names
        elsewhere = self.elsewhere() if known and request.user.is_authenticated else None
        return elsewhere or super().dispatch(request, *args, **kwargs)

    def elsewhere(self):
        """Return the answer that leads away from a page which has nothing for this reader."""

    def get_context_data(self, **kwargs):
        return super().get_context_data(tab=self.tab, **kwargs)


class Proved(Account):
    """A page whose form asks who it is, and that leads on to where the reader was going."""

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "request": self.request}

    def get_context_data(self, **kwargs):
        return super().get_context_data(next=get_next_redirect_url(self.request) or "", **kwargs)


class Settings(Account, Unprocessable, UpdateView):
    """How the house looks and reads for the one who is signed in."""

    form_class = SettingsForm
    template_name = "accounts/settings.html"
    tab = "settings"

    def get_object(self, queryset=None):
        # A row of its own: a refused form must not recolour the page that says so.
        return User.objects.get(pk=self.request.user.pk)

    def form_valid(self, form):
        operations.change_settings(
            self.request.user, by=self.request.user, on=timezone.localdate(), **form.cleaned_data
        )
        messages.success(self.request, _("Your settings are saved."))
        return redirect("accounts:settings")


# ── Signing in ────────────────────────────────────────────────────────────────────────────────


class Code(allauth.AuthenticateView):
    """The second step of signing in. The password was right, and nobody is signed in yet."""

    http_method_names = METHODS

    def _build_forms(self):
        # Theirs would take a post without a code for a security key, which this house does not have.
        self.webauthn_form = None
        typed = self.request.POST if self.request.method == "POST" else None
        self.auth_form = CodeForm(typed, user=self.stage.login.user)
        return self.auth_form

    def form_valid(self, form):
        post_authentication(self.request, form.authenticator)
        return self.stage.exit()

    def form_invalid(self, form):
        response = super().form_invalid(form)
        response.status_code = 422
        return response


class Confirm(Proved, FormView):
    """Asks who it is once more, then leads on."""

    form_class = ConfirmForm
    template_name = "account/reauthenticate.html"

    def form_valid(self, form):
        return HttpResponseRedirect(get_next_redirect_url(self.request) or "/")


# ── How I sign in ─────────────────────────────────────────────────────────────────────────────


class SignInPage(Account, TemplateView):
    """How the reader proves who they are: password, app, recovery codes."""

    template_name = "accounts/sign_in.html"
    tab = "sign-in"

    def get_context_data(self, **kwargs):
        user = self.request.user
        app = queries.app_of(user)
        return super().get_context_data(
            app=app,
            codes_left=queries.recovery_codes_left(user) if app else 0,
            codes_wait=bool(app and queries.recovery_codes_to_keep(user)),
            is_needed=not rules.has_perm("accounts.turn_off_second_factor", self.request.viewer),
            **kwargs,
        )


class SecondFactor(Proved, FormView):
    """Ties an app to the account: shows what it scans, and takes the first code."""

    form_class = SecondFactorForm
    template_name = "accounts/second_factor.html"

    def get(self, request, *args, **kwargs):
        # One for the whole attempt: a page that is opened again must not spoil what the phone has scanned.
        if NEW_SECRET not in request.session:
            request.session[NEW_SECRET] = sealing.seal(onetime.new_secret())
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        if NEW_SECRET not in request.session:
            return HttpResponseRedirect(request.get_full_path())
        return super().post(request, *args, **kwargs)

    @property
    def secret(self):
        return sealing.unseal(self.request.session[NEW_SECRET])

    def form_valid(self, form):
        user = self.request.user
        app = operations.turn_on_second_factor(
            user,
            secret=self.secret,
            code=form.cleaned_data["new_code"],
            keep=self.request.session.get(stepup.SIGN_IN),
            on=timezone.localdate(),
        )
        if app is None:
            form.add_error("new_code", _("This is not what the app shows for this account now."))
            return self.form_invalid(form)
        del self.request.session[NEW_SECRET]
        form.remember(app)
        messages.success(self.request, _("Your app is set up."))
        return HttpResponseRedirect(leading_on(self.request, "accounts:recovery-codes"))

    def get_context_data(self, **kwargs):
        adapter = get_factor_adapter()
        address = adapter.build_totp_url(self.request.user, self.secret)
        drawn = b64encode(adapter.build_totp_svg(address).encode()).decode()
        return super().get_context_data(
            picture=f"data:image/svg+xml;base64,{drawn}",
            secret=[self.secret[at : at + 4] for at in range(0, len(self.secret), 4)],
            app_address=address,
            replaces=stepup.asks_for_code(self.request),
            **kwargs,
        )


class SecondFactorOff(Proved, FormView):
    """Lets the account do without the app, where it may."""

    form_class = ProvedForm
    template_name = "accounts/second_factor_off.html"

    def elsewhere(self):
        has_app = queries.has_second_factor(self.request.user)
        return None if has_app else redirect("accounts:sign-in")

    def form_valid(self, form):
        if not rules.has_perm("accounts.turn_off_second_factor", self.request.viewer):
            form.add_error(None, _("Your role asks for a second step, so it stays on."))
            return self.form_invalid(form)
        keep = self.request.session.get(stepup.SIGN_IN)
        operations.turn_off_second_factor(self.request.user, keep=keep, on=timezone.localdate())
        stepup.forget(self.request)
        messages.success(self.request, _("From now on your password alone signs you in."))
        return redirect("accounts:sign-in")

    def get_context_data(self, **kwargs):
        may = rules.has_perm("accounts.turn_off_second_factor", self.request.viewer)
        return super().get_context_data(may_turn_off=may, **kwargs)


class RecoveryCodes(Account, TemplateView):
    """Shows the recovery codes until their owner says that they are put away; never again after that."""

    template_name = "accounts/recovery_codes.html"

    def elsewhere(self):
        if not stepup.recently_confirmed(self.request, by_recovery=True):
            path = urlencode({"next": self.request.get_full_path()})
            return HttpResponseRedirect(f"{reverse('account_reauthenticate')}?{path}")
        self.codes = queries.recovery_codes_to_keep(self.request.user)
        return None

    def get(self, request, *args, **kwargs):
        if not self.codes:
            return redirect("accounts:sign-in")
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        operations.keep_recovery_codes(request.user, on=timezone.localdate())
        return HttpResponseRedirect(get_next_redirect_url(request) or reverse("accounts:sign-in"))

    def get_context_data(self, **kwargs):
        path = get_next_redirect_url(self.request) or ""
        return super().get_context_data(codes=grouped(self.codes), next=path, **kwargs)


class RecoveryCodesFile(RecoveryCodes):
    """The same as a text file."""

    http_method_names = ["get", "head", "options"]

    def get(self, request, *args, **kwargs):
        if not self.codes:
            raise Http404
        head = _("Recovery codes of %(address)s for Concordat. Each works once.")
        lines = [head % {"address": request.user.email}, "", *grouped(self.codes), ""]
        name = 'attachment; filename="concordat-recovery-codes.txt"'
        return HttpResponse(
            "\n".join(lines),
            content_type="text/plain; charset=utf-8",
            headers={"Content-Disposition": name},
        )


class RecoveryCodesNew(Proved, FormView):
    """Makes new recovery codes in the place of the old ones."""

    form_class = ProvedForm
    template_name = "accounts/recovery_codes_new.html"

    def elsewhere(self):
        has_app = queries.has_second_factor(self.request.user)
        return None if has_app else redirect("accounts:second-factor")

    def form_valid(self, form):
        operations.renew_recovery_codes(self.request.user, on=timezone.localdate())
        return redirect("accounts:recovery-codes")


# ── Where I am signed in ──────────────────────────────────────────────────────────────────────


class Sessions(Account, TemplateView):
    """Where the reader is signed in."""

    http_method_names = ["get", "head", "options"]
    template_name = "accounts/sessions.html"
    tab = "sessions"

    def get_context_data(self, **kwargs):
        this = self.request.session.get(stepup.SIGN_IN)
        rows = list(queries.sessions_of(self.request.user, at=timezone.now()))
        for row in rows:
            row.is_this = str(row.public_id) == this
        others = sum(not row.is_this for row in rows)
        return super().get_context_data(rows=rows, others=others, **kwargs)


class EndSession(Account, View):
    """Signs the reader out in one other place."""

    http_method_names = ["post"]

    def post(self, request, public_id):
        sign_in = get_object_or_404(SignIn.objects.filter(user=request.user), public_id=public_id)
        if str(public_id) == request.session.get(stepup.SIGN_IN):
            return redirect("account_logout")
        operations.end_session(sign_in, by=request.user, on=timezone.localdate())
        messages.success(request, _("That session is ended."))
        return redirect("accounts:sessions")


class EndOtherSessions(Account, View):
    """Signs the reader out everywhere but here."""

    http_method_names = ["post"]

    def post(self, request):
        number = operations.end_other_sessions(
            request.user,
            keep=request.session.get(stepup.SIGN_IN),
            by=request.user,
            on=timezone.localdate(),
        )
        words = ngettext("%(n)s other session is ended.", "%(n)s other sessions are ended.", number)
        messages.success(request, words % {"n": number})
        return redirect("accounts:sessions")


def grouped(codes):
    """Return codes as people copy them: in two halves."""
    return [f"{code[:4]} {code[4:]}" for code in codes]


def leading_on(request, page):
    """Return the address of a page that keeps in mind where the reader was going."""
    path = get_next_redirect_url(request)
    return f"{reverse(page)}?{urlencode({'next': path})}" if path else reverse(page)
