"""How much faster the vector model is than a textbook Mesa model, per run, on the core rules.

    python -m benchmarks.core [--runs 1000] [--twins 60] [--rounds 7]

The programs take turns, round after round, in one process and on one thread; both record the same monthly
indicators with Mesa's DataCollector. What is measured is processor time, so that a busy machine disturbs
little; ratios are taken within a round.
"""

from __future__ import annotations

import argparse
import gc
import statistics
from collections.abc import Callable, Sequence
from functools import partial

from benchmarks.clock import processor_seconds, spread  # first: it holds numerical libraries to one thread

# isort: split
import mesa

from benchmarks.twin import MONTHS, REPORTERS, TwinModel
from simulation.batch.plan import BLOCK_SIZE
from simulation.model import IraqModel
from simulation.model.indicators import INDICATORS
from simulation.scenario import Scenario

STRATEGIES = ("increase", "loosen", "maintain")
CORE_ABLATED = (
    "framework",
    "brigades_and_factions",
    "arab_door",
    "spoilers",
    "orders_and_stances",
    "patron_supply",
    "joined_fronts",
    "splits",
    "lost_command",
    "returning_fighters",
    "exile",
    "commission",
    "dissolution",
    "clashes",
    "killings",
    "narratives",
    "public_mood",
    "arrests",
    "integration",
    "clergy",
    "elections",
    "conduct",
    "shocks",
    "sudden_fall",
    "sanctions_threat",
    "credibility_elsewhere",
    "credit_claiming",
    "quid_pro_quo",
    "gatekeeper_word",
    "syria",
    "isis_vacuum",
    "turkey",
    "refuge",
    "tehran_fate",
    "leaders_cue",
    "several_wills",
    "us_iran_talks",
    "consent",
    "reverse_leverage",
    "rivals",
    "cascade",
    "taboo",
    "cue",
    "mediation",
    "dollars",
    "energy",
    "budget",
    "services",
    "protests",
)
"""What is switched off in the vector model to leave the rules that the twin has."""


def scenario_of(strategy: str, ablate: Sequence[str] = ()) -> Scenario:
    """Iran on one path for 24 months from January 2025."""
    said = {"start": "2025-01", "months": MONTHS, "iran": {"strategy": strategy}, "ablate": list(ablate)}
    return Scenario.model_validate({"name": strategy, **said})


def core_scenario(strategy: str) -> Scenario:
    """The same under the core rules."""
    return scenario_of(strategy, CORE_ABLATED)


class CoreModel(IraqModel):
    """The vector model as the twin is: it records the twin's indicators, and codes no outcomes from acts."""

    def __init__(self, scenario: Scenario, runs: int | Sequence[int], rng: int):
        super().__init__(scenario, runs=runs, rng=rng)
        self.datacollector = mesa.DataCollector(
            model_reporters={name: INDICATORS[name] for name in REPORTERS}
        )

    def _code(self) -> None:
        """Code nothing: the core rules record no conduct, and the twin has no codebook."""


def play_twins(strategy: str, runs: int) -> None:
    """Play `runs` runs of a path with the twin, one after another."""
    mesa.batch_run(
        TwinModel,
        {"strategy": strategy, "run": range(runs)},
        number_processes=1,
        display_progress=False,
    )


def play_vector(model_class: type[IraqModel], strategy: str, runs: int) -> None:
    """Play one block of `runs` runs of a path with the vector model."""
    model = model_class(core_scenario(strategy), runs=runs, rng=2025)
    while model.running:
        model.step()
    model.remove_all_agents()
    getattr(mesa.Agent, "_ids", {}).pop(model, None)  # Mesa before 3.4.2 keeps every model alive


Programs = dict[str, tuple[int, Callable[[str, int], None]]]


def programs(runs: int, twins: int, sizes: Sequence[int] = (BLOCK_SIZE, 4 * BLOCK_SIZE)) -> Programs:
    """What is measured: name -> (runs of each path, how to play them)."""
    found: Programs = {"textbook twin": (max(twins // len(STRATEGIES), 1), play_twins)}
    for size in sorted({runs, *sizes}):
        remark = " (default block)" if size == BLOCK_SIZE else ""
        found[f"vector model, {size:,} runs{remark}"] = (size, partial(play_vector, CoreModel))
    found[f"  the same, outcomes coded, {runs:,} runs"] = (runs, partial(play_vector, IraqModel))
    return found


def measure(work: Programs, rounds: int) -> dict[str, list[float]]:
    """Processor seconds per run of each program, one number a round; a first round warms up.

    Finished models are thrown away between measurements, as `simulate` does.
    """
    costs: dict[str, list[float]] = {name: [] for name in work}
    for turn in range(rounds + 1):
        for name, (runs, play) in work.items():
            seconds = 0.0
            for strategy in STRATEGIES:
                gc.collect()
                seconds += processor_seconds(partial(play, strategy, runs))
            if turn > 0:
                costs[name].append(seconds / (runs * len(STRATEGIES)))
    return costs


def report(costs: dict[str, list[float]]) -> None:
    """Print each program's cost per run and how many times cheaper it is than the first program."""
    (_, baseline), *rest = costs.items()
    print(f"{'program':44} {'microseconds per run':>24} {'times the twin':>24}")
    print(f"{'':44} {'min  median     max':>24} {'min  median     max':>24}")
    for name, cost in costs.items():
        print(f"{name:44} {spread([1e6 * seconds for seconds in cost])}", end="")
        ratios = [slow / fast for slow, fast in zip(baseline, cost, strict=True)]
        print(f" {spread(ratios)}" if cost is not baseline else "")
    best = max(statistics.median(s / f for s, f in zip(baseline, cost, strict=True)) for _, cost in rest)
    print(f"\nThe vector model is {best:.0f} times as fast per run as the twin at its best block size.")


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
