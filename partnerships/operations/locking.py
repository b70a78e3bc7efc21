"""One way to take hold of a partnership or one of its rows before changing it."""

from django.utils.translation import gettext as _

from partnerships.models import Partnership
from partnerships.operations.refusals import StaleVersion


def lock_partnership(partnership, *, version=None):
    """This function will return the partnership's row, locked until the transaction ends.

    Every verb of a partnership takes this lock first, so that two of them never wait for each other.
    Raises StaleVersion when `version` is given and is not the current one.
    """
    row = (
        Partnership.objects.select_for_update(of=("self",))
        .select_related("lead_body__organisation", "profile_version")
        .get(pk=partnership.pk)
    )
    if version is not None and row.version != version:
        raise StaleVersion(_("Somebody changed this partnership in the meantime."), current=row)
    return row


def refuse_stale(record, version):
    """This function will raise StaleVersion when `version` is not the current one of the (locked) record."""
    if version is not None and record.version != version:
        raise StaleVersion(_("Somebody changed this in the meantime."), current=record)


def bump(record, *fields):
    """This function will save the named fields of a locked record under its next version."""
    record.version += 1
    record.save(update_fields=[*fields, "version"])
