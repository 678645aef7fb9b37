"""Votes against a plain reading of how a bloc divides them, one governorate, market and run at a time."""

from __future__ import annotations

import math
from dataclasses import replace
from statistics import NormalDist
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from scipy.special import betaincinv

from simulation.model.chance import Stream
from simulation.model.institutions.ballots import GONE, Ballot
from simulation.model.institutions.polls import Polls
from tests.model.institutions.polls_world import polls_at

RUNS = 3
LISTS, SINGLE = "sainte_lague_2023", "sntv_2021"


def normal(uniform: float) -> float:
    return NormalDist().inv_cdf(uniform)


def logistic(odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-odds))


class Plain:
    """One election in one run."""

    def __init__(self, polls: Polls, ballot: Ballot, run: int):
        self.polls, self.ballot, self.run, self.data = polls, ballot, run, polls.data
        names = [name for name in vars(polls.beliefs) if not name.startswith("_")]
        self.b = SimpleNamespace(**{name: float(getattr(polls.beliefs, name)[run]) for name in names})
        self.single = ballot.law == SINGLE
        self.cards = list(polls.data.cards)
        self.premier = polls.lists[ballot.premier[run]] if ballot.premier[run] >= 0 else ""

    def luck(self, stream: Stream, name: str, election: int | None = None) -> float:
        month = self.ballot.election if election is None else election
        return float(self.polls.chance.uniform(stream, (name,), month)[0, self.run])

    # --- what a list brings ---------------------------------------------------------------------

    def deviate(self, name: str) -> float:
        size, angle = (self.luck(Stream.SWING, f"{name}.{part}") for part in ("size", "angle"))
        df = self.b.swing_df
        return math.cos(2 * math.pi * angle) * math.sqrt(df * (size ** (-2 / df) - 1))

    def swing(self, name: str) -> float:
        group, common = self.data.cards[name].group, self.b.swing_common
        both = math.sqrt(1 - common) * self.deviate(name) + math.sqrt(common) * self.deviate(f"group {group}")
        swing = self.b.swing_location + self.b.swing_scale * both
        swing -= self.b.premier_lost * (name == self.polls.known.former_premier)
        return min(max(swing, -5.0), 5.0)

    def stands(self, name: str) -> bool:
        rooted = self.polls.known.closed or self.data.cards[name].rooted
        return rooted or self.luck(Stream.LIST_EXIT, name) >= self.b.list_exit

    def drift(self, name: str, market: int, local: float) -> float:
        card = self.data.cards[name]
        mood = card.tehran * self.b.mood_votes_iran * self.ballot.resent_iran[market, self.run]
        mood += card.armed * self.b.mood_votes_arms * self.ballot.fatigue[market, self.run]
        return local * math.exp(self.swing(name) - mood) * self.stands(name)

    def local(self, governorate: str, name: str) -> float:
        known = (governorate, name) in self.data.measured[self.polls.known.support]
        deviation = self.b.swing_local if known else self.b.swing_unmeasured
        luck = normal(self.luck(Stream.SWING_LOCAL, f"{governorate}.{name}"))
        return math.exp(deviation * luck - deviation**2 / 2)

    def new_share(self, market: str) -> float:
        if not self.polls.known.new_lists(market):
            return 0.0
        if self.luck(Stream.LIST_ENTRY, f"{market}.whether") >= self.b.list_entry_chance:
            return 0.0
        luck = self.luck(Stream.LIST_ENTRY, f"{market}.share")
        share = float(betaincinv(self.b.list_entry_a, self.b.list_entry_b, luck))
        return share if self.single else share * self.b.list_entry_discount

    # --- a bloc ----------------------------------------------------------------------------------

    def support(self, row: int, market: str) -> dict[str, float]:
        """Last votes of each list in a governorate, as far as this market gave them."""
        governorate, shares = self.data.governorates[row], self.data.composition[row]
        found = {}
        for name, card in self.data.cards.items():
            held = self.data.votes[self.polls.known.support].get((governorate, name, ""), 0.0)
            pulls = {m: shares[k] * card.pull(m) for k, m in enumerate(self.data.markets)}
            whole = sum(pulls.values())
            found[name] = held * pulls[market] / whole if held and whole else 0.0
        return found

    def may_stand(self, governorate: str, market: str, name: str) -> bool:
        known, card = self.polls.known, self.data.cards[name]
        if governorate not in known.only.get(name, [governorate]) or not card.pull(market):
            return False
        return name in known.new_lists(market) or name == known.premier.list or card.form == "alone"

    def bloc(self, row: int, place: int) -> tuple[dict[str, float], float]:
        """Weights of the lists of a bloc, and the odds of voting that offsets add."""
        governorate, market = self.data.governorates[row], self.data.markets[place]
        support, b = self.support(row, market), self.b
        whole = sum(support.values())
        here = [n for n in self.cards if support[n] > 0 or self.may_stand(governorate, market, n)]
        alone = [name for name in here if self.data.cards[name].form == "alone"]
        locals_ = {name: self.local(governorate, name) for name in here}
        drift = {name: self.drift(name, place, locals_[name]) for name in here}
        weights = {name: support[name] / whole * drift[name] for name in here}
        for name in alone:
            weights[name] *= 0.0 if self.single else b.independents_kept
        entrants = self.polls.known.new_lists(market)
        wanted = {name: entrants.get(name, 0.0) * drift[name] for name in here}
        gone = self.data.votes[self.polls.known.support].get((governorate, GONE, market), 0.0)
        orphans = gone / (gone + whole) * b.orphans_to_new
        share = min(orphans + (1 - orphans) * self.new_share(market), 0.95)
        if sum(wanted.values()) > 0:
            taken = share / (1 - share) * sum(weights.values()) / sum(wanted.values())
            weights = {name: weight + wanted[name] * taken for name, weight in weights.items()}
        for name in alone if self.single else ():
            share = b.independents_single_vote * self.data.cards[name].pull(market)
            others = sum(weight for other, weight in weights.items() if other != name)
            weights[name] = share / (1 - share) * others * locals_[name]
        if self.premier in here:
            odds = math.log(b.premier_share / (1 - b.premier_share))
            odds += b.premier_popularity * (self.ballot.popularity[self.run] - b.premier_usual)
            odds += b.premier_services * (self.ballot.services[self.run] - b.premier_usual)
            odds += b.mood_votes_fear * self.ballot.fear_of_war[place, self.run]
            tehran = self.data.cards[self.premier].tehran
            odds -= b.mood_votes_iran * self.ballot.resent_iran[place, self.run] * tehran
            share = self.data.cards[self.premier].pull(market) * logistic(odds)
            others = sum(weight for other, weight in weights.items() if other != self.premier)
            weights[self.premier] = share / (1 - share) * others * locals_[self.premier]
        before = sum(weights.values())
        moved = {n: w * math.exp(self.ballot.offsets[self.cards.index(n)]) for n, w in weights.items()}
        return moved, math.log(sum(moved.values()) / before)

    def governorate(self, row: int) -> tuple[dict[str, float], float]:
        """Votes by list and turnout in one governorate."""
        data, b = self.data, self.b
        name = data.governorates[row]
        blocs = [
            k
            for k, market in enumerate(data.markets)
            if data.composition[row, k] > 0 and sum(self.support(row, market).values()) > 0
        ]
        sizes = {}
        for k in blocs:
            luck = normal(self.luck(Stream.COMPOSITION, f"{name}.{data.markets[k]}", 0))
            sizes[k] = data.composition[row, k] * math.exp(data.doubt[row] * b.composition_doubt * luck)
        expected = data.turnout(self.polls.start)[row]
        votes, turnout = dict.fromkeys(self.cards, 0.0), 0.0
        for k in blocs:
            weights, added = self.bloc(row, k)
            market = data.markets[k]
            odds = math.log(expected / (1 - expected)) + added
            odds += b.turnout_shift * normal(self.luck(Stream.TURNOUT, market))
            odds += b.turnout_local * normal(self.luck(Stream.TURNOUT, name))
            if market in data.callers and self.ballot.call[self.run]:
                odds += b.call_turnout * b.call_followers
            shares, home = self.after_boycott({n: w / sum(weights.values()) for n, w in weights.items()})
            came = sizes[k] / sum(sizes.values()) * (1 - home) * logistic(odds)
            turnout += came
            for each, share in shares.items():
                votes[each] += came * share
        return {n: v * data.registered[row] * b.valid_votes for n, v in votes.items()}, turnout

    def after_boycott(self, shares: dict[str, float]) -> tuple[dict[str, float], float]:
        """Shares of the votes that are cast, and the share of voters who stay at home."""
        away = {name for name in shares if self.ballot.boycott[self.cards.index(name), self.run]}
        lost = sum(shares[name] for name in away)
        home = self.b.boycott_home * lost
        left = {name: 0.0 if name in away else share for name, share in shares.items()}
        wanted = {
            name: share * (self.b.boycott_lean if self.leans_to(name) else 1.0)
            for name, share in left.items()
        }
        whole = sum(wanted.values())
        after = {n: (left[n] + wanted[n] / whole * (lost - home)) / (1 - home) for n in shares}
        return after, home

    def leans_to(self, name: str) -> bool:
        return self.data.cards[name].group in self.data.heirs or name == self.premier


def election(
    start: str, law: str, *, premier: str = "", seed: int = 7, **changes: Any
) -> tuple[Polls, Ballot]:
    polls, draw = polls_at(start, RUNS, seed), np.random.default_rng(seed)
    markets = len(polls.markets)
    row = polls.lists.index(premier) if premier else -1
    moods = {
        name: draw.uniform(-0.3, 0.3, (markets, RUNS)) for name in ("resent_iran", "fatigue", "fear_of_war")
    }
    said = {
        "premier": np.array([row, -1, row]),
        "popularity": draw.random(RUNS),
        "services": draw.random(RUNS),
        "call": np.array([True, False, True]),
        "election": 1,
    }
    return polls, replace(polls.usual_ballot(law), **moods | said | changes)


def compare(polls: Polls, ballot: Ballot) -> None:
    votes, turnout = polls.votes(ballot)
    for run in range(RUNS):
        plain = Plain(polls, ballot, run)
        for row in range(len(polls.governorates)):
            expected, came = plain.governorate(row)
            found = votes[row, :-1, run]
            np.testing.assert_allclose(found, [expected[n] for n in plain.cards], atol=0.5001, rtol=1e-9)
            assert turnout[row, run] == pytest.approx(came, rel=1e-9)
    assert not votes[:, -1].any()


@pytest.mark.parametrize(
    ("start", "law", "premier"),
    [("2025-01", LISTS, "sudani"), ("2021-06", SINGLE, ""), ("2025-07", LISTS, ""), ("2021-06", LISTS, "")],
)
def test_votes_are_those_of_the_equations(start: str, law: str, premier: str) -> None:
    polls, ballot = election(start, law, premier=premier)
    away = np.zeros_like(ballot.boycott)
    away[polls.lists.index("sadrists"), 1:] = True
    offsets = np.random.default_rng(5).normal(0.0, 0.4, len(polls.lists))
    compare(polls, replace(ballot, boycott=away, offsets=offsets))


def test_votes_where_nothing_is_moved_and_nobody_boycotts() -> None:
    polls, ballot = election("2025-01", LISTS, premier="sudani", seed=8)
    compare(polls, replace(ballot, boycott=np.zeros_like(ballot.boycott)))
