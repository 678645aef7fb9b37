"""Whole batches as users run them, timed on the clock and by processor; ways of running them take turns."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.clock import clock_seconds, spread  # first: it holds numerical libraries to one thread

# isort: split
import psutil

from simulation.batch import Plan, make_plan, read_batch
from simulation.outcomes import run_into

SCENARIO = "iran_paths"


@dataclass(frozen=True)
class Spent:
    """Seconds that a batch took: on the clock, and of all processors that worked on it."""

    clock: float
    processor: float


def plan_of(runs: int, keep: str, block: int | None = None) -> Plan:
    """Three paths x `runs` runs x 24 months of the full model, in blocks of at most `block` runs."""
    sizes = {} if block is None else {"block_size": block}
    return make_plan(read_batch(SCENARIO), runs=runs, keep=keep, **sizes)


def spent_on(plan: Plan, **place: Any) -> Spent:
    """What a batch takes from its plan to a complete results folder, which is thrown away."""
    with TemporaryDirectory() as folder:
        before = _processor_seconds()
        clock = clock_seconds(lambda: run_into(plan, Path(folder) / "results", **place))
        return Spent(clock, _processor_seconds() - before)


def _processor_seconds() -> float:
    """Processor time so far of this process and of all that it has started and that still live."""
    here = psutil.Process()
    times = [process.cpu_times() for process in (here, *here.children(recursive=True))]
    return sum(time.user + time.system for time in times)


def take_turns(ways: dict[str, Callable[[], Spent]], rounds: int) -> dict[str, list[Spent]]:
    """What each way takes, a number a round."""
    found: dict[str, list[Spent]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            found[name].append(way())
    return found


def report(found: dict[str, list[Spent]]) -> None:
    """Print what each way takes."""
    print(f"{'':34} {'seconds on the clock':>24} {'processor seconds':>24}")
    print(f"{'':34} {'min  median     max':>24} {'min  median     max':>24}")
    for name, spent in found.items():
        print(f"{name:34} {spread([one.clock for one in spent])} {spread([one.processor for one in spent])}")


def ratio(first: Sequence[float], second: Sequence[float]) -> str:
    """How many times the second the first is, round by round: the median, the least and the greatest."""
    found = [one / other for one, other in zip(first, second, strict=True)]
    return f"{statistics.median(found):.2f} ({min(found):.2f} to {max(found):.2f})"
