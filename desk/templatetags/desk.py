"""Words of the desk for templates and mails: {% load desk %}."""

import datetime

from django import template
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk import matters
from partnerships.models import SideState, Stage
from ui import formats

register = template.Library()


register.filter("matter_line", matters.line_of)


@register.filter
def asked_ago(since, today):
    """Return how long ago something was asked, in whole days."""
    days = (today - since).days
    if days <= 0:
        return _("asked today")
    return ngettext("asked %(days)s day ago", "asked %(days)s days ago", days) % {"days": days}


@register.filter
def day_word(value):
    """Return a day that a notice keeps as plain text, in the words of its reader."""
    try:
        return formats.day_text(datetime.date.fromisoformat(str(value)))
    except ValueError:
        return ""


@register.filter
def stage_word(value):
    """Return the words of a stage, as a mail says it."""
    return Stage(value).label if value in Stage.values else ""


@register.filter
def state_word(value):
    """Return the words of a side state, as a mail says it."""
    return SideState(value).label if value in SideState.values else ""


@register.simple_tag
def in_the_demo():
    """Tell whether this house is the demo."""
    return settings.DEMO
