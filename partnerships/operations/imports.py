"""The verb that keeps what came in from another system."""

from django.db import transaction

from partnerships.models import ImportRecord
from partnerships.operations.telling import record


@transaction.atomic
def keep_import(partnership, *, standard, key, release_ids, source, merged, by, on):
    """This function will keep an imported process whole beside its partnership; the same key again replaces the older."""
    row, is_new = ImportRecord.objects.update_or_create(
        body=partnership.lead_body,
        standard=standard,
        key=key,
        defaults={
            "partnership": partnership,
            "release_ids": release_ids,
            "source": source,
            "merged": merged,
            "imported_on": on,
            "imported_by": by,
        },
    )
    record(
        "import",
        row,
        partnership,
        by=by,
        on=on,
        after={"standard": standard, "key": key, "new": is_new},
    )
    return row
