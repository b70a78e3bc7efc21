"""Coming in and going out, and where somebody is signed in at this moment."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef

from accounts import browsers
from accounts.models import SignIn, User
from accounts.operations.telling import tell
from audit import operations as audit

# For as long a place counts as known, and no longer is it kept where somebody was.
KEPT = timedelta(days=180)


@transaction.atomic
def begin_session(
    user: User, *, session_key: str, address: str | None, agent: str, on: date, at: datetime
) -> SignIn:
    """Write down that a user came in, and from where; tell them when nobody did so from there before."""
    browser, system = browsers.browser_of(agent), browsers.system_of(agent)
    before = user.sign_ins.all()
    known = before.filter(address=address, browser=browser, system=system, seen_at__gte=at - KEPT)
    # The very first time there is nothing to compare with; the mail that set the password has told of it.
    is_strange = before.exists() and not known.exists()
    row = SignIn.objects.create(
        user=user,
        session_key=session_key,
        address=address,
        browser=browser,
        system=system,
        began_at=at,
        seen_at=at,
    )
    _forget(SignIn.objects.filter(seen_at__lt=at - KEPT))
    audit.record("accounts.sign_in", user, by=user, on=on)
    if is_strange:
        where = {"client": str(row.client), "address": address or ""}
        tell(user, "new_sign_in", on=on, page="accounts:sessions", **where)
    return row


def _forget(old) -> None:
    """Forget where somebody was; that they came once is kept, or the next time would pass for the very first."""
    newer = SignIn.objects.filter(user=OuterRef("user"), seen_at__gt=OuterRef("seen_at"))
    old.filter(Exists(newer)).delete()
    nowhere = {"address": None, "browser": "", "system": ""}
    old.exclude(address__isnull=True, browser="", system="").update(**nowhere)


@transaction.atomic
def note_failed_sign_in(user: User | None, *, on: date) -> None:
    """Write down that somebody failed to come in, as a known user or as nobody we know."""
    audit.record("accounts.fail_to_sign_in", user, by=None, on=on)


def note_seen(public_id: UUID | str, *, at: datetime) -> None:
    """Move on when a session was last used. Not audited: the log would say nothing else."""
    SignIn.objects.filter(public_id=public_id).update(seen_at=at)


def note_sign_out(public_id: UUID | str) -> None:
    """Let go of the session of somebody who left by themselves."""
    SignIn.objects.filter(public_id=public_id).update(session_key="")


def renew_session(public_id: UUID | str, *, session_key: str) -> None:
    """Follow a session to the new key that it got when its owner proved again who they are."""
    SignIn.objects.filter(public_id=public_id).update(session_key=session_key)


@transaction.atomic
def end_session(sign_in: SignIn, *, by: User | None, on: date) -> bool:
    """Sign somebody out in one place; return False when that session was over already."""
    if not _end(SignIn.objects.filter(pk=sign_in.pk)):
        return False
    audit.record("accounts.end_session", sign_in.user, by=by, on=on)
    return True


@transaction.atomic
def end_other_sessions(
    user: User, *, keep: UUID | str | None = None, by: User | None, on: date
) -> int:
    """Sign somebody out everywhere, or everywhere but in the session `keep`; return in how many places."""
    rows = SignIn.objects.filter(user=user)
    number = _end(rows.exclude(public_id=keep) if keep else rows)
    if number:
        audit.record("accounts.end_sessions", user, by=by, on=on, after={"sessions": number})
    return number


def _end(sign_ins) -> int:
    keys = list(sign_ins.exclude(session_key="").values_list("session_key", flat=True))
    sign_ins.update(session_key="")
    _all, deleted = Session.objects.filter(session_key__in=keys).delete()
    return deleted.get(Session._meta.label, 0)
