import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from accounts import queries
from accounts.addresses import FoldedEmailFormField, folded
from accounts.models import User
from tests.mails import deliver
from tests.people import make_user
from tests.spellings import OTHER, SAME


@pytest.mark.parametrize("spelling", SAME)
def test_spellings_of_one_mailbox_are_folded_into_one(spelling):
    assert FoldedEmailFormField().clean(spelling) == "mike@city.example"


@pytest.mark.parametrize("spelling", OTHER)
def test_look_alikes_and_broken_addresses_are_refused(spelling):
    with pytest.raises(ValidationError):
        FoldedEmailFormField().clean(spelling)


def test_domain_of_another_script_is_written_as_mail_servers_write_it():
    assert FoldedEmailFormField().clean("mike@bücher.example") == "mike@xn--bcher-kva.example"


def test_domain_that_cannot_be_written_is_left_for_the_validator():
    assert folded("mike@" + "ü" * 70 + ".example") == "mike@" + "ü" * 70 + ".example"


@pytest.mark.django_db
@pytest.mark.parametrize("spelling", SAME)
def test_account_is_found_by_every_spelling(spelling):
    mike = make_user("mike@city.example")

    assert list(User.objects.filter(email=spelling)) == [mike]


@pytest.mark.django_db
@pytest.mark.parametrize("spelling", SAME)
def test_second_account_of_one_mailbox_is_refused_by_the_database(spelling):
    make_user("mike@city.example")

    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user(spelling)

    assert User.objects.count() == 1


@pytest.mark.django_db
def test_address_that_was_not_folded_is_refused_by_the_database():
    mike = make_user("mike@city.example")

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_user SET email = upper(email) WHERE id = %s", [mike.pk])


@pytest.mark.django_db
def test_saved_user_shows_the_folded_address_at_once():
    mike = User.objects.create_user("Mike@City.Example")

    assert mike.email == "mike@city.example"


@pytest.mark.django_db
def test_every_spelling_reaches_the_one_account_and_mail_goes_to_the_stored_address(client):
    mike = make_user("mike@city.example")

    found = {spelling: queries.users_with_address(spelling).first() for spelling in SAME}
    for spelling in SAME:
        cache.clear()  # ten times in a minute would be too often
        client.post("/accounts/password/reset/", {"email": spelling})
        deliver()

    assert found == dict.fromkeys(SAME, mike)
    assert [sent.to for sent in deliver()] == [["mike@city.example"]] * len(SAME)
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_no_look_alike_reaches_the_account_or_gets_a_mail(client):
    make_user("mike@city.example")

    found = [one for one in OTHER if queries.users_with_address(one).exists()]
    for spelling in OTHER:
        cache.clear()
        client.post("/accounts/password/reset/", {"email": spelling})

    assert found == []
    assert deliver() == []
