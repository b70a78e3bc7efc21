import io
import json
import logging

import pytest
import structlog

from config import logs
from tests.people import make_user


@pytest.fixture
def lines(monkeypatch):
    """Collect what is written to the log, as a server would write it."""
    written = io.StringIO()
    handler = logging.getLogger().handlers
    kept, level = list(handler), logging.getLogger().level
    logs.configure({"level": "INFO"})
    (console,) = (
        h
        for h in logging.getLogger().handlers
        if isinstance(h.formatter, structlog.stdlib.ProcessorFormatter)
    )
    console.setStream(written)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    logging.getLogger().handlers, logging.getLogger().level = kept, level


@pytest.mark.django_db
def test_line_says_which_request_took_how_long_and_names_nobody(lines, client):
    ada = make_user("ada@city.example", name="Ada Moor")
    client.force_login(ada)

    response = client.get("/account/?name=Ada+Moor")

    (line,) = (line for line in lines() if line["event"] == "answered")
    assert (line["method"], line["route"], line["status"]) == ("GET", "account/", 200)
    assert (line["request"], line["user"]) == (response["X-Request-ID"], str(ada.public_id))
    assert line["queries"] > 0
    assert "Ada" not in json.dumps(lines())
    assert "ada@" not in json.dumps(lines())


def test_line_break_cannot_forge_a_second_line(lines):
    logging.getLogger("concordat").warning("first\n%s", '{"event": "forged"}')

    assert [line["event"] for line in lines()] == ['first\n{"event": "forged"}']


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_refused_request_is_told_by_its_route_and_never_by_its_path(lines, client, method):
    response = getattr(client, method)("/invitation/a-secret-that-opens-the-door/")

    said = json.dumps(lines())
    assert response.status_code == 404
    assert "invitation/<str:token>/" in said
    assert "a-secret-that-opens-the-door" not in said
