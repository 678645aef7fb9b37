"""Ensembles at given beliefs: the model itself, told what to believe."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from simulation.analysis.designs.ensembles import Designed, Ensembles, play
from simulation.evidence import load_evidence
from simulation.model import simulate
from simulation.model.beliefs import draw_beliefs
from simulation.model.chance import Chance, Stream
from simulation.scenario import find_scenario

NAMES = ("us_commitment", "iran_resolve")
SEED = 2025


def test_given_its_own_quantiles_a_run_is_itself() -> None:
    runs = np.arange(12)
    ordinary = Chance(SEED, runs)
    given = ordinary.uniform(Stream.BELIEF, NAMES).T
    scenario = find_scenario("maintain")
    ours = simulate(scenario, runs, SEED, chance=Designed(SEED, runs, names=NAMES, quantiles=given))
    theirs = simulate(scenario, runs, SEED)
    for name, values in theirs.outcomes.items():
        assert np.array_equal(values, ours.outcomes[name], equal_nan=values.dtype.kind == "f"), name


def test_what_is_given_is_believed_and_nothing_else_changes() -> None:
    evidence, scenario, runs = load_evidence(), find_scenario("maintain"), np.arange(5)
    given = np.full((5, 2), 0.25)
    chance = Designed(SEED, runs, names=NAMES, quantiles=given)
    ours, theirs = (draw_beliefs(evidence, scenario, luck).as_dict() for luck in (chance, Chance(SEED, runs)))
    for name in evidence.parameters:
        if name in NAMES:
            assert ours[name] == pytest.approx(
                evidence.parameter_prior(name, scenario.lens).ppf(np.full(5, 0.25))
            )
        else:
            assert np.array_equal(ours[name], theirs[name])
    some = chance.of(np.array([3, 1]))
    assert np.array_equal(some.uniform(Stream.BELIEF, NAMES), chance.uniform(Stream.BELIEF, NAMES)[:, [3, 1]])
    attribute = Designed(SEED, runs, names=("kataib_hizballah.doctrine",), quantiles=given[:, :1])
    assert (attribute.uniform(Stream.ATTRIBUTE, ("kataib_hizballah.doctrine", "x.y"))[0] == 0.25).all()


def test_points_of_one_deal_meet_the_same_luck_and_rows_may_be_cut_anywhere() -> None:
    points = np.array([[0.2, 0.5], [0.2, 0.5], [0.8, 0.5], [0.2, 0.5]])
    ensembles = Ensembles(NAMES, points, np.array([0, 0, 0, 0]), np.array([0, 0, 0, 1]), luck=6)
    scenario = find_scenario("maintain")
    frame = play(scenario, ensembles, SEED, jobs=1)
    index = frame["axis_index"].to_numpy().reshape(4, 6)
    assert not any(name.startswith("belief.") for name in frame)
    assert np.array_equal(index[0], index[1])
    assert not np.array_equal(index[0], index[2])
    assert not np.array_equal(index[0], index[3])
    alone = partial(ensembles, scenario, seed=SEED)
    cut = np.concatenate(
        [alone(rows=rows).outcomes["axis_index"] for rows in (np.arange(7), np.arange(7, 24))]
    )
    assert np.array_equal(cut, frame["axis_index"])


def test_the_effect_of_a_parameter_is_seen_through_common_luck() -> None:
    """Commitment of the United States moves the index; run by run, with the luck the same."""
    points = np.array([[0.05], [0.95]])
    ensembles = Ensembles(("us_commitment",), points, np.zeros(2, dtype=int), np.zeros(2, dtype=int), luck=60)
    index = play(find_scenario("maintain"), ensembles, SEED, jobs=1)["axis_index"].to_numpy().reshape(2, 60)
    paired = (index[1] - index[0]).std()
    assert paired < np.hypot(index[0].std(), index[1].std())
