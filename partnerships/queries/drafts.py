"""What somebody is still typing, and the organisations that a body may name in it."""

from django.contrib.postgres.search import TrigramSimilarity, TrigramWordSimilarity
from django.db.models import Q
from django.db.models.functions import Greatest

from organisations.models import Organisation
from partnerships.models import Draft

CLOSE_ENOUGH = 0.35


def drafts_of(viewer):
    """This function will return the drafts of `viewer`, the latest first; nobody else sees them."""
    if not viewer.may_write:
        return Draft.objects.none()
    bodies = viewer.bodies_as("owner", "lead")
    return (
        Draft.objects.filter(by=viewer.user, body__organisation__in=bodies)
        .select_related("body__organisation")
        .order_by("-saved_at")
    )


def known_organisations(body):
    """This function will return the organisations that `body` has a relationship with."""
    return Organisation.objects.filter(relationships__body=body)


def organisations_named(body, text):
    """This function will return what `body` knows by a name or number like `text`, the most alike first."""
    alike = Q(name__trigram_word_similar=text) | Q(legal_name__trigram_word_similar=text)
    holds = Q(name__icontains=text) | Q(legal_name__icontains=text)
    number = Q(identifiers__value__iexact=text)
    likeness = Greatest(
        TrigramWordSimilarity(text, "name"), TrigramWordSimilarity(text, "legal_name")
    )
    return (
        known_organisations(body)
        .filter(alike | holds | number)
        .annotate(likeness=likeness)
        .prefetch_related("identifiers")
        .order_by("-likeness", "name", "id")
        .distinct()
    )


def likely_doubles(body, name):
    """This function will return organisations of `body` whose names are so like `name` that they may be the same."""
    likeness = Greatest(TrigramSimilarity("name", name), TrigramSimilarity("legal_name", name))
    return (
        known_organisations(body)
        .annotate(likeness=likeness)
        .filter(likeness__gte=CLOSE_ENOUGH)
        .prefetch_related("identifiers")
        .order_by("-likeness", "id")
    )
