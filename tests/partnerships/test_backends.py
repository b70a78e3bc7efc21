import pytest
from django.contrib.auth import get_user_model

from organisations import operations as organisations
from partnerships import operations
from tests.factories import DAY, a_member, a_partnership, a_user, lead_of, staff

pytestmark = pytest.mark.django_db


def again(user):
    """Return the user as the next request sees it: nothing cached."""
    return get_user_model().objects.get(pk=user.pk)


def test_projection_answers_has_perm_for_members():
    partnership = a_partnership()
    evaluator = staff(partnership.lead_body)
    a_member(partnership, evaluator, "evaluator")

    held = {
        name: [
            again(user).has_perm(f"partnerships.{name}", partnership)
            for user in (lead_of(partnership), evaluator, a_user())
        ]
        for name in ("view_partnership", "lead_partnership", "evaluate_partnership")
    }

    assert held == {
        "view_partnership": [True, True, False],
        "lead_partnership": [True, False, False],
        "evaluate_partnership": [False, True, False],
    }


def test_named_permissions_are_answered_from_their_predicates():
    partnership = a_partnership()

    assert again(lead_of(partnership)).has_perm("partnerships.move", partnership)
    assert not again(staff(partnership.lead_body, "auditor")).has_perm(
        "partnerships.move", partnership
    )


def test_recused_user_is_refused_whatever_the_rows_say():
    partnership = a_partnership()
    lead = lead_of(partnership)
    operations.recuse(partnership, user=lead, reason="Mine.", by=lead, on=DAY)

    assert not again(lead).has_perm("partnerships.view_partnership", partnership)


def test_user_without_a_live_membership_is_refused_whatever_the_rows_say():
    partnership = a_partnership()
    lead = lead_of(partnership)
    organisations.revoke_membership(lead.memberships.get(), by=None, on=DAY)

    assert not again(lead).has_perm("partnerships.view_partnership", partnership)


def test_other_objects_are_left_to_the_other_backends():
    user = a_user()

    assert not user.has_perm("partnerships.move")
    assert not user.has_perm("accounts.view_user", user)
