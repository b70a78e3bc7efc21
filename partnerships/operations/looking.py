"""The verbs of looking as a partner: both ends of it are written down, for both sides to read."""

from django.db import transaction
from django.utils.translation import gettext as _

from partnerships.models import PartnerRole, Side, Visibility
from partnerships.operations.refusals import LookRefused
from partnerships.operations.telling import record


@transaction.atomic
def start_view_as(party, *, role, reason, by, on):
    """This function will write down that somebody of the public side looks as this party, and return the party.

    The company reads that it was looked at, by whom and in which role; the reason stays with the public side.
    Raises LookRefused where there is nothing to see as this party, or no reason.
    """
    if party.side != Side.PARTNER or not party.is_shared_in:
        raise LookRefused({"party": _("This organisation does not see the partnership yet.")})
    if not reason.strip():
        raise LookRefused({"reason": _("Say why you look.")})
    _record("view_as", party, role, by=by, on=on, reason=reason)
    return party


@transaction.atomic
def stop_view_as(party, *, role, by, on, by_itself=False):
    """This function will write down that somebody sees the partnership as themselves again."""
    _record("stop_view_as", party, role, by=by, on=on, by_itself=by_itself)
    return party


def _record(verb, party, role, *, by, on, reason="", **facts):
    record(
        verb,
        party,
        party.partnership,
        by=by,
        on=on,
        party=party,
        visibility=Visibility.SHARED,
        reason=reason,
        after={"as": party.organisation.public_id, "look": PartnerRole(role).value, **facts},
    )
