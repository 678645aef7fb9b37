"""Addressed luck: a pure function of its address, uniform, and independent across addresses."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.model.chance import EPISTEMIC, SWEEP, Chance, Stream, address_key

NAMES = tuple(f"actor {number}" for number in range(20))
WORD = (1 << 64) - 1
GAMMA = 0x9E3779B97F4A7C15


def finaliser(word: int) -> int:
    """Splitmix64's, on plain integers."""
    word &= WORD
    word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9 & WORD
    word = (word ^ (word >> 27)) * 0x94D049BB133111EB & WORD
    return word ^ (word >> 31)


def by_hand(seed: int, run: int, stream: Stream, month: int, name: str) -> float:
    """The uniform at an address, one number at a time."""
    place = finaliser(address_key(stream.value) ^ finaliser(month + GAMMA))
    deal = finaliser(finaliser((run * GAMMA) & WORD ^ finaliser(seed + GAMMA)) + GAMMA)
    bits = finaliser(finaliser(address_key(name) ^ place) ^ deal) >> 12
    return (bits + 0.5) / 2**52


def test_the_finaliser_gives_the_published_numbers() -> None:
    # Vigna's splitmix64.c begun at 1234567, as printed in many ports of it
    begun = [finaliser(1234567 + step * GAMMA) for step in (1, 2, 3)]
    assert begun == [6457827717110365317, 3203168211198807973, 9817491932198370423]


@given(
    seed=st.integers(0, 2**63 - 1),
    run=st.integers(0, 2**62),
    stream=st.sampled_from([Stream.BELIEF, Stream.STRIKE, Stream.COALITION]),
    month=st.integers(0, 239),
)
def test_a_draw_is_the_number_at_its_address(seed: int, run: int, stream: Stream, month: int) -> None:
    chance = Chance(seed, np.array([run]))
    expected = np.array([by_hand(seed, run, stream, month, name) for name in NAMES])
    drawn = chance.uniform(stream, NAMES, month)[:, 0]
    np.testing.assert_array_equal(drawn, expected)
    odds, wait = chance.logistic(stream, NAMES, month)[:, 0], chance.exponential(stream, NAMES, month)[:, 0]
    np.testing.assert_allclose(odds, np.log(expected / (1 - expected)), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(wait, -np.log(expected), rtol=1e-12)


def test_a_draw_that_names_no_month_is_of_month_zero() -> None:
    chance, places = Chance(7, np.arange(4)), np.arange(4)
    for kind in ("uniform", "logistic", "exponential", "addresses"):
        draw = getattr(chance, kind)
        np.testing.assert_array_equal(draw(Stream.STRIKE, NAMES), draw(Stream.STRIKE, NAMES, 0))
    some = chance.uniform_of(Stream.STRIKE, NAMES, places, places)
    np.testing.assert_array_equal(some, chance.uniform(Stream.STRIKE, NAMES, 0)[places, places])


def test_many_names_and_runs_are_drawn_as_few_are() -> None:
    names, runs = [f"actor {number}" for number in range(7)], np.arange(SWEEP // 2 - 1)
    whole = Chance(7, runs).uniform(Stream.STRIKE, names, 3)
    few = Chance(7, runs[-2:]).uniform(Stream.STRIKE, names, 3)
    np.testing.assert_array_equal(whole[:, -2:], few)
    assert Chance(7, runs[:0]).uniform(Stream.STRIKE, names).shape == (7, 0)
    assert Chance(7, np.arange(SWEEP + 1)).uniform(Stream.STRIKE, names[:2]).shape == (2, SWEEP + 1)


def test_addresses_that_are_shared_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        Chance(7, np.arange(3)).addresses(Stream.STRIKE, NAMES)[0] = 0


def test_a_run_meets_the_same_luck_in_any_company() -> None:
    alone = Chance(7, np.array([537]))
    crowd = Chance(7, np.arange(1000))
    shuffled = Chance(7, np.arange(1000)[::-1].copy())
    for kind in ("uniform", "logistic", "exponential"):
        everybody = getattr(crowd, kind)(Stream.STRIKE, NAMES, 5)
        np.testing.assert_array_equal(getattr(alone, kind)(Stream.STRIKE, NAMES, 5)[:, 0], everybody[:, 537])
        np.testing.assert_array_equal(getattr(shuffled, kind)(Stream.STRIKE, NAMES, 5), everybody[:, ::-1])


def test_an_actor_keeps_its_luck_when_the_roster_changes() -> None:
    chance = Chance(7, np.arange(100))
    more = chance.uniform(Stream.STRIKE, ("newcomer", *NAMES), 5)
    np.testing.assert_array_equal(more[1:], chance.uniform(Stream.STRIKE, NAMES, 5))


def test_some_draws_are_those_of_all() -> None:
    chance = Chance(7, np.array([3, 537, 12]))
    whole = chance.uniform(Stream.COALITION, NAMES, 5)
    which, columns = np.array([19, 0, 7, 7]), np.array([2, 1, 0, 1])
    some = chance.uniform_of(Stream.COALITION, NAMES, which, columns, 5)
    np.testing.assert_array_equal(some, whole[which, columns])
    assert chance.uniform_of(Stream.COALITION, NAMES, which[:0], columns[:0], 5).shape == (0,)


@given(seed=st.integers(0, 2**63 - 1), month=st.integers(0, 239))
def test_uniforms_lie_strictly_inside_the_unit_interval(seed: int, month: int) -> None:
    luck = Chance(seed, np.arange(50)).uniform(Stream.DEATHS, NAMES, month)
    assert ((luck > 0.0) & (luck < 1.0)).all()
    assert np.isfinite(Chance(seed, np.arange(50)).logistic(Stream.DEATHS, NAMES, month)).all()


def test_the_draws_have_the_moments_of_their_laws() -> None:
    chance = Chance(2025, np.arange(20_000))
    assert chance.uniform(Stream.BELIEF, NAMES).mean() == pytest.approx(0.5, abs=0.002)
    assert chance.logistic(Stream.BELIEF, NAMES).std() == pytest.approx(np.pi / np.sqrt(3), rel=0.01)
    assert chance.exponential(Stream.BELIEF, NAMES).mean() == pytest.approx(1.0, rel=0.01)


@pytest.mark.parametrize("other", ["seed", "stream", "month", "actor", "run"])
def test_neighbouring_addresses_are_uncorrelated(other: str) -> None:
    runs = np.arange(50_000)
    luck = Chance(1, runs).uniform(Stream.STRIKE, ("a",), 3)[0]
    twin = {
        "seed": lambda: Chance(2, runs).uniform(Stream.STRIKE, ("a",), 3)[0],
        "stream": lambda: Chance(1, runs).uniform(Stream.SIEGE, ("a",), 3)[0],
        "month": lambda: Chance(1, runs).uniform(Stream.STRIKE, ("a",), 4)[0],
        "actor": lambda: Chance(1, runs).uniform(Stream.STRIKE, ("b",), 3)[0],
        "run": lambda: Chance(1, runs + 1).uniform(Stream.STRIKE, ("a",), 3)[0],
    }[other]()
    assert abs(np.corrcoef(luck, twin)[0, 1]) < 0.02


def test_seeds_are_mixed_not_added() -> None:
    first = Chance(1, np.arange(1000)).uniform(Stream.STRIKE, ("a",), 0)[0]
    second = Chance(2, np.arange(1000)).uniform(Stream.STRIKE, ("a",), 0)[0]
    assert not np.isin(first, second).any()


def test_keys_of_names_are_fixed_for_good() -> None:
    assert address_key("iran") == 946443910495807276
    assert len({stream.value for stream in Stream}) == len(Stream)


def test_beliefs_can_be_those_of_other_runs_while_luck_is_a_runs_own() -> None:
    believed = np.arange(60) // 3
    ordinary, nested = Chance(7, np.arange(60)), Chance(7, np.arange(60), believed)
    for stream in Stream:
        plain, ours = ordinary.uniform(stream, NAMES, 4), nested.uniform(stream, NAMES, 4)
        shared = believed if stream in EPISTEMIC else np.arange(60)
        assert np.array_equal(ours, plain[:, shared])


def test_some_runs_of_a_nested_design_keep_beliefs_and_luck() -> None:
    nested, rows = Chance(7, np.arange(60), np.arange(60) // 3), np.array([41, 5])
    for stream in (Stream.BELIEF, Stream.STRIKE):
        assert np.array_equal(nested.of(rows).uniform(stream, NAMES), nested.uniform(stream, NAMES)[:, rows])
