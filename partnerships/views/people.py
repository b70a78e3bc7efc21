"""Who takes part: parties, members, seats, and who keeps out of it."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView

from partnerships import operations, queries
from partnerships.doors import InPartnership, OneCall
from partnerships.forms import people as forms
from partnerships.models import Freeze, Member, MemberRole, Party, Recusal, Seat, SeatKind, Side

SEAT_WORDS = {
    SeatKind.SPONSOR: gettext_lazy("stands for it and decides gates"),
    SeatKind.SIGNATORY: gettext_lazy("accepts the agreement"),
    SeatKind.CHAIR: gettext_lazy("leads the panel or the board"),
    SeatKind.SECRETARY: gettext_lazy("writes the minutes"),
}


@dataclass
class PartyCard:
    """A party as one reader sees it."""

    party: Party
    members: list
    may_add: bool
    may_share: bool
    may_invite: bool = False
    invitations: list = field(default_factory=list)


@dataclass
class SeatRow:
    """A seat as one reader sees it; its holder may be nobody that this reader knows."""

    seat: Seat
    words: str
    holder: Member | None
    is_needed: bool
    tale: object

    @property
    def is_vacant(self):
        return self.seat.member_id is None


@dataclass
class SideColumn:
    """One of the two columns."""

    side: str
    label: str
    parties: list = field(default_factory=list)
    seats: list = field(default_factory=list)


class OfPeople(InPartnership):
    """What the pages of people share."""

    tab = "people"

    def manages(self, party):
        """This function will tell whether the reader adds and removes people of this party."""
        if self.may("partnerships.manage_people"):
            return True
        is_own = self.viewer.has_role(party.organisation_id, "partner_admin")
        is_there = party.side == Side.PARTNER and party.is_shared_in
        return is_own and is_there and self.may("partnerships.manage_own_people")

    def roles_to_invite(self, party):
        """This function will return to what the reader may invite somebody of this party."""
        if not party.is_shared_in:
            return ()
        return queries.roles_to_invite(
            self.viewer, party.organisation, partnership=self.partnership
        )

    @property
    def address(self):
        return reverse("partnerships:people", kwargs={"reference": self.partnership.reference})

    def party(self, key):
        """This function will return the party with this public id, as far as the reader sees it."""
        for party in self.parties:
            if str(party.public_id) == str(key).lower():
                return party
        raise Http404

    def get_success_url(self):
        return self.address

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{"people_address": self.address, **kwargs})


class PeopleView(OfPeople, TemplateView):
    """Both sides beside each other, as far as the reader may see them."""

    template_name = "partnerships/people.html"

    @cached_property
    def members(self):
        rows = list(queries.members_visible_to(self.viewer, self.partnership))
        return queries.with_absences(rows, self.viewer)

    def columns(self):
        """This function will return what stands in the two columns."""
        columns = {
            Side.PUBLIC: SideColumn(Side.PUBLIC, _("Public side")),
            Side.PARTNER: SideColumn(Side.PARTNER, _("Partner side")),
        }
        frozen = self.partnership.is_frozen(Freeze.SHARING)
        may_share = self.may("partnerships.share_in") and not frozen
        for party in self.parties:
            is_hidden = party.side == Side.PARTNER and not party.is_shared_in
            columns[party.side].parties.append(
                PartyCard(
                    party,
                    members=self._members_of(party),
                    may_add=self.manages(party),
                    may_invite=self.manages(party) and bool(self.roles_to_invite(party)),
                    invitations=[
                        one for one in self._invitations if one.organisation == party.organisation
                    ],
                    may_share=may_share and is_hidden,
                )
            )
        for row in self._seats():
            columns[row.seat.side].seats.append(row)
        return list(columns.values())

    @cached_property
    def _invitations(self):
        """Those that wait, for whoever adds and removes people here."""
        if not self.may("partnerships.manage_own_people"):
            return []
        rows = queries.invitations_visible_to(self.viewer).filter(partnership=self.partnership)
        return list(queries.open_invitations(rows))

    def _members_of(self, party):
        rows = [member for member in self.members if member.party_id == party.id]
        order = list(MemberRole)
        return sorted(rows, key=lambda member: (order.index(member.role), str(member)))

    def _seats(self):
        seen = {member.id: member for member in self.members}
        seats = list(Seat.objects.filter(partnership=self.partnership))
        tales = queries.seat_tales(
            self.viewer, self.partnership, seats, unknown=_("somebody who is not shown")
        )
        vacant = {(one.kind, one.side) for one in queries.vacancies_in(self.partnership.standing)}
        order = list(SeatKind)
        return [
            SeatRow(
                seat,
                SEAT_WORDS[seat.kind],
                seen.get(seat.member_id),
                is_needed=(seat.kind, seat.side) in vacant,
                tale=tales[seat.pk],
            )
            for seat in sorted(seats, key=lambda seat: order.index(seat.kind))
        ]

    def get_context_data(self, **kwargs):
        can_manage = self.may("partnerships.manage_people")
        aside = Recusal.objects.filter(partnership=self.partnership, lifted_on__isnull=True)
        context = {
            "columns": self.columns(),
            "can_manage": can_manage,
            "now": timezone.now(),
            "can_step_aside": self.may("partnerships.step_aside"),
            "aside": aside.select_related("user").order_by("since") if can_manage else (),
        }
        return super().get_context_data(**{**context, **kwargs})


class MemberAddView(OfPeople, OneCall, FormView):
    """Give somebody of one party a place."""

    permission = "partnerships.manage_own_people"
    template_name = "partnerships/member_add.html"
    form_class = forms.MemberForm

    def load(self):
        super().load()
        self.choices = [party for party in self.parties if self.manages(party)]
        self.chosen = None
        if "party" in self.request.GET:
            self.chosen = self.party(self.request.GET["party"])
        elif len(self.choices) == 1:
            self.chosen = self.choices[0]

    def allowed(self):
        # The form offers the accounts of the company, which are its own business.
        looks_only = self.viewer.view_as_party_id is not None
        manages = self.chosen is None or self.manages(self.chosen)
        return super().allowed() and not looks_only and manages

    def get(self, request, *args, **kwargs):
        if self.chosen is None:
            context = {**InPartnership.get_context_data(self, form=None), "choices": self.choices}
            return self.render_to_response({**context, "people_address": self.address})
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        if self.chosen is None:
            raise Http404
        return super().post(request, *args, **kwargs)

    def get_form_kwargs(self):
        return {
            **super().get_form_kwargs(),
            "party": self.chosen,
            "partnership": self.partnership,
            "on": self.viewer.on,
        }

    def perform(self, form):
        return operations.add_member(
            self.partnership,
            party=self.chosen,
            by=self.viewer.user,
            on=self.viewer.on,
            **form.facts(),
        )

    def get_success_url(self):
        messages.success(self.request, _("%(name)s has a place here now.") % {"name": self.result})
        return self.address

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{"party": self.chosen, **kwargs})


class MemberRemoveView(OfPeople, OneCall, FormView):
    """End somebody's place, once asked."""

    permission = "partnerships.manage_own_people"
    template_name = "partnerships/member_remove.html"
    form_class = forms.RemoveForm

    def load(self):
        super().load()
        rows = Member.objects.filter(partnership=self.partnership).select_related(
            "party__organisation", "user"
        )
        rows = queries.within(rows, self.viewer).prefetch_related("seats")
        # Members of a party that this reader does not know of are not there either.
        rows = rows.filter(party__in=self.parties)
        self.member = rows.filter(public_id=self.kwargs["public_id"]).first()
        if self.member is None:
            raise Http404

    def allowed(self):
        return super().allowed() and self.manages(self.member.party)

    def dispatch(self, request, *args, **kwargs):
        if self.viewer.is_signed_in and self.allowed() and self.member.revoked_at:
            messages.info(
                request, _("%(name)s has no place here any more.") % {"name": self.member}
            )
            return redirect(self.address)
        return super().dispatch(request, *args, **kwargs)

    def perform(self, form):
        return operations.remove_member(
            self.member,
            by=self.viewer.user,
            on=self.viewer.on,
            reason=form.cleaned_data["reason"],
        )

    def get_success_url(self):
        messages.success(
            self.request, _("%(name)s has no place here any more.") % {"name": self.member}
        )
        return self.address

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{"member": self.member, **kwargs})


class SeatView(OfPeople, OneCall, FormView):
    """Give a seat to a member of its side, or leave it vacant."""

    permission = "partnerships.manage_people"
    template_name = "partnerships/seat.html"
    form_class = forms.SeatForm

    def load(self):
        super().load()
        self.seat = Seat.objects.select_related("member").get(
            partnership=self.partnership, side=self.kwargs["side"], kind=self.kwargs["kind"]
        )

    def get_form_kwargs(self):
        members = queries.members_visible_to(self.viewer, self.partnership)
        own = members.filter(party__side=self.seat.side).order_by("user__name", "name")
        return {**super().get_form_kwargs(), "members": own}

    def get_initial(self):
        return {"member": self.seat.member.public_id if self.seat.member else None}

    def perform(self, form):
        return operations.name_seat(
            self.partnership,
            kind=self.seat.kind,
            side=self.seat.side,
            member=form.cleaned_data["member"],
            by=self.viewer.user,
            on=self.viewer.on,
        )

    def get_success_url(self):
        words = (
            _("%(name)s holds the seat now.") if self.result.member else _("The seat is vacant.")
        )
        messages.success(self.request, words % {"name": self.result.member})
        return self.address

    def get_context_data(self, **kwargs):
        context = {"seat": self.seat, "words": SEAT_WORDS[self.seat.kind]}
        return super().get_context_data(**{**context, **kwargs})


class StepAsideView(OfPeople, OneCall, FormView):
    """Keep out of a partnership because of a conflict of interest."""

    permission = "partnerships.step_aside"
    template_name = "partnerships/step_aside.html"
    form_class = forms.StepAsideForm

    def perform(self, form):
        return operations.recuse(
            self.partnership,
            user=self.viewer.user,
            reason=form.cleaned_data["reason"],
            by=self.viewer.user,
            on=self.viewer.on,
        )

    def get_success_url(self):
        words = _("You have stepped aside from %(title)s. You do not see it any more.")
        messages.success(self.request, words % {"title": self.partnership.title})
        return "/"


class StepAsideLiftView(OfPeople, OneCall, FormView):
    """Let somebody back who had stepped aside; nobody does so for themselves."""

    permission = "partnerships.manage_people"
    template_name = "partnerships/step_aside_lift.html"
    form_class = forms.ShareForm

    def load(self):
        super().load()
        rows = Recusal.objects.filter(partnership=self.partnership).select_related("user")
        self.recusal = (
            queries.within(rows, self.viewer)
            .filter(public_id=self.kwargs["public_id"], lifted_on__isnull=True)
            .first()
        )
        if self.recusal is None:
            raise Http404

    def perform(self, form):
        return operations.lift_recusal(self.recusal, by=self.viewer.user, on=self.viewer.on)

    def get_success_url(self):
        messages.success(
            self.request, _("%(name)s is back.") % {"name": self.recusal.user.get_full_name()}
        )
        return self.address

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{"recusal": self.recusal, **kwargs})
