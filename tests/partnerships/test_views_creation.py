"""A new partnership in three steps: what is kept, what is found, what is refused, who may."""

import datetime
import uuid
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from organisations import operations as organisations
from organisations.models import Organisation
from partnerships.models import Draft, MemberRole, Partnership, Side
from tests import factories as make

pytestmark = pytest.mark.django_db

NEW = "/partnerships/new/"


@pytest.fixture
def body():
    return make.a_body("City of Aldermoor", prefix="ALD")


@pytest.fixture
def lead(body):
    return make.staff(body, "lead", name="Ines Okafor")


def need(**values):
    return {
        "record_id": str(uuid.uuid4()),
        "title": "Clean Bus Depot",
        "need": "Drivers breathe fumes from forty old buses.",
        "summary": "",
        "sector": "04.5",
        **values,
    }


def terms(**values):
    return {
        "tier_value": "3",
        "tier_criticality": "3",
        "tier_risk": "2",
        "tier_substitutability": "2",
        "tier_visibility": "1",
        "profile": "",
        "profile_reason": "",
        "legal_route": "tender",
        "legal_basis": "Open procedure",
        "value": "1,250,000.50",
        "currency": "gbp",
        "starts_on": "2089-03-01",
        "ends_on": "2090-02-28",
        "notice_days": "90",
        "extension_days": "",
        **values,
    }


def step(draft, name):
    return reverse("partnerships:draft", kwargs={"public_id": draft.public_id, "step": name})


def begun(client, user, **values):
    """Sign in, send the first step and return the draft that it makes."""
    client.force_login(user)
    client.post(NEW, need(**values))
    return Draft.objects.order_by("-id").first()


# ── The way through ─────────────────────────────────────────────────────────────────────────────


def test_three_steps_make_a_partnership(client, body, lead):
    company = make.a_company("Meridian Mobility", body=body)
    draft = begun(client, lead, record_id="5f0f2d1e-7a36-4b8e-9a43-0d3a7e4ab001")
    client.post(step(draft, "partner"), {"do": "choose", "partner": company.public_id})
    client.post(step(draft, "terms"), {**terms(), "do": "next"})

    response = client.post(step(draft, "check"))

    partnership = Partnership.objects.get()
    assert response.headers["Location"] == f"/partnerships/{partnership.reference}/"
    assert str(partnership.public_id) == "5f0f2d1e-7a36-4b8e-9a43-0d3a7e4ab001"
    assert (partnership.title, partnership.sector) == ("Clean Bus Depot", "04.5")
    assert (partnership.value, partnership.currency) == (Decimal("1250000.50"), "GBP")
    assert partnership.tier_score == Decimal("81.6667")
    assert partnership.profile_version.profile == "full"
    term = partnership.terms.get()
    assert (term.starts_on, term.ends_on) == (
        datetime.date(2089, 3, 1),
        datetime.date(2090, 2, 28),
    )
    assert (term.notice_days, term.extension_days) == (90, 0)
    assert partnership.parties.get(side=Side.PARTNER).organisation == company
    assert partnership.member_set.get(role=MemberRole.LEAD).user == lead
    assert not Draft.objects.exists()


def test_need_alone_is_enough(client, body, lead):
    draft = begun(client, lead, sector="")
    client.post(step(draft, "partner"), {"do": "later"})

    client.post(step(draft, "check"))

    partnership = Partnership.objects.get()
    assert partnership.profile_version.profile == "standard"
    assert not partnership.parties.filter(side=Side.PARTNER).exists()


def test_every_step_opens_with_what_was_typed(client, body, lead):
    draft = begun(client, lead)
    client.post(step(draft, "terms"), {**terms(), "do": "keep"})

    pages = {name: client.get(step(draft, name)) for name in ("need", "partner", "terms", "check")}

    assert {name: page.status_code for name, page in pages.items()} == dict.fromkeys(pages, 200)
    assert 'value="Clean Bus Depot"' in pages["need"].content.decode()
    assert 'value="1,250,000.50"' in pages["terms"].content.decode()
    assert "81.7 of 100" in pages["terms"].content.decode()
    assert "GBP\N{NO-BREAK SPACE}1,250,000.50" in pages["check"].content.decode()
    assert "04.5 Transport" in pages["check"].content.decode()


# ── Drafts ──────────────────────────────────────────────────────────────────────────────────────


def test_first_step_sent_twice_is_one_draft(client, lead):
    client.force_login(lead)
    sent = need()

    client.post(NEW, sent)
    client.post(NEW, {**sent, "title": "Cleaner Bus Depot"})

    draft = Draft.objects.get()
    assert draft.data["title"] == "Cleaner Bus Depot"


def test_last_step_sent_twice_is_one_partnership(client, lead):
    draft = begun(client, lead)
    client.post(step(draft, "check"))

    response = client.post(step(draft, "check"))

    partnership = Partnership.objects.get()
    assert response.headers["Location"] == f"/partnerships/{partnership.reference}/"


def test_going_back_after_creating_leads_to_the_partnership(client, lead):
    sent = need()
    draft = begun(client, lead, **sent)
    client.post(step(draft, "check"))

    again = [client.post(NEW, sent), client.get(step(draft, "need"))]

    address = f"/partnerships/{Partnership.objects.get().reference}/"
    assert [response.headers["Location"] for response in again] == [address, address]
    assert not Draft.objects.exists()


def test_drafts_are_listed_to_their_author_only(client, body, lead):
    begun(client, lead)
    colleague = make.staff(body, "lead")

    own = client.get(NEW).context["drafts"]
    client.force_login(colleague)
    others = client.get(NEW).context["drafts"]

    assert [str(draft) for draft in own] == ["Clean Bus Depot"]
    assert list(others) == []


def test_draft_of_somebody_else_is_not_found(client, body, lead):
    draft = begun(client, lead)
    client.force_login(make.staff(body, "owner"))

    answers = [client.get(step(draft, name)).status_code for name in ("need", "terms", "check")]

    assert answers == [404, 404, 404]


def test_id_of_somebody_elses_draft_is_refused(client, body, lead):
    draft = begun(client, lead)
    client.force_login(make.staff(body, "lead"))

    response = client.post(NEW, need(record_id=str(draft.public_id)))

    assert response.status_code == 422
    assert Draft.objects.get().by == lead


def test_discarding_asks_first(client, lead):
    draft = begun(client, lead)
    address = reverse("partnerships:draft-discard", args=[draft.public_id])

    asked = client.get(address)
    is_kept = Draft.objects.exists()
    client.post(address)

    assert (asked.status_code, is_kept, Draft.objects.exists()) == (200, True, False)


def test_leaving_the_terms_keeps_what_is_sound(client, lead):
    draft = begun(client, lead)

    response = client.post(
        step(draft, "terms"), {**terms(value="much", legal_basis="Section 19"), "do": "leave"}
    )

    draft.refresh_from_db()
    assert response.headers["Location"] == NEW
    assert draft.data["legal_basis"] == "Section 19"
    assert "value" not in draft.data


# ── What is refused ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "   "),
        ("title", "\u200b\u200b"),
        ("title", "x" * 1_000_000),
        ("title", "invoice\u202efdp"),
        ("title", "two\nlines"),
        ("title", "nul\x00"),
        ("need", ""),
        ("sector", "99.9"),
        ("record_id", "not-an-id"),
    ],
)
def test_bad_first_step_is_refused_at_its_field(client, lead, field, value):
    client.force_login(lead)

    response = client.post(NEW, need(**{field: value}))

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"value": "-5"}, ["value"]),
        ({"value": "1.000,50"}, ["value"]),
        ({"value": "1.123456789012"}, ["value"]),
        ({"value": "9" * 30}, ["value"]),
        ({"value": "NaN"}, ["value"]),
        ({"currency": "XXX"}, ["currency"]),
        ({"currency": ""}, ["currency"]),
        ({"currency": "EURO"}, ["currency"]),
        ({"starts_on": "2090-02-30"}, ["starts_on"]),
        ({"starts_on": "0001-01-01"}, ["starts_on"]),
        ({"ends_on": "9999-12-31"}, ["ends_on"]),
        ({"starts_on": "2090-03-01"}, ["ends_on", "starts_on"]),
        ({"starts_on": ""}, ["starts_on"]),
        ({"ends_on": ""}, ["ends_on"]),
        ({"notice_days": "-1"}, ["notice_days"]),
        ({"notice_days": "1e9"}, ["notice_days"]),
        ({"tier_risk": "4"}, ["tier_risk"]),
        ({"tier_risk": "2.5"}, ["tier_risk"]),
        ({"legal_route": "live"}, ["legal_route"]),
        ({"profile": "gold"}, ["profile"]),
        ({"profile": "light"}, ["profile_reason"]),
    ],
)
def test_bad_terms_are_refused_and_nothing_typed_is_lost(client, lead, values, fields):
    draft = begun(client, lead)

    response = client.post(step(draft, "terms"), {**terms(**values), "do": "next"})

    form = response.context["form"]
    assert (response.status_code, sorted(form.errors)) == (422, fields)
    for name, value in values.items():
        assert form[name].value() == value


def test_first_day_after_the_last_names_both(client, lead):
    draft = begun(client, lead)

    response = client.post(step(draft, "terms"), {**terms(starts_on="2090-03-01"), "do": "next"})

    assert response.context["form"].errors == {
        "starts_on": ["The first day lies after the last day. Change one of the two."],
        "ends_on": ["The last day lies before the first day. Change one of the two."],
    }


def test_last_day_that_is_past_is_refused_before_anything_is_made(client, lead):
    draft = begun(client, lead)
    past = terms(starts_on="2001-01-01", ends_on="2002-01-01")
    client.post(step(draft, "terms"), {**past, "do": "next"})

    response = client.post(step(draft, "check"))

    assert response.status_code == 422
    assert "This day is past. Choose a day from today on." in response.content.decode()
    assert not Partnership.objects.exists()


def test_another_profile_needs_its_reason(client, lead):
    draft = begun(client, lead)
    chosen = terms(profile="light", profile_reason="A gift, however large.")
    client.post(step(draft, "terms"), {**chosen, "do": "next"})

    client.post(step(draft, "check"))

    partnership = Partnership.objects.get()
    assert partnership.profile_version.profile == "light"
    assert partnership.profile_reason == "A gift, however large."


# ── The partner ─────────────────────────────────────────────────────────────────────────────────


def names_found(response):
    return [organisation.name for organisation in response.context["found"]]


def test_company_is_found_by_a_part_of_its_name(client, body, lead):
    make.a_company("Meridian Mobility Ltd", body=body)
    make.a_company("Tessel Data GmbH", body=body)
    draft = begun(client, lead)

    response = client.get(step(draft, "partner"), {"q": "meridan mobil"})

    assert names_found(response) == ["Meridian Mobility Ltd"]


def test_another_partner_is_searched_for_once_one_is_chosen(client, body, lead):
    first = make.a_company("Meridian Mobility Ltd", body=body)
    second = make.a_company("Tessel Data GmbH", body=body)
    draft = begun(client, lead)
    client.post(step(draft, "partner"), {"do": "choose", "partner": first.public_id})

    shown = client.get(step(draft, "partner"))
    searched = client.get(step(draft, "partner"), {"q": "tessel"})
    client.post(step(draft, "partner"), {"do": "choose", "partner": second.public_id})

    draft.refresh_from_db()
    assert (shown.context["is_changing"], searched.context["is_changing"]) == (False, True)
    assert draft.data["partner"] == str(second.public_id)


def test_company_of_another_body_is_not_found_by_name(client, body, lead):
    harbour = make.a_body("Harbour Authority", prefix="HAR")
    make.a_company("Rival Cranes Ltd", body=harbour)
    draft = begun(client, lead)

    response = client.get(step(draft, "partner"), {"q": "Rival Cranes Ltd"})

    assert names_found(response) == []
    assert "Rival Cranes Ltd" not in response.content.decode().replace('value="Rival', "")


def test_exact_number_finds_every_organisation(client, body, lead):
    number = [{"scheme": "GB-COH", "value": "09876543"}]
    company = make.a_company("Rival Cranes Ltd", identifiers=number)
    draft = begun(client, lead)

    found = client.get(step(draft, "partner"), {"scheme": "gb-coh", "value": " 09876543 "})
    other = client.get(step(draft, "partner"), {"scheme": "GB-COH", "value": "0987654"})
    client.post(
        step(draft, "partner"),
        {
            "do": "choose",
            "partner": company.public_id,
            "scheme": "GB-COH",
            "value": "09876543",
        },
    )

    draft.refresh_from_db()
    assert found.context["found_number"] == company
    assert other.context["found_number"] is None
    assert draft.data["partner"] == str(company.public_id)


def test_organisation_that_the_body_does_not_know_is_not_chosen_by_its_id(client, body, lead):
    company = make.a_company("Rival Cranes Ltd")
    draft = begun(client, lead)

    answers = [
        client.post(step(draft, "partner"), {"do": "choose", "partner": key})
        for key in (company.public_id, uuid.uuid4())
    ]

    errors = [answer.context["choice"].errors for answer in answers]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert (
        errors[0]
        == errors[1]
        == {"__all__": ["This organisation is not here. Search for it again."]}
    )
    draft.refresh_from_db()
    assert "partner" not in draft.data


@pytest.mark.parametrize(
    "query", [{"q": "nul\x00"}, {"q": "x" * 201}, {"scheme": "??", "value": "1"}]
)
def test_search_that_cannot_be_meant_is_refused(client, lead, query):
    draft = begun(client, lead)

    assert client.get(step(draft, "partner"), query).status_code == 400


def new_partner(**values):
    return {
        "do": "add",
        "name": "Tessel Data",
        "kind": "company",
        "country": "de",
        "scheme": "",
        "value": "",
        **values,
    }


def test_new_partner_is_recorded_with_the_partnership(client, body, lead):
    draft = begun(client, lead)
    numbered = new_partner(scheme="XI-LEI", value="213800KUD8LAJWSQ9D15")
    client.post(step(draft, "partner"), numbered)
    is_there_before = Organisation.objects.filter(name="Tessel Data").exists()

    client.post(step(draft, "check"))

    tessel = Organisation.objects.get(name="Tessel Data")
    assert not is_there_before
    assert (tessel.kind, tessel.country) == ("company", "DE")
    assert tessel.identifiers.get().value == "213800KUD8LAJWSQ9D15"
    assert tessel.relationships.get().body == body
    assert Partnership.objects.get().parties.get(side=Side.PARTNER).organisation == tessel


def test_registered_number_is_offered_instead(client, body, lead):
    number = [{"scheme": "GB-COH", "value": "09876543"}]
    company = make.a_company("Tessel Data Holding", identifiers=number)
    draft = begun(client, lead)

    response = client.post(step(draft, "partner"), new_partner(scheme="GB-COH", value="09876543"))

    assert response.status_code == 422
    assert response.context["new"].same == company


def test_number_taken_meanwhile_is_refused_at_the_end(client, body, lead):
    draft = begun(client, lead)
    client.post(step(draft, "partner"), new_partner(scheme="GB-COH", value="09876543"))
    make.a_company("Faster Ltd", identifiers=[{"scheme": "GB-COH", "value": "09876543"}])

    response = client.post(step(draft, "check"))

    assert response.status_code == 422
    assert "GB-COH 09876543 is already registered." in response.content.decode()
    assert not Partnership.objects.exists()


def test_similar_name_is_asked_about_once(client, body, lead):
    known = make.a_company("Tessel Data GmbH", body=body)
    draft = begun(client, lead)

    asked = client.post(step(draft, "partner"), new_partner())
    told = client.post(step(draft, "partner"), new_partner(is_another="on"))

    assert (asked.status_code, asked.context["new"].alike) == (422, [known])
    assert told.headers["Location"] == step(draft, "terms")


def test_similar_name_of_another_body_stays_unknown(client, body, lead):
    harbour = make.a_body("Harbour Authority", prefix="HAR")
    make.a_company("Tessel Data GmbH", body=harbour)
    draft = begun(client, lead)

    response = client.post(step(draft, "partner"), new_partner())

    assert response.headers["Location"] == step(draft, "terms")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " "}, "name"),
        ({"country": "XX"}, "country"),
        ({"kind": "gang"}, "kind"),
        ({"scheme": "GB-COH"}, "value"),
        ({"value": "123"}, "scheme"),
        ({"scheme": "XI-LEI", "value": "213800KUD8LAJWSQ9D16"}, "value"),
    ],
)
def test_bad_new_partner_is_refused_at_its_field(client, lead, values, field):
    draft = begun(client, lead)

    response = client.post(step(draft, "partner"), new_partner(**values))

    assert (response.status_code, list(response.context["new"].errors)) == (422, [field])


# ── Lead and body ───────────────────────────────────────────────────────────────────────────────


def test_owner_may_name_another_lead(client, body, lead):
    owner = make.staff(body, "owner")
    draft = begun(client, owner, lead=str(lead.public_id))

    client.post(step(draft, "check"))

    assert Partnership.objects.get().member_set.get(role=MemberRole.LEAD).user == lead


@pytest.mark.parametrize("who", ["auditor", "stranger"])
def test_owner_may_name_leads_of_the_body_only(client, body, lead, who):
    other = make.staff(body, "auditor") if who == "auditor" else make.a_user()
    client.force_login(make.staff(body, "owner"))

    response = client.post(NEW, need(lead=str(other.public_id)))

    assert (response.status_code, list(response.context["form"].errors)) == (422, ["lead"])


def test_lead_leads_what_they_create(client, body, lead):
    other = make.staff(body, "lead")
    draft = begun(client, lead, lead=str(other.public_id))

    client.post(step(draft, "check"))

    assert Partnership.objects.get().member_set.get(role=MemberRole.LEAD).user == lead


def test_whoever_works_for_several_bodies_chooses_one(client, body, lead):
    harbour = make.a_body("Harbour Authority", prefix="HAR")
    organisations.grant_membership(lead, harbour.organisation, "lead", by=None, on=make.DAY)
    draft = begun(client, lead, body="HAR")

    client.post(step(draft, "check"))

    assert Partnership.objects.get().lead_body == harbour


def test_body_for_which_one_only_reads_is_not_offered(client, body, lead):
    harbour = make.a_body("Harbour Authority", prefix="HAR")
    organisations.grant_membership(lead, harbour.organisation, "auditor", by=None, on=make.DAY)
    draft = begun(client, lead, body="HAR")

    assert draft.body == body


# ── Who may ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("role", ["auditor", "administrator", "staff"])
def test_others_of_the_body_create_nothing(client, body, role):
    client.force_login(make.staff(body, role))

    assert client.get(NEW).status_code == 403
    assert client.post(NEW, need()).status_code == 403
    assert not Draft.objects.exists()


def test_companies_create_nothing(client, body):
    client.force_login(make.company_user(make.a_company(body=body), "partner_admin"))

    assert client.get(NEW).status_code == 403


def test_nobody_creates_anything_without_signing_in(client, lead):
    draft = begun(client, lead)
    client.logout()

    answers = [client.get(NEW), client.post(NEW, need()), client.get(step(draft, "need"))]

    assert [answer.status_code for answer in answers] == [302, 302, 302]
    assert {answer.headers["Location"].split("?")[0] for answer in answers} == {
        reverse("account_login")
    }


def test_unknown_step_is_no_page(client, lead):
    draft = begun(client, lead)

    assert client.get(f"/partnerships/new/{draft.public_id}/money/").status_code == 404


@pytest.mark.parametrize(
    ("name", "limit"), [("need", 12), ("partner", 12), ("terms", 12), ("check", 14)]
)
def test_steps_ask_few_questions(client, lead, django_assert_max_num_queries, name, limit):
    draft = begun(client, lead)

    with django_assert_max_num_queries(limit):
        client.get(step(draft, name))


@pytest.mark.django_db(transaction=True)
def test_last_step_sent_many_times_at_once_is_one_partnership(lead):
    client = Client()
    draft = begun(client, lead)
    client.post(step(draft, "partner"), new_partner())

    def send(_number):
        one = Client()
        one.cookies = client.cookies
        try:
            return one.post(step(draft, "check")).headers.get("Location")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        addresses = set(pool.map(send, range(16)))

    partnership = Partnership.objects.get()
    assert addresses == {f"/partnerships/{partnership.reference}/"}
    assert Organisation.objects.filter(name="Tessel Data").count() == 1
    assert partnership.reference.endswith("-0001")
