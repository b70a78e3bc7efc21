"""guardian's rows for partnerships: a projection of the members, and the only place that writes it."""

from django.contrib.auth.models import Permission

from organisations.models import Membership
from partnerships.models import Member, MemberRole, PartnershipUserObjectPermission

PERMISSIONS_OF_ROLE = {
    MemberRole.LEAD: ("view_partnership", "change_partnership", "lead_partnership"),
    MemberRole.CONTRIBUTOR: ("view_partnership", "contribute_partnership"),
    MemberRole.EVALUATOR: ("view_partnership", "evaluate_partnership"),
    MemberRole.VIEWER: ("view_partnership",),
    MemberRole.NONE: (),
}


def projected_permissions(partnership, *, on):
    """This function will return the set of (user id, codename) that the live members stand for."""
    rows = Member.objects.live(on=on).filter(partnership=partnership, user__isnull=False)
    belongs = set(
        Membership.objects.live(on=on)
        .filter(organisation__in=rows.values("party__organisation"))
        .values_list("user_id", "organisation_id")
    )
    return {
        (user_id, codename)
        for user_id, organisation_id, role in rows.values_list(
            "user_id", "party__organisation_id", "role"
        )
        if (user_id, organisation_id) in belongs
        for codename in PERMISSIONS_OF_ROLE[role]
    }


def stored_permissions(partnership):
    """This function will return the set of (user id, codename) that guardian holds for `partnership`."""
    rows = PartnershipUserObjectPermission.objects.filter(content_object=partnership)
    return set(rows.values_list("user_id", "permission__codename"))


def project_partnership(partnership, *, on):
    """This function will make guardian's rows of `partnership` equal to its members and return how many changed."""
    wanted, stored = projected_permissions(partnership, on=on), stored_permissions(partnership)
    for user_id, codename in stored - wanted:
        PartnershipUserObjectPermission.objects.filter(
            content_object=partnership, user_id=user_id, permission__codename=codename
        ).delete()
    permissions = {
        permission.codename: permission
        for permission in Permission.objects.filter(
            content_type__app_label="partnerships",
            content_type__model="partnership",
            codename__in={codename for _user, codename in wanted - stored},
        )
    }
    PartnershipUserObjectPermission.objects.bulk_create(
        [
            PartnershipUserObjectPermission(
                content_object=partnership, user_id=user_id, permission=permissions[codename]
            )
            for user_id, codename in wanted - stored
        ],
        ignore_conflicts=True,
    )
    return len(wanted ^ stored)
