"""What the outcomes depend on: a kept sensitivity analysis in words, or how to ask for one."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from simulation import words
from simulation.plots.drivers import meaning_of
from simulation.plots.labels import scenario_label
from simulation.plots.sensitivity import NAME, NEARLY_ALL, Asked, asked_of
from simulation.report.content import Section
from simulation.report.pictures import picture

if TYPE_CHECKING:
    from simulation.outcomes import Results

_ID: Final = "sensitivity"
_HEADING: Final = "What the outcomes depend on"
_NAMED: Final = 3  # parameters of a sentence


def section(results: Results) -> Section:
    """Sentences on every outcome that was asked after, and the figure of the first."""
    kept = results.analysis(NAME)
    if kept is None:
        file = str(results.manifest.get("file") or "FILE").split(", ")[0]
        command = f"crossroads sensitivity {shlex.quote(file)} --out RESULTS"
        return Section(
            _ID, _HEADING, (f"Which parameters move the outcomes beyond luck was not asked: {command}.",)
        )
    outcomes = list(dict.fromkeys(kept.tables["screening"]["outcome"]))
    found = [asked_of(results, str(outcome)) for outcome in outcomes]
    sentences = (_opening(kept.settings), *(s for asked in found for s in _sentences(asked)))
    drawn = picture(results, "sensitivity")
    return Section(_ID, _HEADING, sentences, pictures=() if drawn is None else (drawn,))


def _opening(of: Mapping[str, Any]) -> str:
    return (
        f"Under {scenario_label(str(of['scenario']))}, {of['parameters']} uncertain parameters were screened "
        f"(Morris, {of['trajectories']} trajectories). Shares below are of the variance of means over "
        f"{of['runs']} runs (Sobol' total order), with 95% intervals; the noise is what new luck does."
    )


def _sentences(asked: Asked) -> Iterator[str]:
    noise = f"luck {words.number(100 * asked.floor)}%"
    ranked = asked.ranked.head(_NAMED).to_dict("records")
    if not ranked:
        yield f"{asked.label}: no parameter moves it more than luck that we can tell."
    else:
        said = "; ".join(f"{meaning_of(str(row['parameter']), 80)}, {_share(row)}" for row in ranked)
        yield f"{asked.label}: {len(asked.ranked)} stand above the noise ({noise}). Most: {said}."
    judged = asked.judged
    if judged is not None:
        share = "nearly all" if judged["total"] >= NEARLY_ALL else _share(dict(judged))
        yield f"{asked.label}: numbers that rest on judgement take part in {share} of that variance."
    told = asked.groups[(asked.groups["grouping"] == "mechanism") & asked.groups["told"].astype(bool)]
    if not told.empty:
        names = ", ".join(
            f"{_title(str(row['group']))} ({_share(row)})" for row in told.head(_NAMED).to_dict("records")
        )
        yield f"{asked.label}, by mechanism: {names}."


def _title(group: str) -> str:
    from simulation.evidence import load_evidence

    found = load_evidence().mechanisms.get(group)
    return found.title if found else group.strip("()")


def _share(row: Mapping[Any, Any]) -> str:
    """'41% (27 to 55)'."""
    value, reach = float(row["total"]), float(row["total_reach"])
    low, high = (words.number(100 * max(edge, 0.0)) for edge in (value - reach, value + reach))
    return f"{words.number(100 * value)}% ({low} to {high})"
