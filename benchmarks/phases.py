"""Where a batch's time goes: one block of the full model, part by part of the month.

    python -m benchmarks.phases [--runs 4000] [--rounds 3] [--markdown]

A block is simulated and encoded as a worker does it, under Python's own profiler. A part is what the month,
or the block, calls by name; actors are told apart by module. The profiler costs a call about a microsecond,
so that parts of many small calls look a little dearer than they are.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks import clock  # noqa: F401  first: it holds numerical libraries to one thread

# isort: split
from benchmarks.batches import plan_of
from simulation.batch import BLOCK_SIZE
from simulation.batch.workers import jobs_of, perform
from simulation.model import simulate

Function = tuple[str, int, str]
OPENED = (
    "perform",
    "simulate",
    "step",
    "_phase",
    "_wrapped_step",
    "_consequences",
    "play",
    "_hold",
    "of_the_groups",
)
"""What is told by what it calls, not as a whole."""


def measure(runs: int, rounds: int) -> dict[str, float]:
    """The share of the time of each part, largest first; the parts sum to 1."""
    job = jobs_of(plan_of(runs, "outcomes", block=runs), set(), "")[0]
    perform(job, simulate)
    profiler = cProfile.Profile()
    for _ in range(rounds):
        profiler.runcall(perform, job, simulate)
    spent: Counter[str] = Counter()
    for name, seconds in _parts(pstats.Stats(profiler).stats):
        spent[name] += seconds
    return {name: seconds / spent.total() for name, seconds in spent.most_common()}


def _parts(stats: dict[Function, Any]) -> Iterator[tuple[str, float]]:
    """Each part with seconds of it: what opened functions call, and what they take themselves."""
    opened = {function for function in stats if function[2] in OPENED and _ours(function)}
    for function, (_, _, own, _, callers) in stats.items():
        if function in opened:
            yield "the loop itself", own
            continue
        for caller in opened & callers.keys():
            yield _named(function), callers[caller][3]


def _ours(function: Function) -> bool:
    return "/simulation/" in function[0] or function[0].endswith("mesa/model.py")


def _named(function: Function) -> str:
    path, _, name = function
    if "/simulation/" not in path:
        return "the loop itself"
    module = ".".join(Path(path.rpartition("/simulation/")[2]).with_suffix("").parts)
    return module if name in ("decide", "act") else f"{module}: {name}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.phases", description=__doc__.split("\n")[0])
    parser.add_argument("--runs", type=int, default=BLOCK_SIZE, help="runs of the block")
    parser.add_argument("--rounds", type=int, default=3, help="how often it is simulated")
    parser.add_argument("--markdown", action="store_true", help="print a table for a page")
    given = parser.parse_args(arguments)
    shares = measure(given.runs, given.rounds)
    shown = {name: share for name, share in shares.items() if share >= 0.01}
    shown["everything else"] = 1.0 - sum(shown.values())
    if given.markdown:
        print("| Part | Share of the time |\n|---|---|")
    for name, share in shown.items():
        print(f"| {name} | {share:.0%} |" if given.markdown else f"{name:60} {share:6.1%}")


if __name__ == "__main__":
    main()
