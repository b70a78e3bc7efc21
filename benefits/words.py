"""The verbs of this package as sentences of a history, and what to call the fields that they change.

The same shape as in `desk.sentences`: verb, or verb and variant: group, icon, sentence.
"""

from django.utils.translation import gettext_lazy as _

from benefits.models import (
    BenefitState,
    Confidence,
    ContributionKind,
    ContributionState,
    CostKind,
    Direction,
    EvidenceKind,
    HandoverState,
    Outcome,
    ReadingState,
    Valuation,
)

GROUP = ("benefits", _("Benefits and contributions"))

# ── Benefits, goals and wishes ──────────────────────────────────────────────────────────────────

GAINS: dict[str, tuple[str, str, str]] = {
    "benefits.add_benefit": (
        "benefits",
        "plus",
        _("%(who)s wrote down a benefit of %(party)s: %(benefit)s"),
    ),
    "benefits.change_benefit": (
        "benefits",
        "pencil",
        _("%(who)s changed a benefit of %(party)s: %(benefit)s"),
    ),
    "benefits.propose_benefit": (
        "benefits",
        "send",
        _("%(who)s proposed a benefit of %(party)s: %(benefit)s"),
    ),
    "benefits.agree_benefit": (
        "benefits",
        "handshake",
        _("%(who)s agreed to a benefit of %(party)s: %(benefit)s"),
    ),
    "benefits.decline_benefit": (
        "benefits",
        "circle-x",
        _("%(who)s did not agree to a benefit of %(party)s: %(benefit)s"),
    ),
    "benefits.withdraw_benefit": (
        "benefits",
        "undo-2",
        _("%(who)s withdrew a benefit of %(party)s: %(benefit)s"),
    ),
    "benefits.hand_over_benefit": (
        "benefits",
        "user-check",
        _("%(who)s gave a benefit of %(party)s another owner: %(benefit)s"),
    ),
    "benefits.record_reading": (
        "benefits",
        "chart-column",
        _("%(who)s recorded a figure of %(benefit)s"),
    ),
    "benefits.confirm_reading": (
        "benefits",
        "circle-check",
        _("%(who)s confirmed a figure of %(benefit)s"),
    ),
    "benefits.dispute_reading": (
        "benefits",
        "scale",
        _("%(who)s disputed a figure of %(benefit)s"),
    ),
    "benefits.withdraw_reading": (
        "benefits",
        "undo-2",
        _("%(who)s took back a figure of %(benefit)s"),
    ),
    "benefits.download_evidence": (
        "benefits",
        "download",
        _("%(who)s downloaded what shows a figure of %(benefit)s"),
    ),
    "benefits.see_balance": (
        "benefits",
        "eye",
        _("%(who)s said for %(party)s that the balance of benefits was seen"),
    ),
    "benefits.state_benefits": (
        "benefits",
        "file-text",
        _("%(who)s stated for %(party)s what the benefits came to"),
    ),
    "benefits.link_goal": (
        "benefits",
        "link",
        _("%(who)s linked a strategic goal: %(goal)s"),
    ),
    "benefits.unlink_goal": (
        "benefits",
        "minus",
        _("%(who)s took a strategic goal off: %(goal)s"),
    ),
}

# ── Contributions and costs ─────────────────────────────────────────────────────────────────────

GIVES = {
    "benefits.add_contribution": (
        "benefits",
        "plus",
        _("%(who)s wrote down a contribution of %(party)s"),
    ),
    "benefits.change_contribution": (
        "benefits",
        "pencil",
        _("%(who)s changed a contribution of %(party)s: %(contribution)s"),
    ),
    "benefits.offer_contribution": (
        "benefits",
        "send",
        _("%(who)s offered a contribution of %(party)s: %(contribution)s"),
    ),
    "benefits.accept_contribution": (
        "benefits",
        "handshake",
        _("%(who)s accepted as a promise of %(party)s: %(contribution)s"),
    ),
    "benefits.decline_contribution": (
        "benefits",
        "circle-x",
        _("%(who)s declined an offer of %(party)s: %(contribution)s"),
    ),
    "benefits.withdraw_contribution": (
        "benefits",
        "undo-2",
        _("%(who)s withdrew a contribution of %(party)s: %(contribution)s"),
    ),
    "benefits.hand_over_contribution": (
        "benefits",
        "user-check",
        _("%(who)s gave a contribution of %(party)s another owner: %(contribution)s"),
    ),
    "benefits.report_handover": (
        "benefits",
        "upload",
        _("%(who)s reported a delivery by %(party)s: %(contribution)s"),
    ),
    "benefits.confirm_handover": (
        "benefits",
        "circle-check",
        _("%(who)s confirmed a delivery by %(party)s: %(contribution)s"),
    ),
    "benefits.dispute_handover": (
        "benefits",
        "scale",
        _("%(who)s disputed a delivery by %(party)s: %(contribution)s"),
    ),
    "benefits.reply_to_dispute": (
        "benefits",
        "message-square",
        _("%(who)s replied about a delivery by %(party)s: %(contribution)s"),
    ),
    "benefits.propose_settlement": (
        "benefits",
        "message-square",
        _("%(who)s proposed figures for a delivery by %(party)s: %(contribution)s"),
    ),
    "benefits.settle_handover": (
        "benefits",
        "handshake",
        _("%(who)s settled the dispute about a delivery by %(party)s: %(contribution)s"),
    ),
    "benefits.withdraw_handover": (
        "benefits",
        "undo-2",
        _("%(who)s took back a delivery by %(party)s: %(contribution)s"),
    ),
    "benefits.download_handover_evidence": (
        "benefits",
        "download",
        _("%(who)s downloaded the evidence of a delivery by %(party)s: %(contribution)s"),
    ),
    "benefits.record_cost": ("benefits", "wallet", _("%(who)s wrote down a cost of %(party)s")),
    "benefits.change_cost": ("benefits", "pencil", _("%(who)s changed a cost of %(party)s")),
    "benefits.share_cost": (
        "benefits",
        "users",
        _("%(who)s showed a cost of %(party)s to the other side"),
    ),
    "benefits.withdraw_cost": (
        "benefits",
        "trash-2",
        _("%(who)s took a cost of %(party)s off the list"),
    ),
}

FIELD_WORDS = {
    "contribution": _("contribution"),
    "statement": _("what it is"),
    "kind": _("kind"),
    "quantity": _("quantity"),
    "unit": _("unit"),
    "valuation": _("how it is valued"),
    "valuation_note": _("on what basis"),
    "due_on": _("due"),
    "promised_on": _("promised"),
    "delivered_on": _("delivered"),
    "received_quantity": _("quantity received"),
    "received_value": _("value received"),
    "visibility": _("who may see it"),
    "hours": _("hours"),
    "money": _("money"),
    "spent_on": _("day"),
    "note": _("note"),
    "withdrawn_on": _("withdrawn"),
    "benefit": _("benefit"),
    "goal": _("strategic goal"),
    "type_label": _("kind"),
    "measure": _("measure"),
    "direction": _("direction"),
    "baseline": _("where it began"),
    "target": _("target"),
    "weight": _("weight"),
    "is_disbenefit": _("a negative effect"),
    "owner": _("who looks after it"),
    "confidence": _("how sure"),
    "evidence_kind": _("what will show it"),
    "outcome": _("outcome"),
    "goal_number": _("development goal"),
    "tags": _("tags"),
    "agreed_on": _("agreed"),
    "read_on": _("on"),
    "public": _("gained by the public side, in percent"),
    "partner": _("gained by the partner side, in percent"),
    "balance": _("balance"),
}

# What stands in an entry by its key, in words: the key is the field, then the value.
LABELS = {
    "state": dict(ContributionState.choices)
    | dict(HandoverState.choices)
    | dict(BenefitState.choices)
    | dict(ReadingState.choices),
    "direction": dict(Direction.choices),
    "confidence": dict(Confidence.choices),
    "evidence_kind": dict(EvidenceKind.choices),
    "outcome": dict(Outcome.choices),
    "kind": dict(ContributionKind.choices) | dict(CostKind.choices),
    "valuation": dict(Valuation.choices),
}

# ── All of them ─────────────────────────────────────────────────────────────────────────────────

SENTENCES = {**GAINS, **GIVES}
