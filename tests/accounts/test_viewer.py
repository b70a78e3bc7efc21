import dataclasses

import pytest

from accounts.models import User
from accounts.viewer import Viewer

CITY, HARBOUR, MERIDIAN = 1, 2, 3


def test_nobody_is_a_viewer_without_rights():
    nobody = Viewer()

    assert nobody.is_signed_in is False
    assert nobody.is_public is False
    assert nobody.is_partner is False
    assert nobody.is_operator is False
    assert nobody.may_write is False
    assert nobody.has_role(CITY, "lead") is False


def test_roles_are_held_per_organisation():
    viewer = Viewer(
        user=User(pk=1),
        roles={CITY: frozenset({"lead"}), HARBOUR: frozenset({"auditor"})},
        body_ids=frozenset({CITY, HARBOUR}),
    )

    assert viewer.has_role(CITY, "owner", "lead") is True
    assert viewer.has_role(HARBOUR, "owner", "lead") is False
    assert viewer.bodies_as("auditor", "lead") == {CITY, HARBOUR}
    assert viewer.bodies_as("lead") == {CITY}
    assert viewer.is_public is True


def test_role_in_a_company_is_no_role_in_a_body():
    viewer = Viewer(
        user=User(pk=1),
        roles={MERIDIAN: frozenset({"partner_admin"})},
        company_ids=frozenset({MERIDIAN}),
    )

    assert viewer.is_partner is True
    assert viewer.is_public is False
    assert viewer.bodies_as("partner_admin") == frozenset()


def test_looking_as_partner_writes_nothing():
    assert Viewer(user=User(pk=1)).may_write is True
    assert Viewer(user=User(pk=1), view_as_party_id=7).may_write is False


def test_closed_account_is_no_operator():
    assert Viewer(user=User(pk=1, is_operator=True)).is_operator is True
    assert Viewer(user=User(pk=1, is_operator=True, is_active=False)).is_operator is False


def test_viewer_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Viewer().user = User(pk=1)


def test_what_a_viewer_remembers_does_not_make_another_viewer():
    ada, same = Viewer(user=User(pk=1)), Viewer(user=User(pk=1))
    ada.cache["x"] = 1

    assert ada == same
    assert hash(ada) == hash(same)
    assert same.cache == {}
