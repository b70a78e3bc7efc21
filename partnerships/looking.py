"""What a session remembers while somebody of the public side looks as a partner, and when that ends."""

import datetime
from dataclasses import dataclass

from django.utils import timezone

from partnerships.models import PartnerRole

SESSION_KEY = "view_as_party"
LASTS = datetime.timedelta(minutes=30)


@dataclass(frozen=True)
class Look:
    """As which party and in which role somebody looks, and since when."""

    party: str
    role: str
    since: datetime.datetime

    @property
    def ends(self):
        return self.since + LASTS

    @property
    def is_over(self):
        return timezone.now() >= self.ends

    @property
    def role_words(self):
        return PartnerRole(self.role).label


def begin(session, party, *, role):
    """This function will have a session look as `party` from now on."""
    session[SESSION_KEY] = {
        "party": str(party.public_id),
        "role": str(role),
        "since": timezone.now().isoformat(),
    }


def look_of(session):
    """This function will return the Look of a session, or None; also where what it remembers makes no sense."""
    kept = session.get(SESSION_KEY)
    try:
        since = datetime.datetime.fromisoformat(kept["since"])
        return Look(kept["party"], PartnerRole(kept["role"]).value, since)
    except (KeyError, TypeError, ValueError):
        return None


def is_looking(session):
    """This function will tell whether a session looks as somebody, or did until it is told otherwise."""
    return SESSION_KEY in session


def end(session):
    """This function will have a session look as itself again."""
    session.pop(SESSION_KEY, None)
