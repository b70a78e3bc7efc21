"""What the verbs of partnerships write down and say to whom."""

from audit import operations as audit
from notices import operations as notices
from partnerships.models import Recusal


def record(
    verb,
    subject,
    partnership,
    *,
    by,
    on,
    visibility="internal",
    party=None,
    package="partnerships",
    **values,
):
    """This function will write the audit entry of one verb about a record of `partnership`."""
    return audit.record(
        f"{package}.{verb}",
        subject,
        by=by,
        on=on,
        body=partnership.lead_body,
        partnership=partnership,
        party=party,
        visibility=visibility,
        **values,
    )


def tell(
    kind,
    partnership,
    /,
    *,
    to,
    key,
    on,
    by=None,
    url="",
    subject=None,
    package="partnerships",
    **context,
):
    """This function will post one notice to everybody in `to` but the actor; the same key twice is said once.

    Whoever stepped aside hears nothing, for whatever reason they were to be told.
    """
    aside = set(
        Recusal.objects.filter(partnership=partnership, lifted_on__isnull=True).values_list(
            "user", flat=True
        )
    )
    notices.post(
        f"{package}.{kind}",
        to=[user for user in to if user != by and user.pk not in aside],
        key=key,
        on=on,
        url=url or partnership.get_absolute_url(),
        context={
            "title": partnership.title,
            "reference": partnership.reference,
            "body": str(partnership.lead_body),
            **{name: str(value) for name, value in context.items()},
        },
        subject=subject if subject is not None else partnership,
        body=partnership.lead_body,
        partnership=partnership,
    )
