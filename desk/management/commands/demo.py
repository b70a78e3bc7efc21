import datetime
from pathlib import Path

import yaml
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.context import door
from benefits import operations as benefits
from desk.management.story import gains
from desk.management.story.cast import assemble
from desk.management.story.walk import Walk
from notices import operations as notices
from notices.models import Notice
from partnerships import operations

STORY = Path(__file__).resolve().parent.parent / "story"
NEWS = datetime.timedelta(days=10)


class Command(BaseCommand):
    help = "Load the demo: two public bodies, six companies, fifteen partnerships. Loading it twice changes nothing."

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("This is not a demo: set DEMO=true, or leave its data alone.")
        if User.objects.exists():
            return
        today = timezone.localdate()
        with door(), transaction.atomic():
            first = today - datetime.timedelta(days=2000)
            operations.load_shipped_profiles(by=None, on=first)
            benefits.load_shipped_types(by=None, on=first)
            cast = assemble(_read("cast"), on=today - datetime.timedelta(days=1600))
            reasons = _read("reasons")
            for facts in sorted(_read("partnerships"), key=lambda facts: facts["began"]):
                Walk(cast, reasons, facts, today=today).tell()
            _tell_gains(cast, _read("gains"), today=today)
            _leave_old_news_behind(today)
        self.stdout.write("The demo is loaded.")


def _read(name):
    return yaml.safe_load((STORY / f"{name}.yaml").read_text(encoding="utf-8"))


def _tell_gains(cast, content, *, today):
    """What each side wants, gains and gives; and who is away this week."""
    goals = gains.set_goals(cast, content["goals"], on=today - datetime.timedelta(days=1550))
    gains.make_wishes(cast, content["wishes"], on=today - datetime.timedelta(days=200))
    for facts in content["partnerships"]:
        gains.Gains(cast, goals, facts, today=today).tell()
    gains.announce_absences(cast, content["absences"], today=today)


def _leave_old_news_behind(today):
    """What was said long ago is read and done with: no mail goes out for it today."""
    old = Notice.objects.filter(posted_on__lt=today - NEWS)
    for notice in old.filter(read_at=None).select_related("recipient"):
        notices.mark_read(notice, by=notice.recipient, on=notice.posted_on + NEWS)
    for key in set(old.filter(settled_at=None).values_list("key", flat=True)):
        notices.settle(key, on=today)
