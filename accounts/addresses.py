"""E-mail addresses: one spelling per mailbox, so that look-alikes cannot stand beside each other."""

import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST = 254


def folded(address: str) -> str:
    """Return the one spelling under which an address is stored and compared.

    Compatibility forms (a full-width @, the Kelvin sign) become the plain characters that they
    look like; the domain of another script becomes its ASCII form, as mail servers write it.
    """
    address = unicodedata.normalize("NFKC", address).strip().lower()
    local, at, domain = address.rpartition("@")
    if not at or domain.isascii():
        return address
    try:
        return f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        return address


def validate_address(address: str) -> None:
    """Raise ValidationError unless the folded address can be a mailbox of the plain kind."""
    # Case-insensitive matching lets a dotless i pass for an i (CVE-2019-19844), so ask first.
    if not address.isascii() or '"' in address or len(address) > LONGEST:
        raise ValidationError(_("Enter a valid e-mail address."), code="invalid")
    EmailValidator(_("Enter a valid e-mail address."))(address)


class FoldedEmailFormField(forms.EmailField):
    """An e-mail input whose value is folded before it is validated."""

    default_validators = [validate_address]

    def to_python(self, value):
        return folded(super().to_python(value) or "")


class FoldedEmailField(models.EmailField):
    """An e-mail column that is folded on its way in, in look-ups too."""

    default_validators = [validate_address]

    def to_python(self, value):
        value = super().to_python(value)
        return folded(value) if value else value

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return folded(value) if value else value

    def pre_save(self, model_instance, add):
        value = self.to_python(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": FoldedEmailFormField, **kwargs})
