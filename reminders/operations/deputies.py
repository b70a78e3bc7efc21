"""What the clock says about people who stand in for others."""

from datetime import date

from organisations import operations as organisations
from partnerships import operations as partnerships


def tell_deputies(*, on: date) -> None:
    """Tell those whose first day is here what is asked of them, and those whose last day is past that it is over."""
    partnerships.tell_deputies(on=on)
    organisations.tell_what_is_over(on=on)
