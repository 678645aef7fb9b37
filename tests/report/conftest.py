"""Results made to measure: paired runs whose endings a test sets itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from simulation.outcomes import Results
from simulation.outcomes.sources import MemorySource

STANDINGS = np.array(["in_the_axis", "hedging", "leaving", "left"])
PATHS = {"increase": -0.2, "loosen": 0.3, "maintain": 0.0}


def results_of(
    outcomes: pd.DataFrame, *, settings: Mapping[str, Mapping[str, Any]] | None = None, **manifest: Any
) -> Results:
    """Results in memory of a table of outcomes; `settings` are the scenarios' specifications."""
    names = list(dict.fromkeys(outcomes["scenario"]))
    given = settings or {}
    entries = [
        {"name": n, "digest": n, "specification": {"start": "2025-01", "months": 24, **given.get(n, {})}}
        for n in names
    ]
    head = {
        "title": "A batch",
        "question": "Does it matter?",
        "answered_by": ["axis_verdict"],
        "version": "0.1.0",
        "seed": 7,
        "calibration": "untested",
        "file": "scenarios/batch.yaml",
        "runs": f"0-{int(outcomes['run'].max())}",
        "runs_per_scenario": int(outcomes["run"].nunique()),
        "scenarios": entries,
    }
    told = [c for c in ("scenario", "run", "axis_index") if c in outcomes]
    months = outcomes[told].assign(month="2026-12")
    tables = {"outcomes": outcomes, "months": months}
    arrow = {name: pa.Table.from_pandas(table, preserve_index=False) for name, table in tables.items()}
    return Results(MemorySource(arrow), head | manifest)


def outcomes_of(
    effects: Mapping[str, float], runs: int = 400, seed: int = 1, *, luck: bool = False, beliefs: int = 3
) -> pd.DataFrame:
    """Endings of every scenario: the same runs, moved by its effect; `luck` deals each its own."""
    shared = np.random.default_rng(seed)
    draws = {f"belief.b{k}": shared.uniform(size=runs) for k in range(beliefs)}
    common = shared.normal(0, 0.4, runs)
    frames = []
    for place, (name, effect) in enumerate(effects.items()):
        own = np.random.default_rng([seed, place]).normal(0, 0.4, runs) if luck else common
        index = own + effect
        frames.append(
            pd.DataFrame(
                {
                    "scenario": name,
                    "run": np.arange(runs),
                    "axis_index": np.clip(index, -1, 1),
                    "axis_verdict": STANDINGS[np.digitize(index, [-0.4, 0.4, 1.2])],
                    "iraqi_deaths": np.round(np.exp(2 - own) * (1 - effect / 2)).astype(np.int64),
                    "months_to_form": np.where(own > 0.5, np.nan, 5 + np.round(3 * own + 2 * effect)),
                    **draws,
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


@pytest.fixture
def path_results() -> Results:
    """Three paths with effects."""
    strategies = {n: {"iran": {"strategy": [{"month": None, "strategy": n}]}} for n in PATHS}
    return results_of(outcomes_of(PATHS), settings=strategies)


@pytest.fixture
def same_results() -> Results:
    """Three scenarios that are the same in every run."""
    return results_of(outcomes_of(dict.fromkeys(("a", "b", "c"), 0.0)))


@pytest.fixture
def crossed_results() -> Callable[..., Results]:
    """Two factors, crossed: `first` and `second` are the effects of their levels."""

    def made(first: Sequence[float], second: Sequence[float], runs: int = 400) -> Results:
        effects, settings = {}, {}
        for a, one in enumerate(first):
            for b, other in enumerate(second):
                name = f"p{a}+e{b}"
                effects[name] = one + other
                settings[name] = {"iran": {"strategy": a}, "election": {"outcome": b}}
        return results_of(outcomes_of(effects, runs), settings=settings)

    return made


@pytest.fixture
def results_named() -> Callable[[str], Results]:
    """Two scenarios with a text of one's own wherever a user can put one."""

    def made(text: str) -> Results:
        settings = {"a": {"title": text}, "b": {"iran": {"strategy": [{"strategy": text}]}}}
        table = outcomes_of({"a": 0.0, "b": 0.2}, runs=30)
        return results_of(table, settings=settings, title=text, question=text, file=f"{text}.yaml")

    return made
