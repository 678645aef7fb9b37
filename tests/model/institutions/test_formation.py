"""Governments: what each must have, what stops them, and what the switches change."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulation.documents import packaged, read_document
from simulation.errors import InputError
from simulation.evidence.uses import names_read
from simulation.model.chance import Chance
from simulation.model.institutions import candidates as candidates_module
from simulation.model.institutions import formation as formation_module
from simulation.model.institutions import talks as talks_module
from simulation.model.institutions.candidates import load_candidates
from simulation.model.institutions.formation import BACKINGS, KINDS, Context, Formation
from simulation.model.institutions.lawbook import find_law
from simulation.model.institutions.parliament import load_blocs
from tests.model.institutions.formations import (
    LISTS,
    SEATS_2021,
    Played,
    beliefs,
    declared,
    play,
    positions,
    table,
)

SUDANI_AHEAD = {
    "sudani": 60, "state_of_law": 28, "badr": 19, "sadiqoun": 16, "huquq": 4, "khadamat": 1,
    "supreme_council": 2, "aqd": 6, "hikma": 9, "nasr": 9, "national_approach": 3, "ishraqat_kanoon": 4,
    "tasmim": 7, "others_shia": 19, "independents": 1, "civil": 4, "progress": 34, "azm": 11, "siyada": 13,
    "hasm": 3, "others_sunni": 7, "kdp": 28, "puk": 18, "new_generation": 6, "kurdistan_islamic_union": 3,
    "others_kurd": 3, "turkmen_front": 2, "minority_quota": 9,
}  # fmt: skip


@lru_cache(maxsize=8)
def played(**how: Any) -> Played:
    return play(300, **how)


@lru_cache(maxsize=2)
def ahead() -> Played:
    return play(300, seats=SUDANI_AHEAD, law="sainte_lague_2023", apart=True, premier="sudani")


def share(flags: Any) -> float:
    return float(np.mean(flags))


def community(places: Any) -> list[str]:
    cards = list(load_blocs().blocs.values())
    return [cards[place].community for place in places]


@pytest.mark.parametrize("which", [played, ahead])
def test_what_every_government_has(which: Any) -> None:
    found = which()
    assert share(found.months > 0) > 0.7
    for outcome in found.rounds:
        now = outcome.invested
        assert (outcome.votes[now] >= 165).all()
        assert (outcome.seats[now] >= 165).all()
        assert (outcome.present[now] >= 220).all()
        assert set(community(outcome.speaker[now])) <= {"sunni"}
        assert set(community(outcome.president[now])) <= {"kurdish"}
        premiers = list(load_candidates().values())
        assert {premiers[place].community for place in outcome.premier[now]} <= {"shia"}
        assert (outcome.kind[now] < KINDS.index("other")).all()
        assert (outcome.coalition[:, now].sum(axis=0) > 0).all()
        assert not outcome.coalition[:, ~now].any()
        assert (outcome.backing[~now] == -1).all()


def test_a_premier_of_a_list_has_it_in_his_coalition() -> None:
    for outcome in ahead().rounds:
        for run in np.flatnonzero(outcome.invested):
            man = list(load_candidates().values())[outcome.premier[run]]
            if man.list is not None:
                assert outcome.coalition[LISTS.index(man.list), run]


def test_nothing_happens_before_the_court_has_ratified() -> None:
    found = played()
    early = found.rounds[:2]
    assert not any(outcome.invested.any() or outcome.events["speaker_elected"].any() for outcome in early)
    assert found.rounds[3].events["speaker_elected"].any()


def test_everybody_who_matters_is_in() -> None:
    """Pattern 15 of the list: a major Sunni and a major Kurdish list, and 200 seats."""
    for found in (played(), ahead()):
        assert share(found.last["seats"][found.months > 0] >= 200) >= 0.8
    formed = [outcome.coalition[:, outcome.invested] for outcome in ahead().rounds]
    coalitions = np.concatenate(formed, axis=1)
    for lists in (("progress", "azm", "siyada"), ("kdp", "puk")):
        assert share(coalitions[[LISTS.index(name) for name in lists]].any(axis=0)) >= 0.95


def test_the_third_keeps_sadrs_majority_out() -> None:
    """From the parliament of 2021 the ablation of the boycott lets many more such governments in."""
    sadr = BACKINGS.index("sadr")
    with_it, without = played(), played(blocking_third=False)
    assert share(with_it.events["session_failed"] > 0) > 0.5
    assert without.events["session_failed"].max() == 0
    assert share(without.last["backing"] == sadr) - share(with_it.last["backing"] == sadr) > 0.3
    assert np.median(without.months[without.months > 0]) < np.median(with_it.months[with_it.months > 0])
    assert "clash" in with_it.events
    assert share(with_it.deaths > 0) > share(without.deaths > 0)


def test_who_follows_on_vacant_seats_is_the_laws_business() -> None:
    sadrists = LISTS.index("sadrists")
    for law, left in (("sntv_2021", 0.0), ("sainte_lague_2023", 73.0)):
        found = play(200, law=law)
        gone = found.events["resignation"] > 0
        assert 0.1 < share(gone) < 0.9
        assert (found.formation.seats.sum(axis=0) == 329).all()
        assert (found.formation.seats[sadrists, gone] == left).all()
        assert (found.formation.seats[sadrists, ~gone] == 73).all()
        kurds = found.formation.seats[[LISTS.index(name) for name in ("kdp", "puk", "progress")]]
        assert (kurds == np.array([[31], [17], [37]])).all()  # they did not stand in the same districts
    ran = {act for outcome in found.rounds for act in outcome.events}
    assert {"court_ruling", "agreement", "president_elected", "designation_failed"} <= ran


def test_without_the_convention_offices_go_by_size() -> None:
    found = played(power_sharing=False)
    now = found.months > 0
    assert len(set(community(found.last["speaker"][now]))) > 1
    assert len(set(community(found.last["president"][now]))) > 1
    assert share(found.last["kind"][now] == KINDS.index("other")) > 0.0


def test_a_run_alone_is_the_run_in_the_block() -> None:
    block = play(40)
    for runs in ([7], [39, 3, 21]):
        alone = play(runs)
        for mine, whole in zip(alone.rounds, block.rounds, strict=True):
            for name in (
                "invested",
                "seats",
                "votes",
                "premier",
                "backing",
                "present",
                "deaths",
                "dissolved",
            ):
                assert (getattr(mine, name) == getattr(whole, name)[runs]).all()
            assert (mine.coalition == whole.coalition[:, runs]).all()
            assert all((count == whole.events[act][runs]).all() for act, count in mine.events.items())


def formation(runs: int = 60, law: str = "sainte_lague_2023", **fixed: float) -> tuple[Formation, Chance]:
    chance = Chance(11, np.arange(runs))
    return Formation(LISTS, find_law(law), chance, beliefs(chance, **fixed)), chance


def test_formations_of_different_months_do_not_meet() -> None:
    """Runs that vote later are those that would have been had the others never voted."""
    both, chance = formation()
    alone, _ = formation()
    seats, stand, context = table(SEATS_2021, 60), positions(chance), Context.usual(60)
    early = np.arange(60) < 30
    both.begin(early, 0, seats, stand)
    for month in range(1, 20):
        if month == 5:
            both.begin(~early, 5, seats, stand)
            alone.begin(~early, 5, seats, stand)
        first, second = both.round(month, context), alone.round(month, context)
        assert (first.invested[30:] == second.invested[30:]).all()
        assert (first.premier[30:] == second.premier[30:]).all()
        assert not second.invested[:30].any()


def test_a_new_vote_starts_afresh() -> None:
    talks, chance = formation()
    seats, stand, context = table(SEATS_2021, 60), positions(chance), Context.usual(60)
    everybody = np.ones(60, dtype=bool)
    talks.begin(everybody, 0, seats, stand)
    for month in range(1, 20):
        talks.round(month, context)
    talks.begin(everybody, 20, table(SUDANI_AHEAD, 60), stand)
    assert (talks.speaker == -1).all()
    assert (talks.president == -1).all()
    assert not talks.gone.any()
    assert (talks.failed == 0).all()
    assert sum(talks.round(month, context).invested.sum() for month in range(21, 45)) > 40


def invested(context: Context, **fixed: float) -> Any:
    """Backing of the governments formed from the 2021 parliament in a given world, (runs,)."""
    talks, chance = formation(400, "sntv_2021", **fixed)
    talks.begin(np.ones(400, dtype=bool), 0, table(SEATS_2021, 400), positions(chance), context=context)
    found = np.full(400, -1)
    for month in range(1, 25):
        outcome = talks.round(month, context)
        found[outcome.invested] = outcome.backing[outcome.invested]
    return found


def test_the_world_outside_matters() -> None:
    usual = Context.usual(400)
    one = np.ones(400)
    strong = Context(3.0 * one, one, one, one, 0.0 * one)
    quarrel = Context(one, one, one, 0.0 * one, 0.0 * one)
    framework = BACKINGS.index("framework")
    assert share(invested(strong) == framework) > share(invested(usual) == framework) + 0.03
    assert share(invested(quarrel) == framework) < share(invested(usual) == framework)


def test_anger_and_calls_bring_people_into_the_street() -> None:
    dead = []
    for anger, call in ((0.0, 0.0), (0.5, 0.0), (0.0, 3.0)):
        talks, chance = formation(200)
        usual = Context.usual(200)
        context = Context(
            usual.brokerage, usual.us_pressure, usual.najaf, usual.cohesion, np.full(200, anger),
            {"sadrists": np.full(200, call)},
        )  # fmt: skip
        talks.begin(np.ones(200, dtype=bool), 0, table(SUDANI_AHEAD, 200), positions(chance))
        dead.append(sum(talks.round(month, context).deaths.sum() for month in range(1, 13)))
    assert dead[1] > dead[0]
    assert dead[2] > dead[0] > 0


def test_lists_that_stay_away_for_good_can_stop_everything() -> None:
    talks, chance = formation(100)
    usual = Context.usual(100)
    silent = np.repeat(np.isin(LISTS, ["sadrists", "kdp", "progress"])[:, None], 100, axis=1)
    context = Context(
        usual.brokerage, usual.us_pressure, usual.najaf, usual.cohesion, usual.anger, boycott=silent
    )
    talks.begin(np.ones(100, dtype=bool), 0, table(SEATS_2021, 100), positions(chance))
    outcomes = [talks.round(month, context) for month in range(1, 25)]
    assert not any(outcome.invested.any() for outcome in outcomes)
    assert any(outcome.dissolved.any() for outcome in outcomes)


def test_leaving_the_framework_frees_the_premiers_list() -> None:
    """Apart from the Framework's ticket he bids without it more often, and is stopped more often."""
    ticket = play(300, seats=SUDANI_AHEAD, law="sainte_lague_2023", premier="sudani")
    own = BACKINGS.index("own")
    assert share(ahead().first == own) > share(ticket.first == own)
    assert share(ahead().events["session_failed"] > 0) > share(ticket.events["session_failed"] > 0)


def test_first_place_is_not_the_premiership() -> None:
    """Pattern 14: the leader of the first list, and the incumbent who wants more."""
    names = list(load_candidates())
    premiers = ahead().last["premier"]
    assert share(premiers == names.index("state_of_law_leader")) <= 0.25
    assert 0.05 <= share(premiers == names.index("sudani")) <= 0.55


# --- the evidence behind it ----------------------------------------------------------------------


def test_every_number_that_is_read_is_declared() -> None:
    modules = (formation_module, talks_module, candidates_module)
    texts = [Path(str(module.__file__)).read_text(encoding="utf-8") for module in modules]
    assert {name for text in texts for name, _ in names_read(text)} <= set(declared())


def test_references_exist() -> None:
    seeds = packaged("seeds")
    sources = read_document(seeds / "sources.yaml").data["sources"]
    facts = {fact["id"] for fact in read_document(seeds / "articles.yaml").data["facts"]}

    def bases(value: Any) -> list[dict[str, Any]]:
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        here = [value] if isinstance(value, dict) and "kind" in value and "why" in value else []
        return here + [found for below in inner for found in bases(below)]

    for part in (
        read_document(seeds / "elections" / "blocs.yaml").data,
        read_document(seeds / "elections" / "candidates.yaml").data,
        declared(),
    ):
        found = bases(part)
        assert found
        for basis in found:
            assert set(basis.get("sources", [])) <= set(sources)
            assert set(basis.get("facts", [])) <= facts


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("support: {civil_minorities: 1.0}", "support: {civil: 1.0}", "not known here"),
        ("vetoes: {iran: 0.5}", "vetoes: {tehran: 0.5}", "not known here"),
        ("last_resort: true", "last_resort: false", "no candidate of last resort"),
        ("kind: sadr_backed", "kind: sadrist", "refused"),
    ],
)
def test_mistakes_in_the_candidates_are_told(tmp_path: Path, old: str, new: str, message: str) -> None:
    source, target = packaged("seeds") / "elections", tmp_path / "elections"
    target.mkdir()
    for name in ("blocs.yaml", "candidates.yaml"):
        text = (source / name).read_text(encoding="utf-8")
        (target / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError, match=message):
        load_candidates(tmp_path)
