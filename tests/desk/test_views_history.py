import csv
import datetime
import io
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.context import door
from audit.models import Entry
from partnerships import operations
from partnerships.models import MemberRole
from tests import factories as f
from tests.desk.conftest import SECRET

pytestmark = pytest.mark.django_db


def page(client, user, address):
    client.force_login(user)
    return client.get(address)


def texts(answer):
    return [line.text for line in answer.context["lines"]]


def rows(answer):
    content = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content)))


def test_history_tells_entries_as_sentences(client, world):
    answer = page(client, world.lead, world.history)

    assert texts(answer)[0] == "Ines Okafor shared the partnership with Meridian Mobility"
    assert texts(answer)[-2:] == [
        "Ines Okafor added Meridian Mobility as a party",
        "Ines Okafor began this partnership",
    ]


def test_history_tells_the_company_what_is_shared_and_nothing_else(client, leaky):
    answer = page(client, leaky.partner, leaky.history)

    assert SECRET not in answer.content.decode()
    assert texts(answer) == [
        "City of Aldermoor ended the place of Tom Adeyemi",
        "Ines Okafor gave Tom Adeyemi a place (named only)",
        "Ines Okafor shared the partnership with Meridian Mobility",
        "Ines Okafor gave Ines Okafor a place (lead)",
    ]


def test_history_calls_an_erased_account_a_former_user(client, world):
    user = f.a_user()
    party = f.party_of(world.partnership, world.company)
    operations.start_view_as(party, role="partner_admin", reason="Asked.", by=user, on=f.DAY)
    user.delete()

    answer = page(client, world.lead, world.history)

    assert (
        texts(answer)[0]
        == "a former user looked at the partnership as Meridian Mobility sees it (administrator)"
    )


def test_history_is_filtered_by_group_person_and_day(client, world):
    f.tick(world.partnership, "public_benefit", on=datetime.date(2025, 4, 1))
    client.force_login(world.lead)

    group = client.get(world.history, {"group": "gates", "from": "2025-04-01"})
    who = client.get(world.history, {"who": str(f.a_user().public_id)})
    early = client.get(world.history, {"to": "2025-03-31", "group": "gates"})

    assert len(texts(group)) == 1
    assert who.status_code == 400
    assert "public benefit" not in " ".join(texts(early))


def test_history_of_one_person_leaves_the_others_out(client, leaky):
    client.force_login(leaky.lead)

    answer = client.get(leaky.history, {"who": str(leaky.people.approver.public_id)})

    assert texts(answer) == [
        f"{SECRET} Approver answered no: Override a condition: A strategic goal of the body is linked"
    ]


def test_history_lets_a_company_pick_only_people_it_sees(client, leaky):
    answer = page(client, leaky.partner, leaky.history)

    assert [name for _key, name in answer.context["people"]] == ["Ines Okafor"]


@pytest.mark.parametrize(
    "query", ["?from=soon", "?group=gossip", "?who=me", "?on=31.12.2025", "?who=%00"]
)
def test_history_refuses_filters_that_no_form_sends(client, world, query):
    assert page(client, world.lead, world.history + query).status_code == 400


@pytest.mark.parametrize("number", ["0", "99", "-1", "one", "²", "9" * 40])
def test_history_has_no_other_pages_than_it_has(client, world, number):
    assert page(client, world.lead, f"{world.history}?page={number}").status_code == 404


def test_history_comes_in_pages(client, world):
    for number in range(30):
        operations.start_view_as(
            f.party_of(world.partnership, world.company),
            role="partner_admin",
            reason="Asked.",
            by=world.lead,
            on=f.DAY + datetime.timedelta(days=number),
        )
    client.force_login(world.lead)

    first, second = client.get(world.history), client.get(f"{world.history}?page=2&group=people")

    assert len(texts(first)) == 25
    assert "group=people&amp;page=1" in second.content.decode()


def test_history_as_a_file_says_what_the_page_says_and_is_written_down(client, world):
    client.force_login(world.lead)
    shown = texts(client.get(world.history))

    found = rows(client.get(f"{world.history}?format=csv"))

    assert found[0] == [
        "Day", "Recorded", "What happened", "Who", "Verb", "Reason", "Who may see it",
    ]  # fmt: skip
    assert [row[2] for row in found[1:]] == shown
    entry = Entry.objects.get(verb="desk.export_history")
    assert (entry.actor_id, entry.after) == (world.lead.public_id, {"rows": len(shown)})


def test_history_as_a_file_runs_nothing_when_it_is_opened(client, world):
    f.tick(world.partnership, "public_benefit", reason='=HYPERLINK("http://evil.example")')

    found = rows(page(client, world.lead, f"{world.history}?format=csv&group=gates"))

    assert found[1][5].startswith("'=")


def test_history_as_a_file_keeps_from_a_company_what_the_page_keeps(client, leaky):
    answer = page(client, leaky.partner, f"{leaky.history}?format=csv")

    found = rows(answer)
    assert SECRET not in str(found)
    assert found[0] == ["Day", "Recorded", "What happened", "Who", "Verb"]
    assert len(found) == 5


def test_history_says_how_it_stood_on_a_past_day(client, world):
    today = timezone.localdate()
    row = f.fresh(world.partnership)
    operations.edit_partnership(
        row, version=row.version, by=world.lead, on=f.DAY, title="Cleaner Bus Depot"
    )

    answer = page(client, world.lead, f"{world.history}?on={today.isoformat()}")

    then = answer.context["past"]["then"]
    assert (then.row.title, then.row.stage, len(then.gates)) == ("Cleaner Bus Depot", "need", 7)
    assert not then.was_told_later


def test_history_says_that_nothing_was_recorded_before_the_record_began(client, world):
    f.move_to(world.partnership, "scope")

    answer = page(client, world.lead, f"{world.history}?on={f.DAY.isoformat()}")

    then = answer.context["past"]["then"]
    assert (then.row, then.stage_word, then.stage_since) == (None, "Scope and invite", f.DAY)
    assert [gate.number for gate in then.gates] == [1]
    assert "this record begins on" in answer.content.decode()


def test_history_keeps_past_days_from_a_company(client, leaky):
    today = timezone.localdate().isoformat()

    answer = page(client, leaky.partner, f"{leaky.history}?on={today}")

    assert (answer.status_code, answer.context["past"]) == (200, None)
    assert SECRET not in answer.content.decode()


def test_history_entry_shows_the_fields_that_changed(client, world):
    with door(user=world.lead):
        f.tick(world.partnership, "public_benefit", reason="In the paper.")
    entry = Entry.objects.filter(verb="partnerships.settle_condition").latest("id")

    answer = page(
        client,
        world.lead,
        reverse("desk:history-entry", args=[world.partnership.reference, entry.public_id]),
    )

    assert answer.status_code == 200
    assert answer.context["line"].changes[0] == ("state", "Missing", "Met")
    condition = answer.context["rows"][0]
    assert condition.name == "At least one public benefit with its measure"
    assert ("state", "Missing", "Met") in condition.fields
    assert ("by", "nothing", "there") in condition.fields


def test_history_entry_tells_the_words_of_an_edit_on_both_sides(client, world):
    with door(user=world.lead):
        row = f.fresh(world.partnership)
        operations.edit_partnership(
            row, version=row.version, by=world.lead, on=f.DAY, legal_route="grant"
        )
    entry = Entry.objects.filter(verb="partnerships.edit").latest("id")

    answer = page(
        client,
        world.lead,
        reverse("desk:history-entry", args=[world.partnership.reference, entry.public_id]),
    )

    assert answer.context["line"].text == "Ines Okafor changed legal route"
    assert answer.context["line"].changes == [("legal route", "Tender", "Grant")]
    assert [(one.name, one.fields) for one in answer.context["rows"]] == [
        ("Partnership", [("legal route", "Tender", "Grant")])
    ]


def test_history_entry_is_for_the_public_side(client, leaky):
    shared = Entry.objects.filter(verb="partnerships.share_in").get()
    internal = Entry.objects.filter(verb="partnerships.edit").get()
    reference = leaky.partnership.reference

    answers = [
        page(
            client, leaky.partner, reverse("desk:history-entry", args=[reference, key])
        ).status_code
        for key in (shared.public_id, internal.public_id, uuid.uuid4())
    ]

    assert answers == [403, 404, 404]


def test_history_entry_of_another_partnership_is_not_there(client, world):
    other = f.a_partnership(world.body, lead=world.lead)
    entry = Entry.objects.filter(partnership_key=other.public_id).latest("id")

    answer = page(
        client,
        world.lead,
        reverse("desk:history-entry", args=[world.partnership.reference, entry.public_id]),
    )

    assert answer.status_code == 404


@pytest.mark.parametrize("who", ["lead", "partner"])
def test_history_asks_the_database_no_more_as_it_grows(
    client, leaky, django_assert_max_num_queries, who
):
    f.ask_decision(leaky.partnership)
    user = getattr(leaky, who)
    page(client, user, leaky.history)

    with django_assert_max_num_queries(20) as small:
        client.get(leaky.history)
    for number in range(12):
        helper = f.staff(leaky.body, name=f"Helper {number}")
        f.a_member(leaky.partnership, helper, MemberRole.NONE)
    with django_assert_max_num_queries(20) as large:
        client.get(leaky.history)

    assert len(large) <= len(small)


def test_history_keeps_a_companys_own_from_who_only_looks_as_it(client, world):
    colleague = f.company_user(world.company, name=f"{SECRET} Colleague")
    f.a_member(
        world.partnership,
        colleague,
        MemberRole.CONTRIBUTOR,
        by=world.partner,
        visibility="own_side",
    )
    own = page(client, world.partner, world.history)
    party = f.party_of(world.partnership, world.company)
    client.force_login(world.lead)
    f.look_as(client, party)

    looked = client.get(world.history)

    assert SECRET in own.content.decode()
    assert SECRET not in looked.content.decode()
