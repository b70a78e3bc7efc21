"""The stages of a partnership, the gates between them and the moves that exist: domain.md A.1."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    NEED = "need", _("Identify need")
    SCOPE = "scope", _("Scope and invite")
    VETTING = "vetting", _("Vet and choose")
    DESIGN = "design", _("Agree and design")
    MOBILISE = "mobilise", _("Mobilise")
    LIVE = "live", _("Deliver and govern")
    RENEWAL = "renewal", _("Review and decide")
    CLOSING = "closing", _("Exit or transition")
    CLOSED = "closed", _("Closed")


SHORT_STAGES = {
    Stage.NEED: _("Need"),
    Stage.SCOPE: _("Scope"),
    Stage.VETTING: _("Choose"),
    Stage.DESIGN: _("Agree"),
    Stage.MOBILISE: _("Mobilise"),
    Stage.LIVE: _("Deliver"),
    Stage.RENEWAL: _("Decide"),
    Stage.CLOSING: _("Close"),
}


class SideState(models.TextChoices):
    NONE = "", _("Running")
    PAUSED = "paused", _("Paused")
    SUSPENDED = "suspended", _("Suspended")
    TERMINATED = "terminated", _("Terminated")


class Freeze(models.TextChoices):
    """What a side state can bring to a halt; everything else goes on."""

    MOVES = "moves", _("Moves to another stage")
    DECISIONS = "decisions", _("Decisions: gates and conditions that a second person sets aside")
    COMMITMENTS = "commitments", _("New or raised promises of either side")
    SHARING = "sharing", _("Showing something new to the other side")


class GateNumber(models.IntegerChoices):
    MANDATE = 1, _("Mandate")
    VETTING = 2, _("Go to vetting")
    SELECTION = 3, _("Selection")
    SIGNATURE = 4, _("Signature")
    LIVE = 5, _("Live")
    DECISION = 6, _("Decision on the term")
    CLOSE = 7, _("Close")


# Where one may go from each stage. A partnership that ends early is closed with a reason.
TRANSITIONS = {
    Stage.NEED: (Stage.SCOPE, Stage.CLOSED),
    Stage.SCOPE: (Stage.VETTING, Stage.CLOSED),
    Stage.VETTING: (Stage.DESIGN, Stage.CLOSED),
    Stage.DESIGN: (Stage.MOBILISE, Stage.CLOSED),
    Stage.MOBILISE: (Stage.LIVE, Stage.CLOSING),
    Stage.LIVE: (Stage.RENEWAL, Stage.CLOSING),
    Stage.RENEWAL: (Stage.LIVE, Stage.CLOSING),
    Stage.CLOSING: (Stage.CLOSED,),
    Stage.CLOSED: (),
}

# The gate that stands before a move. A move that is not named here needs a reason instead of a gate.
GATES = {
    (Stage.NEED, Stage.SCOPE): GateNumber.MANDATE,
    (Stage.SCOPE, Stage.VETTING): GateNumber.VETTING,
    (Stage.VETTING, Stage.DESIGN): GateNumber.SELECTION,
    (Stage.DESIGN, Stage.MOBILISE): GateNumber.SIGNATURE,
    (Stage.MOBILISE, Stage.LIVE): GateNumber.LIVE,
    (Stage.RENEWAL, Stage.LIVE): GateNumber.DECISION,
    (Stage.RENEWAL, Stage.CLOSING): GateNumber.DECISION,
    (Stage.CLOSING, Stage.CLOSED): GateNumber.CLOSE,
}

# The gate that a stage works towards.
GATE_AHEAD = {
    Stage.NEED: GateNumber.MANDATE,
    Stage.SCOPE: GateNumber.VETTING,
    Stage.VETTING: GateNumber.SELECTION,
    Stage.DESIGN: GateNumber.SIGNATURE,
    Stage.MOBILISE: GateNumber.LIVE,
    Stage.LIVE: GateNumber.DECISION,
    Stage.RENEWAL: GateNumber.DECISION,
    Stage.CLOSING: GateNumber.CLOSE,
}

# Moves that only begin the next stage: nothing stands before them and nobody has to explain them.
FREE_MOVES = {(Stage.LIVE, Stage.RENEWAL)}

# A paused or suspended partnership goes back to running; a terminated one can only be closed.
SIDE_TRANSITIONS = {
    SideState.NONE: (SideState.PAUSED, SideState.SUSPENDED, SideState.TERMINATED),
    SideState.PAUSED: (SideState.NONE, SideState.SUSPENDED, SideState.TERMINATED),
    SideState.SUSPENDED: (SideState.NONE, SideState.TERMINATED),
    SideState.TERMINATED: (),
}


FREEZES: dict[str, frozenset[Freeze]] = {
    SideState.NONE: frozenset(),
    SideState.PAUSED: frozenset({Freeze.MOVES, Freeze.DECISIONS}),
    SideState.SUSPENDED: frozenset(Freeze),
    SideState.TERMINATED: frozenset({Freeze.COMMITMENTS}),
}


class Side(models.TextChoices):
    PUBLIC = "public", _("Public side")
    PARTNER = "partner", _("Partner side")


class Visibility(models.TextChoices):
    SEALED = "sealed", _("Sealed until the step closes")
    INTERNAL = "internal", _("Only us")
    OWN_SIDE = "own_side", _("Only the owning side")
    SHARED = "shared", _("Shared with partner")
    PUBLISHED = "published", _("Published")
