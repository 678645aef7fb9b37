"""What the patterns are measured on, simulated once when first asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from simulation.analysis.past.elections import Polled, hold
from simulation.analysis.past.episodes import load_episodes
from simulation.analysis.past.formations import Formed, Parliament, parliament_of, play
from simulation.analysis.past.worlds import SEED, World, world
from simulation.codebook import HISTORY
from simulation.evidence import load_evidence
from simulation.evidence.files import POOLED
from simulation.model.institutions.candidates import load_candidates
from simulation.model.institutions.formation import Context
from simulation.model.iraq import IraqModel
from simulation.model.simulate import Block, block_of
from simulation.scenario import Scenario

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simulation.model.chance import Chance

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

__all__ = ["Histories", "Played", "View"]

KEPT: Final = 3
"""Worlds kept in memory: as many as one pattern compares at once."""


@dataclass(frozen=True)
class View:
    """Whose reading of the evidence, which theory of the premier, and what is switched off."""

    lens: str = POOLED
    theory: str | None = None
    ablate: tuple[str, ...] = ()

    def settings(self) -> dict[str, Any]:
        """As a scenario would set it."""
        return {"lens": self.lens} | ({} if self.theory is None else {"theory": self.theory})


@dataclass(frozen=True)
class Played:
    """A block of runs played to its end: its outcomes and months, and the model as it stands then."""

    model: IraqModel
    block: Block

    def acts(self, *names: str) -> Floats:
        """How often any of the acts was recorded, by month of the run, shape (months, runs)."""
        first, *others = (self.model.ledger.series(name)[HISTORY:] for name in names)
        total: Floats = first.copy()
        for series in others:
            total += series
        return total


class Histories:
    """Worlds of `runs` paired runs, each simulated once, under one view of the evidence.

    `chance` is the luck itself where a design deals it otherwise; `kept` worlds stay in memory.
    """

    def __init__(
        self,
        runs: int = 1000,
        seed: int = SEED,
        view: View | None = None,
        *,
        chance: Chance | None = None,
        kept: int = KEPT,
    ):
        self.runs, self.seed = runs, seed
        self.view = View() if view is None else view
        self._chance, self._kept = chance, kept
        self._played: dict[str, Played] = {}

    # --- the whole model --------------------------------------------------------------------------

    def played(self, start: str, months: int, **changes: Any) -> Played:
        """The whole model from a starting point, with a scenario's settings as `changes`.

        Worlds share beliefs and luck run by run, so that two of them differ by their settings alone.
        """
        off = tuple(sorted({*self.view.ablate, *changes.pop("ablate", ())}))
        said = {"name": "pattern", "start": start, "months": months, **self.view.settings(), **changes}
        scenario = Scenario(**said, ablate=off)
        said_as = scenario.digest()
        if said_as not in self._played:
            while len(self._played) >= self._kept:
                del self._played[next(iter(self._played))]  # the oldest: a world of a thousand runs is large
            model = IraqModel(scenario, runs=self.runs, rng=self.seed, chance=self._chance)
            for _ in range(scenario.months):
                model.step()
            self._played[said_as] = Played(model, block_of(model))
        return self._played[said_as]

    # --- elections and formations alone -----------------------------------------------------------

    def _world(self, start: str) -> World:
        return world(start, self.runs, self.seed, self.view.lens)

    @cached_property
    def vote_2021(self) -> Polled:
        """The vote of October 2021 from June 2021."""
        return hold(self._world("2021-06"), "sntv_2021")

    @cached_property
    def boycotted(self) -> Polled:
        """The next vote from January 2025 with the Sadrists away."""
        return hold(self._world("2025-01"), "sainte_lague_2023", boycott=["sadrists"])

    def formation(self, name: str, *, blocking_third: bool = True) -> Formed:
        """The formation of an episode from its true seats."""
        setting = next(each.setting for each in load_episodes() if each.episode == name)
        where = self._world(setting.start)
        third = blocking_third and "blocking_third" not in self.view.ablate
        return play(parliament_of(setting, where), where, blocking_third=third)

    @cached_property
    def formation_2021(self) -> Formed:
        """From the result of October 2021."""
        return self.formation("formation_2021")

    @cached_property
    def unblocked_2021(self) -> Formed:
        """The same without the blocking third."""
        return self.formation("formation_2021", blocking_third=False)

    @cached_property
    def formation_2018(self) -> Formed:
        """From the result of May 2018."""
        return self.formation("formation_2018")

    @cached_property
    def _next_vote(self) -> Polled:
        return hold(self._world("2025-01"), "sainte_lague_2023")

    @cached_property
    def next_formation(self) -> Formed:
        """From a simulated vote after January 2025."""
        where, vote = self._world("2025-01"), self._next_vote
        governing = load_evidence().starts["2025-01"].government.coalition
        votes = np.array([vote.votes[:, row].sum(axis=0) for row in range(len(where.lists))])
        parliament = Parliament(
            law="sainte_lague_2023",
            seats=vote.seats,
            votes=votes,
            outgoing=where.table(dict.fromkeys(governing, 1.0)) > 0.0,
            premier=np.full(self.runs, where.lists.index("sudani")),
            apart=vote.ballot.premier >= 0,
            context=Context.usual(self.runs),
            candidates=load_candidates(),
            horizon=24,
        )
        return play(parliament, where)

    @cached_property
    def next_first(self) -> Flags:
        """Is a list part of what came first in that vote, ``(lists, runs)``?"""
        vote = self._next_vote
        contenders = vote.contenders()
        first = np.array(list(contenders.values())).argmax(axis=0)
        within = np.array([[name in group for group in contenders] for name in vote.lists])
        return within[:, first]
