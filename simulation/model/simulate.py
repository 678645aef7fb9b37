"""One block of runs of one scenario, from setup to outcomes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from simulation.codebook import axis_direction, axis_verdict, costly_acts, pmf_fate
from simulation.model.actors.militia import HANDED_OVER, IN_FACT, IN_NAME
from simulation.model.institutions.returns import returns
from simulation.model.iraq import IraqModel

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simulation.model.actors.base import Floats
    from simulation.model.chance import Chance
    from simulation.scenario import Scenario

__all__ = ["Block", "block_of", "forget", "simulate"]

COUNTED = (
    "attacks_us",
    "attacks_israel",
    "attacks_gulf",
    "sanctions_us",
    "strikes_in_iraq",
    "sieges",
    "iraqi_deaths",
    "framework_exits",
)


@dataclass(frozen=True)
class Block:
    """What a block of runs came to.

    ``outcomes`` maps each column to an array of shape ``(runs,)``, beliefs under ``belief.<name>``;
    ``months`` maps each indicator to an array of shape ``(months, runs)``; ``seats`` is a long table, None
    where no election was held. Either may be left out.
    """

    outcomes: dict[str, NDArray[Any]]
    months: dict[str, Floats]
    seats: dict[str, Any] | None = None


def simulate(
    scenario: Scenario,
    runs: NDArray[np.int64],
    seed: int,
    *,
    chance: Chance | None = None,
    months: bool = True,
    seats: bool = True,
) -> Block:
    """Simulate the given run numbers of one scenario; the same numbers give the same histories anywhere.

    `chance` is the luck itself where a design deals it otherwise; `months` and `seats` say what to read off.
    """
    model = IraqModel(scenario, runs=runs, rng=seed, chance=chance)
    if not months:
        model.datacollector = mesa.DataCollector()  # records no indicator
    for _ in range(scenario.months):
        model.step()
    block = block_of(model, months=months, seats=seats)
    forget(model)
    return block


def block_of(model: IraqModel, *, months: bool = True, seats: bool = True) -> Block:
    """What the runs of a model that has played its last month came to."""
    indicators = {
        name: np.array(series, dtype=np.float64).reshape(model.setup.months, model.runs)
        for name, series in (model.datacollector.model_vars.items() if months else ())
    }
    table = returns(model.politics.parliaments, model.run_numbers, model.setup) if seats else None
    return Block(_outcomes(model), indicators, table)


def forget(model: IraqModel) -> None:
    """Let a finished model go at once, with its arrays.

    Mesa before 3.4.2 keeps every model alive in a class-level table, and agents and model hold each
    other, so that memory would only come back at the next collection of cycles.
    """
    model.remove_all_agents()
    for actor in model.actors.values():
        actor.__dict__.clear()
    ids = getattr(mesa.Agent, "_ids", None)
    if ids is not None and model in ids:
        del ids[model]
    model.__dict__.clear()


def _mean_of_last(model: IraqModel, act: str, months: int) -> Floats:
    window = min(months, model.setup.months)
    return model.ledger.last(act, window) / window


def _outcomes(model: IraqModel) -> dict[str, NDArray[Any]]:
    ledger, rules = model.ledger, model.rules
    level = _mean_of_last(model, "coded.axis_index", 6)
    presence = _mean_of_last(model, "coded.axis_presence", 6)
    change = level - model.index_at_start
    outcomes: dict[str, NDArray[Any]] = {
        "axis_index": level,
        "axis_verdict": axis_verdict(level, change, presence, costly_acts(ledger, rules), rules),
        "axis_direction": axis_direction(change, rules),
        "axis_presence": presence,
        "us_ties": model.coded["us_ties"],
        "pmf_fate": _fate(model),
        "iran_leverage": model.coded["iran_leverage"],
        "compromise_mean": _mean_of_last(model, "coded.compromise_mean", 6),
    }
    politics = model.politics
    outcomes["pm"], outcomes["pm_kind"] = politics.premier, politics.kind_now
    outcomes["pm_backing"], outcomes["coalition"] = politics.backing, politics.coalition_names()
    outcomes["months_to_form"] = politics.months_to_form
    outcomes |= {name: ledger.since_start(name).astype(np.int64) for name in COUNTED}
    outcomes["asks_refused"] = ledger.since_start("ask_refused").astype(np.int64)
    return outcomes | {f"belief.{name}": values for name, values in model.beliefs.as_dict().items()}


def _fate(model: IraqModel) -> NDArray[np.str_]:
    """Count the six named groups by status, and the registered fighters integrated in fact."""
    zero = np.zeros(model.runs)
    in_fact = gave_up = in_name = moved = registered = zero
    for group in model.militias:
        named = group.named_six
        in_name = in_name + named * (group.status >= IN_NAME)
        gave_up = gave_up + named * (group.status >= HANDED_OVER)
        in_fact = in_fact + named * (group.status == IN_FACT)
        fighters = group.fighters * group.registered
        moved = moved + np.where(group.status == IN_FACT, fighters, 0.0)
        registered = registered + fighters
    return pmf_fate(model.ledger, in_fact, gave_up, in_name, moved / np.maximum(registered, 1.0), model.rules)
