# ── Benefits, goals and wishes ──────────────────────────────────────────────────────────────────

# ── Contributions and costs ─────────────────────────────────────────────────────────────────────
from benefits.operations.contributions import (
    ContributionRefused,
    accept_contribution,
    add_contribution,
    change_contribution,
    decline_contribution,
    offer_contribution,
    withdraw_contribution,
)
from benefits.operations.costs import (
    CostRefused,
    change_cost,
    record_cost,
    share_cost,
    share_costs,
    withdraw_cost,
)
from benefits.operations.handovers import (
    confirm_handover,
    dispute_handover,
    download_handover_evidence,
    propose_settlement,
    reply_to_dispute,
    report_handover,
    settle_handover,
    withdraw_handover,
)
from benefits.operations.totals import push_given

__all__ = [
    "ContributionRefused",
    "CostRefused",
    "accept_contribution",
    "add_contribution",
    "change_contribution",
    "change_cost",
    "confirm_handover",
    "decline_contribution",
    "dispute_handover",
    "download_handover_evidence",
    "offer_contribution",
    "propose_settlement",
    "push_given",
    "record_cost",
    "reply_to_dispute",
    "report_handover",
    "settle_handover",
    "share_cost",
    "share_costs",
    "withdraw_contribution",
    "withdraw_cost",
    "withdraw_handover",
]
