"""The words of a notice: one set of templates per kind, for the list and for the mail."""

import logging
from dataclasses import dataclass

from django.conf import settings
from django.template import Context, TemplateDoesNotExist, loader
from django.utils import translation
from django.utils.translation import gettext as _

from notices.models import Notice

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Mail:
    subject: str
    text: str
    html: str


def line_of(notice: Notice) -> str:
    """Return the one line that stands in the list and in the subject of the mail."""
    try:
        return " ".join(_plain(notice, "subject.txt", notice.url).split())
    except TemplateDoesNotExist:
        # A kind that lost its template must not take the reader's whole list away.
        logger.error("notice kind without a text: %s", notice.kind)
        return _("There is something new for you")


def mail_of(notice: Notice, *, url: str | None = None) -> Mail:
    """Return the mail of a notice, in its recipient's language, with absolute links.

    `url` is the path that it leads to, where that is not the one of the list.
    """
    url = f"{settings.BASE_URL}{notice.url if url is None else url}"
    language = notice.recipient.language if notice.recipient else settings.LANGUAGE_CODE
    with translation.override(language):
        html = loader.get_template(_template(notice, "html"))
        return Mail(
            subject=line_of(notice),
            text=_plain(notice, "txt", url),
            html=html.render(_words(notice, url)),
        )


def _plain(notice: Notice, ending: str, url: str) -> str:
    template = loader.get_template(_template(notice, ending)).template
    # Plain text has no markup to protect: an ampersand stays one.
    return template.render(Context(_words(notice, url), autoescape=False))


def _template(notice: Notice, ending: str) -> str:
    return f"email/{notice.kind.replace('.', '/', 1)}.{ending}"


def _words(notice: Notice, url: str) -> dict:
    return {
        **notice.context,
        "recipient": notice.recipient,
        "url": url,
        "base_url": settings.BASE_URL,
    }
