"""How what waits for somebody's word is told in a queue."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

WHAT = {
    "benefit": gettext_lazy("Agree to benefit B-%(number)s, or not"),
    "reading": gettext_lazy("Confirm a figure of benefit B-%(number)s"),
    "contribution": gettext_lazy("Accept contribution C-%(number)s, or not"),
    "handover": gettext_lazy("Confirm what was delivered of C-%(number)s"),
    "dispute": gettext_lazy("Settle the disputed delivery of C-%(number)s"),
}
PAGES = {"benefit": "benefits:benefit", "reading": "benefits:benefit"}


def what_of(ask):
    """This function will return in words what is asked by an Ask (`queries.asked_of`)."""
    return WHAT[ask.what] % {"number": ask.number}


def why_of(ask):
    """This function will return why it is the reader's: the other side waits, and for what."""
    return _("The other side waits for your word: %(statement)s") % {"statement": ask.statement}


def address_of(ask):
    """This function will return where it is answered."""
    page = PAGES.get(ask.what, "benefits:contribution")
    return reverse(page, kwargs={"reference": ask.reference, "public_id": ask.handle})
