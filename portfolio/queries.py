"""What the staff's home asks of every room: what waits for a person, how the list divides, who the partners are."""

import datetime
import re
from dataclasses import dataclass

from dateutil.relativedelta import relativedelta
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    Exists,
    F,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, Concat, NullIf, TruncDate

from accounts.models import User
from accounts.viewer import Viewer
from audit import queries as audit
from audit.models import Entry
from organisations import queries as organisations
from organisations.models import Identifier, Organisation, Relationship
from partnerships import queries as partnerships
from partnerships.models import (
    ApprovalAsk,
    AskKind,
    ConditionState,
    Draft,
    GateCondition,
    Partnership,
    Party,
    Profile,
    Stage,
)

# Why an approval is the reader's.
BY_SEAT, AS_SECOND, IN_ANOTHER_PLACE = range(3)
NEEDS_LIMIT = 200
NEAR = 14  # days before its target day on which a gate begins to need somebody
COUNT_LIMIT = 10_000


# ── What needs somebody ─────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Need:
    """One thing that waits for the reader, whatever room it comes from."""

    what: str  # gate_decision, condition_override, gate, catch_up, review, draft
    day: datetime.date
    title: str
    reference: str
    gate_number: int
    words: str
    handle: str  # public id or key, for the address
    who: str
    figure: (
        int  # conditions missing or to catch up; 1 where a second person, or the reviewer, is meant
    )
    body_name: str


NEED_FIELDS = tuple(Need.__dataclass_fields__)


def what_needs(viewer: Viewer, *, on: datetime.date) -> list[Need]:
    """Return what waits for `viewer`, earliest first, in one query and never more than NEEDS_LIMIT."""
    rooms = [
        _approvals(viewer),
        _gates(viewer, on=on),
        _catch_up(viewer, on=on),
        _reviews(viewer, on=on),
        _drafts(viewer),
    ]
    first, *others = [room.order_by().values_list(*NEED_FIELDS) for room in rooms]
    both = first.union(*others, all=True).order_by("day", "title", "handle")
    return [Need(*row) for row in both[:NEEDS_LIMIT]]


def _word(text: str) -> Value:
    return Value(text, output_field=CharField())


def _number(figure: int) -> Value:
    return Value(figure, output_field=IntegerField())


def _named(user: str) -> Coalesce:
    name, mail = NullIf(f"{user}__name", _word("")), f"{user}__email"
    return Coalesce(name, mail, output_field=CharField())


def _approvals(viewer: Viewer) -> QuerySet:
    pool = ApprovalAsk.objects.filter(approval=OuterRef("pk"), kind=AskKind.POOL, answer="")
    asked_as_second = Exists(pool) & Q(body__organisation__in=viewer.approver_body_ids)
    return partnerships.approvals_waiting_for(viewer).annotate(
        what=F("kind"),
        day=F("submitted_on"),
        title=Coalesce("partnership__title", _word("")),
        reference=Coalesce("partnership__reference", _word("")),
        gate_number=Coalesce(Cast(KT("shown__gate"), IntegerField()), 0),
        words=Coalesce(Cast(KT("shown__label"), CharField()), _word("")),
        handle=Cast("public_id", CharField()),
        who=_named("submitter"),
        figure=Case(
            When(partnerships.asked_in_another_place(viewer), then=_number(IN_ANOTHER_PLACE)),
            When(asked_as_second, then=_number(AS_SECOND)),
            default=_number(BY_SEAT),
        ),
        body_name=F("body__organisation__name"),
    )


def _gates(viewer: Viewer, *, on: datetime.date) -> QuerySet:
    return partnerships.due_gates(viewer, on=on, days=NEAR).annotate(
        what=_word("gate"),
        day=F("target_on"),
        gate_number=F("number"),
        words=_word(""),
        handle=_word(""),
        who=_word(""),
        figure=F("partnership__standing__missing"),
        **_of_partnership(),
    )


def _catch_up(viewer: Viewer, *, on: datetime.date) -> QuerySet:
    """One row a partnership: a take-over leaves many conditions, and they are settled side by side."""
    mine = Q(partnership__in=partnerships.led_partnerships(viewer)) | Q(owner__user=viewer.user)
    return (
        GateCondition.objects.filter(mine, partnership__in=partnerships.public_partnerships(viewer))
        .filter(
            state=ConditionState.TAKEN_OVER,
            due_on__lte=on + datetime.timedelta(days=NEAR),
            partnership__side_state="",
        )
        .exclude(partnership__stage=Stage.CLOSED)
        .values("partnership")
        .annotate(
            what=_word("catch_up"),
            day=Min("due_on"),
            gate_number=Min("gate__number"),
            words=Min("label"),
            handle=_word(""),
            who=_word(""),
            figure=Count("pk", output_field=IntegerField()),
            **_of_partnership(),
        )
    )


def _reviews(viewer: Viewer, *, on: datetime.date) -> QuerySet:
    return partnerships.reviews_due(viewer, on=on).annotate(
        what=_word("review"),
        day=F("until"),
        gate_number=_number(0),
        words=F("to_state"),
        handle=_word(""),
        who=Coalesce(_named("reviewer__user"), _word("")),
        figure=Case(When(reviewer__user=viewer.user, then=_number(1)), default=_number(0)),
        **_of_partnership(),
    )


def _drafts(viewer: Viewer) -> QuerySet:
    mine = Draft.objects.filter(by=viewer.user, body__organisation__in=viewer.body_ids)
    return (mine if viewer.may_write else mine.none()).annotate(
        what=_word("draft"),
        day=TruncDate("saved_at", output_field=DateField()),
        title=Coalesce(Cast(KT("data__title"), CharField()), _word("")),
        reference=_word(""),
        gate_number=_number(0),
        words=_word(""),
        handle=Cast("public_id", CharField()),
        who=_word(""),
        figure=_number(0),
        body_name=F("body__organisation__name"),
    )


def _of_partnership() -> dict:
    return {
        "title": F("partnership__title"),
        "reference": F("partnership__reference"),
        "body_name": F("body__organisation__name"),
    }


# ── The list of partnerships ────────────────────────────────────────────────────────────────────


def late(on: datetime.date) -> Q:
    """Return what makes a partnership's next gate late on the day `on`."""
    return Q(standing__next_due_on__lt=on)


def vacant() -> Q:
    """Return what makes a running partnership have a seat that is needed and vacant."""
    return Q(side_state="") & ~Q(standing__vacant_seats=[])


def ending(*, until: datetime.date) -> Q:
    """Return what makes a partnership end by the day `until`, or have ended without being closed."""
    return Q(standing__ends_on__lte=until) & ~Q(stage=Stage.CLOSED)


def view_counts(viewer: Viewer, *, on: datetime.date) -> dict[str, int]:
    """Return how many partnerships stand in each view of the list, or only `{"all": ...}` beyond the limit."""
    mine = Q(pk__in=partnerships.led_partnerships(viewer).values("pk"))
    some = partnerships.public_partnerships(viewer).order_by()[: COUNT_LIMIT + 1]
    counts = some.aggregate(
        all=Count("pk"),
        mine=Count("pk", filter=mine),
        late=Count("pk", filter=late(on)),
        ends=Count("pk", filter=ending(until=on + relativedelta(years=1))),
        light=Count("pk", filter=Q(profile_version__profile=Profile.LIGHT)),
        closed=Count("pk", filter=Q(stage=Stage.CLOSED)),
    )
    return counts if counts["all"] <= COUNT_LIMIT else {"all": counts["all"]}


def vacant_seats(viewer: Viewer) -> QuerySet[Partnership]:
    """Return the running partnerships with a vacant seat; each carries as `total` how many there are."""
    return partnerships.with_vacancies(viewer).annotate(total=Window(Count("pk")))


# ── Partners ────────────────────────────────────────────────────────────────────────────────────


def partners_of(viewer: Viewer) -> QuerySet[Organisation]:
    """Return the organisations that the bodies of `viewer` have a relationship with, with what their rows show."""
    own = organisations.relationships_visible_to(viewer)
    related = own.filter(organisation=OuterRef("pk")).order_by().values("organisation")
    parties = Party.objects.filter(
        organisation=OuterRef("pk"), partnership__in=partnerships.public_partnerships(viewer)
    )
    counted = parties.order_by().values("organisation").annotate(number=Count("partnership"))
    numbers = Identifier.objects.filter(organisation=OuterRef("pk")).order_by("id")
    return Organisation.objects.filter(id__in=own.values("organisation")).annotate(
        since=Subquery(related.annotate(first=Min("since")).values("first")),
        partnership_count=Coalesce(Subquery(counted.values("number")), 0),
        numbers=ArraySubquery(
            numbers.annotate(words=Concat("scheme", _word(" "), "value")).values("words")
        ),
    )


def registered_like(word: str) -> QuerySet:
    """Return the keys of the organisations whose number begins with `word`, or whose register it names."""
    like = Q(value__istartswith=word) | Q(scheme__iexact=word)
    return Identifier.objects.filter(like).values("organisation")


NUMBER_WITH_SCHEME = re.compile(r"([A-Za-z]{2}-[A-Za-z0-9_]+)[-: ]+(.+)")


def _spellings(number: str) -> set[str]:
    return {number, number.upper(), "".join(number.split()).upper()}


def unrelated_by_number(viewer: Viewer, number: str) -> list[Identifier]:
    """Return who is registered under exactly this number, with or without its scheme, and is no partner yet."""
    exact = Q(value__in=_spellings(number))
    if named := NUMBER_WITH_SCHEME.fullmatch(number):
        scheme, value = named.groups()
        exact |= Q(scheme__iexact=scheme, value__in=_spellings(value))
    known = organisations.relationships_visible_to(viewer).values("organisation")
    found = Identifier.objects.filter(exact).exclude(organisation__in=known)
    return list(found.select_related("organisation").order_by("organisation__name", "id")[:3])


def partnerships_with(viewer: Viewer, organisation: Organisation) -> QuerySet[Partnership]:
    """Return the partnerships that `viewer` sees from the public side and in which `organisation` is a party."""
    parties = Party.objects.filter(organisation=organisation)
    return partnerships.listed_for_staff(viewer).filter(id__in=parties.values("partnership"))


@dataclass(frozen=True)
class Told:
    """One entry of a relationship's history, with the name of who did it."""

    verb: str
    on: datetime.date
    who: str


def history_of(relationships: list[Relationship], *, most: int = 20) -> list[Told]:
    """Return what was done with relationships and their contacts, latest first."""
    handles = [str(one.public_id) for one in relationships]
    for one in relationships:
        handles += [str(contact.public_id) for contact in one.contacts.all()]
    entries: list[Entry] = list(
        audit.entries().filter(
            object_kind__in=["organisations.relationship", "organisations.person"],
            object_id__in=handles,
        )[:most]
    )
    actors = {entry.actor_id for entry in entries if entry.actor_id}
    names = {user.public_id: str(user) for user in User.objects.filter(public_id__in=actors)}
    # Nobody stands for the clock.
    return [
        Told(one.verb, one.on, names.get(one.actor_id, "") if one.actor_id else "")
        for one in entries
    ]
