"""Who said or did something, as far as the reader may know them by name."""

from functools import cached_property

from organisations.models import Membership
from partnerships.models import PartyRole, Side
from partnerships.queries import members_visible_to, place_of


class People:
    """Names of one partnership for one reader.

    The public side reads every name but of those whom a company keeps to itself; a company reads those of its own people and of members that are shared with it.
    Whoever else spoke is called by the organisations of their side.
    """

    def __init__(self, viewer, partnership, *, parties):
        self.viewer, self.partnership = viewer, partnership
        self.is_inside = place_of(viewer, partnership).side == Side.PUBLIC
        self._parties = parties
        self._sides = {
            side: ", ".join(str(party.organisation) for party in parties if party.side == side)
            for side in Side.values
        }

    @cached_property
    def _members(self):
        rows = members_visible_to(self.viewer, self.partnership).prefetch_related(None)
        return {row.pk: row.user_id for row in rows}

    @cached_property
    def _known(self):
        own = Membership.objects.filter(organisation__in=self.viewer.company_ids)
        return {*self._members.values(), *own.values_list("user", flat=True)}

    def side(self, side):
        """This function will return the organisations of a side."""
        return self._sides[side]

    def readers_of(self, party):
        """This function will return the parties, known to the reader, that begin to see what `party` shares of its own."""
        others = [one for one in self._parties if one != party]
        if party.side == Side.PUBLIC:
            return [one for one in others if one.side == Side.PARTNER and one.is_shared_in]
        is_rival = party.role == PartyRole.CANDIDATE
        return [
            one for one in others if one.side == Side.PUBLIC or (one.is_shared_in and not is_rival)
        ]

    def readers_of_costs(self, party):
        """This function will return the same for costs: they are for the other side, and not for candidates."""
        return [
            one
            for one in self.readers_of(party)
            if one.side != party.side and one.role != PartyRole.CANDIDATE
        ]

    def user(self, user, side):
        """This function will return what to call somebody who acted for `side`."""
        if user is None:
            return ""
        if self.is_inside or user.pk in self._known:
            return user.get_full_name()
        return self.side(side)

    def member(self, member, side):
        """This function will return what to call a member of `side`, such as an owner; nothing where there is none."""
        if member is None:
            return ""
        if member.pk in self._members or (self.is_inside and side == Side.PUBLIC):
            return str(member)
        # Whom a company names for itself only, the public side does not read either, nor by looking as the company.
        is_looking = self.viewer.view_as_party_id is not None
        if self.is_inside or is_looking or not member.user_id:
            return self.side(side)
        return self.user(member.user, side)
