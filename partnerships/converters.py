"""Pieces of addresses that are ours: a partnership's reference, a side and a seat."""

from partnerships.models import SeatKind, Side


class Reference:
    """What a partnership is called aloud: ALD-2026-0042."""

    regex = "[A-Z]{2,8}-[0-9]{4}-[0-9]{4,6}"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


class Word:
    """One word of a fixed few; any other is no address."""

    def to_python(self, value):
        return value

    def to_url(self, value):
        return str(value)


class SideWord(Word):
    regex = "|".join(Side.values)


class SeatWord(Word):
    regex = "|".join(SeatKind.values)
