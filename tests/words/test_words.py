"""Likelihood words, frequencies and changes: held against the counts that they speak of."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation import words
from simulation.errors import InputError
from simulation.outcomes import intervals
from simulation.outcomes.intervals import Estimate

scales = st.sampled_from(list(words.SCALES.values()))
counts = st.integers(1, 5000).flatmap(lambda runs: st.tuples(st.integers(0, runs), st.just(runs)))
inner = st.floats(0.0, 1.0, exclude_min=True, exclude_max=True)
sizes = st.floats(-1e6, 1e6, allow_nan=False)


def numbers_in(text: str) -> list[float]:
    return [float(found.replace(",", "")) for found in re.findall(r"\d[\d,]*\.?\d*", text)]


def place(scale: words.Scale, share: float) -> float:
    first, last = scale.at(share)
    return (scale.bands.index(first) + scale.bands.index(last)) / 2


# --- scales ----------------------------------------------------------------------------------------


@given(scales, inner)
def test_a_share_lies_in_its_band_or_in_the_gap_between_two(scale: words.Scale, share: float) -> None:
    first, last = scale.at(share)
    if first == last:
        assert first.low <= share <= first.high
    else:
        assert first.high < share < last.low
        assert scale.bands.index(last) == scale.bands.index(first) + 1


@given(scales, inner, inner)
def test_a_larger_share_never_has_a_lesser_word(scale: words.Scale, a: float, b: float) -> None:
    low, high = sorted((a, b))
    assert place(scale, low) <= place(scale, high)


@given(inner)
def test_the_directive_has_no_gaps(share: float) -> None:
    first, last = words.ICD_203.at(share)
    assert first == last


@pytest.mark.parametrize(
    ("share", "word"),
    [
        (0.001, "almost no chance"),
        (0.049, "almost no chance"),
        (0.05, "very unlikely"),
        (0.2, "unlikely"),
        (0.449, "unlikely"),
        (0.45, "a roughly even chance"),
        (0.55, "a roughly even chance"),
        (0.551, "likely"),
        (0.8, "likely"),
        (0.95, "very likely"),
        (0.951, "almost certain"),
        (0.999, "almost certain"),
    ],
)
def test_the_words_of_the_directive(share: float, word: str) -> None:
    assert words.ICD_203.at(share)[0].word == word


def test_the_yardstick_leaves_gaps() -> None:
    assert [band.word for band in words.PHIA.at(0.22)] == ["highly unlikely", "unlikely"]
    assert "between highly unlikely and unlikely" in words.likelihood(2200, 10_000, "phia")
    assert words.likelihood(620, 1000, "phia") == "likely (62 in 100 futures, 59 to 65)"


def test_a_scale_that_does_not_exist() -> None:
    with pytest.raises(InputError, match="did you mean 'icd203'"):
        words.likelihood(3, 100, "icd_203")


# --- likelihood ------------------------------------------------------------------------------------


@given(counts, scales)
def test_the_word_of_the_share_is_among_those_said(count: tuple[int, int], scale: words.Scale) -> None:
    hits, runs = count
    said = words.likelihood(hits, runs, scale)
    if 0 < hits < runs and runs >= words.ENOUGH_RUNS:
        found = intervals.share(hits, runs)
        first, last = scale.between(found.low, found.high)
        spoken = scale.bands[scale.bands.index(first) : scale.bands.index(last) + 1]
        assert set(scale.at(hits / runs)) <= set(spoken)
        assert said.startswith((f"{first.word} ", f"between {first.word} and {last.word} "))
        assert last.word in said
    else:
        assert not any(re.search(rf"\b{band.word}\b", said) for band in scale.bands)


@given(counts, scales)
def test_never_nought_nor_certainty(count: tuple[int, int], scale: words.Scale) -> None:
    hits, runs = count
    for said in (words.likelihood(hits, runs, scale), words.frequency(hits, runs)):
        assert "impossible" not in said
        assert not re.search(r"\bcertain(?!ty)", said) or 0 < hits < runs
        if hits > 0:
            assert not re.search(r"\bnone\b|\b0\b", said)
        if hits < runs:
            assert not re.search(r"\ball\b|(?<!in )\b100\b (?:in 100|futures)", said.replace("in 100", ""))


@given(counts)
def test_a_number_always_stands_beside_the_word(count: tuple[int, int]) -> None:
    assert numbers_in(words.likelihood(*count))


@given(counts)
def test_a_frequency_is_no_finer_than_the_runs_deserve(count: tuple[int, int]) -> None:
    hits, runs = count
    said = words.frequency(hits, runs)
    if hits in (0, runs):
        assert f"{runs:,}" in said
    elif runs < words.FEW_RUNS:
        assert numbers_in(said) == [hits, runs]
    else:
        shown = numbers_in(said)[0]
        step = 1 if runs >= words.FINE_RUNS else 5
        assert shown % step == 0
        assert abs(shown - 100 * hits / runs) <= step


@given(st.integers(1, 100_000))
def test_what_never_happened_has_an_honest_bound(runs: int) -> None:
    most = words.rarer_than(runs)
    # Were it as common as one in `most`, so many runs without it would come one time in twenty at most.
    assert (1 - 1 / most) ** runs <= 0.05 + 1e-12
    assert most >= 1


def test_none_and_all() -> None:
    assert words.likelihood(0, 1000) == "in none of 1,000 futures; fewer than 1 in 300 at 95%"
    assert words.likelihood(1000, 1000) == "in all 1,000 futures; more than 299 in 300 at 95%"
    assert words.likelihood(1, 1) == "in 1 of 1 future; too few to say more"
    assert words.likelihood(3, 8) == "in 3 of 8 futures; too few for a word"


def test_an_interval_across_an_edge_has_both_words() -> None:
    assert words.likelihood(450, 1000) == "unlikely to a roughly even chance (45 in 100 futures, 42 to 48)"


@pytest.mark.parametrize("count", [(-1, 10), (11, 10), (0, 0)])
def test_no_count(count: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="no count"):
        words.frequency(*count)


# --- changes ---------------------------------------------------------------------------------------


@given(st.integers(0, 400), st.integers(0, 400), st.integers(0, 400), st.integers(0, 400))
def test_a_change_is_claimed_only_where_the_pairs_bear_it(both: int, to: int, back: int, none: int) -> None:
    ours = np.array([True] * (both + to) + [False] * (back + none))
    theirs = np.array([True] * both + [False] * to + [True] * back + [False] * none)
    found = intervals.share_difference(ours, theirs)
    said = words.change(found)
    if not found.clear:
        assert said.startswith((words.NO_CHANGE, words.TOO_FEW))
        return
    assert ("more often" in said) == (to > back)
    assert ("less often" in said) == (to < back)
    size = abs(to - back) / ours.size
    assert said.startswith("slightly") == (size < 0.05)
    assert said.startswith("much") == (size > 0.15)
    shown = re.search(r"by (?:about (\d+)|under 1) in 100", said)
    assert shown is not None
    assert abs(float(shown[1] or 0) - 100 * size) <= 0.5 + 1e-9


def test_the_wording_of_changes() -> None:
    assert words.change(Estimate(0.07, 0.05, 0.09)) == "more often, by about 7 in 100 (5 to 9)"
    assert words.change(Estimate(-0.01, -0.03, 0.01)) == (
        "no change we can tell from chance (1 fewer in 100; range 3 fewer to 1 more)"
    )
    same = intervals.share_difference(np.zeros(1000, bool), np.zeros(1000, bool))
    assert words.change(same) == "no change we can tell from chance (under 1 in 100 either way)"
    assert words.change(intervals.NOTHING) == words.TOO_FEW
    assert words.difference(Estimate(4.312, 4.01, 4.62), "attacks") == "4.3 more attacks (4.0 to 4.6)"
    assert words.difference(Estimate(-7.9, -8.9, -7.0), "people") == "7.9 fewer people (7.0 to 8.9)"
    assert words.difference(Estimate(0.0, 0.0, 0.0)) == words.NO_CHANGE


def test_a_stricter_caller_is_heard_and_a_laxer_one_is_not() -> None:
    clear, unclear = Estimate(0.03, 0.01, 0.05), Estimate(0.03, -0.01, 0.07)
    assert words.change(clear, held=False).startswith(words.NO_CHANGE)
    assert words.change(unclear, held=True).startswith(words.NO_CHANGE)
    assert words.difference(unclear, held=True).startswith(words.NO_CHANGE)


# --- numbers ---------------------------------------------------------------------------------------


@given(sizes, st.floats(1e-3, 1e5), st.floats(1e-3, 1e5))
def test_no_digit_finer_than_half_the_interval(value: float, below: float, above: float) -> None:
    found = Estimate(value, value - below, value + above)
    places, half = words.decimals(found), (below + above) / 2
    assert 10.0**-places <= half * (1 + 1e-9) or places == 4
    shown = words.number(value, places).replace(",", "").replace("−", "-")
    assert abs(float(shown) - value) <= 0.5 * 10.0**-places * (1 + 1e-6) + 1e-9


@given(sizes, st.integers(-3, 4))
def test_signs_are_true_and_nought_has_none(value: float, places: int) -> None:
    text = words.signed(value, places)
    assert "-" not in text
    if any(digit in text for digit in "123456789"):
        assert text[0] == ("+" if value > 0 else "−")
    else:
        assert text[0] == "0"


def test_measured() -> None:
    assert words.measured(Estimate(0.0463, 0.042, 0.050)) == "0.046 (0.042 to 0.050)"
    assert words.measured(Estimate(1234.0, 1200.0, 1268.0), "people") == "1,230 people (1,200 to 1,270)"
    assert words.measured(Estimate(3.0, np.nan, np.nan)) == "3.00"
    assert words.measured(Estimate(0.08, 0.07, 0.09), sign=True) == "+0.08 (+0.07 to +0.09)"


def test_runs_that_share_their_beliefs_say_less() -> None:
    assert (
        words.likelihood(620, 1000, effect=10.0)
        == "a roughly even chance to likely (62 in 100 futures, 52 to 71)"
    )
    assert words.likelihood(0, 1000, effect=10.0) == "in none of 1,000 futures; fewer than 1 in 30 at 95%"
    assert words.likelihood(500, 1000, effect=100.0) == "in 50 of 100 futures; too few for a word"


def test_a_span_has_the_words_of_its_ends() -> None:
    counts = [words.Count(770, 1000), words.Count(790, 1000), words.Count(780, 1000)]
    assert words.span(counts) == "likely to very likely (77 to 79 in 100 futures)"
    assert (
        words.span([words.Count(0, 100), words.Count(20, 100)])
        == "in none of 100 futures to 20 in 100 futures"
    )
    assert words.span(counts[:1] * 2) == words.likelihood(770, 1000)
