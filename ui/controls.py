"""How one form control is drawn, whoever wrote its form (ours, allauth's, Django's)."""

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

CHECKS = (forms.CheckboxInput,)
CHOICES = (forms.RadioSelect, forms.CheckboxSelectMultiple)


def css_of(widget):
    """Return the class that our sheet knows for a widget."""
    if isinstance(widget, CHECKS):
        return "form-check-input"
    if isinstance(widget, forms.Select):
        return "form-select"
    return "form-control"


def control(field, **attrs):
    """Return the input of a bound field in our looks; choices become rows of radios or boxes."""
    widget = field.field.widget
    if isinstance(widget, CHOICES):
        return choices(field)
    own = widget.attrs.get("class", "")
    return field.as_widget(attrs={"class": f"{css_of(widget)} {own}".strip(), **attrs})


def choices(field):
    """Return radios or checkboxes as rows, each with its own label."""
    return format_html_join("", "{}", ((choice(one),) for one in field.subwidgets))


def choice(one):
    """Return one radio or checkbox with its label."""
    data = one.data
    attrs = {
        **data["attrs"],
        "type": data["type"],
        "name": data["name"],
        "value": str(data["value"]),
        "class": "form-check-input",
        "checked": bool(data["selected"]),
        # Stands on the fieldset; a single radio cannot be invalid.
        "aria-invalid": None,
    }
    return format_html(
        '<div class="form-check"><input{}><label for="{}">{}</label></div>',
        flatatt(attrs),
        data["attrs"].get("id", ""),
        data["label"],
    )


def errors_of(form):
    """Return (address, words) of every error of a form; whole-form errors have no address."""
    found = [("", words) for words in form.non_field_errors()]
    for bound in form:
        target = bound.id_for_label or first_choice_id(bound)
        found += [("" if bound.is_hidden else f"#{target}", words) for words in bound.errors]
    return found


def first_choice_id(bound):
    """Return where a set of radios begins; a group as such has no label to point at."""
    return f"{bound.auto_id}_0" if isinstance(bound.field.widget, CHOICES) else bound.auto_id


def error_summary(things):
    """Return what the summary shows for forms, formsets and the gaps between (None is left out)."""
    errors = []
    for thing in things:
        if not thing or not getattr(thing, "is_bound", False):
            continue
        if hasattr(thing, "forms"):
            errors += [("", words) for words in thing.non_form_errors()]
            for form in thing.forms:
                errors += errors_of(form)
        else:
            errors += errors_of(thing)
    return {"errors": list(dict.fromkeys(errors))}


def optional(field):
    """Return "(optional)" for a field that may stay empty; required is the norm and says nothing."""
    if field.field.required or isinstance(field.field.widget, CHECKS):
        return ""
    return format_html(' <span class="c-opt">{}</span>', _("(optional)"))
