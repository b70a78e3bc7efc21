"""The verbs of goals, wishes, kinds, and of handing over."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from benefits import operations, queries
from benefits.models import Benefit, BenefitType, GoalLink
from organisations import operations as organisations
from partnerships.models import Member, Partnership, Party
from partnerships.operations import StaleVersion
from tests.benefits.factories import (
    a_benefit,
    a_contribution,
    a_goal,
    a_kind,
    a_pair,
    a_person,
    a_wish,
)
from tests.factories import DAY, a_body, a_company, a_member, party_of, share_in

pytestmark = pytest.mark.django_db

LATER = DAY + datetime.timedelta(days=30)


@pytest.fixture
def pair():
    return a_pair()


def refusal(verb, *args, **kwargs):
    with pytest.raises(ValidationError) as refused:
        verb(*args, **kwargs)
    told = refused.value
    return told.message_dict if hasattr(told, "error_dict") else told.messages


# ── Goals ───────────────────────────────────────────────────────────────────────────────────────


def test_goal_begins_once_and_changes_under_its_version():
    body = a_body()
    goal = a_goal(body)
    told = {"by": None, "on": DAY}

    assert a_goal(body, public_id=goal.public_id) == goal
    assert "title" in refusal(a_goal, body)
    assert "ends_on" in refusal(a_goal, body, "Warm homes", ends_on=DAY - datetime.timedelta(1))
    changed = operations.change_goal(goal, version=1, title="Clean air", **told)
    assert (changed.title, changed.version) == ("Clean air", 2)
    with pytest.raises(StaleVersion):
        operations.change_goal(goal, version=1, title="Air", **told)


def test_given_up_goal_takes_no_new_links_and_keeps_the_old_ones(pair):
    goal = a_goal(pair.partnership.lead_body)
    operations.link_goal(pair.partnership, goal, by=pair.lead, on=DAY)

    operations.retire_goal(goal, by=None, on=LATER)

    assert GoalLink.objects.filter(unlinked_on__isnull=True).count() == 1
    benefit = a_benefit(pair)
    assert "goal" in refusal(
        operations.link_goal, pair.partnership, goal, benefit=benefit, by=pair.lead, on=LATER
    )
    assert a_goal(pair.partnership.lead_body).title == goal.title


def test_only_goals_and_public_benefits_of_the_own_body_are_linked(pair):
    foreign, goal = a_goal(a_body()), a_goal(pair.partnership.lead_body)
    theirs = a_benefit(pair, pair.partner, state="agreed")
    link, told = operations.link_goal, {"by": pair.lead, "on": DAY}

    assert "goal" in refusal(link, pair.partnership, foreign, **told)
    assert "benefit" in refusal(link, pair.partnership, goal, benefit=theirs, **told)
    ours = a_benefit(pair)
    first = link(pair.partnership, goal, benefit=ours, **told)
    assert link(pair.partnership, goal, benefit=ours, **told) == first


# ── Wishes ──────────────────────────────────────────────────────────────────────────────────────


def test_wish_is_taken_up_as_a_draft_of_the_own_side(pair):
    wish = a_wish(pair.partner.organisation, by=pair.admin)

    benefit = operations.take_up_wish(
        wish, pair.partnership, party=pair.partner, by=pair.admin, on=DAY
    )

    assert (benefit.statement, benefit.type_key, benefit.state) == (
        wish.statement,
        "reference",
        "draft",
    )
    assert benefit.owning_party == pair.partner
    assert refusal(
        operations.take_up_wish, wish, pair.partnership, party=pair.public, by=pair.lead, on=DAY
    ) == ["A wish is taken up by the company whose wish it is."]


def test_wish_says_something_of_a_kind_for_companies():
    company = a_company()
    told = {"by": None, "on": DAY}
    add = operations.add_wish

    assert "statement" in refusal(add, company, kind=a_kind("brand"), statement=" ", **told)
    assert "kind" in refusal(add, company, kind=a_kind("local_jobs"), statement="Jobs", **told)
    wish = a_wish(company)
    changed = operations.change_wish(
        wish, version=1, kind=a_kind("brand"), statement="An award", **told
    )
    assert (changed.type_label, changed.version) == ("A better name", 2)
    operations.withdraw_wish(wish, **told)
    assert refusal(operations.share_wish, wish, **told) == ["This wish was taken back."]


# ── Kinds ───────────────────────────────────────────────────────────────────────────────────────


def test_shipped_kinds_are_loaded_once_and_what_was_changed_stays(capsys):
    call_command("load_benefit_types")
    first = capsys.readouterr().out
    speed = BenefitType.objects.get(key="speed")
    operations.change_type(speed, label="Quicker", by=None, on=DAY)
    call_command("load_benefit_types")

    assert (first.count("Added"), capsys.readouterr().out) == (28, "")
    assert BenefitType.objects.get(key="speed").label == "Quicker"
    assert BenefitType.objects.filter(gainer="public").count() == 13
    assert BenefitType.objects.filter(gainer="partner").count() == 10


def test_kind_of_a_body_stands_in_for_the_shipped_one(pair):
    a_kind()
    body = pair.partnership.lead_body
    facts = {"gainer": "public", "measure": "Riders", "unit": "riders", "direction": "up"}
    own = operations.add_type(
        body=body, key="service_access", label="Riders", by=None, on=DAY, **facts
    )

    def offered(of, on=DAY):
        kinds = queries.types_offered(body=of, side="public", on=on)
        return [kind for kind in kinds if kind.key == "service_access"]

    assert (offered(body), offered(a_body())) == ([own], [a_kind()])
    assert "key" in refusal(
        operations.add_type, body=body, key="service_access", label="X", by=None, on=DAY, **facts
    )
    assert "unit" in refusal(
        operations.add_type,
        body=body,
        key="other",
        label="X",
        by=None,
        on=DAY,
        **{**facts, "unit": ""},
    )
    retired = operations.change_type(own, retired_on=LATER, by=None, on=DAY)
    assert offered(body, on=LATER) == [a_kind()]
    with pytest.raises(StaleVersion):
        operations.change_type(retired, seen="0" * 64, label="Y", by=None, on=DAY)


# ── Handing over ────────────────────────────────────────────────────────────────────────────────


def test_what_somebody_holds_goes_to_a_colleague_of_the_same_side(pair):
    leaver, heir = a_person(pair, "public"), a_person(pair, "public")
    place = pair.partnership.member_set.get(user=leaver)
    benefit = a_benefit(pair, state="agreed", owner=place)
    contribution = a_contribution(pair, pair.public, owner=place)
    a_benefit(pair, state="withdrawn", owner=place)
    everywhere = Partnership.objects.all()

    assert queries.held_by(leaver, everywhere) == [benefit, contribution]
    operations.hand_over(leaver, everywhere, to=heir, by=pair.lead, on=LATER)

    assert queries.held_by(leaver, everywhere) == []
    assert queries.held_by(heir, everywhere) == [benefit, contribution]
    assert Benefit.objects.get(pk=benefit.pk).version == benefit.version


def test_what_nobody_can_take_is_left_without_an_owner(pair):
    leaver = a_person(pair, "public")
    place = pair.partnership.member_set.get(user=leaver)
    benefit = a_benefit(pair, owner=place, target=Decimal(5))
    a_member(pair.partnership, pair.admin, "contributor", party=pair.partner)

    operations.hand_over(leaver, Partnership.objects.all(), to=pair.admin, by=pair.lead, on=LATER)

    assert Benefit.objects.get(pk=benefit.pk).owner is None


def test_what_one_company_gains_stays_within_it(pair):
    leaver, heir, colleague = (a_person(pair, "partner") for _number in range(3))
    benefit = a_benefit(pair, pair.partner, owner=pair.partnership.member_set.get(user=leaver))
    rival = a_company()
    Party.objects.create(
        partnership=pair.partnership, organisation=rival, role="partner", side="partner"
    )
    share_in(pair.partnership, rival)
    organisations.grant_membership(heir, rival, "partner_staff", by=None, on=DAY)
    place = pair.partnership.member_set.get(user=heir)
    Member.objects.filter(pk=place.pk).update(party=party_of(pair.partnership, rival))
    told = {"by": pair.lead, "on": LATER}

    assert queries.held_by(leaver, [pair.partnership.pk], organisation=rival) == []
    operations.hand_over(leaver, [pair.partnership.pk], organisation=rival, to=colleague, **told)
    assert Benefit.objects.get(pk=benefit.pk).owner.user == leaver
    operations.hand_over(leaver, [pair.partnership.pk], to=heir, **told)
    assert Benefit.objects.get(pk=benefit.pk).owner is None
