"""What past patterns leave of the priors: a kept calibration in words, or how to ask for one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from simulation.plots.findings import capital
from simulation.plots.matching import NAME, percent, title_of, trimmed
from simulation.report.content import Section, Table
from simulation.report.pictures import picture

if TYPE_CHECKING:
    from simulation.outcomes import Results
    from simulation.outcomes.kept import Kept

_ID: Final = "matching"
_HEADING: Final = "What past patterns leave of the priors"
_NEARLY_ALL: Final = 0.9


def section(results: Results) -> Section:
    """What is left, how held-out figures do before and after, and the figure."""
    kept = results.analysis(NAME)
    if kept is None:
        ask = "crossroads calibrate --out RESULTS"
        return Section(_ID, _HEADING, (f"The priors were not held against past patterns: {ask}.",))
    drawn = picture(results, "matching")
    return Section(_ID, _HEADING, tuple(_sentences(kept)), (_held(kept),), () if drawn is None else (drawn,))


def _sentences(kept: Kept) -> Iterator[str]:
    yield f"{capital(title_of(kept))}."
    left = float(kept.settings["left"])
    if left > _NEARLY_ALL:
        yield "That is nearly all of it: these patterns tell little about these parameters."
    ruled = kept.tables["ruled_out"].sort_values("ruled_out", ascending=False, kind="stable")
    if len(ruled) and ruled.iloc[0]["ruled_out"] > 0:
        first = ruled.iloc[0]
        share = percent(float(first["ruled_out"]))
        yield f"Pattern {first['figure']} rules out most: {share} of 100 parts."
    names = ", ".join(trimmed(kept)["parameter"])
    if names:
        yield f"Trimmed: {names}. The lens `matched` has what is left of each."
    held = kept.tables["held"]
    tests = held[held["use"] == "tests"]
    before, after = (int(tests[f"held_{when}"].sum()) for when in ("before", "after"))
    yield f"Of {len(tests)} figures that were held out, {before} lie in their bands before and {after} after."
    for row in kept.tables["backtests"].to_dict("records"):
        name = str(row["episode"]).replace("_", " ")
        yield (
            f"Back-test {name}: mean score {row['before']:.3f} before, {row['after']:.3f} after (0 is best); "
            f"{row['better']} of {row['questions']} questions better, {row['worse']} worse."
        )
    yield "With so few episodes this trims what is implausible and claims no more."


def _held(kept: Kept) -> Table:
    rows = [
        (
            str(row["figure"]),
            str(row["use"]),
            str(row["band"]),
            *(f"{row[w]:.2f}{'' if row[f'held_{w}'] else ', outside'}" for w in ("before", "after")),
        )
        for row in kept.tables["held"].to_dict("records")
    ]
    head = ("Figure", "Use", "Band", "Before", "After")
    return Table("Figures of patterns under the priors, and under what is left of them.", head, tuple(rows))
