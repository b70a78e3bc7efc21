import pytest
from django.template import engines

from notices import texts
from notices.models import Notice
from tests.people import make_user

TEMPLATES = {
    "email/tests/asked.subject.txt": "{{ who }} asks\nfor {{ title }}",
    "email/tests/asked.txt": "{{ who }} asks {{ recipient.name }} for {{ title }}: {{ url }}",
    "email/tests/asked.html": "<p>{{ who }} asks for {{ title }}</p><a href='{{ url }}'>Open</a>",
}


@pytest.fixture
def notice(settings):
    settings.BASE_URL = "https://concordat.example"
    engine = engines["django"].engine
    loaders = engine.template_loaders
    engine.template_loaders = engine.get_template_loaders(
        [("django.template.loaders.locmem.Loader", TEMPLATES)]
    )
    yield Notice(
        recipient=make_user(name="Ada Moor"),
        kind="tests.asked",
        url="/approvals/1/",
        context={"who": "R&D\r\nBcc: all@city.example", "title": "<b>Depot</b>"},
    )
    engine.template_loaders = loaders


@pytest.mark.django_db
def test_line_is_one_line_whatever_stands_in_it(notice):
    assert texts.line_of(notice) == "R&D Bcc: all@city.example asks for <b>Depot</b>"


@pytest.mark.django_db
def test_mail_has_absolute_links_and_markup_only_of_its_own(notice):
    mail = texts.mail_of(notice)

    assert mail.subject == texts.line_of(notice)
    assert mail.text.endswith("for <b>Depot</b>: https://concordat.example/approvals/1/")
    assert "&lt;b&gt;Depot&lt;/b&gt;" in mail.html
    assert "href='https://concordat.example/approvals/1/'" in mail.html


@pytest.mark.django_db
def test_kind_without_a_template_does_not_take_the_list_away():
    notice = Notice(recipient=make_user(), kind="gone.kind", url="/")

    assert texts.line_of(notice) == "There is something new for you"
