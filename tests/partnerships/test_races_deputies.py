"""Holder and deputy at the same moment: one answer."""

import datetime

import pytest

from audit.models import Entry
from organisations import operations as organisations
from organisations.models import Absence
from partnerships import operations
from partnerships.models import Approval, ApprovalAsk
from tests import factories as f
from tests.partnerships.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_holder_and_deputy_at_once_one_answers_and_of_many_absences_one_stands():
    body = f.a_body()
    deal = f.a_partnership(body)
    sponsor, deputy = f.seat(deal, "sponsor"), f.staff(body)

    def be_away(_number):
        return organisations.announce_absence(
            sponsor,
            body.organisation,
            deputy=deputy,
            starts_on=f.DAY,
            ends_on=f.DAY + datetime.timedelta(days=3),
            by=sponsor,
            on=f.DAY,
        )

    announced = at_once(be_away, range(8))
    approval = f.ask_decision(deal)
    answered = at_once(
        lambda by: operations.answer_approval(
            Approval.objects.get(pk=approval.pk), answer="yes", by=by, on=f.DAY
        ),
        [sponsor, deputy] * 4,
    )

    assert sum(isinstance(one, Absence) for one in announced) == 1
    assert sum(isinstance(one, organisations.AbsenceRefused) for one in announced) == 7
    assert sum(isinstance(one, Approval) for one in answered) == 1
    ask = ApprovalAsk.objects.get(approval=approval)
    assert (ask.answered_by, ask.answered_for) in {(sponsor, None), (deputy, sponsor)}
    assert Entry.objects.filter(verb="partnerships.answer_approval").count() == 1
