"""A large batch as an analyst leaves it running: time on the clock and resident memory.

    python -m benchmarks.million [--runs 20000 100000] [--jobs 2] [--keep outcomes]

`crossroads run` is watched from outside, with every process that it starts: one path x the given runs x 24
months of the full model, outcomes kept. Several numbers of runs are done one after another, and the memory of
each is set beside that of the first. Where a million is not among them, its time is extrapolated from the
largest, and said to be. The whole of it:

    python -m benchmarks.million --runs 20000 1000000
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.batches import SCENARIO
from benchmarks.watch import Watched, watch

MILLION = 1_000_000
MINUTES, GIBIBYTES, GROWTH = 45.0, 2.0, 1.2
"""What a million runs may take, and how many times the memory of the first number of runs."""


def measure(runs: int, jobs: int, keep: str, only: str = "increase") -> Watched:
    """What one batch takes; its results are thrown away."""
    with TemporaryDirectory() as folder:
        out = str(Path(folder) / "results")
        return watch(
            [
                *(sys.executable, "-m", "simulation.cli", "run", SCENARIO, "--only", only),
                *("--runs", str(runs), "--jobs", str(jobs), "--keep", keep, "--out", out),
            ]
        )


def report(found: dict[int, Watched]) -> None:
    """Print what each number of runs took, and what that means for a million."""
    first = next(iter(found.values()))
    columns = ("minutes", "ms a run", "processor ms", "MiB resident", "of the first")
    print(f"{'runs':>10} " + " ".join(f"{column:>12}" for column in columns))
    for runs, took in found.items():
        per_run = [1e3 * seconds / runs for seconds in (took.seconds, took.processor)]
        numbers = (took.seconds / 60, *per_run, took.peak / 2**20, took.peak / first.peak)
        print(f"{runs:>10,} " + " ".join(f"{number:12.2f}" for number in numbers))
    runs, took = max(found.items())
    minutes, how = took.seconds / 60, "measured"
    if runs < MILLION:
        minutes, how = minutes * MILLION / runs, f"extrapolated from {runs:,}, start-up included"
    print(f"\nA million runs: {minutes:.0f} minutes, {how} (asked: under {MINUTES:.0f}).")
    print(
        f"Resident at most: {took.peak / 2**30:.2f} GiB over all processes at {runs:,} runs"
        f" (asked: under {GIBIBYTES:.0f}), {took.peak / first.peak:.2f} times that of {next(iter(found)):,}"
        f" (asked: at most {GROWTH}); the largest process {took.largest / 2**30:.2f} GiB."
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.million", description=__doc__.split("\n")[0])
    parser.add_argument("--runs", type=int, nargs="+", default=[20_000, 100_000], help="one or more numbers")
    parser.add_argument("--jobs", type=int, default=2, help="worker processes")
    parser.add_argument("--keep", default="outcomes", help="tables to keep, as for `crossroads run`")
    given = parser.parse_args(arguments)
    report({runs: measure(runs, given.jobs, given.keep) for runs in given.runs})


if __name__ == "__main__":
    main()
