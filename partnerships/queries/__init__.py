from partnerships.queries.approvals import (
    approvals_visible_to,
    approvals_waiting_for,
    open_asks_of,
    people_asked,
)
from partnerships.queries.content import current_profile, load_profiles, sector_label, sectors
from partnerships.queries.gates import (
    catch_up_of,
    conditions_of,
    gate_ahead,
    gates_of,
    missing_conditions,
)
from partnerships.queries.lists import (
    due_gates,
    ending_partnerships,
    listed_partnerships,
    stage_counts,
)
from partnerships.queries.people import (
    Place,
    leads_of,
    live_members,
    members_visible_to,
    parties_visible_to,
    partner_users,
    place_of,
    public_users,
)
from partnerships.queries.visibility import (
    partner_partnerships,
    partnerships_administered_by,
    partnerships_visible_to,
    public_partnerships,
    viewer_for,
    within,
)

__all__ = [
    "Place",
    "approvals_visible_to",
    "approvals_waiting_for",
    "catch_up_of",
    "conditions_of",
    "current_profile",
    "due_gates",
    "ending_partnerships",
    "gate_ahead",
    "gates_of",
    "leads_of",
    "listed_partnerships",
    "live_members",
    "load_profiles",
    "members_visible_to",
    "missing_conditions",
    "open_asks_of",
    "parties_visible_to",
    "partner_partnerships",
    "partner_users",
    "partnerships_administered_by",
    "partnerships_visible_to",
    "people_asked",
    "place_of",
    "public_partnerships",
    "public_users",
    "sector_label",
    "sectors",
    "stage_counts",
    "viewer_for",
    "within",
]
