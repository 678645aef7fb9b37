"""The core rules three times: a textbook Mesa model, the vector model, and a fused compiled kernel.

    python -m benchmarks.core [--runs 1000] [--twins 60] [--rounds 7]

The programs take turns, round after round, in one process and on one thread, and record the same monthly
indicators. What is measured is processor time, so that a busy machine disturbs little; ratios are taken
within a round. Without Numba (the extra `bench`) the kernel is left out.
"""

from __future__ import annotations

import argparse
import gc
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec

from benchmarks.clock import processor_seconds, spread  # first: it holds numerical libraries to one thread

# isort: split
import mesa

from benchmarks.twin import MONTHS, REPORTERS, TwinModel
from simulation.batch.plan import BLOCK_SIZE
from simulation.evidence import load_evidence
from simulation.model import IraqModel
from simulation.model.indicators import INDICATORS
from simulation.scenario import Scenario

STRATEGIES = ("increase", "loosen", "maintain")
CORE = (
    "iran_paths",
    "domino",
    "hedging",
    "doctrine_and_interest",
    "us_ladder",
    "israeli_threat",
    "scarcity",
    "presence_and_vacuum",
    "gatekeeper",
    "two_channels",  # of the codebook, which codes nothing here
)
"""The mechanisms of the core rules: those that the twin has."""
TIMES_THE_TWIN = {1000: 30.0, BLOCK_SIZE: 50.0}
"""How many times as fast as the twin the vector model shall be, by runs in a block."""
TIMES_THE_KERNEL = 4.0
"""How many times the kernel's time the vector model may take."""


def core_ablated() -> tuple[str, ...]:
    """What is switched off in the vector model to leave the rules that the twin has."""
    mechanisms = load_evidence().mechanisms.items()
    return tuple(name for name, mechanism in mechanisms if mechanism.switch and name not in CORE)


def scenario_of(strategy: str, ablate: Sequence[str] = ()) -> Scenario:
    """Iran on one path for 24 months from January 2025."""
    said = {"start": "2025-01", "months": MONTHS, "iran": {"strategy": strategy}, "ablate": list(ablate)}
    return Scenario.model_validate({"name": strategy, **said})


def core_scenario(strategy: str) -> Scenario:
    """The same under the core rules."""
    return scenario_of(strategy, core_ablated())


class CoreModel(IraqModel):
    """The vector model as the twin is: it records the twin's indicators, and codes no outcomes from acts."""

    def __init__(self, scenario: Scenario, runs: int | Sequence[int], rng: int):
        super().__init__(scenario, runs=runs, rng=rng)
        self.datacollector = mesa.DataCollector(
            model_reporters={name: INDICATORS[name] for name in REPORTERS}
        )

    def _code(self) -> None:
        """Code nothing: the core rules record no conduct, and the twin has no codebook."""


# --- the programs ---------------------------------------------------------------------------------

Begin = Callable[[str, int], Callable[[], object]]


@dataclass(frozen=True)
class Program:
    """Something to measure: `begin` draws what some runs of a path start from, and gives what plays them."""

    runs: int
    begin: Begin


def begin_twins(strategy: str, runs: int) -> Callable[[], object]:
    """Runs of the twin, one after another; each is drawn when its turn comes."""
    return partial(
        mesa.batch_run,
        TwinModel,
        {"strategy": strategy, "run": range(runs)},
        number_processes=1,
        display_progress=False,
    )


def begin_vector(model_class: type[IraqModel], strategy: str, runs: int) -> Callable[[], object]:
    """One block of the vector model."""
    model = model_class(core_scenario(strategy), runs=runs, rng=2025)

    def play() -> None:
        while model.running:
            model.step()
        _forget(model)

    return play


def begin_kernel(strategy: str, runs: int) -> Callable[[], object]:
    """The same block in the kernel, which starts from what the vector model has drawn."""
    from benchmarks.kernel import simulate

    model = CoreModel(core_scenario(strategy), runs=runs, rng=2025)

    def play() -> None:
        simulate(model)
        _forget(model)

    return play


def _forget(model: IraqModel) -> None:
    """Let a model go, as a batch does."""
    model.remove_all_agents()
    getattr(mesa.Agent, "_ids", {}).pop(model, None)  # Mesa before 3.4.2 keeps every model alive


def programs(
    runs: int, twins: int, sizes: Sequence[int] = (BLOCK_SIZE, 4 * BLOCK_SIZE)
) -> dict[str, Program]:
    """What is measured, by name; the first is what the others are compared with."""
    found = {"textbook twin": Program(max(twins // len(STRATEGIES), 1), begin_twins)}
    for size in sorted({runs, *sizes}):
        found[vector_name(size)] = Program(size, partial(begin_vector, CoreModel))
    if find_spec("numba"):
        for size in sorted({runs, sizes[0]}):
            found[kernel_name(size)] = Program(size, begin_kernel)
    found[f"vector, outcomes coded, {runs:,} runs"] = Program(runs, partial(begin_vector, IraqModel))
    return found


def vector_name(runs: int) -> str:
    """What the vector model is called in the table."""
    return f"vector model, {runs:,} runs{' (default block)' if runs == BLOCK_SIZE else ''}"


def kernel_name(runs: int) -> str:
    """What the kernel is called in the table."""
    return f"fused kernel, {runs:,} runs"


# --- measuring ------------------------------------------------------------------------------------


@dataclass
class Cost:
    """Processor seconds per run, a number a round: of everything, and of the months without the drawing."""

    whole: list[float]
    months: list[float]


def measure(work: dict[str, Program], rounds: int) -> dict[str, Cost]:
    """What each program costs; a first round warms up.

    Finished models are thrown away between measurements, as `simulate` does.
    """
    costs = {name: Cost([], []) for name in work}
    for turn in range(rounds + 1):
        for name, program in work.items():
            drawn = played = 0.0
            for strategy in STRATEGIES:
                gc.collect()
                ready: list[Callable[[], object]] = []
                drawn += processor_seconds(lambda: ready.append(program.begin(strategy, program.runs)))  # noqa: B023
                played += processor_seconds(ready.pop())
            if turn > 0:
                costs[name].whole.append((drawn + played) / (program.runs * len(STRATEGIES)))
                costs[name].months.append(played / (program.runs * len(STRATEGIES)))
    return costs


def ratios(slow: Sequence[float], fast: Sequence[float]) -> list[float]:
    """How many times one cost is the other, round by round."""
    return [one / other for one, other in zip(slow, fast, strict=True)]


def report(costs: dict[str, Cost]) -> None:
    """Print each program's cost per run, how many times that is the twin's, and what was asked for."""
    twin = costs["textbook twin"]
    print(f"{'program':44} {'microseconds per run':>24} {'times the twin':>24}")
    print(f"{'':44} {'min  median     max':>24} {'min  median     max':>24}")
    for name, cost in costs.items():
        print(f"{name:44} {spread([1e6 * seconds for seconds in cost.whole])}", end="")
        print("" if cost is twin else f" {spread(ratios(twin.whole, cost.whole))}")
    print()
    for size in sorted(TIMES_THE_TWIN):
        if vector_name(size) in costs:
            _judge(costs, size)


def _judge(costs: dict[str, Cost], size: int) -> None:
    """Say how the vector model stands at a size of blocks, beside what was asked for."""
    vector, kernel = costs[vector_name(size)], costs.get(kernel_name(size))
    twin = statistics.median(ratios(costs["textbook twin"].whole, vector.whole))
    print(
        f"{size:,} runs a block: {twin:.0f} times as fast as the twin (asked: {TIMES_THE_TWIN[size]:.0f})",
        end="",
    )
    if kernel is None:
        print("; for the kernel, install Numba (the extra `bench`)")
        return
    whole = statistics.median(ratios(vector.whole, kernel.whole))
    months = statistics.median(ratios(vector.months, kernel.months))
    print(
        f"; {whole:.1f} times the kernel's time, drawing of beliefs included on both sides"
        f" (asked: at most {TIMES_THE_KERNEL:.0f}), {months:.1f} times in the months alone"
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.core", description=__doc__.split("\n")[0])
    parser.add_argument("--runs", type=int, default=1000, help="runs of a block of the vector model")
    parser.add_argument("--twins", type=int, default=60, help="runs of the twin in a round, over all paths")
    parser.add_argument("--rounds", type=int, default=7, help="how often everybody takes a turn")
    given = parser.parse_args(arguments)
    report(measure(programs(given.runs, given.twins), given.rounds))


if __name__ == "__main__":
    main()
