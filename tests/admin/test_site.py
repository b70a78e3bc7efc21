"""Who comes into the administration, and which doors it has."""

import importlib
import pkgutil
import uuid

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ImproperlyConfigured
from django.urls import NoReverseMatch, reverse

from audit.models import Entry
from config.admin import Site
from notices.models import Notice
from organisations.doors import BodyAdmin
from organisations.models import Membership
from tests import factories

PARTS = [one.opts.label_lower for one in admin.site._registry.values()]
HOUSE = ("accounts", "audit", "desk", "files", "notices", "organisations", "partnerships")


def address(label, page="changelist", *args):
    return reverse(f"admin:{label.replace('.', '_')}_{page}", args=args)


def everything(client):
    pages = [reverse("admin:index"), reverse("admin:login"), *map(address, PARTS)]
    pages += [address(label, "add") for label in PARTS] + ["/admin/nothing/"]
    return {page: client.get(page).status_code for page in pages}


# ── Every ModelAdmin stands on our walls ────────────────────────────────────────────────────────


def test_every_model_admin_is_scoped():
    assert [one for one in admin.site._registry.values() if not isinstance(one, BodyAdmin)] == []


def test_every_model_admin_of_the_house_is_a_body_admin():
    for package in HOUSE:
        _import_admin(package)

    own = [
        one for one in _subclasses(admin.ModelAdmin) if one.__module__.partition(".")[0] in HOUSE
    ]

    assert own
    assert [one for one in own if not issubclass(one, BodyAdmin)] == []
    assert admin.StackedInline.__subclasses__() == []


def _import_admin(package):
    if importlib.util.find_spec(f"{package}.admin") is None:
        return
    module = importlib.import_module(f"{package}.admin")
    for one in pkgutil.iter_modules(getattr(module, "__path__", [])):
        importlib.import_module(f"{module.__name__}.{one.name}")


def _subclasses(kind):
    for one in kind.__subclasses__():
        yield one
        yield from _subclasses(one)


def test_models_of_the_admin_are_those_that_were_meant():
    assert sorted(PARTS) == [
        "accounts.user",
        "audit.entry",
        "benefits.benefittype",
        "organisations.holidaycalendar",
        "organisations.membership",
        "organisations.organisation",
        "organisations.secondapprover",
        "partnerships.partnership",
        "partnerships.profileversion",
    ]


def test_site_refuses_a_model_admin_without_walls():
    careless = type("Careless", (admin.ModelAdmin,), {"__module__": "organisations.admin"})

    with pytest.raises(ImproperlyConfigured):
        Site().register(Notice, careless)


def test_site_leaves_out_what_libraries_bring():
    foreign, site = type("Foreign", (admin.ModelAdmin,), {"__module__": "library.admin"}), Site()

    site.register(Notice, foreign)

    assert not site.is_registered(Notice)


@pytest.mark.parametrize("what", ["list_editable", "inlines"])
def test_model_admin_that_writes_around_operations_does_not_start(what):
    class Writer(BodyAdmin):
        pass

    setattr(Writer, what, ("name",))

    with pytest.raises(ImproperlyConfigured):
        Writer(Notice, Site())


def test_foreign_keys_are_never_offered_as_django_would(rf):
    part = admin.site._registry[Membership]

    with pytest.raises(ImproperlyConfigured):
        part.formfield_for_dbfield(Membership._meta.get_field("user"), rf.get("/"))


# ── Who comes in ────────────────────────────────────────────────────────────────────────────────


def test_nobody_is_asked_to_sign_in_where_everybody_does(world, as_user):
    client = as_user(None)

    for page in [reverse("admin:index"), *map(address, PARTS), "/admin/nothing/"]:
        answer = client.get(page)
        assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next={page}")
    assert client.get(reverse("admin:login"))["Location"] == "/accounts/login/?next=/admin/"


def test_others_learn_of_no_administration(world, as_user):
    for user in (world.lead, world.approver, world.partner):
        assert set(everything(as_user(user)).values()) == {404}


def test_not_even_is_staff_or_superuser_opens_it(world, as_user):
    user = factories.staff(world.own, "owner", is_staff=True, is_superuser=True)

    assert set(everything(as_user(user)).values()) == {404}


def test_administrator_whose_role_was_taken_back_is_out_at_once(world, as_user):
    client = as_user(world.admin)
    assert client.get(reverse("admin:index")).status_code == 200

    Membership.objects.filter(user=world.admin).update(revoked_at="2026-01-01T00:00Z")

    assert client.get(reverse("admin:index")).status_code == 404


def test_administrator_reaches_the_own_parts(world, as_user):
    answers = everything(as_user(world.admin))

    assert {page for page, status in answers.items() if status != 200} == {
        address("audit.entry", "add"),
        address("organisations.organisation", "add"),
        address("organisations.holidaycalendar", "add"),
        address("partnerships.partnership", "add"),
        address("partnerships.profileversion", "add"),
        "/admin/nothing/",
    }


def test_operator_has_no_partnerships(world, as_user):
    client = as_user(world.operator)

    assert client.get(address("partnerships.partnership")).status_code == 403
    assert address("partnerships.partnership") not in client.get("/admin/").content.decode()


def test_administrator_who_views_as_a_partner_is_out(world, as_user):
    lead = factories.staff(world.own, "lead")
    partnership = factories.shared_partnership(world.own, world.shared, lead=lead)
    for role in ("administrator",):
        factories.organisations.grant_membership(
            lead, world.own.organisation, role, by=None, on=factories.DAY
        )
    client = as_user(lead)
    factories.look_as(client, factories.party_of(partnership, world.shared))

    assert client.get("/admin/").status_code == 404


def test_link_to_the_administration_is_for_those_who_may_enter(world, as_user):
    shown = {
        name: "/admin/" in as_user(getattr(world, name)).get("/notifications/").content.decode()
        for name in ("admin", "operator", "lead", "partner")
    }

    assert shown == {"admin": True, "operator": True, "lead": False, "partner": False}


# ── Doors that are shut ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "name",
    ["logout", "password_change", "autocomplete", "jsi18n", "view_on_site", "app_list"],
)
def test_pages_that_nobody_needs_do_not_exist(name):
    with pytest.raises(NoReverseMatch):
        reverse(f"admin:{name}", kwargs={"app_label": "accounts"} if name == "app_list" else None)


def test_addresses_of_djangos_own_admin_lead_nowhere(world, as_user):
    client, key = as_user(world.admin), world.admin.public_id
    paths = (
        "autocomplete/?app_label=organisations&model_name=membership&field_name=user",
        "r/4/1/",
        "password_change/",
        "accounts/",
        "accounts/user/1/",
        "accounts/user/1/change/",
        f"accounts/user/{key}/delete/",
        f"accounts/user/{key}/history/",
        "auth/group/",
        "account/emailaddress/",
    )

    answers = {path: client.get(f"/admin/{path}").status_code for path in paths}

    assert answers == dict.fromkeys(paths, 404)


def test_unknown_row_is_not_there(world, as_user):
    client = as_user(world.admin)

    for label in PARTS:
        assert client.get(address(label, "change", uuid.uuid4())).status_code == 404
        assert client.post(address(label, "change", uuid.uuid4())).status_code == 404


def test_list_answers_only_its_own_filters(world, as_user):
    client = as_user(world.admin)
    queries = (
        "password__startswith=argon2",
        "is_superuser__exact=1",
        "memberships__organisation__name=Harbour",
        "state=maybe",
        "_to_field=id",
        "e=1",
    )

    answers = {one: client.get(f"/admin/accounts/user/?{one}").status_code for one in queries}

    assert answers == dict.fromkeys(queries, 400)


def test_search_takes_what_nobody_types(world, as_user):
    client = as_user(world.admin)

    for text in ("%00", "%22", "'", "%5C", "x" * 300):
        assert client.get(f"/admin/accounts/user/?q={text}").status_code == 200


# ── security.md 6, row 70 ───────────────────────────────────────────────────────────────────────


def act(client, label, action, *rows, **extra):
    data = {"action": action, "_selected_action": [str(row) for row in rows], "index": "0"}
    return client.post(address(label), {**data, **extra})


@pytest.mark.parametrize("extra", [{}, {"select_across": "1"}])
def test_bulk_action_on_ids_from_outside_the_filter_does_nothing(world, as_user, extra):
    foreign = Membership.objects.get(user=world.skipper)

    answer = act(
        as_user(world.admin),
        "organisations.membership",
        "revoke",
        foreign.public_id,
        foreign.pk,
        "1 OR 1=1",
        **extra,
    )

    assert answer.status_code == 302
    assert Membership.objects.filter(revoked_at__isnull=False).count() == 0


def test_bulk_action_that_does_not_exist_does_nothing(world, as_user):
    act(as_user(world.admin), "accounts.user", "delete_selected", world.lead.public_id)

    assert type(world.lead).objects.filter(pk=world.lead.pk, is_active=True).exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_popup_is_refused(world, as_user, method):
    send = getattr(as_user(world.admin), method)

    assert send(address("accounts.user", "add"), {"_popup": "1"}).status_code == 403
    assert send(address("accounts.user"), {"_popup": "1"}).status_code == 403


def test_rows_of_a_list_cannot_be_written_by_a_form_beside_it(world, as_user):
    before = Membership.objects.count()

    as_user(world.operator).post(
        address("organisations.membership"),
        {
            "form-TOTAL_FORMS": "2",
            "form-INITIAL_FORMS": "1",
            "form-0-id": Membership.objects.first().pk,
            "form-0-role": "owner",
            "form-1-role": "owner",
            "form-1-user": world.lead.pk,
            "_save": "Save",
        },
    )

    assert Membership.objects.count() == before
    assert Membership.objects.filter(role="owner").count() == 0


@pytest.mark.parametrize("label", ["audit.entry", "partnerships.partnership"])
def test_what_is_only_read_refuses_every_post(world, as_user, label):
    partnership = factories.a_partnership(world.own, lead=world.lead)
    row = partnership.public_id
    if label == "audit.entry":
        row = Entry.objects.filter(body_key=world.own.public_id, partnership_key=None)[0].public_id
    client = as_user(world.admin)

    assert client.get(address(label, "change", row)).status_code == 200
    assert client.post(address(label, "change", row), {"title": "Mine"}).status_code == 403
    assert client.post(address(label, "add"), {"title": "Mine"}).status_code == 403


def test_django_keeps_no_log_of_its_own(world, as_user):
    as_user(world.admin).post(
        address("organisations.membership", "add"),
        {
            "email": world.lead.email,
            "organisation": world.own.public_id,
            "role": "auditor",
            "password": factories.PASSWORD,
        },
    )

    assert Membership.objects.filter(user=world.lead, role="auditor").count() == 1
    assert LogEntry.objects.count() == 0
