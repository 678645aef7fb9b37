"""The runs of a scenario in memory: outcomes, months, seats, and when each act was first done."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simulation.model.iraq import IraqModel
    from simulation.scenario import Scenario

    Runs = NDArray[np.int64]

__all__ = ["MONTHLY", "NEVER", "Played", "joined", "play", "wake"]

NEVER: Final = -1
"""The month of an act that is not done in a run."""
MONTHLY: Final[tuple[str, ...]] = (
    "axis_index", "lean", "framework_hold", "iran_means", "iran_orders", "us_troops", "us_prestige",
    "israel_threat", "arab_door", "iraqi_deaths", "strikes_in_iraq",
)  # fmt: skip
"""Indicators that are kept month by month; all of them would be most of what a process has to send."""
_SCORES: Final = ("asked.", "met.", "contested.", "coded.", "course.")
"""Series of the ledger that keep score and are nobody's act."""


@dataclass(frozen=True, eq=False)
class Played:
    """What the first runs of a scenario came to.

    `outcomes` by column, shape (runs,), without the beliefs that the runs drew; `months` by indicator
    of `MONTHLY`, shape (months, runs), single precision; `seats` by list at each run's last election, shape
    (runs,), empty while there was none; `firsts` by act, the month (from 0) in which it was first done,
    `NEVER` where it was not, shape (runs,). Events stand among the acts as `event.<name>`.
    """

    digest: str
    outcomes: Mapping[str, NDArray[Any]]
    months: Mapping[str, NDArray[np.float32]]
    seats: Mapping[str, NDArray[np.int64]]
    firsts: Mapping[str, NDArray[np.int16]]

    @property
    def runs(self) -> int:
        """How many runs there are so far."""
        return len(next(iter(self.outcomes.values())))

    @property
    def nbytes(self) -> int:
        """Bytes that the arrays take."""
        parts = (self.outcomes, self.months, self.seats, self.firsts)
        return sum(array.nbytes for part in parts for array in part.values())

    def first(self, act: str, runs: int) -> NDArray[np.int16]:
        """In which month an act was first done, of the first `runs` runs."""
        found = self.firsts.get(act)
        return np.full(runs, NEVER, np.int16) if found is None else found[:runs]


def play(scenario: Scenario, runs: Runs, seed: int) -> Played:
    """Play some run numbers of a scenario."""
    import mesa

    from simulation.model.iraq import IraqModel
    from simulation.model.simulate import block_of, forget

    model = IraqModel(scenario, runs=runs, rng=seed)
    every = model.datacollector.model_reporters
    model.datacollector = mesa.DataCollector({name: every[name] for name in MONTHLY if name in every})
    for _ in range(scenario.months):
        model.step()
    block, firsts = block_of(model), _firsts(model)
    forget(model)
    outcomes = {name: values for name, values in block.outcomes.items() if not name.startswith("belief.")}
    months = {name: series.astype(np.float32) for name, series in block.months.items()}
    return Played(scenario.digest(), outcomes, months, _seats(block.seats, runs), firsts)


@functools.cache
def wake() -> None:
    """In a worker: import the model, read the evidence and play one run, so that no move waits for it."""
    from simulation.scenario import find_scenario

    play(find_scenario("maintain"), np.arange(1, dtype=np.int64), 0)


def joined(parts: Sequence[Played]) -> Played:
    """Parts of a scenario's runs, in order, as one."""
    lists = sorted({name for part in parts for name in part.seats})
    acts = sorted({name for part in parts for name in part.firsts})
    return Played(
        parts[0].digest,
        {name: np.concatenate([part.outcomes[name] for part in parts]) for name in parts[0].outcomes},
        {name: np.concatenate([part.months[name] for part in parts], axis=1) for name in parts[0].months},
        {
            name: np.concatenate([part.seats.get(name, np.zeros(part.runs, np.int64)) for part in parts])
            for name in lists
        },
        {name: np.concatenate([part.first(name, part.runs) for part in parts]) for name in acts},
    )


def _firsts(model: IraqModel) -> dict[str, NDArray[np.int16]]:
    from simulation.codebook import HISTORY

    found: dict[str, NDArray[np.int16]] = {}
    for act in model.ledger.acts:
        done = model.ledger.series(act)[HISTORY:] > 0
        if done.any() and not act.startswith(_SCORES):
            found[act] = np.where(done.any(axis=0), done.argmax(axis=0), NEVER).astype(np.int16)
    return found


def _seats(table: Mapping[str, Any] | None, runs: Runs) -> dict[str, NDArray[np.int64]]:
    """Seats by list at each run's last election, over all governorates, shape (runs,)."""
    if table is None:
        return {}
    place = np.searchsorted(runs, table["run"])
    election, lists = (np.asarray(table[name].codes, dtype=np.int64) for name in ("election", "list"))
    last = np.full(len(runs), -1)
    np.maximum.at(last, place, election)
    latest = election == last[place]
    seats: dict[str, NDArray[np.int64]] = {}
    for number, name in enumerate(table["list"].categories):
        rows = latest & (lists == number)
        if rows.any():
            counted = np.bincount(place[rows], weights=table["seats"][rows], minlength=len(runs))
            seats[str(name)] = counted.astype(np.int64)
    return seats
