"""Who must prove more than a password. The first argument is the Viewer."""

import rules
from django.conf import settings


@rules.predicate
def needs_second_factor(viewer):
    """Anybody with a place in a public body, second approvers, administrators of a company, operators."""
    return bool(
        settings.SECOND_FACTOR
        and (
            viewer.is_public
            or viewer.is_operator
            or viewer.approver_body_ids
            or viewer.companies_as("partner_admin")
        )
    )


rules.add_perm("accounts.turn_off_second_factor", ~needs_second_factor)
