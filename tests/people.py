"""People with accounts, for tests of the floor, which knows no organisations yet."""

import datetime

from accounts import operations

DAY = datetime.date(2026, 11, 23)
PASSWORD = "harbour lantern violin"


def make_user(email="ada@city.example", name="Ada Moor", **fields):
    return operations.create_user(
        email=email, name=name, password=PASSWORD, by=None, on=DAY, **fields
    )
