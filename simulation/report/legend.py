"""How to read a report: what a future is, what an interval covers, which word stands for which share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulation import words
from simulation.report.content import Section, Table


def section(manifest: Mapping[str, Any]) -> Section:
    """The legend, with the scale of likelihood words and its source."""
    months = sorted({int(entry.get("specification", {}).get("months", 0)) for entry in manifest["scenarios"]})
    length = " or ".join(str(number) for number in months if number)
    scale = words.ICD_203
    sentences = (
        f"A future is one simulated run{f' of {length} months' if length else ''}: one draw of every belief "
        "and one course of luck. “31 in 100 futures” says how often something comes in the model, not how "
        "likely it is in Iraq.",
        "Scenarios share beliefs and luck run by run, so a difference between them is the scenarios' doing. "
        "It is claimed only where it can be told from chance after all the comparisons it was picked from.",
        "Intervals hold the run noise at 95%. More runs would narrow them, and make no assumption truer.",
        f"Words for likelihood are those of {scale.title} and stand beside their number; where the interval "
        "crosses an edge, both words do. What never comes is not called impossible, nor what always comes "
        "certain.",
    )
    rows = tuple((band.word, f"{100 * band.low:.0f} to {100 * band.high:.0f}") for band in scale.bands)
    table = Table(f"Source: {scale.source}.", ("Word", "In 100 futures"), rows)
    return Section("reading", "How to read this", sentences, (table,))
