from django.urls import path

from portal.views.home import Home
from portal.views.organisation import Organisation, Organisations
from portal.views.partnerships import SharedPartnerships

app_name = "portal"

urlpatterns = [
    path("", Home.as_view(), name="home"),
    path("partnerships/", SharedPartnerships.as_view(), name="partnerships"),
    path("organisation/", Organisations.as_view(), name="organisations"),
    path("organisation/<uuid:public_id>/", Organisation.as_view(), name="organisation"),
]
