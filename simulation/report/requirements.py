"""What would have to be true, in the report: what `crossroads require` kept beside these results."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from simulation import words
from simulation.analysis.requirements.requiring import NAME, verdict
from simulation.plots.findings import capital
from simulation.plots.labels import CATEGORICAL, scenario_label
from simulation.report.content import Section, Table
from simulation.report.design import Design
from simulation.report.pictures import pictures

if TYPE_CHECKING:
    from simulation.outcomes import Results
    from simulation.outcomes.kept import Kept

_HEADING: Final = "What would have to be true"
_NOT_ASKED: Final = (
    "Which assumptions would have to change for an outcome to become likely was not asked of these results; "
    "ask with: crossroads require FILE --outcome axis_verdict=leaving --out RESULTS"
)


def section(results: Results, design: Design) -> Section:
    """The changes, the probability after each in a fresh run, and how to ask where nothing was."""
    found = results.analysis(NAME)
    if found is None:
        return Section(NAME, _HEADING, (_NOT_ASKED,))
    tables = (_table(found),) if len(found.tables["steps"]) > 1 else ()
    drawn = tuple(pictures(results, (NAME,)))
    return Section(NAME, _HEADING, tuple(_sentences(found, design)), tables, drawn)


def _sentences(found: Kept, design: Design) -> Iterator[str]:
    said, rows = found.settings, found.tables["steps"]
    runs, wanted = int(said["fresh_runs"]), float(said["probability"])
    name = str(said["scenario"])
    under = design.quoted(name) if name in design.names else scenario_label(name)
    first = float(rows["fresh"].iloc[0])
    yield (
        f"Under {under}, {_ending(str(said['outcome']))} {words.likelihood(round(first * runs), runs)}; "
        f"asked was what would have to be true for {100 * wanted:g} in 100."
    )
    count = len(rows) - 1
    if not count:
        yield "Nothing has to change for it."
        return
    changes = words.number(count) + (" change" if count == 1 else " changes")
    if said["reached"]:
        yield (
            f"{changes} of assumptions would bring it there, the fewest that a search over the model found, "
            "as small as they can be."
        )
    else:
        yield (
            f"No {said['most']} changes inside the priors that a search over the model found bring it there; "
            f"{changes} come closest."
        )
    last = verdict(rows.iloc[-1], wanted)
    yield f"In a fresh run, with other beliefs and other luck, it then comes in {last}."
    judged = sum(basis == "judgement" for basis in rows["basis"])
    yield f"{judged} of {count} concern numbers that rest on judgement; other changes could bring the same."


def _ending(outcome: str) -> str:
    name, _, category = outcome.partition("=")
    known = CATEGORICAL.get(name)
    kind = known.categories.get(category.strip()) if known else None
    return f"{kind.ending if kind else outcome.replace('_', ' ')} is"


def _table(found: Kept) -> Table:
    rows = found.tables["steps"].to_dict("records")
    return Table(
        "Changes in order, each with the probability after it in the fresh run and its 95% interval. A "
        "quantile of 0.5 is the middle of the prior.",
        ("Parameter", "Meaning", "From", "To", "Quantile", "Rests on", "In 100 futures"),
        tuple(_cells(row) for row in rows),
    )


def _cells(row: dict[Any, Any]) -> tuple[str, ...]:
    value, low, high = (100 * float(row[key]) for key in ("fresh", "low", "high"))
    share = f"{value:.0f} ({low:.0f} to {high:.0f})"
    if not row["step"]:
        return ("As things stand", "", "", "", "", "", share)
    quantile = row["quantile"]
    known = quantile is not None and quantile == quantile
    name = capital(scenario_label(str(row["change"]), 60))
    ends = (str(row[key]).replace("_", " ").replace("-", "−") for key in ("from", "to"))
    return (name, str(row["meaning"]), *ends, f"{quantile:.2f}" if known else "", str(row["basis"]), share)
