"""The demo's story, told once through the operations: what the README and the issue promise of it."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts.models import User
from deploy.demo import PASSWORD, SIGN_INS
from desk.demo import TOURS, player
from notices.models import Delivery
from organisations.models import Organisation
from partnerships import queries
from partnerships.models import Approval, Partnership, Profile, Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings):
    settings.DEMO = True
    call_command("demo")


def test_demo_is_as_promised(demo, capsys):
    city = Partnership.objects.filter(lead_body__prefix="ALD")
    harbour = Partnership.objects.filter(lead_body__prefix="AHA")
    meridian = Organisation.objects.get(name="Meridian Mobility")

    assert (city.count(), harbour.count()) == (12, 3)
    assert set(city.values_list("stage", flat=True)) == set(Stage)
    assert set(city.values_list("profile_version__profile", flat=True)) == set(Profile)
    assert Organisation.objects.filter(kind="company").count() == 6
    assert harbour.filter(parties__organisation=meridian).count() == 2
    assert Approval.objects.filter(state="waiting").count() == 2
    _every_sign_in_works()
    _rival_shares_nothing_with_meridian(meridian)
    _no_mail_about_long_ago_goes_out()
    _every_step_of_every_tour_opens()
    call_command("permissions", "verify")
    before = Partnership.objects.values_list("reference", "version")
    call_command("demo")
    assert list(Partnership.objects.values_list("reference", "version")) == list(before)


def _every_sign_in_works():
    addresses = {f"{name}@{host}" for host, names in SIGN_INS.values() for name in names.split()}
    users = User.objects.filter(email__in=addresses)
    assert {user.email for user in users} == addresses
    assert users.get(email="lead@city.example").check_password(PASSWORD)


def _rival_shares_nothing_with_meridian(meridian):
    viewer = queries.viewer_for(User.objects.get(email="admin@rival.example"))
    seen = queries.partnerships_visible_to(viewer)
    assert seen.count() == 1
    assert not seen.filter(parties__organisation=meridian).exists()


def _no_mail_about_long_ago_goes_out():
    assert Delivery.objects.filter(state="due").count() < 40


def _every_step_of_every_tour_opens():
    client, answers = Client(), {}
    for tour in TOURS:
        for number, step in enumerate(tour.steps, start=1):
            go = reverse("desk:demo-step", kwargs={"tour": tour.key, "step": number})
            page = client.post(go, follow=True)
            strip = page.context["shell"].strip
            answers[go] = (page.status_code, strip.number, strip.step, page.wsgi_request.user.name)
            assert page.redirect_chain[-1] == (step.address(), 302)
    expected = {
        reverse("desk:demo-step", kwargs={"tour": tour.key, "step": number}): (
            200,
            number,
            step,
            player(step.who).name,
        )
        for tour in TOURS
        for number, step in enumerate(tour.steps, start=1)
    }
    assert answers == expected
    assert all(4 <= len(tour.steps) <= 6 for tour in TOURS)


def test_demo_is_refused_outside_the_demo():
    with pytest.raises(CommandError, match="not a demo"):
        call_command("demo")

    assert not User.objects.exists()
