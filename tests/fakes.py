"""A model that answers at once, and the smallest batches: for tests of everything round the model."""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

import numpy as np

from simulation.batch.plan import Plan, make_plan
from simulation.errors import InputError


@dataclass(frozen=True)
class FakeScenario:
    """As much of a scenario as a batch needs; `shift` moves its axis index."""

    name: str
    shift: float = 0.0
    months: int = 3
    start: str = "2025-11"
    extra: dict[str, Any] = field(default_factory=dict)

    def digest(self) -> str:
        return hashlib.sha256(json.dumps(self.model_dump(mode="json")).encode()).hexdigest()

    def model_dump(self, mode: str = "python") -> dict[str, Any]:
        return {"start": self.start, "months": self.months, "iran": {"shift": self.shift}, **self.extra}


@dataclass(frozen=True)
class FakeBatch:
    """As much of a batch as a plan needs."""

    scenarios: tuple[FakeScenario, ...] = (
        FakeScenario("increase", -0.2),
        FakeScenario("loosen", 0.3),
        FakeScenario("maintain"),
    )
    runs: int = 100
    luck: int = 1
    seed: int = 2025
    title: str = "Three paths"
    question: str = "Does it matter?"
    answered_by: tuple[str, ...] = ("axis_verdict",)
    file: str = "scenarios/paths.yaml"

    def only(self, names: Any) -> FakeBatch:
        kept = tuple(s for s in self.scenarios if s.name in names)
        if len(kept) != len(set(names)):
            raise InputError(f"no such scenario among {names}")
        return replace(self, scenarios=kept)


def a_plan(batch: FakeBatch | None = None, **wanted: Any) -> Plan:
    """The plan of a fake batch: by default three scenarios, 100 runs in blocks of 30."""
    return make_plan(batch or FakeBatch(), **{"block_size": 30, **wanted})  # type: ignore[arg-type]


def luck(runs: np.ndarray, seed: int, stream: int) -> np.ndarray:
    """A number in [0, 1) that only depends on run, seed and stream."""
    mixed = (runs.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= np.uint64((seed * 2654435761 + stream * 40503) % 2**63)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    return ((mixed ^ (mixed >> np.uint64(31))) >> np.uint64(11)).astype(np.float64) / 2.0**53


def simulate(scenario: FakeScenario, runs: np.ndarray, seed: int, pause: float = 0.0) -> Any:
    """A block as the model gives it: outcomes of shape (runs,), indicators of shape (months, runs)."""
    time.sleep(pause)
    index = np.clip(luck(runs, seed, 1) - 0.5 + scenario.shift, -1, 1)
    formed = luck(runs, seed, 2)
    outcomes = {
        "axis_index": index,
        "axis_verdict": np.select([index < -0.25, index < 0.3], ["in_the_axis", "hedging"], "leaving"),
        "belief.resolve": luck(runs, seed, 3),
        "pmf_fate": np.where(luck(runs, seed, 4) < 0.7, "unchanged", "entrenched"),
        "months_to_form": np.where(formed < 0.2, np.nan, 10 * formed),
        "attacks_us": (20 * luck(runs, seed, 5)).astype(np.int64),
    }
    months = {"axis_index": np.linspace(0, 1, scenario.months)[:, None] * index}
    return SimpleNamespace(outcomes=outcomes, months=months, seats=None)


def slowly(scenario: FakeScenario, runs: np.ndarray, seed: int) -> Any:
    """The same, a tenth of a second per block."""
    return simulate(scenario, runs, seed, pause=0.1)


def failing(scenario: FakeScenario, runs: np.ndarray, seed: int) -> Any:
    """A model that breaks in one scenario, from run 30 on."""
    if scenario.name == "loosen" and runs[0] >= 30:
        raise ZeroDivisionError("a share of nothing")
    return simulate(scenario, runs, seed)


def with_election(scenario: FakeScenario, runs: np.ndarray, seed: int) -> Any:
    """The same, with seats in every scenario but one."""
    block = simulate(scenario, runs, seed)
    if scenario.name == "maintain":
        return block
    count = runs.size
    seats = {
        "run": np.tile(runs, 2),
        "election": np.full(2 * count, "2025-11"),
        "governorate": np.full(2 * count, "baghdad"),
        "list": np.repeat(["sadrists", "minority_quota"], count),
        "votes": np.full(2 * count, 1000),
        "seats": np.repeat([320, 9], count),
    }
    outcomes = {**block.outcomes, "pm": np.full(count, "sudani")}
    return SimpleNamespace(outcomes=outcomes, months=block.months, seats=seats)
