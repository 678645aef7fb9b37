"""The starting points: whole parliaments, the same roster everywhere, and nothing from after the cut."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest

from simulation.codebook import HISTORY, Ledger, axis_index
from simulation.codebook.index import Rules
from simulation.evidence import Evidence, StartingPoint, load_evidence
from simulation.evidence.rows import Basis
from simulation.model import IraqModel
from simulation.model.population import history
from simulation.scenario import Scenario

STARTS = ("2021-06", "2024-11", "2025-01", "2025-07")
ANCHORS = {"2021-06": 0.05, "2024-11": -0.25, "2025-01": 0.0}
"""Anchors of iraq.md 3.1 for the coded index; a coder may be off by 0.15."""
EVIDENCE = load_evidence()


@pytest.fixture(params=STARTS)
def start(request: pytest.FixtureRequest) -> StartingPoint:
    return EVIDENCE.starts[request.param]


def levels(start: StartingPoint, attribute: str) -> dict[str, float]:
    """What each actor that has an attribute holds of it."""
    held = {actor: attributes.get(attribute) for actor, attributes in start.held.items()}
    return {actor: level.value for actor, level in held.items() if level is not None}


def own_bases(start: StartingPoint, evidence: Evidence) -> Iterator[Basis]:
    """Bases that the starting point itself gives, leaving out what it takes from the roster."""
    for actor, attributes in start.held.items():
        for name, attribute in attributes.items():
            if evidence.actors[actor].attributes.get(name) is not attribute:
                yield attribute.basis
    yield from (level.basis for level in start.world.values())
    yield from (act.basis for act in start.history)
    if start.government.basis is not None:
        yield start.government.basis
    if start.election is not None:
        yield start.election.basis


def in_words(day: str) -> str:
    """A date as a note would say it: "2025-02-17" is February 2025, "2022" is 2022."""
    year, *rest = day.split("-")
    return f"{calendar.month_name[int(rest[0])]} {year}" if rest else year


def test_every_starting_point_of_the_design_exists() -> None:
    assert tuple(EVIDENCE.starts) == STARTS


def test_parliament_has_329_seats(start: StartingPoint) -> None:
    assert sum(levels(start, "seats").values()) == 329


def test_every_start_holds_the_same_attributes_and_levels(start: StartingPoint) -> None:
    model = EVIDENCE.starts["2025-01"]
    assert {actor: set(held) for actor, held in start.held.items()} == {
        actor: set(held) for actor, held in model.held.items()
    }
    assert set(start.world) == set(model.world)
    assert {name: level.unit for name, level in start.world.items()} == {
        name: level.unit for name, level in model.world.items()
    }


def test_the_coalition_is_who_carries_the_cabinet(start: StartingPoint) -> None:
    carrying = {party for party, flag in levels(start, "in_government").items() if flag == 1.0}
    assert carrying == set(start.government.coalition)
    seats = levels(start, "seats")
    assert sum(seats[party] for party in carrying) >= 165


def test_flags_are_flags(start: StartingPoint) -> None:
    for flag in ("in_government", "framework", "quiet_israel", "quiet_us"):
        assert set(levels(start, flag).values()) <= {0.0, 1.0}


def test_no_fact_from_after_the_cut_is_cited_unsaid(start: StartingPoint) -> None:
    cited = {fact for basis in own_bases(start, EVIDENCE) for fact in basis.facts}
    cited |= set(start.government.facts)
    note, unsaid = " ".join(start.note.split()), []
    for name in sorted(cited):
        fact = EVIDENCE.facts[name]
        known = min(fact.date, EVIDENCE.articles[fact.article].date)
        if known > start.cut and in_words(known) not in note:
            unsaid.append(f"{name} ({known})")
    assert not unsaid


def test_no_source_from_after_the_cut_is_cited_unsaid(start: StartingPoint) -> None:
    cited = {source for basis in own_bases(start, EVIDENCE) for source in basis.sources}
    unsaid = []
    for name in sorted(cited):
        dated = re.search(r"\b20\d\d(-(0[1-9]|1[0-2])\b)?", name)
        if dated and dated[0] > start.cut and name not in start.note:
            unsaid.append(name)
    assert not unsaid


def test_the_cut_is_no_later_than_the_first_month(start: StartingPoint) -> None:
    assert start.cut[:7] <= start.start
    assert all(act.month < start.start for act in start.history)


def test_nothing_is_known_after_june_2025() -> None:
    assert max(start.cut for start in EVIDENCE.starts.values()) <= "2025-06-30"


def test_two_starts_agree_on_the_months_that_both_remember() -> None:
    for earlier, later in pairwise(EVIDENCE.starts.values()):
        first = {(act.month, act.act): act.count for act in earlier.history}
        second = {(act.month, act.act): act.count for act in later.history}
        for place in first.keys() & second.keys():
            assert first[place] == second[place], place


def three_month_mean(start: StartingPoint, evidence: Evidence) -> float:
    """Mean axis index of the three months before the start, coded from the history alone."""
    ledger = Ledger(1, 1, history(start))
    rules = Rules({name: value.value for name, value in evidence.codebook.items()})
    coded = []
    for row in (HISTORY - 3, HISTORY - 2, HISTORY - 1):
        ledger.row = row
        coded.append(axis_index(ledger, rules)["axis_index"][0])
    return float(np.mean(coded))


@pytest.mark.parametrize(
    ("month", "anchor"),
    [
        pytest.param(
            month,
            anchor,
            marks=pytest.mark.xfail(
                month == "2024-11",
                strict=True,
                reason="The acts that can be supported code at -0.05, outside -0.25 +/- 0.15: the anchor is "
                "a judgement, or inward acts of that autumn are missing from the record.",
            ),
        )
        for month, anchor in ANCHORS.items()
    ],
)
def test_the_history_codes_near_its_anchor(month: str, anchor: float) -> None:
    """A check of the coding and no validation: histories were collected with the anchors known."""
    assert three_month_mean(EVIDENCE.starts[month], EVIDENCE) == pytest.approx(anchor, abs=0.15)


def test_the_world_of_each_start_is_the_one_of_its_month() -> None:
    damascus = {month: levels(start, "standing")["assad_syria"] for month, start in EVIDENCE.starts.items()}
    assert damascus["2021-06"] > damascus["2024-11"] > damascus["2025-01"] == damascus["2025-07"] == 0.0
    launching = [
        month for month, start in EVIDENCE.starts.items() if 0.0 in levels(start, "quiet_israel").values()
    ]
    assert launching == ["2024-11"]
    assert EVIDENCE.starts["2021-06"].government.prime_minister == "government"


def test_a_run_from_each_start_comes_to_its_end(start: StartingPoint) -> None:
    model = IraqModel(Scenario(name="short", start=start.start, months=2), runs=8, rng=1)
    model.step()
    model.step()
    assert not model.running
    assert np.isfinite(model.coded["axis_index"]).all()
