"""What the doors of both sides share: a list answers as a page, or as a file of which a note is kept."""

from django.utils import timezone

from desk import operations


def answer_list(listing, template, context=None):
    """This function will return the page of a list, or the file that was asked for, written down as taken away."""
    response = listing.respond(template, context)
    if listing.format:
        operations.note_list_export(
            listing.key,
            rows=listing.filtered.count(),
            by=listing.request.user,
            on=timezone.localdate(),
        )
    return response
