from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts import operations
from audit.context import door


class Command(BaseCommand):
    help = "Put the secrets of apps and recovery codes under today's SECRET_KEY, so that SECRET_KEY_FALLBACKS can go."

    def handle(self, *args, **options):
        with door():
            number = operations.reseal_second_factors(by=None, on=timezone.localdate())
        self.stdout.write(f"Sealed anew: {number}.")
