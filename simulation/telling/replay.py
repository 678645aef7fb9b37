"""A run of a batch once more, alone and with a chronicle: the same history, bit for bit, or none."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from simulation.batch.engine import engine_digest
from simulation.batch.plan import picked
from simulation.batch.tables import BELIEFS, LUCK, OUTCOMES
from simulation.errors import CrossroadsError, InputError, nearest
from simulation.model.chance import Chance
from simulation.model.chronicle import Chronicle
from simulation.model.iraq import IraqModel
from simulation.model.simulate import Block, block_of
from simulation.scenario import Scenario

if TYPE_CHECKING:
    from simulation.outcomes.results import Results

__all__ = ["Office", "Replay", "differing", "play", "replay", "scenario_of"]

_SHOWN: Final = 4  # outcomes that are named where a run came out otherwise


@dataclass(frozen=True)
class Office:
    """Who governs from a month on: the premier, his kind and backing, and the lists with him."""

    month: str
    premier: str
    kind: str
    backing: str
    coalition: str


@dataclass(frozen=True)
class Replay:
    """One run played with a chronicle: the finished model, what it came to, and its governments in order."""

    model: IraqModel
    chronicle: Chronicle
    block: Block
    offices: tuple[Office, ...]


def replay(results: Results, scenario: str, run: int) -> Replay:
    """Play one run of a batch again and hold it against what the batch stored.

    Raises `InputError` where the batch holds no such scenario or run, or was made by another engine;
    `CrossroadsError` where the run comes out otherwise than it did in the batch.
    """
    manifest = results.manifest
    luck = int(manifest.get("luck_per_belief", 1))
    found = play(_checked(results, scenario, run), run, int(manifest["seed"]), luck)
    wrong = differing(_stored(results, scenario, run), found.block)
    if wrong:
        shown = "; ".join(wrong[:_SHOWN])
        more = f"; and {len(wrong) - _SHOWN} more" if len(wrong) > _SHOWN else ""
        raise CrossroadsError(
            f"Run {run} of {scenario} comes out otherwise than the results have it: {shown}{more}. Nothing "
            "is told of it: the results were changed, or made on a processor that rounds otherwise; run the "
            "batch again."
        )
    return found


def play(scenario: Scenario, run: int, seed: int, luck: int = 1) -> Replay:
    """Play one run of a scenario alone, keeping every act and every term.

    `luck` is how many runs of the batch in a row share their beliefs.
    """
    chronicle = Chronicle()
    chance = Chance(seed, np.array([run]), np.array([run // luck]))
    model = IraqModel(scenario, runs=[run], rng=seed, chance=chance, chronicle=chronicle)
    offices = [_office(model, scenario.start)]
    for month in scenario.calendar:
        model.step()
        now = _office(model, month)
        if replace(now, month=offices[-1].month) != offices[-1]:
            offices.append(now)
    return Replay(model, chronicle, block_of(model), tuple(offices))


def _office(model: IraqModel, month: str) -> Office:
    politics = model.politics
    return Office(
        month,
        str(politics.premier[0]),
        str(politics.kind_now[0]),
        str(politics.backing[0]),
        str(politics.coalition_names()[0]),
    )


# --- what the batch holds -------------------------------------------------------------------------


def _checked(results: Results, scenario: str, run: int) -> Scenario:
    """The scenario as the batch had it, once it is clear that this run can be played again."""
    manifest = results.manifest
    if scenario not in results.scenarios:
        raise InputError(f"the results hold no scenario {scenario!r}; {nearest(scenario, results.scenarios)}")
    if run not in picked(manifest["runs"]):
        raise InputError(f"the results hold no run {run}; they hold runs {manifest['runs']}")
    if manifest["engine"] != engine_digest():
        raise InputError(
            f"{results.path or 'the results'} was made by another engine (version {manifest['version']}, "
            f"{manifest['engine']}) than the one installed ({engine_digest()}): the model or its evidence "
            "has changed since, and the run would come out as another history. Install the version that "
            f"made it, or run the batch again: crossroads run {manifest.get('file') or 'FILE'}"
        )
    entry = next(entry for entry in manifest["scenarios"] if entry["name"] == scenario)
    return scenario_of(entry)


def scenario_of(entry: Mapping[str, Any]) -> Scenario:
    """The scenario of a manifest's entry, the same as it was run. Raises `CrossroadsError` if it is not."""
    said = dict(entry["specification"])
    steps = said["iran"]["strategy"]
    said["iran"] = {"strategy": [{"from": step["month"], "is": step["strategy"]} for step in steps]}
    found = Scenario.model_validate(said)
    if found.digest() != entry["digest"]:
        raise CrossroadsError(
            f"the manifest's scenario {entry['name']} is not the one that was run: it was changed by hand"
        )
    return found


def _stored(results: Results, scenario: str, run: int) -> Mapping[str, Any]:
    rows = results.part(OUTCOMES, None, scenario, f"run == {run}")
    if len(rows) != 1:
        raise CrossroadsError(f"the results hold {len(rows)} rows for run {run} of {scenario}, not one")
    return {str(name): column.iloc[0] for name, column in rows.items()}


def differing(stored: Mapping[str, Any], block: Block) -> list[str]:
    """What differs between a stored row of outcomes and the run played again, in words; bit for bit.

    Beliefs are stored in single precision, and compared in it.
    """
    found = {name: values[0] for name, values in block.outcomes.items()}
    said = [
        f"{name} {stored.get(name, 'is not stored')} then, {value} now"
        for name, value in found.items()
        if name not in stored or not _same(stored[name], value)
    ]
    return said + [
        f"{name} is stored and not simulated now"
        for name in stored
        if name not in {*found, "scenario", "run", BELIEFS, LUCK}
    ]


def _same(then: Any, now: Any) -> bool:
    if isinstance(now, str):
        return str(then) == str(now)
    if isinstance(then, np.float32):
        now = np.float32(now)
    then, now = float(then), float(now)
    return then == now or (math.isnan(then) and math.isnan(now))
