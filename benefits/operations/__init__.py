from benefits.operations.balance import (
    check_conditions,
    note_balance_seen,
    push_balance,
    state_benefits,
)
from benefits.operations.content import add_type, change_type, load_shipped_types

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
from benefits.operations.goals import add_goal, change_goal, link_goal, retire_goal, unlink_goal
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
from benefits.operations.holding import BenefitRefused
from benefits.operations.people import hand_over
from benefits.operations.readings import (
    confirm_reading,
    dispute_reading,
    download_reading_evidence,
    record_reading,
    withdraw_reading,
)
from benefits.operations.register import (
    add_benefit,
    agree_benefit,
    change_benefit,
    decline_benefit,
    propose_benefit,
    withdraw_benefit,
)
from benefits.operations.totals import push_given
from benefits.operations.wishes import (
    add_wish,
    change_wish,
    share_wish,
    take_up_wish,
    withdraw_wish,
)

__all__ = [
    "BenefitRefused",
    "ContributionRefused",
    "CostRefused",
    "accept_contribution",
    "add_benefit",
    "add_contribution",
    "add_goal",
    "add_type",
    "add_wish",
    "agree_benefit",
    "change_benefit",
    "change_contribution",
    "change_cost",
    "change_goal",
    "change_type",
    "change_wish",
    "check_conditions",
    "confirm_handover",
    "confirm_reading",
    "decline_benefit",
    "decline_contribution",
    "dispute_handover",
    "dispute_reading",
    "download_handover_evidence",
    "download_reading_evidence",
    "hand_over",
    "link_goal",
    "load_shipped_types",
    "note_balance_seen",
    "offer_contribution",
    "propose_benefit",
    "propose_settlement",
    "push_balance",
    "push_given",
    "record_cost",
    "record_reading",
    "reply_to_dispute",
    "report_handover",
    "retire_goal",
    "settle_handover",
    "share_cost",
    "share_costs",
    "share_wish",
    "state_benefits",
    "take_up_wish",
    "unlink_goal",
    "withdraw_benefit",
    "withdraw_contribution",
    "withdraw_cost",
    "withdraw_handover",
    "withdraw_reading",
    "withdraw_wish",
]
