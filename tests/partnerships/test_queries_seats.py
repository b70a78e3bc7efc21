import datetime

import pytest

from accounts.viewer import Viewer
from audit.models import Entry
from partnerships import operations, queries
from partnerships.models import PartyRole, Seat, SeatKind, Side, Stage, Standing
from tests import factories as f

pytestmark = pytest.mark.django_db


def vacant(partnership):
    return Standing.objects.get(partnership=partnership).vacant_seats


def day(number):
    return f.DAY + datetime.timedelta(days=number)


def add_partner(partnership, company, role=PartyRole.PARTNER):
    operations.add_party(
        partnership, company, role=role, side=Side.PARTNER, by=f.lead_of(partnership), on=f.DAY
    )


# ── Which seats are needed ──────────────────────────────────────────────────────────────────────

SIGNATORIES = ["signatory public", "signatory partner"]
NEEDED = {
    ("light", "need"): [],
    ("light", "design"): SIGNATORIES,
    ("light", "live"): [],
    ("standard", "need"): ["sponsor public"],
    ("standard", "scope"): ["sponsor public", "chair public"],
    ("standard", "design"): ["sponsor public", *SIGNATORIES],
    ("standard", "mobilise"): ["sponsor public", "sponsor partner"],
    ("standard", "live"): ["sponsor public"],
    ("standard", "closed"): [],
    ("full", "vetting"): ["sponsor public", "chair public"],
    ("full", "mobilise"): ["sponsor public", "chair public", "chair partner"],
    ("full", "closing"): ["sponsor public"],
}


@pytest.mark.parametrize(("profile", "stage"), NEEDED)
def test_needed_are_the_seats_that_the_profile_asks_for_from_their_first_gate_to_their_last(
    profile, stage
):
    partnership = f.taken_over(profile=profile, stage=Stage(stage))
    add_partner(partnership, f.a_company())

    assert vacant(partnership) == NEEDED[profile, stage]


def test_seats_of_the_partner_are_not_needed_before_there_is_one():
    partnership = f.taken_over(profile="light", stage=Stage.DESIGN)
    alone = vacant(partnership)
    add_partner(partnership, f.a_company(), PartyRole.CANDIDATE)
    competing = vacant(partnership)
    add_partner(partnership, f.a_company())

    assert (alone, competing, vacant(partnership)) == (
        ["signatory public"],
        ["signatory public"],
        SIGNATORIES,
    )


def test_seat_is_vacant_until_it_is_named_and_again_once_its_holder_is_removed():
    partnership = f.a_partnership()
    before = vacant(partnership)
    sponsor = f.seat(partnership, SeatKind.SPONSOR)
    named = vacant(partnership)
    member = partnership.member_set.get(user=sponsor)
    operations.remove_member(member, by=f.lead_of(partnership), on=f.DAY)

    assert (before, named, vacant(partnership)) == (["sponsor public"], [], ["sponsor public"])


def test_seat_that_is_left_vacant_counts_at_once():
    partnership = f.a_partnership()
    f.seat(partnership, SeatKind.SPONSOR)

    operations.name_seat(partnership, kind="sponsor", side="public", member=None, by=None, on=f.DAY)

    assert vacant(partnership) == ["sponsor public"]


# ── Who is told of them ─────────────────────────────────────────────────────────────────────────


def test_public_side_and_partner_hear_of_vacancies_each_of_its_own():
    body, company = f.a_body(), f.a_company()
    partnership = f.taken_over(body, profile="light", stage=Stage.DESIGN)
    add_partner(partnership, company)
    f.share_in(partnership, company)
    of_body = queries.viewer_for(f.staff(body, "owner"))
    of_company = queries.viewer_for(f.company_user(company, "partner_admin"))
    both = (
        list(queries.with_vacancies(of_body)),
        list(queries.with_vacancies_of_partner(of_company)),
    )
    f.seat(partnership, SeatKind.SIGNATORY, Side.PARTNER)

    assert both == ([partnership], [partnership])
    assert list(queries.with_vacancies(of_body)) == [partnership]
    assert list(queries.with_vacancies_of_partner(of_company)) == []
    assert list(queries.with_vacancies(Viewer(on=f.DAY))) == []


def test_nobody_hears_of_vacancies_while_it_stands_still():
    partnership = f.a_partnership()
    owner = queries.viewer_for(f.staff(partnership.lead_body, "owner"))
    f.pause(partnership)

    assert list(queries.with_vacancies(owner)) == []


# ── History ─────────────────────────────────────────────────────────────────────────────────────


def tale_of(viewer, partnership, kind="sponsor", side="public"):
    seats = list(Seat.objects.filter(partnership=partnership))
    tales = queries.seat_tales(
        queries.viewer_for(viewer), f.fresh(partnership), seats, unknown="somebody"
    )
    seat = next(seat for seat in seats if (seat.kind, seat.side) == (kind, side))
    return tales[seat.pk]


def name(partnership, member, on):
    operations.name_seat(partnership, kind="sponsor", side="public", member=member, by=None, on=on)


@pytest.fixture
def changing():
    """A sponsor's seat that Ida held, then nobody, then Jo, who named it twice, then Kim."""
    partnership = f.shared_partnership()
    party = partnership.parties.get(side="public")
    ida, jo, kim = (
        f.a_member(partnership, party=party, name=one, visibility=visibility)
        for one, visibility in (("Ida", "shared"), ("Jo", "internal"), ("Kim", "shared"))
    )
    for member, on in ((ida, 1), (None, 5), (jo, 7), (jo, 8), (kim, 20)):
        name(partnership, member, day(on))
    return partnership


def test_seat_tells_since_when_and_who_before(changing):
    tale = tale_of(f.lead_of(changing), changing)

    assert tale.since == day(20)
    assert [(one.who, one.since, one.until) for one in tale.earlier] == [
        ("Jo", day(7), day(20)),
        ("Ida", day(1), day(5)),
    ]


def test_company_reads_no_name_that_is_not_shared_with_it(changing):
    company = changing.parties.get(side="partner").organisation

    tale = tale_of(f.company_user(company, "partner_admin"), changing)

    assert [one.who for one in tale.earlier] == ["somebody", "Ida"]


def test_seat_of_a_removed_holder_keeps_its_history(changing):
    kim = changing.member_set.get(name="Kim")
    operations.remove_member(kim, by=None, on=day(30))

    tale = tale_of(f.lead_of(changing), changing)

    assert tale.since is None
    assert (tale.earlier[0].who, tale.earlier[0].until) == ("Kim", day(30))
    assert Entry.objects.filter(verb="partnerships.name_seat").latest("id").after == {
        "seat": "sponsor",
        "side": "public",
        "member": None,
    }


def test_seat_that_nobody_ever_held_has_no_history(changing):
    tale = tale_of(f.lead_of(changing), changing, kind="chair")

    assert (tale.since, tale.earlier) == (None, [])
