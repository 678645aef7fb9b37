"""Priors draw what they say: inside their range, in order, and alone as in company."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from simulation.evidence import Choice, Fixed, Normal, Prior, PriorError, parse_prior

UNIT = np.linspace(0.0, 1.0, 257)
NUMBERS = st.floats(-50.0, 50.0, allow_nan=False).map(lambda x: round(x, 3))
WIDTHS = st.floats(0.01, 20.0).map(lambda x: round(x, 3))


@st.composite
def priors(draw: st.DrawFn) -> tuple[Prior, Any]:
    """A prior, and the same distribution by scipy.stats."""
    low, width, part = draw(NUMBERS), draw(WIDTHS), draw(st.floats(0.0, 1.0))
    kind = draw(st.sampled_from(["uniform", "triangular", "normal", "lognormal", "beta"]))
    if kind == "uniform":
        return parse_prior({kind: [low, low + width]}), stats.uniform(low, width)
    if kind == "triangular":
        mode = min(max(low + part * width, low), low + width)
        shape = min((mode - low) / width, 1.0)  # rounding may put it a hair above one, where SciPy has no law
        return parse_prior({kind: [low, mode, low + width]}), stats.triang(shape, low, width)
    if kind == "normal":
        sd = width / (3.0 + 2.0 * part)
        bounds = (low, low + width)
        mean = low + width / 2.0
        exact = stats.truncnorm((bounds[0] - mean) / sd, (bounds[1] - mean) / sd, mean, sd)
        return parse_prior({kind: [mean, sd]}, bounds), exact
    if kind == "lognormal":
        sigma = 0.05 + part
        return parse_prior({kind: [width, sigma]}), stats.lognorm(sigma, scale=width)
    a, b = 0.5 + 4.0 * part, 0.5 + width
    return parse_prior({kind: [a, b]}, (0.0, 1.0)), stats.beta(a, b)


@given(priors())
def test_quantiles_are_in_order_and_inside(pair: tuple[Prior, Any]) -> None:
    prior, _ = pair
    drawn = prior.ppf(UNIT)
    assert drawn.min() >= prior.low
    assert drawn.max() <= prior.high
    steps = np.diff(drawn[np.isfinite(drawn)])
    assert (steps >= -1e-12 * np.abs(drawn[np.isfinite(drawn)]).max()).all()


@given(priors())
def test_quantiles_and_mean_agree_with_scipy(pair: tuple[Prior, Any]) -> None:
    prior, exact = pair
    inner = UNIT[1:-1]
    np.testing.assert_allclose(prior.ppf(inner), exact.ppf(inner), rtol=1e-7, atol=1e-7)
    assert prior.mean == pytest.approx(float(exact.mean()), rel=1e-7, abs=1e-7)


@given(priors(), st.lists(st.floats(0.0, 1.0), min_size=1, max_size=40), st.data())
def test_a_draw_is_the_same_alone_as_in_company(
    pair: tuple[Prior, Any], uniforms: list[float], data: st.DataObject
) -> None:
    prior, u = pair[0], np.array(uniforms)
    whole = prior.ppf(u)
    place = data.draw(st.integers(0, len(uniforms) - 1))
    assert prior.ppf(u[place : place + 1])[0] == whole[place]
    assert float(prior.ppf(u[place])) == whole[place]
    assert (prior.ppf(u[::-1])[::-1] == whole).all()
    assert (prior.ppf(np.tile(u, (3, 1)))[1] == whole).all()


@given(priors())
def test_a_prior_is_what_it_writes_itself_as(pair: tuple[Prior, Any]) -> None:
    prior, _ = pair
    bounds = getattr(prior, "bounds", None)
    assert parse_prior(prior.specification(), bounds) == prior
    assert prior.describe().startswith(prior.kind)


@given(median=st.floats(0.5, 1.5), sigma=st.floats(0.05, 0.5), high=st.floats(3.0, 9.0))
def test_a_truncated_lognormal_has_the_mean_of_its_draws(median: float, sigma: float, high: float) -> None:
    prior = parse_prior({"lognormal": [median, sigma]}, (0.1, high))
    middle = (np.arange(20_000) + 0.5) / 20_000
    assert prior.ppf(middle).mean() == pytest.approx(prior.mean, rel=1e-3)
    assert (prior.low, prior.high) == (0.1, high)
    first, last = prior.ppf(np.array([0.0, 1.0]))
    assert 0.1 <= first < 0.105
    assert 0.95 * high < last <= high  # so far out, floating-point probabilities are coarse


def test_a_number_is_held_to_be_known() -> None:
    prior = parse_prior(3)
    assert prior == Fixed(3.0) == parse_prior({"fixed": 3})
    assert set(prior.ppf(UNIT)) == {3.0}
    assert (prior.low, prior.high, prior.mean) == (3.0, 3.0, 3.0)


def test_a_choice_draws_places_of_words() -> None:
    prior = parse_prior({"choice": {"calm": 0.25, "tense": 0.5, "open": 0.25}})
    assert isinstance(prior, Choice)
    assert prior.words == ("calm", "tense", "open")
    assert prior.ppf(np.array([0.0, 0.24, 0.25, 0.74, 0.75, 1.0])).tolist() == [0, 0, 1, 1, 2, 2]
    assert prior.mean == 1.0
    assert parse_prior(prior.specification()) == prior
    assert prior.describe() == "one of calm (0.25), tense (0.5), open (0.25)"


@pytest.mark.parametrize("u", [[-0.1], [1.1], [np.nan], [0.5, np.inf]])
def test_a_quantile_is_asked_for_at_a_probability(u: list[float]) -> None:
    with pytest.raises(ValueError, match=r"a number in \[0, 1\]"):
        Normal(0.0, 1.0).ppf(u)


def test_nothing_drawn_for_nobody() -> None:
    assert Normal(0.0, 1.0).ppf(np.empty(0)).shape == (0,)


@pytest.mark.parametrize(
    ("data", "bounds", "says"),
    [
        ({"uniform": [2, 1]}, None, "lower bound first"),
        ({"uniform": [1, 1]}, None, "lower bound first"),
        ({"uniform": [1]}, None, "does not hold the numbers of a uniform prior"),
        ({"uniform": "12"}, None, "does not hold the numbers of a uniform prior"),
        ({"uniform": [0, float("inf")]}, None, "where a finite number is needed"),
        ({"uniform": [0, True]}, None, "where a finite number is needed"),
        ({"triangular": [0, 2, 1]}, None, "numbers in order"),
        ({"normal": [0, 0]}, None, "positive standard deviation"),
        ({"lognormal": [-1, 0.2]}, None, "positive median"),
        ({"beta": [0, 2]}, None, "two positive numbers"),
        ({"beta": [2, 2]}, (0.0, 0.5), "reaches from 0 to 1, outside the range 0 to 0.5"),
        ({"choice": {"a": 0.5, "b": 0.4}}, None, "sum to 0.9, not to 1"),
        ({"choice": {"a": 1.5, "b": -0.5}}, None, "a positive probability"),
        ({"choice": {}}, None, "a positive probability"),
        ({"choice": ["a", "b"]}, None, "does not hold words with probabilities"),
        ({"choice": {"a": 1.0}}, (0.0, 1.0), "a word where a number is needed"),
        ({"lognormal": [1, 2]}, (0.5, 2.0), "keeps only 27% of its mass"),
        ({"lognormal": [1, 0.1]}, (-2.0, -1.0), "its median outside the range"),
        ({"gamma": [1, 2]}, None, "is not a kind of prior: 'gamma'"),
        ({}, None, "names 0 kinds"),
        (None, None, "is not a prior"),
        ("0.5", None, "is not a prior"),
        (float("nan"), None, "is not a prior"),
        (1.5, (0.0, 1.0), "is outside the range 0 to 1"),
    ],
)
def test_a_prior_that_is_wrong_is_refused(
    data: object, bounds: tuple[float, float] | None, says: str
) -> None:
    with pytest.raises(PriorError, match=says.replace("(", r"\(")):
        parse_prior(data, bounds)
