"""Names for the opaque ids that audit entries keep, as far as the reader may know them."""

from functools import cached_property
from uuid import UUID

from django.utils.translation import gettext as _

from accounts import queries as accounts
from organisations.models import Membership
from partnerships.models import Member, Side, Visibility
from partnerships.queries import members_visible_to, place_of

USER_KEYS = ("user", "submitter", "for")
MEMBER_KEYS = ("member", "reviewer", "owner")


class Names:
    """Answers who stands behind an id in one partnership.

    The public side reads every name but of those whom a company keeps to itself. A company reads the names of its own people and of members shared with it;
    whoever else acted is called by the organisation that they acted for. `members`, where a page has them already,
    are the live members that the reader may see.
    """

    def __init__(self, viewer, partnership, *, parties, entries=(), users=(), members=None):
        self.viewer, self.partnership, self.parties = viewer, partnership, parties
        self._live = members
        self.is_inside = place_of(viewer, partnership).side == Side.PUBLIC
        self._keys = {key for entry in entries for key in _users_in(entry)} | set(users)
        self._member_keys = {key for entry in entries for key in _members_in(entry)}

    @cached_property
    def _users(self):
        return accounts.users_by_key(self._keys)

    @cached_property
    def _members(self):
        known = {row.public_id: row for row in self._live or ()}
        if missing := self._member_keys - set(known):
            rows = Member.objects.filter(partnership=self.partnership, public_id__in=missing)
            known |= {row.public_id: row for row in rows.select_related("user")}
        return known

    @cached_property
    def _shown_users(self):
        """The public ids of the users whose names a company sees here as members."""
        rows = self._live
        if rows is None:
            rows = members_visible_to(self.viewer, self.partnership).prefetch_related(None)
        return {row.user.public_id for row in rows if row.user}

    @cached_property
    def _organisation_of(self):
        """For everybody who is not shown by name: the party that they belong to or belonged to."""
        hidden = self._keys - self._shown_users
        rows = Membership.objects.filter(
            user__public_id__in=hidden,
            organisation__in=[party.organisation_id for party in self.parties],
        )
        return dict(rows.values_list("user__public_id", "organisation_id"))

    def user(self, key):
        """This function will return what to call the person behind a user's id; nobody means the clock."""
        key = _uuid(key)
        if key is None:
            return "Concordat"
        person = self._users.get(key)
        if person is None:
            return _("a former user")
        if self.is_inside or key in self._shown_users:
            return person.get_full_name()
        organisation = self._organisation_of.get(key)
        if organisation in self.viewer.company_ids:
            return person.get_full_name()
        return self._party_name(organisation)

    def member(self, key):
        """This function will return the name of a member, or what to call somebody who is not shown."""
        row = self._members.get(_uuid(key))
        if row is None or not self._may_see(row):
            return _("somebody")
        return row.user.get_full_name() if row.user else row.name

    def _may_see(self, row):
        party = next((party for party in self.parties if party.pk == row.party_id), None)
        if party is None:
            return False
        is_own = row.visibility == Visibility.OWN_SIDE
        if self.is_inside:
            return not is_own or party.side == Side.PUBLIC
        if is_own:
            # Whoever only looks as a company is of the other side.
            is_of_it = party.organisation_id in self.viewer.company_ids
            return is_of_it and self.viewer.view_as_party_id is None
        return row.visibility in {Visibility.SHARED, Visibility.PUBLISHED}

    def organisation(self, key):
        """This function will return the name of a party's organisation, if the reader may know of it."""
        key = _uuid(key)
        for party in self.parties:
            if party.organisation.public_id == key:
                return str(party.organisation)
        return _("an organisation")

    def party(self, key):
        """This function will return the name of the organisation that a party is."""
        for party in self.parties:
            if party.public_id == key:
                return str(party.organisation)
        return _("an organisation")

    def _party_name(self, organisation_id):
        for party in self.parties:
            if party.organisation_id == organisation_id:
                return str(party.organisation)
        return str(self.partnership.lead_body)


def _users_in(entry):
    """Return the ids of users that an entry names."""
    keys = {entry.actor_id} if entry.actor_id else set()
    for values in (entry.before or {}, entry.after or {}):
        keys |= {_uuid(values.get(name)) for name in USER_KEYS} - {None}
    return keys


def _members_in(entry):
    for values in (entry.before or {}, entry.after or {}):
        for name in MEMBER_KEYS:
            if key := _uuid(values.get(name)):
                yield key


def _uuid(value):
    if isinstance(value, UUID) or value is None:
        return value
    try:
        return UUID(str(value))
    except ValueError:
        return None
