"""The rest test: with every lever, shock and noise at zero and everybody at rest, nothing moves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest

from simulation.evidence import Evidence, load_evidence
from simulation.evidence.actors import Level
from simulation.model import IraqModel
from simulation.model.chance import EPISTEMIC, Chance, Stream
from simulation.model.indicators import COUNTED
from simulation.scenario import Scenario

RUNS, SEED, YEAR = np.arange(20), 11, 12
BURN_IN = 120
STARTS = ("2021-06", "2025-01")
BOTH_WAYS = frozenset({Stream.STATEMENT, Stream.WAR})
"""Streams in which a number near zero is one event and a number near one is another."""
SEASONAL = frozenset({"power_shortage", "services", "popularity", "rivals"})
"""Demand for power has its seasons; services suffer in summer, a premier's standing and his rivals follow.
They repeat the year before instead of standing still."""


ACTORS_AT_REST = {
    "axis_private_gap": 0.0,
    "quiet_us": 1.0,
    "quiet_israel": 1.0,
    "activity": 1.0,
    "warning": 0.0,
    "restraint_of_israel": 0.0,
}
"""Parties say what they think, groups hold their fire, ISIS is at its usual level, no warning is in the air;
Washington holds Israel back no more than with its gate switched off."""
WORLD_AT_REST = {
    "us_withdrawal_due": 60.0,
    "launch_memory_us": 0.0,
    "launch_memory_israel": 0.0,
    "lever_brokerage": 1.0,
}
"""No withdrawal due within the horizon, no launches lately, Tehran's brokerage at the level of 2022-24."""

LEVERS_AT_REST = {"squeeze": 0.0, "presence": 1.0}
"""Levers of Washington that no switch covers: no squeeze on Iran's money, troops as they stand."""


class Silence(Chance):
    """Beliefs as they are, luck that stirs nothing: no event by chance, no disturbance of a choice."""

    def uniform(self, stream: Stream, names: Sequence[str], month: int = 0) -> np.ndarray:
        if stream in EPISTEMIC:
            return super().uniform(stream, names, month)
        return np.full((len(names), len(self.runs)), 0.5 if stream in BOTH_WAYS else 1.0 - 1e-12)

    def logistic(self, stream: Stream, names: Sequence[str], month: int = 0) -> np.ndarray:
        return np.zeros((len(names), len(self.runs)))

    def exponential(self, stream: Stream, names: Sequence[str], month: int = 0) -> np.ndarray:
        return np.zeros((len(names), len(self.runs)))


def held_at(levels: Mapping[str, Level], rest: Mapping[str, float]) -> dict[str, Level]:
    """Levels with some of them fixed."""
    return {
        name: replace(level, value=rest[name], spread=0.0) if name in rest else level
        for name, level in levels.items()
    }


def still_world(start: str) -> Evidence:
    """The seeds with a start at which nothing is under way and every actor is at rest."""
    evidence = load_evidence()
    known = evidence.starts[start]
    held = {key: held_at(levels, ACTORS_AT_REST) for key, levels in known.held.items()}
    quiet = replace(known, world=held_at(known.world, WORLD_AT_REST), held=held, history=())
    return replace(evidence, starts={**evidence.starts, start: quiet})


def resting(start: str, months: int = 24) -> IraqModel:
    """Every switch off, every lever and actor at rest, silent luck; not yet played."""
    evidence = still_world(start)
    off = [name for name, each in evidence.mechanisms.items() if each.switch]
    setup = Scenario(name="rest", start=start, months=months, ablate=tuple(off))
    model = IraqModel(setup, len(RUNS), SEED, evidence=evidence, chance=Silence(SEED, RUNS))
    states = model.united_states
    at_rest = {lever: np.full(model.runs, level) for lever, level in LEVERS_AT_REST.items()}
    states.levers = {**states.levers, **at_rest}
    states.squeeze = states.levers["squeeze"]
    return model


def played(model: IraqModel) -> dict[str, np.ndarray]:
    """Every monthly indicator of a model played to its end, (months, runs)."""
    while model.running:
        model.step()
    return {name: np.array(months) for name, months in model.datacollector.model_vars.items()}


def movers(series: Mapping[str, np.ndarray]) -> set[str]:
    """Indicators that are not exactly what they were the month before."""
    return {name for name, months in series.items() if (months[1:] != months[:-1]).any()}


@pytest.mark.parametrize("start", STARTS)
def test_nothing_moves_at_rest(start: str) -> None:
    model = resting(start)
    series = played(model)
    assert movers(series) == set()
    assert [name for name in COUNTED if series[name].any()] == []


@pytest.mark.parametrize(
    ("lever", "moves"),
    [("squeeze", "iran_means"), ("presence", "us_troops")],
)
def test_one_lever_off_its_rest_moves_what_hangs_on_it(lever: str, moves: str) -> None:
    model = resting("2025-01")
    states = model.united_states
    states.levers = {**states.levers, lever: np.full(model.runs, 0.5)}
    states.squeeze = states.levers["squeeze"]
    assert moves in movers(played(model))


def test_one_belief_off_its_rest_moves_politics() -> None:
    model = resting("2025-01")
    party = model.parties[0]
    party.private = np.minimum(party.private + 0.2, 1.0)
    assert "compromise_mean" in movers(played(model))


def test_with_every_mechanism_at_work_and_no_luck_all_comes_to_rest() -> None:
    setup = Scenario(name="settles", start="2025-01", months=BURN_IN + YEAR, ablate=("shocks", "elections"))
    model = IraqModel(setup, len(RUNS), SEED, chance=Silence(SEED, RUNS))
    series = played(model)
    restless = {name: worst for name, months in series.items() if (worst := unrest(name, months)) > 1e-3}
    assert restless == {}
    assert {name for name, months in series.items() if (months[1:YEAR] != months[: YEAR - 1]).any()} >= {
        "lean",
        "axis_index",
        "capability",
        "us_troops",
    }


def unrest(name: str, months: np.ndarray) -> float:
    """Largest change a month in the last year, by the indicator's size; with seasons, from year to year."""
    back = YEAR if name in SEASONAL else 1
    changes = np.abs(months[-YEAR:] - months[-YEAR - back : -back]) / back
    return float(changes.max() / max(np.abs(months).max(), 1.0))
