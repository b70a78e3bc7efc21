"""Small pages that stand at the same place everywhere, for whoever is signed in and for whoever is not."""

from django.conf import settings
from django.views.generic import TemplateView


class SmallPage(TemplateView):
    """A page of text; inside the house it keeps the frame, outside it is the quiet card."""

    http_method_names = ["get", "head", "options"]

    def get_context_data(self, **kwargs):
        base = "base_app.html" if self.request.viewer.is_signed_in else "base_plain.html"
        return super().get_context_data(base=base, contact=settings.DEFAULT_FROM_EMAIL, **kwargs)


class Help(SmallPage):
    template_name = "desk/help.html"


class Accessibility(SmallPage):
    template_name = "desk/accessibility.html"


class Privacy(SmallPage):
    template_name = "desk/privacy.html"
