"""The verbs of what a company wants from public partners: its own, until it shares it with the bodies it works with."""

from django.db import transaction
from django.utils.translation import gettext as _

from audit import operations as audit
from benefits import queries
from benefits.models import Wish
from benefits.operations.holding import USED, BenefitRefused, refuse_blank
from benefits.operations.register import add_benefit
from partnerships.models import Side, Visibility
from partnerships.operations.locking import bump, refuse_stale

FACTS = ("type_key", "type_label", "statement")


@transaction.atomic
def add_wish(organisation, *, kind, statement, by, on, public_id=None):
    """This function will write down what a company wants from public partners; only the company sees it.

    `kind` is a shipped BenefitType for companies. Raises BenefitRefused at the fields.
    """
    if public_id and (there := Wish.objects.filter(public_id=public_id).first()):
        if there.organisation_id != organisation.pk:
            raise BenefitRefused(USED)
        return there
    wish = Wish(
        organisation=organisation,
        recorded_on=on,
        **({"public_id": public_id} if public_id else {}),
    )
    _say(wish, kind, statement, on=on)
    wish.save(force_insert=True)
    _write("add_wish", wish, by=by, on=on, after=_facts(wish))
    return wish


@transaction.atomic
def change_wish(wish, *, version, kind, statement, by, on):
    """This function will change what a wish says. Raises StaleVersion, and BenefitRefused at the fields."""
    wish = _take(wish, version)
    before = _facts(wish)
    _say(wish, kind, statement, on=on)
    after = _facts(wish)
    if after != before:
        bump(wish, *FACTS)
        _write("change_wish", wish, by=by, on=on, before=before, after=after)
    return wish


@transaction.atomic
def share_wish(wish, *, by, on, version=None):
    """This function will let every body that has a relationship with the company read a wish.

    Raises StaleVersion and BenefitRefused.
    """
    wish = _take(wish, version)
    if wish.shared_on is None:
        wish.shared_on = on
        bump(wish, "shared_on")
        _write("share_wish", wish, by=by, on=on, after={"shared_on": on})
    return wish


@transaction.atomic
def withdraw_wish(wish, *, by, on, version=None):
    """This function will take a wish back; no body reads it any more. Raises StaleVersion."""
    wish = _take(wish, version, even_withdrawn=True)
    if wish.withdrawn_on is None:
        wish.withdrawn_on = on
        bump(wish, "withdrawn_on")
        _write("withdraw_wish", wish, by=by, on=on, after={"withdrawn_on": on})
    return wish


@transaction.atomic
def take_up_wish(wish, partnership, *, party, by, on, public_id=None):
    """This function will make a draft benefit of the company's side from a wish of its own; the wish stays.

    Raises BenefitRefused.
    """
    wish = _take(wish, None)
    if party.organisation_id != wish.organisation_id or party.side != Side.PARTNER:
        raise BenefitRefused(_("A wish is taken up by the company whose wish it is."))
    kinds = queries.types_offered(body=partnership.lead_body, side=Side.PARTNER, on=on)
    kind = next((one for one in kinds if one.key == wish.type_key), None)
    if kind is None:
        raise BenefitRefused(_("This kind of benefit is not offered any more. Change the wish."))
    benefit = add_benefit(
        partnership,
        party=party,
        kind=kind,
        statement=wish.statement,
        by=by,
        on=on,
        public_id=public_id,
    )
    _write("take_up_wish", wish, by=by, on=on, after={"partnership": partnership.reference})
    return benefit


def _take(wish, version, *, even_withdrawn=False):
    wish = (
        Wish.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=wish.pk)
    )
    refuse_stale(wish, version)
    if wish.withdrawn_on is not None and not even_withdrawn:
        raise BenefitRefused(_("This wish was taken back."))
    return wish


def _say(wish, kind, statement, *, on):
    if kind not in queries.types_offered(body=None, side=Side.PARTNER, on=on):
        raise BenefitRefused({"kind": _("Choose a kind from the list.")})
    wish.statement = refuse_blank(statement, _("Say what the company wants."), field="statement")
    wish.type_key, wish.type_label = kind.key, kind.label


def _write(verb, wish, *, by, on, **values):
    """What a company wants is its own: nobody's history of a partnership shows it."""
    audit.record(
        f"benefits.{verb}",
        wish,
        by=by,
        on=on,
        visibility=Visibility.OWN_SIDE,
        **values,
    )


def _facts(wish):
    return {name: getattr(wish, name) for name in FACTS}
