"""guardian's rows for organisations: a projection of the memberships, and the only place that writes it."""

from django.contrib.auth.models import Permission

from organisations.models import Membership, OrganisationUserObjectPermission

PERMISSIONS_OF_ROLE = {
    "owner": ("view_organisation", "own_portfolio"),
    "lead": ("view_organisation", "lead_partnerships"),
    "auditor": ("view_organisation", "audit_portfolio"),
    "administrator": ("view_organisation", "administer"),
    "staff": ("view_organisation",),
    "partner_admin": ("view_organisation", "administer"),
    "partner_staff": ("view_organisation",),
}


def projected_permissions(organisation, *, on):
    """This function will return the set of (user id, codename) that the live memberships stand for."""
    rows = (
        Membership.objects.live(on=on)
        .filter(organisation=organisation)
        .values_list("user_id", "role")
    )
    return {(user_id, codename) for user_id, role in rows for codename in PERMISSIONS_OF_ROLE[role]}


def stored_permissions(organisation):
    """This function will return the set of (user id, codename) that guardian holds for `organisation`."""
    rows = OrganisationUserObjectPermission.objects.filter(content_object=organisation)
    return set(rows.values_list("user_id", "permission__codename"))


def project_organisation(organisation, *, on):
    """This function will make guardian's rows of `organisation` equal to its memberships and return what changed.

    Runs inside the transaction of the operation that changed a membership.
    """
    wanted, stored = projected_permissions(organisation, on=on), stored_permissions(organisation)
    for user_id, codename in stored - wanted:
        OrganisationUserObjectPermission.objects.filter(
            content_object=organisation, user_id=user_id, permission__codename=codename
        ).delete()
    codenames = {codename for _user, codename in wanted - stored}
    permissions = {
        permission.codename: permission
        for permission in Permission.objects.filter(
            content_type__app_label="organisations",
            content_type__model="organisation",
            codename__in=codenames,
        )
    }
    OrganisationUserObjectPermission.objects.bulk_create(
        [
            OrganisationUserObjectPermission(
                content_object=organisation, user_id=user_id, permission=permissions[codename]
            )
            for user_id, codename in wanted - stored
        ],
        ignore_conflicts=True,
    )
    return len(wanted ^ stored)
