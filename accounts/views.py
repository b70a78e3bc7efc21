from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import UpdateView

from accounts import operations
from accounts.forms import SettingsForm
from accounts.models import User
from ui.views import Unprocessable


class Settings(LoginRequiredMixin, Unprocessable, UpdateView):
    """How the house looks and reads for the one who is signed in."""

    form_class = SettingsForm
    http_method_names = ["get", "head", "post", "options"]
    template_name = "accounts/settings.html"

    def get_object(self, queryset=None):
        # A row of its own: a refused form must not recolour the page that says so.
        return User.objects.get(pk=self.request.user.pk)

    def form_valid(self, form):
        operations.change_settings(
            self.request.user, by=self.request.user, on=timezone.localdate(), **form.cleaned_data
        )
        messages.success(self.request, _("Your settings are saved."))
        return redirect("accounts:settings")
