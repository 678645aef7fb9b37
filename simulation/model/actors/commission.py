"""The Popular Mobilization Commission: an institution whose first interest is to last (O12, A23)."""

from __future__ import annotations

import numpy as np

from simulation.model.actors.base import Actor, Floats, unit
from simulation.model.actors.militia import DUAL, IN_NAME, SEPARATE
from simulation.model.chance import Stream
from simulation.model.derived import Derived

__all__ = ["Commission"]


def _share_moved(*of_groups: Floats) -> Floats:
    """Share of the enrolled whose pay has moved away; fighters, share registered, own pay of every group."""
    moved = men = np.zeros_like(of_groups[0])
    for fighters, registered, own_pay in zip(of_groups[::3], of_groups[1::3], of_groups[2::3], strict=True):
        enrolled = fighters * registered
        men = men + enrolled
        moved = moved + enrolled * (1.0 - own_pay)
    return moved / np.maximum(men, 1.0)


class Commission(Actor):
    """The PMF Commission. It accepts names and resists whatever would end it.

    resistance = c0 + c1 (recent curbs), in [0, 1], for as much of its payroll as is left. Its payroll
    grows when law or budget extends its status and shrinks with every group whose pay moves away.
    Parliament abolishes it when
        a0 + a1 (share of seats for a state monopoly - 1/2) + a2 (ruling of Najaf) + a3 (share absorbed)
        - a4 resistance - a5 hold of the Framework x brokerage + e > 0.
    """

    dependence: Floats
    axis: Floats
    members: Floats
    budget: Floats
    resistance: Floats
    abolition_chance: Floats

    def settle(self) -> None:
        """Start with the payroll and budget of the starting point."""
        self.members = self.model.start_level("payroll_pmf_members")
        self.budget = self.model.start_level("payroll_pmf_money")
        self.members_at_start = self.members
        self.moved = self.abolition_chance = np.zeros_like(self.members)
        self.resistance = self.model.beliefs.commission_resists
        self._share_moved = Derived(_share_moved)

    def account(self) -> None:
        """Count the payroll after the month's acts, and take a stand for the next."""
        model, beliefs, ledger = self.model, self.model.beliefs, self.model.ledger
        grown = beliefs.payroll_growth * ledger.now("pmf_extended")
        share = self._share_moved(*(a for g in model.militias for a in (g.fighters, g.registered, g.own_pay)))
        per_head = self.budget / np.maximum(self.members, 1.0)
        kept = (1.0 - share) / np.maximum(1.0 - self.moved, 1e-9)
        self.members = self.members * (1.0 + grown) * kept
        self.moved, self.budget = np.minimum(share, 1.0 - 1e-9), per_head * self.members
        left = self.members / np.maximum(self.members_at_start, 1.0)
        stand = beliefs.commission_resists + beliefs.commission_alarm * model.scene.recent_curbs
        self.resistance = unit(stand * np.minimum(left, 1.0))

    def face_parliament(self) -> None:
        """Parliament may abolish the law of 2016; then the groups go their ways."""
        model = self.model
        if not model.on("dissolution"):
            return
        luck, terms = self.logistic(Stream.ABOLISH), self._case()
        utility = np.zeros_like(self.members)
        for term in terms.values():
            utility = utility + term
        terms["luck"] = luck
        self.abolition_chance = 1.0 / (1.0 + np.exp(-utility))
        abolished = (utility + luck > 0.0) & (model.ledger.since_start("pmf_abolished") == 0)
        model.ledger.add("pmf_abolished", abolished)
        model.tell("parliament", "abolished_the_pmf", abolished, target=self.key, terms=lambda: terms)
        self.members = np.where(abolished, 0.0, self.members)
        self.budget = np.where(abolished, 0.0, self.budget)
        for group in model.militias:
            stays = np.where(group.doctrine > group.notability, SEPARATE, IN_NAME)
            group.status = np.where(abolished & (group.status <= DUAL), stays, group.status)
            group.own_pay = np.where(abolished, 0.0, group.own_pay)

    def _case(self) -> dict[str, Floats]:
        model, beliefs = self.model, self.model.beliefs
        inside = everyone = np.zeros_like(self.members)
        for group in model.militias:
            absorbed = (group.status >= IN_NAME) & (group.own_pay == 0.0)
            inside = inside + group.fighters * absorbed
            everyone = everyone + group.fighters
        resistance = self.resistance if model.on("commission") else np.zeros_like(self.members)
        held = model.scene.framework_hold * model.iran.brokerage
        ruling = model.ledger.last("najaf_ruling", 3) > 0
        return {
            "bare chance": beliefs.abolish_base,
            "seats for a state monopoly": beliefs.abolish_seats * (model.scene.state_monopoly - 0.5),
            "a ruling of Najaf": beliefs.abolish_ruling * ruling,
            "groups absorbed": beliefs.abolish_absorbed * inside / np.maximum(everyone, 1.0),
            "the PMF Commission": -beliefs.abolish_resistance * resistance,
            "the Framework and Tehran": -beliefs.abolish_hold * held,
        }
