import re

import pytest

from ui import marks


def words(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html)).strip()


@pytest.mark.parametrize(
    ("state", "word"),
    [
        ("green", "On track"),
        ("amber", "At risk"),
        ("red", "Off track"),
        ("blue", "Complete"),
        ("grey", "No data yet"),
    ],
)
def test_health_is_word_and_shape(state, word):
    html = marks.rag(state)

    assert words(html) == word
    assert "<svg" in html


def test_health_that_is_unknown_is_never_green():
    assert marks.rag("") == marks.rag("grey")
    assert marks.rag(None) == marks.rag("grey")


def test_health_takes_its_own_word():
    assert words(marks.rag("grey", "Not started")) == "Not started"


def test_tag_refuses_a_tone_that_the_sheet_does_not_know():
    with pytest.raises(ValueError, match="unknown tone"):
        marks.tag("x", "pink")


def test_marks_escape_what_people_typed():
    hostile = '<img src=x onerror="1">'

    for html in (
        marks.tag(hostile),
        marks.side(hostile),
        marks.parties(hostile, hostile),
        marks.visibility("shared", hostile),
    ):
        assert "<img" not in html


def test_sides_differ_by_class_not_by_colour_alone():
    assert marks.side("A") == '<span class="c-side">A</span>'
    assert marks.side("B", "partner") == '<span class="c-side c-side--partner">B</span>'


def test_parties_are_tied_in_words_too():
    assert words(marks.parties("City", "Meridian")) == "City with Meridian"
    assert words(marks.parties("City", ["Meridian", "Tessel"])) == "City with Meridian, Tessel"


def test_party_alone_has_no_tie():
    assert (
        marks.parties("City") == '<span class="c-parties"><span class="c-side">City</span></span>'
    )


@pytest.mark.parametrize(
    ("person", "letters"),
    [
        ("Ines Okafor", "IO"),
        ("Cher", "C"),
        ("Ana de la Cruz", "AC"),
        ("lead@city.example", "LC"),
        ("", ""),
    ],
)
def test_initials_are_first_and_last_letter(person, letters):
    assert marks.initials(person) == letters


def test_visibility_says_with_whom():
    assert words(marks.visibility("internal")) == "Only us"
    assert words(marks.visibility("shared", "Meridian")) == "Shared with Meridian"


def test_stepper_marks_the_current_stage_and_its_neighbours():
    steps = [
        {"name": str(n), "state": state}
        for n, state in enumerate(["taken", "done", "now", "todo", "todo"])
    ]

    html = marks.stepper(steps)

    assert re.findall(r'<li class="([^"]*)"', html) == [
        "is-done is-taken",
        "is-done is-near",
        "is-now is-near",
        "is-near",
        "",
    ]
    assert html.count('aria-current="step"') == 1
    assert words(html) == "0 (taken over)1 (done)2 (current)34"


def test_stepper_of_a_closed_partnership_shows_its_end():
    html = marks.stepper([{"name": "a", "state": "done"}, {"name": "b", "state": "done"}])

    assert re.findall(r'<li class="([^"]*)"', html) == ["is-done is-near", "is-done is-near"]


@pytest.mark.parametrize(
    ("done", "total", "length"), [(6, 9, "60.7"), (0, 9, "0.0"), (9, 9, "92.0"), (1, 1, "92.0")]
)
def test_stage_bar_is_as_long_as_what_is_done(done, total, length):
    html = marks.stage_bar(done, total)

    assert f'<path class="p-step-done" d="M0 3h{length}"' in html
    assert words(html) == f"stage {done} of {total}"
