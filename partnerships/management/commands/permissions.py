from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from audit.context import door
from organisations import operations as organisations
from organisations.models import Organisation
from partnerships import operations
from partnerships.models import Partnership


class Command(BaseCommand):
    help = "Compare guardian's rows with the memberships that they stand for (verify), or make them equal (repair)."

    def add_arguments(self, parser):
        parser.add_argument("action", choices=["verify", "repair"])

    def handle(self, *args, action, **options):
        on = timezone.localdate()
        with door():
            differing = sum(self._look_at(action, on=on))
        if action == "repair":
            self.stdout.write(f"Repaired: {differing} rows.")
        elif differing:
            raise CommandError(
                f"{differing} rows differ from the memberships. Run: manage.py permissions repair"
            )
        else:
            self.stdout.write("Permissions equal memberships.")

    def _look_at(self, action, *, on):
        for organisation in (
            Organisation.objects.filter(memberships__isnull=False).distinct().iterator()
        ):
            if action == "repair":
                yield organisations.project_organisation(organisation, on=on)
            else:
                wanted = organisations.projected_permissions(organisation, on=on)
                yield self._tell(
                    organisation, wanted ^ organisations.stored_permissions(organisation)
                )
        for partnership in Partnership.objects.iterator():
            if action == "repair":
                yield operations.project_partnership(partnership, on=on)
            else:
                wanted = operations.projected_permissions(partnership, on=on)
                yield self._tell(
                    partnership.reference, wanted ^ operations.stored_permissions(partnership)
                )

    def _tell(self, subject, differing):
        for user_id, codename in sorted(differing):
            self.stderr.write(f"{subject}: user {user_id}, {codename}")
        return len(differing)
