"""Arrest, siege, release: what becomes of a commander whom the state holds (row 10; W7, W25-29)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulation.model.chance import Stream

if TYPE_CHECKING:
    from simulation.model.actors.base import Flags, Floats
    from simulation.model.actors.militia import Militia
    from simulation.model.iraq import IraqModel

__all__ = ["Custody", "weighted_pick"]


def weighted_pick(weights: list[Floats], luck: Floats) -> Floats:
    """Row of the member picked in each run, with chances in proportion to the weights; shape (runs,)."""
    ends = [np.zeros_like(luck)]
    for weight in weights:
        ends.append(ends[-1] + weight)
    mark = luck * ends[-1]
    picked = np.zeros_like(luck)
    for end in ends[1:-1]:
        picked = picked + (mark >= end)
    return picked


class Custody:
    """The man in custody in each run, one case at a time; arrays of shape (runs,).

    Protection P = (rank + arms of his group + hold of its patron)/3, nearly nothing for a man without
    them. In the month of the arrest his friends besiege the Green Zone when s0 + s1 P + s2 O + e > 0.
    Each month a judge frees him when f0 + f1 siege + f2 P + f3 (held by the PMF) - f4 lean + e > 0, else
    the PMF's security may take him over (t0 + t1 siege + t2 P), keep him for good, or the state brings
    him to trial (r0 + r1 lean - r2 P); otherwise he stays where he is.
    """

    def __init__(self, model: IraqModel):
        self._model = model
        zero = np.zeros(model.runs)
        self.held = zero
        self.protection = self.besieged = self.with_pmf = self.group = zero

    def play(self) -> None:
        """Play the month of every open case."""
        model = self._model
        if not model.on("arrests"):
            return
        arrested = (model.ledger.now("commander_arrested") > 0) & (self.held == 0.0)
        if arrested.any():
            self._open(arrested)
            self._siege(arrested)
        if (self.held > 0.0).any():
            self._proceed()

    def _open(self, arrested: Flags) -> None:
        """Whose man it is, and what protects him."""
        model = self._model
        groups: list[Militia] = model.militias
        luck = model.chance.uniform(Stream.CUSTODY, ("whose man", "rank"), model.month)
        fired = [group.laid_at_its_door(group.attacks_us + group.attacks_israel) for group in groups]
        wanted = [g.able * g.doctrine * (1.0 + shots) for g, shots in zip(groups, fired, strict=True)]
        picked = weighted_pick(wanted, luck[0])
        arms = patron = np.zeros(model.runs)
        for row, group in enumerate(groups):
            mine = picked == row
            arms = np.where(mine, group.heavy, arms)
            patron = np.where(mine, group.control * np.minimum(model.iran.orders, 1.0), patron)
        shielded = (0.5 + 0.5 * luck[1] + arms + patron) / 3.0
        nobody = model.ledger.now("unprotected_arrested") > 0
        protection = np.where(nobody, model.beliefs.protection_of_nobody * luck[1], shielded)
        self.protection = np.where(arrested, protection, self.protection)
        self.group = np.where(arrested, picked, self.group)
        self.held = np.where(arrested, 1.0, self.held)
        self.besieged = np.where(arrested, 0.0, self.besieged)
        self.with_pmf = np.where(arrested, 0.0, self.with_pmf)
        for row, group in enumerate(groups):
            model.tell("government", "arrested_commander", arrested & (picked == row), target=group.key)

    def _siege(self, arrested: Flags) -> None:
        model, beliefs = self._model, self._model.beliefs
        terms = {
            "bare chance": beliefs.siege_base,
            "his protection": beliefs.siege_protection * self.protection,
            "orders and advisers": beliefs.siege_hold * model.iran.orders,
            "luck": model.chance.logistic(Stream.SIEGE, ("government",), model.month)[0],
        }
        utility = terms["bare chance"] + terms["his protection"] + terms["orders and advisers"]
        siege = arrested & (utility + terms["luck"] > 0.0)
        self.besieged = np.where(siege, 1.0, self.besieged)
        model.ledger.add("sieges", siege)
        for row, group in enumerate(model.militias):
            model.tell(group.key, "besieged_green_zone", siege & (self.group == row), terms=lambda: terms)

    def _proceed(self) -> None:
        """The judge, the PMF's security, the prosecutor, in this order."""
        model, beliefs = self._model, self._model.beliefs
        lean, held = model.government.lean, self.held > 0.0
        luck = model.chance.logistic(Stream.RELEASE, ("judge", "transfer", "kept", "trial"), model.month)
        terms = {
            "bare chance": beliefs.release_base,
            "siege": beliefs.release_siege * self.besieged,
            "his protection": beliefs.release_protection * self.protection,
            "in the PMF's hands": beliefs.release_pmf * self.with_pmf,
            "the premier's distance from Tehran": -beliefs.release_lean * lean,
            "luck": luck[0],
        }
        judge = terms["bare chance"] + terms["siege"] + terms["his protection"]
        judge = judge + terms["in the PMF's hands"] + terms["the premier's distance from Tehran"]
        freed = held & (judge + luck[0] > 0.0)
        left = held & ~freed
        pull = beliefs.transfer_base + beliefs.transfer_siege * self.besieged
        moved = left & (pull + beliefs.transfer_protection * self.protection + luck[1] > 0.0)
        kept = left & (self.with_pmf > 0.0) & (beliefs.kept_base + luck[2] > 0.0)
        case = beliefs.trial_base + beliefs.trial_lean * lean - beliefs.trial_protection * self.protection
        tried = left & ~kept & ~moved & (self.with_pmf == 0.0) & (case + luck[3] > 0.0)
        self.with_pmf = np.where(moved, 1.0, self.with_pmf)
        closed = freed | kept | tried
        self.held = np.where(closed, 0.0, np.where(held, self.held + 1.0, 0.0))
        self._record(freed, kept, tried, terms)

    def _record(self, freed: Flags, kept: Flags, tried: Flags, terms: dict[str, Floats]) -> None:
        """Write down how the cases ended; a release makes the man's group bold (W29)."""
        model = self._model
        model.ledger.add("commander_released", freed)
        model.ledger.add("commander_handed_over", kept)
        model.ledger.add("commander_tried", tried)
        for row, group in enumerate(model.militias):
            mine = self.group == row
            group.boldness = np.where(freed & mine, 1.0, group.boldness)
            model.tell("judiciary", "released_commander", freed & mine, target=group.key, terms=lambda: terms)
            model.tell("pmf_commission", "took_over_commander", kept & mine, target=group.key)
            model.tell("judiciary", "tried_commander", tried & mine, target=group.key)
