"""What doors share about forms: an invalid post answers 422 with the same page."""

from django.views.generic import edit


class Unprocessable:
    """Mixed into a form view: what the form refuses is answered with 422."""

    def form_invalid(self, form):
        response = super().form_invalid(form)
        response.status_code = 422
        return response


class FormView(Unprocessable, edit.FormView):
    """A form on a page of its own."""
