"""Pages on which a partner is brought in, and a relationship is kept."""

import rules
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import FormView

from organisations import operations
from organisations import queries as organisations
from partnerships.doors import OneCall, SignedIn
from portfolio.forms import ContactForm, NoteForm, PartnerForm, RelateForm
from portfolio.views.partners import WithPartner, acting_bodies
from ui import conflicts


class Acting(OneCall, SignedIn, FormView):
    """A form by which somebody acts for one of the bodies in which they bring partners in."""

    permission = "portfolio.add_partner"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "bodies": acting_bodies(self.viewer)}

    def get_success_url(self):
        return self.result.get_absolute_url()

    def relate(self, form, organisation):
        """Begin the relationship of the chosen body with an organisation, and say so."""
        body = form.chosen_body
        operations.relate(body, organisation, by=self.viewer.user, on=self.viewer.on)
        words = _("%(partner)s is a partner of %(body)s now.")
        messages.success(self.request, words % {"partner": organisation, "body": body})
        return organisation


class AddPartner(Acting):
    """An organisation that nobody has recorded; one with the same number is taken instead."""

    form_class = PartnerForm
    template_name = "portfolio/partner_add.html"

    def perform(self, form):
        if form.same is not None:
            return self.relate(form, form.same)
        body = form.chosen_body
        partner = operations.create_organisation(
            public_id=form.cleaned_data["record_id"],
            body=body,
            by=self.viewer.user,
            on=self.viewer.on,
            **form.facts(),
        )
        words = _("%(partner)s is a partner of %(body)s now.")
        messages.success(self.request, words % {"partner": partner, "body": body})
        return partner


class RelatePartner(Acting):
    """An organisation that was found by its exact number."""

    form_class = RelateForm
    http_method_names = ["post"]

    def form_invalid(self, form):
        raise Http404

    def perform(self, form):
        number = {name: form.cleaned_data[name] for name in ("scheme", "value")}
        organisation = organisations.organisation_by_identifier(**number)
        if organisation is None:
            raise Http404
        return self.relate(form, organisation)


class KeepRelationship(WithPartner, OneCall, FormView):
    """A page about one body's relationship with a partner, for those who keep it."""

    permission = "organisations.keep_relationship"

    def load(self):
        super().load()
        key = self.kwargs["relationship"]
        self.relationship = next((one for one in self.relationships if one.public_id == key), None)
        if self.relationship is None:
            raise Http404

    def allowed(self):
        return rules.has_perm(self.permission, self.viewer, self.relationship)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            partner=self.partner, relationship=self.relationship, **kwargs
        )

    def get_success_url(self):
        return self.partner.get_absolute_url()


class EditNote(KeepRelationship):
    """What the body notes about its relationship."""

    form_class = NoteForm
    template_name = "portfolio/note.html"

    def get_initial(self):
        return {"note": self.relationship.note, "version": self.relationship.version}

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        return {**kwargs, "data": conflicts.chosen(kwargs["data"])} if "data" in kwargs else kwargs

    def form_valid(self, form):
        try:
            operations.note_relationship(
                self.relationship,
                note=form.cleaned_data["note"],
                version=form.cleaned_data["version"],
                by=self.viewer.user,
                on=self.viewer.on,
            )
        except operations.StaleOrganisation:
            now = self.relationship
            return conflicts.respond(
                self.request, form, theirs={"note": now.note}, version=now.version
            )
        messages.success(self.request, _("The note is saved."))
        return redirect(self.get_success_url())


class AddContact(KeepRelationship):
    """Somebody to talk to."""

    form_class = ContactForm
    template_name = "portfolio/contact_add.html"

    def perform(self, form):
        facts = dict(form.cleaned_data)
        person = operations.record_person(
            self.partner,
            relationship=self.relationship,
            public_id=facts.pop("record_id"),
            by=self.viewer.user,
            on=self.viewer.on,
            **facts,
        )
        messages.success(self.request, _("%(name)s is recorded.") % {"name": person.name})
        return person
