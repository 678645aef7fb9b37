"""Voters, votes and seats, in every run of a block.

A bloc is a market (where lists look for votes) in one governorate: registered voters x the market's
share, which is drawn per run, x turnout. In bloc (g, m) list l has the weight

    w = support(g, m, l) exp(swing(l) + local(g, l) + mood(m, l))

where support is what the last measured votes before the information date say, and the swing is heavy-
tailed (Student's t). New lists take a share of the market from all others, together with part of the
voters of lists that are gone; the sitting premier's list takes a share of its own, drawn and moved by
his standing; candidates without a list have a share that depends on the law. Votes are the bloc's
turnout divided in proportion to the weights. Where a list boycotts, part of its voters stay at home
and the others lean to some voter groups. Sums over lists run in a fixed order, so that a run is the
same alone and in a block.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from simulation.model.chance import Chance, Stream
from simulation.model.institutions.ballots import Ballot, Count, Electorate
from simulation.model.institutions.blocs import Bloc, Place, places
from simulation.model.institutions.counting import count_seats
from simulation.model.institutions.law import SingleVote
from simulation.model.institutions.lawbook import find_law

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]

__all__ = ["Polls"]

_LARGEST_SWING: Final = 5.0  # of a log share: keeps the t's far tail from overflowing
_LARGEST_NEW: Final = 0.95  # share of a bloc that new lists can take


class Polls:
    """The electorate of a block of runs, as a starting point knows it.

    Parameters
    ----------
    data: voters and lists, see `load_electorate`.
    start: name of a starting point, such as "2021-06".
    chance: the luck of the block.
    beliefs: the parameters as attributes, each ``(runs,)``.

    `lists` are in the order of all rows of lists, the reserved seats last; `communities` are their home
    markets.
    """

    def __init__(self, data: Electorate, start: str, chance: Chance, beliefs: Any):
        self.data, self.start, self.chance, self.beliefs = data, start, chance, beliefs
        self.known = data.starts[start]
        self.runs = len(chance.runs)
        self.lists = data.lists
        self.governorates, self.markets = data.governorates, data.markets
        self.communities = {name: card.market for name, card in data.cards.items()} | {data.quota: "other"}
        cards = data.cards.values()
        self._tehran = np.array([card.tehran for card in cards])
        self._armed = np.array([card.armed for card in cards])
        self._heir = np.array([card.group in data.heirs for card in cards])
        self._alone = [row for row, card in enumerate(cards) if card.form == "alone"]
        self._places = places(data, start)
        self._addresses = tuple(f"{place.name}.{name}" for place in self._places for name in place.names)
        self._base = _logit(data.turnout(start))
        self._shares = self._composition()

    def usual_ballot(self, law: str, month: int = 0, election: int = 0) -> Ballot:
        """An election as the starting point expects it: leaders' choices drawn, moods at rest.

        The chance that a list boycotts, and that the sitting premier has his own list, are the start's.
        """
        lists, markets = len(self.lists), len(self.markets)
        choice = self.chance.uniform(Stream.LIST_CHOICE, ("boycott", "premier"), election)
        boycott = np.zeros((lists, self.runs), dtype=np.bool_)
        boycott[self.lists.index(self.known.boycott.list)] = choice[0] < self.known.boycott.chance
        premier = np.full(self.runs, -1, dtype=np.int64)
        if self.known.premier.list in self.lists:
            premier[choice[1] < self.known.premier.own_list] = self.lists.index(self.known.premier.list)
        level, rest = np.full(self.runs, 1.0) * self.beliefs.premier_usual, np.zeros((markets, self.runs))
        return Ballot(
            law=law,
            premier=premier,
            popularity=level,
            services=level,
            resent_iran=rest,
            fatigue=rest,
            fear_of_war=rest,
            boycott=boycott,
            alliances=tuple(tuple(group) for group in self.known.alliances),
            call=np.zeros(self.runs, dtype=np.bool_),
            offsets=np.zeros(lists),
            month=month,
            election=election,
        )

    def vote(self, ballot: Ballot) -> Count:
        """Hold the election: votes, seats and turnout in every run."""
        votes, turnout = self.votes(ballot)
        return Count(votes, self.seats(votes, ballot), turnout, self._babylon(ballot.election))

    def votes(self, ballot: Ballot) -> tuple[Floats, Floats]:
        """Votes ``(governorates, lists, runs)``, whole numbers, and turnout ``(governorates, runs)``."""
        night = _Night(self, ballot)
        votes = np.zeros((len(self.governorates), len(self.lists), self.runs))
        turnout = np.zeros((len(self.governorates), self.runs))
        for place in self._places:
            cast = np.zeros((len(place.lists), self.runs))
            for bloc in place.blocs:
                turnout[place.row] += night.cast_in(place, bloc, cast)
            votes[place.row, place.lists] = np.rint(
                cast * (self.data.registered[place.row] * self.beliefs.valid_votes)
            )
        return votes, turnout

    def seats(self, votes: Floats, ballot: Ballot) -> Ints:
        """Seats that `votes` win under the law and alliances of `ballot`, ``(governorates, lists, runs)``.

        The same votes can be counted under another law: ``seats(votes, replace(ballot, law=...))``.
        """
        seats = count_seats(self.data, votes, ballot, self.chance, self.beliefs)
        seats[:, -1] = self.data.quota_seats[:, None]
        return seats

    # --- luck ------------------------------------------------------------------------------------

    def _composition(self) -> list[Floats]:
        """Shares of the markets in each governorate, drawn, ``(markets, runs)``."""
        names = [f"{g}.{m}" for g in self.governorates for m in self.markets]
        luck = _normal(self.chance.uniform(Stream.COMPOSITION, names)).reshape(
            len(self.governorates), len(self.markets), self.runs
        )
        doubt = self.data.doubt[:, None, None] * self.beliefs.composition_doubt
        weights = np.exp(doubt * luck)
        drawn = []
        for place in self._places:
            blocs = np.zeros((len(self.markets), self.runs))
            for bloc in place.blocs:
                blocs[bloc.market] = bloc.share * weights[place.row, bloc.market]
            drawn.append(blocs / total(blocs))
        return drawn

    def _babylon(self, election: int) -> Ints:
        """Christian seats that Babylon wins, ``(runs,)``."""
        luck = self.chance.uniform(Stream.RESERVED_SEATS, self.data.christian, election)
        won: Ints = (luck < self.beliefs.babylon_share).sum(axis=0, dtype=np.int64)
        return won


class _Night:
    """One election's luck and circumstances, and what they make of each bloc."""

    def __init__(self, polls: Polls, ballot: Ballot):
        self.polls, self.ballot, self.beliefs = polls, ballot, polls.beliefs
        self.single_vote = isinstance(find_law(ballot.law).rule, SingleVote)
        self.pull = self._pull()
        self.new = self._new()
        self.local = self._local()
        self.turnout_luck = self._turnout()
        self.moved = bool(ballot.offsets.any())
        self.boycotted = bool(ballot.boycott.any())
        self.premiers = [int(row) for row in np.unique(ballot.premier) if row >= 0]

    def _uniform(self, stream: Stream, names: Sequence[str]) -> Floats:
        return self.polls.chance.uniform(stream, names, self.ballot.election)

    def _swing(self) -> Floats:
        """Swing of the log share of every list over the country, ``(lists, runs)``.

        Student's t by Bailey's polar formula (1994, Mathematics of Computation 62), two uniforms each.
        """
        beliefs, cards = self.beliefs, self.polls.data.cards
        groups = list(dict.fromkeys(card.group for card in cards.values()))
        names = (*cards, *(f"group {group}" for group in groups))
        size = self._uniform(Stream.SWING, [f"{name}.size" for name in names])
        angle = self._uniform(Stream.SWING, [f"{name}.angle" for name in names])
        df = beliefs.swing_df
        deviates = np.cos(2.0 * np.pi * angle) * np.sqrt(df * (np.exp(-2.0 / df * np.log(size)) - 1.0))
        of_group = deviates[len(cards) :][[groups.index(card.group) for card in cards.values()]]
        own, common = np.sqrt(1.0 - beliefs.swing_common), np.sqrt(beliefs.swing_common)
        swing = beliefs.swing_location + beliefs.swing_scale * (
            own * deviates[: len(cards)] + common * of_group
        )
        if self.polls.known.former_premier in cards:
            swing[list(cards).index(self.polls.known.former_premier)] -= beliefs.premier_lost
        clipped: Floats = np.clip(swing, -_LARGEST_SWING, _LARGEST_SWING)
        return clipped

    def _pull(self) -> Floats:
        """What multiplies a list's support everywhere in a market, ``(markets, lists, runs)``."""
        polls, ballot, beliefs = self.polls, self.ballot, self.beliefs
        swing, stands = self._swing(), self._stands()
        pull = np.empty((len(polls.markets), *swing.shape))
        for market in range(len(polls.markets)):
            iran = beliefs.mood_votes_iran * ballot.resent_iran[market]
            arms = beliefs.mood_votes_arms * ballot.fatigue[market]
            mood = polls._tehran[:, None] * iran + polls._armed[:, None] * arms
            pull[market] = np.exp(swing - mood) * stands
        return pull

    def _stands(self) -> Floats:
        """1 where a list stands in this election, 0 where it has vanished, ``(lists, runs)``."""
        cards = self.polls.data.cards
        if self.polls.known.closed:
            return np.ones((len(cards), self.polls.runs))
        luck = self._uniform(Stream.LIST_EXIT, tuple(cards))
        rooted = np.array([card.rooted for card in cards.values()])[:, None]
        standing: Floats = (rooted | (luck >= self.beliefs.list_exit)).astype(np.float64)
        return standing

    def _new(self) -> Floats:
        """Share of each market that new lists take from all others, ``(markets, runs)``."""
        from scipy.special import betaincinv

        polls, beliefs = self.polls, self.beliefs
        taken = np.zeros((len(polls.markets), polls.runs))
        for row, market in enumerate(polls.markets):
            if polls.known.new_lists(market):
                luck = self._uniform(Stream.LIST_ENTRY, (f"{market}.whether", f"{market}.share"))
                share = betaincinv(beliefs.list_entry_a, beliefs.list_entry_b, luck[1])
                taken[row] = np.where(luck[0] < beliefs.list_entry_chance, share, 0.0)
        return taken if self.single_vote else taken * beliefs.list_entry_discount

    def _local(self) -> list[Floats]:
        """What multiplies a list's support in one governorate alone, each ``(lists there, runs)``; mean 1."""
        beliefs, districts = self.beliefs, self.polls._places
        luck = self._uniform(Stream.SWING_LOCAL, self.polls._addresses)
        measured = np.concatenate([place.measured for place in districts])[:, None] > 0
        deviation = np.where(measured, beliefs.swing_local, beliefs.swing_unmeasured)
        local = np.exp(deviation * (_normal(luck) - 0.5 * deviation))
        return np.split(local, np.cumsum([len(place.lists) for place in districts])[:-1])

    def _turnout(self) -> tuple[Floats, Floats]:
        """Changes in the log-odds of voting, of markets and of governorates, each ``(names, runs)``."""
        polls, beliefs = self.polls, self.beliefs
        luck = _normal(self._uniform(Stream.TURNOUT, (*polls.markets, *polls.governorates)))
        markets = beliefs.turnout_shift * luck[: len(polls.markets)]
        called = beliefs.call_turnout * beliefs.call_followers * self.ballot.call
        for market in polls.data.callers:
            markets[polls.markets.index(market)] += called
        return markets, beliefs.turnout_local * luck[len(polls.markets) :]

    # --- one bloc ----------------------------------------------------------------------------------

    def cast_in(self, place: Place, bloc: Bloc, cast: Floats) -> Floats:
        """Adds the bloc's ballots to `cast`, per registered voter of the governorate; gives their sum."""
        polls = self.polls
        weights = self._weights(place, bloc)
        odds = polls._base[place.row] + self.turnout_luck[0][bloc.market] + self.turnout_luck[1][place.row]
        if self.moved:
            before = total(weights)
            weights *= np.exp(self.ballot.offsets[bloc.lists])[:, None]
            odds = odds + np.log(np.maximum(total(weights), 1e-300) / before)
        shares = weights / total(weights)
        home = self._boycott(bloc, shares) if self.boycotted else 0.0
        turnout: Floats = polls._shares[place.row][bloc.market] * (1.0 - home) / (1.0 + np.exp(-odds))
        cast[bloc.rows] += shares * turnout
        return turnout

    def _weights(self, place: Place, bloc: Bloc) -> Floats:
        """Weights of the lists of a bloc, ``(lists of the bloc, runs)``."""
        local, pull = self.local[place.row], self.pull[bloc.market]
        drift = local[bloc.rows] * pull[bloc.lists]
        weights: Floats = bloc.support[:, None] * drift
        for position in bloc.alone:
            weights[position] *= 0.0 if self.single_vote else self.beliefs.independents_kept
        if bloc.new.any():
            self._admit(bloc, drift, weights)
        for position in bloc.alone if self.single_vote else ():
            share = self.beliefs.independents_single_vote * bloc.pull[position]
            others = total(np.delete(weights, position, axis=0))
            others = np.maximum(others, 1e-300)  # where nobody else stands, they have the bloc to themselves
            weights[position] = share / (1.0 - share) * others * local[bloc.rows[position]]
        for row in self.premiers:
            self._crown(place, bloc, row, weights)
        return weights

    def _admit(self, bloc: Bloc, drift: Floats, weights: Floats) -> None:
        """New lists take their share from all others, in place."""
        orphans = bloc.gone * self.beliefs.orphans_to_new
        share = np.minimum(orphans + (1.0 - orphans) * self.new[bloc.market], _LARGEST_NEW)
        wanted = bloc.new[:, None] * drift
        whole = total(wanted)
        per = np.zeros_like(whole)
        np.divide(share / (1.0 - share) * total(weights), whole, out=per, where=whole > 0)
        weights += wanted * per

    def _crown(self, place: Place, bloc: Bloc, row: int, weights: Floats) -> None:
        """The sitting premier's list wins the share that a premier's list wins, in place."""
        found = np.flatnonzero(bloc.lists == row)
        if not found.size:
            return
        position, beliefs, ballot = int(found[0]), self.beliefs, self.ballot
        odds = _logit(beliefs.premier_share)
        odds = odds + beliefs.premier_popularity * (ballot.popularity - beliefs.premier_usual)
        odds = odds + beliefs.premier_services * (ballot.services - beliefs.premier_usual)
        odds = odds + beliefs.mood_votes_fear * ballot.fear_of_war[bloc.market]
        odds = odds - beliefs.mood_votes_iran * ballot.resent_iran[bloc.market] * self.polls._tehran[row]
        share = bloc.pull[position] / (1.0 + np.exp(-odds))
        others = total(np.delete(weights, position, axis=0))
        crowned = share / (1.0 - share) * others * self.local[place.row][bloc.rows[position]]
        weights[position] = np.where(ballot.premier == row, crowned, weights[position])

    def _boycott(self, bloc: Bloc, shares: Floats) -> Floats:
        """Divides boycotting lists' voters among home and other lists, in place; gives the share at home."""
        away = self.ballot.boycott[bloc.lists]
        lost = total(np.where(away, shares, 0.0))
        home: Floats = self.beliefs.boycott_home * lost
        leaning = self.polls._heir[bloc.lists][:, None] | (bloc.lists[:, None] == self.ballot.premier)
        left = np.where(away, 0.0, shares)
        wanted = np.where(leaning, left * self.beliefs.boycott_lean, left)
        whole = total(wanted)
        per = np.zeros_like(whole)
        np.divide(lost - home, whole, out=per, where=whole > 0)
        shares[:] = np.where(whole > 0, (left + wanted * per) / (1.0 - home), shares)
        return home


def total(rows: Floats) -> Floats:
    """The sum over the first axis, one row after another: the same rounding in every block of runs."""
    whole: Floats = rows[0].copy()
    for row in rows[1:]:
        whole += row
    return whole


def _logit(share: Floats) -> Floats:
    odds: Floats = np.log(share / (1.0 - share))
    return odds


def _normal(uniform: Floats) -> Floats:
    """Standard normal deviates of uniforms on (0, 1)."""
    from scipy.special import ndtri

    deviates: Floats = ndtri(uniform)
    return deviates
