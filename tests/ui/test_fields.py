import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from ui import fields


def refusal(field, value):
    with pytest.raises(ValidationError) as caught:
        field.clean(value)
    return caught.value.messages[0]


@pytest.mark.parametrize(
    "value", ["   ", "\t\n", "\u200b", "\u200b\u200d\ufeff", "\u00a0", "\u2060 "]
)
def test_text_that_nobody_can_see_is_refused(value):
    field = fields.LineField()

    assert refusal(field, value) in {"Write something that can be read.", "This field is required."}


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("a\x00b", "Take out the characters that cannot be seen."),
        ("a\x1bb", "Take out the characters that cannot be seen."),
        ("a\ud800b", "Take out the characters that cannot be seen."),
        ("invoice\u202efdp.exe", "Take out the marks that turn the direction of the text."),
        ("a\u2066b", "Take out the marks that turn the direction of the text."),
        ("Subject\r\nBcc: x@y.example", "Write this on one line."),
        ("a\u2028b", "Write this on one line."),
    ],
)
def test_line_refuses_what_nobody_types(value, words):
    assert refusal(fields.LineField(), value) == words


@pytest.mark.parametrize(
    "value",
    [
        "Clean Bus Depot",
        "<script>alert(1)</script>",
        "'; DROP TABLE x",
        "{{7*7}}",
        "%s%n",
        "👩‍🚀 café",
        "Straße",
        "İstanbul",
        "שלום",
        "a\u0301b",
    ],
)
def test_line_keeps_what_people_write(value):
    assert fields.LineField().clean(value) == fields.unicodedata.normalize("NFC", value)


def test_line_has_a_limit():
    assert "at most 200" in refusal(fields.LineField(), "x" * 201)


def test_text_keeps_its_lines():
    assert fields.TextField().clean("one\ntwo") == "one\ntwo"


def test_optional_text_may_stay_empty():
    assert fields.TextField(required=False).clean("") == ""


@pytest.mark.parametrize("value", ["1989-12-31", "2101-01-01", "0001-01-01", "9999-12-31"])
def test_day_outside_the_century_is_refused(value):
    assert refusal(fields.DateField(), value) == "Enter a date between 1990 and 2100."


@pytest.mark.parametrize("value", ["2026-02-30", "0000-00-00", "10000-01-01", "2027-02-29", "soon"])
def test_day_that_does_not_exist_is_refused(value):
    assert refusal(fields.DateField(), value) == "Enter a date that exists, like 2027-11-30."


def test_day_is_read_as_browsers_send_it():
    assert fields.DateField().clean("2028-02-29") == datetime.date(2028, 2, 29)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1200", "1200"),
        ("1200.50", "1200.50"),
        ("1,200.50", "1200.50"),
        ("600,000,000", "600000000"),
        ("1 200.50", "1200.50"),
        ("1\u202f200.5", "1200.5"),
        ("٥٠", "50"),
        (" 12 ", "12"),
        ("0", "0"),
        ("-0", "0"),
    ],
)
def test_money_is_read_as_people_write_it(typed, amount):
    assert fields.MoneyField().clean(typed) == Decimal(amount)


@pytest.mark.parametrize(
    "typed",
    [
        "1.000,50",
        "1,00,50",
        "12,5",
        "NaN",
        "Infinity",
        "1e5",
        "50 %",
        "--1",
        "12.",
        "EUR 5",
        "1.2.3",
    ],
)
def test_money_that_is_not_clear_is_refused(typed):
    assert refusal(fields.MoneyField(), typed) == "Enter a figure, for example 1200.50."


@pytest.mark.parametrize("typed", ["-1", "-0.01", "1.001", "9" * 17, "9" * 400])
def test_money_out_of_range_is_refused(typed):
    refusal(fields.MoneyField(), typed)


def test_money_follows_the_readers_marks():
    with translation.override("de"):
        assert fields.MoneyField().clean("1.000,50") == Decimal("1000.50")


def test_figure_may_be_negative():
    assert fields.DecimalField().clean("\N{MINUS SIGN}3.5") == Decimal("-3.5")


@pytest.mark.parametrize(
    "value", ["a@b", "a@b@c.example", "x@y.example\r\nBcc: z@z.example", f"{'a' * 400}@x.example"]
)
def test_address_that_is_none_is_refused(value):
    refusal(fields.EmailField(), value)


@pytest.mark.parametrize(
    "value",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "http://user@host.example/",
        "https://a\\b.example",
        "ftp://x.example",
    ],
)
def test_web_address_that_could_harm_is_refused(value):
    refusal(fields.URLField(), value)


def test_web_address_without_scheme_is_taken_as_https():
    assert fields.URLField().clean("meridian.example") == "https://meridian.example"
