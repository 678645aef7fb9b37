"""What a run of the full model costs in blocks of every size, in time and in memory.

    python -m benchmarks.blocks [--sizes 125 250 500 1000 2000 4000 8000] [--rounds 5] [--keep outcomes]

A block is simulated and encoded as a worker does it. Sizes take turns in one process; processor time is
measured. Memory is measured in a process of its own for each size: the most that was resident while it worked
on three blocks, one after another.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import sys
from collections.abc import Sequence
from functools import partial

from benchmarks.batches import plan_of
from benchmarks.clock import processor_seconds, spread
from benchmarks.watch import watch
from simulation.batch import BLOCK_SIZE
from simulation.batch.workers import jobs_of, perform
from simulation.model import simulate

SIZES = (125, 250, 500, 1000, 2000, 4000, 8000)
ASKED = 1.5
"""Times the least cost per run that the default size may cost."""


def work_of(size: int, keep: str) -> list[partial[object]]:
    """One block of `size` runs on each path, ready to be performed."""
    plan = plan_of(size, keep, block=size)
    play = partial(simulate, months="months" in plan.kept, seats="seats" in plan.kept)
    return [partial(perform, job, play) for job in jobs_of(plan, set(), "")]


def measure(sizes: Sequence[int], rounds: int, keep: str) -> dict[int, list[float]]:
    """Processor seconds per run by size of blocks, a number a round; a first, small block warms up."""
    for work in work_of(10, keep):
        work()
    costs: dict[int, list[float]] = {size: [] for size in sizes}
    for _ in range(rounds):
        for size in sizes:
            work = work_of(size, keep)[0]
            gc.collect()
            costs[size].append(processor_seconds(work) / size)
    return costs


def memory(size: int, keep: str) -> int:
    """The most bytes that were resident in a process that performed a block on each path."""
    code = f"from benchmarks.blocks import work_of; [work() for work in work_of({size}, {keep!r})]"
    return watch([sys.executable, "-c", code]).peak


def report(costs: dict[int, list[float]], peaks: dict[int, int]) -> None:
    """Print the curve, and how the default size stands on it."""
    cheapest = min(statistics.median(values) for values in costs.values())
    print(
        f"{'runs a block':>12} {'microseconds a run: min, median, max':>38} {'of the least':>13} {'MiB':>6}"
    )
    for size, values in costs.items():
        note = "  default" if size == BLOCK_SIZE else ""
        print(
            f"{size:>12,} {spread([1e6 * value for value in values]):>38}"
            f" {statistics.median(values) / cheapest:13.2f} {peaks[size] / 2**20:6.0f}{note}"
        )
    if BLOCK_SIZE in costs:
        share = statistics.median(costs[BLOCK_SIZE]) / cheapest
        print(f"\nThe default size costs {share:.2f} times the least (asked: at most {ASKED}).")


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.blocks", description=__doc__.split("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES), help="runs in a block")
    parser.add_argument("--rounds", type=int, default=5, help="how often every size takes a turn")
    parser.add_argument("--keep", default="outcomes", help="tables to keep, as for `crossroads run`")
    given = parser.parse_args(arguments)
    costs = measure(given.sizes, given.rounds, given.keep)
    report(costs, {size: memory(size, given.keep) for size in given.sizes})


if __name__ == "__main__":
    main()
