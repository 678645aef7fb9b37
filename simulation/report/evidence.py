"""The evidence behind a batch: which facts it rests on, who says them, and how sure they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from simulation.analysis.past import load_episodes
from simulation.analysis.past.scores import LEAST_EFFECTIVE, effective_size
from simulation.analysis.patterns import load_bands
from simulation.evidence import Basis, Evidence, load_calibration, load_evidence
from simulation.report.content import Outlet, Voice
from simulation.scenario.vocabulary import POWERS


def trust(manifest: Mapping[str, Any], runs: int, scenarios: int) -> Iterator[tuple[str, str]]:
    """What a reader has to know before believing anything: a term and a sentence each."""
    evidence = load_evidence()
    shares = evidence.basis_shares()
    rest = ", ".join(f"{kind} {_percent(share)}" for kind, share in shares.items() if kind != "judgement")
    yield (
        f"{_percent(shares['judgement'])} judgement.",
        f"So much of the {len(evidence.parameters)} parameters rests on nothing firmer ({rest}).",
    )
    sizes = [len(episode.questions) for episode in load_episodes()]
    effective = effective_size(sizes)
    few = ": too few for a skill score" if effective < LEAST_EFFECTIVE else ""
    yield (
        f"{effective:.1f} effective past cases.",
        f"{sum(sizes)} questions on {len(sizes)} Iraqi episodes count as no more{few}.",
    )
    yield "Calibration:", f"{_calibration_of(manifest)}."
    yield f"{len(evidence.articles)} articles, all foreign.", "None is from an Iraqi outlet."
    each = " per scenario" if scenarios > 1 else ""
    yield (
        f"{runs:,} {'run' if runs == 1 else 'runs'}{each}.",
        "Runs show chance under these assumptions, not what the model leaves out.",
    )


def _percent(share: float) -> str:
    """A share in whole per cent; one that would read as nothing, or as all, in tenths."""
    text = f"{100 * share:.0f}%"
    return f"{100 * share:.1f}%" if text in ("0%", "100%") and 0 < share < 1 else text


def _calibration_of(manifest: Mapping[str, Any]) -> str:
    return str(manifest.get("calibration", "untested"))


def calibration(manifest: Mapping[str, Any]) -> Iterator[str]:
    """The calibration status of the results, and the reasons where they are this version's."""
    now = load_calibration()
    status = _calibration_of(manifest)
    yield f"Status of these results: {status}."
    if status == now.label and str(manifest.get("version", "")) == now.record.version:
        yield now.record.why
    else:
        yield f"The results were stamped before the present record was written, which says: {now.label}."
    yield (
        "Three kinds of uncertainty are apart: chance, which the intervals here show; assumptions, which are "
        "drawn anew in every run and ranked below; and the model itself, for which there are only words."
    )


def limits() -> tuple[tuple[str, str], ...]:
    """What the model leaves out, from the calibration record."""
    return tuple((limit.title, limit.text) for limit in load_calibration().record.limits)


def failures() -> tuple[tuple[str, str], ...]:
    """The patterns that the present version fails to show: what was expected, and what was found."""
    return tuple((band.statement, band.finding) for band in load_bands().values() if band.finding)


# --- the trail -------------------------------------------------------------------------------------


def facts_behind(manifest: Mapping[str, Any], beliefs: Iterable[str]) -> set[str]:
    """Facts that the batch's scenarios and the beliefs named rest on."""
    evidence = load_evidence()
    found: set[str] = set()
    for entry in manifest["scenarios"]:
        found |= _of_scenario(entry.get("specification", {}), evidence)
    for name in beliefs:
        parameter = evidence.parameters.get(name)
        if parameter is not None:
            found |= {*parameter.basis.facts, *evidence.mechanisms[parameter.mechanism].facts}
    return found


def _of_scenario(setting: Mapping[str, Any], evidence: Evidence) -> set[str]:
    bases: list[Basis] = []
    for step in (setting.get("iran") or {}).get("strategy") or []:
        strategy = evidence.strategies.get(step.get("strategy", ""))
        if strategy is not None:
            variants = strategy.variants.values()
            bases += [strategy.basis, *(variant.basis for variant in variants)]
            bases += [lever.basis for variant in variants for lever in variant.levers.values()]
    for power in POWERS:
        posture = evidence.postures.get(power, {}).get((setting.get(power) or {}).get("posture", ""))
        bases += [] if posture is None else [lever.basis for lever in posture.levers.values()]
    for event in setting.get("events") or []:
        kind = evidence.events.get(event.get("event", ""))
        bases += [] if kind is None else [kind.basis]
    lens = evidence.lenses.get(setting.get("lens", ""))
    return {fact for basis in bases for fact in basis.facts} | set(lens.facts if lens else ())


def outlets(facts: Iterable[str]) -> tuple[Outlet, ...]:
    """The articles in their order, each with its stance and those of its facts that are named."""
    evidence, wanted = load_evidence(), set(facts)
    found = []
    for name, article in evidence.articles.items():
        ours = [f for f in evidence.facts.values() if f.article == name and f.id in wanted]
        voices = tuple(Voice(f.id, f.date, f.voice, f.fact, f.confidence, f.caution) for f in ours)
        found.append(
            Outlet(article.outlet, article.title, article.date, article.stance, article.note, voices)
        )
    return tuple(found)


def lenses(manifest: Mapping[str, Any]) -> Iterator[str]:
    """Whose readings the scenarios use, where it is not the pooled one alone."""
    evidence = load_evidence()
    names = dict.fromkeys(entry.get("specification", {}).get("lens", "") for entry in manifest["scenarios"])
    for name in names:
        lens = evidence.lenses.get(name)
        if lens is not None and lens.facts:
            caution = _extrapolated(lens.facts, manifest, evidence)
            yield f"{lens.title} ({lens.voice}): {lens.reading}{caution}"


def _extrapolated(facts: Iterable[str], manifest: Mapping[str, Any], evidence: Evidence) -> str:
    """A word of caution where an analyst spoke well before the period that is simulated."""
    dates = [evidence.facts[fact].date[:4] for fact in facts if fact in evidence.facts]
    starts = [str(entry.get("specification", {}).get("start", ""))[:4] for entry in manifest["scenarios"]]
    if dates and starts and max(dates) < min(starts) and int(min(starts)) - int(max(dates)) > 1:
        return f" This was said of {max(dates)}; to use it from {min(starts)} on is extrapolation."
    return ""
