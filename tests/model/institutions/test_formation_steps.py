"""Months of forming governments in a block, against a plain reading of the design, run by run."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from simulation.model.chance import Chance
from simulation.model.institutions.formation import BACKINGS, KINDS, Context, Formation
from simulation.model.institutions.lawbook import find_law
from tests.model.institutions.formations import LISTS, SEATS_2021, VOTES_2021, beliefs, positions, table
from tests.model.institutions.plain_formation import PlainFormation

RUNS = 12
ROUGH = {
    "step_slip": 0.15,
    "court_case": 0.4,
    "court_lean": 0.6,
    "designation_fails": 0.3,
    "clash_base": -1.0,
}
STUCK = {"boycott_base": 2.0, "withdrawal_rate": 0.4, "step_slip": 0.1, "clash_base": -1.5}
LATE = {"step_slip": 0.8, "dissolve_after": 8.0, "dissolution_rate": 0.5, "settle_push": 0.05}


def worlds(seed: int, month: int) -> tuple[Context, list[SimpleNamespace]]:
    """The month outside parliament, for the block and for each run."""
    draw = np.random.default_rng([seed, month])
    said = {
        "brokerage": draw.uniform(0.3, 1.6, RUNS),
        "us_pressure": draw.uniform(0.3, 1.6, RUNS),
        "najaf": draw.uniform(0.2, 1.5, RUNS),
        "cohesion": draw.uniform(0.2, 1.0, RUNS),
        "anger": draw.uniform(-0.2, 0.5, RUNS),
        "word": draw.uniform(0.3, 1.5, RUNS),
    }
    street = {"fatah": draw.normal(0.0, 1.0, RUNS)}
    boycott = None if seed % 2 else draw.random((len(LISTS), RUNS)) < 0.05
    alone = [
        SimpleNamespace(
            **{name: float(values[run]) for name, values in said.items()},
            street={name: float(values[run]) for name, values in street.items()},
            boycott=None if boycott is None else boycott[:, run].tolist(),
        )
        for run in range(RUNS)
    ]
    return Context(**said, street=street, boycott=boycott), alone


def parliament(seed: int) -> dict[str, Any]:
    """Seats, votes and what is known of the outgoing government, ``(lists, runs)`` or ``(runs,)``."""
    draw = np.random.default_rng(seed)
    seats, votes = table(SEATS_2021, RUNS), table(VOTES_2021, RUNS)
    for run in range(RUNS):
        moved = draw.permutation(len(LISTS)) if run % 3 == 2 else np.arange(len(LISTS))
        seats[:, run] = seats[moved, run]
    own = [LISTS.index(name) for name in ("sudani", "state_of_law")]
    return {
        "seats": seats,
        "votes": votes,
        "premier": draw.choice([-1, *own], RUNS),
        "apart": draw.random(RUNS) < 0.5,
        "outgoing": draw.random(seats.shape) < 0.6,
    }


def agree(formation: Formation, plain: list[PlainFormation], out: Any, done: list[dict[str, Any]]) -> None:
    """Everything that a month leaves behind is the same in both readings."""
    flags = (out.invested, out.dissolved, out.coalition, formation.gone)
    assert {each.dtype for each in flags} == {np.dtype(bool)}
    whole = (out.premier, out.kind, out.backing, out.speaker, out.president, formation.nominee)
    assert {each.dtype for each in whole} == {np.dtype(np.int64)}
    for run, (mine, did) in enumerate(zip(plain, done, strict=True)):
        where = f"run {run}, month {mine.month}"
        assert formation.stage[run] == mine.stage, where
        assert formation.candidate[run] == mine.candidate, where
        assert (formation.speaker[run], formation.president[run]) == (mine.speaker, mine.president), where
        assert (out.speaker[run], out.president[run]) == (mine.speaker, mine.president), where
        assert formation.failed[run] == mine.failed, where
        assert formation.gone[:, run].tolist() == mine.gone, where
        assert formation.seats[:, run].tolist() == mine.seats, where
        assert formation.nominee[run] == mine.nominee, where
        assert formation.present[run] == mine.present, where
        assert {act: int(n[run]) for act, n in out.events.items() if n[run]} == mine.acts, where
        assert out.deaths[run] == mine.deaths, where
        assert (bool(out.invested[run]), bool(out.dissolved[run])) == (did["invested"], did["dissolved"]), (
            where
        )
        told = ("seats", "votes", "present")
        assert [getattr(out, name)[run] for name in told] == [did.get(name, 0) for name in told], where
        assert out.coalition[:, run].tolist() == did.get("coalition", [False] * len(LISTS)), where
        assert out.premier[run] == did.get("premier", -1), where
        kind, backing = did.get("kind"), did.get("backing")
        assert out.kind[run] == (-1 if kind is None else KINDS.index(kind)), where
        assert out.backing[run] == (-1 if backing is None else BACKINGS.index(backing)), where
        now = BACKINGS.index(mine.backing()) if mine.candidate >= 0 else -1
        assert formation.backing()[run] == now, where


@pytest.mark.parametrize(
    ("law", "seed", "fixed", "switches"),
    [
        ("sntv_2021", 1, ROUGH, {}),
        ("sntv_2021", 2, STUCK, {}),
        ("sainte_lague_2023", 3, STUCK, {}),
        ("sainte_lague_2023", 4, LATE, {}),
        ("sntv_2021", 5, ROUGH, {"power_sharing": False}),
        ("sntv_2021", 6, {}, {"blocking_third": False}),
        ("sntv_2021", 7, LATE, {"push_to_settle": False}),
    ],
)
def test_a_block_of_formations_is_what_each_is_alone(
    law: str, seed: int, fixed: dict[str, float], switches: dict[str, bool]
) -> None:
    chance = Chance(seed, np.arange(RUNS))
    believed, stand, held = beliefs(chance, **fixed), positions(chance), parliament(seed)
    formation = Formation(LISTS, find_law(law), chance, believed, **switches)
    context, worlds_now = worlds(seed, 0)
    every, later = np.ones(RUNS, dtype=bool), np.arange(RUNS) % 4 == 3
    plain = []
    for run in range(RUNS):
        alone = SimpleNamespace(**{name: value[run : run + 1] for name, value in vars(believed).items()})
        plain.append(PlainFormation(LISTS, law, chance.of(np.array([run])), alone, **switches))

    def begin(where: np.ndarray, month: int) -> None:
        given = {name: held[name] for name in ("votes", "premier", "apart", "outgoing")}
        formation.begin(where, month, held["seats"], stand, context=context, **given)
        for run in np.flatnonzero(where):
            mine = {name: values[..., run].tolist() for name, values in given.items()}
            seats = held["seats"][:, run].tolist()
            plain[run].begin(month, seats, {n: v[:, run] for n, v in stand.items()}, worlds_now[run], **mine)

    begin(every & ~later, 0)
    begin(later, 2)
    for month in range(3, 18):
        context, worlds_now = worlds(seed, month)
        out = formation.round(month, context)
        done = [each.round(month, world) for each, world in zip(plain, worlds_now, strict=True)]
        agree(formation, plain, out, done)
        again = (formation.stage == 0) & (np.arange(RUNS) % 5 == 1)
        if again.any() and month == 12:
            begin(again, month)
