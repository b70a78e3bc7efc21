"""The refusals that the verbs of partnerships raise. Forms and the API show their words as they stand."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from partnerships.models import InvitationState

OVER_WORDS = {
    InvitationState.USED: gettext_lazy("This invitation was used already."),
    InvitationState.WITHDRAWN: gettext_lazy("This invitation was withdrawn."),
    InvitationState.EXPIRED: gettext_lazy("This invitation has run out."),
    InvitationState.LAPSED: gettext_lazy(
        "Whoever invited you may not do so any more. Nothing was changed."
    ),
}


class StaleVersion(ValidationError):
    """Somebody else changed the record since the user saw it; `.current` is how it stands now."""

    def __init__(self, message, *, current=None):
        super().__init__(message, code="stale")
        self.current = current


class LookRefused(ValidationError):
    """Nobody can look at the partnership like this."""


class MoveRefused(ValidationError):
    """The partnership may not go there from where it is."""


class Frozen(ValidationError):
    """The state that the partnership is in does not let this happen; `.what` is the Freeze."""

    def __init__(self, message, *, what):
        super().__init__(message, code="frozen")
        self.what = what


class GateNotPassed(MoveRefused):
    """The gate before this move has not been decided; `.missing` lists what stands open before it."""

    def __init__(self, message, *, missing=()):
        super().__init__(message, code="gate")
        self.missing = list(missing)


class ConditionRefused(ValidationError):
    """The condition cannot be changed like this now."""


class DecisionRefused(ValidationError):
    """The gate cannot be put to a decision now."""


class AnswerRefused(ValidationError):
    """This person cannot give this answer, or it has been given already."""


class MemberRefused(ValidationError):
    """This person cannot take this place."""


class InvitationRefused(ValidationError):
    """This invitation cannot be made, sent or accepted like this."""


class InvitationOver(InvitationRefused):
    """The invitation is worth nothing any more; `.state` says why."""

    def __init__(self, state):
        super().__init__(OVER_WORDS[state], code="over")
        self.state = state


class ProfileRefused(ValidationError):
    """The profile cannot be chosen or changed like this."""
