from django.urls import path

from portfolio.views.dashboard import Dashboard
from portfolio.views.partners import Partner, Partners
from portfolio.views.partnerships import Partnerships
from portfolio.views.relationships import AddContact, AddPartner, EditNote, RelatePartner

app_name = "portfolio"

urlpatterns = [
    path("", Dashboard.as_view(), name="dashboard"),
    path("partnerships/", Partnerships.as_view(), name="partnerships"),
    path("partners/", Partners.as_view(), name="partners"),
    path("partners/add/", AddPartner.as_view(), name="partner-add"),
    path("partners/relate/", RelatePartner.as_view(), name="partner-relate"),
    path("partners/<uuid:public_id>/", Partner.as_view(), name="partner"),
    path(
        "partners/<uuid:public_id>/<uuid:relationship>/note/",
        EditNote.as_view(),
        name="partner-note",
    ),
    path(
        "partners/<uuid:public_id>/<uuid:relationship>/contacts/add/",
        AddContact.as_view(),
        name="partner-contact",
    ),
]
