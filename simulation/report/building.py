"""A report from results: everything computed, nothing written yet."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from simulation.plots.findings import capital
from simulation.report import (
    blocking,
    claims,
    discovery,
    drivers,
    evidence,
    findings,
    forecast,
    legend,
    matching,
    moved,
    requirements,
    robustness,
    scenarios,
    sensitivity,
    signposts,
)
from simulation.report.answer import answer, answered_by, question_of
from simulation.report.content import Report, Section, Table
from simulation.report.design import Design, design_of
from simulation.report.findings import counts, spreads

if TYPE_CHECKING:
    from simulation.outcomes import Results

MOST_AT_A_GLANCE: Final = 6  # scenarios of the table on the first screen
MOST_COLUMNS: Final = 7


def build(results: Results) -> Report:
    """The report on a batch."""
    manifest, design = results.manifest, design_of(results.manifest)
    reply = answer(results)  # reads the outcomes, which comparing then finds in memory
    found = moved.changes(results, design)
    assumptions, beliefs = drivers.section(results, design)
    glance = _glance(results, design)
    topics = tuple(_without(section, glance) for section in findings.sections(results, design))
    common, parts = scenarios.parts(results, design, found)
    return Report(
        title=str(manifest.get("title") or "Untitled batch"),
        given=results.condition,
        question=question_of(results),
        asked=bool(manifest.get("question")),
        answer=reply,
        trust=tuple(evidence.trust(manifest, _runs(results), len(design.names))),
        glance=glance,
        sections=(*topics, moved.section(results, design, found), assumptions, *_analyses(results, design)),
        legend=legend.section(manifest),
        common=common,
        scenarios=parts,
        outlets=evidence.outlets(evidence.facts_behind(manifest, beliefs)),
        evidence=tuple(evidence.lenses(manifest)),
        calibration=tuple(evidence.calibration(manifest)),
        failures=evidence.failures(),
        limits=evidence.limits(),
        commands=tuple(_commands(manifest)),
        record=tuple(_record(manifest)),
        stamp=_stamp(manifest, design, _runs(results)),
    )


def _analyses(results: Results, design: Design) -> Iterator[Section]:
    """What analyses of the batch found, or what could be asked and with which command."""
    found = (
        discovery.section(results, design),
        signposts.section(results, design),
        blocking.section(results, design),
        sensitivity.section(results),
        requirements.section(results, design),
        robustness.section(results, design),
        matching.section(results),
        forecast.section(results),
    )
    yield from (section for section in found if section is not None)


def _without(section: Section, table: Table | None) -> Section:
    """A section less the table that the first page shows already."""
    return replace(section, tables=tuple(each for each in section.tables if each != table))


def _runs(results: Results) -> int:
    """Runs of the smallest scenario."""
    return int(results.outcomes.groupby("scenario").size().min()) if len(results.outcomes) else 0


def _glance(results: Results, design: Design) -> Table | None:
    """The first measure in a small table; None where it would be a large one, or say nothing new."""
    measures = answered_by(results)
    if not measures or len(design.names) > MOST_AT_A_GLANCE or _runs(results) < claims.ENOUGH:
        return None
    first = measures[0]
    table = spreads([first], design) if first.numeric else counts(first, design)
    return table if len(table.head) <= MOST_COLUMNS else None


def _stamp(manifest: Mapping[str, Any], design: Design, runs: int) -> str:
    count = len(design.names)
    return " · ".join(
        [
            f"{count} {'scenario' if count == 1 else 'scenarios'}",
            f"{runs:,} {'run' if runs == 1 else 'runs'}{' each' if count > 1 else ''}",
            f"seed {manifest.get('seed', 'not recorded')}",
            f"Crossroads {manifest.get('version', '')}".strip(),
            f"calibration: {manifest.get('calibration', 'untested')}",
        ]
    )


def _commands(manifest: Mapping[str, Any]) -> Iterator[str]:
    """The commands that make the same results and this report again."""
    files = [shlex.quote(name) for name in str(manifest.get("file") or "FILE").split(", ")]
    runs = str(manifest.get("runs", ""))
    count = int(manifest.get("runs_per_scenario") or 0)
    first, _, last = runs.partition("-")
    whole = first == "0" and (last or first).isdigit() and int(last or first) + 1 == count
    lucks = int(manifest.get("luck_per_belief") or 1)
    nested = f"{count // lucks}x{lucks}" if whole and lucks > 1 else count
    chosen = f"--runs {nested}" if whole else f"--pick {runs}"
    yield f"crossroads run {' '.join(files)} {chosen} --seed {manifest.get('seed')} --out RESULTS"
    yield "crossroads report RESULTS"


def _record(manifest: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "Crossroads", str(manifest.get("version", "not recorded"))
    yield "Model and evidence", str(manifest.get("engine", "not recorded"))
    yield "Batch", str(manifest.get("digest", "not recorded"))
    yield "Seed", str(manifest.get("seed", "not recorded"))
    yield "Runs", str(manifest.get("runs", "not recorded"))
    for name, version in (manifest.get("versions") or {}).items():
        if name != "crossroads":
            yield capital(name), str(version)
    yield "Finished", str(manifest.get("finished") or "not recorded")
