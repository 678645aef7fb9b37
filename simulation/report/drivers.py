"""The assumptions that matter most: beliefs ranked by how much the headline outcomes move with them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from simulation import words
from simulation.evidence import load_evidence
from simulation.outcomes.intervals import Estimate
from simulation.outcomes.summary import BELIEF
from simulation.plots.data import Floats
from simulation.plots.drivers import ENOUGH, Driver, compared
from simulation.plots.findings import capital
from simulation.plots.labels import scenario_label
from simulation.report import claims
from simulation.report.answer import answered_by
from simulation.report.content import Picture, Section, Table
from simulation.report.design import Design
from simulation.report.measures import Measure, measure_of
from simulation.report.pictures import picture

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simulation.outcomes import Results

MOST: Final = 8
_ALSO: Final = ("axis_index", "iraqi_deaths")  # beside what answers the question
_ID: Final = "drivers"
_HEADING: Final = "Assumptions that matter most"


def section(results: Results, design: Design) -> tuple[Section, list[str]]:
    """The section, and the names of the beliefs in it, whose evidence the report then names."""
    name = design.baseline or design.names[0]
    measures = {m.name: m for m in answered_by(results)[:1]}
    measures |= {other: m for other in _ALSO if (m := measure_of(results, other)) is not None}
    found = [
        (m, kind, _ranked(results, m, kind, name)) for m in measures.values() for kind in kinds(m, design)
    ]
    under = f" under {design.quoted(name)}" if len(design.names) > 1 else ""
    tables = tuple(_table(m, kind, rows, under) for m, kind, rows in found if rows)
    named = [driver.belief for _, _, rows in found for driver in rows]
    sentences = [_opening(results, name)]
    if named or int((results.outcomes["scenario"] == name).sum()) >= ENOUGH:
        sentences += [s for m, kind, rows in found for s in _sentences(m, kind, rows, under)]
    return Section(_ID, _HEADING, tuple(sentences), tables, _drawn(results, found)), list(
        dict.fromkeys(named)
    )


def _opening(results: Results, name: str) -> str:
    ours = results.outcomes[results.outcomes["scenario"] == name]
    beliefs = sum(ours[column].nunique() > 1 for column in map(str, ours) if column.startswith(BELIEF))
    runs = len(ours)
    if not beliefs and runs > 1:
        return "No belief varies between these runs."
    if runs < ENOUGH:
        return f"Each run draws its own beliefs, but {words.counted(runs)} are too few to rank them."
    return (
        f"Every run draws {beliefs} uncertain parameters anew. Ranked here are those whose high and low "
        "draws (the top and the bottom fifth) lie further apart in an outcome than the strongest of so many "
        "parameters without any effect would set them."
    )


def _drawn(results: Results, found: list[tuple[Measure, str, list[Driver]]]) -> tuple[Picture, ...]:
    """The figure of the first outcome that has a column of its own."""
    for measure, kind, _ in found:
        if measure.name in results.outcomes:
            outcome = measure.name if measure.numeric else f"{measure.name}={kind}"
            drawn = picture(results, "drivers", outcome=outcome)
            return () if drawn is None else (drawn,)
    return ()


def kinds(measure: Measure, design: Design) -> list[str]:
    """Of categories, the one in which the scenarios differ most, or else the commonest after the first."""
    if measure.numeric:
        return [""]
    best = claims.clearest(measure, design)
    if best is not None:
        return [best.category]
    (name,) = design.names
    ranked = sorted(measure.spoken, key=lambda category: -measure.hits(category, name))
    return ranked[1:2] or ranked[:1]


def _ranked(results: Results, measure: Measure, kind: str, name: str) -> list[Driver]:
    """The beliefs above the noise floor in one scenario, the strongest first."""
    column = measure.table[name].dropna()
    target: Floats = np.asarray(column if measure.numeric else column == kind, dtype=np.float64)
    ours = results.outcomes[results.outcomes["scenario"] == name].set_index("run")
    names = [column for column in ours.columns if column.startswith(BELIEF)]
    held = ours.loc[column.index, names].to_numpy(np.float64)
    if measure.groups is not None:  # of runs that share their beliefs, the mean is one observation
        shared = measure.groups.loc[column.index].to_numpy()
        held, target = _by_group(held, shared), _by_group(target, shared)
    if not held.size or target.size < ENOUGH or np.ptp(target) == 0:
        return []
    varied = np.ptp(held, axis=0) > 0
    kept = [each.removeprefix(BELIEF) for each, varies in zip(names, varied, strict=True) if varies]
    found, floor = compared(kept, held[:, varied], target)
    return [driver for driver in found if abs(driver.difference) > floor][:MOST]


def _by_group(values: Floats, groups: NDArray[np.int64]) -> Floats:
    """The mean of each group's rows."""
    found: Floats = pd.DataFrame(values).groupby(groups).mean().to_numpy()
    return found[:, 0] if values.ndim == 1 else found


def _subject(measure: Measure, kind: str) -> str:
    return measure.subject if measure.numeric else measure.ending(kind)


def _sentences(measure: Measure, kind: str, rows: list[Driver], under: str) -> Iterator[str]:
    if not rows:
        yield f"{capital(_subject(measure, kind))}{under} moves with none of them further than chance would."
        return
    first = rows[0]
    low, high = (_value(measure, end) for end in (first.low, first.high))
    subject = f"{capital(_subject(measure, kind))}{under}"
    yield (
        f"{subject}: what moves this most is “{_label(first.belief)}”, {high} where it is high and {low} "
        "where it is low."
    )


def _label(name: str) -> str:
    return scenario_label(name, 80)


def _value(measure: Measure, value: float) -> str:
    """A mean at one end of a belief: 'in 36 of 100 futures', '27'."""
    if not measure.numeric:
        return f"in {words.in_hundred(value) if 0 < value < 1 else round(100 * value)} of 100 futures"
    return words.number(value, 2 if abs(value) < 1 else 1 if abs(value) < 10 else 0)


def _table(measure: Measure, kind: str, rows: list[Driver], under: str) -> Table:
    parameters = load_evidence().parameters
    told = []
    for driver in rows:
        known = parameters.get(driver.belief)
        size = 1.0 if measure.numeric else 100.0
        gap = Estimate(*(size * (driver.difference + part) for part in (0.0, -driver.reach, driver.reach)))
        told.append(
            (
                _label(driver.belief),
                known.meaning if known else "",
                known.basis.kind if known else "",
                words.measured(gap, sign=True) + ("" if measure.numeric else " in 100"),
            )
        )
    return Table(
        f"{capital(_subject(measure, kind))}{under}: the difference between the top and the bottom fifth of "
        "each parameter's draws, with 95% intervals.",
        ("Parameter", "Meaning", "Rests on", "Difference, high less low"),
        tuple(told),
    )
