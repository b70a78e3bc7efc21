"""Reads `matrix.yaml` and says what each person is to be answered."""

from functools import cache
from pathlib import Path

import yaml

# The relations in which an address can stand to the people of the partnership `own`.
RELATIONS = ("own", "sibling", "foreign")
FILE = Path(__file__).with_name("matrix.yaml")
SIGNED_OUT = ("anonymous", "closed")
LOOKING = "viewing_as"


@cache
def matrix():
    """Return the whole file."""
    return yaml.safe_load(FILE.read_text())


@cache
def actors():
    return tuple(matrix()["actors"])


def people(words):
    """Return the set of actors that a list of actors and groups stands for."""
    known, groups = set(actors()), matrix()["groups"]
    found = set()
    for word in words:
        if word in known:
            found.add(word)
        else:
            found |= people(groups[word])
    return found


def audience(word, relation):
    """Return the actors that an audience stands for towards one relation."""
    audiences = matrix()["audiences"]
    if isinstance(word, list):
        return set().union(*(audience(one, relation) for one in word))
    if word in audiences:
        told = audiences[word]
        return people(told.get(relation, []) if isinstance(told, dict) else told)
    return people([word])


def cells():
    """Return every (route, method, relation) that the file names, in its order."""
    return [
        (route, method, relation)
        for route, row in matrix()["routes"].items()
        for method in methods_of(row)
        for relation in relations_of(row)
    ]


def methods_of(row):
    return [method for method in ("GET", "POST") if method in row]


def relations_of(row):
    return RELATIONS if "of" not in row else ("own",)


# Beside those to whom something is open: who is always asked, forms of `own` and whatever is `sibling` or `foreign`.
ALWAYS_ASKED = {
    "lead",
    "partner_admin",
    "rival",
    "other_owner",
    "operator",
    "viewing_as",
    "anonymous",
}

# Who stands in the same way towards all of them.
ASKED_OF_OWN = {"operator", "viewing_as", "anonymous"}
# One of each kind that stands outside for a reason of its own.
ASKED_AT_FIRST = {"recused", "former", "named", "deputy", "approver", "candidate"}


@cache
def first_rows():
    """Return the first row of each route."""
    return {*{route.partition("#")[0]: route for route in reversed(matrix()["routes"])}.values()}


def asked(route, method, relation):
    """Return whom the short suite asks: who has something, and some who have not.

    More of them at the first row of each route towards `own`; towards the others only the verb is tried where a door
    has both page and verb. The long suite asks everybody.
    """
    answers = expected(route, method, relation)
    if relation != "own" and method == "GET" and "POST" in matrix()["routes"][route]:
        return []
    few = ALWAYS_ASKED if relation == "own" else ALWAYS_ASKED - ASKED_OF_OWN
    refused = {404, "sign in", 403}
    if (relation, method) == ("own", "GET") and route in first_rows():
        few, refused = few | ASKED_AT_FIRST, {404, "sign in"}
    return [actor for actor, answer in answers.items() if actor in few or answer not in refused]


def expected(route, method, relation):
    """Return {actor: answer} of one row of cells.

    The first answer in the row that names an actor counts; then what goes without saying: whoever is signed out is
    sent to the sign-in, whoever looks as a partner writes nothing, and what is not said is not found.
    """
    row = matrix()["routes"][route]
    answers = {}
    for answer, audiences in row[method].items():
        for actor in audience(audiences, relation):
            answers.setdefault(actor, answer)
    if row.get("door") != "open":
        for actor in SIGNED_OUT:
            answers.setdefault(actor, "sign in")
    if method == "POST":
        answers[LOOKING] = answers[LOOKING] if row.get("door") == "way out" else 403
    return {actor: answers.get(actor, row.get("else", 404)) for actor in actors()}
