"""The assumptions that matter most: beliefs ranked by how much the headline outcomes move with them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from simulation import words
from simulation.evidence import load_evidence
from simulation.outcomes.drivers import FEWEST, drivers
from simulation.outcomes.intervals import Estimate
from simulation.plots.findings import capital
from simulation.plots.labels import scenario_label
from simulation.report import claims
from simulation.report.answer import answered_by
from simulation.report.content import Section, Table
from simulation.report.design import Design
from simulation.report.measures import Measure, measure_of
from simulation.report.pictures import pictures

if TYPE_CHECKING:
    from simulation.outcomes import Results

MOST: Final = 8
_ALSO: Final = ("axis_index", "iraqi_deaths")  # beside what answers the question
_ID: Final = "drivers"
_HEADING: Final = "Assumptions that matter most"


def section(results: Results, design: Design) -> tuple[Section, list[str]]:
    """The section, and the names of the beliefs in it, whose evidence the report then names."""
    measures = {m.name: m for m in answered_by(results)[:1]}
    measures |= {name: m for name in _ALSO if (m := measure_of(results, name)) is not None}
    found = [(m, kind, _ranked(results, m, kind)) for m in measures.values() for kind in _kinds(m, design)]
    tables = tuple(_table(m, kind, rows) for m, kind, rows in found if len(rows))
    named = [str(name) for _, _, rows in found for name in rows["belief"]]
    sentences = (_opening(results), *(s for m, kind, rows in found for s in _sentences(m, kind, rows)))
    drawn = tuple(pictures(results, ("drivers",)))
    return Section(_ID, _HEADING, sentences, tables, drawn), list(dict.fromkeys(named))


def _opening(results: Results) -> str:
    beliefs = sum(name.startswith("belief.") for name in results.outcomes.columns)
    runs = int(results.outcomes.groupby("scenario").size().min()) if len(results.outcomes) else 0
    if not beliefs:
        return "These results hold no drawn beliefs."
    if runs < FEWEST:
        return f"Each run draws its own beliefs, but {words.counted(runs)} are too few to rank them."
    return (
        f"Every run draws {beliefs} uncertain parameters anew. Ranked here are those that an outcome moves "
        "with further than the strongest of so many parameters would by chance; high and low are the top and "
        "the bottom fifth of the draws."
    )


def _kinds(measure: Measure, design: Design) -> list[str]:
    """Of categories, the one in which the scenarios differ most, or else the commonest after the first."""
    if measure.numeric:
        return [""]
    best = claims.clearest(measure, design)
    if best is not None:
        return [best.category]
    (name,) = design.names
    ranked = sorted(measure.spoken, key=lambda category: -measure.hits(category, name))
    return ranked[1:2] or ranked[:1]


def _ranked(results: Results, measure: Measure, kind: str) -> pd.DataFrame:
    """The beliefs above the noise line."""
    outcomes = results.outcomes
    rows = measure.table.index.get_indexer(pd.Index(outcomes["run"]))
    columns = measure.table.columns.get_indexer(pd.Index(outcomes["scenario"]))
    value = pd.Series(measure.table.to_numpy()[rows, columns])
    target = value if measure.numeric else (value == kind).where(value.notna()).astype(np.float64)
    found = drivers(outcomes.reset_index(drop=True), target.astype(np.float64))
    return found[found["held"].astype(bool)].head(MOST)


def _subject(measure: Measure, kind: str) -> str:
    return measure.subject if measure.numeric else measure.ending(kind)


def _sentences(measure: Measure, kind: str, rows: pd.DataFrame) -> Iterator[str]:
    if not len(rows):
        yield f"{capital(_subject(measure, kind))} moves with none of them further than chance would."
        return
    first = rows.iloc[0]
    low, high = (_value(measure, first[end]) for end in ("at_low", "at_high"))
    name = _label(first["belief"])
    yield (
        f"{capital(_subject(measure, kind))}: what moves this most is “{name}”, {high} where it is high and "
        f"{low} where it is low."
    )


def _label(name: str) -> str:
    return scenario_label(name, 80)


def _value(measure: Measure, value: float) -> str:
    """A mean at one end of a belief: 'in 36 of 100 futures', '27'."""
    if not measure.numeric:
        return f"in {words.in_hundred(value) if 0 < value < 1 else round(100 * value)} of 100 futures"
    return words.number(value, 2 if abs(value) < 1 else 1 if abs(value) < 10 else 0)


def _table(measure: Measure, kind: str, rows: pd.DataFrame) -> Table:
    parameters = load_evidence().parameters
    told = []
    for row in rows.to_dict("records"):
        known = parameters.get(str(row["belief"]))
        gap = Estimate(row["difference"], row["low"], row["high"])
        scaled = gap if measure.numeric else Estimate(*(100 * p for p in (gap.value, gap.low, gap.high)))
        told.append(
            (
                _label(str(row["belief"])),
                known.meaning if known else "",
                known.basis.kind if known else "",
                words.measured(scaled, sign=True) + ("" if measure.numeric else " in 100"),
            )
        )
    return Table(
        f"{capital(_subject(measure, kind))}: the difference between the top and the bottom fifth of each "
        "parameter's draws, with 95% intervals.",
        ("Parameter", "Meaning", "Rests on", "Difference, high less low"),
        tuple(told),
    )
