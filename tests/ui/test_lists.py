import datetime

import pytest
from django.core.exceptions import BadRequest
from django.http import Http404
from django.test import RequestFactory

from accounts.models import User
from ui import lists

DAY = datetime.date(2026, 11, 23)


class People(lists.List):
    key = "people"
    label = "People"
    search_label = "Name or address"
    search_fields = ("name", "email")
    default_sort = "name"
    columns = (
        lists.Column("name", "Name", order=("name",), is_heading=True),
        lists.Column("email", "Address", order=("email",)),
        lists.Column("language", "Language"),
        lists.Column("go", "Action", is_action=True, value="pk"),
    )
    filters = (
        lists.Choice("theme", "Theme", (("light", "Light"), ("dark", "Dark"))),
        lists.Choice(
            "first",
            "Initial",
            lambda: [("A", "A"), ("B", "B")],
            apply_with=lambda qs, value: qs.filter(name__startswith=value),
        ),
        lists.Day("before", "Joined before", "joined_at__date__lt"),
    )
    saved_views = (lists.Saved("All"), lists.Saved("Dark", {"theme": "dark"}, 3))
    empty_icon, empty_title, empty_text = "users", "Nobody yet", "Invite the first person."


@pytest.fixture
def people(db):
    return [
        User.objects.create(
            email=f"p{n:03}@city.example", name=name, theme="dark" if n % 2 else "light"
        )
        for n, name in enumerate(["Ada", "Ben", "Ada", "Cy_d", "100 %", *["Zoe"] * 25])
    ]


def open_list(**params):
    return People(RequestFactory().get("/people/", params), User.objects.all())


def names(listing):
    return [row.name for row in listing.objects]


@pytest.mark.parametrize(
    "params",
    [
        {"ordering": "-password"},
        {"sort": "password"},
        {"sort": "language"},
        {"sort": "--name"},
        {"owner__password": "x"},
        {"theme": "pink"},
        {"theme": ["light", "dark"]},
        {"before": "2026-02-30"},
        {"q": "x" * 201},
        {"q": "a\x00b"},
        {"size": "abc"},
        {"size": "7"},
        {"size": "-25"},
        {"format": "exe"},
    ],
)
def test_question_that_the_list_does_not_know_is_refused(params):
    with pytest.raises(BadRequest):
        open_list(**params)


@pytest.mark.parametrize("page", ["0", "-1", "abc", "3", "9" * 400, "1.0", "٢"])
def test_page_that_is_not_there_is_not_found(people, page):
    with pytest.raises(Http404):
        open_list(page=page).page  # noqa: B018


def test_empty_answers_of_the_search_form_are_no_questions(people):
    listing = open_list(q="", theme="", before="")

    assert listing.count == 30
    assert not listing.is_narrowed


def test_size_that_is_too_large_is_cut():
    assert open_list(size="1" + "0" * 400).size == 100
    assert open_list(size="200").size == 100
    assert open_list(size="50").size == 50


def test_rows_are_sorted_and_ties_keep_their_order(people):
    assert [row.pk for row in open_list(sort="name").objects[:4]] == [
        people[4].pk,
        people[0].pk,
        people[2].pk,
        people[1].pk,
    ]
    assert open_list(sort="-name").objects[0].pk == people[5].pk


def test_search_needs_every_word_and_takes_signs_as_they_are(people):
    assert names(open_list(q="ada city")) == ["Ada", "Ada"]
    assert names(open_list(q="%")) == ["100 %"]
    assert names(open_list(q="_")) == ["Cy_d"]
    assert names(open_list(q="(a+)+$")) == []


def test_filters_narrow_the_rows(people):
    assert names(open_list(theme="dark", first="B")) == ["Ben"]
    assert names(open_list(before="1995-01-01")) == []


def test_page_costs_one_count_and_one_query(people, django_assert_num_queries):
    with django_assert_num_queries(2):
        listing = open_list(size="25", page="2")
        assert (listing.first, listing.last, listing.count, listing.page_count) == (26, 30, 30, 2)
        assert len(listing.rows) == 5


def test_count_stops_at_its_limit(people, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(lists, "COUNT_LIMIT", 20)

    listing = open_list()

    assert (listing.count, listing.is_cut, listing.page_count) == (20, True, 1)


def test_address_keeps_the_question_and_starts_at_the_first_page(people):
    listing = open_list(q="a", theme="dark", sort="-name", page="1")

    assert listing.address() == "/people/?q=a&theme=dark&sort=-name"
    assert listing.address(sort="email") == "/people/?q=a&theme=dark&sort=email"
    assert listing.address(theme=None, q=None, sort=None) == "/people/"


def test_chips_take_one_filter_away_each(people):
    assert list(open_list(q="a", theme="dark").chips()) == [
        ("Search: a", "/people/?theme=dark"),
        ("Theme: Dark", "/people/?q=a"),
    ]


def test_head_turns_the_order_of_its_own_column_and_says_which(people):
    heads = {head["column"].key: head for head in open_list(sort="name").heads()}

    assert (heads["name"]["sorted"], heads["name"]["url"]) == ("ascending", "/people/?sort=-name")
    assert (heads["email"]["sorted"], heads["email"]["url"]) == ("", "/people/?sort=email")
    assert heads["language"]["url"] == ""


def test_saved_view_is_current_when_its_filters_are(people):
    assert [(one["view"].label, one["is_current"]) for one in open_list(theme="dark").views()] == [
        ("All", False),
        ("Dark", True),
    ]


def test_pages_near_the_current_one_are_shown(people, monkeypatch):
    monkeypatch.setattr(lists, "SIZES", (3, 25, 100))
    listing = open_list(size="3", page="5")

    assert [one and one["number"] for one in listing.pages()] == [1, None, 4, 5, 6, None, 10]
    assert listing.previous_url == "/people/?size=3&page=4"
    assert listing.next_url == "/people/?size=3&page=6"


def test_drawn_list_has_its_semantics(people, rf):
    response = open_list(page="2").respond("components/list.html")

    html = response.content.decode()
    assert '<th scope="col" role="columnheader" aria-sort="ascending">' in html
    assert '<th scope="row" role="rowheader">Zoe</th>' in html
    assert '<td role="cell" data-label="Address">p0' in html
    assert 'aria-current="page"><span class="visually-hidden">Page </span>2</a>' in html
    assert "26 to 30 of 30" in html
    assert '<label for="people-sort">Sort by</label>' in html
    assert '<caption class="visually-hidden">People</caption>' in html


def test_list_without_rows_says_what_to_do(db):
    assert (
        "Invite the first person." in open_list().respond("components/list.html").content.decode()
    )


def test_list_narrowed_to_nothing_offers_the_way_back(people):
    html = open_list(q="nobody").respond("components/list.html").content.decode()

    assert "Nothing matches" in html
    assert 'href="/people/">Show all</a>' in html


def test_what_people_typed_is_text_in_the_list(db):
    User.objects.create(email="x@city.example", name="<img src=x onerror=1>")

    html = open_list(q='"><script>').respond("components/list.html").content.decode()
    listed = open_list().respond("components/list.html").content.decode()

    assert "<script>" not in html
    assert "<img" not in listed
    assert "&lt;img src=x onerror=1&gt;" in listed


def test_file_holds_every_row_of_the_question_and_no_actions(people):
    response = open_list(first="A", sort="email", format="csv", size="25").respond(
        "components/list.html"
    )

    text = b"".join(response.streaming_content).decode("utf-8-sig")
    assert text.splitlines() == [
        "Name,Address,Language",
        "Ada,p000@city.example,en",
        "Ada,p002@city.example,en",
    ]
    assert response["Content-Disposition"] == 'attachment; filename="people.csv"'


def test_missing_values_stand_at_the_end_in_both_directions(db):
    column = lists.Column("name", "Name", order=("name",))

    assert [
        expression.nulls_last for down in (True, False) for expression in column.ordering(down=down)
    ] == [True, True]
