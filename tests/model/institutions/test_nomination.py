"""Who is named premier: a plain reading of the rule, on drawn parliaments."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simulation.model.chance import Chance, Stream
from simulation.model.institutions.candidates import Nomination, load_candidates, nominate
from simulation.model.institutions.parliament import bloc_of, load_blocs
from tests.model.institutions.formations import LISTS

RUNS, MONTH = 60, 9
ASSEMBLY, CANDIDATES = load_blocs(), load_candidates()
BLOCS = list(ASSEMBLY.blocs)


def drawn(seed: int, bound: bool) -> Nomination:
    draw = np.random.default_rng(seed)
    own = [LISTS.index(each.list) for each in CANDIDATES.values() if each.list]
    return Nomination(
        lists=LISTS,
        seats=np.floor(draw.gamma(0.5, 25.0, (len(LISTS), RUNS))) * (draw.random((len(LISTS), RUNS)) < 0.8),
        inside=draw.random((len(BLOCS), RUNS)) < 0.6,
        bloc_of=bloc_of(ASSEMBLY, LISTS),
        premier=draw.choice([-1, *own], RUNS),
        camps={bloc.camp: draw.random(RUNS) < 0.5 for bloc in ASSEMBLY.blocs.values()},
        holders={name: draw.uniform(0.2, 2.0, RUNS) for name in ("iran", "united_states", "najaf")},
        bound=bound,
        outsider=draw.uniform(0.1, 0.5, RUNS),
        leader=draw.uniform(0.05, 0.4, RUNS),
        second_term=draw.uniform(0.05, 0.4, RUNS),
        backing=draw.uniform(0.5, 3.0, RUNS),
        small_list=draw.uniform(0.02, 0.2, RUNS),
    )


def plainly(case: Nomination, chance: Chance, run: int) -> int:
    """The place of the man named in one run."""
    seats, inside = case.seats[:, run], case.inside[:, run]
    held = [
        sum(seats[k] for k, at in enumerate(case.bloc_of) if at == b) * inside[b] for b in range(len(BLOCS))
    ]
    home = ASSEMBLY.community_of("premier")
    community = [bloc.community for bloc in ASSEMBLY.blocs.values()]
    whole = sum(h for h, c in zip(held, community, strict=True) if c == home)

    def luck(stream: Stream, name: str) -> float:
        return float(chance.uniform(stream, (name,), MONTH)[0, run])

    classes: dict[str, str] = {}
    free: dict[str, bool] = {}
    for name, man in CANDIDATES.items():
        row = None if man.list is None or man.list not in LISTS else LISTS.index(man.list)
        if row is not None and case.premier[run] == row:
            classes[name] = "sitting"
        elif row is None or seats[row] < case.small_list[run] * whole:
            classes[name] = "outsider"
        else:
            classes[name] = "leader" if man.leader else "party"
        can = not case.bound or man.community == home
        can = can and (not man.needs or bool(case.camps[man.needs][run]))
        if man.list is not None:
            can = can and row is not None and inside[case.bloc_of[row]] and seats[row] > 0
        for holder, stated in man.vetoes.items():
            said = luck(Stream.VETO, f"{name}.{holder}")
            if holder in BLOCS:
                can = can and not (said < stated and inside[BLOCS.index(holder)])
            else:
                can = can and said >= 1 - (1 - stated) ** float(case.holders[holder][run])
        free[name] = bool(can)
    share = {
        "outsider": case.outsider[run],
        "leader": case.leader[run],
        "sitting": case.second_term[run],
        "party": max(1 - case.outsider[run] - case.leader[run] - case.second_term[run], 0.05),
    }
    best, most = None, -math.inf
    for place, (name, man) in enumerate(CANDIDATES.items()):
        if not free[name]:
            continue
        number = sum(free[other] and classes[other] == classes[name] for other in CANDIDATES)
        counted = [b for b in range(len(BLOCS)) if not case.bound or community[b] == home]
        backed = sum(man.support.get(BLOCS[b], 0.0) * held[b] for b in counted)
        backed /= max(sum(held[b] for b in counted), 1.0)
        score = math.log(share[classes[name]] / number) + case.backing[run] * backed
        score -= math.log(-math.log(luck(Stream.PREMIER, name)))
        if score > most:
            best, most = place, score
    last = next(place for place, man in enumerate(CANDIDATES.values()) if man.last_resort)
    return last if best is None else best


@pytest.mark.parametrize("bound", [True, False])
@pytest.mark.parametrize("seed", range(4))
def test_the_man_named_is_the_rules(seed: int, bound: bool) -> None:
    case, chance = drawn(seed, bound), Chance(seed, np.arange(RUNS))
    found = nominate(CANDIDATES, ASSEMBLY, case, chance, MONTH)
    assert found.tolist() == [plainly(case, chance, run) for run in range(RUNS)]


def test_where_nobody_is_free_the_last_resort_is_named() -> None:
    case = drawn(1, True)
    case.camps.update({name: np.zeros(RUNS, dtype=bool) for name in case.camps})
    case.inside[:] = False
    case.holders.update({name: np.full(RUNS, 1e9) for name in case.holders})
    found = nominate(CANDIDATES, ASSEMBLY, case, Chance(1, np.arange(RUNS)), MONTH)
    plain = [plainly(case, Chance(1, np.arange(RUNS)), run) for run in range(RUNS)]
    assert found.tolist() == plain
    resort = [place for place, each in enumerate(CANDIDATES.values()) if each.last_resort]
    assert found.tolist().count(resort[0]) > 0
