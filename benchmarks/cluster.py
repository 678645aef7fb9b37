"""What the way over a Dask cluster costs, against this machine's own workers.

    python -m benchmarks.cluster [--runs 12000] [--workers 2] [--rounds 5] [--keep outcomes]

The same batch is timed through joblib's worker processes and through a Dask scheduler with as many workers on
this machine, in turns. Both kinds of workers are started before the first is timed. Needs the extra `dask`.
"""

from __future__ import annotations

import argparse
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from benchmarks.batches import Spent, plan_of, ratio, report, spent_on, take_turns

ASKED = 1.15
"""Times as long as on local workers."""


@contextmanager
def cluster(workers: int) -> Iterator[str]:
    """The address of a scheduler with single-threaded worker processes, until the block ends."""
    from distributed import Client

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    with ExitStack() as started:
        for command in (
            ("scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"),
            ("worker", address, "--nworkers", str(workers), "--nthreads", "1", "--no-dashboard"),
        ):
            started.enter_context(_running(command))
        with Client(address, timeout=60, set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=60)
        yield address


@contextmanager
def _running(command: Sequence[str]) -> Iterator[None]:
    process = subprocess.Popen([sys.executable, "-m", "dask", *command], stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def measure(runs: int, workers: int, rounds: int, keep: str) -> dict[str, list[Spent]]:
    """What the batch takes over the cluster and on local workers, round by round; small batches warm up."""
    plan, small = plan_of(runs, keep), plan_of(10 * workers, keep, block=10)
    with cluster(workers) as address:
        spent_on(small, dask=address)
        spent_on(small, jobs=workers)
        ways = {
            f"{workers} workers of a Dask cluster": lambda: spent_on(plan, dask=address),
            f"{workers} local workers": lambda: spent_on(plan, jobs=workers),
        }
        return take_turns(ways, rounds)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cluster", description=__doc__.split("\n")[0])
    parser.add_argument("--runs", type=int, default=12_000, help="runs of each of the three paths")
    parser.add_argument("--workers", type=int, default=2, help="worker processes of either kind")
    parser.add_argument("--rounds", type=int, default=5, help="how often both take a turn")
    parser.add_argument("--keep", default="outcomes", help="tables to keep, as for `crossroads run`")
    given = parser.parse_args(arguments)
    found = measure(given.runs, given.workers, given.rounds, given.keep)
    report(found)
    over, local = found.values()
    clock = ratio([spent.clock for spent in over], [spent.clock for spent in local])
    processor = ratio([spent.processor for spent in over], [spent.processor for spent in local])
    print(f"\nThe cluster takes {clock} times as long (asked: at most {ASKED}),")
    print(f"and {processor} times the processor time, its scheduler included.")


if __name__ == "__main__":
    main()
