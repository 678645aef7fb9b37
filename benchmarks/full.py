"""How long the full model takes: three paths x 1,000 runs x 24 months on one core, `simulate` alone.

    python -m benchmarks.full [--runs 1000] [--rounds 5]

The clock runs while blocks are simulated, from scenario to outcomes; imports, reading the seeds and
writing results are not counted.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from benchmarks.clock import clock_seconds, spread

# isort: split
import numpy as np

from benchmarks.core import STRATEGIES, scenario_of
from benchmarks.twin import MONTHS
from simulation.model import simulate


def measure(runs: int, rounds: int, ablate: tuple[str, ...] = ()) -> list[float]:
    """Seconds on the clock of each round; a first, small round warms up."""
    scenarios = [scenario_of(strategy, ablate) for strategy in STRATEGIES]

    def play(numbers: np.ndarray) -> None:
        for scenario in scenarios:
            simulate(scenario, numbers, seed=2025)

    play(np.arange(10))
    return [clock_seconds(lambda: play(np.arange(runs))) for _ in range(rounds)]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.full", description=__doc__.split("\n")[0])
    parser.add_argument("--runs", type=int, default=1000, help="runs of each path, in one block")
    parser.add_argument("--rounds", type=int, default=5, help="how often; the best counts")
    given = parser.parse_args(arguments)
    work = f"{len(STRATEGIES)} paths x {given.runs:,} runs x {MONTHS} months"
    for what, ablate in (("an election and its bargaining included", ()), ("no election", ("elections",))):
        seconds = measure(given.runs, given.rounds, ablate)
        print(f"{work}, {what}: {min(seconds):.2f} s, the best of {len(seconds)}")
        print(f"milliseconds per round, min, median and max:{spread([1e3 * second for second in seconds])}")


if __name__ == "__main__":
    main()
