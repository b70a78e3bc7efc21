"""What every verb of benefits begins and ends with: the lock, the refusals, the notices, the stored figures."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from benefits import queries
from benefits.models import Benefit, BenefitState
from benefits.operations.telling import record, tell
from partnerships.models import Side
from partnerships.operations.locking import lock_partnership, refuse_stale


class BenefitRefused(ValidationError):
    """The benefit, its figure, a goal or a wish cannot be changed like this now."""


USED = gettext_lazy("This form has been used already. Begin a new one.")


def hold(partnership):
    """This function will lock a partnership that is still open and return it."""
    partnership = lock_partnership(partnership)
    if partnership.is_closed:
        raise BenefitRefused(_("The partnership is closed."))
    return partnership


def take(benefit, *, version=None):
    """This function will lock the partnership and return the benefit as it stands now."""
    partnership = hold(benefit.partnership)
    benefit = Benefit.objects.select_related(
        "owning_party__organisation", "owner__user", "term"
    ).get(pk=benefit.pk)
    benefit.partnership = partnership
    refuse_stale(benefit, version)
    return benefit


def refuse_blank(words, message, field="reason"):
    """This function will return words that say something, or refuse them at their field."""
    if not words.strip():
        raise BenefitRefused({field: message})
    return words


def refuse_past(benefit):
    """This function will refuse to change what belongs to a term that is over."""
    term = queries.current_term(benefit.partnership)
    if benefit.term is not None and benefit.term != term:
        raise BenefitRefused(_("This benefit belongs to an earlier term and stays as it was."))


def refuse_state(benefit, *states):
    """This function will refuse what only makes sense in one of `states`."""
    if benefit.state not in states:
        raise BenefitRefused(
            _("This cannot be done any more: the benefit is “%(state)s”.")
            % {"state": BenefitState(benefit.state).label}
        )


def note(verb, benefit, *, by, on, subject=None, after=None, **values):
    """This function will write the audit entry of a verb, seen by whoever sees the benefit."""
    subject = subject or benefit
    record(
        verb,
        subject,
        benefit.partnership,
        by=by,
        on=on,
        party=benefit.owning_party,
        visibility=subject.visibility,
        after={"benefit": benefit.audit_label, **(after or {})},
        **values,
    )


def tell_own(kind, benefit, *, by, on, **told):
    """This function will tell whoever works for the side that gains, the owner among them."""
    owner = benefit.owner.user if benefit.owner else None
    users = queries.writers_of(benefit.owning_party, on=on)
    extra = {owner, benefit.recorded_by} - {None, by, *users}
    users += queries.who_still_sees(benefit.partnership, extra, on=on)
    tell_users(kind, benefit, users, by=by, on=on, **told)


def tell_others(kind, benefit, *, by, on, of=None, **told):
    """This function will tell whoever works on the other side of the record `of`, the benefit itself unless it is named.

    Of a partner's benefit, nobody else on the partner side is told.
    """
    users = [
        user
        for party in queries.receivers_of(of or benefit)
        if answers_for(party, benefit)
        for user in queries.writers_of(party, on=on)
    ]
    tell_users(kind, benefit, users, by=by, on=on, **told)


def answers_for(party, benefit):
    """This function will tell whether a party may speak about a benefit: of a partner's, only that partner and the public side."""
    return Side.PUBLIC in {party.side, benefit.side} or party == benefit.owning_party


def tell_users(kind, benefit, users, *, by, on, subject=None, url="", **context):
    """This function will tell `users` something about a benefit, once for each version of what it is about."""
    subject = subject or benefit
    tell(
        kind,
        benefit.partnership,
        to=list({user.pk: user for user in users}.values()),
        key=f"{kind}:{subject.public_id}:{subject.version}",
        on=on,
        by=by,
        url=url or benefit.get_absolute_url(),
        subject=subject,
        label=benefit.label,
        statement=benefit.statement,
        gainer=benefit.owning_party.organisation,
        **context,
    )
