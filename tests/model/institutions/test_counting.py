"""Votes to seats for whole ballots, against a plain reading: alliances, pools and candidates alone."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from simulation.model.chance import Stream
from simulation.model.institutions import Nominations, find_law, single_vote
from simulation.model.institutions.ballots import Ballot
from simulation.model.institutions.counting import count_seats
from simulation.model.institutions.polls import Polls
from tests.model.institutions.polls_world import polls_at

RUNS = 4
LISTS, SINGLE = "sainte_lague_2023", "sntv_2021"
TOGETHER = (("badr", "sadiqoun", "huquq"), ("azm", "progress"))


@pytest.fixture(scope="module")
def polls() -> Polls:
    return polls_at("2025-01", RUNS)


def ballot_of(polls: Polls, law: str, alliances: tuple[tuple[str, ...], ...] = TOGETHER) -> Ballot:
    return replace(polls.usual_ballot(law), alliances=alliances, election=1)


def some_votes(polls: Polls, most: int = 90_000) -> np.ndarray:
    draw = np.random.default_rng(4)
    votes = draw.integers(0, most, (len(polls.governorates), len(polls.lists), RUNS)).astype(float)
    votes[draw.random(votes.shape) < 0.3] = 0.0
    votes[:, -1] = 0.0
    return votes


def highest(votes: dict[str, int], seats: int, first: Fraction, luck: Any) -> dict[str, int]:
    """Seats by highest quotients with divisors first, 3, 5, ...; lots decide ties."""
    quotients = sorted(
        (
            (Fraction(count) / (first if place == 0 else 2 * place + 1), luck(name), name)
            for name, count in votes.items()
            if count
            for place in range(seats)
        ),
        reverse=True,
    )
    winners = [name for _, _, name in quotients[:seats]]
    return {name: winners.count(name) for name in votes}


def lot(polls: Polls, governorate: str, name: str, run: int) -> float:
    return float(polls.chance.uniform(Stream.BALLOT_LOT, (f"{governorate}.{name}",), 1)[0, run])


def by_lists(polls: Polls, votes: np.ndarray, alliances: Any, place: int, run: int) -> dict[str, int]:
    """Seats of every list in a governorate under a law of lists."""
    governorate, law = polls.governorates[place], find_law(LISTS)
    mine = {name: int(votes[place, row, run]) for row, name in enumerate(polls.data.cards)}
    standing: dict[str, int] = {}
    for name, count in mine.items():
        group = next((group for group in alliances if name in group), None)
        if group:
            standing["+".join(group)] = sum(mine[each] for each in group)
        elif name in polls.data.pools:
            for part, share in enumerate(polls.data.pools[name].shares()):
                standing[f"{name}/{part + 1}"] = int(np.rint(count * share))
        else:
            standing[name] = count

    def luck(name: str) -> float:
        return lot(polls, governorate, name, run)

    won = highest(standing, law.seats[governorate], Fraction(17, 10), luck)
    found = dict.fromkeys(mine, 0)
    for name, seats in won.items():
        if "+" in name:
            brought = {each: mine[each] for each in name.split("+")}
            for each, part in highest(brought, seats, Fraction(1), luck).items():
                found[each] += part
        else:
            found[name.split("/")[0]] += seats
    return found


@pytest.mark.parametrize("most", [90_000, 12])
@pytest.mark.parametrize("alliances", [TOGETHER, ()])
def test_lists_alliances_and_pools_win_by_highest_quotients(
    polls: Polls, alliances: tuple[tuple[str, ...], ...], most: int
) -> None:
    """With few votes ties are common, so that lots are drawn too."""
    votes = some_votes(polls, most)
    found = count_seats(polls.data, votes, ballot_of(polls, LISTS, alliances), polls.chance, polls.beliefs)
    assert found.dtype == np.int64
    assert not found[:, -1].any()
    for place in range(len(polls.governorates)):
        for run in range(RUNS):
            expected = by_lists(polls, votes, alliances, place, run)
            assert found[place, :-1, run].tolist() == list(expected.values())


def test_the_single_vote_counts_by_how_each_form_nominates(polls: Polls) -> None:
    votes, ballot = some_votes(polls) + 1.0, ballot_of(polls, SINGLE)
    votes[:, -1] = 0.0
    law, data, beliefs = find_law(SINGLE), polls.data, polls.beliefs
    found = count_seats(data, votes, ballot, polls.chance, beliefs)
    cards, columns = list(data.cards), {}
    for name in cards:
        group = next((group for group in TOGETHER if name in group), (name,))
        if name == group[0]:
            columns["+".join(group)] = group
    forms = [data.cards[group[0]].form if len(group) == 1 else "alliance" for group in columns.values()]
    orders = {
        "command": beliefs.order_command,
        "party": beliefs.order_party,
        "alliance": beliefs.order_alliance,
    }
    rule = law.rule
    how = Nominations(
        coordination=np.stack([orders.get(form, np.zeros(RUNS)) for form in forms], axis=1),
        surplus=np.stack(
            [np.full(RUNS, rule.loose_surplus) if f == "alone" else beliefs.order_surplus for f in forms],
            axis=1,
        ),
        spread=rule.nominations.spread,
        geography=rule.nominations.geography,
        surprise=rule.nominations.surprise,
    )

    def draw(stream: Any, district: str) -> np.ndarray:
        names = [f"{stream.value}.{district}.{name}" for name in columns]
        return polls.chance.uniform(Stream.NOMINATION, names, 1).T

    table = np.stack(
        [votes[:, [cards.index(each) for each in group]].sum(axis=1) for group in columns.values()], axis=2
    ).swapaxes(0, 1)
    sizes = [rule.sizes(name, law.seats[name]) for name in data.governorates]
    won = single_vote(table, sizes, data.governorates, how, draw)
    for place, governorate in enumerate(data.governorates):
        for run in range(RUNS):
            for column, group in enumerate(columns.values()):
                brought = {each: int(votes[place, cards.index(each), run]) for each in group}
                seats = int(won[run, place, column])
                expected = highest(
                    brought, seats, Fraction(1), lambda name, g=governorate, r=run: lot(polls, g, name, r)
                )
                mine = {each: int(found[place, cards.index(each), run]) for each in group}
                assert mine == (expected if len(group) > 1 else {group[0]: seats})
