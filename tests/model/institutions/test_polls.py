"""Votes and seats: their sums, and what moves them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simulation.model.institutions import find_law
from simulation.model.institutions.ballots import Ballot
from simulation.model.institutions.polls import Polls
from tests.model.institutions.polls_world import polls_at

LIST_LAW = "sainte_lague_2023"
CASES = [("2021-06", "sntv_2021"), ("2021-06", LIST_LAW), ("2025-01", LIST_LAW), ("2025-07", LIST_LAW)]


def quiet(polls: Polls, law: str = LIST_LAW, **changes: object) -> Ballot:
    """Nobody boycotts and no premier has a list."""
    ballot = polls.usual_ballot(law)
    plain = {"boycott": np.zeros_like(ballot.boycott), "premier": np.full(polls.runs, -1)}
    return replace(ballot, **(plain | changes))


@pytest.fixture(scope="module")
def polls() -> Polls:
    return polls_at("2025-01", 60)


@pytest.mark.parametrize(("start", "law"), CASES)
def test_every_election_fills_parliament_from_whole_votes(start: str, law: str) -> None:
    polls = polls_at(start, 30)
    count = polls.vote(polls.usual_ballot(law))
    general = count.seats[:, :-1].sum(axis=1)
    assert (count.seats.sum(axis=(0, 1)) == 329).all()
    assert (general == np.array([find_law(law).seats[g] for g in polls.governorates])[:, None]).all()
    assert (count.seats[:, -1].sum(axis=0) == 9).all()
    assert (count.votes == np.floor(count.votes)).all()
    assert (count.votes >= 0).all()
    assert (count.seats[:, :-1][count.votes[:, :-1] == 0] == 0).all()
    assert ((count.babylon >= 0) & (count.babylon <= 5)).all()
    cast = polls.data.registered[:, None] * count.turnout * polls.beliefs.valid_votes
    np.testing.assert_allclose(count.votes.sum(axis=1), cast, atol=20)
    assert ((count.turnout > 0.05) & (count.turnout < 0.95)).all()


@pytest.mark.parametrize(("start", "law"), CASES)
def test_a_run_alone_votes_as_in_a_block(start: str, law: str) -> None:
    block, alone = polls_at(start, 23), polls_at(start, [17])
    whole, one = (polls.vote(polls.usual_ballot(law)) for polls in (block, alone))
    for name in ("votes", "seats", "turnout", "babylon"):
        np.testing.assert_array_equal(getattr(whole, name)[..., 17], getattr(one, name)[..., 0])


def test_a_run_alone_answers_to_mood_calls_and_offsets_as_in_a_block() -> None:
    block, alone = polls_at("2025-01", 23), polls_at("2025-01", [17])
    offsets = np.linspace(-1.0, 1.0, len(block.lists))

    def held(polls: Polls) -> np.ndarray:
        mood = np.tile(polls.chance.runs / 50.0, (len(polls.markets), 1))
        changes = {"resent_iran": mood, "fatigue": mood, "fear_of_war": mood, "popularity": mood[0]}
        ballot = replace(polls.usual_ballot(LIST_LAW), call=polls.chance.runs > 0, offsets=offsets, **changes)
        return polls.votes(ballot)[0]

    np.testing.assert_array_equal(held(block)[..., 17], held(alone)[..., 0])


def test_two_elections_of_a_run_have_their_own_luck(polls: Polls) -> None:
    first = polls.votes(quiet(polls))[0]
    second = polls.votes(quiet(polls, election=1, month=30))[0]
    assert (first != second).any()
    np.testing.assert_array_equal(first, polls.votes(quiet(polls, month=9))[0])


def test_a_boycott_empties_polls_where_the_boycotter_is_strong(polls: Polls) -> None:
    sadr = polls.lists.index("sadrists")
    away = np.zeros((len(polls.lists), polls.runs), dtype=bool)
    away[sadr] = True
    votes, turnout = polls.votes(quiet(polls))
    without, lower = polls.votes(quiet(polls, boycott=away))
    assert not without[:, sadr].any()
    share = (votes[:, sadr] / votes.sum(axis=1)).mean(axis=1)
    change = (lower - turnout).mean(axis=1)
    assert (change <= 1e-12).all()
    assert np.corrcoef(share, change)[0, 1] < -0.95
    erbil = polls.governorates.index("Erbil")
    assert abs(change[erbil]) < 0.005
    home = 1.0 - lower / turnout
    bound = polls.beliefs.boycott_home * votes[:, sadr] / votes.sum(axis=1)
    np.testing.assert_allclose(home, bound, rtol=0.02, atol=1e-4)


def test_boycotters_who_vote_all_the_same_lean_to_heirs(polls: Polls) -> None:
    away = np.zeros((len(polls.lists), polls.runs), dtype=bool)
    away[polls.lists.index("sadrists")] = True
    votes, without = polls.votes(quiet(polls))[0], polls.votes(quiet(polls, boycott=away))[0]
    gain = without.sum(axis=0) / np.maximum(votes.sum(axis=0), 1.0)
    heir, other = polls.lists.index("hikma"), polls.lists.index("state_of_law")
    assert (gain[heir] > 1.0).all()
    assert (gain[heir] > gain[other]).mean() > 0.95


def test_moods_move_the_lists_they_are_about(polls: Polls) -> None:
    rest = polls.votes(quiet(polls))[0].sum(axis=0)
    risen = np.full((len(polls.markets), polls.runs), 0.2)
    iran = polls.votes(quiet(polls, resent_iran=risen))[0].sum(axis=0)
    arms = polls.votes(quiet(polls, fatigue=risen))[0].sum(axis=0)
    row = polls.lists.index
    for moved, loser, winner in ((iran, "huquq", "sadrists"), (arms, "badr", "civil")):
        assert (moved[row(loser)] <= rest[row(loser)]).all()
        assert (moved[row(winner)] >= rest[row(winner)]).all()
    assert iran[row("huquq")].sum() < 0.95 * rest[row("huquq")].sum()


def test_a_premier_with_a_list_of_his_own_wins_by_his_standing(polls: Polls) -> None:
    sudani = polls.lists.index("sudani")
    own = np.full(polls.runs, sudani)
    shia = [row for row, name in enumerate(polls.lists) if polls.communities[name] == "shia"]

    def share(**changes: object) -> np.ndarray:
        seats = polls.vote(quiet(polls, **changes)).seats.sum(axis=0)
        return np.asarray(seats[sudani] / seats[shia].sum(axis=0))

    usual = share(premier=own)
    assert 0.22 < usual.mean() < 0.42
    assert share().mean() < 0.05  # inside the Framework's ticket his own list is what it was
    popular = np.full(polls.runs, 0.9)
    assert (share(premier=own, popularity=popular, services=popular) >= usual - 0.02).all()
    assert share(premier=own, popularity=popular).mean() > usual.mean() + 0.02
    fear = np.full((len(polls.markets), polls.runs), 0.3)
    assert share(premier=own, fear_of_war=fear).mean() > usual.mean()


def test_a_premier_can_differ_between_runs(polls: Polls) -> None:
    row = polls.lists.index
    premier = np.where(np.arange(polls.runs) % 2, row("sudani"), row("state_of_law"))
    votes = polls.votes(quiet(polls, premier=premier))[0].sum(axis=0)
    odd, even = np.arange(polls.runs) % 2 == 1, np.arange(polls.runs) % 2 == 0
    assert votes[row("sudani"), odd].mean() > 5 * votes[row("sudani"), even].mean()
    assert votes[row("state_of_law"), even].mean() > 1.5 * votes[row("state_of_law"), odd].mean()


def test_a_clerical_call_is_heard_in_its_market_only(polls: Polls) -> None:
    silent, called = (
        polls.votes(quiet(polls, call=np.full(polls.runs, value)))[1] for value in (False, True)
    )
    rise = (called - silent).mean(axis=1)
    place = polls.governorates.index
    assert 0.002 < rise[place("Karbala")] < 0.05
    assert rise[place("Duhok")] == 0.0


def test_an_offset_works_against_others_and_against_staying_at_home(polls: Polls) -> None:
    offsets = np.array([0.5 if polls.communities[name] == "kurdish" else 0.0 for name in polls.lists])
    votes, turnout = polls.votes(quiet(polls))
    moved, higher = polls.votes(quiet(polls, offsets=offsets))
    place = polls.governorates.index
    assert (higher[place("Erbil")] > turnout[place("Erbil")] + 0.05).all()
    np.testing.assert_allclose(higher[place("Maysan")], turnout[place("Maysan")], atol=0.01)
    kdp, puk = polls.lists.index("kdp"), polls.lists.index("puk")
    before, after = (v[place("Duhok"), kdp] / v[place("Duhok"), puk] for v in (votes, moved))
    np.testing.assert_allclose(after, before, rtol=0.05)  # the other markets there have not moved


def test_allies_stand_as_one_and_divide_what_they_win(polls: Polls) -> None:
    apart, joint = quiet(polls, alliances=()), quiet(polls, alliances=(("badr", "sadiqoun"),))
    votes = polls.votes(apart)[0]
    np.testing.assert_array_equal(votes, polls.votes(joint)[0])
    alone, together = polls.seats(votes, apart), polls.seats(votes, joint)
    pair = [polls.lists.index(name) for name in ("badr", "sadiqoun")]
    assert together[:, pair].sum() > alone[:, pair].sum()  # 1.7 is paid once
    baghdad = polls.governorates.index("Baghdad")
    mine, seats = votes[baghdad, pair], together[baghdad, pair]
    exact = seats.sum(axis=0) * mine / mine.sum(axis=0)
    assert (np.abs(seats - exact) <= 1).all()


def test_candidates_alone_win_next_to_nothing_where_seats_go_to_lists(polls: Polls) -> None:
    row = polls.lists.index("independents")
    seats = polls.vote(quiet(polls)).seats[:, row].sum(axis=0)
    assert (seats / 320).mean() < 0.02
    single = polls_at("2021-06", 40)
    assert (single.vote(quiet(single, "sntv_2021")).seats[:, row].sum(axis=0) / 320).mean() > 0.02


def test_the_usual_ballot_draws_what_leaders_will_do() -> None:
    for start, boycott, own in (("2021-06", 0.1, 0.0), ("2025-01", 0.5, 0.5), ("2025-07", 0.95, 0.95)):
        polls = polls_at(start, 400)
        ballot = polls.usual_ballot(LIST_LAW)
        assert abs(ballot.boycott.any(axis=0).mean() - boycott) < 0.08
        assert abs((ballot.premier >= 0).mean() - own) < 0.08


def test_new_lists_take_from_all_others() -> None:
    polls = polls_at("2021-06", 60)
    none = polls_at("2021-06", 60)
    none.beliefs.list_entry_chance = np.zeros(60)
    row = polls.lists.index
    some, few = (each.votes(quiet(each, "sntv_2021"))[0].sum(axis=0) for each in (polls, none))
    assert some[row("ishraqat_kanoon")].sum() > 2 * few[row("ishraqat_kanoon")].sum()
    assert (some[row("state_of_law")] <= few[row("state_of_law")] + 20).all()
