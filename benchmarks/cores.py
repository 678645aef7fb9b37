"""How much faster a batch of the full model is on two cores than on one.

    python -m benchmarks.cores [--runs 12000] [--jobs 2] [--rounds 5] [--keep outcomes]

A batch is timed from its plan to a complete results folder. Both ways take turns; workers are started before
the first is timed, for a worker costs about a second once. Processor time tells what two free cores could do
at best, also where other work shares the machine.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from benchmarks.batches import Spent, plan_of, ratio, report, spent_on, take_turns

ASKED = 1.8
"""Times as fast on two cores as on one."""


def measure(runs: int, jobs: int, rounds: int, keep: str) -> dict[str, list[Spent]]:
    """What the batch takes on one core and on `jobs`, round by round; small batches warm up."""
    plan = plan_of(runs, keep)
    for number in (1, jobs):
        spent_on(plan_of(10 * jobs, keep, block=10), jobs=number)
    ways = {
        "one core": lambda: spent_on(plan, jobs=1),
        f"{jobs} cores": lambda: spent_on(plan, jobs=jobs),
    }
    return take_turns(ways, rounds)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cores", description=__doc__.split("\n")[0])
    parser.add_argument("--runs", type=int, default=12_000, help="runs of each of the three paths")
    parser.add_argument("--jobs", type=int, default=2, help="worker processes of the second way")
    parser.add_argument("--rounds", type=int, default=5, help="how often both take a turn")
    parser.add_argument("--keep", default="outcomes", help="tables to keep, as for `crossroads run`")
    given = parser.parse_args(arguments)
    found = measure(given.runs, given.jobs, given.rounds, given.keep)
    report(found)
    one, several = found.values()
    clock = ratio([spent.clock for spent in one], [spent.clock for spent in several])
    processor = ratio([given.jobs * spent.processor for spent in one], [spent.processor for spent in several])
    print(f"\n{given.jobs} cores are {clock} times as fast as one (asked of two: {ASKED});")
    print(f"by processor time they could be {processor} times, were both free.")


if __name__ == "__main__":
    main()
