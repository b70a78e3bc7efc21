"""How forms are rendered everywhere, and what those that change things carry with them."""

import uuid

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _

from ui import fields

REQUIRED = forms.Field.default_error_messages["required"]
DATE_REQUIRED = fields.DateField.default_error_messages["required"]


class Renderer(TemplatesSetting):
    """Draws every form of the product with templates/components/."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"


class Plain:
    """The server owns the messages: no bubbles of the browser, no colon after a label."""

    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name in self.fields:
            ask_by_name(self[name])


def ask_by_name(bound):
    """Let a missing answer be asked for by the name of its field; words of the field's own stay."""
    field = bound.field
    if field.error_messages.get("required") not in (REQUIRED, DATE_REQUIRED) or bound.is_hidden:
        return
    chosen = isinstance(field, forms.ChoiceField | forms.ModelChoiceField | forms.FileField)
    words = _("Choose an answer for “%(label)s”.") if chosen else _("Fill in “%(label)s”.")
    field.error_messages = {**field.error_messages, "required": words % {"label": bound.label}}


class Form(Plain, forms.Form):
    """The base of every form."""


class ModelForm(Plain, forms.ModelForm):
    """The base of every form that edits one model's fields."""


class CreateForm(Form):
    """A form that makes one record; it carries the id that the record will get, so that a double post is one record."""

    record_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class VersionForm(Form):
    """A form that changes one record; it carries the version that the user saw."""

    version = forms.IntegerField(
        widget=forms.HiddenInput,
        min_value=0,
        error_messages={
            "required": _("Open the page again: it does not know which version you saw.")
        },
    )
