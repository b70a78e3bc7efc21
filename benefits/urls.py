"""The addresses of benefits, goals and wishes, and of contributions and costs."""

from django.urls import include, path

from benefits.views.balance import BalanceView, StatementView
from benefits.views.benefits import BenefitAddView, BenefitsView, BenefitView
from benefits.views.contributions import (
    ContributionAddView,
    ContributionChangeView,
    ContributionsView,
    ContributionView,
)
from benefits.views.costs import (
    CostAddView,
    CostChangeView,
    CostShareView,
    CostsShareView,
    CostsView,
    CostWithdrawView,
)
from benefits.views.goals import (
    GoalAddView,
    GoalChangeView,
    GoalLinksView,
    GoalRetireView,
    GoalsView,
    GoalUnlinkView,
)
from benefits.views.handovers import (
    HandoverConfirmView,
    HandoverDisputeView,
    HandoverEvidenceView,
    HandoverProposeView,
    HandoverReplyView,
    HandoverSettleView,
    HandoverWithdrawView,
    ReportView,
)
from benefits.views.promises import AcceptView, DeclineView, OfferView, WithdrawView
from benefits.views.steps import (
    AgreeView,
    BenefitChangeView,
    DeclineBenefitView,
    ProposeView,
    ReadingAddView,
    ReadingConfirmView,
    ReadingDisputeView,
    ReadingEvidenceView,
    ReadingWithdrawView,
    WithdrawBenefitView,
)
from benefits.views.wishes import (
    WishAddView,
    WishChangeView,
    WishesView,
    WishShareView,
    WishTakeUpView,
    WishWithdrawView,
)

app_name = "benefits"

# ── Benefits, goals and wishes ──────────────────────────────────────────────────────────────────

reading = [
    path("confirm/", ReadingConfirmView.as_view(), name="reading-confirm"),
    path("dispute/", ReadingDisputeView.as_view(), name="reading-dispute"),
    path("withdraw/", ReadingWithdrawView.as_view(), name="reading-withdraw"),
    path("evidence/", ReadingEvidenceView.as_view(), name="reading-evidence"),
]
benefit = [
    path("", BenefitView.as_view(), name="benefit"),
    path("change/", BenefitChangeView.as_view(), name="benefit-change"),
    path("propose/", ProposeView.as_view(), name="benefit-propose"),
    path("agree/", AgreeView.as_view(), name="benefit-agree"),
    path("decline/", DeclineBenefitView.as_view(), name="benefit-decline"),
    path("withdraw/", WithdrawBenefitView.as_view(), name="benefit-withdraw"),
    path("figures/add/", ReadingAddView.as_view(), name="reading-add"),
    path("figures/<uuid:reading>/", include(reading)),
]
gains = [
    path("benefits/", BenefitsView.as_view(), name="benefits"),
    path("benefits/add/", BenefitAddView.as_view(), name="benefit-add"),
    path("benefits/balance/", BalanceView.as_view(), name="balance"),
    path("benefits/statement/", StatementView.as_view(), name="statement"),
    path("benefits/goals/", GoalLinksView.as_view(), name="goal-links"),
    path("benefits/goals/<uuid:public_id>/unlink/", GoalUnlinkView.as_view(), name="goal-unlink"),
    path("benefits/<uuid:public_id>/", include(benefit)),
]
wish = [
    path("", WishChangeView.as_view(), name="wish"),
    path("share/", WishShareView.as_view(), name="wish-share"),
    path("withdraw/", WishWithdrawView.as_view(), name="wish-withdraw"),
    path("take-up/", WishTakeUpView.as_view(), name="wish-take-up"),
]
wishes = [
    path("", WishesView.as_view(), name="wishes"),
    path("add/", WishAddView.as_view(), name="wish-add"),
    path("<uuid:public_id>/", include(wish)),
]
elsewhere = [
    path("goals/", GoalsView.as_view(), name="goals"),
    path("goals/add/", GoalAddView.as_view(), name="goal-add"),
    path("goals/<uuid:public_id>/", GoalChangeView.as_view(), name="goal"),
    path("goals/<uuid:public_id>/retire/", GoalRetireView.as_view(), name="goal-retire"),
    path("organisations/<uuid:company>/wishes/", include(wishes)),
]

# ── Contributions and costs ─────────────────────────────────────────────────────────────────────

contribution = [
    path("", ContributionView.as_view(), name="contribution"),
    path("change/", ContributionChangeView.as_view(), name="contribution-change"),
    path("offer/", OfferView.as_view(), name="contribution-offer"),
    path("accept/", AcceptView.as_view(), name="contribution-accept"),
    path("decline/", DeclineView.as_view(), name="contribution-decline"),
    path("withdraw/", WithdrawView.as_view(), name="contribution-withdraw"),
    path("report/", ReportView.as_view(), name="handover-report"),
]
handover = [
    path("confirm/", HandoverConfirmView.as_view(), name="handover-confirm"),
    path("dispute/", HandoverDisputeView.as_view(), name="handover-dispute"),
    path("reply/", HandoverReplyView.as_view(), name="handover-reply"),
    path("propose/", HandoverProposeView.as_view(), name="handover-propose"),
    path("settle/", HandoverSettleView.as_view(), name="handover-settle"),
    path("withdraw/", HandoverWithdrawView.as_view(), name="handover-withdraw"),
    path("evidence/", HandoverEvidenceView.as_view(), name="handover-evidence"),
]
costs = [
    path("", CostsView.as_view(), name="costs"),
    path("add/", CostAddView.as_view(), name="cost-add"),
    path("share/", CostsShareView.as_view(), name="costs-share"),
    path("<uuid:public_id>/change/", CostChangeView.as_view(), name="cost-change"),
    path("<uuid:public_id>/share/", CostShareView.as_view(), name="cost-share"),
    path("<uuid:public_id>/withdraw/", CostWithdrawView.as_view(), name="cost-withdraw"),
]
gives = [
    path("contributions/", ContributionsView.as_view(), name="contributions"),
    path("contributions/add/", ContributionAddView.as_view(), name="contribution-add"),
    path("contributions/costs/", include(costs)),
    path("contributions/<uuid:public_id>/", include(contribution)),
    path("contributions/deliveries/<uuid:public_id>/", include(handover)),
]

# ── All of them ─────────────────────────────────────────────────────────────────────────────────

urlpatterns = [
    path("partnerships/<reference:reference>/", include([*gains, *gives])),
    *elsewhere,
]
