"""The single vote against a plain reading of its five steps, one run and one district at a time."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest

from simulation.model.institutions import Draw, Luck, Nominations, single_vote

SIZES, NAMES = [(4, 4, 3), (5,)], ["Wasit", "Karbala"]
LEAST_WEIGHT = 0.05
"""What a list without any coordination weighs in what its rivals expect."""
HOW = ("coordination", "surplus", "spread", "geography", "surprise")


def deal(runs: int, lists: int) -> Draw:
    def draw(stream: Luck, district: str) -> np.ndarray:
        return np.random.default_rng([*stream.value.encode(), *district.encode()]).random((runs, lists))

    return draw


def normal(uniform: float) -> float:
    return NormalDist().inv_cdf(uniform)


def d_hondt(votes: list[float], seats: int) -> list[int]:
    quotients = sorted(
        ((count / divisor, row) for row, count in enumerate(votes) for divisor in range(1, seats + 1)),
        reverse=True,
    )
    winners = [row for _, row in quotients[:seats]]
    return [winners.count(row) for row in range(len(votes))]


def plainly(
    votes: np.ndarray,
    hopes: np.ndarray,
    sizes: tuple[int, ...],
    name: str,
    how: dict[str, list[float]],
    draw: Draw,
    run: int,
) -> list[int]:
    """Seats of one governorate in one run; no two candidates are level."""
    lists = range(len(votes))
    addresses = [f"{name}/{d + 1}" for d in range(len(sizes))]
    luck = {(s, a): draw(s, a)[run] for s in Luck for a in addresses}
    strength = [
        [size * math.exp(how["geography"][k] * normal(luck[Luck.GEOGRAPHY, a][k])) for k in lists]
        for size, a in zip(sizes, addresses, strict=True)
    ]
    won = [0] * len(votes)
    for d, (size, address) in enumerate(zip(sizes, addresses, strict=True)):
        part = [strength[d][k] / sum(each[k] for each in strength) for k in lists]
        surprise = [math.exp(how["surprise"][k] * normal(luck[Luck.SURPRISE, address][k])) for k in lists]
        rivals = [hopes[k] * part[k] * surprise[k] * max(how["coordination"][k], LEAST_WEIGHT) for k in lists]
        winnable = d_hondt(rivals, size)
        candidates = []
        for k in lists:
            loose = 1.0 - how["coordination"][k]
            extra = math.floor(how["surplus"][k] * loose * size + luck[Luck.NOMINATION, address][k])
            nominees = max(winnable[k], 1) + extra
            power = 2.0 * how["spread"][k] * loose * luck[Luck.DIVISION, address][k]
            shares = [(rank + 1) ** -power for rank in range(nominees)]
            candidates += [(votes[k] * part[k] * share / sum(shares), k) for share in shares]
        for count, k in sorted(candidates, reverse=True)[:size]:
            won[k] += count > 0
    return won


@pytest.mark.parametrize("seed", range(8))
def test_seats_are_those_of_the_five_steps(seed: int) -> None:
    runs, lists, draw = 12, 6, np.random.default_rng(seed)
    votes = draw.gamma(0.8, 9000.0, (runs, 2, lists)) + 1.0
    hopes = None if seed % 2 else votes * draw.uniform(0.3, 3.0, votes.shape)
    given = {
        "coordination": draw.choice([0.0, 0.02, 0.4, 0.8, 1.0], (runs, lists)),
        "surplus": draw.uniform(0.0, 2.0, lists),
        "spread": np.full((runs, 1), 0.9),
        "geography": np.float64(0.6),
        "surprise": draw.uniform(0.0, 0.6, (runs, lists)),
    }
    whole = {name: np.broadcast_to(value, (runs, lists)) for name, value in given.items()}
    if seed % 4 >= 2:  # votes that divide evenly, and lists whose votes are all in one district
        given |= {"geography": 0.0}
        whole |= {"geography": np.zeros((runs, lists))}
        given["coordination"] = whole["coordination"] = np.minimum(whole["coordination"], 0.8)
    luck = deal(runs, lists)
    won = single_vote(votes, SIZES, NAMES, Nominations(**given), luck, hopes)
    assert won.dtype == np.int64
    for g, (sizes, name) in enumerate(zip(SIZES, NAMES, strict=True)):
        for run in range(runs):
            how = {key: whole[key][run].tolist() for key in HOW}
            reckoned = votes if hopes is None else hopes
            expected = plainly(votes[run, g], reckoned[run, g], sizes, name, how, luck, run)
            assert won[run, g].tolist() == expected


def test_the_last_seat_goes_by_lot_among_the_level_alone() -> None:
    """Nominees of a list are level with one another; a rival above them all is never put to the lot."""
    even = Nominations(coordination=1.0, surplus=0.0, spread=0.0, geography=0.0, surprise=0.0)
    votes = np.tile([5000.0, 900.0, 900.0, 900.0, 10.0], (200, 1))[:, None]
    lots = np.random.default_rng(3).random((200, 5))

    def draw(stream: Luck, district: str) -> np.ndarray:
        assert district == "Najaf/1"
        return lots

    seats = single_vote(votes * [[[0.2, 1, 1, 1, 1]]], [(3,)], ["Najaf"], even, draw)[:, 0]
    # 1000 and three times 900 for three seats: the first is safe, two of three level lists join it
    assert (seats[:, 0] == 1).all()
    assert (seats[:, 4] == 0).all()
    losers = lots[:, 1:4].argmin(axis=1)
    assert (seats[:, 1:4] == (np.arange(3) != losers[:, None])).all()


def test_seats_stay_unfilled_only_where_nobody_has_votes() -> None:
    even = Nominations(coordination=1.0, surplus=0.0, spread=0.0, geography=0.0, surprise=0.0)
    votes = np.array([[[0.0, 0.0]], [[7.0, 0.0]], [[0.0, 0.0]]])
    seats = single_vote(votes, [(3,)], ["Najaf"], even, deal(3, 2))
    assert seats[:, 0].sum(axis=1).tolist() == [0, 3, 0]
    assert not single_vote(votes * 0, [(3,)], ["Najaf"], even, deal(3, 2)).any()
