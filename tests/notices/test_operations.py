import pytest
from django.db import IntegrityError, transaction

from audit.models import Entry
from notices import operations
from notices.models import Delivery, DeliveryState, Notice
from notices.operations import AddressRefused
from tests.people import DAY, make_user

pytestmark = pytest.mark.django_db


def post(*people, key="gate:1", **changes):
    values = {
        "to": people,
        "key": key,
        "on": DAY,
        "url": "/partnerships/ALD-2026-0042/",
        "context": {"title": "Clean Bus Depot"},
    }
    return operations.post("partnerships.gate_decision_asked", **{**values, **changes})


def test_each_person_is_told_once_in_the_list_and_by_mail():
    ada, ben = make_user("ada@city.example"), make_user("ben@city.example")

    notices = post(ada, ben, ada)

    assert [notice.recipient for notice in notices] == [ada, ben]
    assert [notice.kind for notice in notices] == ["partnerships.gate_decision_asked"] * 2
    assert [notice.posted_on for notice in notices] == [DAY] * 2
    assert list(Delivery.objects.values_list("notice_id", "state", "channel").order_by("id")) == [
        (notices[0].pk, "due", "email"),
        (notices[1].pk, "due", "email"),
    ]


def test_mail_gets_its_message_id_at_once_and_for_good(settings):
    settings.MAIL_DOMAIN = "city.example"
    post(make_user())

    delivery = Delivery.objects.get()

    assert delivery.message_id == f"<d.{delivery.public_id}@city.example>"


def test_same_key_twice_is_one_notice_and_one_mail():
    ada = make_user()
    post(ada)

    again = post(ada, url="/elsewhere/")

    assert again == []
    assert (Notice.objects.count(), Delivery.objects.count()) == (1, 1)


def test_same_key_reaches_the_person_who_came_later():
    ada, ben = make_user("ada@city.example"), make_user("ben@city.example")
    post(ada)

    assert [notice.recipient for notice in post(ada, ben)] == [ben]
    assert Delivery.objects.count() == 2


def test_notice_can_do_without_a_mail_and_gets_none_later():
    ada = make_user()
    post(ada, mail=False)

    post(ada)

    assert Delivery.objects.count() == 0


def test_closed_account_is_told_nothing():
    assert post(make_user(is_active=False)) == []
    assert not Notice.objects.exists()


def test_nobody_to_tell_is_no_notice():
    assert post() == []


def test_notice_keeps_the_keys_of_what_it_is_about():
    ada, thing = make_user("ada@city.example"), make_user("thing@city.example")

    (notice,) = post(ada, subject=thing, body=thing, partnership=thing)

    assert (notice.subject_kind, notice.subject_id) == ("accounts.user", str(thing.public_id))
    assert (notice.body_key, notice.partnership_key) == (thing.public_id, thing.public_id)


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "",
        "/a\nb",
    ],
)
def test_notice_never_leads_out_of_the_house(url):
    with pytest.raises(AddressRefused):
        post(make_user(), url=url)

    assert not Notice.objects.exists()


def test_thing_that_is_done_closes_its_notices_and_stops_its_mails():
    ada, ben = make_user("ada@city.example"), make_user("ben@city.example")
    post(ada, ben)
    post(ada, key="gate:2")
    Delivery.objects.filter(notice__recipient=ben).update(state=DeliveryState.ACCEPTED)

    settled = operations.settle("gate:1", on=DAY)

    assert settled == 2
    assert list(Delivery.objects.order_by("id").values_list("notice__key", "state", "error")) == [
        ("gate:1", "cancelled", "settled on 2026-11-23"),
        ("gate:1", "accepted", ""),
        ("gate:2", "due", ""),
    ]
    assert list(Notice.objects.filter(settled_at=None).values_list("key", flat=True)) == ["gate:2"]
    assert operations.settle("gate:1", on=DAY) == 0


def test_notice_is_read_once_and_that_is_written_down():
    ada = make_user()
    (notice,) = post(ada)

    first = operations.mark_read(notice, by=ada, on=DAY)
    notice.refresh_from_db()
    read_at = notice.read_at
    again = operations.mark_read(notice, by=ada, on=DAY)

    notice.refresh_from_db()
    assert (first, again) == (True, False)
    assert notice.read_at == read_at
    entry = Entry.objects.get(verb="notices.mark_read")
    assert (entry.object_id, entry.visibility) == (str(notice.public_id), "sealed")


def test_reading_all_leaves_those_of_others():
    ada, ben = make_user("ada@city.example"), make_user("ben@city.example")
    post(ada, ben)
    post(ada, key="gate:2")

    number = operations.mark_all_read(by=ada, on=DAY)

    assert number == 2
    assert list(Notice.objects.filter(read_at=None)) == list(Notice.objects.filter(recipient=ben))
    assert Entry.objects.get(verb="notices.mark_all_read").after == {"read": 2}


def test_reading_nothing_leaves_no_entry():
    ada = make_user()

    assert operations.mark_all_read(by=ada, on=DAY) == 0
    assert not Entry.objects.filter(verb="notices.mark_all_read").exists()


# ── To somebody without an account ──────────────────────────────────────────────────────────────


def post_to(address, key="invitation:1", **facts):
    return operations.post_to_address(
        "partnerships.invitation", address=address, key=key, on=DAY, context={"who": "Ada"}, **facts
    )


def test_address_is_told_once_and_by_mail_alone():
    (notice,) = post_to("nia@new.example")

    assert post_to("nia@new.example") == []
    assert len(post_to("ola@new.example")) == 1
    assert (notice.recipient, notice.mail_address, notice.url) == (None, "nia@new.example", "/")
    assert notice.deliveries.count() == 1


def test_settled_key_stops_the_mail_to_an_address():
    (notice,) = post_to("nia@new.example")

    assert operations.settle(notice.key, on=DAY) == 1
    assert notice.deliveries.get().state == DeliveryState.CANCELLED


@pytest.mark.parametrize("address", ["", "ada@city.example"])
def test_notice_is_to_a_user_or_to_an_address_and_never_to_both_or_none(address):
    recipient = make_user("ada@city.example") if address else None

    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.create(
            recipient=recipient, address=address, key="k", kind="k", url="/", posted_on=DAY
        )
