import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opendata.queries import PackageRefused, parse
from opendata.queries import parsing as module

FIGURES = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**30), 10**30)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
DOCUMENTS = st.recursive(
    st.none() | st.booleans() | FIGURES | TEXTS,
    lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner),
    max_leaves=20,
)


def refusal_of(content):
    with pytest.raises(PackageRefused) as refusal:
        parse(content)
    return refusal.value.messages


@given(DOCUMENTS)
def test_parse_returns_what_was_written(document):
    assert parse(json.dumps(document).encode()) == document


def test_parse_accepts_a_byte_order_mark():
    assert parse(b'\xef\xbb\xbf{"a": 1.50}') == {"a": 1.5}


def test_parse_reads_brackets_and_quotes_inside_texts_as_texts():
    document = {"a": "[" * 100 + '\\" {', "b\\": ["]"]}

    assert parse(json.dumps(document).encode()) == document


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "line 1, column 1: Expecting value"),
        (b'{"a": 1,\n "b": }', "line 2, column 7: Expecting value"),
        (b'{"a": "\n"}', "line 1, column 8: Invalid control character at"),
        (b'{"a": "b', "line 1, column 7: Unterminated string starting at"),
        (b'{"a":\n "\xff"}', "line 2, column 3: the file is not written in UTF-8"),
        ('{"a": 1}'.encode("utf-16"), "line 1, column 1: the file is not written in UTF-8"),
        (b'{"a": [{"b": NaN}]}', "/a/0/b: NaN is not a JSON number"),
        (b"[-Infinity]", "/0: -Infinity is not a JSON number"),
        (b'{"a": 1e400}', "/a: the figure 1e400 cannot be kept exactly"),
        (
            b'{"a": 1e-99999999999999999999}',
            "/a: the figure 1e-99999999999999999999 cannot be kept exactly",
        ),
        (
            b'{"a": 0.12345678901234567890123}',
            "/a: the figure 0.12345678901234567890123 cannot be kept exactly",
        ),
        (b'{"a": ' + b"9" * 5000 + b"}", "/a: the figure has more than 40 digits"),
        (b'{"x": {"a": 1, "b": 2, "a": 3}}', "/x: the name “a” stands twice in this object"),
        (b'{"a/b": {"~": "\\u0000"}}', "/a~1b/~0: the text holds a NUL character"),
        (b'{"\\u0000": 1}', "/: the text holds a NUL character"),
        (b'["\\ud800"]', "/0: the text holds half of a character"),
    ],
)
def test_parse_says_where_a_file_is_broken(content, message):
    assert refusal_of(content) == [message]


def test_parse_refuses_nesting_without_end_before_reading_it():
    content = b'{"a":\n' + b"[" * 100_000

    assert refusal_of(content) == ["line 2, column 32: more than 32 levels inside each other"]


def test_parse_accepts_the_deepest_nesting():
    assert parse(b"[" * 32 + b"]" * 32) is not None


def test_parse_refuses_a_file_over_the_limit(monkeypatch):
    monkeypatch.setattr(module, "MAX_BYTES", 3)

    assert refusal_of(b"[1, 2]") == ["The file is larger than 0 MB."]
