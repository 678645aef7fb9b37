"""A session is its record: moves, undo and redo, guesses before the reveal, the same state after a crash."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.errors import InputError
from simulation.workshop.overlays import Inject, Overlay
from simulation.workshop.session import Session, read_state


@pytest.fixture
def session(tmp_path: Path) -> Session:
    found = Session(tmp_path / "session.jsonl")
    found.do("session_open", overlay=Overlay().data())
    return found


def move(session: Session, lever: str, position: str) -> None:
    overlay = session.state.node.overlay.with_lever(lever, position)
    session.do("move", overlay=overlay.data(), title=f"{lever} {position}")


def test_a_move_is_a_child_and_undo_and_redo_walk_the_path(session: Session) -> None:
    move(session, "iran_path", "increase")
    move(session, "israel", "striking")
    assert session.state.node.overlay.levers == {"iran_path": "increase", "israel": "striking"}
    assert [node.parent for node in session.state.nodes] == [None, 0, 1]
    session.do("undo")
    assert session.state.current == 1
    session.do("undo")
    assert session.state.current == 0
    session.do("redo")
    session.do("redo")
    assert session.state.current == 2


def test_a_new_move_after_an_undo_keeps_the_old_branch_in_the_tree(session: Session) -> None:
    move(session, "iran_path", "increase")
    session.do("undo")
    move(session, "iran_path", "loosen")
    assert len(session.state.nodes) == 3
    assert session.state.node.parent == 0
    with pytest.raises(InputError, match="redo"):
        session.do("redo")


def test_nothing_is_revealed_before_the_guesses_are_locked(session: Session) -> None:
    move(session, "iran_path", "increase")
    session.do("question", text="How many?", outcome="axis_verdict", category="hedging", node=1)
    assert session.state.veiled
    with pytest.raises(InputError, match="cannot be compared"):
        session.do("compare", nodes=[0, 1])
    with pytest.raises(InputError, match="guess to lock"):
        session.do("lock")
    session.do("guess", who="table 1", value=30)
    with pytest.raises(InputError, match="lock the guesses first"):
        session.do("reveal")
    assert session.state.veiled
    session.do("guess", who="table 1", value=40)
    session.do("lock")
    with pytest.raises(InputError, match="locked"):
        session.do("guess", who="table 2", value=10)
    session.do("reveal")
    assert not session.state.veiled
    assert [(guess.who, guess.value) for guess in session.state.asked.guesses] == [("table 1", 40.0)]


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("undo", {}),
        ("redo", {}),
        ("go", {"node": 7}),
        ("go", {"node": -1}),
        ("compare", {"nodes": [0, 9]}),
        ("go", {"node": True}),
        ("go", {"node": "0"}),
        ("guess", {"who": "a", "value": 10}),
        ("note", {"text": "x" * 2001, "tag": "insight"}),
        ("note", {"text": "x", "tag": "gossip"}),
        ("off_model", {"text": "x", "verdict": "later"}),
        ("move", {"overlay": {}, "why": "x" * 201}),
        ("session_open", {}),
        ("delete_everything", {}),
    ],
)
def test_what_cannot_be_done_is_refused_and_not_written(
    session: Session, kind: str, said: dict[str, Any]
) -> None:
    before = session.log.path.read_bytes()
    with pytest.raises(InputError):
        session.do(kind, **said)
    assert session.log.path.read_bytes() == before


def test_undo_and_redo_do_not_lift_a_cover(session: Session) -> None:
    overlay = session.state.node.overlay.with_lever("iran_path", "increase")
    question = {"text": "How many?", "outcome": "axis_verdict", "category": "hedging"}
    session.do("move", overlay=overlay.data(), question=question)
    assert session.state.veiled
    for kind in ("undo", "redo"):
        session.do(kind)
    assert session.state.veiled
    with pytest.raises(InputError, match="question on this scenario already"):
        session.do("question", node=1, **question)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -1, 101, "20", True, None])
def test_a_guess_is_a_number_of_futures_in_a_hundred(session: Session, value: object) -> None:
    session.do("question", text="How many?", outcome="axis_verdict", category="hedging", node=0)
    with pytest.raises(InputError, match="in a hundred"):
        session.do("guess", who="table 1", value=value)


def test_nothing_is_noted_off_the_record(session: Session) -> None:
    session.do("off_the_record", on=True)
    with pytest.raises(InputError, match="off the record"):
        session.do("note", text="between us", tag="insight")
    session.do("off_the_record", on=False)
    session.do("note", text="for the minutes", tag="insight")
    assert [note.text for note in session.state.notes] == ["for the minutes"]
    assert "between us" not in session.log.path.read_text(encoding="utf-8")


def test_a_camp_gets_its_own_branch(session: Session) -> None:
    move(session, "iran_path", "increase")
    session.do("fork", camp="table 3")
    move(session, "israel", "striking")
    assert [node.camp for node in session.state.nodes] == ["", "", "table 3", "table 3"]
    assert [node.id for node in session.state.path(3)] == [0, 1, 2, 3]


def test_a_closed_session_takes_nothing_more(session: Session) -> None:
    session.do("session_close", takeaway="It depends on the vote.")
    with pytest.raises(InputError, match="closed"):
        session.do("note", text="one more thing")


def test_injects_are_in_order_and_count_once() -> None:
    late, early = Inject("2025-09", "isis_resurges"), Inject("2025-03", "gulf_offer")
    overlay = Overlay().with_inject(late).with_inject(early).with_inject(late)
    assert overlay.injects == (early, late)
    assert overlay.without_inject(early).injects == (late,)
    assert Overlay.of(overlay.data()) == overlay


KINDS = ("move", "undo", "redo", "reset", "question", "guess", "lock", "reveal", "fork", "freeze", "go")
MOVES = st.lists(st.sampled_from(KINDS), max_size=30)


@given(kinds=MOVES)
@settings(max_examples=60)
def test_reading_the_record_gives_the_state_whatever_was_done(
    kinds: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    session = Session(tmp_path_factory.mktemp("s") / "session.jsonl")
    session.do("session_open")
    for number, kind in enumerate(kinds):
        said: dict[str, Any] = {
            "move": {"overlay": session.state.node.overlay.with_lever("lever", str(number)).data()},
            "question": {"text": "?", "outcome": "o", "category": "c", "node": session.state.current},
            "guess": {"who": "table", "value": number},
            "fork": {"camp": f"camp {number}"},
            "freeze": {"on": bool(number % 2)},
            "go": {"node": number // 2},
        }.get(kind, {})
        try:
            session.do(kind, **said)
        except InputError:
            continue
        assert read_state(session.log.lines) == session.state
    assert Session(session.log.path).state == session.state
