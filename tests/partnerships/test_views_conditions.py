"""The pages of single conditions: ticking, leaving out, opening again, overriding, and their evidence."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import Entry
from files.models import StoredFile
from partnerships import operations
from partnerships.models import Approval, ApprovalState, ConditionState
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def partnership():
    return make.shared_partnership(profile="standard")


@pytest.fixture
def lead(partnership):
    return make.lead_of(partnership)


@pytest.fixture
def partner(partnership):
    company = partnership.parties.get(side="partner").organisation
    return make.company_user(company, "partner_admin")


def address(partnership, key="first_risks", name="condition", number=1):
    return reverse(f"partnerships:{name}", args=[partnership.reference, number, key])


def post(client, user, partnership, key="first_risks", *, do="tick", version=None, **data):
    client.force_login(user)
    if version is None:
        version = make.condition_of(partnership, key).version
    return client.post(f"{address(partnership, key)}?do={do}", {"version": version, **data})


def text_of(response):
    return " ".join(response.content.decode().split())


# ── Ticking ─────────────────────────────────────────────────────────────────────────────────────


def test_a_condition_is_ticked_with_reason_file_and_day(client, lead, partnership):
    until = timezone.localdate() + datetime.timedelta(days=90)

    response = post(
        client,
        lead,
        partnership,
        reason="Three risks, seen by the board.",
        evidence=make.an_upload("risks.pdf"),
        valid_until=until.isoformat(),
    )

    assert response.status_code == 302
    assert response["Location"] == f"/partnerships/{partnership.reference}/gates/1/"
    condition = make.condition_of(partnership, "first_risks")
    assert (condition.state, condition.reason) == (
        ConditionState.MET,
        "Three risks, seen by the board.",
    )
    assert (condition.evidence.name, condition.valid_until) == ("risks.pdf", until)
    assert condition.settled_by == lead


def test_ticking_asks_for_a_reason_and_for_no_file(client, lead, partnership):
    refused = post(client, lead, partnership, reason=" ")
    accepted = post(client, lead, partnership, reason="Seen.")

    assert refused.status_code == 422
    assert "Fill in “What shows that it is met”." in text_of(refused)
    assert accepted.status_code == 302


def test_a_file_that_is_not_kept_changes_nothing(client, lead, partnership):
    response = post(
        client,
        lead,
        partnership,
        reason="Seen.",
        evidence=make.an_upload("virus.exe", b"MZ\x90\x00" * 99),
    )

    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["evidence"]
    assert make.condition_of(partnership, "first_risks").state == ConditionState.OPEN
    assert not StoredFile.objects.exists()


def test_a_day_that_is_past_is_refused_and_the_file_is_not_kept(client, lead, partnership):
    response = post(
        client,
        lead,
        partnership,
        reason="Seen.",
        evidence=make.an_upload(),
        valid_until="2001-01-01",
    )

    assert response.status_code == 422
    assert response.context["form"].errors["valid_until"] == ["This day is past."]
    assert not StoredFile.objects.exists()


def test_what_the_partnership_answers_itself_is_ticked_with_a_file_only(client, lead, partnership):
    refused = post(client, lead, partnership, "sponsor_named", reason="She said so.")
    accepted = post(
        client,
        lead,
        partnership,
        "sponsor_named",
        reason="In the minutes.",
        evidence=make.an_upload(),
    )

    assert refused.status_code == 422
    assert refused.context["form"].errors["evidence"] == ["Choose a file that shows it."]
    assert accepted.status_code == 302


def test_ticking_twice_is_once(client, lead, partnership):
    version = make.condition_of(partnership, "first_risks").version

    answers = [
        post(client, lead, partnership, version=version, reason="Seen.").status_code
        for _ in range(2)
    ]

    assert answers == [302, 302]
    verbs = Entry.objects.filter(verb="partnerships.settle_condition", reason="Seen.")
    assert verbs.count() == 1


def test_ticking_what_somebody_else_ticked_keeps_what_was_typed(client, lead, partnership):
    version = make.condition_of(partnership, "first_risks").version
    other = make.staff(partnership.lead_body, "owner", name="Ruth Hale")
    make.tick(partnership, "first_risks", by=other, reason="Two risks found.")

    response = post(client, lead, partnership, version=version, reason="Three risks found.")

    assert response.status_code == 409
    row = response.context["rows"][0]
    assert (row.theirs, row.yours) == ("Two risks found.", "Three risks found.")
    assert response.context["changed_by"] == "Ruth Hale"
    assert [field.name for field in response.context["asked_again"]] == ["evidence"]
    assert f'name="version" value="{version + 1}"' in response.content.decode()


def test_a_form_does_what_it_said_when_it_was_opened(client, lead, partnership):
    client.force_login(lead)
    page = client.get(address(partnership))
    make.tick(partnership, "first_risks")

    later = client.get(address(partnership))

    assert f'action="{address(partnership)}?do=tick"' in page.content.decode()
    assert f'action="{address(partnership)}?do=reopen"' in later.content.decode()
    assert client.post(address(partnership), {"version": 1, "reason": "Seen."}).status_code == 409


def test_a_missing_version_is_refused(client, lead, partnership):
    response = post(client, lead, partnership, version="", reason="Seen.")

    assert response.status_code == 422
    assert make.condition_of(partnership, "first_risks").state == ConditionState.OPEN


def test_a_taken_over_condition_is_caught_up(client):
    partnership = make.taken_over()
    lead = make.lead_of(partnership)

    page = client.get(address(partnership))
    response = post(client, lead, partnership, reason="In the file of 2024.")

    assert page.status_code == 302
    assert response.status_code == 302
    assert make.condition_of(partnership, "first_risks").state == ConditionState.MET


def test_a_condition_of_a_decided_gate_stays(client, lead, partnership):
    make.pass_gate(partnership)
    client.force_login(lead)

    page = client.get(address(partnership))
    response = post(client, lead, partnership, do="reopen", reason="Wrong after all.")

    assert page.context["hide_form"] is True
    assert "stay as they were decided on" in text_of(page)
    assert response.status_code == 422


# ── Leaving out, opening again ──────────────────────────────────────────────────────────────────


def test_a_recommended_condition_is_left_out_with_a_reason(client, lead, partnership):
    refused = post(client, lead, partnership, "alternatives", do="leave-out", reason="")
    accepted = post(client, lead, partnership, "alternatives", do="leave-out", reason="By law.")

    assert (refused.status_code, accepted.status_code) == (422, 302)
    condition = make.condition_of(partnership, "alternatives")
    assert (condition.state, condition.reason) == (ConditionState.LEFT_OUT, "By law.")


def test_a_required_condition_is_not_left_out(client, lead, partnership):
    response = post(client, lead, partnership, do="leave-out", reason="No time.")

    assert response.status_code == 422
    assert "This condition is required." in text_of(response)


def test_a_met_condition_is_opened_again(client, lead, partnership):
    make.tick(partnership, "first_risks")
    version = make.condition_of(partnership, "first_risks").version
    client.force_login(lead)
    page = client.get(address(partnership))

    answers = [
        post(
            client, lead, partnership, do="reopen", version=version, reason="One is new."
        ).status_code
        for _ in range(2)
    ]

    assert page.context["what"] == "reopen"
    assert answers == [302, 302]
    assert make.condition_of(partnership, "first_risks").state == ConditionState.OPEN


# ── Overriding ──────────────────────────────────────────────────────────────────────────────────


def override(client, lead, partnership, *, version=None, **data):
    client.force_login(lead)
    if version is None:
        version = make.condition_of(partnership, "first_risks").version
    usual = {"version": version, "reason": "The plan is due in May.", "password": make.PASSWORD}
    return client.post(address(partnership, name="condition-override"), {**usual, **data})


def test_a_second_person_is_asked_to_override(client, lead, partnership):
    approver = make.an_approver(partnership.lead_body, name="Sam Whitlock")
    client.force_login(lead)

    page = client.get(address(partnership, name="condition-override"))
    response = override(client, lead, partnership)

    assert [one.user for one in page.context["asked"]] == [approver]
    assert "Sam Whitlock" in text_of(page)
    assert response.status_code == 302
    approval = Approval.objects.get()
    assert (approval.submitter, approval.reason) == (lead, "The plan is due in May.")


def test_asking_to_override_takes_the_password(client, lead, partnership):
    make.an_approver(partnership.lead_body)

    wrong = override(client, lead, partnership, password="lantern violin harbour")
    none = override(client, lead, partnership, password="")

    assert (wrong.status_code, none.status_code) == (422, 422)
    assert wrong.context["form"].errors["password"] == ["This is not your password."]
    assert not Approval.objects.exists()


def test_asking_to_override_twice_is_one_question(client, lead, partnership):
    make.an_approver(partnership.lead_body)
    override(client, lead, partnership)

    response = override(client, lead, partnership)

    assert response.status_code == 422
    assert "A second person has been asked already." in text_of(response)
    assert Approval.objects.count() == 1


def test_nobody_overrides_for_oneself(client, lead, partnership):
    page = client.get(address(partnership, name="condition-override"))
    response = override(client, lead, partnership)

    assert page.status_code == 302
    assert response.status_code == 422
    assert "Nobody can answer" in text_of(response)


def test_the_override_page_offers_nothing_without_a_second_person(client, lead, partnership):
    client.force_login(lead)

    page = client.get(address(partnership, name="condition-override"))

    assert page.context["hide_form"] is True
    assert "has no second approver but you" in text_of(page)


def test_an_override_on_an_old_version_keeps_the_reason(client, lead, partnership):
    make.an_approver(partnership.lead_body)
    version = make.condition_of(partnership, "first_risks").version
    make.tick(partnership, "first_risks")

    response = override(client, lead, partnership, version=version)

    assert response.status_code == 409
    assert "The plan is due in May." in response.content.decode()
    assert make.PASSWORD not in response.content.decode()


def test_a_condition_that_is_met_takes_its_question_back(client, lead, partnership):
    make.an_approver(partnership.lead_body)
    override(client, lead, partnership)

    post(client, lead, partnership, reason="Found them after all.")

    assert Approval.objects.get().state == ApprovalState.WITHDRAWN


# ── Evidence ────────────────────────────────────────────────────────────────────────────────────


def with_evidence(partnership):
    operations.tick_condition(
        partnership,
        "first_risks",
        by=make.lead_of(partnership),
        on=make.DAY,
        reason="Filed.",
        upload=make.an_upload("risks.pdf"),
    )


def test_evidence_is_downloaded_and_written_down(client, lead, partnership):
    with_evidence(partnership)
    client.force_login(lead)

    response = client.get(address(partnership, name="condition-evidence"))

    assert response.status_code == 200
    assert response.getvalue() == make.PDF
    assert response["Content-Disposition"] == 'attachment; filename="risks.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    entry = Entry.objects.get(verb="partnerships.download_evidence")
    assert entry.actor_id == lead.public_id
    assert entry.partnership_key == partnership.public_id
    assert entry.after["condition"] == "first_risks"


def test_evidence_that_is_not_there_is_not_found(client, lead, partnership):
    make.tick(partnership, "first_risks")
    client.force_login(lead)

    assert client.get(address(partnership, name="condition-evidence")).status_code == 404


def test_evidence_of_another_partnership_is_not_found(client, lead, partnership):
    other = make.a_partnership(partnership.lead_body)
    with_evidence(other)
    client.force_login(lead)

    answers = [
        client.get(address(one, name="condition-evidence")).status_code
        for one in (other, partnership)
    ]

    assert answers == [404, 404]
    assert not Entry.objects.filter(verb="partnerships.download_evidence").exists()


def test_an_auditor_reads_the_evidence(client, partnership):
    with_evidence(partnership)
    client.force_login(make.staff(partnership.lead_body, "auditor"))

    response = client.get(address(partnership, name="condition-evidence"))

    assert response.getvalue() == make.PDF


# ── Who gets in ─────────────────────────────────────────────────────────────────────────────────

PAGES = ["condition", "condition-override", "condition-evidence"]


@pytest.mark.parametrize("name", PAGES)
def test_conditions_do_not_exist_for_companies_and_strangers(client, partner, partnership, name):
    with_evidence(partnership)
    recused = make.staff(partnership.lead_body, "owner")
    operations.recuse(partnership, user=recused, reason="My sister.", by=recused, on=make.DAY)
    elsewhere = make.staff(make.a_body(), "owner")

    answers = []
    for user in (partner, recused, elsewhere):
        client.force_login(user)
        answers.append(client.get(address(partnership, name=name)).status_code)
        answers.append(client.post(address(partnership, name=name)).status_code)

    assert answers == [404] * 6


@pytest.mark.parametrize("name", PAGES)
def test_conditions_ask_for_a_sign_in(client, partnership, name):
    response = client.get(address(partnership, name=name))

    assert response["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("name", ["condition", "condition-override"])
def test_who_only_reads_settles_nothing(client, partnership, name):
    client.force_login(make.staff(partnership.lead_body, "auditor"))

    answers = [
        client.get(address(partnership, name=name)).status_code,
        client.post(address(partnership, name=name), {"reason": "Seen."}).status_code,
    ]

    assert answers == [403, 403]


@pytest.mark.parametrize(("key", "number"), [("none_such", 1), ("first_risks", 2)])
def test_a_condition_that_is_none_is_not_found(client, lead, partnership, key, number):
    client.force_login(lead)

    assert client.get(address(partnership, key, number=number)).status_code == 404
