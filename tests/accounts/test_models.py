import pytest
from django.core.exceptions import ValidationError

from accounts.models import User


def test_user_is_called_by_name_or_else_by_address():
    assert str(User(name="Ada Moor", email="ada@city.example")) == "Ada Moor"
    assert str(User(email="ada@city.example")) == "ada@city.example"
    assert User(name="Ada Moor").get_full_name() == "Ada Moor"
    assert User(name="Ada Moor").get_short_name() == "Ada"


@pytest.mark.parametrize(
    ("name", "initials"),
    [("Ada Moor", "AM"), ("Ada", "A"), ("Ada van der Moor", "AM"), ("", "A"), ("ada moor", "AM")],
)
def test_initials_are_those_of_the_first_and_last_word(name, initials):
    assert User(name=name, email="ada@city.example").initials == initials


@pytest.mark.parametrize(
    "name", ["José Ñandú", "李小龍", "Νίκος", "علی\u200cرضا", "O'Brien-Smith", "👩\u200d🚀 Ada"]
)
def test_names_of_every_script_are_welcome(name):
    User(email="ada@city.example", name=name, password="x").clean_fields()


@pytest.mark.parametrize(
    "name",
    ["invoice\u202efdp.exe", "Ada\r\nBcc: x", "\u200b", "   ", "\u200d", "A\x00da", "x" * 151],
)
def test_names_that_deceive_or_show_nothing_are_refused(name):
    with pytest.raises(ValidationError) as refusal:
        User(email="ada@city.example", name=name, password="x").clean_fields()

    assert list(refusal.value.message_dict) == ["name"]


@pytest.mark.parametrize("zone", ["Mars/One", "", "../etc/passwd", "europe/london"])
def test_time_zone_that_nobody_knows_is_refused(zone):
    with pytest.raises(ValidationError) as refusal:
        User(email="ada@city.example", password="x", time_zone=zone).clean_fields()

    assert list(refusal.value.message_dict) == ["time_zone"]


@pytest.mark.django_db
def test_account_made_on_the_command_line_is_an_operator_and_no_superuser():
    user = User.objects.create_superuser("root@city.example", "harbour lantern violin")

    assert (user.is_operator, user.is_staff, user.is_superuser) == (True, True, False)
    assert User.objects.get_by_natural_key("ROOT@city.example") == user
