"""All coalitions of a parliament's blocs at once, and how likely each is to be the one that bargains.

Conditional logit over the complete enumeration (McFadden 1974; Martin & Stevenson 2001):

    U(c) = b sum_k log(share of community k's seats in c) - r range(c) - n (blocs beyond six)
         + l [largest list in c] + m [minimal winning at the quorum] - q [short of the quorum]
         + i [same as the outgoing coalition] + j [outgoing premier's list in c]
         - w sum_{x in c, y not in c} p_xy s_x s_y / 50^2 - sum_{b in c} max(r_b(c), 0) + e(c)

with e(c) standard Gumbel, and r_b(c) the reluctance of a member to be in it (in `Consent`).

The choice is the coalition of highest U among those with a majority of the votes that would follow.
Coverage of communities stands where European work has a left-right range: every Iraqi government
has been inclusive (iraq.md 5.4); the range that is left is that of the Shia members on the axis and
on arms. The affinity term is the energy of Axelrod & Bennett 1993, sizes in units of fifty seats: a
friend in the other camp costs, and so does a foe in one's own. It weighs blocs by size, but a small
bloc too must consent (coalitions as hedonic games: Dreze & Greenberg 1980): a reluctant member is a
price that the others pay.
Coefficients are drawn per run (the mixed logit of Glasgow, Golder & Golder 2012), and e(c) is drawn
once per formation at an address made of c's members, so that a coalition meets the same luck
whatever other blocs there are.

Shapes: B blocs, C = 2^B coalitions in the order of binary counting (bit k of a coalition's number
says whether bloc k is in), n runs. All sums over blocs run in one fixed order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

import numpy as np

from simulation.model.chance import Chance, Stream

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]
    Flags = NDArray[np.bool_]
    Ints = NDArray[np.int64]
    Small = NDArray[np.uint16]
    Pairs = Mapping[tuple[int, int], Floats]
    Deal = Callable[["Cases"], Floats]

__all__ = ["Bargaining", "Coalitions", "Majority", "Scene", "Weights", "enumeration"]

CROWD_FROM = 6
"""Blocs beyond this number cost (iraq.md 5.4)."""
SINGLE = np.float32
"""Precision of utilities: judgement to two digits, at half the time and memory."""
_BELOW_ONE = np.nextafter(SINGLE(1.0), SINGLE(0.0))
CHUNK = 128
"""Runs whose coalitions are compared at once: bounds memory, changes no result."""
TIE_UNIT = 50.0
"""Seats of a large list: the unit of size in the affinity term."""
SHARE_FLOOR = 0.05
"""Share of a community's seats that its absence counts as, where no convention forbids it."""


@dataclass(frozen=True)
class Weights:
    """Coefficients of U, each of shape ``(n,)``, in the order of the equation; the last three of r_b."""

    coverage: Floats
    range: Floats
    crowd: Floats
    largest: Floats
    minimal: Floats
    short: Floats
    same_again: Floats
    premier_list: Floats
    affinity: Floats
    join: Floats
    ties: Floats
    patron: Floats

    def take(self, runs: Ints) -> Weights:
        """The coefficients of some runs, in single precision."""
        return Weights(*(getattr(self, each.name)[runs].astype(SINGLE) for each in fields(self)))


@dataclass(frozen=True)
class Scene:
    """What coalitions are judged by. Arrays are ``(B, n)`` unless said otherwise.

    seats: of each bloc. follow: votes that would follow if the bloc were in the coalition.
    barred: blocs that no coalition can have (they have left the talks).
    claim: seats of claimants to the premiership times their claim. resolve: e_b.
    axis, arms: positions. ties: affinity of pairs of blocs (lower index first), each ``(n,)``.
    largest, premier: bloc of the largest list and of the outgoing premier's list, -1 if none, ``(n,)``.
    outgoing: number of the outgoing coalition, -1 if none, ``(n,)``.
    """

    seats: Floats
    follow: Floats
    barred: Flags
    claim: Floats
    resolve: Floats
    axis: Floats
    arms: Floats
    ties: Pairs
    largest: Ints
    premier: Ints
    outgoing: Ints

    def take(self, runs: Ints) -> Scene:
        """The scene of some runs, in single precision."""
        return Scene(
            seats=self.seats[:, runs].astype(SINGLE),
            follow=self.follow[:, runs].astype(SINGLE),
            barred=self.barred[:, runs],
            claim=self.claim[:, runs].astype(SINGLE),
            resolve=self.resolve[:, runs].astype(SINGLE),
            axis=self.axis[:, runs].astype(SINGLE),
            arms=self.arms[:, runs].astype(SINGLE),
            ties={pair: affinity[runs].astype(SINGLE) for pair, affinity in self.ties.items()},
            largest=self.largest[runs],
            premier=self.premier[runs],
            outgoing=self.outgoing[runs],
        )


@dataclass(frozen=True)
class Cases:
    """Coalitions in runs: the numbers of the coalitions and the run of each, both ``(cases,)``."""

    number: Ints
    run: Ints

    @classmethod
    def where(cls, chosen: Flags) -> Cases:
        """The cases that are chosen, (C, n), by number and then by run."""
        return cls(*np.divmod(np.flatnonzero(chosen), chosen.shape[1]))

    def some(self, places: Ints) -> Cases:
        """The cases at some places."""
        return Cases(self.number[places], self.run[places])

    def of(self, table: Floats, rows: Ints | None = None) -> Floats:
        """From a table (., n), the number of each case: in the row of its coalition, or in `rows`."""
        starts = np.arange(0, table.size, table.shape[1])
        starts = starts if rows is None else starts[rows]
        return table.ravel().take(starts[self.number] + self.run)


@dataclass(frozen=True)
class Majority:
    """Members that bind: votes of confidence, and members present to elect the president."""

    votes: int
    quorum: int


class Coalitions:
    """The enumeration of all coalitions of some blocs.

    Parameters
    ----------
    blocs: names, at most twelve, those of one community together.
    communities: of each bloc.
    offices: communities that an office is bound to, the premier's first.
    """

    def __init__(self, blocs: Sequence[str], communities: Sequence[str], offices: Sequence[str]):
        self.blocs = tuple(blocs)
        self.count = 1 << len(self.blocs)
        number = np.arange(self.count)
        self.members: Flags = ((number >> np.arange(len(self.blocs))[:, None]) & 1).astype(bool)
        self.size: Ints = self.members.sum(axis=0)  # whole numbers: exact in any order
        self.offices = tuple(offices)
        self._spans = _spans(tuple(communities))
        home = self.of(self.offices[0])
        self._home = (number >> home.start) & ((1 << (home.stop - home.start)) - 1)
        self.names = tuple("+".join(sorted(np.array(self.blocs)[chosen])) for chosen in self.members.T)

    def of(self, community: str) -> slice:
        """The blocs of a community."""
        first, last = self._spans.get(community, (0, 0))
        return slice(first, last)

    def sums(self, values: Floats) -> Floats:
        """Sum of `values` (B, n) over the members of each coalition, (C, n)."""
        return _doubled(values, np.add, 0.0)

    def feasible(self, scene: Scene, majority: Majority, *, bound: bool) -> Flags:
        """Which coalitions can govern: a majority follows, and nobody is in it who cannot be, (C, n).

        bound: offices are bound to communities by convention, so that each must have a member.
        """
        out = scene.barred | (scene.seats <= 0.0)
        can: Flags = self.sums(np.where(out, -np.inf, scene.follow)) >= majority.votes
        for community in self._spans if bound else ():
            if community in self.offices:
                blocs = self.of(community)
                without = np.flatnonzero(~self.members[blocs].any(axis=0))
                can[without] &= ~(scene.seats[blocs] > 0.0).any(axis=0)
        return can

    def utility(
        self, scene: Scene, weights: Weights, majority: Majority, *, bound: bool, luck: Deal
    ) -> tuple[Cases, Floats]:
        """The coalitions that can govern in each run, and their U.

        About one in seven can: the parts of U that need many steps are worked out for those alone.
        luck: deals standard Gumbel deviates to cases.
        """
        cases = Cases.where(self.feasible(scene, majority, bound=bound))
        utility = cases.of(self._linear_and_ties(scene, weights))
        utility += cases.of(self._by_community(scene, weights))
        utility += luck(cases)
        seats = cases.of(self.sums(scene.seats))
        self._subtract_reluctance(utility, cases, scene, weights, seats)
        utility -= np.maximum(self.size - CROWD_FROM, 0.0)[cases.number] * weights.crowd[cases.run]
        short = seats < majority.quorum
        smallest = cases.of(_doubled(scene.seats, np.minimum, np.inf))
        minimal = ~short & (seats - smallest < majority.quorum)
        utility += np.where(minimal, weights.minimal[cases.run], 0.0)
        utility -= np.where(short, weights.short[cases.run], 0.0)
        again = np.flatnonzero(cases.number == scene.outgoing[cases.run])
        utility[again] += weights.same_again[cases.run[again]]
        return cases, utility

    def _linear_and_ties(self, scene: Scene, weights: Weights) -> Floats:
        """Terms of single blocs and of pairs, built by doubling: with bloc k or without it, (C, n)."""
        out = np.zeros((self.count, scene.seats.shape[1]), dtype=scene.seats.dtype)
        joint = {pair: _joint(scene, pair) for pair in scene.ties}
        zero = np.zeros_like(scene.seats[0])
        for k in range(len(self.blocs)):
            alone = np.where(scene.largest == k, weights.largest, 0.0)
            alone = alone + np.where(scene.premier == k, weights.premier_list, 0.0)
            alone = alone - weights.affinity * sum((joint[pair] for pair in joint if k in pair), zero)
            half = 1 << k
            new = out[half : 2 * half]
            np.add(out[:half], alone, out=new)
            for i in range(k):
                if (i, k) in joint:  # both in: neither cuts the tie that each alone would cut
                    _with_member(new, i)[...] += 2.0 * weights.affinity * joint[i, k]
        return out

    def _by_community(self, scene: Scene, weights: Weights) -> Floats:
        """Coverage of each community, and the range of the premier's: tables of subsets, then outer sums."""
        out = np.zeros((1, scene.seats.shape[1]), dtype=scene.seats.dtype)
        for community in self._spans:
            blocs = self.of(community)
            table = np.zeros((1 << (blocs.stop - blocs.start), scene.seats.shape[1]), dtype=out.dtype)
            if community in self.offices:
                table += weights.coverage * _log_share(_doubled(scene.seats[blocs], np.add, 0.0))
            if community == self.offices[0]:
                present = scene.seats[blocs] > 0.0
                spread = _spread(scene.axis[blocs], present) / 2.0 + _spread(scene.arms[blocs], present)
                table -= weights.range * spread / 2.0
            out = (table[:, None, :] + out[None, :, :]).reshape(-1, out.shape[1])
        return out

    def _subtract_reluctance(
        self, utility: Floats, cases: Cases, scene: Scene, weights: Weights, seats: Floats
    ) -> None:
        """Subtract what reluctant members cost (in place):

            r_b(c) = -j + t (mean affinity to the claimants left out - nearness of the others in c)
                   + v (mean position of c on the axis - axis_b)+ + e_b

        j what posts are worth to any bloc; claimants weigh by seats times claim; e_b the bloc's own luck.
        Nearness is the mean affinity to friends less the enmity to the worst foe: one member with whom
        a bloc will not sit is enough. `utility` and `seats` are of the `cases`.
        """
        stance = cases.of(self.sums(scene.seats * scene.axis))
        stance /= np.maximum(seats, 1.0)
        for bloc in range(len(self.blocs)):
            inside = np.flatnonzero(self.members[bloc][cases.number])
            with_it, towards = cases.some(inside), _affinities(scene, bloc)
            run = with_it.run
            others = seats[inside] - scene.seats[bloc][run]
            price = with_it.of(self._left_out(scene, towards), self._home)
            price -= _nearness(scene.seats, towards, with_it, np.maximum(others, 1.0, out=others))
            price *= weights.ties[run]
            outward = stance[inside] - scene.axis[bloc][run]
            outward = np.maximum(outward, 0.0, out=outward)
            outward *= weights.patron[run]
            price += outward
            price += (scene.resolve[bloc] - weights.join)[run]
            utility[inside] -= np.maximum(price, 0.0, out=price)

    def _left_out(self, scene: Scene, towards: Floats) -> Floats:
        """Mean affinity of a bloc to the claimants outside each subset of the premier's community."""
        span = self.of(self.offices[0])
        claim = scene.claim[span]
        inside = _doubled(claim * towards[span], np.add, 0.0)
        whole = _doubled(claim, np.add, 0.0)
        table: Floats = (inside[-1] - inside) / np.maximum(whole[-1] - whole, 1.0)
        return table


@lru_cache(maxsize=16)
def enumeration(blocs: tuple[str, ...], communities: tuple[str, ...], offices: tuple[str, ...]) -> Coalitions:
    """The enumeration of all coalitions of some blocs, made once per process."""
    return Coalitions(blocs, communities, offices)


class Bargaining:
    """The coalitions that can govern in every run and their utility, kept from month to month.

    Parameters
    ----------
    coalitions: the enumeration.
    chance: the luck of the runs; a coalition's Gumbel deviate is addressed by its members.
    """

    def __init__(self, coalitions: Coalitions, chance: Chance):
        self.coalitions = coalitions
        self._chance = chance
        none = np.zeros(0, dtype=np.uint16), np.zeros(0, dtype=SINGLE)
        self._kept: list[tuple[Small, Floats]] = [none] * len(chance.runs)

    def evaluate(
        self, runs: Ints, month: int, scene: Scene, weights: Weights, majority: Majority, *, bound: bool
    ) -> None:
        """Work out the lasting part of the utility in `runs`, whose formation began in `month`."""
        for start in range(0, len(runs), CHUNK):
            part = runs[start : start + CHUNK]
            deal = partial(self._luck, part, month)
            cases, utility = self.coalitions.utility(
                scene.take(part), weights.take(part), majority, bound=bound, luck=deal
            )
            order = np.argsort(cases.run.astype(np.uint8), kind="stable")  # by run, then by number
            numbers, utility = cases.number[order].astype(np.uint16), utility[order]
            ends = np.cumsum(np.bincount(cases.run, minlength=len(part))).tolist()
            for run, first, end in zip(part, [0, *ends], ends, strict=False):
                self._kept[run] = numbers[first:end], utility[first:end]

    def _luck(self, runs: Ints, month: int, cases: Cases) -> Floats:
        """Standard Gumbel deviates of cases of `runs`, -log(-log u); as luck they need no more digits."""
        names = self.coalitions.names
        luck = self._chance.uniform_of(Stream.COALITION, names, cases.number, runs[cases.run], month)
        luck = luck.astype(SINGLE)
        np.minimum(luck, _BELOW_ONE, out=luck)  # in single precision a uniform may round up to one
        for _ in range(2):
            np.negative(np.log(luck, out=luck), out=luck)
        return luck

    def lower(self, runs: Ints, numbers: Ints, by: Floats) -> None:
        """Lower the utility of one coalition, one that can govern, in each run."""
        for run, number, loss in zip(runs, numbers, by, strict=True):
            able, utility = self._kept[run]
            utility[np.searchsorted(able, number)] -= loss

    def best(self, runs: Ints, pull: Floats, seats: Floats, patrons: Floats) -> Ints:
        """The number of the coalition of highest utility now in each of `runs`, -1 where none can govern.

        pull: what each member adds; seats: of each bloc; patrons: what the patrons make of each bloc,
        averaged over a coalition's seats; all (B, len(runs)).
        """
        chosen = np.full(len(runs), -1)
        for start in range(0, len(runs), CHUNK):
            here = slice(start, start + CHUNK)
            kept = [self._kept[run] for run in runs[here]]
            counts = np.array([len(numbers) for numbers, _ in kept])
            number = np.concatenate([numbers for numbers, _ in kept])
            cases = Cases(number.astype(np.int64), np.repeat(np.arange(len(kept)), counts))
            now = cases.of(self.coalitions.sums((seats[:, here] * patrons[:, here]).astype(SINGLE)))
            now /= np.maximum(cases.of(self.coalitions.sums(seats[:, here].astype(SINGLE))), 1.0)
            now += np.concatenate([utility for _, utility in kept])
            now += cases.of(self.coalitions.sums(pull[:, here].astype(SINGLE)))
            some, first = counts > 0, np.cumsum(counts) - counts
            if some.any():
                highest = np.maximum.reduceat(now, first[some])
                at = np.flatnonzero(now == np.repeat(highest, counts[some]))
                chosen[here][some] = number[at[np.searchsorted(at, first[some])]]
        return chosen


def _spans(communities: tuple[str, ...]) -> dict[str, tuple[int, int]]:
    """First bloc and end of each community, in order; blocs of one community must stand together."""
    spans: dict[str, tuple[int, int]] = {}
    for place, community in enumerate(communities):
        first, last = spans.get(community, (place, place))
        if last != place:
            raise ValueError(f"blocs of the {community} community do not stand together")
        spans[community] = (first, place + 1)
    return spans


def _doubled(values: Floats, combine: np.ufunc, start: float) -> Floats:
    """Fold `values` (B, n) over the members of each subset: each bloc doubles the table, (2^B, n)."""
    out = np.empty((1 << len(values), values.shape[1]), dtype=values.dtype)
    out[0] = start
    for k, value in enumerate(values):
        combine(out[: 1 << k], value, out=out[1 << k : 2 << k])
    return out


def _joint(scene: Scene, pair: tuple[int, int]) -> Floats:
    """p_xy s_x s_y of a pair of blocs, sizes in units of large lists, (n,)."""
    first, second = pair
    joint: Floats = scene.ties[pair] * scene.seats[first] * scene.seats[second] / TIE_UNIT**2
    return joint


def _affinities(scene: Scene, bloc: int) -> Floats:
    """Affinity of a bloc to every bloc, (B, n)."""
    towards = np.zeros_like(scene.seats)
    for (first, second), affinity in scene.ties.items():
        if bloc in (first, second):
            towards[second if bloc == first else first] = affinity
    return towards


def _nearness(seats: Floats, towards: Floats, cases: Cases, others: Floats) -> Floats:
    """Mean affinity to friends less enmity to the worst foe, one number a case; others: their seats."""
    tied = tuple(np.flatnonzero(towards.any(axis=1)).tolist())
    if not tied:
        return np.zeros_like(others)
    rows = list(tied)
    subset = _subset_of(len(seats), tied)
    near = cases.of(_doubled(seats[rows] * np.maximum(towards[rows], 0.0), np.add, 0.0), subset)
    near /= others
    foes = np.maximum(-towards[rows], 0.0) * (seats[rows] > 0.0)
    near -= cases.of(_doubled(foes, np.maximum, 0.0), subset)
    return near


@lru_cache(maxsize=256)
def _subset_of(blocs: int, tied: tuple[int, ...]) -> Ints:
    """Which subset of `tied` is inside each coalition, (C,)."""
    number = np.arange(1 << blocs)
    subset = np.zeros_like(number)
    for place, other in enumerate(tied):
        subset |= ((number >> other) & 1) << place
    return subset


def _with_member(table: Floats, bloc: int) -> Floats:
    """View of the rows of a table of subsets that hold `bloc`, shape (., 2^bloc, n)."""
    return table.reshape(-1, 2, 1 << bloc, table.shape[1])[:, 1]


def _log_share(held: Floats) -> Floats:
    """Log of the share of a community's seats in each subset; the last subset is the whole, (2^k, n)."""
    whole = held[-1]
    return np.log(np.where(whole > 0.0, np.maximum(held / np.maximum(whole, 1.0), SHARE_FLOOR), 1.0))


def _spread(position: Floats, present: Flags) -> Floats:
    """Distance between the extreme members of each subset, 0 for fewer than two with seats."""
    high = _doubled(np.where(present, position, -np.inf), np.maximum, -np.inf)
    low = _doubled(np.where(present, position, np.inf), np.minimum, np.inf)
    return np.maximum(high - low, 0.0)
