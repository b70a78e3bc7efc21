import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from config.vendor import PUBLISHED, VendorFinder


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_file_is_there(name):
    assert finders.find(name) == str(settings.BASE_DIR / "node_modules" / PUBLISHED[name])


def test_nothing_else_of_the_packages_is_published():
    assert finders.find("bootstrap/dist/css/bootstrap.css") is None
    assert finders.find("vendor/../bootstrap/package.json") is None
    assert [name for name, _storage in VendorFinder().list([])] == list(PUBLISHED)


def test_styles_refer_only_to_published_files():
    for name, place in PUBLISHED.items():
        if name.endswith(".css"):
            text = (settings.BASE_DIR / "node_modules" / place).read_text()
            folder = name.rpartition("/")[0]
            named = re.findall(r"url\(\./([^)]+)\)", text)
            assert {f"{folder}/{file}" for file in named} <= set(PUBLISHED)
