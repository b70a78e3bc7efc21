"""The demo's own door: anybody of the cast by one click, and three short tours. Elsewhere it does not exist."""

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from desk import demo


class InTheDemo:
    """Answers 404 unless DEMO is on, whenever the house was started."""

    def dispatch(self, request, *args, **kwargs):
        is_known = request.method.lower() in self.http_method_names
        if is_known and not settings.DEMO:
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class DemoPage(InTheDemo, TemplateView):
    """Who plays, what each comes for, and where the tours begin."""

    template_name = "desk/demo.html"
    http_method_names = ["get", "head", "options"]

    def get_context_data(self, **kwargs):
        context = {
            "troupes": demo.troupes(),
            "tours": demo.TOURS,
            "password": demo.PASSWORD,
            "base": "base_app.html" if self.request.viewer.is_signed_in else "base_plain.html",
        }
        return super().get_context_data(**{**context, **kwargs})


class DemoSignIn(InTheDemo, View):
    """Signs in as one of the cast, without a password."""

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        one = demo.player(request.POST.get("who", ""))
        if one is None:
            raise Http404
        if not become(request, one):
            return redirect("desk:demo")
        return redirect("/")


class DemoStep(InTheDemo, View):
    """Goes to one step of a tour, as the person who is to see it."""

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        found = demo.step_of(kwargs["tour"], kwargs["step"])
        if found is None:
            raise Http404
        tour, step = found
        if not become(request, demo.player(step.who)):
            return redirect("desk:demo")
        address = step.address()
        demo.begin(request.session, tour.key, kwargs["step"], address)
        return redirect(address)


class DemoLeave(InTheDemo, View):
    """Ends the tour and stays signed in."""

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        demo.end(request.session)
        return redirect("desk:demo")


def become(request, one):
    """This function will sign a Player in, unless it is them already, and tell whether it could."""
    if request.user.is_authenticated and request.user.email == one.email:
        return True
    user = demo.account_of(one)
    if user is None:
        words = _("%(name)s has a password of their own by now. Choose somebody else.")
        messages.info(request, words % {"name": one.name})
        return False
    adapter = get_adapter(request)
    if request.user.is_authenticated:
        adapter.logout(request)
    # Whoever has to prove more than this is asked for the code on the next page, as everywhere.
    adapter.login(request, user)
    return True
