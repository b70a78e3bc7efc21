from django.urls import path

from desk.views import (
    absence,
    approvals,
    approvers,
    demo,
    history,
    invitations,
    pages,
    partnership,
    people,
    search,
)

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
    path(
        "organisations/<uuid:public_id>/approvers/",
        approvers.Approvers.as_view(),
        name="approvers",
    ),
    path(
        "organisations/<uuid:public_id>/approvers/add/",
        approvers.AddApprover.as_view(),
        name="approver-add",
    ),
    path(
        "organisations/<uuid:public_id>/approvers/<uuid:seat>/remove/",
        approvers.RemoveApprover.as_view(),
        name="approver-remove",
    ),
    path("account/absence/", absence.Absences.as_view(), name="absence"),
    path(
        "account/absence/in/<uuid:organisation>/",
        absence.AnnounceAbsence.as_view(),
        name="absence-announce",
    ),
    path(
        "account/absence/<uuid:public_id>/", absence.ChangeAbsence.as_view(), name="absence-change"
    ),
    path("account/absence/<uuid:public_id>/end/", absence.EndAbsence.as_view(), name="absence-end"),
    path("account/absence/seats/<uuid:seat>/", absence.LendSeat.as_view(), name="seat-lend"),
    path(
        "account/absence/delegations/<uuid:public_id>/end/",
        absence.EndDelegation.as_view(),
        name="delegation-end",
    ),
    path("organisations/people/", people.OurPeople.as_view(), name="our-people"),
    path("organisations/<uuid:public_id>/people/", people.People.as_view(), name="people"),
    path(
        "organisations/<uuid:public_id>/people/invite/",
        people.Invite.as_view(),
        name="people-invite",
    ),
    path(
        "organisations/<uuid:public_id>/people/<uuid:key>/",
        people.Person.as_view(),
        name="person",
    ),
    path(
        "organisations/<uuid:public_id>/people/<uuid:key>/remove/",
        people.RemovePerson.as_view(),
        name="person-remove",
    ),
    path(
        "invitations/<uuid:public_id>/resend/",
        people.ResendInvitation.as_view(),
        name="invitation-resend",
    ),
    path(
        "invitations/<uuid:public_id>/withdraw/",
        people.WithdrawInvitation.as_view(),
        name="invitation-withdraw",
    ),
    path("invitation/<str:token>/", invitations.InvitationPage.as_view(), name="invitation"),
    path("demo/", demo.DemoPage.as_view(), name="demo"),
    path("demo/sign-in/", demo.DemoSignIn.as_view(), name="demo-sign-in"),
    path("demo/leave/", demo.DemoLeave.as_view(), name="demo-leave"),
    path("demo/<slug:tour>/<int:step>/", demo.DemoStep.as_view(), name="demo-step"),
    path("search/", search.Search.as_view(), name="search"),
    path("help/", pages.Help.as_view(), name="help"),
    path("accessibility/", pages.Accessibility.as_view(), name="accessibility"),
    path("privacy/", pages.Privacy.as_view(), name="privacy"),
]
