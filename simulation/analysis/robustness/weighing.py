"""Which option a decider would regret least, over the paired runs of a results folder.

Options are scenarios of one batch, worlds its runs: the same run of each option has the same beliefs and the
same luck. Of a nested design a world is a belief, its utility the mean over lucks: luck cannot be chosen for.
Elsewhere luck is part of the world, and regret is measured against somebody who had known it. Utilities are
weighted sums of outcomes (`analysis.preferences`). Where scenarios differ in lens or theory besides, these
are *views*: each option is then seen through each of them, and worlds are the runs of all.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np
import pandas as pd

from simulation.analysis.robustness import regret, reversals
from simulation.analysis.robustness.preferences import DECIDERS, Preference, load_preferences
from simulation.batch.tables import BELIEFS
from simulation.errors import InputError, nearest
from simulation.outcomes.kept import Kept

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["NAME", "Option", "Worlds", "assess", "decider_of", "options_of", "worlds_of"]

NAME: Final = "robustness"
FEWEST: Final = 50  # worlds below which an option's regret is hearsay
MOST_WORLDS: Final = 20_000  # more add nothing to a mean or a percentile of regret
_VIEWS: Final = ("lens", "theory")
_TEXTS: Final = ("name", "title", "question")
_FIELDS: Final = {"iran": "tehran", "united_states": "washington"}


class Batched(Protocol):
    """As much of a batch's results as is weighed here."""

    @property
    def outcomes(self) -> pd.DataFrame:
        """One row per scenario and run."""

    @property
    def manifest(self) -> Mapping[str, Any]:
        """What the scenarios say."""


@dataclass(frozen=True)
class Option:
    """One thing that a decider can do: its name, and the scenario that plays it under each view."""

    name: str
    scenarios: Mapping[str, str]


# --- options and worlds --------------------------------------------------------------------------------


def options_of(results: Batched, chosen: Sequence[str] = ()) -> tuple[Option, ...]:
    """The options among the scenarios, in the order of the file; of these only those `chosen`, if any are.

    Scenarios that differ in nothing but lens and theory are one option under several views. Raises
    `InputError` for an option that is none, or where fewer than two are left.
    """
    groups: dict[str, dict[str, str]] = {}
    for entry in results.manifest["scenarios"]:
        said = {k: v for k, v in entry.get("specification", {}).items() if k not in _TEXTS}
        view = " + ".join(str(said.pop(key)) for key in _VIEWS if key in said)
        groups.setdefault(json.dumps(said, sort_keys=True, default=str), {})[view] = entry["name"]
    everywhere = set.intersection(*(set(group) for group in groups.values()))
    apart = len(groups) < 2 or not everywhere
    if apart or len(everywhere) == 1:  # scenarios as they stand
        names = [entry["name"] for entry in results.manifest["scenarios"]]
        found = [Option(name, {"": name}) for name in names]
    else:
        found = [
            Option(_shared(group.values()), {view: group[view] for view in group if view in everywhere})
            for group in groups.values()
        ]
    known = {option.name: option for option in found}
    for name in chosen:
        if name not in known:
            raise InputError(f"the results hold no option {name!r}; {nearest(name, known)}")
    kept = tuple(known[name] for name in dict.fromkeys(chosen)) if chosen else tuple(found)
    if len(kept) < 2:
        raise InputError("one option leaves nothing to regret: take results with two scenarios or more")
    return kept


def _shared(names: Iterable[str]) -> str:
    """What the names of crossed scenarios have in common: of increase+malik and increase+namdar, increase."""
    first, *others = [name.split("+") for name in names]
    common = [part for part in first if all(part in other for other in others)]
    return "+".join(common or first)


def decider_of(results: Batched) -> str:
    """Whose options the scenarios are: of the power whose settings differ between them, or Baghdad's."""
    said = [entry.get("specification", {}) for entry in results.manifest["scenarios"]]
    for field, decider in _FIELDS.items():
        if len({json.dumps(each.get(field), sort_keys=True, default=str) for each in said}) > 1:
            return decider
    return "baghdad"


@dataclass(frozen=True, eq=False)
class Worlds:
    """The outcomes that preferences weigh, scaled, in every world under every option.

    `scaled` maps a preference to an array of shape (terms, worlds, options); `views` numbers each world's
    view, shape (worlds,), by its place in `seen`; `nested` says whether a world is a belief.
    """

    options: tuple[str, ...]
    scaled: Mapping[str, Floats]
    views: NDArray[np.int64]
    seen: tuple[str, ...]
    nested: bool

    @property
    def count(self) -> int:
        """How many there are."""
        return int(self.views.size)

    def utility(self, preference: Preference) -> Floats:
        """The weighted mean of the terms, shape (worlds, options)."""
        return reversals.weighed(self.scaled[preference.name], preference.weights)


def worlds_of(results: Batched, options: Sequence[Option], weighed: Iterable[Preference]) -> Worlds:
    """The worlds that all options share.

    Raises `InputError` for fewer than 50, or for an outcome that is not there.
    """
    preferences, frame = list(weighed), results.outcomes
    for name in dict.fromkeys(term for each in preferences for term in each.terms):
        if name not in frame:
            raise InputError(f"the results hold no outcome {name!r}, which the preferences weigh")
    nested = BELIEFS in frame and frame[BELIEFS].nunique() < frame["run"].nunique()
    key = BELIEFS if nested else "run"
    seen = tuple(options[0].scenarios)
    parts: dict[str, list[Floats]] = {each.name: [] for each in preferences}
    views: list[NDArray[np.int64]] = []
    for place, view in enumerate(seen):
        chosen = [frame[frame["scenario"] == option.scenarios[view]] for option in options]
        shared = sorted(set.intersection(*(set(ours["run"]) for ours in chosen)))[:MOST_WORLDS]
        ours = [each.set_index("run").loc[shared] for each in chosen]
        groups = np.arange(len(shared))
        if nested:
            groups = np.unique(ours[0][key].to_numpy(), return_inverse=True)[1]
        count = int(groups.max(initial=-1)) + 1
        views.append(np.full(count, place, dtype=np.int64))
        for each in preferences:
            parts[each.name].append(_terms(each, ours, groups, count))
    scaled = {name: np.concatenate(found, axis=1) for name, found in parts.items()}
    worlds = Worlds(tuple(option.name for option in options), scaled, np.concatenate(views), seen, nested)
    if worlds.count < FEWEST:
        what = "beliefs" if nested else "runs"
        raise InputError(
            f"{worlds.count} {what} in common are too few to weigh options: take {FEWEST} or more"
        )
    return worlds


def _terms(
    preference: Preference, frames: Sequence[pd.DataFrame], groups: NDArray[np.int64], count: int
) -> Floats:
    """The scaled terms of every option, the mean of each group of runs, shape (terms, groups, options)."""
    sizes = np.bincount(groups, minlength=count)
    found = [
        [np.bincount(groups, term.scaled(frame[name]), count) / sizes for frame in frames]
        for name, term in preference.terms.items()
    ]
    return np.asarray(found, dtype=np.float64).transpose(0, 2, 1)


# --- everything at once --------------------------------------------------------------------------------


def assess(
    results: Batched,
    *,
    decider: str | None = None,
    chosen: Sequence[str] = (),
    preferences: Mapping[str, Preference] | None = None,
) -> Kept:
    """What each option comes to under the decider's preferences, with what would turn the ranking round.

    Tables: `criteria`, a row per preference of the decider and option, with each criterion of
    `regret.CRITERIA`, its 95% interval over worlds (`_low`, `_high`) and `first`, how often the option has
    the highest mean utility when worlds are drawn anew; `weights` and `flips` of `reversals`; `ranks`, by
    criterion, by preference (of all deciders), and by view.

    Raises `InputError` for a decider or an option that is none, or where there is nothing to compare.
    """
    known = load_preferences() if preferences is None else preferences
    who = _decider(results, decider, known)
    own = [each for each in known.values() if each.decider == who]
    options = options_of(results, chosen)
    worlds = worlds_of(results, options, known.values())
    tables: dict[str, list[dict[str, Any]]] = {"criteria": [], "weights": [], "flips": []}
    for each in own:
        terms = worlds.scaled[each.name].mean(axis=1)
        tables["criteria"] += _criteria(worlds, each)
        tables["weights"] += reversals.by_weights(each, terms, worlds.options)
        tables["flips"] += reversals.flips(each, terms, worlds.options)
    tables["ranks"] = _ranks(worlds, own[0], tables["criteria"], known)
    settings = {
        "decider": who,
        "preferences": {each.name: each.title for each in own},
        "satisfied": {each.name: each.satisfied.value for each in own},
        "options": list(worlds.options),
        "views": [view for view in worlds.seen if view],
        "worlds": worlds.count,
        "nested": worlds.nested,
    }
    return Kept(NAME, settings, {name: pd.DataFrame(rows) for name, rows in tables.items()})


def _decider(results: Batched, asked: str | None, known: Mapping[str, Preference]) -> str:
    if asked is not None and asked not in DECIDERS:
        raise InputError(f"no decider {asked!r}; {nearest(asked, DECIDERS)}")
    held = list(dict.fromkeys(each.decider for each in known.values()))
    who = asked or decider_of(results)
    if who in held:
        return who
    if asked is None and held:
        return held[0]
    raise InputError(f"the file holds no preferences of {who}; it has those of {', '.join(held)}")


def _criteria(worlds: Worlds, preference: Preference) -> list[dict[str, Any]]:
    utility, threshold = worlds.utility(preference), preference.satisfied.value
    found = regret.criteria(utility, threshold)
    edges, first = regret.bootstrapped(utility, threshold)
    rows = []
    for place, option in enumerate(worlds.options):
        row: dict[str, Any] = {"preference": preference.name, "option": option}
        for name, values in found.items():
            row[name] = float(values[place])
            if name in edges:
                row |= {
                    f"{name}_low": float(edges[name][0][place]),
                    f"{name}_high": float(edges[name][1][place]),
                }
        rows.append(row | {"first": float(first[place])})
    return rows


def _ranks(
    worlds: Worlds, preference: Preference, rows: Sequence[Mapping[str, Any]], known: Mapping[str, Preference]
) -> list[dict[str, Any]]:
    """Ranks under one preference by each criterion and through each view; and under each preference."""
    ours = [row for row in rows if row["preference"] == preference.name]
    found: list[dict[str, Any]] = []
    for name in regret.CRITERIA:
        values = np.array([row[name] for row in ours])
        found += _ranked("criterion", name, values, worlds.options, less=name in regret.LESS_IS_BETTER)
    for each in known.values():
        found += _ranked("preference", each.name, worlds.utility(each).mean(axis=0), worlds.options)
    utility = worlds.utility(preference)
    for place, view in enumerate(worlds.seen if len(worlds.seen) > 1 else ()):
        found += _ranked("view", view, utility[worlds.views == place].mean(axis=0), worlds.options)
    return found


def _ranked(
    kind: str, name: str, values: Floats, options: Sequence[str], *, less: bool = False
) -> list[dict[str, Any]]:
    """Rows with each option's rank, 1 the best; options that tie have the better rank."""
    better = values[:, None] > values[None, :] if not less else values[:, None] < values[None, :]
    ranks = 1 + better.sum(axis=0)
    return [
        {"kind": kind, "name": name, "option": option, "value": float(value), "rank": int(rank)}
        for option, value, rank in zip(options, values, ranks, strict=True)
    ]
