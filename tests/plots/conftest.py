"""Synthetic results: runs that share their luck across scenarios, with effects set by the test."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulation.analysis.forecasts import Answer, Capsule, capsule_of, hash_of, keep_forecast
from simulation.analysis.requirements.requiring import STEPS
from simulation.analysis.robustness import regret
from simulation.outcomes import query
from simulation.outcomes.kept import Kept
from simulation.outcomes.parliaments import Parliament, first_parliament
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

    def part(
        self,
        table: str,
        columns: Sequence[str] | None = None,
        scenario: str | None = None,
        where: str | None = None,
    ) -> pd.DataFrame:
        found = getattr(self, table)
        if where:
            found = found[query.matching(where, list(found.columns), found.__getitem__)]
        chosen = found["scenario"] == scenario if scenario else slice(None)
        return found.loc[chosen, list(found.columns if columns is None else columns)]

    def parliament(self, scenario: str) -> Parliament:
        return first_parliament(self.part("seats", ["run", "election", "list", "seats"], scenario))

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


TOPICS = ("the vote", "the government", "armed groups", "the axis")
CAME = {
    "q0": Answer(1.0, "yes"),
    "q1": Answer(1.0, "in part"),
    "q2": Answer(30.0, "30"),
    "q3": Answer(0.0, "no"),
}


def planted() -> Capsule:
    """A capsule of a dozen questions of three kinds, with its hash."""
    data: dict[str, Any] = {
        "made": "2025-07-01",
        "known_until": "2025-06-30",
        "version": "0.1.0",
        "engine": "none",
        "title": "What follows",
        "note": "Planted.",
        "seed": 2025,
        "runs": 1000,
        "calibration": "untested",
        "scenario": {"name": "maintain", "digest": "maintain"},
        "questions": [_question(place) for place in range(12)],
    }
    return capsule_of({**data, "hash": hash_of(data)}, "planted")


def _question(place: int) -> dict[str, Any]:
    share = (place + 1) / 13
    forecasts: list[tuple[str, Any, Any, dict[str, Any]]] = [
        ("binary", share, [share - 0.02, share + 0.02], {"persistence": 0.0, "base rate": 0.25}),
        (
            "ordered",
            {"no": 0.3, "in part": 0.6, "wholly": 0.1},
            {"no": [0.27, 0.33], "in part": [0.57, 0.63], "wholly": [0.08, 0.12]},
            {"persistence": {"no": 1.0, "in part": 0.0, "wholly": 0.0}},
        ),
        (
            "number",
            {"values": [5.0 * n for n in range(1, 11)], "counts": [100] * 10},
            None,
            {"persistence": {"values": [12.0], "counts": [2]}},
        ),
    ]
    kind, forecast, interval, baselines = forecasts[place % 3]
    return {
        "id": f"q{place}",
        "text": "Does it happen?",
        "rule": "As it is.",
        "due": "2026-10-31",
        "kind": kind,
        "forecast": forecast,
        "interval": interval,
        "baselines": baselines,
        "short": f"Question {place} of the file",
        "topic": TOPICS[place // 3],
        "episode": "one",
    }


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
    "forecast": lambda: replace(make_results(), analyses={"forecast": keep_forecast(planted(), CAME)}),
    "analysed": lambda: replace(
        make_results(), analyses={"sensitivity": kept_sensitivity(), "matching": kept_matching()}
    ),
}


def requirements_kept(**said: Any) -> Kept:
    """What `crossroads require` keeps: two parameters and a lever bring an outcome from 26 to 52 in 100."""
    rows = [
        (0, "", "", "", "", np.nan, "", 0.26, 0.26, 0.247, 0.273),
        (1, "us_commitment", "", "0.5", "0.6712", 0.91, "judgement", 0.4, 0.401, 0.386, 0.416),
        (2, "coalition_bond", "", "0.7254", "0.3111", 0.09, "judgement", 0.46, 0.464, 0.449, 0.48),
        (3, "gulf.posture", "Open door", "as_now", "open_door", np.nan, "a lever", 0.53, 0.52, 0.505, 0.535),
    ]
    settings = {
        "scenario": "maintain", "outcome": "axis_verdict=leaving", "probability": 0.5, "reached": True,
        "most": 3, "fresh_runs": 4000,
    }  # fmt: skip
    steps = pd.DataFrame(rows, columns=list(STEPS))
    return Kept("requirements", {**settings, **said}, {"steps": steps})


def robustness_kept(lead: float = 0.2) -> Kept:
    """Three options over 300 worlds under two preferences; the first leads by so much under the first."""
    luck, tables = np.random.default_rng(5), {"criteria": [], "weights": []}
    titles = {"hold": "Tehran, for holding what it has", "talks": "Tehran, for an arrangement"}
    for place, name in enumerate(titles):
        utility = luck.beta(4, 3, (300, 1)) + luck.normal([lead * (1 - place), 0.1, 0.0], 0.06, (300, 3))
        found, (edges, first) = regret.criteria(utility, 0.5), regret.bootstrapped(utility, 0.5)
        for option, path in enumerate(PATHS):
            row: dict[str, Any] = {"preference": name, "option": path, "first": first[option]}
            row |= {key: values[option] for key, values in found.items()}
            for key, (low, high) in edges.items():
                row |= {f"{key}_low": low[option], f"{key}_high": high[option]}
            tables["criteria"].append(row)
            tables["weights"].append({"preference": name, "option": path, "first": [0.7, 0.3, 0.0][option]})
    flip = {
        "preference": "hold", "term": "iraqi_deaths", "weight": 1.0, "low": 0.0, "high": 3.0, "at": 2.2,
        "first": "increase", "then": "loosen", "inside": True,
    }  # fmt: skip
    ranks = {"kind": "preference", "name": "hold", "option": "increase", "value": 0.5, "rank": 1}
    settings = {
        "decider": "tehran", "preferences": titles, "options": list(PATHS), "views": [], "worlds": 300,
        "nested": False, "satisfied": dict.fromkeys(titles, 0.5),
    }  # fmt: skip
    frames = {name: pd.DataFrame(rows) for name, rows in tables.items()}
    frames |= {"flips": pd.DataFrame([flip]), "ranks": pd.DataFrame([ranks])}
    return Kept("robustness", settings, frames)


def asked() -> Synthetic:
    """Results beside which analyses were kept."""
    kept = {"requirements": requirements_kept(), "robustness": robustness_kept()}
    return replace(make_results(), analyses=kept)


CASES["asked"] = asked


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
    return {"iran": path, "name": name, "start": "2025-01", **lens}
