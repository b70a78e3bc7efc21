"""The verbs of strategic goals, and of what serves them."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from audit import operations as audit
from benefits import queries
from benefits.models import GoalLink, StrategicGoal
from benefits.operations.balance import check_conditions
from benefits.operations.holding import USED, BenefitRefused, hold
from benefits.operations.telling import record
from partnerships.models import Side, Visibility
from partnerships.operations.locking import bump, refuse_stale

FACTS = ("title", "description", "source", "starts_on", "ends_on")


@transaction.atomic
def add_goal(body, *, by, on, public_id=None, **facts):
    """This function will write down something that `body` has set itself. `facts` are those of FACTS.

    Raises BenefitRefused at the fields.
    """
    if public_id and (there := StrategicGoal.objects.filter(public_id=public_id).first()):
        if there.body_id != body.pk:
            raise BenefitRefused(USED)
        return there
    goal = StrategicGoal(body=body, **facts, **({"public_id": public_id} if public_id else {}))
    _clean(goal)
    goal.save(force_insert=True)
    _write("add_goal", goal, by=by, on=on, after=_facts(goal))
    return goal


@transaction.atomic
def change_goal(goal, *, version, by, on, **changes):
    """This function will change what a goal says. Raises StaleVersion, and BenefitRefused at the fields."""
    goal = _take(goal, version)
    before = _facts(goal)
    for name, value in changes.items():
        setattr(goal, name, value)
    _clean(goal)
    after = _facts(goal)
    changed = [name for name in FACTS if before[name] != after[name]]
    if not changed:
        return goal
    bump(goal, *FACTS)
    _write(
        "change_goal",
        goal,
        by=by,
        on=on,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )
    return goal


@transaction.atomic
def retire_goal(goal, *, by, on, version=None):
    """This function will give a goal up: nothing new is linked to it. What serves it already goes on serving it.

    Raises StaleVersion.
    """
    goal = _take(goal, version)
    if goal.retired_on is None:
        goal.retired_on = on
        bump(goal, "retired_on")
        _write("retire_goal", goal, by=by, on=on, after={"retired_on": on})
    return goal


@transaction.atomic
def link_goal(partnership, goal, *, by, on, benefit=None, how="", public_id=None):
    """This function will say that a partnership, or one of its public benefits, serves a goal of its lead body.

    The same link twice is one. Raises BenefitRefused.
    """
    partnership = hold(partnership)
    live = GoalLink.objects.filter(
        partnership=partnership, goal=goal, benefit=benefit, unlinked_on__isnull=True
    )
    if (there := live.first()) is not None:
        return there
    _refuse_link(partnership, goal, benefit, on=on)
    if public_id and GoalLink.objects.filter(public_id=public_id).exists():
        raise BenefitRefused(USED)
    link = GoalLink.objects.create(
        partnership=partnership,
        body=partnership.lead_body,
        visibility=Visibility.INTERNAL,
        goal=goal,
        benefit=benefit,
        how=how,
        linked_by=by,
        linked_on=on,
        **({"public_id": public_id} if public_id else {}),
    )
    record(
        "link_goal",
        link,
        partnership,
        by=by,
        on=on,
        after={"goal": goal.title, "benefit": benefit.audit_label if benefit else None},
    )
    check_conditions(partnership, by=by, on=on)
    return link


def _refuse_link(partnership, goal, benefit, *, on):
    if not queries.goals_offered(partnership, on=on).filter(pk=goal.pk).exists():
        raise BenefitRefused({"goal": _("Choose a goal of the body that still holds.")})
    if benefit is not None and (
        benefit.partnership_id != partnership.pk or benefit.side != Side.PUBLIC
    ):
        raise BenefitRefused({"benefit": _("Choose a benefit of the public side.")})


@transaction.atomic
def unlink_goal(link, *, by, on):
    """This function will take a link to a goal off; that there was one stays to be read."""
    partnership = hold(link.partnership)
    link = GoalLink.objects.select_related("goal").get(pk=link.pk)
    if link.unlinked_on is None:
        link.unlinked_on = on
        bump(link, "unlinked_on")
        record("unlink_goal", link, partnership, by=by, on=on, before={"goal": link.goal.title})
        check_conditions(partnership, by=by, on=on)
    return link


def _take(goal, version):
    goal = StrategicGoal.objects.select_for_update(of=("self",)).get(pk=goal.pk)
    refuse_stale(goal, version)
    return goal


def _clean(goal):
    if goal.ends_on is not None and goal.starts_on is not None and goal.ends_on < goal.starts_on:
        words = _("The last day lies before the first.")
        raise BenefitRefused({"starts_on": words, "ends_on": words})
    live = StrategicGoal.objects.filter(
        body=goal.body, title=goal.title, retired_on__isnull=True
    ).exclude(pk=goal.pk)
    if goal.retired_on is None and live.exists():
        raise BenefitRefused({"title": _("The body has a goal with this name already.")})
    try:
        goal.full_clean(exclude=["public_id", "body"], validate_constraints=False)
    except ValidationError as refusal:
        raise BenefitRefused(refusal.error_dict) from refusal


def _write(verb, goal, *, by, on, **values):
    audit.record(f"benefits.{verb}", goal, by=by, on=on, body=goal.body, **values)


def _facts(goal):
    return {name: getattr(goal, name) for name in FACTS}
