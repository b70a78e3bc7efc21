"""The verbs of what running a partnership costs: written down for one side, and shown to the other only on purpose."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from benefits import queries
from benefits.models import Cost
from benefits.operations.telling import record, tell
from partnerships import operations as partnerships
from partnerships.models import Freeze, PartyRole, Side, Visibility
from partnerships.operations.locking import bump, lock_partnership, refuse_stale

FACTS = ("kind", "spent_on", "hours", "money", "currency", "note")


class CostRefused(ValidationError):
    """The cost cannot be written down or changed like this."""


@transaction.atomic
def record_cost(partnership, *, party, by, on, public_id=None, **facts):
    """This function will write down what running the partnership cost `party`; only its own side sees it.

    `facts` are those of FACTS. Raises CostRefused at the fields.
    """
    partnership = _hold(partnership)
    if public_id and (there := Cost.objects.filter(public_id=public_id).first()):
        if there.owning_party != party or there.recorded_by != by:
            raise CostRefused(_("This form has been used already. Begin a new one."))
        return there
    cost = Cost(
        partnership=partnership,
        body=partnership.lead_body,
        owning_party=party,
        visibility=Visibility.OWN_SIDE,
        term=queries.current_term(partnership),
        recorded_by=by,
        recorded_on=on,
        **facts,
        **({"public_id": public_id} if public_id else {}),
    )
    _clean(cost, on=on)
    cost.save(force_insert=True)
    _note("record_cost", cost, by=by, on=on, after=_facts(cost))
    return cost


@transaction.atomic
def change_cost(cost, *, version, by, on, **changes):
    """This function will change a cost. Raises StaleVersion and CostRefused."""
    cost = _take(cost, version)
    before = _facts(cost)
    for name, value in changes.items():
        setattr(cost, name, value)
    _clean(cost, on=on)
    after = _facts(cost)
    changed = [name for name in FACTS if before[name] != after[name]]
    if changed:
        bump(cost, *FACTS)
        _note(
            "change_cost",
            cost,
            by=by,
            on=on,
            before={name: before[name] for name in changed},
            after={name: after[name] for name in changed},
        )
    return cost


@transaction.atomic
def share_cost(cost, *, by, on, version=None):
    """This function will show one cost to the other side. Raises StaleVersion, Frozen and CostRefused."""
    cost = _take(cost, version)
    if cost.shared_on is None:
        _share(cost.partnership, cost.owning_party, [cost], by=by, on=on)
    return cost


@transaction.atomic
def share_costs(partnership, *, party, by, on):
    """This function will show every cost of `party` that the other side does not see yet; returns how many.

    Raises Frozen.
    """
    partnership = _hold(partnership)
    rows = Cost.objects.select_for_update().filter(
        partnership=partnership,
        owning_party=party,
        shared_on__isnull=True,
        withdrawn_on__isnull=True,
    )
    costs = list(rows.order_by("id"))
    if costs:
        _share(partnership, party, costs, by=by, on=on)
    return len(costs)


@transaction.atomic
def withdraw_cost(cost, *, by, on, version=None):
    """This function will take a cost off the list; that it was there stays in the history. Raises StaleVersion."""
    cost = _take(cost, version)
    cost.withdrawn_on = on
    bump(cost, "withdrawn_on")
    _note("withdraw_cost", cost, by=by, on=on, before=_facts(cost), after={"withdrawn_on": on})
    return cost


def _hold(partnership):
    partnership = lock_partnership(partnership)
    if partnership.is_closed:
        raise CostRefused(_("The partnership is closed."))
    return partnership


def _take(cost, version):
    partnership = _hold(cost.partnership)
    cost = Cost.objects.select_related("owning_party__organisation").get(pk=cost.pk)
    cost.partnership = partnership
    refuse_stale(cost, version)
    if cost.withdrawn_on is not None:
        raise CostRefused(_("This cost was taken off the list."))
    return cost


def _share(partnership, party, costs, *, by, on):
    partnerships.refuse_frozen(partnership, Freeze.SHARING)
    for cost in costs:
        cost.partnership = partnership
        cost.visibility, cost.shared_on = Visibility.SHARED, on
        bump(cost, "visibility", "shared_on")
        after = {**_facts(cost), "visibility": Visibility.SHARED}
        _note("share_cost", cost, by=by, on=on, after=after)
    tell(
        "costs_shared",
        partnership,
        to=_other_side(partnership, party, on=on),
        key=f"costs_shared:{costs[0].public_id}:{costs[0].version}",
        on=on,
        by=by,
        url=costs[0].get_absolute_url(),
        count=len(costs),
        giver=party.organisation,
    )


def _other_side(partnership, party, *, on):
    side = Side.PARTNER if party.side == Side.PUBLIC else Side.PUBLIC
    parties = partnership.parties.filter(side=side)
    if side == Side.PARTNER:
        parties = parties.filter(shared_at__isnull=False).exclude(role=PartyRole.CANDIDATE)
    return [user for one in parties for user in queries.writers_of(one, on=on)]


def _note(verb, cost, *, by, on, **values):
    record(
        verb,
        cost,
        cost.partnership,
        by=by,
        on=on,
        party=cost.owning_party,
        visibility=cost.visibility,
        **values,
    )


def _facts(cost):
    return {name: getattr(cost, name) for name in FACTS}


def _clean(cost, *, on):
    if cost.hours is None and cost.money is None:
        raise CostRefused({"hours": _("Enter hours, money or both.")})
    for name in ("hours", "money"):
        if getattr(cost, name) is not None and getattr(cost, name) <= 0:
            raise CostRefused({name: _("Enter a figure above 0.")})
    if cost.money is None:
        cost.currency = ""
    elif not cost.currency:
        raise CostRefused({"currency": _("Say in which currency the money is.")})
    if cost.spent_on > on:
        raise CostRefused({"spent_on": _("This day has not come yet.")})
    try:
        cost.full_clean(exclude=["public_id", "partnership", "body", "recorded_by"])
    except ValidationError as refusal:
        raise CostRefused(refusal.error_dict) from refusal
