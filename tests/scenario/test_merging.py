"""Drafts: what is laid on top of what, and where each setting is written."""

from __future__ import annotations

import pytest

from simulation.documents import Document, parse_document
from simulation.scenario.merging import Draft

BASE = """\
start: 2025-01
israel: {posture: striking}
events:
  - {month: 2025-03, event: gulf_offer}
assume: {payroll: {uniform: [1, 2]}}
"""
CHANGES = """\
a:
  israel: {mood: dark}
  events:
    - {event: isis_resurges}
  assume: {payroll: {fixed: 3}}
"""


@pytest.fixture
def base() -> Document:
    return parse_document(BASE, "base.yaml")


@pytest.fixture
def changes() -> Document:
    return parse_document(CHANGES, "changes.yaml")


@pytest.fixture
def draft(base: Document, changes: Document) -> Draft:
    draft = Draft(base, ())
    draft.overlay(base.data, base, ())
    draft.overlay(changes.data["a"], changes, ("a",))
    return draft


def said(draft: Draft, *path: str | int) -> str:
    return str(draft.problem(path, "is here", ""))


def test_what_is_on_top(draft: Draft, base: Document) -> None:
    assert draft.data == {
        "start": "2025-01",
        "israel": {"posture": "striking", "mood": "dark"},
        "events": [{"event": "isis_resurges"}],
        "assume": {"payroll": {"fixed": 3}},
    }
    assert base.data["israel"] == {"posture": "striking"}


def test_where_it_is_written(draft: Draft) -> None:
    assert said(draft, "start") == "base.yaml:1:8: '2025-01' is here"
    assert said(draft, "israel", "posture") == "base.yaml:2:19: 'striking' is here"
    assert said(draft, "israel", "mood") == "changes.yaml:2:18: 'dark' is here"
    assert said(draft, "events", 0, "event") == "changes.yaml:4:15: 'isis_resurges' is here"
    assert said(draft, "assume", "payroll", "fixed") == "changes.yaml:5:29: '3' is here"


def test_what_is_hidden_leaves_no_trace(draft: Draft) -> None:
    assert said(draft, "events", 0, "month") == "changes.yaml:4:7: '{event: isis_resurges}' is here"


def test_a_draft_on_top_of_a_draft(draft: Draft, base: Document) -> None:
    other = parse_document("lens: malik\nisrael: {posture: restrained, mood: bright}\n", "other.yaml")
    below = Draft(other, ())
    below.overlay(other.data, other, ())
    below.overlay_draft(draft)
    assert below.data == {"lens": "malik", **draft.data}
    assert said(below, "lens") == "other.yaml:1:7: 'malik' is here"
    assert said(below, "israel", "posture") == "base.yaml:2:19: 'striking' is here"
    assert said(below, "israel", "mood") == "changes.yaml:2:18: 'dark' is here"


def test_copies_go_their_own_ways(draft: Draft) -> None:
    other = parse_document("values: [0.5]\n", "other.yaml")
    twin = draft.copy()
    twin.put(("events", 0, "probability"), 0.5, other, ("values", 0))
    twin.put(("actors", "sudani", "axis"), 0.5, other, ("values", 0))
    assert twin.data["events"] == [{"event": "isis_resurges", "probability": 0.5}]
    assert twin.data["actors"] == {"sudani": {"axis": 0.5}}
    assert said(twin, "events", 0, "probability") == "other.yaml:1:10: '0.5' is here"
    assert said(twin, "events", 0, "event") == said(draft, "events", 0, "event")
    assert "probability" not in draft.data["events"][0]
    assert "actors" not in draft.data
    assert said(draft, "events", 0, "probability").startswith("changes.yaml:4:7")


def test_the_scenario_as_a_whole_is_named_by_its_key(changes: Document) -> None:
    assert str(Draft(changes, ("a",)).problem((), "is here", "")) == "changes.yaml:1:1: 'a' is here"
