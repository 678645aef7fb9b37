"""What the vote shows on average. The bands of the patterns themselves are measured by the back-tests."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from simulation.model.institutions import find_law
from simulation.model.institutions.ballots import load_electorate
from simulation.model.institutions.polls import Polls
from tests.model.institutions.polls_world import polls_at

FRAMEWORK = (
    "badr",
    "sadiqoun",
    "khadamat",
    "supreme_council",
    "state_of_law",
    "aqd",
    "huquq",
    "hikma",
    "nasr",
)
SAIROUN_2018 = {  # seats of 2018 by governorate
    "Baghdad": 17, "Basra": 5, "Dhi Qar": 6, "Babil": 4, "Diyala": 2, "Najaf": 4,
    "Wasit": 3, "Qadisiyah": 3, "Karbala": 3, "Maysan": 5, "Muthanna": 2,
}  # fmt: skip


def national(polls: Polls, votes: np.ndarray, ballot: object, law: str) -> np.ndarray:
    return np.asarray(polls.seats(votes, replace(ballot, law=law)).sum(axis=0))  # type: ignore[type-var]


def test_the_single_vote_rewards_one_command_against_alliances() -> None:
    polls = polls_at("2021-06", 200)
    ballot = polls.usual_ballot("sntv_2021")
    votes, _ = polls.votes(ballot)
    then, now = (national(polls, votes, ballot, law) for law in ("sntv_2021", "sainte_lague_2023"))
    row = polls.lists.index
    framework = [row(name) for name in FRAMEWORK]
    assert now[row("sadrists")].mean() < then[row("sadrists")].mean()
    assert now[framework].sum(axis=0).mean() > then[framework].sum(axis=0).mean()


def test_a_boycott_has_the_geography_of_the_boycotter() -> None:
    polls = polls_at("2025-01", 200)
    ballot = polls.usual_ballot("sainte_lague_2023")
    away = np.zeros_like(ballot.boycott)
    away[polls.lists.index("sadrists")] = True
    _, turnout = polls.votes(replace(ballot, boycott=away))
    change = (turnout - polls.data.turnout("2025-01")[:, None]).mean(axis=1)
    law_seats = find_law("sainte_lague_2023").seats
    share = np.array([SAIROUN_2018.get(g, 0) / law_seats[g] for g in polls.governorates])
    assert np.corrcoef(share, change)[0, 1] < -0.5


def test_turnout_before_anything_moves_is_what_was_measured() -> None:
    data = load_electorate()
    assert (data.turnout("2021-06") == 0.4452).all()
    known = dict(zip(data.governorates, data.turnout("2025-01"), strict=True))
    assert (known["Duhok"], known["Wasit"]) == (0.57, 0.435)
