import re
import uuid

from django import forms as django_forms
from django.test import RequestFactory
from django.views import View

from ui import controls, fields, forms, views


class PersonForm(forms.CreateForm):
    name = fields.LineField(label="Name", help_text="As on the letterhead.")
    side = django_forms.ChoiceField(
        label="Side",
        choices=[("public", "Public"), ("partner", "Partner")],
        widget=django_forms.RadioSelect,
    )
    note = fields.TextField(label="Note", required=False)
    may_sign = django_forms.BooleanField(label="May sign", required=False)


def test_empty_form_asks_for_each_answer_by_name():
    form = PersonForm({"record_id": str(uuid.uuid4())})

    assert form.errors == {"name": ["Fill in “Name”."], "side": ["Choose an answer for “Side”."]}


def test_words_of_a_fields_own_stay():
    class OwnForm(forms.Form):
        name = fields.LineField(error_messages={"required": "Enter the company's name."})

    assert OwnForm({}).errors == {"name": ["Enter the company's name."]}


def test_new_form_carries_the_id_of_the_record_to_be():
    first, second = PersonForm(), PersonForm()

    ids = [
        re.search(r'name="record_id" value="([0-9a-f-]{36})"', form.as_div())[1]
        for form in (first, second)
    ]
    assert ids[0] != ids[1]


def test_field_is_drawn_with_label_hint_and_error_tied_to_it():
    form = PersonForm({"name": "", "record_id": str(uuid.uuid4())})

    html = form["name"].as_field_group()

    assert '<label for="id_name">Name</label>' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert '<span class="visually-hidden">Error: </span>Fill in “Name”.' in html
    assert " required" not in html


def test_optional_field_says_so_and_a_checkbox_does_not():
    form = PersonForm()

    assert "(optional)" in form["note"].as_field_group()
    assert "(optional)" not in form["may_sign"].as_field_group()
    assert "(optional)" not in form["name"].as_field_group()


def test_radios_are_a_fieldset_with_a_legend():
    html = PersonForm()["side"].as_field_group()

    assert "<legend>Side</legend>" in html
    assert html.count('type="radio"') == 2
    assert '<label for="id_side_0">Public</label>' in html


def test_typed_markup_comes_back_as_text():
    form = PersonForm({"name": '"><script>alert(1)</script>', "record_id": "x"})

    assert "<script" not in form.as_div()


def test_summary_links_each_error_to_its_field_in_the_same_words():
    form = PersonForm({"record_id": str(uuid.uuid4())})
    form.add_error(None, "Only the lead may add people.")

    summary = controls.error_summary([form, None])

    assert summary == {
        "errors": [
            ("", "Only the lead may add people."),
            ("#id_name", "Fill in “Name”."),
            ("#id_side_0", "Choose an answer for “Side”."),
        ]
    }


def test_summary_of_a_form_not_sent_is_empty():
    assert controls.error_summary([PersonForm()]) == {"errors": []}


def test_summary_of_a_formset_holds_the_errors_of_its_forms():
    sheet = django_forms.formset_factory(forms.Form, min_num=1, validate_min=True)
    formset = sheet({"form-TOTAL_FORMS": "0", "form-INITIAL_FORMS": "0"})

    assert [target for target, _words in controls.error_summary([formset])["errors"]] == [""]


def test_version_that_is_missing_is_explained():
    form = forms.VersionForm({})

    assert form.errors == {
        "version": ["Open the page again: it does not know which version you saw."]
    }


class PersonView(views.FormView):
    form_class = PersonForm
    template_name = "components/error_summary.html"


def test_refused_form_answers_422():
    response = PersonView.as_view()(RequestFactory().post("/", {}))

    assert response.status_code == 422
    assert issubclass(PersonView, View)
