from django.core.management.base import BaseCommand
from django.utils import timezone

from audit.context import door
from benefits import operations


class Command(BaseCommand):
    help = "Load the kinds of benefit that ship. Loading them twice changes nothing; what was changed since stays."

    def handle(self, *args, **options):
        with door():
            fresh = operations.load_shipped_types(by=None, on=timezone.localdate())
        for kind in fresh:
            self.stdout.write(f"Added the kind of benefit {kind.key}.")
