"""Prints docs/permissions.md from the matrix: `python -m tests.access.print`."""

from pathlib import Path

from tests.access import rows

TARGET = Path(__file__).parents[2] / "docs" / "permissions.md"
HEAD = """# Who may do what

Printed from `tests/access/matrix.yaml` by `python -m tests.access.print`; a test fails when this page is stale.
Every cell is called by the suite (tests/access/test_matrix.py) in a world with two public bodies, three companies and
everybody below, and what it answers is searched for words that are not for its reader. The policy behind it is
`security.md` 3; which pages exist at all is found by walking the addresses, the administration, tasks and commands.

Whoever is signed out is sent to the sign-in unless a row says otherwise. Whoever looks as a partner writes nothing.
Whoever is not named gets “not found”, with the same words as for something that does not exist. A method that is not
named is refused."""
RELATIONS_IN_WORDS = """*own*: the partnership in which the people above have their places; *sibling*: another one of
the same body, with the rival; *foreign*: one of the other body, with the same company as *own*.
"""
WORDS = {
    200: "opens",
    "done": "does it",
    403: "is refused",
    404: "not found",
    "sign in": "to the sign-in",
    409: "is told that it is not for them",
    422: "asked again",
}


def text():
    """Return the page."""
    matrix = rows.matrix()
    parts = [HEAD, "\n## The people\n", "| Who | Is |", "|---|---|"]
    parts += [f"| {key} | {words} |" for key, words in matrix["actors"].items()]
    parts += [
        "\n## The doors\n",
        RELATIONS_IN_WORDS,
        "| Door | Method | Towards | Who |",
        "|---|---|---|---|",
    ]
    for route, row in matrix["routes"].items():
        for method in rows.methods_of(row):
            parts += lines_of(route, method, row)
    parts += ["\n## What nobody enters\n", "| Task or command | In whose name | What it does |"]
    parts += ["|---|---|---|"]
    for kind in ("tasks", "commands"):
        parts += [f"| {name} | {one['by']} | {one['does']} |" for name, one in matrix[kind].items()]
    return "\n".join(parts) + "\n"


def lines_of(route, method, row):
    """Return the lines of one row and method; relations that answer alike share a line."""
    told = {}
    for relation in rows.relations_of(row):
        told.setdefault(sentence(route, method, relation), []).append(relation)
    for words, relations in told.items():
        towards = "" if row.get("of") == "nothing" else ", ".join(relations)
        towards = "all" if len(relations) == len(rows.RELATIONS) else towards
        yield f"| {route} | {method} | {towards} | {words} |"


def sentence(route, method, relation):
    """Return in words who gets what; what goes without saying is left out."""
    answers = rows.expected(route, method, relation)
    row = rows.matrix()["routes"][route]
    unsaid = row.get("else", 404)
    by_answer = {}
    for actor, answer in answers.items():
        by_answer.setdefault(answer, []).append(actor)
    if row.get("door") == "open" and len(by_answer) == 1:
        return f"everybody: {WORDS[next(iter(by_answer))]}"
    parts = []
    for answer, people in by_answer.items():
        who = [one for one in people if said(one, answer, method, row)]
        if answer == unsaid or not who:
            continue
        parts.append(f"{word_of(answer, method)}: {names_of(who)}")
    if unsaid != 404:
        parts.append(f"{WORDS[unsaid]}: everybody else")
    return "; ".join(parts) or "nobody"


def names_of(who):
    """Return people as the table names them: everybody at once where it is everybody."""
    if not set(who) >= rows.people(["signed_in"]) - {rows.LOOKING}:
        return ", ".join(who)
    return "everybody" if set(who) >= set(rows.SIGNED_OUT) else "everybody signed in"


def word_of(answer, method):
    return "is led on" if (answer, method) == ("done", "GET") else WORDS[answer]


def said(actor, answer, method, row):
    """Tell whether an answer has to be said: what holds for every door is said once, above."""
    if actor in rows.SIGNED_OUT:
        return answer != "sign in" or row.get("door") == "way out"
    return actor != rows.LOOKING or method != "POST" or row.get("door") == "way out"


if __name__ == "__main__":
    TARGET.write_text(text())
