"""Who may read what, told a second time: plain Python over what `world.py` says of people and partnerships.

Nothing here imports the product. Where the two disagree, one of them is wrong; security.md 3 says which.
"""

import re
from dataclasses import dataclass

CANARY = re.compile(r"CANARY-([a-z_]+)-([a-z_]+)-([a-z]+)", re.IGNORECASE)
WHOLE_BODY = {"owner", "auditor"}
DIRECTORY = {"owner", "lead", "auditor", "staff"}
# Who answers for the people of a body or company, and may read who is invited.
KEEPERS = {"owner", "administrator", "partner_admin"}
WRITERS = {"lead", "contributor"}


@dataclass(frozen=True)
class Secret:
    """One canary that was found: whose it is, its class and its field."""

    owner: str
    visibility: str
    name: str

    def __str__(self):
        return f"CANARY-{self.owner}-{self.visibility}-{self.name}"


def found_in(text):
    """Return the set of Secrets that a text holds, however they are written."""
    return {Secret(*(part.lower() for part in match)) for match in CANARY.findall(text)}


class Oracle:
    """What one person of the world may know."""

    def __init__(self, world, key, route=""):
        self.world, self.me = world, world.people[key]
        # What is for administrators is for them in the administration only.
        self.in_admin = route.startswith("admin:")
        self.has_link = route == "desk:invitation"
        # Goals name what serves them; an administrator reads the names and opens none of it.
        self.among_goals = route.startswith("benefits:goal")

    def administers(self, body):
        return self.in_admin and (self.me.is_operator or "administrator" in self.roles(body))

    # Where somebody stands ---------------------------------------------------------------------

    def roles(self, organisation):
        return self.me.roles.get(organisation, set())

    def side(self, deal):
        """Return the side from which a deal is seen: public, partner or none."""
        me = self.me
        if not me.is_signed_in or deal.key in me.aside:
            return ""
        if me.looks_as:
            return "partner" if deal.key == me.looks_as and deal.is_shared else ""
        side, role = me.places.get(deal.key, ("", "none"))
        # Whoever is only named sees nothing, unless a seat is theirs.
        is_reader = role != "none" or deal.key in me.seats
        if self.roles(deal.body) & WHOLE_BODY or (side == "public" and is_reader):
            return "public"
        if not deal.is_shared:
            return ""
        is_admin = "partner_admin" in self.roles(deal.company)
        return "partner" if is_admin or (side == "partner" and is_reader) else ""

    def runs(self, deal):
        """Tell whether somebody may act for the public side as owner or lead."""
        return self.side(deal) == "public" and (
            "owner" in self.roles(deal.body) or self.me.places.get(deal.key, ("", ""))[1] == "lead"
        )

    def deals(self, *sides):
        sides = sides or ("public", "partner")
        return {key for key, deal in self.world.deals.items() if self.side(deal) in sides}

    def writes(self, deal):
        """Return the side for which somebody may write in a deal, or nothing."""
        me, side = self.me, self.side(deal)
        if not side or me.looks_as:
            return ""
        strong = self.roles(deal.body if side == "public" else deal.company)
        whole = strong & {"owner", "partner_admin"}
        return side if whole or me.places.get(deal.key, ("", ""))[1] in WRITERS else ""

    def reads_costs(self, deal):
        """Return the side whose private costs somebody reads, `shared` for who sees shared ones only, or nothing."""
        if self.me.looks_as:
            return "shared" if self.side(deal) else ""
        audits = self.side(deal) and "auditor" in self.roles(deal.body)
        return self.writes(deal) or ("public" if audits else "")

    def asked(self, deal):
        """Return as what somebody is asked to answer in a deal: pool, public, partner or nothing."""
        if self.me.looks_as or deal.key in self.me.aside or "override" not in deal.ids:
            return set()
        seats = {side for side, _kind in self.me.seats.get(deal.key, ())}
        return seats | ({"pool"} if deal.body in self.me.pool else set())

    # What may be read --------------------------------------------------------------------------

    def may_read(self, secret):
        world = self.world
        if secret.visibility == "draft":
            return secret.owner == self.me.key
        if secret.visibility == "person":
            return self.may_name(secret.owner, secret.name)
        if secret.visibility == "public":
            return self.may_know(secret.owner)
        if secret.visibility in {"absence", "lent"}:
            return self._of_somebody_away(secret)
        if secret.owner in world.deals:
            return self._of_deal(world.deals[secret.owner], secret)
        return self._of_organisation(secret)

    def _of_somebody_away(self, secret):
        """The reason is for who is away and who stands in; why a seat is lent, also for who keeps the pool."""
        me = self.me
        if me.looks_as:
            return False
        keeps = secret.visibility == "lent" and any(
            self.roles(body) & {"owner", "administrator"}
            for body in self.world.people[secret.owner].pool
        )
        return me.key == secret.owner or secret.owner in me.stands_in_for or keeps

    def _of_organisation(self, secret):
        me, where, own = self.me, secret.owner, self.roles(secret.owner)
        match secret.visibility:
            case "goal":
                return bool(own)
            case "wish_own" | "wish_gone":
                return bool(own)
            case "wish_shared":
                if me.looks_as:
                    return self.world.deals[me.looks_as].company == where
                related = {body for body, company in self.world.relations if company == where}
                return bool(own) or any(self.roles(body) & DIRECTORY for body in related)
            case "invited":
                if self.has_link:
                    return where == "alder"
                return bool(own & (KEEPERS | {"auditor"}))
            case _:
                is_content = secret.name in {"calendar", "profilenote", "kind"}
                return (is_content and self.administers(where)) or bool(own & DIRECTORY)

    def _of_deal(self, deal, secret):
        side, asked = self.side(deal), self.asked(deal)
        match secret.visibility:
            case "shared":
                # Who is only asked reads what it is about, not who works on it; an administrator what it is called.
                if secret.name == "title" and "administrator" in self.roles(deal.body):
                    return bool(side) or self.in_admin or self.among_goals
                return bool(side) or (bool(asked) and secret.name in {"title", "summary"})
            case "shared_partner":
                return bool(side)
            case "own_partner":
                return side == "partner" and not self.me.looks_as
            case "asked":
                return side == "public" or bool(asked & {"pool", "public"})
            case "internal":
                told = secret.name in {"need", "basis"} and bool(asked & {"pool", "public"})
                return side == "public" or told
            case "own_public" | "hidden":
                return side == "public"
            case _:
                return self._of_few(deal, secret)

    def _of_few(self, deal, secret):
        """What not everybody of a side reads."""
        match secret.visibility:
            case "writers_public" | "writers_partner":
                return self.writes(deal) == secret.visibility.partition("_")[2]
            case "cost_public" | "cost_partner":
                return self.reads_costs(deal) == secret.visibility.partition("_")[2]
            case "cost_shared":
                return bool(self.reads_costs(deal))
            case "invited_public" | "invited_partner":
                keeps = "partner_admin" in self.roles(deal.company)
                inside = self.side(deal) == "public" and secret.visibility == "invited_public"
                return keeps or inside
            case _:
                return False  # sealed

    def may_know(self, organisation):
        """Tell whether somebody may come across an organisation at all."""
        world, me = self.world, self.me
        if me.is_operator or organisation in me.roles or organisation in me.pool:
            return True
        if self.has_link and organisation == "alder":
            return True
        if any((body, organisation) in world.relations for body in me.roles):
            return True
        for deal in world.deals.values():
            side, asked = self.side(deal), self.asked(deal)
            inside = side == "public" or asked & {"pool", "public"}
            if organisation in {deal.body, deal.company} and (inside or side or asked):
                return True
            if organisation == deal.hidden and inside:
                return True
        return False

    def may_name(self, key, what):
        """Tell whether somebody may read another person's name (or, `what` = mail, the address)."""
        world, me = self.world, self.me
        other = world.people[key]
        invited = self.has_link and (key, what) == ("administrator", "name")
        if key == me.key or invited or (me.looks_as and key == "lead"):
            return True
        if other.is_operator or (me.is_operator and self.in_admin):
            return me.is_signed_in
        if me.looks_as:
            deal = world.deals[me.looks_as]
            return self._is_shown(key, deal) or deal.company in other.roles
        homes = set(other.roles) | other.pool | PAST_HOMES.get(key, set())
        if homes & (set(me.roles) | me.pool):
            return True
        for deal in world.deals.values():
            side, asked = self.side(deal), self.asked(deal)
            parties = {deal.body, deal.company, deal.hidden}
            if side == "public" and (homes & parties or deal.key in other.aside):
                return True
            if side == "partner" and (deal.company in homes or self._is_shown(key, deal)):
                return True
            # The one page that they are asked about says who asks and who has answered.
            if asked & {"pool", "public"} and key in {deal.lead, "approver", "lead"}:
                return True
            if "partner" in asked and self._is_shown(key, deal):
                return True
        return False

    @staticmethod
    def _is_shown(key, deal):
        """A company reads the names of the public side's leads and of those who are named to it."""
        return key == deal.lead or (key in {"seat_holder", "named"} and deal.key == "own")

    # What is listed ----------------------------------------------------------------------------

    def partners(self):
        """Return the organisations that somebody's directory lists."""
        if self.me.looks_as or not self.me.is_signed_in:
            return set()
        bodies = {body for body, roles in self.me.roles.items() if roles & DIRECTORY}
        return {company for body, company in self.world.relations if body in bodies}

    def findable(self):
        """Return the organisations that somebody finds by name."""
        world, me = self.world, self.me
        if not me.is_signed_in:
            return set()
        if me.looks_as:
            return {world.deals[me.looks_as].company}
        if me.is_operator:
            return {*world.bodies, *world.companies}
        return set(me.roles) | {one for body, one in world.relations if body in me.roles}

    def approvals(self):
        """Return {(deal, which)} of the approvals that somebody may open."""
        if self.me.looks_as or not self.me.is_signed_in:
            return set()
        seen = set()
        for deal in self.world.deals.values():
            if "override" not in deal.ids or deal.key in self.me.aside:
                continue
            inside = self.side(deal) == "public"
            if inside or "pool" in self.asked(deal):
                seen.add((deal.key, "override"))
            if "signing" in deal.ids and (inside or self.asked(deal) & {"public", "partner"}):
                seen.add((deal.key, "signing"))
        return seen

    def waiting(self):
        """Return those of them that wait for this very person."""
        answers = {("override", "pool"), ("signing", "public"), ("signing", "partner")}
        return {
            (key, which)
            for key, which in self.approvals()
            if any((which, place) in answers for place in self.asked(self.world.deals[key]))
            and self.world.deals[key].lead != self.me.key
        }


# Whoever left or was shut out is still named where they once worked.
PAST_HOMES = {
    "left": {"alder"},
    "closed": {"alder"},
    "sibling_aside": set(),
    "foreign_aside": set(),
}
