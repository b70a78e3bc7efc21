"""Who looks: the one argument of every visibility queryset and every permission."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from accounts.models import User

NO_ROLES: Mapping[int, frozenset[str]] = MappingProxyType({})


@dataclass(frozen=True)
class Viewer:
    """What is known about the person who looks, at one moment; filled by `partnerships`."""

    user: User | None = None
    roles: Mapping[int, frozenset[str]] = field(default_factory=lambda: NO_ROLES, hash=False)
    body_ids: frozenset[int] = frozenset()
    company_ids: frozenset[int] = frozenset()
    # In whose pool of second approvers: by a seat of one's own, or in the place of somebody else.
    approver_body_ids: frozenset[int] = frozenset()
    # Those of them in which only somebody else's place gives the right.
    lent_body_ids: frozenset[int] = frozenset()
    # Users who are away on this day and whose deputy this is: asked what they are asked, and nothing else.
    stands_in_for: frozenset[int] = frozenset()
    recused_ids: frozenset[int] = frozenset()
    view_as_party_id: int | None = None
    view_as_role: str = ""
    scopes: frozenset[str] | None = None
    on: datetime.date | None = None
    # Answers of one-look-up predicates, so that a page asks the database once for each.
    cache: dict = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def is_signed_in(self) -> bool:
        return self.user is not None

    @property
    def is_public(self) -> bool:
        return bool(self.body_ids)

    @property
    def is_partner(self) -> bool:
        return bool(self.company_ids)

    @property
    def is_operator(self) -> bool:
        return self.user is not None and self.user.is_active and self.user.is_operator

    @property
    def may_write(self) -> bool:
        return self.is_signed_in and self.view_as_party_id is None

    def has_role(self, organisation_id: int, *roles: str) -> bool:
        """Say whether one of the roles is held, live, in the organisation."""
        return not self.roles.get(organisation_id, frozenset()).isdisjoint(roles)

    def bodies_as(self, *roles: str) -> frozenset[int]:
        """Return the public bodies in which one of the roles is held."""
        return frozenset(body for body in self.body_ids if self.has_role(body, *roles))

    def companies_as(self, *roles: str) -> frozenset[int]:
        """Return the companies in which one of the roles is held."""
        return frozenset(company for company in self.company_ids if self.has_role(company, *roles))
