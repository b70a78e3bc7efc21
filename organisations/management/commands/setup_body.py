import secrets

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts import operations as accounts
from audit.context import door
from organisations import operations


class Command(BaseCommand):
    help = "Make a public body that runs its partnerships here, and its first administrator."

    def add_arguments(self, parser):
        parser.add_argument("name", help="Name of the public body, such as 'City of Aldermoor'")
        parser.add_argument("--prefix", required=True, help="2 to 8 capital letters, such as ALD")
        parser.add_argument(
            "--admin", required=True, metavar="EMAIL", help="the first administrator"
        )
        parser.add_argument("--admin-name", default="", metavar="NAME")
        parser.add_argument("--time-zone", default="Europe/London")
        parser.add_argument("--currency", default="GBP")
        parser.add_argument("--country", default="GB", help="two letters, for its public holidays")

    def handle(self, *args, name, prefix, admin, admin_name, **options):
        password = secrets.token_urlsafe(18)
        try:
            with door(), transaction.atomic():
                body = self._found(name, prefix, **options)
                user = accounts.create_user(
                    email=admin,
                    name=admin_name or admin.split("@")[0],
                    password=password,
                    is_staff=True,
                    by=None,
                    on=timezone.localdate(),
                )
                operations.grant_membership(
                    user, body.organisation, "administrator", by=None, on=timezone.localdate()
                )
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        self.stdout.write(f"{body} is set up; its references begin with {prefix}-.")
        self.stdout.write(f"Administrator: {user.email}")
        self.stdout.write(f"Password, shown this once: {password}")

    def _found(self, name, prefix, *, time_zone, currency, country, **_options):
        on = timezone.localdate()
        calendar = operations.create_calendar(name=name, country=country, by=None, on=on)
        return operations.found_body(
            name=name,
            prefix=prefix,
            time_zone=time_zone,
            currency=currency,
            calendar=calendar,
            by=None,
            on=on,
        )
