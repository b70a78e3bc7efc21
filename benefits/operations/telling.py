"""What the verbs of this package write down and say to whom."""

from functools import partial

from notices import operations as notices
from notices.models import Notice
from partnerships.operations import telling

record = partial(telling.record, package="benefits")
tell = partial(telling.tell, package="benefits")


def settle_asks(subject, kinds, *, on):
    """This function will settle what people were asked about `subject`, whichever version of it they were told of."""
    open_asks = Notice.objects.filter(
        kind__in=[f"benefits.{kind}" for kind in kinds],
        subject_id=str(subject.public_id),
        settled_at__isnull=True,
    )
    for key in set(open_asks.values_list("key", flat=True)):
        notices.settle(key, on=on)
