"""A part of the report for every scenario: what it sets, how it ends, what it changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from simulation import words
from simulation.plots.findings import capital
from simulation.plots.labels import scenario_label
from simulation.report.content import ScenarioPart
from simulation.report.design import Design
from simulation.report.findings import spread
from simulation.report.measures import DEATHS, Measure, measure_of
from simulation.report.moved import Change

if TYPE_CHECKING:
    from simulation.outcomes import Results

_CATEGORIES: Final = ("axis_verdict", "pmf_fate", "pm_kind")
_NUMBERS: Final = ("iraqi_deaths", "axis_index", "months_to_form")
_TEXTS: Final = ("name", "title", "question")
_AS_USUAL: Final[tuple[Any, ...]] = ("as_now", None, "", [], {})
_PLAIN: Final = ("month", "strategy", "event")  # values that need no name before them
_MOST_CHANGES: Final = 6


Settings = tuple[tuple[str, str], ...]


def parts(results: Results, design: Design, found: list[Change]) -> tuple[Settings, tuple[ScenarioPart, ...]]:
    """What all scenarios set alike, and one part per scenario, in the order of the file."""
    names = (*_CATEGORIES, *_NUMBERS)
    measures = [m for name in names if (m := measure_of(results, name)) is not None]
    batch = str(results.manifest.get("title") or "")
    entries = {str(entry["name"]): entry.get("specification", {}) for entry in results.manifest["scenarios"]}
    told = {name: dict(settings(entries[name])) for name in design.names}
    first = told[design.names[0]]
    common = {
        term: text for term, text in first.items() if all(each.get(term) == text for each in told.values())
    }
    found_parts = []
    for place, name in enumerate(design.names):
        own = str(entries[name].get("title") or "")
        part = ScenarioPart(
            id=f"scenario-{place + 1}",
            name=capital(design.label(name)),
            title=own if own != batch else "",
            settings=tuple((term, text) for term, text in told[name].items() if term not in common),
            endings=tuple(sentence for measure in measures for sentence in _endings(measure, name)),
            changes=tuple(_changes(found, name, design)),
        )
        found_parts.append(part)
    return tuple(common.items()), tuple(found_parts)


def _endings(measure: Measure, name: str) -> Iterator[str]:
    runs = measure.runs(name)
    if not runs:
        return
    if measure.numeric:
        middle, _, edges = spread(measure, name).partition(" (")
        wide = f"; {edges.rstrip(')')} in 80 of 100" if edges else ""
        yield f"{capital(measure.subject)}: {middle} in the middle run{wide}."
        return
    hits = {category: measure.hits(category, name) for category in measure.categories}
    told = [
        f"{measure.ending(c)}, {measure.likely(c, name)}"
        for c in sorted(hits, key=lambda c: -hits[c])
        if hits[c]
    ]
    yield f"{capital(measure.subject)}: {'; '.join(told)}."


def _changes(found: list[Change], name: str, design: Design) -> Iterator[str]:
    if design.baseline is None:
        return
    if name == design.baseline:
        yield "The others are compared with this scenario."
        return
    held = (change for change in found if change.scenario == name and change.held)
    ours = sorted(held, key=lambda change: (change.outcome != DEATHS, -change.effect))
    for change in ours[:_MOST_CHANGES]:
        yield f"{change.label}: {change.words()}."
    if not ours:
        yield f"{capital(words.NO_CHANGE)} from {design.quoted(design.baseline)}."


def settings(setting: Mapping[str, Any], place: str = "") -> Iterator[tuple[str, str]]:
    """What a scenario sets, as name and value; what is as usual is left out."""
    for key, value in setting.items():
        name = f"{place} {key}".strip()
        if value in _AS_USUAL or (not place and key in _TEXTS):
            continue
        if isinstance(value, Mapping):
            yield from settings(value, name)
        else:
            yield capital(scenario_label(name)), _text(value)


def _text(value: Any) -> str:
    """A value on one line: [{'month': '2025-09', 'strategy': 'loosen'}] is '2025-09 loosen'."""
    if isinstance(value, Mapping):
        told = ((key, _text(inner)) for key, inner in value.items() if inner is not None)
        return " ".join(text if key in _PLAIN else f"{scenario_label(str(key))} {text}" for key, text in told)
    if isinstance(value, list | tuple):
        return "; ".join(map(_text, value)) or "none"
    return scenario_label(value, 200) if isinstance(value, str) and not _is_date(value) else str(value)


def _is_date(text: str) -> bool:
    return text[:4].isdigit()
