"""All figures and the report of fifteen scenarios: `python -m benchmarks.pictures`.

Processor seconds of every figure, drawn and written, and of the report; the greatest memory of the process
that makes them. The batch is simulated by a process of its own, or taken from a results folder (--results).
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.clock import clock_seconds, processor_seconds  # first: it holds libraries to one thread

# isort: split
from simulation.outcomes import Results, open_results
from simulation.plots import FIGURES, LOOKS, NothingToDrawError, save

FILE = "paths_by_outcomes"
RUNS = 1000
MOST_SECONDS = 60.0  # on two cores, figures on one and the report on the other
MOST_BYTES = 2**30


def figures(results: Results, style: str, folder: Path) -> Iterator[tuple[str, float]]:
    """Every figure that the results have data for, and the processor seconds that it takes."""
    for name in FIGURES:
        with suppress(NothingToDrawError):
            yield name, processor_seconds(partial(_draw, results, name, style, folder))


def _draw(results: Results, name: str, style: str, folder: Path) -> None:
    save(FIGURES[name](results, style=style), folder / f"{name}.png")


def report(results: Results, folder: Path) -> float:
    """Processor seconds of the report."""
    from simulation.report import write_report

    def write() -> None:
        (folder / "report.html").write_text(write_report(results), encoding="utf-8")

    return processor_seconds(write)


def measure(folder: Path, style: str) -> None:
    """Draw and write everything, and print what it takes."""
    results = open_results(folder)
    with TemporaryDirectory() as place:
        spent: dict[str, float] = {}

        def everything() -> None:
            spent.update(figures(results, style, Path(place)))
            spent["report"] = report(results, Path(place))

        clock = clock_seconds(everything)
    for name, seconds in spent.items():
        print(f"{name:24}{seconds:8.2f}")
    whole = sum(spent.values())
    drawn = whole - spent["report"]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(
        f"processor seconds: figures {drawn:.1f}, report {spent['report']:.1f}, together {whole:.1f} "
        f"(asked: {MOST_SECONDS:.0f} on two cores); {clock:.1f} on the clock, one core"
    )
    print(f"peak memory: {peak / 2**20:.0f} MiB (asked: {MOST_BYTES / 2**20:.0f})")


def main(arguments: Sequence[str] | None = None) -> None:
    """Simulate the batch where no results are given, and measure its pictures."""
    parser = argparse.ArgumentParser(description="Time all figures and the report of fifteen scenarios.")
    parser.add_argument("--results", type=Path, help="a results folder, in place of a batch of its own")
    parser.add_argument("--runs", type=int, default=RUNS, help="runs per scenario")
    parser.add_argument("--style", choices=list(LOOKS), default="expert")
    asked = parser.parse_args(arguments)
    if asked.results:
        measure(asked.results, asked.style)
        return
    with TemporaryDirectory() as place:
        folder = Path(place) / "results"
        command = ["run", FILE, "--runs", str(asked.runs), "--out", str(folder)]
        subprocess.run(
            [sys.executable, "-m", "simulation.cli", *command], check=True, stdout=subprocess.DEVNULL
        )
        measure(folder, asked.style)


if __name__ == "__main__":
    main()
