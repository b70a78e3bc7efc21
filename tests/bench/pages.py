"""How long pages take at the large set and at a tenth of it: `make bench` prints the report.

Runs on a database of its own. Each page is asked for by Django's test client, so that the figure is the server's.
"""

import logging
import os
import statistics
import sys
import time
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from notices.models import Notice
from partnerships.models import Partnership
from tests import factories as make

ROUNDS = 40
# Page, as whom, most milliseconds at p95: blueprint 7.
PAGES = [
    ("dashboard, owner", "/", "owner", 200),
    ("dashboard, lead of 1,000", "/", "lead", 200),
    ("partnership list", "/partnerships/", "owner", 150),
    ("partnership list, 100 rows", "/partnerships/?size=100", "owner", 150),
    ("partnership list, page 40", "/partnerships/?page=40", "owner", 150),
    ("partnership list, search", "/partnerships/?q=orchard", "owner", 150),
    ("partnership list, no match", "/partnerships/?q=zeppelin", "owner", 150),
    ("partnership list, stage", "/partnerships/?stage=renewal&sort=-ends", "owner", 150),
    ("partnership list, lead", "/partnerships/", "lead", 150),
    ("search", "/search/?q=library", "owner", 150),
    ("directory of partners", "/partners/", "owner", 150),
    ("company with many partnerships", "/partners/{company}/", "owner", 200),
    ("partnership", "/partnerships/{reference}/", "owner", 150),
    ("gate", "/partnerships/{reference}/gates/6/", "owner", 150),
    ("people", "/partnerships/{reference}/people/", "owner", 150),
    ("history", "/partnerships/{reference}/history/", "owner", 150),
    ("benefits", "/partnerships/{reference}/benefits/", "owner", 150),
    ("contributions", "/partnerships/{reference}/contributions/", "owner", 150),
    ("our people", "/organisations/{organisation}/people/", "owner", 150),
    ("approvals", "/approvals/", "owner", 150),
    ("partner's home, 500 partnerships", "/portal/", "admin", 100),
    ("partner's list, 500 partnerships", "/portal/partnerships/", "admin", 150),
    ("notices", "/notifications/", "admin", 150),
]


def lay_out(scale):
    """Fill an empty database with the large set times `scale`; return the people and what the addresses name."""
    call_command("flush", interactive=False, verbosity=0)
    body = make.a_body("Big City", prefix="BIG")
    people = {"owner": make.staff(body, "owner"), "lead": make.staff(body, "lead")}
    people["admin"] = make.a_user("Company administrator")
    names = {
        "scale": scale,
        "body": body.pk,
        "organisation": body.organisation_id,
        "body_key": f"'{body.public_id}'",
        "profile": make.queries.current_profile("light", body=body).pk,
        "lead": people["lead"].pk,
        "owner": people["owner"].pk,
        "admin": people["admin"].pk,
    }
    sql = (Path(__file__).parent / "large_set.sql").read_text()
    sql = sql.replace(":'body_key'", names.pop("body_key"))
    for name, value in sorted(names.items(), key=lambda pair: -len(pair[0])):
        sql = sql.replace(f":{name}", str(value))
    with connection.cursor() as cursor:
        cursor.execute(sql.replace("%", "%%"), [])
    busiest = Partnership.objects.order_by("id").first().parties.get(side="partner").organisation
    make.organisations.grant_membership(
        people["admin"], busiest, "partner_admin", by=None, on=make.DAY
    )
    return people, {
        "company": busiest.public_id,
        "organisation": body.public_id,
        "reference": Partnership.objects.order_by("id").first().reference,
    }


def measure(client, address):
    """Return p50 and p95 in milliseconds, the queries and the bytes of one page."""
    client.get(address)
    times = []
    for _round in range(ROUNDS):
        start = time.perf_counter()
        answer = client.get(address)
        times.append((time.perf_counter() - start) * 1000)
    assert answer.status_code == 200, (address, answer.status_code)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    cuts = statistics.quantiles(times, n=20)
    return cuts[9], cuts[18], len(queries), len(answer.content)


def report(scale):
    """Lay the set out and measure every page; returns {page: (p50, p95, queries, bytes)}."""
    start = time.perf_counter()
    people, names = lay_out(scale)
    print(
        f"\n{Partnership.objects.count()} partnerships, {Notice.objects.count()} notices,"
        f" laid out in {time.perf_counter() - start:.0f} s"
    )
    found = {}
    for page, address, who, _most in PAGES:
        cache.clear()
        client = Client()
        client.force_login(people[who], "allauth.account.auth_backends.AuthenticationBackend")
        found[page] = measure(client, address.format(**names))
    return found


def main():
    """Print the table and say which figures of blueprint 7 are missed."""
    logging.disable(logging.CRITICAL)
    call_command("migrate", verbosity=0, interactive=False)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER USER")
    small, large = report(0.1), report(1.0)
    print(f"\n{'page':34}{'p50':>7}{'p95':>7}{'most':>6}{'growth':>8}{'queries':>9}{'kB':>6}")
    missed = []
    for page, _address, _who, most in PAGES:
        p50, p95, queries, size = large[page]
        growth = p50 / small[page][0]
        print(f"{page:34}{p50:7.1f}{p95:7.1f}{most:6}{growth:8.2f}{queries:9}{size / 1000:6.0f}")
        if p95 > most or growth > 1.5:
            missed.append(page)
    print("\nMissed: " + (", ".join(missed) or "none"))


if __name__ == "__main__":
    sys.exit(main())
