"""The addresses of benefits, goals and wishes, and of contributions and costs."""

from django.urls import include, path

from benefits.views.contributions import (
    AcceptView,
    ContributionAddView,
    ContributionChangeView,
    ContributionsView,
    ContributionView,
    DeclineView,
    OfferView,
    WithdrawView,
)
from benefits.views.costs import (
    CostAddView,
    CostChangeView,
    CostShareView,
    CostsShareView,
    CostsView,
    CostWithdrawView,
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

app_name = "benefits"

# ── Benefits, goals and wishes ──────────────────────────────────────────────────────────────────

gains = []
elsewhere = []

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
