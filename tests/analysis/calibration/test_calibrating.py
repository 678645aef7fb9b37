"""Calibration of this model: what may train, figures point by point, and the lens that is left."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulation.analysis.calibration.calibrating import Calibrated, lens_text, load_book, observed
from simulation.analysis.calibration.matching import Observed, match
from simulation.analysis.patterns import load_bands
from simulation.analysis.patterns.alignment import pattern_1
from simulation.analysis.patterns.histories import Histories
from simulation.analysis.patterns.points import figures_at, measures_of
from simulation.documents import packaged
from simulation.errors import InputError
from simulation.evidence import Triangular, load_evidence, parse_prior
from simulation.model.chance import Chance, Stream

FIGURES = ("1a", "1b", "1c")
SEED = 2025


def test_only_patterns_that_may_calibrate_train_and_bands_are_those_of_the_patterns() -> None:
    book, bands = load_book(), load_bands()
    assert {bands[name].use for name in book.trains} == {"calibrates"}
    assert not {*book.trains} & {*book.tests}
    assert {*book.trains, *book.tests} == {name for name, band in bands.items() if band.use == "calibrates"}
    for each in observed(book):
        assert (each.least, each.most) == (bands[each.name].least, bands[each.name].most)


@pytest.mark.parametrize(
    ("given", "instead", "said"),
    [
        ('"5d"]', '"3a"]', "trains on '3a', which patterns.yaml lets only test"),
        ('"5d"]', '"99"]', "names '99', which is no figure"),
        ('"5d"]', '"7a"]', "trains on what it tests with: 7a"),
        ("cut: 3", "cut: three", "matching.yaml:10.*valid number"),
    ],
)
def test_a_book_that_cheats_is_refused(tmp_path: Path, given: str, instead: str, said: str) -> None:
    seeds = packaged("seeds")
    text = (seeds / "matching.yaml").read_text(encoding="utf-8")
    assert given in text
    (tmp_path / "matching.yaml").write_text(text.replace(given, instead), encoding="utf-8")
    (tmp_path / "patterns.yaml").write_text(
        (seeds / "patterns.yaml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    with pytest.raises(InputError, match=said):
        load_book(tmp_path)


def test_figures_at_points_of_their_own_beliefs_are_those_of_the_histories() -> None:
    """Runs that get their own beliefs, one point each, together show what ordinary runs show."""
    runs = np.arange(40)
    names = ("us_commitment", "hedge_inertia")
    own = Chance(SEED, runs).uniform(Stream.BELIEF, names).T
    each = figures_at(names, own, FIGURES, runs=1, seed=SEED, own_luck=True)
    whole = pattern_1(Histories(40, SEED))
    for name in FIGURES:
        assert each[name].mean() == pytest.approx(whole[name]), name


def test_points_share_their_luck_and_a_point_is_the_same_in_any_block() -> None:
    points = np.array([[0.1], [0.9], [0.1]])
    found = figures_at(("us_commitment",), points, FIGURES, runs=30, seed=SEED)
    assert found.iloc[0].equals(found.iloc[2])
    assert not found.iloc[0].equals(found.iloc[1])
    alone = figures_at(("us_commitment",), points[1:2], FIGURES, runs=30, seed=SEED)
    assert alone.iloc[0].tolist() == found.iloc[1].tolist()


def test_what_is_not_read_off_histories_is_refused() -> None:
    assert [measure.__name__ for measure in measures_of(["5a", "5d", "9a"])] == ["pattern_5", "pattern_9"]
    with pytest.raises(InputError, match="patterns 3 are not"):
        measures_of(["3a"])


def trimmed(least: float, most: float) -> Calibrated:
    """A calibration of two parameters, of which a figure shows the first."""

    def toy(points: Any) -> pd.DataFrame:
        return pd.DataFrame({"first": points[:, 0]})

    names = ("us_commitment", "hedge_inertia")
    found = match(toy, names, [Observed("first", least, most)], size=30, waves=1, sample=2000)
    return Calibrated(found, found.ranges(), found.ruled_out(), pd.DataFrame(), pd.DataFrame())


def test_the_lens_has_what_is_left_and_says_what_it_was_matched_to() -> None:
    from ruamel.yaml import YAML

    found = trimmed(0.0, 0.1)
    prior = load_evidence().parameter_prior("us_commitment")
    (left,) = found.priors().values()
    assert isinstance(left, Triangular)
    assert prior.low <= left.low < left.high < float(prior.ppf(np.array([0.5]))[0])
    text = lens_text(found, "2025-06-30", SEED, 100)
    row = YAML(typ="safe").load(text)["matched"]["matched"]
    assert list(row["priors"]) == ["us_commitment"]
    assert (
        parse_prior(row["priors"]["us_commitment"], load_evidence().parameters["us_commitment"].range) == left
    )
    for part in ("patterns 1a, 1b", "2025-06-30", "seed 2025", "claims no more"):
        assert part in " ".join(row["reading"].split())
    assert set(row["facts"]) <= set(load_evidence().facts)


def test_where_nothing_is_trimmed_the_lens_is_the_pooled_one_and_says_so() -> None:
    found = trimmed(-5.0, 5.0)
    assert found.matched.share == 1.0
    assert found.priors() == {}
    assert "this lens is the pooled one" in " ".join(lens_text(found, "2025-06-30", SEED, 100).split())
