"""Formations of governments from given seats, played to a horizon and watched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from simulation.analysis.past.episodes import Setting
from simulation.analysis.past.worlds import World
from simulation.model.institutions.candidates import Candidates, load_candidates
from simulation.model.institutions.coalitions import Bargaining, Majority, Scene, Weights
from simulation.model.institutions.formation import BACKINGS, KINDS, Context, Formation, Outcome
from simulation.model.institutions.lawbook import find_law

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Ints = NDArray[np.int64]

__all__ = ["SITTING_PREMIER", "Formed", "Parliament", "bare_logit", "parliament_of", "play"]

SITTING_PREMIER: Final = "sitting_premier"
"""Name of the candidate that a setting adds."""


@dataclass(frozen=True)
class Parliament:
    """What a formation begins with; arrays are ``(lists, runs)``.

    premier: row of the sitting premier's own list, -1 if none, ``(runs,)``; apart: it ran apart from
    the Framework, ``(runs,)``.
    """

    law: str
    seats: Floats
    votes: Floats | None
    outgoing: Flags
    premier: Ints
    apart: Flags
    context: Context
    candidates: Candidates
    horizon: int


@dataclass(frozen=True)
class Formed:
    """Formations as they went, ``(runs,)`` unless said otherwise; -1 or NaN for what did not come.

    months: to "confidence", "speaker" and "president". coalition, house: lists in government and seats of
    all lists then, ``(lists, runs)``. backing, kind: places in `BACKINGS` and `KINDS`; premier: in the
    candidates. speaker, president: blocs. elected_by: backing of the coalition that elected the first
    speaker. failed: months with a failed session; failed_under: those with a backing, by place.
    away: did more than half of a bloc stay away from a session that failed, ``(blocs, runs)``.
    """

    lists: tuple[str, ...]
    blocs: tuple[str, ...]
    candidates: Candidates
    parliament: Parliament
    coalition: Flags
    house: Floats
    backing: Ints
    kind: Ints
    premier: Ints
    speaker: Ints
    president: Ints
    months: Mapping[str, Floats]
    elected_by: Ints
    failed: Floats
    failed_under: Mapping[int, Floats]
    away: Flags
    resigned: Flags
    deaths: Floats

    @property
    def invested(self) -> Flags:
        """Was there a government by the horizon?"""
        return self.backing >= 0

    def seats(self) -> Floats:
        """Seats of the coalition, ``(runs,)``."""
        held = np.zeros(len(self.backing))
        for seats, inside in zip(self.house, self.coalition, strict=True):
            held += seats * inside
        return held


class _Watched(Formation):
    """A formation that notes what comes of it: offices, governments, who stayed away, who left, who died."""

    def watch(self) -> None:
        """Start the notes."""
        runs, lists = len(self.stage), self.seats.shape
        self.elected_by, self.backed, self.kinds, self.premiers = (np.full(runs, -1) for _ in range(4))
        self.months = {name: np.full(runs, np.nan) for name in ("confidence", "speaker", "president")}
        self.coalition, self.house_then = np.zeros(lists, dtype=bool), np.zeros(lists)
        self.sessions_failed, self.dead = np.zeros(runs), np.zeros(runs)
        self.resigned = np.zeros(runs, dtype=bool)
        self.stayed_away = np.zeros((len(self.coalitions.blocs), runs), dtype=bool)
        self.failed_under = {place: np.zeros(runs) for place in range(len(BACKINGS))}

    def round(self, month: int, context: Context) -> Outcome:
        outcome = super().round(month, context)
        new, events = outcome.invested, outcome.events
        self.backed[new] = outcome.backing[new]
        self.kinds[new] = outcome.kind[new]
        self.premiers[new] = outcome.premier[new]
        self.coalition[:, new], self.house_then[:, new] = outcome.coalition[:, new], self.seats[:, new]
        came = {"confidence": new, "speaker": outcome.speaker >= 0, "president": outcome.president >= 0}
        for name, happened in came.items():
            self.months[name][happened & np.isnan(self.months[name])] = month
        self.dead += outcome.deaths
        self.sessions_failed += events.get("session_failed", 0.0)
        self.resigned |= np.asarray(events.get("resignation", 0.0)) > 0.0
        return outcome

    def _elect_speaker(self) -> None:
        backing, vacant = self.backing(), self.speaker < 0
        super()._elect_speaker()
        first = vacant & (self.speaker >= 0) & (self.elected_by < 0)
        self.elected_by[first] = backing[first]

    def _learn(self, where: Flags, away: Floats) -> None:
        backing = self.backing()
        for place, months in self.failed_under.items():
            months += where & (backing == place)
        self.stayed_away |= where & (2.0 * away > self.house.seats)
        super()._learn(where, away)


def parliament_of(setting: Setting, world: World) -> Parliament:
    """The parliament of an episode's setting, the same in every run."""
    one = np.ones(world.runs)
    weights = setting.context
    context = replace(
        Context.usual(world.runs), brokerage=weights.brokerage * one, cohesion=weights.cohesion * one
    )
    candidates, row = dict(load_candidates()), -1
    if setting.premier is not None:
        row = world.lists.index(setting.premier.list)
        card = candidates[setting.premier.like]
        own = {"title": "The sitting premier", "list": setting.premier.list, "leader": True}
        candidates[SITTING_PREMIER] = card.model_copy(update=own)
    return Parliament(
        law=setting.law,
        seats=world.table(setting.seats),
        votes=world.table(setting.votes) if setting.votes else None,
        outgoing=world.table(dict.fromkeys(setting.outgoing, 1.0)) > 0.0,
        premier=np.full(world.runs, row),
        apart=np.zeros(world.runs, dtype=bool),
        context=context,
        candidates=candidates,
        horizon=setting.horizon,
    )


def _opened(parliament: Parliament, world: World, *, blocking_third: bool = True) -> _Watched:
    formation = _Watched(
        world.lists,
        find_law(parliament.law),
        world.chance,
        world.beliefs,
        candidates=parliament.candidates,
        blocking_third=blocking_third,
    )
    formation.begin(
        np.ones(world.runs, dtype=bool),
        0,
        parliament.seats,
        world.positions(),
        votes=parliament.votes,
        premier=parliament.premier,
        outgoing=parliament.outgoing,
        apart=parliament.apart,
        context=parliament.context,
    )
    formation.watch()
    return formation


def play(parliament: Parliament, world: World, *, blocking_third: bool = True) -> Formed:
    """Play every month to the horizon; without `blocking_third` outsiders come to every session."""
    formation = _opened(parliament, world, blocking_third=blocking_third)
    for month in range(1, parliament.horizon + 1):
        formation.round(month, parliament.context)
    return Formed(
        lists=world.lists,
        blocs=formation.coalitions.blocs,
        candidates=parliament.candidates,
        parliament=parliament,
        coalition=formation.coalition,
        house=formation.house_then,
        backing=formation.backed,
        kind=formation.kinds,
        premier=formation.premiers,
        speaker=formation.speaker,
        president=formation.president,
        months=formation.months,
        elected_by=formation.elected_by,
        failed=formation.sessions_failed,
        failed_under=formation.failed_under,
        away=formation.stayed_away,
        resigned=formation.resigned,
        deaths=formation.dead,
    )


# --- the bare logit ------------------------------------------------------------------------------


def bare_logit(parliament: Parliament, world: World) -> Formed:
    """A coalition by the general terms alone, at once: what the Iraqi machinery must beat.

    Coverage, range, crowd, largest list, minimal winning at a simple majority, incumbents and luck;
    no ties, reluctance, blocking third, sessions, court or street. The premier is the nominee of the
    coalition's largest bloc of the office's community, the other offices go to the largest of theirs.
    """
    formation = _opened(parliament, world)
    majority = find_law(parliament.law).sessions.majority
    everywhere = np.arange(world.runs, dtype=np.int64)
    bargaining = Bargaining(formation.coalitions, world.chance)
    bargaining.evaluate(
        everywhere, 0, _plain_scene(formation, parliament), _plain_weights(world), _just(majority), bound=True
    )
    nothing = np.zeros(formation.house.seats.shape)
    formation.candidate = bargaining.best(everywhere, nothing, formation.house.seats, nothing)
    inside = formation.coalitions.members[:, formation.candidate] & (formation.candidate >= 0)
    premier = _nominee(formation, parliament, inside)
    kinds = np.array([KINDS.index(each.kind) for each in parliament.candidates.values()])
    none = np.zeros(world.runs)
    return Formed(
        lists=world.lists,
        blocs=formation.coalitions.blocs,
        candidates=parliament.candidates,
        parliament=parliament,
        coalition=inside[list(formation.bloc_of)] & (parliament.seats > 0.0),
        house=parliament.seats,
        backing=formation.backing(),
        kind=kinds[premier],
        premier=premier,
        speaker=_largest(formation, inside, "speaker"),
        president=_largest(formation, inside, "president"),
        months={},
        elected_by=formation.backing(),
        failed=none,
        failed_under={},
        away=inside & False,
        resigned=none > 0.0,
        deaths=none,
    )


def _just(majority: int) -> Majority:
    return Majority(majority, majority)


def _plain_weights(world: World) -> Weights:
    beliefs, none = world.beliefs, np.zeros(world.runs)
    return Weights(
        coverage=beliefs.coverage_weight,
        range=beliefs.range_cost,
        crowd=beliefs.crowd_cost,
        largest=beliefs.largest_list_in,
        minimal=beliefs.minimal_winning,
        short=none,
        same_again=beliefs.incumbent_coalition,
        premier_list=beliefs.incumbent_list,
        affinity=none,
        join=none,
        ties=none,
        patron=none,
    )


def _plain_scene(formation: Formation, parliament: Parliament) -> Scene:
    """What the general terms look at: seats, positions, the largest list and who governed before."""
    house, runs = formation.house, parliament.seats.shape[1]
    bloc_of = np.array([*formation.bloc_of, -1])
    number = np.zeros(runs, dtype=np.int64)
    for bloc in range(len(house.seats)):
        rows = np.flatnonzero(bloc_of[:-1] == bloc)
        was_in = parliament.outgoing[rows].any(axis=0) & (house.seats[bloc] > 0.0)
        number += was_in.astype(np.int64) << bloc
    nothing = np.zeros(house.seats.shape)
    return Scene(
        seats=house.seats,
        follow=house.seats,
        barred=nothing > 0.0,
        claim=nothing,
        resolve=nothing,
        axis=house.axis,
        arms=house.arms,
        ties={},
        largest=bloc_of[parliament.seats.argmax(axis=0)],
        premier=bloc_of[parliament.premier],
        outgoing=np.where(number > 0, number, -1),
    )


def _largest(formation: Formation, inside: Flags, office: str) -> Ints:
    """The largest bloc of an office's community in each coalition, ``(runs,)``."""
    home = formation.assembly.community_of(office)
    ours = np.array([bloc.community == home for bloc in formation.assembly.blocs.values()])
    largest: Ints = np.where(inside & ours[:, None], formation.house.seats, -1.0).argmax(axis=0)
    return largest


def _nominee(formation: Formation, parliament: Parliament, inside: Flags) -> Ints:
    """The candidate whom the coalition's largest bloc of the premier's community backs most, ``(runs,)``."""
    blocs = formation.coalitions.blocs
    backing = np.array(
        [[each.support.get(bloc, 0.0) for bloc in blocs] for each in parliament.candidates.values()]
    )
    favourite: Ints = backing.argmax(axis=0)[_largest(formation, inside, "premier")]
    return favourite
