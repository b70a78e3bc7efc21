from tests.access import print as printing


def test_page_of_permissions_is_fresh():
    assert printing.TARGET.read_text() == printing.text(), "run python -m tests.access.print"
