"""Which acts made the outcome what it is: the codebook, asked what it reads and what it counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from simulation.codebook import (
    COMPONENTS,
    HISTORY,
    Ledger,
    Rules,
    costly_acts,
    pmf_fate,
    us_ties,
)
from simulation.codebook.index import component
from simulation.evidence import load_evidence
from simulation.model.simulate import COUNTED
from simulation.scenario.months import later
from simulation.telling.words import is_act

if TYPE_CHECKING:
    from simulation.model import IraqModel
    from simulation.model.simulate import Block

__all__ = ["Coded", "Coding", "Counted", "coding_of", "readers"]

LAST = 6
"""Months at the end of a run on which its index and verdict rest (iraq.md 3.2)."""


@dataclass(frozen=True)
class Counted:
    """An act that entered a code: in which month, how often, and the points that it brought."""

    act: str
    month: str
    count: float
    points: float


@dataclass(frozen=True)
class Coded:
    """One component of the index over the run's last months.

    `code` is its mean in [-1, 1], `weight` what it counts for in this run, `contribution` their product;
    `acts` are those in the windows of the last months, `contested` the months in which one of them went
    against a recorded ask of Tehran.
    """

    component: str
    code: float
    weight: float
    contribution: float
    acts: tuple[Counted, ...]
    contested: tuple[str, ...]


@dataclass(frozen=True)
class Coding:
    """How the index and the verdict of one run came about; contributions sum to the index."""

    axis_index: float
    change: float
    presence: float
    components: tuple[Coded, ...]
    costly: tuple[Counted, ...]
    lines: Mapping[str, float]


class _Listening(Ledger):
    """A ledger with nothing in it, which notes what is asked of it."""

    def __init__(self) -> None:
        super().__init__(months=1, runs=1)
        self.heard: dict[str, None] = {}
        self.open_month()

    def rows(self, act: str) -> Any:
        """The empty series of an act, which was asked for."""
        self.heard[act] = None
        return super().rows(act)

    def __contains__(self, act: object) -> bool:
        return True


def _heard(ask: Callable[[Ledger], object]) -> tuple[str, ...]:
    """The series that a rule of the codebook reads, in the order in which it does."""
    ledger = _Listening()
    ask(ledger)
    return tuple(ledger.heard)


@lru_cache(maxsize=1)
def readers() -> Mapping[str, tuple[str, ...]]:
    """Every act that an outcome is coded from, with what reads it, found by asking the codebook itself."""
    rules = rules_now()
    none = np.zeros(1)
    asked: dict[str, Callable[[Ledger], object]] = {
        f"axis_index, {name}": lambda ledger, name=name: component(ledger, name, rules)  # type: ignore[misc]
        for name in COMPONENTS
    }
    asked["us_ties"] = lambda ledger: us_ties(ledger, rules)
    asked["axis_verdict, costly acts"] = lambda ledger: costly_acts(ledger, rules)
    asked["pmf_fate"] = lambda ledger: pmf_fate(ledger, none, none, none, none, rules)
    found: dict[str, list[str]] = {name: [name] for name in COUNTED}
    found["ask_refused"] = ["asks_refused"]
    for reader, ask in asked.items():
        for act in sorted(filter(is_act, _heard(ask))):
            found.setdefault(act, []).append(reader)
    return {act: tuple(names) for act, names in found.items()}


def rules_now() -> Rules:
    """The codebook's rules as the packaged evidence has them."""
    return Rules({name: value.value for name, value in load_evidence().codebook.items()})


def coding_of(model: IraqModel, block: Block) -> Coding:
    """The coding of the first run of a model that has played its months."""
    outcomes, rules = block.outcomes, model.rules
    level = float(outcomes["axis_index"][0])
    window = int(rules["verdict.costly_window"])
    costly = _heard(lambda ledger: costly_acts(ledger, rules))
    return Coding(
        axis_index=level,
        change=level - float(model.index_at_start[0]),
        presence=float(outcomes["axis_presence"][0]),
        components=tuple(_coded(model, block, row, name) for row, name in enumerate(COMPONENTS)),
        costly=tuple(found for act in costly for found in _counted(model, act, 0.0, window)),
        lines={name: value for name, value in rules.items() if name.startswith("verdict.")},
    )  # fmt: skip


def _coded(model: IraqModel, block: Block, row: int, name: str) -> Coded:
    last = block.months[f"index_{name}"][-LAST:, 0]
    code, weight = float(last.sum()) / len(last), float(model.index_weights[row, 0])
    reach = int(model.rules[f"{name}.window"]) + len(last) - 1
    acts = [
        found for act, points in model.rules.points(name) for found in _counted(model, act, points, reach)
    ]
    contested = _counted(model, f"contested.{name}", 0.0, reach)
    return Coded(
        component=name,
        code=code,
        weight=weight,
        contribution=code * weight,
        acts=tuple(sorted(acts, key=lambda found: found.month)),
        contested=tuple(found.month for found in contested),
    )


def _counted(model: IraqModel, act: str, points: float, months: int) -> list[Counted]:
    """Where an act stands in the last `months` of the record, those before the start included."""
    if act not in model.ledger:
        return []
    series = model.ledger.series(act)[:, 0]
    rows = range(max(len(series) - months, 0), len(series))
    return [
        Counted(act, later(model.setup.start, row - HISTORY), float(series[row]), points * float(series[row]))
        for row in rows
        if series[row] != 0.0
    ]
