"""Synthetic results: runs that share their luck across scenarios, with effects set by the test."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import pytest

VERDICTS = ("in_the_axis", "hedging", "leaving", "left")
FATES = np.array(
    [
        "open_conflict",
        "integrated_in_fact",
        "partly_disarmed",
        "integrated_in_name",
        "entrenched",
        "unchanged",
    ]
)
COUNTS = {
    "attacks_us": 30,
    "attacks_israel": 4,
    "attacks_gulf": 2,
    "strikes_in_iraq": 15,
    "sieges": 1,
    "iraqi_deaths": 250,
}
PATHS = {"increase": -0.12, "loosen": 0.15, "maintain": 0.0}


@dataclass(frozen=True)
class Synthetic:
    """Results as figures read them."""

    outcomes: pd.DataFrame
    months: pd.DataFrame
    scenarios: Sequence[str]
    manifest: Mapping[str, Any] = field(default_factory=dict)


def month_names(count: int) -> list[str]:
    return [f"{2025 + step // 12}-{step % 12 + 1:02d}" for step in range(count)]


def make_results(
    effects: Mapping[str, float] | None = None,
    *,
    runs: int = 300,
    horizon: int = 24,
    seed: int = 7,
    luck: bool = False,
) -> Synthetic:
    """Each scenario's runs, moved by its effect: with an effect of zero they are the same runs.

    `luck` deals every scenario luck of its own on top, as a placebo lever would.
    """
    effects = PATHS if effects is None else effects
    shared, own = np.random.default_rng(seed), np.random.default_rng(seed + 1)
    drift, wobble = shared.normal(0, 0.02, (runs, 1)), shared.normal(0, 0.04, (runs, horizon)).cumsum(1)
    rates, fates = shared.gamma(2.0, 1.0, (len(COUNTS), runs)), shared.normal(0, 1, runs)
    outcomes, months = [], []
    for name, effect in effects.items():
        moved = effect + own.normal(0, 0.08, runs) * float(luck or effect != 0)
        paths = drift * np.arange(horizon) + wobble + moved[:, None] * np.linspace(0, 1, horizon)
        paths = np.clip(np.round(paths * 14) / 14, -1, 1)
        outcomes.append(_outcomes(name, paths[:, -6:].mean(1), moved, rates, fates))
        months.append(_months(name, paths))
    manifest = {"title": "Iran's three paths", "seed": 2025, "version": "0.1.0"}
    return Synthetic(
        pd.concat(outcomes, ignore_index=True), pd.concat(months, ignore_index=True), list(effects), manifest
    )


def _outcomes(name: str, index: Any, moved: Any, rates: Any, fates: Any) -> pd.DataFrame:
    counts = {
        key: np.round(rate * scale * (1 - moved))
        for (key, scale), rate in zip(COUNTS.items(), rates, strict=True)
    }
    return pd.DataFrame(
        {
            "scenario": name,
            "run": np.arange(index.size),
            "axis_index": index,
            "axis_verdict": np.select([index <= -0.25, index < 0.2, index < 0.5], VERDICTS[:3], VERDICTS[3]),
            "axis_presence": np.clip(0.6 - moved, 0, 1),
            "us_ties": np.clip(index * 0.5, -1, 1),
            "pmf_fate": FATES[np.digitize(fates + 2 * moved, [-2.2, -1.6, -1.1, -0.2, 0.9])],
            "iran_leverage": np.clip(0.5 - index, 0, 1),
            **counts,
        }
    )


def _months(name: str, paths: Any) -> pd.DataFrame:
    runs, horizon = paths.shape
    months = np.tile(month_names(horizon), runs)
    run = np.repeat(np.arange(runs), horizon)
    return pd.DataFrame({"scenario": name, "run": run, "month": months, "axis_index": paths.ravel()})


CROSSED = {
    f"{path}+{election}": shift + swing
    for path, shift in PATHS.items()
    for election, swing in (("simulated", 0.0), ("framework_wins", -0.1), ("sudani_plurality", 0.05))
}
LONG = {
    "maintain": 0.0,
    "us_withdrawal": 0.3,
    "a_name_that_goes_on_and_on_and_on_and_on": 0.0,
    "Antidisestablishmentarianism_overwhelmingly": -0.1,
    "costs $5 or ${x}": 0.1,
}
CASES: dict[str, Callable[[], Synthetic]] = {
    "paths": make_results,
    "same": lambda: make_results({"maintain": 0.0, "placebo": 0.0}),
    "one scenario": lambda: make_results({"us_withdrawal": 0.1}),
    "one run": lambda: make_results(runs=1),
    "twelve runs": lambda: make_results(runs=12),
    "two months": lambda: make_results(horizon=2),
    "crossed": lambda: make_results(CROSSED),
    "long names": lambda: make_results(LONG),
}


@pytest.fixture(scope="session")
def synthetic() -> Callable[..., Synthetic]:
    """The maker of synthetic results."""
    return make_results


@pytest.fixture(scope="session")
def cases() -> Callable[[str], Synthetic]:
    """Synthetic results by name, each made once."""
    made: dict[str, Synthetic] = {}

    def case(name: str) -> Synthetic:
        if name not in made:
            made[name] = CASES[name]()
        return made[name]

    return case
