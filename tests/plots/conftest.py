"""Synthetic results: runs that share their luck across scenarios, with effects set by the test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import pytest

VERDICTS = ("in_the_axis", "hedging", "leaving", "left")
FATES = (
    "open_conflict",
    "integrated_in_fact",
    "partly_disarmed",
    "integrated_in_name",
    "entrenched",
    "unchanged",
)


@dataclass(frozen=True)
class Synthetic:
    """Results as figures read them."""

    outcomes: pd.DataFrame
    months: pd.DataFrame
    scenarios: Sequence[str]
    manifest: Mapping[str, Any] = field(default_factory=dict)


def months_from(year: int, count: int) -> list[str]:
    return [f"{year + step // 12}-{step % 12 + 1:02d}" for step in range(count)]


def make_results(
    effects: Mapping[str, float] | None = None,
    *,
    runs: int = 1000,
    horizon: int = 24,
    seed: int = 7,
    noise: float = 0.25,
) -> Synthetic:
    """A scenario's effect shifts everything; an effect of zero copies the same luck exactly."""
    effects = {"increase": -0.12, "loosen": 0.15, "maintain": 0.0} if effects is None else effects
    rng = np.random.default_rng(seed)
    drift = rng.normal(0, 0.02, runs)
    steps = rng.normal(0, 0.06, (runs, horizon))
    jitter = {name: rng.normal(0, noise, runs) for name in effects}
    levels = rng.gamma(2.0, 1.0, (6, runs))
    thresholds = rng.uniform(-0.05, 0.05, runs)
    fates = rng.normal(0, 1, runs)
    outcome_rows, month_rows = [], []
    for name, effect in effects.items():
        own = jitter[name] * (effect != 0) * 0.3
        ramp = np.linspace(0, 1, horizon)
        paths = (drift[:, None] * np.arange(horizon) + steps.cumsum(1) * 0.6) + (effect + own)[:, None] * ramp
        paths = np.clip(np.round(paths * 14) / 14, -1, 1)
        final = paths[:, -6:].mean(1)
        verdict = np.select(
            [final + thresholds <= -0.25, final + thresholds < 0.2, final + thresholds < 0.5],
            VERDICTS[:3],
            VERDICTS[3],
        )
        latent = fates + 2 * (effect + own)
        fate = np.asarray(FATES)[np.digitize(latent, [-2.2, -1.6, -1.1, -0.2, 0.9])]
        violence = [
            np.round(level * scale * (1 - effect))
            for level, scale in zip(levels, (30, 4, 2, 15, 1, 250), strict=True)
        ]
        outcome_rows.append(
            pd.DataFrame(
                {
                    "scenario": name,
                    "run": np.arange(runs),
                    "axis_index": final,
                    "axis_verdict": verdict,
                    "axis_direction": "none",
                    "axis_presence": np.clip(0.6 - effect + own, 0, 1),
                    "us_ties": np.clip(final * 0.5, -1, 1),
                    "pmf_fate": fate,
                    "iran_leverage": np.clip(0.5 - final, 0, 1),
                    "attacks_us": violence[0],
                    "attacks_israel": violence[1],
                    "attacks_gulf": violence[2],
                    "strikes_in_iraq": violence[3],
                    "sieges": violence[4],
                    "iraqi_deaths": violence[5],
                }
            )
        )
        month_rows.append(
            pd.DataFrame(
                {
                    "scenario": name,
                    "run": np.repeat(np.arange(runs), horizon),
                    "month": np.tile(months_from(2025, horizon), runs),
                    "axis_index": paths.ravel(),
                }
            )
        )
    manifest = {
        "title": "Iran's three paths",
        "seed": 2025,
        "runs": runs,
        "version": "0.1.0",
        "calibration": "untested",
    }
    return Synthetic(
        pd.concat(outcome_rows, ignore_index=True),
        pd.concat(month_rows, ignore_index=True),
        list(effects),
        manifest,
    )


@pytest.fixture(scope="session")
def paths() -> Synthetic:
    return make_results()


@pytest.fixture(scope="session")
def same() -> Synthetic:
    return make_results({"maintain": 0.0, "placebo": 0.0})
