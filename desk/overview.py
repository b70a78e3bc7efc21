"""What the front page of a partnership tells: its stages, the gate ahead, and the single next step."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partnerships.models import (
    GATES,
    SHORT_STAGES,
    AskKind,
    ConditionState,
    Freeze,
    GateState,
    Mode,
    SeatKind,
    Side,
    Stage,
)
from ui import formats

ORDER = list(SHORT_STAGES)
# Within so many days of its target day a gate asks for attention.
NEAR = 120


@dataclass(frozen=True)
class Step:
    """The single next thing to do: in words, and behind which button."""

    text: str
    label: str = ""
    url: str = ""


def stages_of(partnership, changes, gates):
    """This function will return the eight stages as the stepper shows them, with the days behind and the days meant."""
    entered = {change.to_stage: change.on for change in changes}
    # The first row says where it began; a partnership taken over began long before.
    began = changes[0].to_stage if changes else partnership.stage
    targets = {gate.number: gate.target_on for gate in gates}
    return [
        {
            "name": str(SHORT_STAGES[stage]),
            "state": _state_of(stage, partnership, entered, began),
            "note": _note_of(stage, partnership, entered, targets),
        }
        for stage in ORDER
    ]


def _state_of(stage, partnership, entered, began):
    if stage == partnership.stage:
        return "now"
    if ORDER.index(stage) < ORDER.index(began):
        return "taken"
    here = ORDER.index(partnership.stage) if partnership.stage in ORDER else len(ORDER)
    return "done" if stage in entered and ORDER.index(stage) < here else "todo"


def _note_of(stage, partnership, entered, targets):
    if stage == partnership.stage:
        return _("since %(day)s") % {"day": formats.day_text(partnership.stage_since)}
    if stage in entered and _is_behind(stage, partnership):
        return formats.day_text(entered[stage], "month")
    target = targets.get(_gate_before(stage))
    if target and not _is_behind(stage, partnership):
        return _("planned %(month)s") % {"month": formats.day_text(target, "month")}
    return ""


def _is_behind(stage, partnership):
    return partnership.is_closed or ORDER.index(stage) < ORDER.index(partnership.stage)


def _gate_before(stage):
    """Return the gate through which a stage is entered on the main line."""
    before = ORDER.index(stage) - 1
    return GATES.get((ORDER[before], stage)) if before >= 0 else None


def heading_of(partnership):
    """This function will return where the partnership stands, as the stepper's heading."""
    if partnership.is_closed:
        return _("Closed")
    return _("Stage %(number)s of %(total)s: %(stage)s") % {
        "number": ORDER.index(partnership.stage) + 1,
        "total": len(ORDER),
        "stage": partnership.get_stage_display(),
    }


def deciders_of(gate, partnership, seats):
    """This function will return who decides a gate, in words: the holders of seats by name, else what is asked."""
    holders = {(seat.kind, seat.side): seat.member for seat in seats}
    words = []
    for row in partnership.profile_version.deciders.filter(gate=gate.number).order_by("id"):
        if row.kind == AskKind.SEAT:
            holder = holders.get((row.seat, row.side))
            words.append(_seat_words(row, holder))
        elif row.kind == AskKind.POOL:
            words.append(_("a second approver"))
    return words


def _seat_words(row, holder):
    place = _("%(seat)s, %(side)s") % {
        "seat": row.get_seat_display().lower(),
        "side": row.get_side_display().lower(),
    }
    if holder is None:
        return _("%(place)s (nobody yet)") % {"place": place}
    return _("%(name)s (%(place)s)") % {"name": name_of(holder), "place": place}


def name_of(member):
    """This function will return a member's name: the account's where there is one."""
    return member.user.get_full_name() if member.user else member.name


def tone_of(gate, *, on):
    """This function will return how urgent what is missing looks: it is no alarm while the day is far."""
    if gate is None or gate.target_on is None:
        return "grey"
    days = (gate.target_on - on).days
    return "red" if days < 0 else "amber" if days <= NEAR else "grey"


def checklist_of(conditions):
    """This function will return the asked conditions of a gate, what is missing first."""
    asked = [row for row in conditions if row.mode != Mode.NOT_ASKED]
    return sorted(asked, key=lambda row: (not row.is_missing, row.order))


def next_step(partnership, gate, conditions, *, approval, deciders, may):
    """This function will return the single next step of the stage; `may` tells which verbs the reader has."""
    reference = partnership.reference
    if partnership.is_closed:
        return Step(_("It is closed. What was decided stays readable here."))
    if partnership.is_frozen(Freeze.MOVES):
        text = _("Nothing moves while it is %(state)s.") % {
            "state": partnership.get_side_state_display().lower()
        }
        return _offer(text, _("Resume it"), "partnerships:resume", reference, may["set_side_state"])
    if gate.state == GateState.ASKED:
        return _asked_step(approval)
    if gate.is_behind:
        text = _("The gate is passed. The partnership can move on.")
        return _offer(text, _("Move on"), "partnerships:move", reference, may["move"])
    missing = sum(row.is_missing for row in conditions)
    if missing:
        return _missing_step(partnership, gate, missing)
    if not deciders:
        return Step(_("Nothing is missing. The gate passes by itself."))
    text = _("All conditions are dealt with. %(who)s can be asked to decide.") % {
        "who": _start(", ".join(deciders))
    }
    url = reverse("partnerships:gate-ask", args=[reference, gate.number])
    return Step(text, _("Ask for the decision"), url) if may["ask_decision"] else Step(text)


def _offer(text, label, name, reference, allowed):
    return Step(text, label, reverse(name, args=[reference])) if allowed else Step(text)


def _asked_step(approval):
    text = _("The decision has been asked for. Nothing can change until it is given or withdrawn.")
    if approval is None:
        return Step(text)
    return Step(text, _("See what was asked"), approval.get_absolute_url())


def _missing_step(partnership, gate, missing):
    count = ngettext(
        "%(count)s condition is missing before gate %(gate)s.",
        "%(count)s conditions are missing before gate %(gate)s.",
        missing,
    ) % {"count": missing, "gate": gate.number}
    if partnership.stage == Stage.LIVE:
        count = _("Delivery goes on. %(missing)s") % {"missing": count}
    url = reverse("partnerships:gate", args=[partnership.reference, gate.number])
    return Step(count, _("Open gate %(number)s") % {"number": gate.number}, url)


def _start(words):
    return words[:1].upper() + words[1:]


def holders_of(seats, kind):
    """This function will return the names of who holds a kind of seat, the public side first."""
    ranked = sorted(seats, key=lambda seat: seat.side != Side.PUBLIC)
    return [name_of(seat.member) for seat in ranked if seat.kind == kind and seat.member]


def sponsors_of(seats):
    """This function will return the names of the sponsors of both sides."""
    return holders_of(seats, SeatKind.SPONSOR)


def catch_up_of(conditions):
    """This function will return what a partnership taken over still owes for gates behind it, the earliest first."""
    owed = [row for row in conditions if row.state == ConditionState.TAKEN_OVER and row.due_on]
    return sorted(owed, key=lambda row: (row.due_on, row.order))
