"""The enumeration of coalitions against a plain reading of its equation, on toy parliaments."""

from __future__ import annotations

import math
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

from simulation.model.chance import Chance
from simulation.model.institutions.coalitions import Bargaining, Coalitions, Majority, Scene, Weights

BLOCS = ("a", "b", "c", "d", "e", "f", "g", "h")
COMMUNITIES = ("x", "x", "x", "y", "y", "z", "z", "w")
OFFICES = ("x", "y", "z")
MAJORITY = Majority(51, 67)


def toy(seed: int, runs: int = 5) -> tuple[Coalitions, Scene, Weights]:
    draw = np.random.default_rng(seed)
    count = len(BLOCS)
    seats = draw.multinomial(100, draw.dirichlet(np.ones(count)), size=runs).T.astype(float)
    seats[draw.integers(count), 0] = 0.0
    pairs = [(i, k) for i in range(count) for k in range(i + 1, count) if draw.random() < 0.4]
    home = np.array([community == "x" for community in COMMUNITIES], dtype=float)
    scene = Scene(
        seats=seats,
        follow=np.floor(seats * draw.uniform(0.6, 1.0, seats.shape)),
        barred=draw.random(seats.shape) < 0.05,
        claim=seats * (home * draw.random(count))[:, None],
        resolve=draw.logistic(size=seats.shape),
        axis=draw.uniform(-1, 1, seats.shape),
        arms=draw.random(seats.shape),
        ties={pair: draw.uniform(-1, 1, runs) for pair in pairs},
        largest=draw.integers(-1, count, runs),
        premier=draw.integers(-1, count, runs),
        outgoing=draw.integers(-1, 2**count, runs),
    )
    weights = Weights(*(draw.uniform(0.1, 2.0, runs) for _ in fields(Weights)))
    return Coalitions(BLOCS, COMMUNITIES, OFFICES), scene, weights


def plainly(inside: set[int], scene: Scene, weights: Weights, run: int, bound: bool) -> float:
    """U of one coalition in one run without its luck, straight from the equation."""
    seats = scene.seats[:, run]
    weigh = {each.name: float(getattr(weights, each.name)[run]) for each in fields(Weights)}
    tie = {pair: float(value[run]) for pair, value in scene.ties.items()}
    if sum(scene.follow[b, run] for b in inside) < MAJORITY.votes:
        return -math.inf
    if any(seats[b] == 0 or scene.barred[b, run] for b in inside):
        return -math.inf
    total = 0.0
    for office in OFFICES:
        held = [b for b in range(len(BLOCS)) if COMMUNITIES[b] == office]
        whole, share = sum(seats[b] for b in held), sum(seats[b] for b in held if b in inside)
        if whole > 0 and share == 0 and bound:
            return -math.inf
        total += weigh["coverage"] * math.log(max(share / whole, 0.05)) if whole > 0 else 0.0
    home = [b for b in inside if COMMUNITIES[b] == OFFICES[0]]
    if home:
        axis = [scene.axis[b, run] for b in home]
        arms = [scene.arms[b, run] for b in home]
        total -= weigh["range"] * ((max(axis) - min(axis)) / 2 + max(arms) - min(arms)) / 2
    total -= weigh["crowd"] * max(len(inside) - 6, 0)
    total += weigh["largest"] * (scene.largest[run] in inside)
    total += weigh["premier_list"] * (scene.premier[run] in inside)
    size = sum(seats[b] for b in inside)
    if size < MAJORITY.quorum:
        total -= weigh["short"]
    elif all(size - seats[b] < MAJORITY.quorum for b in inside):
        total += weigh["minimal"]
    if scene.outgoing[run] == sum(1 << b for b in inside):
        total += weigh["same_again"]
    for (i, k), affinity in tie.items():
        if (i in inside) != (k in inside):
            total -= weigh["affinity"] * affinity * seats[i] * seats[k] / 2500
    return total - sum(max(reluctance(b, inside, scene, weigh, tie, run), 0.0) for b in inside)


def reluctance(
    bloc: int, inside: set[int], scene: Scene, weigh: dict[str, float], tie: dict[Any, float], run: int
) -> float:
    def towards(other: int) -> float:
        return tie.get((min(bloc, other), max(bloc, other)), 0.0)

    seats, others = scene.seats[:, run], inside - {bloc}
    held = sum(seats[k] for k in others)
    near = sum(seats[k] * max(towards(k), 0.0) for k in others) / max(held, 1.0)
    near -= max((-towards(k) for k in others if seats[k] > 0 and towards(k) < 0), default=0.0)
    out = [k for k in range(len(BLOCS)) if k not in inside and COMMUNITIES[k] == OFFICES[0]]
    claims = sum(scene.claim[k, run] for k in out)
    away = sum(scene.claim[k, run] * towards(k) for k in out) / max(claims, 1.0)
    stance = sum(seats[k] * scene.axis[k, run] for k in inside) / max(sum(seats[k] for k in inside), 1.0)
    outward = max(stance - scene.axis[bloc, run], 0.0)
    price = weigh["ties"] * (away - near) + weigh["patron"] * outward
    return price + scene.resolve[bloc, run] - weigh["join"]


@pytest.mark.parametrize("bound", [True, False])
@pytest.mark.parametrize("seed", range(6))
def test_the_enumeration_is_the_equation(seed: int, bound: bool) -> None:
    coalitions, scene, weights = toy(seed)
    cases, utility = coalitions.utility(
        scene, weights, MAJORITY, bound=bound, luck=lambda cases: np.zeros(len(cases.run))
    )
    found = np.full((coalitions.count, 5), -np.inf)
    found[cases.number, cases.run] = utility
    feasible = 0
    for number in range(coalitions.count):
        inside = {b for b in range(len(BLOCS)) if number >> b & 1}
        for run in range(5):
            expected = plainly(inside, scene, weights, run, bound)
            feasible += math.isfinite(expected)
            assert found[number, run] == pytest.approx(expected, rel=1e-9, abs=1e-9)
    assert feasible > 30


def chosen(blocs: tuple[int, ...], seed: int, run: int) -> set[str]:
    """The coalition that bargains in one run when only some blocs exist."""
    _, scene, weights = toy(seed)
    rows = list(blocs)
    place = {bloc: row for row, bloc in enumerate(rows)}
    runs = np.array([run])
    part = scene.take(runs)
    some = Scene(
        **{
            n: getattr(part, n)[rows]
            for n in ("seats", "follow", "barred", "claim", "resolve", "axis", "arms")
        },
        ties={(place[i], place[k]): v for (i, k), v in part.ties.items() if i in place and k in place},
        largest=np.array([-1]),
        premier=np.array([-1]),
        outgoing=np.array([-1]),
    )
    coalitions = Coalitions([BLOCS[b] for b in rows], [COMMUNITIES[b] for b in rows], OFFICES)
    bargaining = Bargaining(coalitions, Chance(3, np.array([41])))
    bargaining.evaluate(np.array([0]), 5, some, weights.take(runs), MAJORITY, bound=False)
    none = np.zeros((len(rows), 1))
    number = max(bargaining.best(np.array([0]), none, some.seats, none)[0], 0)
    return {coalitions.blocs[b] for b in range(len(rows)) if number >> b & 1}


@pytest.mark.parametrize("seed", range(12))
def test_a_bloc_without_seats_changes_nothing(seed: int) -> None:
    """Luck goes by the members of a coalition, so that dropping the empty bloc of run 0 leaves the choice."""
    _, scene, _ = toy(seed)
    held = tuple(int(b) for b in np.flatnonzero(scene.seats[:, 0] > 0))
    assert chosen(tuple(range(len(BLOCS))), seed, 0) == chosen(held, seed, 0)


def test_blocs_of_a_community_must_stand_together() -> None:
    with pytest.raises(ValueError, match="x community"):
        Coalitions(("a", "b", "c"), ("x", "y", "x"), ("x", "y"))


def test_best_follows_what_members_add_and_what_patrons_make_of_them() -> None:
    coalitions, scene, weights = toy(1)
    bargaining = Bargaining(coalitions, Chance(3, np.arange(5)))
    every, none = np.arange(5), np.zeros(scene.seats.shape)
    bargaining.evaluate(every, 0, scene, weights, MAJORITY, bound=False)
    usable = (scene.seats > 0) & ~scene.barred
    for bloc in range(len(BLOCS)):
        add = none.copy()
        add[bloc] = 100.0
        wanted = coalitions.members[bloc, bargaining.best(every, add, scene.seats, none)]
        shunned = coalitions.members[bloc, bargaining.best(every, none, scene.seats, -10000.0 * (add > 0))]
        assert (wanted == usable[bloc]).all()
        assert not shunned[(scene.seats[bloc] < 30)].any()


def test_where_no_coalition_can_govern_none_bargains() -> None:
    coalitions, scene, weights = toy(1)
    bargaining = Bargaining(coalitions, Chance(3, np.arange(5)))
    every, none = np.arange(5), np.zeros(scene.seats.shape)
    barred = scene.barred.copy()
    barred[:, [0, 3]] = True
    bargaining.evaluate(every, 0, replace(scene, barred=barred), weights, MAJORITY, bound=False)
    assert ((bargaining.best(every, none, scene.seats, none) < 0) == [True, False, False, True, False]).all()
    assert (bargaining.best(every[:1], none[:, :1], scene.seats[:, :1], none[:, :1]) == -1).all()


def test_a_coalition_that_failed_makes_way() -> None:
    coalitions, scene, weights = toy(2)
    bargaining = Bargaining(coalitions, Chance(3, np.arange(5)))
    every, none = np.arange(5), np.zeros(scene.seats.shape)
    bargaining.evaluate(every, 0, scene, weights, MAJORITY, bound=False)
    first = bargaining.best(every, none, scene.seats, none)
    bargaining.lower(every, first, np.full(5, 1e6))
    assert (bargaining.best(every, none, scene.seats, none) != first).all()
