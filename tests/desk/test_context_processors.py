import pytest
from django.test import RequestFactory
from django.urls import resolve, reverse

from desk.context_processors import shell
from partnerships.queries import viewer_for
from tests import factories as f

pytestmark = pytest.mark.django_db


def frame(user, address="/help/", **options):
    request = RequestFactory().get(address)
    request.user = user
    request.viewer = viewer_for(user, **options)
    request.resolver_match = resolve(address)
    return shell(request)["shell"]


def test_shell_names_the_body_of_staff(world):
    shown = frame(world.lead)

    assert (shown.side, shown.home_name) == ("public", "City of Aldermoor")


def test_shell_names_the_company_of_its_user(world):
    shown = frame(world.partner)

    assert (shown.side, shown.home_name) == ("partner", "Meridian Mobility")


def test_shell_names_the_body_that_asks_a_lone_approver(world):
    shown = frame(f.an_approver(world.body))

    assert (shown.side, shown.home_name) == ("none", "City of Aldermoor")


def test_shell_names_nothing_for_an_operator(world):
    shown = frame(f.a_user(is_operator=True))

    assert (shown.side, shown.home_name, shown.waiting) == ("none", "", 0)


def test_shell_counts_what_is_unread_and_what_waits(world):
    approver = f.an_approver(world.body)
    condition = f.condition_of(world.partnership, "goal_linked")
    f.operations.ask_override(
        condition, version=condition.version, reason="No goal fits.", by=world.lead, on=f.DAY
    )

    shown = frame(approver)

    assert (shown.unread, shown.waiting) == (1, 1)


def test_shell_asks_the_database_twice_at_most(world, django_assert_num_queries):
    shown = frame(world.lead)

    with django_assert_num_queries(2):
        read = (shown.home_name, shown.unread, shown.waiting, shown.view_as, shown.nav)

    assert read == ("City of Aldermoor", 0, 0, None, "")


def test_shell_asks_nothing_before_it_is_read(world, django_assert_num_queries):
    with django_assert_num_queries(1):  # the viewer's own
        frame(world.lead)


def test_shell_is_empty_for_nobody(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get(reverse("desk:help"))

    assert not answer.context["shell"]


def test_shell_says_as_whom_one_looks(world):
    party = f.party_of(world.partnership, world.company)

    shown = frame(world.lead, view_as=party)

    assert (shown.side, shown.view_as) == ("partner", "Meridian Mobility")
    assert shown.view_as_end == reverse("partnerships:view-as-stop")
    assert (shown.unread, shown.waiting) == (0, 0)


@pytest.mark.parametrize(
    ("address", "entry"),
    [
        ("/approvals/", "approvals"),
        ("/partnerships/ALD-2025-0001/", "partnerships"),
        ("/partnerships/ALD-2025-0001/gates/", "partnerships"),
        ("/partners/", "partners"),
        ("/help/", ""),
    ],
)
def test_shell_marks_the_entry_of_the_page(world, address, entry):
    assert frame(world.lead, address).nav == entry
