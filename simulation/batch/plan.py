"""What a batch will simulate: scenarios x runs, cut into blocks that are dealt out in turn.

Blocks go round the scenarios (the first runs of each, then the next runs of each), so that a batch
stopped half-way has simulated all scenarios about equally far.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from simulation.batch.tables import TABLES
from simulation.errors import InputError, nearest

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simulation.scenario import Batch, Scenario

    Runs = NDArray[np.int64]

BLOCK_SIZE: Final = 4000  # runs simulated together, where the cost per run is lowest (benchmarks)
MOST_RUNS: Final = 10_000_000  # per scenario
HIGHEST_RUN: Final = 2**53  # run numbers stay exact in tools that read integers as floats
SMALL: Final = 100_000  # runs over all scenarios up to which months and seats are kept unless said otherwise


@dataclass(frozen=True, eq=False, slots=True)
class PlannedBlock:
    """One piece of work: `runs` (sorted run numbers) of the scenario at place `scenario` in the plan."""

    number: int
    scenario: int
    runs: Runs


@dataclass(frozen=True, eq=False)
class Plan:
    """A batch ready to simulate; `runs` are the sorted run numbers that every scenario gets.

    `luck` is how many runs in a row share their beliefs; `keep` names the tables to keep, None leaving
    that to the batch's size. `design` is a digest of what else decides the runs, where a design deals them.
    """

    scenarios: tuple[Scenario, ...]
    runs: Runs
    seed: int
    title: str = ""
    question: str = ""
    answered_by: tuple[str, ...] = ()
    file: str = ""
    block_size: int = BLOCK_SIZE
    luck: int = 1
    keep: tuple[str, ...] | None = None
    design: str = ""

    @property
    def kept(self) -> tuple[str, ...]:
        """The tables that are kept: outcomes always, months and seats of small batches or when asked for."""
        if self.keep is not None:
            return self.keep
        return TABLES if self.total <= SMALL else TABLES[:1]

    @property
    def names(self) -> tuple[str, ...]:
        """The scenarios' names, in order."""
        return tuple(scenario.name for scenario in self.scenarios)

    @cached_property
    def blocks(self) -> tuple[PlannedBlock, ...]:
        """Every block, in the order in which they are simulated: about equal in size."""
        pieces = np.array_split(self.runs, max(1, -(-self.runs.size // self.block_size)))
        dealt = [(place, piece) for piece in pieces for place in range(len(self.scenarios))]
        return tuple(PlannedBlock(number, place, piece) for number, (place, piece) in enumerate(dealt))

    @property
    def total(self) -> int:
        """How many runs the batch holds over all scenarios."""
        return len(self.scenarios) * int(self.runs.size)


def make_plan(
    batch: Batch,
    *,
    runs: int | str | None = None,
    pick: str | Iterable[int] | None = None,
    only: Sequence[str] = (),
    seed: int | None = None,
    keep: str | Iterable[str] | None = None,
    block_size: int = BLOCK_SIZE,
) -> Plan:
    """The plan of `batch`, with what the caller wants otherwise.

    `runs` replaces the number of runs (or "200x10": 200 beliefs, each with 10 lucks), `pick` names single
    runs instead ("537,600-612" or numbers), `only` keeps the scenarios named, `seed` replaces the seed,
    `keep` says what is kept beside the outcomes ("months,seats", "all"). Raises `InputError`.
    """
    if block_size < 1:
        raise InputError(f"a block needs at least one run, not {block_size}")
    if runs is not None and pick is not None:
        raise InputError("give a number of runs or pick single runs, not both")
    count, luck = (batch.runs, batch.luck) if runs is None else read_runs(runs)
    return Plan(
        scenarios=(batch.only(only) if only else batch).scenarios,
        runs=counted(count) if pick is None else picked(pick),
        seed=checked_seed(batch.seed if seed is None else seed),
        title=batch.title,
        question=batch.question,
        answered_by=batch.answered_by,
        file=batch.file,
        block_size=block_size,
        luck=luck,
        keep=None if keep is None else tables_to_keep(keep),
    )


def read_runs(runs: int | str) -> tuple[int, int]:
    """How many runs, and how many in a row share their beliefs: 1000 is (1000, 1), "200x10" (2000, 10)."""
    if not isinstance(runs, str):
        return runs, 1
    found = re.fullmatch(r"([1-9]\d{0,8})(?:\s*[x×]\s*([1-9]\d{0,8}))?", runs.strip(), re.ASCII)
    if found is None:
        hint = "write 1000, or 200x10 for 200 beliefs with 10 lucks each"
        raise InputError(f"{runs[:40]!r} is no number of runs; {hint}")
    beliefs, luck = int(found[1]), int(found[2] or 1)
    return beliefs * luck, luck


def tables_to_keep(keep: str | Iterable[str]) -> tuple[str, ...]:
    """The tables that "months,seats" or "all" asks for, in their order; outcomes are always among them."""
    words = [word.strip() for word in keep.split(",")] if isinstance(keep, str) else list(keep)
    for word in words:
        if word not in (*TABLES, "all"):
            raise InputError(f"{word!r} cannot be kept; {nearest(word, (*TABLES, 'all'))}")
    return tuple(name for name in TABLES if name == TABLES[0] or name in words or "all" in words)


def checked_seed(seed: int) -> int:
    """`seed` where it is a whole number from 0 to 2**63 - 1."""
    if isinstance(seed, bool) or not 0 <= seed < 2**63:
        raise InputError(f"a seed is a whole number from 0 to 2**63 - 1, not {seed}")
    return int(seed)


def counted(runs: int) -> Runs:
    """Run numbers 0 to `runs` - 1."""
    if isinstance(runs, bool) or not 1 <= runs <= MOST_RUNS:
        raise InputError(f"runs must be between 1 and {MOST_RUNS:,}, not {runs}")
    return np.arange(runs, dtype=np.int64)


def picked(pick: str | Iterable[int]) -> Runs:
    """Sorted run numbers, each once, of "537,600-612" or of an iterable of numbers."""
    ranges = _ranges(pick) if isinstance(pick, str) else [(int(run), int(run)) for run in pick]
    if not ranges:
        raise InputError("no run is picked; write run numbers and ranges like 537,600-612")
    for low, high in ranges:
        if not 0 <= low <= high <= HIGHEST_RUN:
            raise InputError(f"cannot pick runs {low}-{high}: a range goes up, from 0 to {HIGHEST_RUN}")
    if sum(high - low + 1 for low, high in ranges) > MOST_RUNS:
        raise InputError(f"more than {MOST_RUNS:,} runs are picked")
    return np.unique(np.concatenate([np.arange(low, high + 1, dtype=np.int64) for low, high in ranges]))


def _ranges(text: str) -> list[tuple[int, int]]:
    found = []
    for piece in text.split(","):
        low, dash, high = (part.strip() for part in piece.partition("-"))
        for number in (low, high) if dash else (low,):
            if not (number.isascii() and number.isdigit() and len(number) <= 18):
                where = f"{piece.strip()[:30]!r} in {text[:60]!r}"
                raise InputError(f"{where} is no run number; write numbers and ranges like 537,600-612")
        found.append((int(low), int(high if dash else low)))
    return found


def runs_text(runs: Runs) -> str:
    """Run numbers as `picked` reads them: [537, 600, 601, 602] is "537,600-602"."""
    breaks = np.flatnonzero(np.diff(runs) != 1)
    firsts = runs[np.concatenate([[0], breaks + 1])].tolist()
    lasts = runs[np.concatenate([breaks, [runs.size - 1]])].tolist()
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in zip(firsts, lasts, strict=True))
