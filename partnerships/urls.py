from django.urls import path, register_converter

from partnerships import converters
from partnerships.views.conditions import ConditionView, EvidenceView, OverrideView
from partnerships.views.creation import (
    CheckStepView,
    DiscardView,
    NeedStepView,
    NewView,
    PartnerStepView,
    TermsStepView,
)
from partnerships.views.edit import EditView, TermView
from partnerships.views.gates import AskDecisionView, GatesView, GateView, TargetView
from partnerships.views.invitations import InviteView
from partnerships.views.moves import (
    MoveView,
    PauseView,
    ResumeView,
    SuspendView,
    TerminateView,
)
from partnerships.views.parties import PartyAddView, PartyShareView
from partnerships.views.people import (
    MemberAddView,
    MemberRemoveView,
    PeopleView,
    SeatView,
    StepAsideLiftView,
    StepAsideView,
)
from partnerships.views.view_as import StopViewAsView, ViewAsView

register_converter(converters.Reference, "reference")
register_converter(converters.SideWord, "side")
register_converter(converters.SeatWord, "seat")

app_name = "partnerships"

creation = [
    path("new/", NewView.as_view(), name="new"),
    path("new/<uuid:public_id>/discard/", DiscardView.as_view(), name="draft-discard"),
    *(
        path(f"new/<uuid:public_id>/{step}/", view.as_view(), {"step": step}, name="draft")
        for step, view in {
            "need": NeedStepView,
            "partner": PartnerStepView,
            "terms": TermsStepView,
            "check": CheckStepView,
        }.items()
    ),
]

edit = [
    path("<reference:reference>/edit/", EditView.as_view(), name="edit"),
    path("<reference:reference>/term/", TermView.as_view(), name="term"),
]

people = [
    path("<reference:reference>/people/", PeopleView.as_view(), name="people"),
    path("<reference:reference>/people/invite/", InviteView.as_view(), name="people-invite"),
    path("<reference:reference>/people/add/", MemberAddView.as_view(), name="member-add"),
    path(
        "<reference:reference>/people/<uuid:public_id>/remove/",
        MemberRemoveView.as_view(),
        name="member-remove",
    ),
    path("<reference:reference>/people/parties/add/", PartyAddView.as_view(), name="party-add"),
    path(
        "<reference:reference>/people/parties/<uuid:public_id>/share/",
        PartyShareView.as_view(),
        name="party-share",
    ),
    path(
        "<reference:reference>/people/seats/<side:side>/<seat:kind>/",
        SeatView.as_view(),
        name="seat",
    ),
    path("<reference:reference>/people/step-aside/", StepAsideView.as_view(), name="step-aside"),
    path(
        "<reference:reference>/people/step-aside/<uuid:public_id>/lift/",
        StepAsideLiftView.as_view(),
        name="step-aside-lift",
    ),
]

gates = [
    path("<reference:reference>/gates/", GatesView.as_view(), name="gates"),
    path("<reference:reference>/gates/<int:number>/", GateView.as_view(), name="gate"),
    path(
        "<reference:reference>/gates/<int:number>/ask/", AskDecisionView.as_view(), name="gate-ask"
    ),
    path(
        "<reference:reference>/gates/<int:number>/target/", TargetView.as_view(), name="gate-target"
    ),
    path(
        "<reference:reference>/gates/<int:number>/<slug:key>/",
        ConditionView.as_view(),
        name="condition",
    ),
    path(
        "<reference:reference>/gates/<int:number>/<slug:key>/override/",
        OverrideView.as_view(),
        name="condition-override",
    ),
    path(
        "<reference:reference>/gates/<int:number>/<slug:key>/evidence/",
        EvidenceView.as_view(),
        name="condition-evidence",
    ),
    path("<reference:reference>/move/", MoveView.as_view(), name="move"),
    path("<reference:reference>/pause/", PauseView.as_view(), name="pause"),
    path("<reference:reference>/suspend/", SuspendView.as_view(), name="suspend"),
    path("<reference:reference>/resume/", ResumeView.as_view(), name="resume"),
    path("<reference:reference>/terminate/", TerminateView.as_view(), name="terminate"),
    path("<reference:reference>/view-as/", ViewAsView.as_view(), name="view-as"),
    path("view-as/stop/", StopViewAsView.as_view(), name="view-as-stop"),
]

urlpatterns = [*creation, *edit, *people, *gates]
