"""Highest quotients: against the law's own steps with exact fractions, and by the properties it must have."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.model.institutions import divisors
from simulation.model.institutions.divisors import LIMIT, TieError, highest_quotients

IRAQ = Fraction(17, 10)


def by_the_law(
    votes: list[int], seats: int, luck: list[float], first: Fraction = IRAQ, step: int = 2
) -> list[int]:
    """The text's steps: divide each list's votes, order the quotients, fill from the top, lots in ties."""
    divisors = [first] + [Fraction(1 + step * k) for k in range(1, seats + 1)]
    quotients = [
        (Fraction(count) / divisor, luck[place], place)
        for place, count in enumerate(votes)
        if count > 0
        for divisor in divisors
    ]
    winners = [place for _, _, place in sorted(quotients, reverse=True)[:seats]]
    return [winners.count(place) for place in range(len(votes))]


def seats_of(votes: list[int], seats: int, luck: list[float] | None = None, **rule: Any) -> list[int]:
    lots = None if luck is None else [luck]
    return list(highest_quotients([votes], seats, rule.pop("first", 1.7), lots, **rule)[0])


small = st.integers(0, 60)  # ties are common
large = st.integers(0, 10**9)


@st.composite
def contests(draw: st.DrawFn) -> tuple[list[int], int, list[float]]:
    count = draw(st.integers(1, 9))
    votes = draw(st.lists(draw(st.sampled_from([small, large])), min_size=count, max_size=count))
    order = draw(st.permutations(range(count)))
    return votes, draw(st.integers(0, 30)), [(place + 0.5) / count for place in order]


@settings(max_examples=400)
@given(contests())
def test_agrees_with_the_text_of_the_law(contest: tuple[list[int], int, list[float]]) -> None:
    votes, seats, luck = contest
    assert seats_of(votes, seats, luck) == by_the_law(votes, seats, luck)


@given(contests(), st.sampled_from([(1.0, 1), (1.0, 2), (1.4, 2), (1.6, 2), (0.5, 2), (2.9, 2)]))
def test_agrees_for_other_divisors(
    contest: tuple[list[int], int, list[float]], rule: tuple[float, int]
) -> None:
    votes, seats, luck = contest
    first, step = rule
    expected = by_the_law(votes, seats, luck, Fraction(str(first)), step)
    assert seats_of(votes, seats, luck, first=first, step=step) == expected


@given(contests())
def test_seats_sum_and_nobody_wins_without_votes(contest: tuple[list[int], int, list[float]]) -> None:
    votes, seats, luck = contest
    won = seats_of(votes, seats, luck)
    assert sum(won) == (seats if any(votes) else 0)
    assert all(count or not held for count, held in zip(votes, won, strict=True))
    assert min(won) >= 0


@given(contests())
def test_a_larger_house_takes_no_seat_away(contest: tuple[list[int], int, list[float]]) -> None:
    votes, seats, luck = contest
    before, after = seats_of(votes, seats, luck), seats_of(votes, seats + 1, luck)
    assert all(b <= a for b, a in zip(before, after, strict=True))


@given(contests(), st.data())
def test_more_votes_never_mean_fewer_seats(
    contest: tuple[list[int], int, list[float]], data: st.DataObject
) -> None:
    votes, seats, luck = contest
    gainer = data.draw(st.integers(0, len(votes) - 1))
    gain = data.draw(st.one_of(st.integers(0, 40), st.integers(0, 10**8)))
    more = [count + gain * (place == gainer) for place, count in enumerate(votes)]
    assert seats_of(more, seats, luck)[gainer] >= seats_of(votes, seats, luck)[gainer]


@given(contests(), st.integers(1, 1000))
def test_scale_does_not_matter(contest: tuple[list[int], int, list[float]], factor: int) -> None:
    votes, seats, luck = contest
    assert seats_of([factor * count for count in votes], seats, luck) == seats_of(votes, seats, luck)


@given(contests(), st.data())
def test_order_of_lists_does_not_matter(
    contest: tuple[list[int], int, list[float]], data: st.DataObject
) -> None:
    votes, seats, luck = contest
    order = data.draw(st.permutations(range(len(votes))))
    turned = seats_of([votes[p] for p in order], seats, [luck[p] for p in order])
    won = seats_of(votes, seats, luck)
    assert turned == [won[p] for p in order]


@given(contests(), st.data())
def test_luck_matters_only_in_a_tie(contest: tuple[list[int], int, list[float]], data: st.DataObject) -> None:
    votes, seats, luck = contest
    other = list(data.draw(st.permutations(luck)))
    try:
        sure = seats_of(votes, seats)
    except TieError:
        outcomes = {tuple(by_the_law(votes, seats, lots)) for lots in (luck, luck[::-1])}
        assert tuple(seats_of(votes, seats, luck)) in outcomes
    else:
        assert seats_of(votes, seats, luck) == seats_of(votes, seats, other) == sure


@given(st.lists(contests(), min_size=1, max_size=6))
def test_runs_do_not_touch_each_other(drawn: list[tuple[list[int], int, list[float]]]) -> None:
    width = max(len(votes) for votes, _, _ in drawn)
    pad = [(v + [0] * (width - len(v)), s, lots + [0.0] * (width - len(v))) for v, s, lots in drawn]
    votes, seats, luck = (np.array(part) for part in zip(*pad, strict=True))
    together = highest_quotients(votes, seats, 1.7, luck)
    alone = [seats_of(v, s, lots) for v, s, lots in pad]
    assert together.tolist() == alone


@pytest.mark.parametrize(
    ("rule", "seats", "expected"),
    [
        ({"first": 1.0, "step": 1}, 8, [4, 3, 1, 0]),  # d'Hondt, worked by hand in many textbooks
        ({"first": 1.0, "step": 2}, 8, [3, 3, 1, 1]),  # Sainte-Laguë
        ({"first": 1.4, "step": 2}, 7, [3, 3, 1, 0]),  # its Scandinavian variant
        ({"first": 1.4, "step": 2}, 9, [4, 3, 1, 1]),  # the eighth seat is tied: 100,000 / 7 = 20,000 / 1.4
    ],
)
def test_textbook_example(rule: dict[str, Any], seats: int, expected: list[int]) -> None:
    assert seats_of([100_000, 80_000, 30_000, 20_000], seats, **rule) == expected


def test_quotients_by_different_divisors_tie_exactly() -> None:
    """30 / 3 = 17 / 1.7: two seats are certain for nobody but the first's first."""
    assert seats_of([30, 17], 2, [0.9, 0.1]) == [2, 0]
    assert seats_of([30, 17], 2, [0.1, 0.9]) == [1, 1]
    with pytest.raises(TieError, match="tie_luck"):
        seats_of([30, 17], 2)


@pytest.mark.parametrize("scale", [10**3, 10**6, 10**7])
def test_quotients_that_differ_in_the_last_place_do_not_tie(scale: int) -> None:
    """30 (17 m + 4) exceeds 17 (30 m + 7) by one: the second list's 1.7 against the first's 3."""
    second, first = 17 * scale + 4, 30 * scale + 7
    assert Fraction(second) / IRAQ - Fraction(first, 3) == Fraction(1, 51)
    assert seats_of([first, second], 2) == [1, 1]
    assert seats_of([first + 1, second], 2) == [2, 0]


def test_three_tied_lists_share_two_seats_by_lot() -> None:
    assert seats_of([51, 51, 51], 2, [0.2, 0.9, 0.5]) == [0, 1, 1]
    assert seats_of([51, 51, 51], 4, [0.2, 0.9, 0.5]) == [1, 2, 1]
    assert seats_of([51, 51, 51], 3) == [1, 1, 1]


@given(contests(), st.data())
def test_repair_ends_at_the_same_seats_from_any_start(
    contest: tuple[list[int], int, list[float]], data: st.DataObject
) -> None:
    """The provisional seats are only a start: speed depends on them, the result does not."""
    votes, seats, luck = contest
    start = [data.draw(st.integers(0, 5)) if count else 0 for count in votes]
    table, held = np.array([votes], dtype=float), np.array([start], dtype=float)
    series = divisors._Series.of(1.7, 2)
    tied = divisors._repair(table, np.array([seats * any(votes)], dtype=float), held, series)
    if tied.size:
        held = divisors._drawn(table, held, np.array([luck]), series)
    assert held[0].tolist() == by_the_law(votes, seats, luck)


def test_seats_stay_unfilled_where_nobody_votes() -> None:
    won = highest_quotients([[0, 0], [5, 1]], 3)
    assert won.tolist() == [[0, 0], [3, 0]]


def test_no_seats_and_no_runs() -> None:
    assert highest_quotients([[7, 5]], 0).tolist() == [[0, 0]]
    assert highest_quotients(np.zeros((0, 4)), 3).shape == (0, 4)


def test_fractional_votes_are_counted() -> None:
    rng = np.random.default_rng(5)
    votes = rng.gamma(0.5, 1000.0, (50, 8))
    won = highest_quotients(votes, 12)
    for row, seats in zip(votes, won, strict=True):
        exact = by_the_law([Fraction(float(count)) for count in row], 12, [0.0] * 8)  # type: ignore[misc]
        assert list(seats) == exact


@pytest.mark.parametrize("votes", [[[-1.0, 3.0]], [[np.nan, 3.0]], [[LIMIT * 1.0, 3.0]], [3.0, 4.0], [[]]])
def test_impossible_votes_are_refused(votes: list[Any]) -> None:
    with pytest.raises(ValueError, match="votes"):
        highest_quotients(votes, 3)


@pytest.mark.parametrize("seats", [-1, 2.5])
def test_impossible_seats_are_refused(seats: float) -> None:
    with pytest.raises(ValueError, match="seats"):
        highest_quotients([[3.0, 4.0]], seats)


@pytest.mark.parametrize(("first", "step"), [(0.0, 2), (3.0, 2), (1.0, 0)])
def test_impossible_divisors_are_refused(first: float, step: int) -> None:
    with pytest.raises(ValueError, match="divisor"):
        highest_quotients([[3.0, 4.0]], 2, first, step=step)
