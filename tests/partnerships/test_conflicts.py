"""Two versions side by side, and one made of both."""

import datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict

from partnerships import conflicts
from ui import fields
from ui.forms import VersionForm


class PlanForm(VersionForm):
    title = fields.LineField()
    route = forms.ChoiceField(
        choices=[("", "None"), ("tender", "Tender"), ("Other", [("grant", "Grant")])],
        required=False,
    )
    ends_on = fields.DateField(required=False)
    value = fields.MoneyField(required=False)
    note = fields.TextField(required=False)
    evidence = forms.FileField(required=False)
    password = forms.CharField(widget=forms.PasswordInput)


@pytest.fixture
def current():
    return SimpleNamespace(
        version=7,
        title="Clean Bus Depot",
        route="tender",
        ends_on=datetime.date(2030, 3, 1),
        value=Decimal("1200.50"),
        evidence=None,
        password="",
    )


def typed(**data):
    usual = {
        "version": "6",
        "title": "Clean Bus Depot",
        "route": "tender",
        "ends_on": "2030-03-01",
        "value": "1,200.50",
        "note": "<b>Mine</b>",
        "password": "harbour lantern violin",
    }
    files = {"evidence": SimpleUploadedFile("a.pdf", b"x")}
    return PlanForm({**usual, **data}, files)


def test_equal_values_are_no_rows_however_they_are_written(current):
    assert conflicts.compare(typed(), current) == []


def test_rows_show_both_values_as_people_read_them(current):
    form = typed(title="Bus Depot", route="grant", ends_on="", value="900")

    rows = conflicts.compare(form, current)

    assert [(row.bound.name, row.theirs, row.yours) for row in rows] == [
        ("title", "Clean Bus Depot", "Bus Depot"),
        ("route", "Tender", "Grant"),
        ("ends_on", "1 Mar 2030", "nothing"),
        ("value", "1200.50", "900"),
    ]


def test_what_cannot_be_read_is_shown_as_it_was_typed(current):
    row = conflicts.compare(typed(ends_on="<soon>"), current)[0]

    assert row.yours == "<soon>"
    assert 'value="&lt;soon&gt;"' in row.hidden


def test_a_row_sends_both_values_back(current):
    row = conflicts.compare(typed(ends_on="2031-01-01"), current)[0]

    assert row.hidden == (
        '<input type="hidden" name="ends_on" value="2031-01-01">'
        '<input type="hidden" name="theirs-ends_on" value="2030-03-01">'
    )
    assert row.pick_name == "pick-ends_on"


def test_the_rest_is_repeated_with_the_current_version_and_without_secrets(current):
    form = typed(title="Bus Depot")
    rows = conflicts.compare(form, current)

    repeated = conflicts.repeated(form, rows, current)

    assert '<input type="hidden" name="version" value="7">' in repeated
    assert '<input type="hidden" name="note" value="&lt;b&gt;Mine&lt;/b&gt;">' in repeated
    assert 'name="title"' not in repeated
    assert "violin" not in repeated
    assert 'name="evidence"' not in repeated
    assert [field.name for field in conflicts.asked_again(form)] == ["evidence"]


@pytest.mark.parametrize(
    ("choice", "merged"),
    [
        ("keep=both&pick-title=theirs", "A"),
        ("keep=both&pick-title=mine", "B"),
        ("keep=mine&pick-title=theirs", "B"),
        ("", "B"),
    ],
)
def test_what_was_picked_is_taken(choice, merged):
    post = QueryDict(f"title=B&theirs-title=A&{choice}")

    assert conflicts.merged(post)["title"] == merged
