"""How much of its costs a side has shown to the other."""

OWN, PARTLY, SHARED, THEIRS = "own", "partly", "shared", "theirs"


def sight_of(counts, *, side):
    """This function will return who sees the costs of each side that has any: of `side` own, partly or shared, else theirs.

    `counts` are those of `sums_of`.
    """
    found: dict[str, dict[str, int]] = {}
    for row in counts:
        told = found.setdefault(row["owning_party__side"], {"count": 0, "shared": 0})
        for name in told:
            told[name] += row[name]
    return {of: _word(told) if of == side else THEIRS for of, told in found.items()}


def _word(row):
    if not row["shared"]:
        return OWN
    return SHARED if row["shared"] == row["count"] else PARTLY
