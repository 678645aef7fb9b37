"""Voting power, against all orders of small parliaments, textbook values and what any such index must do."""

from __future__ import annotations

import itertools
from math import factorial

import numpy as np
import pytest

from simulation.analysis.blocking.power import power


def by_orders(seats: list[int], quota: int) -> list[float]:
    """Shapley-Shubik's index as it is defined: who completes the quota, over all orders."""
    pivots = np.zeros(len(seats))
    for order in itertools.permutations(range(len(seats))):
        before = 0
        for player in order:
            if before < quota <= before + seats[player]:
                pivots[player] += 1
            before += seats[player]
    return (pivots / factorial(len(seats))).tolist()


def by_coalitions(seats: list[int], quota: int) -> list[float]:
    """Banzhaf's index, not normalised: the share of coalitions of the others that a player completes."""
    found = []
    for player, own in enumerate(seats):
        others = seats[:player] + seats[player + 1 :]
        sums = [sum(s for s, held in zip(others, inside, strict=True) if held) for inside in
                itertools.product((0, 1), repeat=len(others))]  # fmt: skip
        found.append(sum(s < quota <= s + own for s in sums) / len(sums))
    return found


def parliaments(count: int, lists: int, size: int) -> np.ndarray:
    rng = np.random.default_rng(3)
    return rng.multinomial(size, rng.dirichlet(np.full(lists, 0.6)), size=count)


@pytest.mark.parametrize("quota", [1, 9, 11, 14, 20])
def test_it_is_the_share_of_orders_in_which_a_list_decides(quota: int) -> None:
    seats = parliaments(12, 6, 20)
    (found,) = power(seats, (quota,))
    for row, index in zip(seats.tolist(), found, strict=True):
        np.testing.assert_allclose(index, by_orders(row, quota), atol=1e-12)


@pytest.mark.parametrize("quota", [5, 11, 17])
def test_banzhaf_is_the_share_of_coalitions(quota: int) -> None:
    seats = parliaments(8, 6, 20)
    (found,) = power(seats, (quota,), banzhaf=True)
    for row, index in zip(seats.tolist(), found, strict=True):
        np.testing.assert_allclose(index, by_coalitions(row, quota), atol=1e-12)


def test_textbook_values() -> None:
    (small,) = power(np.array([[50, 49, 1]]), (51,))
    np.testing.assert_allclose(small, [[2 / 3, 1 / 6, 1 / 6]], atol=1e-14)
    council = np.array([[7] * 5 + [1] * 10])  # the United Nations Security Council as a weighted game
    (found,) = power(council, (39,))
    np.testing.assert_allclose(found[0, :5], 421 / 2145, atol=1e-14)
    np.testing.assert_allclose(found[0, 5:], 4 / 2145, atol=1e-14)


def test_members_on_their_own_have_the_power_of_as_many_players() -> None:
    loose = np.array([False, False, True])
    (found,) = power(np.array([[7, 4, 5]]), (9,), loose)
    whole = by_orders([7, 4, 1, 1, 1, 1, 1], 9)
    np.testing.assert_allclose(found[0], [whole[0], whole[1], sum(whole[2:])], atol=1e-12)


def test_a_house_of_many_players_sums_to_one_and_keeps_its_order() -> None:
    seats = parliaments(300, 30, 329)
    loose = np.arange(30) > 24
    found = power(seats, (165, 220), loose)
    np.testing.assert_allclose(found.sum(axis=2), 1.0, atol=1e-11)
    single, own = found[:, :, :25], seats[:, :25]
    more = own[:, :, None] >= own[:, None, :]
    assert (single[:, :, :, None] - single[:, :, None, :] >= -1e-12)[
        :, more
    ].all()  # more seats, no less power


def test_equals_are_equal_and_a_dummy_has_none() -> None:
    (found,) = power(np.array([[4, 4, 4, 1, 0]]), (8,))
    np.testing.assert_allclose(found, [[1 / 3, 1 / 3, 1 / 3, 0, 0]], atol=1e-14)


def test_the_power_to_pass_is_the_power_to_block() -> None:
    seats = parliaments(20, 8, 60)
    passing, blocking = power(seats, (40, 21))
    np.testing.assert_allclose(passing, blocking, atol=1e-12)


def test_a_quota_beyond_the_house_gives_nobody_power() -> None:
    assert (power(np.array([[3, 2]]), (6,)) == 0).all()
    assert power(np.zeros((2, 3), dtype=np.int64), (1,)).tolist() == [[[0, 0, 0]] * 2]


def test_runs_do_not_depend_on_one_another() -> None:
    seats = parliaments(270, 12, 100)  # more than are taken at once
    found = power(seats, (51,))
    for row in (0, 137, 269):
        np.testing.assert_allclose(found[:, [row]], power(seats[[row]], (51,)), atol=1e-12)


@pytest.mark.parametrize(
    ("seats", "quota"),
    [([[-1, 3]], 2), ([[1, 3], [1, 2]], 2), ([[1, 3]], 0)],
    ids=["below 0", "sizes", "quota"],
)
def test_what_is_no_house_is_refused(seats: list[list[int]], quota: int) -> None:
    with pytest.raises(ValueError, match=r"seats|quota"):
        power(np.array(seats), (quota,))
