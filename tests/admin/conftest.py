"""Two bodies with an administrator each, one company between them, an operator: who may reach what in the admin."""

from types import SimpleNamespace

import pytest
from django.test import Client

from organisations import operations as organisations
from tests import factories


@pytest.fixture
def world(db):
    """Return two bodies with their people; `other` is the one that must never be found."""
    own = factories.a_body("City of Aldermoor", prefix="ALD", calendar=_calendar("Aldermoor"))
    other = factories.a_body("Harbour Authority", prefix="HAR", calendar=_calendar("Harbour"))
    shared = factories.a_company("Meridian Ltd", body=own)
    organisations.relate(other, shared, by=None, on=factories.DAY)
    return SimpleNamespace(
        own=own,
        other=other,
        shared=shared,
        foreign=factories.a_company("Rival Ltd", body=other),
        admin=factories.staff(own, "administrator", name="Grace Lindholm"),
        lead=factories.staff(own, "lead", name="Ines Okafor"),
        approver=factories.an_approver(own, name="Ruth Hale"),
        stranger=factories.staff(other, "administrator", name="Hanna Strand"),
        skipper=factories.staff(other, "lead", name="Skip Per"),
        operator=factories.a_user("Noor Haddad", is_operator=True),
        partner=factories.company_user(shared, "partner_admin", name="Meri Dian"),
    )


def _calendar(name):
    return organisations.create_calendar(name=name, country="GB", by=None, on=factories.DAY)


@pytest.fixture
def as_user():
    """Return the function from a user (None: nobody) to a browser that is signed in as them."""

    def sign_in(user):
        client = Client()
        if user is not None:
            client.force_login(user)
        return client

    return sign_in
