"""The patterns under other eyes: each lens, each rival theory, and without each mechanism in turn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import joblib

from simulation.analysis.patterns.histories import Histories, View
from simulation.evidence import load_evidence

__all__ = ["KINDS_OF_VIEW", "figures_by_view", "views"]

KINDS_OF_VIEW: Final = ("lens", "theory", "mechanism")


def views(kind: str) -> dict[str, View]:
    """The views of a kind by name, the plain one first: every lens, theory or mechanism."""
    evidence = load_evidence()
    if kind == "lens":
        return {lens: View(lens=lens) for lens in evidence.lenses}
    if kind == "theory":
        return {theory: View(theory=theory) for theory in evidence.theories}
    switched = [name for name, mechanism in evidence.mechanisms.items() if mechanism.switch]
    return {"everything on": View()} | {name: View(ablate=(name,)) for name in switched}


def figures_by_view(
    kinds: Iterable[str], runs: int, seed: int, *, jobs: int = -1
) -> Mapping[str, Mapping[str, Mapping[str, float]]]:
    """Every figure under every view: {kind: {view: {pattern: value}}}. Views run side by side."""
    asked = {kind: views(kind) for kind in kinds}
    flat = [(kind, name, view) for kind, named in asked.items() for name, view in named.items()]
    done = joblib.Parallel(n_jobs=jobs)(joblib.delayed(_figures)(view, runs, seed) for _, _, view in flat)
    found: dict[str, dict[str, Mapping[str, float]]] = {kind: {} for kind in asked}
    for (kind, name, _), figures in zip(flat, done, strict=True):
        found[kind][name] = figures
    return found


def _figures(view: View, runs: int, seed: int) -> dict[str, float]:
    from simulation.analysis.patterns import patterns

    return {each.id: each.value for each in patterns(Histories(runs, seed, view))}
