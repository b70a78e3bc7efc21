"""What may stand in the fields of a person."""

import unicodedata
import zoneinfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Persian, Indic and emoji spelling needs the two joiners; they change no direction.
JOINERS = "\u200c\u200d"
REGIONS = {
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
}


def plain_name(value: str) -> None:
    """Raise ValidationError for text that shows as nothing, or as something else than it is.

    Controls and line breaks would split a mail header; direction marks turn `fdp.exe` round.
    """
    kinds = {unicodedata.category(character) for character in value if character not in JOINERS}
    if kinds & {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}:
        raise ValidationError(
            _("Leave out line breaks and invisible characters."), code="invisible"
        )
    if value and kinds <= {"Zs", "Mn", "Me"}:
        raise ValidationError(_("Enter at least one letter or digit."), code="blank")


# Names that people choose by: a place, not the historical spellings beside it.
TIME_ZONES = [
    (name, name.replace("_", " "))
    for name in sorted(zoneinfo.available_timezones())
    if name == "UTC" or name.split("/")[0] in REGIONS
]


def known_time_zone(name: str) -> None:
    """Raise ValidationError unless the time zone database knows the name."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("Choose a time zone from the list."), code="unknown")


class RepetitionValidator:
    """Refuses long passwords that are short ones said again: `passwordpassword`, `123123123123123`."""

    def validate(self, password, user=None):
        """Raise ValidationError when the password is one part repeated, or made of few characters."""
        # A text that is one part repeated is found again inside its own double.
        is_repeated = password.lower() in (password.lower() * 2)[1:-1]
        if is_repeated or len(set(password)) < 6:
            raise ValidationError(
                _(
                    "This password repeats itself. A few words that do not belong together are best."
                ),
                code="repeated",
            )

    def get_help_text(self):
        return _("Your password may not be one part repeated.")
