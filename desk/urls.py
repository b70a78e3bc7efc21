from django.urls import path

from desk.views import approvals, history, pages, partnership, search

app_name = "desk"

# The piece of address `reference` is made known by `partnerships.urls`, which config/urls.py reads first.
urlpatterns = [
    path(
        "partnerships/<reference:reference>/",
        partnership.FrontPage.as_view(),
        name="partnership",
    ),
    path(
        "partnerships/<reference:reference>/history/",
        history.History.as_view(),
        name="history",
    ),
    path(
        "partnerships/<reference:reference>/history/<uuid:public_id>/",
        history.HistoryEntry.as_view(),
        name="history-entry",
    ),
    path("approvals/", approvals.Approvals.as_view(), name="approvals"),
    path("approvals/<uuid:public_id>/", approvals.ApprovalPage.as_view(), name="approval"),
    path(
        "approvals/<uuid:public_id>/withdraw/",
        approvals.WithdrawApproval.as_view(),
        name="approval-withdraw",
    ),
    path(
        "approvals/<uuid:public_id>/evidence/<slug:key>/",
        approvals.ApprovalEvidence.as_view(),
        name="approval-evidence",
    ),
    path("search/", search.Search.as_view(), name="search"),
    path("help/", pages.Help.as_view(), name="help"),
    path("accessibility/", pages.Accessibility.as_view(), name="accessibility"),
    path("privacy/", pages.Privacy.as_view(), name="privacy"),
]
