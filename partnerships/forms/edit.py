"""The forms that change the facts of a partnership that is there."""

from partnerships.forms.facts import NeedFields, RouteFields, TermFields, TierFields
from partnerships.operations.creation import CORE_FIELDS
from ui.forms import VersionForm


class EditForm(NeedFields, TierFields, RouteFields, VersionForm):
    """The core fields."""

    @staticmethod
    def initial_of(partnership):
        """This function will return the first answers of the form for a partnership."""
        values = {name: getattr(partnership, name) for name in CORE_FIELDS}
        if partnership.value is None and not partnership.currency:
            values["currency"] = partnership.lead_body.currency
        return {**values, "version": partnership.version}

    def changes(self):
        """This function will return what `edit_partnership` is told."""
        changes = {name: self.cleaned_data[name] for name in CORE_FIELDS}
        if changes["value"] is None:
            changes["currency"] = ""
        return changes


class TermForm(TermFields, VersionForm):
    """The dates of the current term."""

    @staticmethod
    def initial_of(partnership, term):
        """This function will return the first answers of the form for a partnership and its term, if it has one."""
        values = (
            {} if term is None else {name: getattr(term, name) for name in TermFields.base_fields}
        )
        return {**values, "version": partnership.version}

    def changes(self):
        """This function will return what `set_term` is told."""
        return {name: self.cleaned_data[name] for name in TermFields.base_fields}
