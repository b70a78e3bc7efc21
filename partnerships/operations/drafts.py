"""The verbs of what somebody is still typing."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from partnerships.models import Draft, Partnership


@transaction.atomic
def save_draft(*, body, public_id, data, by):
    """This function will keep what somebody has typed of a new partnership, under the id that it will get.

    Values replace those that were typed under the same names before. Raises ValidationError for an id that is taken.
    """
    taken = Draft.objects.filter(public_id=public_id).exclude(by=by)
    if taken.exists() or Partnership.objects.filter(public_id=public_id).exists():
        raise ValidationError(_("This form has been used already. Begin a new one."))
    draft, _is_new = Draft.objects.get_or_create(
        public_id=public_id, by=by, defaults={"body": body}
    )
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    draft.body, draft.data = body, {**draft.data, **data}
    draft.save()
    return draft


@transaction.atomic
def discard_draft(draft, *, by):
    """This function will throw a draft of one's own away; drafts may go."""
    Draft.objects.filter(pk=draft.pk, by=by).delete()
