from django.utils.translation import gettext_lazy as _

from accounts.forms import StepUpForm
from partnerships.forms.choices import ChoiceField, RecordField
from partnerships.models import PartnerRole, Party
from ui import fields
from ui.forms import Form

ROLE_WORDS = [
    (PartnerRole.ADMIN, _("Administrator: everything that the company sees of this partnership")),
    (PartnerRole.CONTRIBUTOR, _("Contributor: works on it for the company")),
    (PartnerRole.VIEWER, _("Viewer: reads only")),
]


class ViewAsForm(StepUpForm, Form):
    """Says as which company, in which role and why somebody looks."""

    party = RecordField(Party.objects.none(), label=_("As which organisation"), empty_label=None)
    role = ChoiceField(label=_("In which role"), choices=ROLE_WORDS)
    reason = fields.TextField(
        label=_("Why you look"),
        help_text=_(
            "Only the public side reads this. The partner reads that you looked, and as whom."
        ),
    )

    field_order = ["party", "role", "reason", "password", "code"]

    def __init__(self, *args, parties, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["party"].queryset = parties
