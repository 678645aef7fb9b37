"""When it happens: the beliefs and early events with which what answers the question comes more often."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from simulation.analysis.discovery.study import kept_or_new
from simulation.errors import InputError
from simulation.outcomes.catalogue import OUTCOMES
from simulation.plots.discovery import plain, subject_of
from simulation.plots.findings import capital
from simulation.report.answer import answered_by
from simulation.report.content import Section, Table
from simulation.report.design import Design
from simulation.report.drivers import kinds
from simulation.report.pictures import picture
from simulation.words import in_hundred

if TYPE_CHECKING:
    from simulation.outcomes import Results
    from simulation.outcomes.kept import Kept

_ID: Final = "discovery"
_HEADING: Final = "When it happens"
_METHODS: Final[Mapping[str, str]] = {"prim": "PRIM", "tree": "a tree"}


def asked(results: Results, design: Design) -> str | None:
    """The outcome that is looked into: what answers the question, of categories the one that differs most.

    None where the results hold no such column.
    """
    for measure in answered_by(results)[:1]:
        if measure.name in OUTCOMES and measure.name in results.outcomes:
            return measure.name if measure.numeric else f"{measure.name}={kinds(measure, design)[0]}"
    return None


def section(results: Results, design: Design) -> Section | None:
    """Boxes of the first outcome that answers the question, under the baseline; None where none is held."""
    outcome, name = asked(results, design), design.baseline or design.names[0]
    if outcome is None:
        return None
    under = f" under {design.quoted(name)}" if len(design.names) > 1 else ""
    try:
        found = kept_or_new(results, name, outcome)
    except InputError as error:
        return Section(_ID, _HEADING, (f"{capital(str(error)).rstrip('.')}.", _command(outcome)))
    case = found.tables["cases"]["case"].iloc[0]
    subject = f"{capital(subject_of(outcome, case))}{under}"
    boxes = [{str(k): v for k, v in row.items()} for row in found.tables["boxes"].to_dict("records")]
    sentences = (*_sentences(subject, boxes, found), _command(outcome))
    tables = (_table(subject, boxes),) if boxes else ()
    drawn = picture(results, "discovery", outcome=outcome, scenarios=[name], found=found)
    return Section(_ID, _HEADING, sentences, tables, (drawn,) if drawn else ())


def _sentences(subject: str, boxes: list[dict[str, Any]], found: Kept) -> Iterator[str]:
    said = found.settings
    looked = f"Looked at were {said['beliefs']:,} uncertain parameters; {said['events']}."
    if not boxes:
        yield f"{subject}: none of what was looked at makes it more frequent beyond chance. {looked}"
        return
    first = boxes[0]
    yield (
        f"{subject} comes in {_of_hundred(first, 'density')} with {plain(first['box'])}, against "
        f"{in_hundred(first['base'])} of 100 at large; so it is in {_of_hundred(first, 'coverage')} of the "
        "futures that end so."
    )
    if first["splits"]:
        yield (
            f"A search among {first['splits']:.0f} other halves of the runs finds the same conditions in "
            f"{first['again']:.0f}. {looked}"
        )


def _of_hundred(box: Mapping[str, Any], name: str) -> str:
    value, low, high = (in_hundred(box[f"{name}{end}"]) for end in ("", "_low", "_high"))
    return f"{value} of 100 ({low} to {high})"


def _command(outcome: str) -> str:
    return (
        f"Other outcomes: crossroads discover RESULTS --outcome {outcome}. Conditions were found in one half "
        "of the runs and counted in the other (docs/discovery.md)."
    )


def _table(subject: str, boxes: list[dict[str, Any]]) -> Table:
    rows = tuple(
        (
            plain(box["box"]),
            _METHODS[box["method"]],
            _of_hundred(box, "density"),
            _of_hundred(box, "coverage"),
            f"{box['again']:.0f} of {box['splits']:.0f}",
        )
        for box in boxes
    )
    return Table(
        f"{subject}: conditions with which it is more frequent than at large, with 95% intervals.",
        ("Conditions", "Found by", "End so with them", "Of those that end so, with them", "Found again"),
        rows,
    )
