"""The company's home: what is asked of it, what it is owed, how its partnerships stand."""

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from benefits import matters
from benefits import queries as benefits
from partnerships import queries as partnerships
from partnerships.doors import SignedIn
from partnerships.models import SHORT_STAGES, ApprovalKind, GateNumber, Side
from portal import queries

ASKED_SHOWN = 10
OWED_SHOWN, OWED_READ = 8, 20
OURS_SHOWN = 8
CHANGES_SHOWN = 6
VACANT_SHOWN = 5


class Home(SignedIn, TemplateView):
    """One home over all public bodies."""

    template_name = "portal/home.html"

    def allowed(self):
        return self.viewer.is_partner

    def get_context_data(self, **kwargs):
        viewer, on = self.viewer, self.viewer.on
        asked = list(queries.asked_of(viewer)[: ASKED_SHOWN + 1])
        waiting = benefits.asked_of(viewer, most=ASKED_SHOWN + 1)
        rows = sorted(
            [*map(asked_row, asked), *map(waiting_row, waiting)], key=lambda row: row["day"]
        )
        # What waits for the company's own signature, it does not owe itself.
        own = {one.subject_id for one in asked}
        owed = [
            one for one in queries.owed_to(viewer, on=on)[:OWED_READ] if one.public_id not in own
        ]
        ours = list(queries.shared_partnerships(viewer).order_by("title", "id")[: OURS_SHOWN + 1])
        vacant = list(partnerships.with_vacancies_of_partner(viewer)[: VACANT_SHOWN + 1])
        seen = partnerships.partner_partnerships(viewer)
        return super().get_context_data(
            on=on,
            one_company=len(viewer.company_ids) == 1,
            asked=rows[:ASKED_SHOWN],
            asked_more=len(asked) > ASKED_SHOWN,
            waiting_more=len(rows) > ASKED_SHOWN >= len(asked),
            owed=[owed_row(one) for one in owed[:OWED_SHOWN]],
            owed_more=len(owed) > OWED_SHOWN,
            ours=[our_row(one) for one in ours[:OURS_SHOWN]],
            ours_more=len(ours) > OURS_SHOWN,
            vacant=[vacant_row(one) for one in vacant[:VACANT_SHOWN]],
            vacant_more=len(vacant) > VACANT_SHOWN,
            changes=partnerships.recent_changes(seen, on=on, most=CHANGES_SHOWN, side=Side.PARTNER),
            **kwargs,
        )


def asked_row(approval):
    """Return one approval as the queue words it."""
    what = approval.get_kind_display()
    if approval.kind == ApprovalKind.GATE_DECISION:
        gate = GateNumber(approval.shown["gate"])
        what = _("Decide gate %(number)s, %(name)s") % {
            "number": gate.value,
            "name": gate.label.lower(),
        }
    return {
        "day": approval.submitted_on,
        "url": approval.get_absolute_url(),
        "what": what,
        "body": approval.body.organisation.name,
        "about": approval.partnership.title if approval.partnership else "",
        "by": approval.submitter,
    }


def waiting_row(ask):
    """Return one thing of the other side that waits for the company's word."""
    return {
        "day": ask.day,
        "url": matters.address_of(ask),
        "what": matters.what_of(ask),
        "body": ask.body_name,
        "about": ask.title,
        "says": ask.statement,
    }


def owed_row(gate):
    """Return one gate ahead as the company hears of it: which, of what, since and by when."""
    return {
        "gate": gate,
        "partnership": gate.partnership,
        "body": gate.body.organisation.name,
        "gate_name": gate.get_number_display().lower(),
    }


def our_row(partnership):
    """Return one partnership with its stage in a short word."""
    stage = SHORT_STAGES.get(partnership.stage, partnership.get_stage_display())
    return {"partnership": partnership, "stage": stage}


def vacant_row(partnership):
    """Return one partnership with the seats of the partner's side that are vacant in it."""
    seats = partnerships.vacancies_in(partnership.standing, side=Side.PARTNER)
    seated = [str(one.kind.label).lower() for one in seats]
    return {"partnership": partnership, "seats": get_text_list(seated, _("and"))}
