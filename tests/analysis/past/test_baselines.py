"""Baselines: probabilities that sum to one, and what each says of a case worked out by hand."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest

from simulation.analysis.past.baselines import BASELINES, baselines, from_runs
from simulation.analysis.past.episodes import Episode, Question, load_episodes
from simulation.analysis.past.formations import Formed, bare_logit, parliament_of
from simulation.analysis.past.measures import LOGIT_SPEAKS_OF
from simulation.analysis.past.scores import Forecast
from simulation.analysis.past.worlds import world

EPISODES = {episode.episode: episode for episode in load_episodes()}
ASKED = [(name, question.id) for name, episode in EPISODES.items() for question in episode.questions]


@lru_cache(maxsize=4)
def logit_of(name: str) -> Formed | None:
    episode = EPISODES[name]
    if episode.kind == "election":
        return None
    where = world(episode.setting.start, 200)
    return bare_logit(parliament_of(episode.setting, where), where)


def find(name: str, which: str) -> tuple[Episode, Question]:
    episode = EPISODES[name]
    return episode, next(question for question in episode.questions if question.id == which)


def of(name: str, which: str, baseline: str) -> Forecast:
    forecast = baselines(*find(name, which), logit_of(name))[baseline]
    assert forecast is not None
    return forecast


@pytest.mark.parametrize(("name", "which"), ASKED)
def test_every_forecast_is_one(name: str, which: str) -> None:
    episode, question = find(name, which)
    found = baselines(episode, question, logit_of(name))
    assert tuple(found) == BASELINES
    for baseline, forecast in found.items():
        if forecast is None:
            assert (baseline, episode.kind) == ("bare logit", "election")
            continue
        assert forecast.kind == question.kind
        assert np.isfinite(forecast.values).all()
        if question.kind == "ordered":
            assert forecast.values.shape == (len(question.categories),)
            assert forecast.values.sum() == pytest.approx(1.0)
        if question.kind != "number":
            assert ((forecast.values >= 0.0) & (forecast.values <= 1.0)).all()
        else:
            assert len(forecast.values) > 1


def test_persistence_is_sure_of_last_time() -> None:
    assert of("formation_2021", "months_to_confidence", "persistence").values.tolist() == [5.42, 5.42]
    assert of("formation_2021", "camps", "persistence").values.tolist() == [0.0, 1.0, 0.0]
    assert of("formation_2021", "sadrists_in", "persistence").values.tolist() == [1.0]


def test_base_rates_leave_a_little_for_what_never_happened() -> None:
    assert of("formation_2021", "sadrists_in", "base rate").values[0] == pytest.approx(6.5 / 7)
    assert of("formation_2021", "camps", "base rate").values == pytest.approx(
        [0.5 / 7.5, 6.5 / 7.5, 0.5 / 7.5]
    )
    assert of("election_2021", "progress_first_sunni", "base rate").values[0] == 0.5


def test_the_base_rate_of_months_does_not_know_2022() -> None:
    """LogN(5.17, 0.34) in days: median 177, and 1.7 per cent beyond a year."""
    days = of("formation_2021", "months_to_confidence", "base rate").values * 30.44
    assert np.median(days) == pytest.approx(176, abs=2)
    assert np.mean(days > 365) == pytest.approx(0.017, abs=0.002)


def test_uniform_seats_are_those_of_all_divisions() -> None:
    seats = of("election_2021", "seats_kdp", "uniform").values
    both = of("election_2021", "seats_azm", "uniform").values
    assert seats.mean() == pytest.approx(320 / 28, rel=0.01)
    assert both.mean() == pytest.approx(2 * 320 / 28, rel=0.01)


def test_the_bare_logit_knows_no_crisis() -> None:
    """Where it has nothing to say it takes the base rate; where it has, it is not the model."""
    for question in EPISODES["formation_2021"].questions:
        mine = of("formation_2021", question.id, "bare logit").values
        rate = of("formation_2021", question.id, "base rate").values
        same = mine.shape == rate.shape and bool((mine == rate).all())
        assert same == (question.measure not in LOGIT_SPEAKS_OF), question.id
    formed = logit_of("formation_2021")
    assert formed is not None
    assert formed.invested.all()
    assert (formed.seats() >= 165).all()


def test_runs_become_shares() -> None:
    _, ordered = find("formation_2021", "camps")
    _, binary = find("formation_2021", "kdp_in")
    assert from_runs(ordered, np.array([0.0, 0.0, 2.0, 1.0])).values.tolist() == [0.5, 0.25, 0.25]
    assert from_runs(binary, np.array([1.0, 0.0, 1.0, 1.0])).values.tolist() == [0.75]
