"""The oracles of domain.md C.10 as they stand there, and what must hold for whatever is entered."""

import datetime
from decimal import ROUND_HALF_UP, Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from benefits.queries import figures
from benefits.queries.figures import Line

DAY = datetime.date(2026, 11, 23)
FIGURES = st.decimals(-(10**15), 10**15, places=4)
WEIGHTS = st.decimals(Decimal("0.01"), 9999, places=2)
LINES = st.builds(
    Line,
    target=st.none() | FIGURES,
    baseline=st.none() | FIGURES,
    actual=st.none() | FIGURES,
    weight=WEIGHTS,
    is_disbenefit=st.booleans(),
    starts_on=st.none() | st.dates(datetime.date(1990, 1, 1), datetime.date(2100, 12, 31)),
    due_on=st.none() | st.dates(datetime.date(1990, 1, 1), datetime.date(2100, 12, 31)),
)
SIDES = st.lists(LINES, max_size=6)


def line(actual, target, weight=1, **facts):
    return Line(target=Decimal(target), actual=Decimal(actual), weight=Decimal(weight), **facts)


PUBLIC = [line(60, 100, 50), line(20, 40, 30), line(5, 10, 20)]
PARTNER = [line(30, 100, 60), line(10, 50, 40)]


def rounded(value, places):
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


# ── Oracles ─────────────────────────────────────────────────────────────────────────────────────


def test_oracle_of_both_sides_and_their_balance():
    balance = figures.balance(PUBLIC, PARTNER)

    assert rounded(balance.public, 3) == Decimal("55.000")
    assert rounded(balance.partner, 3) == Decimal("26.000")
    assert rounded(balance.ratio, 4) == Decimal("0.4727")
    assert (balance.is_flagged, balance.behind) == (True, "partner")


def test_both_at_zero_is_not_yet():
    balance = figures.balance([line(0, 10)], [line(0, 5)])

    assert (balance.public, balance.partner, balance.ratio) == (0, 0, None)
    assert not balance.is_flagged


def test_one_side_at_zero_is_as_uneven_as_can_be():
    balance = figures.balance([line(5, 10)], [line(0, 5)])

    assert (balance.ratio, balance.is_flagged) == (0, True)


def test_side_without_counted_benefits_is_not_yet():
    empty = figures.balance(PUBLIC, [])
    uncounted = figures.balance(PUBLIC, [Line(target=None), line(9, 9, baseline=Decimal(9))])

    assert (empty.partner, empty.ratio, empty.is_flagged) == (None, None, False)
    assert (uncounted.partner, uncounted.ratio, uncounted.partner_count) == (None, None, 0)


def test_flag_compares_the_unrounded_value():
    just_below = figures.balance([line("59.9999", 100)], [line(100, 100)])
    exactly = figures.balance([line(60, 100)], [line(100, 100)])

    assert rounded(just_below.ratio, 2) == Decimal("0.60")
    assert (just_below.is_flagged, exactly.is_flagged) == (True, False)


def test_less_is_better_counts_towards_the_target():
    days = line(25, 10, baseline=Decimal(40))

    assert figures.realised(days) == Decimal("0.5")


def test_baseline_that_nobody_recorded_is_zero():
    assert figures.realised(Line(target=Decimal(8), actual=Decimal(2))) == Decimal("0.25")


def test_negative_figures_have_a_way_too():
    loss = line(-50, 0, baseline=Decimal(-100))

    assert figures.realised(loss) == Decimal("0.5")


def test_nothing_confirmed_counts_as_where_it_began():
    assert figures.realised(Line(target=Decimal(5), baseline=Decimal(3))) == 0


def test_negative_effects_stay_out_of_the_mean():
    noise = line(9, 10, 1000, is_disbenefit=True)

    assert figures.party_realised([*PUBLIC, noise]) == figures.party_realised(PUBLIC)


def test_currencies_stand_beside_each_other_and_are_never_summed():
    euros, pounds = line(50, 100), line(3000, 4000)

    assert figures.party_realised([euros, pounds]) == Decimal("62.5")
    assert figures.sums(
        [("GBP", Decimal(3)), ("EUR", Decimal(5)), ("GBP", Decimal(4)), ("USD", None)]
    ) == {"EUR": 5, "GBP": 7}


def test_expected_grows_evenly_until_its_day():
    def at(on):
        one = line(0, 10, starts_on=DAY, due_on=DAY + datetime.timedelta(days=100))
        return figures.expected(one, on=on)

    assert at(DAY - datetime.timedelta(days=9)) == 0
    assert at(DAY + datetime.timedelta(days=25)) == Decimal("0.25")
    assert at(DAY + datetime.timedelta(days=400)) == 1


def test_expected_without_a_day_is_nothing():
    assert figures.expected(line(1, 2), on=DAY) is None
    assert figures.party_expected([line(1, 2)], on=DAY) is None
    assert figures.expected(line(1, 2, starts_on=DAY, due_on=DAY), on=DAY) == 1


# ── Whatever is entered ─────────────────────────────────────────────────────────────────────────


@given(one=LINES, on=st.dates(datetime.date(1990, 1, 1), datetime.date(2100, 12, 31)))
def test_shares_lie_between_nothing_and_all(one, on):
    for share in (figures.realised(one), figures.expected(one, on=on)):
        assert share is None or 0 <= share <= 1


@given(public=SIDES, partner=SIDES)
def test_balance_lies_between_nothing_and_all_and_is_the_same_from_both_sides(public, partner):
    here, there = figures.balance(public, partner), figures.balance(partner, public)

    assert here.ratio == there.ratio
    assert here.ratio is None or 0 <= here.ratio <= 1
    assert here.is_flagged == (here.ratio is not None and here.ratio < Decimal("0.6"))
    for side in (here.public, here.partner):
        assert side is None or 0 <= side <= 100


@given(one=LINES)
def test_no_target_or_no_way_is_left_out(one):
    has_no_way = one.target is None or one.target == (one.baseline or 0)

    assert (figures.realised(one) is None) == has_no_way


@given(one=LINES, factor=st.integers(1, 10**6) | st.integers(-(10**6), -1))
def test_scale_does_not_matter(one, factor):
    def times(value):
        return None if value is None else value * factor

    scaled = Line(target=times(one.target), baseline=times(one.baseline), actual=times(one.actual))
    assert figures.realised(scaled) == figures.realised(one)


@given(side=st.lists(LINES, min_size=1, max_size=6), factor=st.integers(1, 1000))
def test_weights_only_count_against_each_other(side, factor):
    heavier = [
        Line(
            target=one.target,
            baseline=one.baseline,
            actual=one.actual,
            weight=one.weight * factor,
            is_disbenefit=one.is_disbenefit,
        )
        for one in side
    ]
    before, after = figures.party_realised(side), figures.party_realised(heavier)

    assert (before is None) == (after is None)
    assert before is None or abs(before - after) < Decimal("1e-20")


@given(side=st.lists(LINES, min_size=1, max_size=6))
def test_mean_lies_between_the_least_and_the_most(side):
    shares = [figures.realised(one) for one in figures.counted(side)]
    assume(shares)
    mean = figures.party_realised(side)

    assert 100 * min(shares) - Decimal("1e-20") <= mean <= 100 * max(shares) + Decimal("1e-20")
