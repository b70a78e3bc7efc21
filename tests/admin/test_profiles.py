"""Profiles in the administration: copy, edit in a typed form, preview, publish."""

import pytest
from django.urls import reverse

from audit.models import Entry
from partnerships import operations, queries
from partnerships.models import ProfileVersion
from tests import factories

LIST = "admin:partnerships_profileversion_changelist"


def page(version, name="change"):
    return reverse(f"admin:partnerships_profileversion_{name}", args=[version.public_id])


def shipped(profile="standard"):
    return ProfileVersion.objects.get(profile=profile, body=None, published_on__isnull=False)


def draft_of(body, profile="standard"):
    return operations.copy_profile(shipped(profile), body=body, by=None, on=factories.DAY)


def listed(client):
    return {(str(row), row.body) for row in client.get(reverse(LIST)).context["cl"].result_list}


def answers(version, **changed):
    modes = {f"mode_{row.key}": row.mode for row in version.conditions.all()}
    days = {f"days_{row.gate}": row.days or "" for row in version.gates.all()}
    return {"note": version.note, **modes, **days, **changed}


# ── Who sees which ──────────────────────────────────────────────────────────────────────────────


def test_administrator_sees_shipped_and_own_versions(world, as_user):
    draft_of(world.own)
    draft_of(world.other, "full")
    draft_of(None, "light")
    every = {("Light 1", None), ("Standard 1", None), ("Full 1", None)}

    assert listed(as_user(world.admin)) == every | {("Standard 2", world.own)}
    assert listed(as_user(world.stranger)) == every | {("Full 2", world.other)}
    assert listed(as_user(world.operator)) == every | {("Light 2", None)}


@pytest.mark.parametrize("name", ["change", "preview", "copy"])
def test_version_of_another_body_is_not_there(world, as_user, name):
    version, client = draft_of(world.other), as_user(world.admin)

    assert client.post(page(version, name), {"body": "ALD"}).status_code == 404
    assert client.get(page(version, name)).status_code in {404, 405}
    version.refresh_from_db()
    assert not version.is_published
    assert not ProfileVersion.objects.filter(body=world.own).exists()


# ── Copying ─────────────────────────────────────────────────────────────────────────────────────


def test_administrator_copies_for_the_own_body_once(world, as_user):
    client = as_user(world.admin)

    places = {
        client.post(page(shipped(), "copy"), {"body": "ALD"})["Location"] for _time in range(2)
    }

    copy = ProfileVersion.objects.get(body=world.own)
    assert places == {page(copy)}
    assert copy.conditions.count() == shipped().conditions.count()
    assert Entry.objects.get(verb="partnerships.copy_profile").actor_id == world.admin.public_id


@pytest.mark.parametrize(("who", "body"), [("admin", "HAR"), ("admin", ""), ("operator", "ALD")])
def test_copy_for_somebody_else_is_refused(world, as_user, who, body):
    answer = as_user(getattr(world, who)).post(page(shipped(), "copy"), {"body": body})

    assert answer.status_code == 403
    assert not ProfileVersion.objects.filter(published_on__isnull=True).exists()


def test_copying_needs_a_post(world, as_user):
    assert as_user(world.admin).get(page(shipped(), "copy")).status_code == 405


# ── Editing ─────────────────────────────────────────────────────────────────────────────────────


def test_administrator_edits_modes_and_days(world, as_user):
    version = draft_of(world.own)

    answer = as_user(world.admin).post(
        page(version),
        answers(version, mode_need_stated="recommended", days_1="45", note="Calmer start"),
    )

    assert answer["Location"] == page(version)
    version.refresh_from_db()
    assert version.note == "Calmer start"
    assert version.conditions.get(key="need_stated").mode == "recommended"
    assert version.gates.get(gate=1).days == 45
    entry = Entry.objects.get(verb="partnerships.edit_profile")
    assert (entry.before, entry.after) == (
        {"modes": {"need_stated": "required"}, "days": {"1": 30}},
        {"modes": {"need_stated": "recommended"}, "days": {"1": 45}},
    )


def test_saving_the_same_again_changes_nothing(world, as_user):
    version = draft_of(world.own)

    as_user(world.admin).post(page(version), answers(version))

    assert not Entry.objects.filter(verb="partnerships.edit_profile").exists()


def test_bad_answer_is_refused_at_its_field(world, as_user):
    version, client = draft_of(world.own), as_user(world.admin)
    wrong = (
        ("mode_need_stated", "sometimes"),
        ("days_1", "-1"),
        ("days_1", "soon"),
        ("note", "x" * 251),
    )

    for field, value in wrong:
        answer = client.post(page(version), answers(version, **{field: value}))
        assert answer.status_code == 422
        assert list(answer.context["adminform"].form.errors) == [field]
    assert version.gates.get(gate=1).days == 30


def test_published_version_refuses_a_forged_post(world, as_user):
    own = operations.publish_profile(draft_of(world.own), by=None, on=factories.DAY)

    for who, version in (
        (world.admin, own),
        (world.admin, shipped()),
        (world.operator, shipped()),
    ):
        client = as_user(who)
        html = client.get(page(version)).content.decode()
        assert 'name="mode_need_stated"' not in html
        forged = answers(version, mode_need_stated="not_asked")
        assert client.post(page(version), forged).status_code == 403
        assert client.post(page(version, "preview")).status_code == 403
        assert version.conditions.get(key="need_stated").mode == "required"


def test_operator_keeps_what_ships_and_administrators_do_not(world, as_user):
    version = draft_of(None)
    data = answers(version, days_1="45")

    assert as_user(world.admin).get(page(version)).status_code == 404
    assert as_user(world.operator).post(page(version), data).status_code == 302
    assert version.gates.get(gate=1).days == 45


def test_version_is_read_gate_by_gate(world, as_user):
    html = as_user(world.admin).get(page(shipped())).content.decode()

    assert html.count('aria-labelledby="gate-') == 7
    assert "The need is stated" in html
    assert "Make a new version from it" in html


# ── Preview and publishing ──────────────────────────────────────────────────────────────────────


def test_preview_lists_what_changes_and_changes_nothing(world, as_user):
    version = draft_of(world.own)
    operations.edit_profile(
        version, modes={"need_stated": "recommended"}, days={2: None}, by=None, on=factories.DAY
    )

    answer = as_user(world.admin).get(page(version, "preview"))

    assert [(one.gate, one.what, one.before, one.after) for one in answer.context["changes"]] == [
        ("G1 Mandate", "The need is stated", "Required", "Recommended"),
        ("G2 Go to vetting", "Days from the start", "60", "no target day"),
    ]
    assert queries.current_profile("standard", body=world.own) == shipped()


def test_saving_may_lead_straight_to_the_preview(world, as_user):
    version = draft_of(world.own)

    answer = as_user(world.admin).post(page(version), answers(version, _preview=""))

    assert answer["Location"] == page(version, "preview")


def test_administrator_publishes_after_the_password(world, as_user):
    version, client = draft_of(world.own), as_user(world.admin)
    assert client.post(page(version, "preview"), {"password": "wrong"}).status_code == 422
    assert queries.current_profile("standard", body=world.own) == shipped()

    answer = client.post(page(version, "preview"), {"password": factories.PASSWORD})

    assert answer["Location"] == page(version)
    assert queries.current_profile("standard", body=world.own) == version
    assert queries.current_profile("standard", body=world.other) == shipped()
    assert Entry.objects.filter(verb="partnerships.publish_profile").latest("id").actor_id == (
        world.admin.public_id
    )


def test_refused_publishing_says_why(world, as_user):
    version = draft_of(world.own)
    version.deciders.filter(gate=3).delete()

    answer = as_user(world.admin).post(page(version, "preview"), {"password": factories.PASSWORD})

    assert answer.status_code == 422
    assert "Say who decides at gate 3." in answer.content.decode()


def test_new_condition_is_a_change(world):
    version = draft_of(world.own)
    version.conditions.create(
        gate=2, key="new", order=99, mode="required", label="Brand new", package="partnerships"
    )

    assert [
        (one.what, one.before) for one in queries.profile_changes(version, against=shipped())
    ] == [("Brand new", "did not exist")]
