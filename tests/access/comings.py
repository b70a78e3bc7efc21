"""Who is away and who stands in, and who is invited: made through operations, like everything of the world."""

import datetime

from django.utils import timezone

from organisations import operations as organisations
from partnerships import operations, queries
from tests.access.cast import ABSENT, LENT, SPEAKS, canary
from tests.access.rows import RELATIONS
from tests.factories import DAY

# Who invites on behalf of an organisation.
HOSTS = {"alder": "administrator", "harbour": "other_owner", **SPEAKS}
# What somebody is asked to be there; the most modest.
MODEST = {"alder": "staff", "harbour": "staff"}


def last_day():
    """Return the last day of every absence: some weeks from today."""
    return timezone.localdate() + datetime.timedelta(days=60)


def be_away(world):
    """Announce the absences and lend the seat; before anything is asked, so that it is asked of deputies too."""
    for key, deputy in ABSENT.items():
        world.absences[key] = organisations.announce_absence(
            world.user(key),
            world.organisation("alder"),
            deputy=world.user(deputy),
            starts_on=DAY,
            ends_on=last_day(),
            reason=canary(key, "absence", "reason"),
            by=world.user(key),
            on=DAY,
        )
        world.people[deputy].stands_in_for.add(key)
    for key, to in LENT.items():
        world.delegations[key] = organisations.delegate_seat(
            world.user(key).approver_seats.get(),
            to=world.user(to),
            starts_on=DAY,
            ends_on=last_day(),
            reason=canary(key, "lent", "reason"),
            by=world.user(key),
            on=DAY,
        )
        world.people[to].stands_in_for.add(key)
    # Whoever stands in for somebody of the pool is asked with it.
    world.people["deputy"].pool = {"alder"}
    world.people["delegate"].pool = {"alder"}


def invite(world):
    """Invite somebody into each organisation, and into each partnership from both sides."""
    now = timezone.now()
    for key, host in HOSTS.items():
        world.invitations[key] = operations.invite(
            world.organisation(key),
            role=MODEST.get(key, "partner_staff"),
            by=world.user(host),
            on=timezone.localdate(),
            now=now,
            **_said(key, "invited"),
        )
    for key in RELATIONS:
        deal = world.deals[key]
        for cls, host in (
            ("invited_public", deal.lead),
            ("invited_partner", SPEAKS[deal.company]),
        ):
            invitation = operations.invite(
                world.companies[deal.company],
                role="partner_staff",
                member_role="viewer",
                partnership=deal.row,
                by=world.user(host),
                on=timezone.localdate(),
                now=now,
                **_said(key, cls),
            )
            deal.ids[cls] = invitation.public_id
    deal = world.deals["own"]
    for key, where in (("own", deal.body), ("sibling", "rival"), ("foreign", "harbour")):
        world.deals[key].ids["invited"] = world.invitations[where].public_id
    world.token = queries.token_of(world.invitations["alder"])


def _said(owner, cls):
    return {
        "address": f"canary-{owner}-{cls}-mail@elsewhere.example",
        "name": canary(owner, cls, "name"),
        "message": canary(owner, cls, "message"),
    }
