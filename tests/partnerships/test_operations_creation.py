import datetime
import uuid
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from audit.models import Entry
from organisations.models import Relationship
from partnerships import operations, queries
from partnerships.models import ConditionState as State
from partnerships.models import Draft, GateCondition, ImportRecord, Mode, Partnership, Seat
from tests.factories import (
    DAY,
    ENDS,
    a_body,
    a_company,
    a_partnership,
    a_user,
    condition_of,
    fresh,
    gate_of,
    lead_of,
    staff,
    taken_over,
)

pytestmark = pytest.mark.django_db

STRATEGIC = {
    "tier_value": 3,
    "tier_criticality": 3,
    "tier_risk": 2,
    "tier_substitutability": 2,
    "tier_visibility": 1,
}


def test_tier_score_of_the_worked_example():
    """domain.md C.9"""
    score = operations.tier_score(STRATEGIC)

    assert (score, operations.tier_of(score)) == (Decimal("81.6667"), "T1")


@pytest.mark.parametrize(
    ("score", "tier"),
    [(None, ""), ("39.9999", "T3"), ("40", "T2"), ("69.9999", "T2"), ("70", "T1"), ("100", "T1")],
)
def test_tier_changes_exactly_at_its_bounds(score, tier):
    assert operations.tier_of(None if score is None else Decimal(score)) == tier


def test_tier_is_not_scored_while_an_answer_is_missing():
    assert operations.tier_score({**STRATEGIC, "tier_risk": None}) is None


def test_partnership_begins_with_a_reference_of_its_body_and_year():
    body = a_body(prefix="ALD")

    references = [a_partnership(body, on=day).reference for day in (DAY, DAY)]

    assert references == ["ALD-2025-0001", "ALD-2025-0002"]


def test_references_are_counted_for_each_body_and_year():
    city, harbour = a_body(prefix="ALD"), a_body(prefix="AHA")
    next_year = DAY.replace(year=DAY.year + 1)

    a_partnership(city)
    references = {a_partnership(harbour).reference, a_partnership(city, on=next_year).reference}

    assert references == {"AHA-2025-0001", "ALD-2026-0001"}


def test_partnership_has_its_gates_conditions_seats_and_standing():
    company = a_company("Meridian Mobility")

    partnership = a_partnership(profile="light", partner=company, title="Laptops")

    assert list(partnership.gate_set.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6, 7]
    assert Seat.objects.filter(partnership=partnership).count() == 8
    assert GateCondition.objects.filter(partnership=partnership).count() == 51
    assert partnership.standing.partner_names == "Meridian Mobility"
    assert partnership.standing.ends_on == ENDS
    assert partnership.standing.next_due_on == DAY + datetime.timedelta(days=7)


def test_conditions_follow_the_profile():
    modes = {
        profile: GateCondition.objects.filter(
            partnership=a_partnership(profile=profile), key__in=["guards_answered", "raci_valid"]
        )
        .order_by("key")
        .values_list("mode", flat=True)
        for profile in ("light", "standard", "full")
    }

    assert {profile: list(rows) for profile, rows in modes.items()} == {
        "light": [Mode.REQUIRED, Mode.NOT_ASKED],
        "standard": [Mode.NOT_ASKED, Mode.RECOMMENDED],
        "full": [Mode.NOT_ASKED, Mode.REQUIRED],
    }


def test_conditions_that_the_partnership_answers_itself_are_met():
    partnership = a_partnership(profile="light")

    met = GateCondition.objects.filter(partnership=partnership, state=State.MET)

    assert set(met.values_list("key", flat=True)) == {
        "need_stated",
        "route_named",
        "tier_scored",
    }


def test_same_public_id_makes_one_partnership():
    body, public_id = a_body(), uuid.uuid4()

    first = a_partnership(body, public_id=public_id, title="Laptops")
    second = a_partnership(body, public_id=public_id, title="Laptops again")

    assert first == second
    assert Partnership.objects.get().title == "Laptops"


def test_profile_follows_the_tier():
    body, lead = a_body(), None
    lead = staff(body, "lead")

    partnership = operations.create_partnership(
        body=body, by=lead, on=DAY, title="Depot", **STRATEGIC
    )

    assert (partnership.tier, partnership.profile_version.profile) == ("T1", "full")


def test_another_profile_than_the_tiers_needs_a_reason():
    body = a_body()

    with pytest.raises(operations.ProfileRefused) as refusal:
        a_partnership(body, profile="light", profile_reason="", **STRATEGIC)

    assert refusal.value.message_dict == {
        "profile_reason": [
            "Tier 1, strategic goes with the full profile. Say why you choose another."
        ]
    }
    assert not Partnership.objects.exists()


def test_profile_that_is_not_published_is_refused():
    body = a_body()
    type(body).objects.update()
    queries.current_profile("light", body=body).gates.model.objects.all().delete()
    version = queries.current_profile("light", body=body)
    version.deciders.all().delete()
    version.conditions.all().delete()
    version.delete()

    with pytest.raises(operations.ProfileRefused):
        a_partnership(body, profile="light")


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"starts_on": DAY, "ends_on": DAY - datetime.timedelta(days=1)}, "ends_on"),
        ({"starts_on": datetime.date(2024, 1, 1), "ends_on": datetime.date(2024, 2, 1)}, "ends_on"),
        ({"value": Decimal(5), "currency": ""}, "__all__"),
        ({"value": Decimal(-5)}, "__all__"),
        ({"tier_value": 4}, "tier_value"),
        ({"legal_route": "favour"}, "legal_route"),
        ({"title": ""}, "title"),
    ],
)
def test_bad_facts_are_refused_at_their_field_and_nothing_is_kept(facts, field):
    body = a_body()

    with pytest.raises(ValidationError) as refusal:
        a_partnership(body, **facts)

    assert list(refusal.value.message_dict) == [field]
    assert not Partnership.objects.exists()


def test_partner_is_a_party_related_to_the_body_and_not_shared_in():
    body, company = a_body(), a_company()

    partnership = a_partnership(body, partner=company)

    party = partnership.parties.get(organisation=company)
    assert (party.side, party.role, party.is_shared_in) == ("partner", "partner", False)
    assert Relationship.objects.filter(body=body, organisation=company).count() == 1


def test_partnership_without_anybody_acting_has_no_lead():
    partnership = operations.create_partnership(body=a_body(), by=None, on=DAY, title="Depot")

    assert queries.leads_of(partnership, on=DAY) == []


def test_creation_is_in_the_log_with_body_and_partnership():
    partnership = a_partnership(title="Depot", profile="light")

    entry = Entry.objects.get(verb="partnerships.create")

    assert entry.partnership_key == partnership.public_id
    assert entry.body_key == partnership.lead_body.public_id
    assert entry.after == {"title": "Depot", "profile": "Light 1"}


# ── Drafts ──────────────────────────────────────────────────────────────────────────────────────


def test_draft_grows_step_by_step_and_goes_with_the_creation():
    body, author, public_id = a_body(), None, uuid.uuid4()
    author = staff(body, "lead")
    operations.save_draft(body=body, public_id=public_id, data={"title": "Depot"}, by=author)
    draft = operations.save_draft(body=body, public_id=public_id, data={"need": "Buses"}, by=author)

    assert draft.data == {"title": "Depot", "need": "Buses"}
    assert str(draft) == "Depot"

    a_partnership(body, lead=author, public_id=public_id)
    assert not Draft.objects.exists()


def test_draft_is_discarded_by_its_author_only():
    body = a_body()
    author, other = staff(body, "lead"), staff(body, "lead")
    draft = operations.save_draft(body=body, public_id=uuid.uuid4(), data={}, by=author)

    operations.discard_draft(draft, by=other)
    assert str(Draft.objects.get()) == "Untitled draft"

    operations.discard_draft(draft, by=author)
    assert not Draft.objects.exists()


# ── Editing ─────────────────────────────────────────────────────────────────────────────────────


def test_editing_writes_what_changed_and_nothing_else():
    partnership = a_partnership(title="Depot")

    edited = operations.edit_partnership(
        partnership,
        version=partnership.version,
        title="Clean depot",
        need=partnership.need,
        by=lead_of(partnership),
        on=DAY,
    )

    entry = Entry.objects.get(verb="partnerships.edit")
    assert (entry.before, entry.after) == ({"title": "Depot"}, {"title": "Clean depot"})
    assert edited.version == partnership.version + 1
    assert "clean depot" in edited.standing.search_text


def test_editing_an_old_version_shows_the_current_one():
    partnership = a_partnership(title="Depot")
    operations.edit_partnership(partnership, version=1, title="Theirs", by=None, on=DAY)

    with pytest.raises(operations.StaleVersion) as conflict:
        operations.edit_partnership(partnership, version=1, title="Mine", by=None, on=DAY)

    assert conflict.value.current.title == "Theirs"
    assert fresh(partnership).title == "Theirs"


def test_taking_the_need_away_reopens_its_condition():
    partnership = a_partnership()

    operations.edit_partnership(partnership, version=1, need="", by=None, on=DAY)

    assert condition_of(partnership, "need_stated").state == State.OPEN


def test_scoring_the_tier_meets_its_condition():
    partnership = a_partnership(profile="full")

    operations.edit_partnership(partnership, version=1, by=None, on=DAY, **STRATEGIC)

    assert condition_of(partnership, "tier_scored").state == State.MET
    assert fresh(partnership).tier == "T1"


def test_term_is_set_and_moved_with_both_days_in_the_log():
    partnership = a_partnership(starts_on=None, ends_on=None)
    end = DAY + datetime.timedelta(days=365)

    operations.set_term(partnership, version=1, starts_on=DAY, ends_on=DAY, by=None, on=DAY)
    term = operations.set_term(
        partnership, version=2, starts_on=DAY, ends_on=end, notice_days=30, by=None, on=DAY
    )

    entry = Entry.objects.filter(verb="partnerships.set_term").latest("id")
    assert (term.number, term.ends_on, term.notice_days) == (1, end, 30)
    assert entry.before == {"starts_on": str(DAY), "ends_on": str(DAY)}
    assert fresh(partnership).standing.ends_on == end


def test_term_that_ends_before_it_starts_is_refused():
    partnership = a_partnership()

    with pytest.raises(ValidationError) as refusal:
        operations.set_term(
            partnership,
            version=1,
            starts_on=DAY,
            ends_on=DAY - datetime.timedelta(days=1),
            by=None,
            on=DAY,
        )

    assert list(refusal.value.message_dict) == ["ends_on"]


# ── Taking over ─────────────────────────────────────────────────────────────────────────────────


def test_taken_over_partnership_stands_at_its_real_stage_with_its_real_dates():
    partnership = taken_over(stage="live")

    assert (partnership.stage, partnership.taken_over_on) == ("live", DAY)
    assert partnership.stage_since == DAY - datetime.timedelta(days=400)
    states = dict(partnership.gate_set.values_list("number", "state"))
    assert states == {**dict.fromkeys(range(1, 6), "taken_over"), 6: "open", 7: "open"}


def test_catch_up_list_has_one_day_for_each_required_condition_and_blocks_nothing():
    partnership = taken_over(stage="live", profile="light")

    days = [condition.due_on for condition in queries.catch_up_of(partnership)]

    assert days[:3] == [DAY + datetime.timedelta(days=n) for n in (28, 35, 42)]
    assert len(days) == len(set(days)) == 20
    assert set(queries.missing_conditions(gate_of(partnership)).values_list("gate", flat=True)) == {
        gate_of(partnership).pk
    }


def test_closed_partnership_can_be_taken_over_for_memory():
    partnership = taken_over(stage="closed", lead=None)

    assert set(partnership.gate_set.values_list("state", flat=True)) == {"taken_over"}
    assert partnership.standing.gate is None


def test_relating_parties_begins_what_is_missing():
    partnership = a_partnership(partner=a_company())
    Relationship.objects.all().delete()

    operations.relate_parties(partnership, by=None, on=DAY)

    assert Relationship.objects.count() == 1


def test_import_is_kept_whole_and_replaced_by_a_newer_one():
    partnership = taken_over()

    for releases in (["1"], ["1", "2"]):
        operations.keep_import(
            partnership,
            standard="ocds-ppp",
            key="ocds-1",
            release_ids=releases,
            source={"releases": releases},
            merged={"id": releases[-1]},
            by=None,
            on=DAY,
        )

    record = ImportRecord.objects.get()
    assert (record.release_ids, record.merged, str(record)) == (
        ["1", "2"],
        {"id": "2"},
        "ocds-ppp ocds-1",
    )


def test_lead_must_belong_to_the_body():
    stranger = a_user()

    with pytest.raises(operations.MemberRefused):
        a_partnership(a_body(), lead=stranger)

    assert not Partnership.objects.exists()
