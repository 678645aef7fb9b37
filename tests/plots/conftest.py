"""Synthetic results: runs that share their luck across scenarios, with effects set by the test."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulation.outcomes import query
from simulation.outcomes.kept import Kept
from tests.plots.kept_analyses import kept_matching, kept_sensitivity

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
LISTS = {
    "sudani": 45,
    "state_of_law": 40,
    "badr": 24,
    "sadiqoun": 20,
    "hikma": 14,
    "others_shia": 40,
    "progress": 36,
    "azm": 16,
    "others_sunni": 18,
    "kdp": 32,
    "puk": 20,
    "new_generation": 15,
}
KINDS = np.array(["framework_pragmatist", "compromise_technocrat", "framework_loyalist", "sudani"])
PATHS = {"increase": -0.12, "loosen": 0.15, "maintain": 0.0}


@dataclass(frozen=True)
class Synthetic:
    """Results as figures read them."""

    outcomes: pd.DataFrame
    months: pd.DataFrame
    scenarios: Sequence[str]
    manifest: Mapping[str, Any] = field(default_factory=dict)
    seats: pd.DataFrame | None = None
    condition: str = ""
    analyses: Mapping[str, Kept] = field(default_factory=dict)

    def analysis(self, name: str) -> Kept | None:
        return self.analyses.get(name)

    def columns(self, table: str) -> list[str]:
        found = getattr(self, table)
        return [] if found is None else list(found.columns)

    def part(self, table: str, columns: Sequence[str], scenario: str | None = None) -> pd.DataFrame:
        found = getattr(self, table)
        return found.loc[found["scenario"] == scenario if scenario else slice(None), list(columns)]

    def given(self, condition: str) -> Synthetic:
        chosen = query.matching(condition, list(self.outcomes.columns), self.outcomes.__getitem__)
        return replace(self, outcomes=self.outcomes[chosen], condition=condition)


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
    luck_of_votes = np.random.default_rng(seed + 2)
    swings, waits = luck_of_votes.normal(0, 0.3, (runs, len(LISTS))), luck_of_votes.gamma(3.0, 2.0, runs)
    outcomes, months, seats = [], [], []
    for name, effect in effects.items():
        moved = effect + own.normal(0, 0.08, runs) * float(luck or effect != 0)
        paths = drift * np.arange(horizon) + wobble + moved[:, None] * np.linspace(0, 1, horizon)
        paths = np.clip(np.round(paths * 14) / 14, -1, 1)
        won = _won(swings, moved)
        formed = _governments(won, moved, waits, horizon)
        found = _outcomes(name, paths[:, -6:].mean(1), moved, rates, fates)
        outcomes.append(found.assign(**formed, **_beliefs(drift, swings)))
        months.append(_months(name, paths, found, np.random.default_rng(seed + 3)))
        seats.append(_seats(name, won, month_names(horizon)[_vote(horizon)]))
    manifest = {
        "title": "Iran's three paths",
        "seed": 2025,
        "version": "0.1.0",
        "scenarios": [{"name": name, "specification": _specification(name)} for name in effects],
    }
    frames = (pd.concat(frame, ignore_index=True) for frame in (outcomes, months, seats))
    ours, theirs, won = frames
    return Synthetic(ours, theirs, list(effects), manifest, won)


def _vote(horizon: int) -> int:
    """The month of the election, from 0."""
    return 9 if horizon > 12 else 0


def _won(swings: Any, moved: Any) -> Any:
    """Seats of shape (runs, lists), 320 in a run: Sudani's list gains where the index moves out."""
    pull = np.zeros_like(swings)
    pull[:, 0] = 2 * moved
    weight = np.array(list(LISTS.values())) * np.exp(swings + pull)
    won = np.floor(320 * weight / weight.sum(1, keepdims=True))
    won[:, 5] += 320 - won.sum(1)
    return won


def _governments(won: Any, moved: Any, waits: Any, horizon: int) -> dict[str, Any]:
    """A coalition of lists by size until it holds 165 seats, after months of talks or not at all."""
    months = np.round(2 + waits * np.exp(-2 * moved))
    formed = months < horizon - _vote(horizon)
    order = np.argsort(-won, axis=1, kind="stable")
    sums = np.take_along_axis(won, order, 1).cumsum(1)
    inside = np.empty(won.shape, dtype=bool)
    np.put_along_axis(inside, order, sums - np.take_along_axis(won, order, 1) < 165, 1)
    kinds = KINDS[np.digitize(won[:, 0] - won[:, 1], [-40, -10, 5])]
    names = ["+".join(np.array(list(LISTS))[row]) for row in inside]
    kind = np.where(formed, kinds, "caretaker")
    return {
        "pm": np.where(kinds == "sudani", "sudani", "another"),
        "pm_kind": kind,
        "pm_backing": np.where(inside[:, 1], "framework", "own"),
        "coalition": np.where(formed, names, ""),
        "months_to_form": np.where(formed, months, np.nan),
    }


def _seats(name: str, won: Any, month: str) -> pd.DataFrame:
    """Seats in four governorates, and the reserved ones in Baghdad."""
    runs, lists = won.shape
    kurdish = np.isin(list(LISTS), ["kdp", "puk", "new_generation"])
    north = np.where(kurdish, won, 0)
    parts = {"Baghdad": (won - north) // 3, "Erbil": north - north // 4, "Kirkuk": north // 4}
    parts["Basra"] = won - sum(parts.values())
    rows = [
        pd.DataFrame(
            {
                "run": np.repeat(np.arange(runs), lists),
                "governorate": place,
                "list": np.tile(list(LISTS), runs),
                "seats": part.ravel(),
            }
        )
        for place, part in parts.items()
    ]
    reserved = {"run": np.arange(runs), "governorate": "Baghdad", "list": "minority_quota", "seats": 9.0}
    table = pd.concat([*rows, pd.DataFrame(reserved)], ignore_index=True)
    return table.assign(scenario=name, election=month, votes=1000 * table["seats"])


def _outcomes(name: str, index: Any, moved: Any, rates: Any, fates: Any) -> pd.DataFrame:
    counts = {
        key: np.round(rate * scale * np.maximum(1 - moved, 0))
        for (key, scale), rate in zip(COUNTS.items(), rates, strict=True)
    }
    return pd.DataFrame(
        {
            "scenario": name,
            "run": np.arange(index.size),
            "axis_index": index,
            "axis_verdict": np.select([index <= -0.25, index < 0.2, index < 0.5], VERDICTS[:3], VERDICTS[3]),
            "axis_presence": np.clip(0.6 - moved, 0, 1),
            "compromise_mean": np.clip(index * 0.5 - 0.1, -1, 1),
            "us_ties": np.clip(index * 0.5, -1, 1),
            "pmf_fate": FATES[np.digitize(fates + 2 * moved, [-2.2, -1.6, -1.1, -0.2, 0.9])],
            "iran_leverage": np.clip(0.5 - index, 0, 1),
            **counts,
        }
    )


def _months(name: str, paths: Any, found: pd.DataFrame, luck: Any) -> pd.DataFrame:
    """The axis index, and each run's violence dealt over its months."""
    runs, horizon = paths.shape
    kinds = {kind: luck.multinomial(found[kind].astype(int), [1 / horizon] * horizon) for kind in COUNTS}
    return pd.DataFrame(
        {
            "scenario": name,
            "run": np.repeat(np.arange(runs), horizon),
            "month": np.tile(month_names(horizon), runs),
            "axis_index": paths.ravel(),
            **{kind: dealt.ravel().astype(float) for kind, dealt in kinds.items()},
        }
    )


CROSSED = {
    f"{path}+{election}": shift + swing
    for path, shift in PATHS.items()
    for election, swing in (("simulated", 0.0), ("framework_wins", -0.1), ("sudani_plurality", 0.05))
}
FIFTEEN = {f"{path}+{letter}": shift for path, shift in PATHS.items() for letter in "abcde"}
LENSES = {
    f"{path}+{lens}": shift + swing
    for path, shift in PATHS.items()
    for lens, swing in (("pooled", 0.0), ("malik", -0.2), ("walshe", 0.1))
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
    "fifteen": lambda: make_results(FIFTEEN, runs=60),
    "lenses": lambda: make_results(LENSES, runs=120),
    "long names": lambda: make_results(LONG),
    "analysed": lambda: replace(
        make_results(), analyses={"sensitivity": kept_sensitivity(), "matching": kept_matching()}
    ),
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


def _beliefs(drift: Any, swings: Any) -> dict[str, Any]:
    """One belief that moves the axis index, two that move nothing, and one that nobody doubts."""
    return {
        "belief.us_commitment": drift[:, 0],
        "belief.iran_resolve": swings[:, 3],
        "belief.leave_gap": swings[:, 4],
        "belief.certain": 1.0,
    }


def _specification(name: str) -> dict[str, Any]:
    """The part after a plus is a lens where it is one."""
    path, _, rest = name.partition("+")
    lens = {"lens": rest} if rest in ("pooled", "malik", "walshe") else {"election": rest}
    return {"iran": path, "name": name, **lens}
