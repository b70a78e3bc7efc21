"""What every verb of a partnership is called in its history; the verbs of benefits are told in `benefits.words`."""

from django.utils.translation import gettext_lazy

from benefits import words as benefits

# verb, or verb and variant: group, icon, sentence.
SENTENCES = {
    "partnerships.create": ("stages", "plus", gettext_lazy("%(who)s began this partnership")),
    "partnerships.take_over": (
        "stages",
        "arrow-right",
        gettext_lazy("%(who)s took this partnership over while it was running, at “%(stage)s”"),
    ),
    "partnerships.import": (
        "facts",
        "download",
        gettext_lazy("%(who)s imported what another system holds about it"),
    ),
    "partnerships.edit": ("facts", "pencil", gettext_lazy("%(who)s changed %(fields)s")),
    "partnerships.set_term": (
        "facts",
        "calendar",
        gettext_lazy("%(who)s set the term: %(starts)s to %(ends)s"),
    ),
    "partnerships.move": (
        "stages",
        "circle-arrow-right",
        gettext_lazy("%(who)s moved the partnership to “%(stage)s”"),
    ),
    "partnerships.set_side_state.": (
        "stages",
        "circle-arrow-right",
        gettext_lazy("%(who)s resumed the partnership"),
    ),
    "partnerships.set_side_state.paused": (
        "stages",
        "circle-pause",
        gettext_lazy("%(who)s paused the partnership"),
    ),
    "partnerships.set_side_state.paused.until": (
        "stages",
        "circle-pause",
        gettext_lazy("%(who)s paused the partnership until %(until)s"),
    ),
    "partnerships.set_side_state.suspended": (
        "stages",
        "ban",
        gettext_lazy("%(who)s suspended the partnership"),
    ),
    "partnerships.set_side_state.suspended.until": (
        "stages",
        "ban",
        gettext_lazy("%(who)s suspended the partnership; it is looked at again by %(until)s"),
    ),
    "partnerships.set_side_state.terminated": (
        "stages",
        "circle-x",
        gettext_lazy("%(who)s terminated the partnership"),
    ),
    "partnerships.add_party": (
        "people",
        "building-2",
        gettext_lazy("%(who)s added %(organisation)s as a party"),
    ),
    "partnerships.share_in": (
        "people",
        "users",
        gettext_lazy("%(who)s shared the partnership with %(organisation)s"),
    ),
    "partnerships.open_first": (
        "people",
        "eye",
        gettext_lazy("%(who)s opened the partnership for the first time for %(party)s"),
    ),
    "partnerships.add_member": (
        "people",
        "user-plus",
        gettext_lazy("%(who)s gave %(member)s a place (%(role)s)"),
    ),
    "partnerships.remove_member": (
        "people",
        "user-minus",
        gettext_lazy("%(who)s ended the place of %(member)s"),
    ),
    "partnerships.raise_member": (
        "people",
        "user-check",
        gettext_lazy("%(who)s made %(member)s a lead"),
    ),
    "partnerships.invite": (
        "people",
        "mail",
        gettext_lazy("%(who)s invited somebody of %(organisation)s"),
    ),
    "partnerships.resend_invitation": (
        "people",
        "mail",
        gettext_lazy("%(who)s sent an invitation to somebody of %(organisation)s again"),
    ),
    "partnerships.withdraw_invitation": (
        "people",
        "undo-2",
        gettext_lazy("%(who)s withdrew an invitation to somebody of %(organisation)s"),
    ),
    "partnerships.accept_invitation": (
        "people",
        "user-plus",
        gettext_lazy("%(who)s accepted the invitation and joined for %(organisation)s"),
    ),
    "partnerships.name_seat": (
        "people",
        "user-check",
        gettext_lazy("%(who)s named %(member)s as %(seat)s, %(side)s"),
    ),
    "partnerships.name_seat.vacant": (
        "people",
        "user-minus",
        gettext_lazy("%(who)s left a seat vacant: %(seat)s, %(side)s"),
    ),
    "partnerships.recuse": ("people", "scale", gettext_lazy("%(person)s stepped aside")),
    "partnerships.lift_recusal": (
        "people",
        "user-check",
        gettext_lazy("%(who)s let %(person)s back after stepping aside"),
    ),
    "partnerships.view_as": (
        "people",
        "eye",
        gettext_lazy("%(who)s looked at the partnership as %(as)s sees it (%(look)s)"),
    ),
    "partnerships.stop_view_as": (
        "people",
        "eye-off",
        gettext_lazy("%(who)s stopped looking as %(as)s"),
    ),
    "partnerships.settle_condition.met": (
        "gates",
        "circle-check",
        gettext_lazy("%(who)s marked a condition as met: %(condition)s"),
    ),
    "partnerships.settle_condition.left_out": (
        "gates",
        "minus",
        gettext_lazy("%(who)s left a condition out: %(condition)s"),
    ),
    "partnerships.reopen_condition": (
        "gates",
        "rotate-ccw",
        gettext_lazy("%(who)s opened a condition again: %(condition)s"),
    ),
    "partnerships.override_condition": (
        "gates",
        "shield-check",
        gettext_lazy("%(who)s agreed to override a condition: %(condition)s"),
    ),
    "partnerships.set_gate_target": (
        "gates",
        "target",
        gettext_lazy("%(who)s set the target day of gate %(object)s to %(target)s"),
    ),
    "partnerships.pass_gate": ("gates", "flag", gettext_lazy("Gate %(gate)s was passed")),
    "partnerships.ask_gate_decision": (
        "approvals",
        "stamp",
        gettext_lazy("%(who)s asked for the decision on gate %(object)s"),
    ),
    "partnerships.ask_condition_override": (
        "approvals",
        "stamp",
        gettext_lazy("%(who)s asked a second person to override a condition: %(object)s"),
    ),
    "partnerships.answer_approval.yes": (
        "approvals",
        "gavel",
        gettext_lazy("%(who)s answered yes: %(object)s"),
    ),
    "partnerships.answer_approval.yes.for": (
        "approvals",
        "gavel",
        gettext_lazy("%(who)s answered yes for %(whom)s: %(object)s"),
    ),
    "partnerships.answer_approval.no.for": (
        "approvals",
        "gavel",
        gettext_lazy("%(who)s answered no for %(whom)s: %(object)s"),
    ),
    "partnerships.answer_approval.no": (
        "approvals",
        "gavel",
        gettext_lazy("%(who)s answered no: %(object)s"),
    ),
    "partnerships.withdraw_approval": (
        "approvals",
        "undo-2",
        gettext_lazy("%(who)s withdrew a question: %(object)s"),
    ),
    "partnerships.download_evidence": (
        "gates",
        "download",
        gettext_lazy("%(who)s downloaded the evidence for: %(condition)s"),
    ),
    "desk.download_evidence": (
        "approvals",
        "download",
        gettext_lazy("%(who)s downloaded the evidence for: %(condition)s"),
    ),
    "desk.export_history": ("facts", "download", gettext_lazy("%(who)s exported this history")),
    **benefits.SENTENCES,
}
