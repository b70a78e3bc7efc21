"""The clock's verbs. `tick` is what the worker calls; the rest are its steps."""

from reminders.operations.claims import LEASE, claim
from reminders.operations.deputies import tell_deputies
from reminders.operations.sending import Tally, send
from reminders.operations.ticks import tick

__all__ = ["LEASE", "Tally", "claim", "send", "tell_deputies", "tick"]
