"""The axis index of iraq.md 3.1 and its companions, coded from recorded acts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import gammaincinv

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simulation.codebook.ledger import Floats, Ledger

__all__ = [
    "COMPONENTS",
    "COSTLY",
    "Rules",
    "axis_index",
    "axis_presence",
    "component",
    "component_weights",
    "leverage",
    "one_stock",
    "us_ties",
]

COMPONENTS = ("transit", "war", "region", "arms", "words", "money", "posts")


class Rules(dict[str, float]):
    """The codebook's thresholds by name ("verdict.left_level"), and its points by component."""

    def __init__(self, values: Mapping[str, float]):
        super().__init__(values)
        self._points: dict[str, tuple[tuple[str, float], ...]] = {
            name: tuple(
                (rule.removeprefix(f"{name}.points."), points)
                for rule, points in values.items()
                if rule.startswith(f"{name}.points.")
            )
            for name in (*COMPONENTS, "us_ties")
        }

    def points(self, name: str) -> tuple[tuple[str, float], ...]:
        """The acts that a component counts, each with its points."""
        return self._points[name]


def _net(ledger: Ledger, name: str, rules: Rules, months: int) -> Floats:
    """Net points of a component's acts in the trailing window, shape (runs,)."""
    total = np.zeros(ledger.shape[1])
    for act, points in rules.points(name):
        if act in ledger:
            total += points * ledger.last(act, months)
    return total


COSTLY = ("transit_seizure", "commander_tried", "group_in_fact", "houthi_office_closed", "energy_cut_iran")
"""Acts that cost Tehran or an ally of its something whatever it asked: full credit by themselves."""


def component(ledger: Ledger, name: str, rules: Rules, *, consent: bool = True) -> Floats:
    """One component of the axis index in {-1, -0.5, 0, 0.5, 1}, shape (runs,).

    Net points of the acts in the trailing window: at least `full` code 1, at least `half` code 0.5,
    and the mirror image inward. Full credit outward needs an act against a recorded ask of Tehran, or one
    that is costly to an ally of Iran: what Tehran did not mind scores 0.5 at most (consent, O14). With
    `consent` False every act earns what it weighs.
    """
    months = int(rules[f"{name}.window"])
    net = _net(ledger, name, rules, months)
    full, half = rules[f"{name}.full"], rules[f"{name}.half"]
    credited = net >= full
    if consent:
        credited &= _against_tehran(ledger, name, rules, months)
    outward = np.where(credited, 1.0, np.where(net >= half, 0.5, 0.0))
    inward = np.where(net <= -full, 1.0, np.where(net <= -half, 0.5, 0.0))
    return outward - inward


def _against_tehran(ledger: Ledger, name: str, rules: Rules, months: int) -> NDArray[np.bool_]:
    """Was any of a component's acts in the window against an ask of Tehran, or costly to its allies?"""
    against: NDArray[np.bool_] = ledger.last(f"contested.{name}", months) > 0.0
    for act, _ in rules.points(name):
        if act in COSTLY and act in ledger:
            against = against | (ledger.last(act, months) > 0.0)
    return against


def one_stock(index: Floats, presence: Floats) -> Floats:
    """The index with the armed axis as one more component, 1 - 2 x presence: one stock (row 22 off)."""
    components = len(COMPONENTS)
    return (components * index + (1.0 - 2.0 * presence)) / (components + 1.0)


def component_weights(luck: Floats, rules: Rules) -> Floats:
    """How much each component counts, a Dirichlet draw with equal means, from uniforms (components, runs).

    Two analysts who code alike may still weigh alike or not: the weights are part of a run's beliefs.
    """
    gammas = gammaincinv(rules["index.concentration"], luck)
    total = np.zeros(luck.shape[1])
    for gamma in gammas:
        total = total + gamma
    weights: Floats = gammas / total
    return weights


def axis_index(
    ledger: Ledger, rules: Rules, weights: Floats | None = None, *, consent: bool = True
) -> dict[str, Floats]:
    """The seven components and `axis_index`, their mean under `weights` (equal by default), shape (runs,).

    `consent` as in `component`.
    """
    parts = {name: component(ledger, name, rules, consent=consent) for name in COMPONENTS}
    total = np.zeros(ledger.shape[1])
    for row, part in enumerate(parts.values()):
        total = total + part * (1.0 / len(COMPONENTS) if weights is None else weights[row])
    return {"axis_index": total, **parts}


def us_ties(ledger: Ledger, rules: Rules) -> Floats:
    """Ties with Washington, kept out of the axis index: -1 forces expelled, 0 agreed drawdown, +1 a pact."""
    level = np.full(ledger.shape[1], rules["us_ties.start"])
    for act, points in rules.points("us_ties"):
        if act in ledger:
            count = ledger.last(act, int(rules[f"us_ties.window.{act}"]))
            level += points * np.minimum(count, rules["us_ties.cap"])
    ties: Floats = np.minimum(np.maximum(level, -1.0), 1.0)
    return ties


def axis_presence(groups: Iterable[tuple[Floats, Floats, Floats, Floats]], rules: Rules) -> Floats:
    """Share of fighters in groups that keep their own command and acted lately, or keep heavy weapons.

    Each group is (fighters, keeps_command, months_idle, keeps_heavy), arrays of shape (runs,).
    """
    present = everyone = np.zeros(1)
    for fighters, command, idle, heavy in groups:
        active = (idle < rules["presence.window"]) | (heavy >= rules["presence.heavy"])
        present = present + np.where((command > 0.0) & active, fighters, 0.0)
        everyone = everyone + fighters
    return present / np.maximum(everyone, 1.0)


def leverage(ledger: Ledger, questions: Iterable[str], exposure: Floats, rules: Rules) -> Floats:
    """Tehran's leverage by results: the share of its recorded asks met, and what it could still call on.

    An ask is met when the state acts inward (1), half met when it lets the matter lie (0.5), unmet when
    it acts outward; asks weigh by how unwelcome they were. Where nothing was asked the share is 1/2.
    The levers of the path never enter. Shape (runs,).
    """
    months = int(rules["leverage.window"])
    met = weight = np.zeros(ledger.shape[1])
    for question in questions:
        met = met + ledger.last(f"met.{question}", months)
        weight = weight + ledger.last(f"asked.{question}", months)
    prior = rules["leverage.prior_weight"]
    share = (met + 0.5 * prior) / (weight + prior)
    return rules["leverage.results"] * share + (1.0 - rules["leverage.results"]) * exposure
