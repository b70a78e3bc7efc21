"""The verbs of the desk: what it does itself is only to write down that something was taken away."""

from django.db import transaction

from audit import operations as audit


@transaction.atomic
def note_export(partnership, *, rows, by, on):
    """This function will write down that `by` took the history of a partnership away as a file of so many rows."""
    return audit.record(
        "desk.export_history",
        partnership,
        by=by,
        on=on,
        body=partnership.lead_body,
        partnership=partnership,
        after={"rows": rows},
    )


@transaction.atomic
def note_list_export(key, *, rows, by, on):
    """This function will write down that `by` took a list away as a file of so many rows; what was searched is not kept."""
    return audit.record("desk.export_list", by, by=by, on=on, after={"list": key, "rows": rows})


@transaction.atomic
def note_download(approval, key, stored, *, by, on):
    """This function will write down that `by` took away the evidence that an approval shows for a condition."""
    return audit.record(
        "desk.download_evidence",
        approval,
        by=by,
        on=on,
        body=approval.body,
        partnership=approval.partnership,
        after={"condition": key, "evidence": stored.public_id},
    )
