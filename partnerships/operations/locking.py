"""One way to take hold of a partnership or one of its rows before changing it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.models import Freeze, Partnership, SideState
from partnerships.operations.refusals import Frozen, StaleVersion

FROZEN_WORDS = {
    Freeze.MOVES: gettext_lazy("It is %(state)s and cannot be moved."),
    Freeze.DECISIONS: gettext_lazy("It is %(state)s and nothing is decided in it."),
    Freeze.COMMITMENTS: gettext_lazy("It is %(state)s and nobody can promise anything new in it."),
    Freeze.SHARING: gettext_lazy("It is %(state)s and nothing new is shown to the other side."),
}


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


def refuse_frozen(partnership, what):
    """This function will raise Frozen when the (locked) partnership's state brings `what`, a Freeze, to a halt."""
    if not partnership.is_frozen(what):
        return
    words = FROZEN_WORDS[what] % {"state": partnership.get_side_state_display().lower()}
    if partnership.side_state != SideState.TERMINATED:
        # Of promises and of what is shown, companies read this too: they resume nothing.
        is_ours = what in {Freeze.MOVES, Freeze.DECISIONS}
        way_out = _("Resume it first.") if is_ours else _("Wait until it is resumed.")
        words = f"{words} {way_out}"
    raise Frozen(words, what=what)


def bump(record, *fields):
    """This function will save the named fields of a locked record under its next version."""
    record.version += 1
    record.save(update_fields=[*fields, "version"])
