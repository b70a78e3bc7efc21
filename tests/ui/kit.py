"""Every component once, with made-up facts: rendered by the tests, looked at by developers."""

import datetime
import uuid
from decimal import Decimal
from types import SimpleNamespace

from django import forms as django_forms
from django.shortcuts import render

from ui import fields, forms

TODAY = datetime.date(2026, 11, 23)
NAMES = [
    "Identify need",
    "Scope",
    "Vet and choose",
    "Agree",
    "Mobilise",
    "Deliver",
    "Decide",
    "Close",
]


class KitForm(forms.CreateForm):
    name = fields.LineField(
        label="Name of the objective", help_text="What will be true, for whom, by when."
    )
    target = fields.DecimalField(
        label="Target", widget=django_forms.TextInput(attrs={"class": "c-w-8"})
    )
    value = fields.MoneyField(label="Value", unit="EUR", required=False)
    often = django_forms.ChoiceField(
        label="How often", required=False, choices=[("q", "Each quarter"), ("m", "Each month")]
    )
    by = fields.DateField(label="By when", help_text="The last day on which it must be true.")
    seen_by = django_forms.ChoiceField(
        label="Who may see it",
        choices=[("internal", "Only us"), ("shared", "Shared with Meridian Mobility")],
        widget=django_forms.RadioSelect,
        initial="internal",
    )
    watch = django_forms.BooleanField(
        label="Tell me when it changes", required=False, help_text="By notice and mail."
    )
    why = fields.TextField(label="Why it matters", required=False)
    paper = django_forms.FileField(label="Evidence", required=False, help_text="PDF, up to 25 MB.")


def context():
    steps = [
        {"name": name, "note": note, "state": state}
        for name, note, state in zip(
            NAMES,
            ["2 Mar", "15 May", "day 41 of 60", "planned Feb 2027", "", "", "", ""],
            ["taken", "done", "now"] + ["todo"] * 5,
            strict=True,
        )
    ]
    strip = [
        {"name": name, "count": count, "note": note, "tone": tone, "url": "#"}
        for name, count, note, tone in zip(
            NAMES,
            [4, 3, 5, 4, 3, 17, 3, 2],
            [
                "on plan",
                "on plan",
                "1 gate late",
                "1 gate late",
                "1 without data",
                "4 at risk, 2 off track",
                "1 at risk",
                "on plan",
            ],
            ["", "", "amber", "amber", "", "red", "amber", ""],
            strict=True,
        )
    ]
    data = {
        "name": "62 % of kilometres without emissions",
        "target": "soon",
        "value": "11,200.00",
        "record_id": str(uuid.UUID(int=7)),
        "seen_by": "internal",
    }
    return {
        "form": KitForm(data),
        "steps": steps,
        "strip": strip,
        "today": TODAY,
        "late": TODAY - datetime.timedelta(days=3),
        "soon": TODAY + datetime.timedelta(days=4),
        "at": datetime.datetime(2026, 11, 18, 16, 20, tzinfo=datetime.UTC),
        "health": [("green", 16), ("amber", 6), ("red", 2), ("grey", 1)],
        "ends": datetime.date(2027, 11, 30),
        "opens": datetime.date(2027, 2, 26),
        "amount": Decimal(18400000),
    }


def shell(side="public"):
    return {
        "side": side,
        "home_name": "City of Aldermoor" if side == "public" else "Meridian Mobility",
        "unread": 3,
        "waiting": 2,
        "view_as": None,
        "nav": "dashboard" if side == "public" else "home",
    }


def person(theme="light"):
    return SimpleNamespace(
        name="Ines Okafor",
        initials="IO",
        is_authenticated=True,
        is_staff=True,
        theme=theme,
        density="comfortable",
    )


def page(request):
    request.user = person(request.GET.get("theme", "light"))
    return render(
        request, "ui/kit.html", {**context(), "shell": shell(request.GET.get("side", "public"))}
    )
