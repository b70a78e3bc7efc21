"""For which public body of this installation a file is taken over."""

from organisations.models import PublicBody


def find_body(named: str) -> PublicBody | None:
    """Return the body with this prefix or this name, the first of the installation for "", or None."""
    bodies = PublicBody.objects.select_related("organisation").order_by("id")
    if not named:
        return bodies.first()
    by_prefix = bodies.filter(prefix=named.strip().upper()).first()
    return by_prefix or bodies.filter(organisation__name__iexact=named.strip()).first()
