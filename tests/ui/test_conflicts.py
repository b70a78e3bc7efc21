import re

import pytest
from django import forms as django_forms
from django.http import QueryDict

from tests.ui import kit
from ui import conflicts, fields, forms

pytestmark = pytest.mark.urls("tests.ui.urls")


class TermForm(forms.VersionForm):
    title = fields.LineField(label="Title")
    ends = fields.DateField(label="Ends")
    route = django_forms.ChoiceField(
        label="Route", choices=[("gift", "Gift in kind"), ("loan", "Loan")]
    )


MINE = "title=Depot&ends=2027-11-30&route=gift&version=3"
THEIRS = {"title": "Clean <Depot>", "ends": kit.TODAY, "route": "gift"}


@pytest.fixture
def page(rf):
    request = rf.post("/x/", {})
    request.user = kit.person()
    return conflicts.respond(
        request, TermForm(QueryDict(MINE)), theirs=THEIRS, version=4, who="Jo Mbeki"
    )


def test_conflict_is_answered_with_409_and_both_versions(page):
    html = page.content.decode()

    assert page.status_code == 409
    assert "Jo Mbeki changed this." in html
    assert "Clean &lt;Depot&gt;" in html
    assert 'name="version" value="4"' in html
    assert re.findall(r'type="radio" name="([^"]+)"', html) == ["use-title"] * 2 + ["use-ends"] * 2
    assert html.count("Gift in kind") == 2


def posted(page, **more):
    """Post what the page holds, as a browser would."""
    pairs = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page.content.decode())
    data = QueryDict(mutable=True)
    for name, value in pairs:
        data.appendlist(name, value.replace("&lt;", "<").replace("&gt;", ">"))
    data.update(more)
    return TermForm(conflicts.chosen(data))


@pytest.mark.parametrize(
    ("take", "title"),
    [
        ({"take": "mine"}, "Depot"),
        ({"take": "theirs"}, "Clean <Depot>"),
        ({"take": "combined", "use-title": "theirs", "use-ends": "mine"}, "Clean <Depot>"),
        ({"take": "combined", "use-title": "mine", "use-ends": "theirs"}, "Depot"),
    ],
)
def test_choice_becomes_a_plain_post(page, take, title):
    form = posted(page, **take)

    assert form.is_valid(), form.errors
    assert form.cleaned_data["title"] == title
    assert form.cleaned_data["version"] == 4
    assert form.cleaned_data["route"] == "gift"


def test_combination_takes_each_field_from_its_own_version(page):
    form = posted(page, **{"take": "combined", "use-title": "mine", "use-ends": "theirs"})

    assert form.is_valid()
    assert form.cleaned_data["ends"] == kit.TODAY


def test_post_of_the_form_itself_is_left_alone():
    data = QueryDict(MINE)

    assert conflicts.chosen(data) is data
