import pytest
from django.urls import reverse

from tests import factories as f

pytestmark = pytest.mark.django_db

PAGES = ["help", "accessibility", "privacy"]


@pytest.mark.parametrize("name", PAGES)
def test_small_page_is_open_to_everybody(client, name):
    answer = client.get(reverse(f"desk:{name}"))

    assert answer.status_code == 200
    assert "<h1>" in answer.content.decode()


@pytest.mark.parametrize("name", PAGES)
def test_small_page_keeps_the_frame_for_who_is_signed_in(client, world, name):
    client.force_login(world.partner)

    answer = client.get(reverse(f"desk:{name}"))

    assert 'aria-label="Main"' in answer.content.decode()


@pytest.mark.parametrize("name", PAGES)
def test_small_page_names_the_own_administrators_only(client, world, name):
    own = f.staff(world.body, "administrator", name="Grace Lindholm")
    f.staff(f.a_body(), "administrator", name="Somebody Else")
    client.force_login(world.lead)

    text = client.get(reverse(f"desk:{name}")).content.decode()

    assert (own.email in text, "Somebody Else" in text) == (True, False)


@pytest.mark.parametrize("name", PAGES)
def test_small_page_refuses_a_post(client, name):
    assert client.post(reverse(f"desk:{name}")).status_code == 405


@pytest.mark.parametrize("name", PAGES)
def test_small_page_keeps_to_its_budget(client, world, name, django_assert_max_num_queries):
    client.force_login(world.lead)

    with django_assert_max_num_queries(6):
        client.get(reverse(f"desk:{name}"))
