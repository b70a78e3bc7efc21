"""Keeps one world for all tests that follow each other: building it takes longer than most of them."""

from contextlib import ExitStack

from django.db import transaction

from tests.access import world as worlds


class Stage:
    """A world in a transaction that is taken back when the next test does not stand in it."""

    def __init__(self):
        self.world, self.held = None, ExitStack()

    def enter(self, blocker):
        """Return the world, building it where there is none."""
        if self.world is None:
            self.held.enter_context(blocker.unblock())
            self.held.enter_context(transaction.atomic())
            self.held.callback(transaction.set_rollback, True)
            try:
                self.world = worlds.build()
            except BaseException:
                self.leave()
                raise
        return self.world

    def leave(self):
        """Take the world back."""
        self.world = None
        self.held.close()


STAGE = Stage()


def stands_in_world(item):
    return item is not None and "world" in getattr(item, "fixturenames", ())
