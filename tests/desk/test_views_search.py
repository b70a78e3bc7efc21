import pytest
from django.urls import reverse

from organisations import operations as organisations
from partnerships import operations
from partnerships.models import PartyRole, Side
from tests import factories as f
from tests.desk.conftest import SECRET

pytestmark = pytest.mark.django_db


def search(client, user, q):
    client.force_login(user)
    return client.get("/search/", {"q": q})


def found(answer):
    partnerships = [str(row) for row in answer.context.get("partnerships", [])]
    return partnerships, [
        str(row["organisation"]) for row in answer.context.get("organisations", [])
    ]


def test_search_finds_partnerships_by_title_reference_and_partner(client, world):
    reference = world.partnership.reference

    answers = [
        found(search(client, world.lead, q))[0]
        for q in ("bus depot", reference, reference.lower(), "MERIDIAN", "depot clean")
    ]

    assert answers == [["Clean Bus Depot"]] * 5


def test_search_finds_organisations_by_name_and_number(client, world):
    number = world.company.identifiers.get().value

    answers = [found(search(client, world.lead, q))[1] for q in ("meridian", number)]

    assert answers == [["Meridian Mobility"], ["Meridian Mobility"]]


def test_search_shows_nothing_of_another_body(client, world):
    stranger = f.staff(f.a_body(), "owner")

    answer = search(client, stranger, "meridian")

    assert found(answer) == ([], [])
    assert "Nothing matches" in answer.content.decode()
    assert "Try a partner's registration number." in answer.content.decode()


def test_search_knows_a_number_with_its_register_before_it(client, world):
    number = world.company.identifiers.get()

    for written in (f"{number.scheme} {number.value}", f"{number.scheme}-{number.value}".lower()):
        assert found(search(client, world.lead, written))[1] == ["Meridian Mobility"], written
    assert found(search(client, world.lead, f"XX-OTHER {number.value}"))[1] == []


def test_search_shows_an_organisation_that_nobody_works_with_by_its_exact_number_only(
    client, world
):
    stranger = f.staff(f.a_body(), "owner")
    number = world.company.identifiers.get().value

    by_number = search(client, stranger, number)
    by_part = search(client, stranger, number[:-1])

    assert by_number.context["beyond"] == world.company
    assert "Clean Bus Depot" not in by_number.content.decode()
    assert by_part.context["nothing"]


def test_search_by_number_is_for_those_who_bring_organisations_in(client, world):
    helper = f.staff(f.a_body())

    answer = search(client, helper, world.company.identifiers.get().value)

    assert answer.context["nothing"]


def test_search_tells_a_company_nothing_of_parties_it_does_not_see(client, leaky):
    words = [SECRET, "Rival", leaky.rival.identifiers.get().value, "need", "basis"]

    answers = [search(client, leaky.partner, q) for q in words]

    assert [found(answer) for answer in answers] == [([], [])] * 5


def test_search_finds_for_a_company_its_own_partnerships_and_itself(client, leaky):
    answers = [found(search(client, leaky.partner, q)) for q in ("depot", "meridian", "aldermoor")]

    assert answers == [
        (["Clean Bus Depot"], []),
        (["Clean Bus Depot"], ["Meridian Mobility"]),
        (["Clean Bus Depot"], []),
    ]


def test_search_leads_a_company_to_its_own_page(client, world):
    answer = search(client, world.partner, "meridian")

    address = reverse("portal:organisation", args=[world.company.public_id])
    assert f'href="{address}"' in answer.content.decode()


@pytest.mark.parametrize("q", ["%", "_", "100%", "\\", "'", '"', "<b>", "%s", "{{ 1 }}", "🦆"])
def test_search_takes_every_letter_as_it_stands(client, world, q):
    answer = search(client, world.lead, q)

    assert (answer.status_code, found(answer)) == (200, ([], []))
    assert "<b>" not in answer.content.decode().split('id="main"')[1].split("c-panel")[0]


def test_search_without_words_says_what_to_do(client, world):
    for q in ("", "   "):
        answer = search(client, world.lead, q)
        assert "What are you looking for?" in answer.content.decode()


@pytest.mark.parametrize("q", ["x" * 201, "a\x00b"])
def test_search_refuses_what_nobody_types(client, world, q):
    assert search(client, world.lead, q).status_code == 400


def test_search_takes_two_hundred_letters(client, world):
    assert search(client, world.lead, "x" * 200).status_code == 200


def test_search_asks_nobody_to_sign_in(client):
    assert client.get("/search/?q=x").status_code == 302


def test_search_shows_the_first_few_and_the_way_to_the_rest(client, world):
    for number in range(12):
        f.a_partnership(world.body, lead=world.lead, title=f"Bus line {number}")

    answer = search(client, world.lead, "bus")

    assert len(answer.context["partnerships"]) == 10
    assert f"{reverse('portfolio:partnerships')}?q=bus" in answer.content.decode()


@pytest.mark.parametrize("who", ["lead", "partner"])
def test_search_asks_the_database_no_more_as_it_grows(
    client, world, django_assert_max_num_queries, who
):
    search(client, getattr(world, who), "meridian")
    with django_assert_max_num_queries(10) as small:
        client.get("/search/?q=meridian")
    for _number in range(4):
        f.shared_partnership(world.body, world.company, lead=world.lead)
    with django_assert_max_num_queries(10) as large:
        client.get("/search/?q=meridian")

    assert len(large) == len(small)


def test_search_of_a_lone_approver_finds_nothing(client, world):
    assert search(client, f.an_approver(world.body), "bus").context["nothing"]


def test_search_of_somebody_on_both_sides_finds_both(client, world):
    both = f.staff(world.body, "owner")
    organisations.grant_membership(both, world.rival, "partner_admin", by=None, on=f.DAY)
    other = f.shared_partnership(f.a_body(), world.rival, title="Ferry Berth Power")
    operations.add_party(
        other, f.a_company("Quiet Ltd"), role=PartyRole.CANDIDATE, side=Side.PARTNER,
        by=None, on=f.DAY,
    )  # fmt: skip

    titles = [found(search(client, both, q))[0] for q in ("bus", "ferry", "quiet")]

    assert titles == [["Clean Bus Depot"], ["Ferry Berth Power"], []]
