"""Who stays away from the president's session: a plain reading of the equation, on drawn parliaments."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest

from simulation.model.institutions.parliament import House, Will, boycotters, load_blocs, session

RUNS = 6
Pairs = dict[tuple[int, int], np.ndarray]


class Drawn:
    """A parliament, a coalition and luck, drawn; arrays are (blocs, runs) or (runs,)."""

    def __init__(self, seed: int):
        draw = np.random.default_rng(seed)
        self.assembly = load_blocs()
        count = len(self.assembly.blocs)
        shape = (count, RUNS)
        lists = tuple(bloc.lists[0] for bloc in self.assembly.blocs.values())
        seats = draw.multinomial(329, draw.dirichlet(np.full(count, 0.7)), size=RUNS).T.astype(float)
        positions = {
            "axis": draw.uniform(-1, 1, shape),
            "arms": draw.random(shape),
            "discipline": draw.random(shape),
        }
        self.house = House(self.assembly, lists, seats, positions)
        self.inside = draw.random(shape) < 0.5
        self.gone = draw.random(shape) < 0.1
        pairs = [(i, k) for i in range(count) for k in range(i + 1, count) if draw.random() < 0.3]
        self.ties: Pairs = {pair: draw.uniform(-1, 1, RUNS) for pair in pairs}
        self.resolve = draw.logistic(size=shape)
        self.will = Will(*(draw.uniform(low, high, RUNS) for low, high in _WILLS))


_WILLS = ((-2.5, -0.5), (2.0, 6.0), (1.0, 5.0), (0.5, 2.0), (0.0, 1.0))


def plainly(case: Drawn, run: int) -> list[float]:
    """Seats that each bloc keeps away in one run, straight from the equation."""
    blocs = list(case.assembly.blocs.values())
    every = range(len(blocs))
    house, will = case.house, SimpleNamespace(**{n: v[run] for n, v in vars(case.will).items()})
    seats, inside = house.seats[:, run], case.inside[:, run]
    tie = {pair: float(value[run]) for pair, value in case.ties.items()}

    def between(i: int, k: int) -> float:
        return tie.get((min(i, k), max(i, k)), 0.0)

    held = sum(seats[k] for k in every if inside[k])
    stance = sum(seats[k] * house.axis[k, run] for k in every if inside[k]) / max(held, 1.0)

    def own(b: int) -> float:
        """Stake, patron and failed sessions, without the habit."""
        rivals = [k for k in every if k != b and blocs[k].community == blocs[b].community and inside[k]]
        office = blocs[b].community in case.assembly.offices
        staked = bool(rivals) and office and not inside[b] and not case.gone[b, run]
        outward = max(stance - house.axis[b, run], 0.0)
        return will.stake * blocs[b].claim * staked + will.patron * outward - will.fatigue

    first = [
        seats[b] if not inside[b] and will.base + own(b) + case.resolve[b, run] > 0 else 0.0 for b in every
    ]
    third = min(3.0 * sum(first) / sum(seats), 1.0)
    kept = []
    for b in every:
        pull = sum(between(b, k) * first[k] for k in every if k != b) / max(sum(first), 1.0)
        friends = sum(max(between(b, k), 0.0) * seats[k] for k in every if k != b and inside[k])
        foes = [-between(b, k) for k in every if k != b and inside[k] and seats[k] > 0]
        near = friends / max(held, 1.0) - max([0.0, *foes])
        latent = will.base * (1.0 - third) + own(b) + will.ties * (third * pull - near)
        stays = not inside[b] and latent + case.resolve[b, run] > 0
        discipline = house.discipline[b, run]
        share = discipline * stays + (1.0 - discipline) / (1.0 + math.exp(-latent))
        kept.append(math.floor(seats[b] * share + 0.5))
    return kept


@pytest.mark.parametrize("seed", range(12))
def test_who_stays_away_is_the_equation(seed: int) -> None:
    case = Drawn(seed)
    found = boycotters(case.assembly, case.house, case.inside, case.gone, case.ties, case.will, case.resolve)
    assert found.T.tolist() == [plainly(case, run) for run in range(RUNS)]


def test_a_parliament_without_members_keeps_nobody_away() -> None:
    case = Drawn(1)
    case.house.seats = np.zeros_like(case.house.seats)
    found = boycotters(case.assembly, case.house, case.inside, case.gone, case.ties, case.will, case.resolve)
    assert not found.any()


@pytest.mark.parametrize("seed", range(6))
def test_who_comes_is_the_rule(seed: int) -> None:
    """Open, decided and hopeless sessions, and those at the very quorum and the very margin."""
    case, draw = Drawn(seed), np.random.default_rng(seed)
    away = np.floor(case.house.seats * draw.random(case.house.seats.shape) * 0.6)
    willing = (case.house.seats - away).sum(axis=0)
    rates = {"absent_open": 0.03, "absent_decided": 0.25, "collapse": 0.4}
    for quorum, margin in [
        (150, 30.0),
        (220, 10.0),
        (int(willing[0]), 0.0),
        (int(willing[1]) + 25, 25.0),
        (int(willing[2]) + 26, 25.0),
    ]:
        given = {name: np.full(RUNS, value) for name, value in (rates | {"margin": margin}).items()}
        found = session(case.house, case.inside, away, quorum=quorum, **given)
        for run in range(RUNS):
            came = case.house.seats[:, run] - away[:, run]
            friends = came[case.inside[:, run]].sum()
            if came.sum() < quorum - margin:
                votes, others = math.floor(friends * 0.4), 0
            else:
                rate = 0.75 if came.sum() * 0.75 >= quorum else 0.97
                votes, others = math.floor(friends * rate), math.floor((came.sum() - friends) * rate)
            assert (found.for_it[run], found.against[run]) == (votes, others)
            assert found.present[run] == votes + others
        np.testing.assert_array_equal(found.boycott, away)


def test_a_session_is_decided_from_the_very_quorum_on() -> None:
    case = Drawn(3)
    none = np.zeros_like(case.house.seats)
    given = {"absent_open": 0.0, "absent_decided": 0.5, "margin": 0.0, "collapse": 0.0}
    terms = {name: np.full(RUNS, value) for name, value in given.items()}
    half = case.house.seats.sum(axis=0)[0] * 0.5
    case.house.seats[0] += 1.0  # 330 members: half of them is a whole number
    at, above = (session(case.house, case.inside, none, quorum=int(half + x), **terms) for x in (0.5, 1.5))
    assert (at.present <= 165).all()
    assert (above.present == 330).all()
