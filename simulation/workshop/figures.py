"""The figures of a session's bundle, with the data behind each."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from simulation.workshop.engine import LOOKS

if TYPE_CHECKING:
    import pandas as pd

    from simulation.outcomes import Results
    from simulation.scenario import Scenario

__all__ = ["drawn"]

_FIGURES: Final = (
    "outcome_shares", "index_distribution", "pmf_fates", "premiers", "trajectories", "seats", "violence",
)  # fmt: skip
_QUANTILES: Final = (0.05, 0.25, 0.5, 0.75, 0.95)
_COUNTED: Final[Mapping[str, str]] = {
    "outcome_shares": "axis_verdict", "pmf_fates": "pmf_fate", "premiers": "pm_kind",
}  # fmt: skip


def drawn(scenarios: Mapping[str, Scenario], seed: int) -> dict[str, bytes]:
    """In a worker: every figure as SVG and PNG and its data as CSV, by file name.

    Args:
        scenarios: by the name that the figures give them, the baseline first.
        seed: the session's seed; the runs are those of the session.
    """
    from simulation.outcomes import run
    from simulation.scenario import Batch

    named = tuple(each.model_copy(update={"name": name}) for name, each in scenarios.items())
    batch = Batch(title="Workshop session", runs=LOOKS[-1], seed=seed, scenarios=named)
    return dict(_files(run(batch, jobs=1), next(iter(scenarios))))


def _files(results: Results, baseline: str) -> Iterator[tuple[str, bytes]]:
    from matplotlib import pyplot

    from simulation.plots import FIGURES, NothingToDrawError

    for name in _FIGURES:
        try:
            figure = FIGURES[name](results, style="expert", baseline=baseline)
        except NothingToDrawError:
            continue
        for kind in ("svg", "png"):
            out = io.BytesIO()
            figure.savefig(out, format=kind)
            yield f"{name}.{kind}", out.getvalue()
        pyplot.close(figure)
        yield f"{name}.csv", _data(name, results).to_csv(index=False).encode()


def _data(name: str, results: Results) -> pd.DataFrame:
    """What a figure shows, as a table."""
    if name in _COUNTED:
        counts = results.outcomes.groupby(["scenario", _COUNTED[name]], observed=True).size()
        return counts.rename("runs").reset_index()
    if name == "trajectories":
        return _by_quantile(results.months, ["scenario", "month"], ["axis_index"])
    if name == "seats":
        table = results.seats.groupby(["scenario", "run", "election", "list"], observed=True)["seats"].sum()
        return _by_quantile(table.reset_index(), ["scenario", "list"], ["seats"])
    if name == "violence":
        counted = [
            "iraqi_deaths",
            "strikes_in_iraq",
            "attacks_us",
            "attacks_israel",
            "attacks_gulf",
            "sieges",
        ]
        return results.outcomes[["scenario", "run", *counted]]
    return results.outcomes[["scenario", "run", "axis_index"]]


def _by_quantile(table: pd.DataFrame, keys: list[str], columns: list[str]) -> pd.DataFrame:
    grouped: Any = table.groupby(keys, observed=True)[columns]
    found: pd.DataFrame = grouped.quantile(list(_QUANTILES)).rename_axis([*keys, "quantile"]).reset_index()
    return found
