import datetime
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from notices import operations as notices
from notices.models import Notice
from organisations import operations as organisations
from organisations.models import Absence, Delegation
from tests import factories as f
from tests.desk.conftest import look_as_partner

pytestmark = pytest.mark.django_db

HOME = "/account/absence/"


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def body():
    return f.a_body("City of Aldermoor", prefix="ALD")


@pytest.fixture
def lead(body):
    return f.staff(body, "lead", name="Ines Okafor")


@pytest.fixture
def deputy(body):
    return f.staff(body, name="Jo Mbeki")


def address(body):
    return reverse("desk:absence-announce", args=[body.organisation.public_id])


def values(today, deputy=None, days=5, **others):
    return {
        "record_id": str(uuid.uuid4()),
        "starts_on": today.isoformat(),
        "ends_on": (today + datetime.timedelta(days=days)).isoformat(),
        "deputy": str(deputy.public_id) if deputy else "",
        "reason": "A course",
        **others,
    }


def announced(user, body, deputy, today, days=5):
    return organisations.announce_absence(
        user,
        body.organisation,
        deputy=deputy,
        starts_on=today,
        ends_on=today + datetime.timedelta(days=days),
        by=user,
        on=today,
    )


def send(client, user, where, data=None):
    client.force_login(user)
    return client.post(where, {"password": f.PASSWORD, **(data or {})})


def see(client, user, where=HOME):
    client.force_login(user)
    return client.get(where)


# ── One's own absence ───────────────────────────────────────────────────────────────────────────


def test_an_absence_is_announced_and_both_see_it(client, body, lead, deputy, today):
    answer = send(client, lead, address(body), values(today, deputy))

    absence = Absence.objects.get()
    assert (answer.status_code, answer.url) == (302, HOME)
    assert (absence.user, absence.deputy, absence.entered_by) == (lead, deputy, lead)
    assert "Jo Mbeki stands in." in see(client, lead).content.decode()
    assert "Ines Okafor" in see(client, deputy).content.decode()
    assert Notice.objects.filter(recipient=deputy, kind="organisations.deputy_named").count() == 1


def test_the_same_form_twice_is_one_absence(client, body, lead, deputy, today):
    data = values(today, deputy)

    answers = [send(client, lead, address(body), data) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Absence.objects.count() == 1


def test_a_deputy_who_begins_today_is_told_what_waits(client, body, lead, deputy, today):
    deal = f.a_partnership(body, lead=f.staff(body, "lead"))
    f.seat(deal, "sponsor", user=lead)
    f.ask_decision(deal)

    send(client, lead, address(body), values(today, deputy))

    notice = Notice.objects.get(recipient=deputy, kind="partnerships.approval_asked")
    assert notice.context["stands_for"] == "Ines Okafor"
    assert "for Ines Okafor" in see(client, deputy, "/approvals/").content.decode()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"ends_on": "2020-01-01"}, "ends_on"),
        ({"starts_on": "2020-01-01"}, "starts_on"),
        ({"starts_on": ""}, "starts_on"),
        ({"deputy": "nobody"}, "deputy"),
        ({"reason": "x" * 201}, "reason"),
    ],
)
def test_what_cannot_be_is_said_at_the_field(client, body, lead, deputy, today, change, field):
    answer = send(client, lead, address(body), {**values(today, deputy), **change})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert Absence.objects.count() == 0


def test_a_deputy_is_chosen_from_the_own_organisation(client, body, lead, today):
    stranger = f.staff(f.a_body())

    answer = send(client, lead, address(body), values(today, stranger))

    assert (answer.status_code, Absence.objects.count()) == (422, 0)


def test_an_absence_from_where_one_does_not_belong_is_not_there(client, body, today):
    strangers = [f.staff(f.a_body(), "owner"), f.a_user(), f.an_approver(body)]

    found = [
        (
            see(client, user, address(body)).status_code,
            send(client, user, address(body)).status_code,
        )
        for user in strangers
    ]

    assert found == [(404, 404)] * 3


def test_a_company_user_announces_as_well(client, today):
    company = f.a_company()
    user, colleague = f.company_user(company, name="Marc Lindqvist"), f.company_user(company)
    where = reverse("desk:absence-announce", args=[company.public_id])

    answer = send(client, user, where, values(today, colleague))

    assert (answer.status_code, Absence.objects.get().organisation) == (302, company)


def test_an_absence_is_changed(client, body, lead, deputy, today):
    absence = announced(lead, body, deputy, today)
    where = reverse("desk:absence-change", args=[absence.public_id])
    shown = see(client, lead, where)

    answer = send(client, lead, where, {**values(today, None, days=2), "version": absence.version})

    absence.refresh_from_db()
    assert (shown.status_code, answer.status_code) == (200, 302)
    assert (absence.deputy, absence.ends_on) == (None, today + datetime.timedelta(days=2))
    assert Notice.objects.filter(recipient=deputy, kind="organisations.deputy_over").exists()


def test_two_versions_of_an_absence_are_shown_side_by_side(client, body, lead, deputy, today):
    absence = announced(lead, body, deputy, today)
    where = reverse("desk:absence-change", args=[absence.public_id])
    data = {**values(today, deputy, days=9), "version": absence.version}
    send(client, lead, where, data)

    answer = send(client, lead, where, {**data, "reason": "Another"})

    assert answer.status_code == 409
    assert "Another" in answer.content.decode()


def test_an_absence_is_ended_early(client, body, lead, deputy, today):
    absence = announced(lead, body, deputy, today)
    where = reverse("desk:absence-end", args=[absence.public_id])
    shown = see(client, lead, where)

    answer = send(client, lead, where)

    absence.refresh_from_db()
    assert (shown.status_code, answer.status_code) == (200, 302)
    assert absence.cancelled_at is not None
    assert "You are not away" in see(client, lead).content.decode()


def test_a_deputy_sees_an_absence_and_changes_nothing(client, body, lead, deputy, today):
    absence = announced(lead, body, deputy, today)
    colleague, stranger = f.staff(body), f.staff(f.a_body(), "owner")
    names = ("desk:absence-change", "desk:absence-end")

    found = [
        see(client, user, reverse(name, args=[absence.public_id])).status_code
        for user in (deputy, colleague, stranger)
        for name in names
    ]

    assert found == [403, 403, 404, 404, 404, 404]


# ── For somebody who cannot ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("role", ["owner", "administrator"])
def test_who_answers_for_the_people_enters_it_for_somebody(client, body, lead, deputy, today, role):
    keeper = f.staff(body, role, name="Priya Raman")
    where = f"{address(body)}?for={lead.public_id}"
    shown = see(client, keeper, where)

    answer = send(client, keeper, where, values(today, deputy))

    absence = Absence.objects.get()
    assert (shown.status_code, answer.status_code) == (200, 302)
    assert (absence.user, absence.entered_by) == (lead, keeper)
    assert Notice.objects.filter(recipient=lead, kind="organisations.absence_entered").exists()
    assert "Entered by Priya Raman." in see(client, lead).content.decode()


def test_whoever_enters_it_for_somebody_proves_who_they_are(client, body, lead, deputy, today):
    keeper = f.staff(body, "owner")
    where = f"{address(body)}?for={lead.public_id}"

    answers = [
        send(client, keeper, where, values(today, deputy, password=password))
        for password in ("", "not it", f.PASSWORD)
    ]
    client.logout()
    change = reverse("desk:absence-change", args=[Absence.objects.get().public_id])
    facts = values(today, deputy, days=9, version=1, password="")
    changed = send(client, keeper, change, facts)
    own = send(client, lead, change, facts)

    assert [answer.status_code for answer in answers] == [422, 422, 302]
    assert (changed.status_code, own.status_code) == (422, 302)


def test_nobody_puts_themselves_in_somebody_elses_place(client, body, lead, today):
    keeper = f.staff(body, "owner")
    where = f"{address(body)}?for={lead.public_id}"

    answer = send(client, keeper, where, values(today, keeper))

    assert (answer.status_code, Absence.objects.count()) == (422, 0)


def test_a_colleague_enters_nothing_for_another(client, body, lead, deputy, today):
    where = f"{address(body)}?for={lead.public_id}"

    found = [see(client, deputy, where), send(client, deputy, where, values(today))]

    assert [answer.status_code for answer in found] == [404, 404]
    assert Absence.objects.count() == 0


# ── Lending a seat ──────────────────────────────────────────────────────────────────────────────


def lend_address(user):
    return reverse("desk:seat-lend", args=[user.approver_seats.get().public_id])


def lent_values(today, to, **others):
    data = values(today, None, **others)
    return {**data, "to": str(to.public_id)}


def test_a_seat_is_lent_and_taken_back(client, body, deputy, today):
    holder = f.an_approver(body, name="Ruth Hale")
    shown = see(client, holder, lend_address(holder))

    lent = send(client, holder, lend_address(holder), lent_values(today, deputy))
    row = Delegation.objects.get()
    end = reverse("desk:delegation-end", args=[row.public_id])
    read = see(client, holder).content.decode()
    asked = see(client, deputy, HOME).content.decode()
    over = (see(client, holder, end).status_code, send(client, holder, end).status_code)

    row.refresh_from_db()
    assert (shown.status_code, lent.status_code, over) == (200, 302, (200, 302))
    assert (row.holder, row.to, row.revoked_at is None) == (holder, deputy, False)
    assert "lent to Jo Mbeki" in read
    assert "Ruth Hale" in asked


@pytest.mark.parametrize("role", [None, "owner"])
def test_whoever_lends_a_seat_proves_who_they_are(client, body, deputy, today, role):
    holder = f.an_approver(body)
    by = f.staff(body, role) if role else holder

    answer = send(client, by, lend_address(holder), lent_values(today, deputy, password=""))

    assert (answer.status_code, Delegation.objects.count()) == (422, 0)


def test_a_seat_is_lent_with_a_reason_to_somebody_known(client, body, deputy, today):
    holder = f.an_approver(body)
    stranger = f.a_user()

    found = [
        send(client, holder, lend_address(holder), lent_values(today, to, **others)).status_code
        for to, others in ((deputy, {"reason": ""}), (stranger, {}), (holder, {}))
    ]

    assert (found, Delegation.objects.count()) == ([422, 422, 422], 0)


def test_a_seat_is_lent_by_its_holder_or_who_keeps_the_pool(client, body, lead, deputy, today):
    holder = f.an_approver(body)
    owner = f.staff(body, "owner")
    people = [holder, owner, lead, deputy, f.staff(f.a_body(), "owner"), f.an_approver(f.a_body())]

    found = [see(client, user, lend_address(holder)).status_code for user in people]

    assert found == [200, 200, 404, 404, 404, 404]


def test_whoever_has_a_lent_seat_does_not_end_it(client, body, deputy, today):
    holder = f.an_approver(body)
    send(client, holder, lend_address(holder), lent_values(today, deputy))
    end = reverse("desk:delegation-end", args=[Delegation.objects.get().public_id])

    found = [see(client, user, end).status_code for user in (deputy, f.staff(body))]

    assert found == [403, 404]


# ── The page itself ─────────────────────────────────────────────────────────────────────────────


def test_page_asks_nobody_to_sign_in(client):
    assert client.get(HOME).url == f"/accounts/login/?next={HOME}"


def test_page_is_empty_while_looking_as_the_partner(client, body, lead, deputy, today):
    company = f.a_company()
    deal = f.shared_partnership(body, company, lead=lead)
    announced(lead, body, deputy, today)
    look_as_partner(client, lead, deal, company)

    answer = client.get(HOME)

    assert answer.status_code == 200
    text = answer.content.decode()
    assert ("Jo Mbeki" in text, "You are not away" in text) == (False, False)
    assert client.get(address(body)).status_code == 404
    notices.post("x.y", to=[lead], key="1", on=today, url="/account/", context={})
    assert client.get(reverse("notices:list")).context["unread"] == 0


def test_page_keeps_to_its_budget(client, body, lead, deputy, today, django_assert_max_num_queries):
    owner = f.staff(body, "owner")
    organisations.seat_approver(body, owner, by=None, on=f.DAY)
    for user in (lead, owner):
        announced(user, body, deputy, today)
    see(client, owner)

    with django_assert_max_num_queries(12):
        client.get(HOME)
