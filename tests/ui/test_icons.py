import pytest

from ui import icons, marks


def test_every_allowed_icon_has_its_drawing():
    assert sorted(icons.shapes()) == sorted(icons.allowed_names())


def test_names_are_listed_once_and_in_order():
    names = icons.allowed_names()

    assert names == sorted(set(names))


def test_drawings_hold_shapes_only():
    assert [
        name
        for name, shape in icons.shapes().items()
        if "<script" in shape or "style=" in shape or "\n" in shape
    ] == []


def test_unknown_icon_is_refused():
    with pytest.raises(icons.UnknownIcon):
        marks.icon("unheard-of")


def test_unknown_icon_is_refused_as_reference_too():
    with pytest.raises(icons.UnknownIcon):
        marks.icon("unheard-of", use=True)


def test_icon_is_hidden_from_screen_readers():
    assert marks.icon("check", "icon--s green") == (
        '<svg class="c-icon c-icon--s c-green" viewBox="0 0 24 24" width="18" height="18" aria-hidden="true">'
        '<path d="M20 6 9 17l-5-5"/></svg>'
    )


def test_symbols_serve_icons_by_reference():
    assert 'id="i-check"' in marks.symbols(["check"])
    assert '<use href="#i-check"/>' in marks.icon("check", use=True)
