"""Small pages that stand at the same place everywhere, for whoever is signed in and for whoever is not."""

from django.views.generic import TemplateView

from desk import queries


class SmallPage(TemplateView):
    """A page of text; inside the house it keeps the frame, outside it is the quiet card."""

    http_method_names = ["get", "head", "options"]

    def get_context_data(self, **kwargs):
        viewer = self.request.viewer
        context = {
            "base": "base_app.html" if viewer.is_signed_in else "base_plain.html",
            # Whom to ask stands at the same place on all of them.
            "administrators": queries.administrators_for(viewer) if viewer.is_signed_in else (),
        }
        return super().get_context_data(**{**context, **kwargs})


class Help(SmallPage):
    template_name = "desk/help.html"


class Accessibility(SmallPage):
    template_name = "desk/accessibility.html"


class Privacy(SmallPage):
    template_name = "desk/privacy.html"
