"""Findings, topic by topic: sentences with numbers, the numbers in a table, and the figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from simulation import words
from simulation.outcomes import intervals
from simulation.plots import FIGURES
from simulation.plots.findings import capital
from simulation.report import claims
from simulation.report.answer import about, answered_by, contrast_sentence
from simulation.report.content import Section, Table
from simulation.report.design import Design, joined
from simulation.report.measures import DEATHS, Measure, measure_of
from simulation.report.pictures import pictures

if TYPE_CHECKING:
    from simulation.outcomes import Results


@dataclass(frozen=True)
class Topic:
    """A heading and what belongs under it: categories, numbers and figures by name."""

    id: str
    heading: str
    categories: tuple[str, ...]
    numbers: tuple[str, ...]
    figures: tuple[str, ...]


TOPICS: Final = (
    Topic(
        "standing",
        "Where Iraq ends up",
        ("axis_verdict",),
        ("axis_index", "axis_presence", "iran_leverage", "us_ties"),
        (
            "outcome_shares",
            "trajectories",
            "index_distribution",
            "scenario_matrix",
            "lens_comparison",
            "flip_table",
            "conditional",
        ),
    ),
    Topic("pmf", "The Popular Mobilization Forces", ("pmf_fate",), (), ("pmf_fates",)),
    Topic(
        "government",
        "Who governs",
        ("pm_kind", "pm_backing"),
        ("months_to_form", "framework_exits"),
        ("premiers", "seats", "parliament", "in_government", "months_to_form", "governorate_map"),
    ),
    Topic(
        "violence",
        "Deaths and violence",
        (),
        (
            "iraqi_deaths",
            "strikes_in_iraq",
            "attacks_us",
            "attacks_israel",
            "attacks_gulf",
            "sieges",
            "sanctions_us",
        ),
        ("violence", "violence_calendar"),
    ),
)
ELSEWHERE: Final = (
    "paired_differences",
    "twin_histories",
    "blocking",
    "discovery",
    "drivers",
    "forecast",
    "matching",
    "requirements",
    "robustness",
    "sensitivity",
    "signposts",
)  # figures of other sections
_FEW: Final = 4  # categories that have room for their whole names
_RANGE: Final = (0.1, 0.5, 0.9)


def sections(results: Results, design: Design) -> Iterator[Section]:
    """Every topic that the results have something on, and the figures that belong to none."""
    for topic in TOPICS:
        found = _section(results, design, topic)
        if found.sentences or found.tables or found.pictures:
            yield found
    placed = {*ELSEWHERE, *(name for topic in TOPICS for name in topic.figures)}
    others = tuple(pictures(results, FIGURES.keys() - placed))
    if others:
        yield Section("figures", "More figures", pictures=others)


def _section(results: Results, design: Design, topic: Topic) -> Section:
    kinds, numbers = (_measures(results, names) for names in (topic.categories, topic.numbers))
    first = answered_by(results)[:1]
    others = [m for m in kinds if m.name not in {m.name for m in first}]  # that one is on the first page
    sentences = [*_of_categories(results, design, others), *_of_numbers(design, numbers)]
    tables = [counts(measure, design) for measure in kinds]
    if numbers:
        tables.append(spreads(numbers, design))
    drawn = tuple(pictures(results, topic.figures))
    return Section(topic.id, topic.heading, tuple(sentences), tuple(tables), drawn)


def _measures(results: Results, names: Sequence[str]) -> list[Measure]:
    return [measure for name in names if (measure := measure_of(results, name)) is not None]


def _of_categories(results: Results, design: Design, measures: Sequence[Measure]) -> Iterator[str]:
    for measure in measures:
        said = about(measure, design, results)
        yield capital(said.lead)
        yield from said.support


def _of_numbers(design: Design, measures: Sequence[Measure]) -> Iterator[str]:
    """What differs between scenarios, the largest first, and in one sentence what does not."""
    found = [(m, c) for m in measures if (c := claims.clearest(m, design)) is not None]
    held = sorted(((m, c) for m, c in found if c.held), key=lambda p: (p[0].name != DEATHS, -p[1].effect))
    for measure, contrast in held:
        yield capital(contrast_sentence(measure, design, contrast))
    still = [m.subject for m, c in found if not c.held]
    if still:
        enough = min(c.runs for _, c in found) >= claims.ENOUGH
        yield f"{capital(words.NO_CHANGE if enough else words.TOO_FEW)}: {joined(still)}."


# --- tables ----------------------------------------------------------------------------------------


def counts(measure: Measure, design: Design) -> Table:
    """In how many of 100 runs each category comes, with 95% intervals; a row per scenario."""
    shown = [c for c in measure.categories if any(measure.hits(c, name) for name in design.names)]
    few = len(measure.categories) <= _FEW
    shown = list(measure.categories) if few else shown  # of a short list, what never comes as well
    rows = [(design.label(name), *(share(measure.count(c, name)) for c in shown)) for name in design.names]
    many = max(measure.runs(name) for name in design.names) >= words.FEW_RUNS
    unit = "In 100 runs, with 95% intervals of the run noise" if many else "Counted in runs"
    return Table(
        f"{capital(measure.subject)}. {unit}.",
        ("Scenario", *(capital(measure.ending(c) if few else measure.label(c)) for c in shown)),
        tuple(rows),
    )


def share(count: words.Count) -> str:
    """'79 (76 to 81)' in 100 runs, '3 of 8', 'none', 'all'; never a nought for what has happened."""
    hits, runs, effect = count
    if runs == 0:
        return "no value"
    if hits in (0, runs):
        return "none" if hits == 0 else "all"
    if runs < words.FEW_RUNS:
        return f"{hits} of {runs}"
    found = intervals.share(hits, runs, effect)
    value, low, high = (
        words.in_hundred(part, words.step(runs)) for part in (found.value, found.low, found.high)
    )
    return f"{value} ({low} to {high})"


def spreads(measures: Sequence[Measure], design: Design) -> Table:
    """The middle run and the range that holds 80 of 100; a row per scenario, a column per number."""
    rows = [(design.label(name), *(spread(measure, name) for measure in measures)) for name in design.names]
    return Table(
        "The middle run, and the range that holds 80 of 100 runs.",
        ("Scenario", *(capital(measure.subject) for measure in measures)),
        tuple(rows),
    )


def spread(measure: Measure, name: str) -> str:
    """'9 (2 to 25)'."""
    values = measure.values(name).astype(np.float64)
    if not values.size:
        return "no value"
    whole = bool((values == np.round(values)).all())
    low, half, high = (words.number(value, 0 if whole else 2) for value in np.quantile(values, _RANGE))
    return half if values.size == 1 else f"{half} ({low} to {high})"
