from django.urls import path

from notices import views

app_name = "notices"
urlpatterns = [
    path("", views.NoticeList.as_view(), name="list"),
    path("read/", views.ReadAll.as_view(), name="read-all"),
    path("<uuid:public_id>/open/", views.Open.as_view(), name="open"),
]
