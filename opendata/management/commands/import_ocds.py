from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from audit.context import door
from opendata import operations, queries


class Command(BaseCommand):
    help = (
        "Take over the partnerships of an OCDS-for-PPPs release or record package. The same file again changes "
        "nothing; a newer one changes what it says anew; a broken one changes nothing and says where it is broken."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--body",
            default="",
            metavar="PREFIX-OR-NAME",
            help="the public body for which the file is taken over (default: the first one here)",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would change, and change nothing"
        )

    def handle(self, *args, file, body, dry_run, **options):
        for_body = queries.find_body(body)
        if for_body is None:
            raise CommandError(
                f"No public body here is called “{body}”."
                if body
                else "There is no public body yet."
            )
        try:
            package = queries.read_package(queries.parse(self._read(file)))
            with door():
                outcomes = operations.import_package(
                    package, body=for_body, by=None, on=timezone.localdate(), dry_run=dry_run
                )
        except queries.PackageRefused as refusal:
            places = "\n".join(f"  {message}" for message in refusal.messages)
            raise CommandError(
                f"{file.name} is broken; nothing was changed.\n{places}"
            ) from refusal
        for outcome in outcomes:
            self._tell(outcome, dry_run=dry_run)
            if outcome.is_new and not dry_run:
                self._say_next(for_body)

    def _read(self, file):
        try:
            if file.stat().st_size > queries.MAX_BYTES:
                raise CommandError(f"{file.name}: {queries.too_large()}")
            return file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}.") from error

    def _say_next(self, body):
        self.stdout.write(
            f"  for {body}; nobody leads it yet: an owner of the body names a lead on its People page."
        )

    def _tell(self, outcome, *, dry_run):
        if not outcome.changes:
            self.stdout.write(f"{outcome.ocid}: nothing new, {outcome.reference} stays as it is.")
        else:
            verb = "take over" if outcome.is_new else "change"
            done = f"would {verb}" if dry_run else f"{verb}s".replace("take overs", "takes over")
            name = (
                outcome.title
                if dry_run and outcome.is_new
                else f"{outcome.reference} {outcome.title}"
            )
            self.stdout.write(f"{outcome.ocid}: {done} {name}")
        for line in outcome.changes:
            self.stdout.write(f"  {line}")
        for line in outcome.notes:
            self.stdout.write(self.style.WARNING(f"  note: {line}"))
