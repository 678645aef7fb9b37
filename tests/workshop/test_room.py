"""A room: moves, covers, recovery after a kill, isolation of ten rooms, answers from memory."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from simulation.errors import InputError
from simulation.workshop.building import Bench
from simulation.workshop.engine import LOOKS, Engine
from simulation.workshop.pictures import Picture
from simulation.workshop.records import session_path, sessions
from simulation.workshop.room import Room

QUESTION = {"text": "How many end in the axis?", "outcome": "axis_verdict", "category": "in_the_axis"}


def shown(room: Room) -> list[Picture]:
    async def looks() -> list[Picture]:
        return [each async for each in room.pictures()]

    return asyncio.run(looks())


def test_a_move_brings_two_looks_and_the_last_is_not_provisional(room: Room) -> None:
    room.assume("us_presence", "abrupt", why="the vote", asked_by="table 1")
    found = shown(room)
    assert [each.runs for each in found] == list(LOOKS)
    assert [each.provisional for each in found] == [True, True, False]
    assert room.picture() == found[-1]
    assert room.state.node.title == "American forces: Gone in three months"


def test_nothing_is_shown_before_the_reveal(room: Room) -> None:
    room.assume("israel", "restrained", question=QUESTION)
    assert shown(room) == []
    assert room.picture() is None
    with pytest.raises(InputError, match="reveal"):
        room.suppose([{"kind": "outcome", "name": "axis_verdict", "value": "hedging"}])
    room.session.do("guess", who="table 1", value=20)
    room.session.do("lock")
    room.session.do("reveal")
    found = room.picture()
    assert found is not None
    assert not found.provisional


def test_moves_that_make_no_scenario_leave_no_trace(room: Room) -> None:
    before = room.session.log.path.read_bytes()
    for move in (
        lambda: room.assume("israel", "../../etc/passwd"),
        lambda: room.assume("nothing", "x"),
        lambda: room.inject("gulf_offer", "2035-01"),
        lambda: room.inject("gulf_offer", "<script>"),
        lambda: room.inject("no_such_event", "2025-03"),
        lambda: room.lift("gulf_offer", "2025-03"),
        lambda: room.shift("gulf_offer", "2025-03", "2025-04"),
        lambda: room.stack("nothing"),
        lambda: room.settings("lens: [" * 50),
        lambda: room.settings("x: " + "y" * 100_000),
        lambda: room.assume("israel", "striking", why="x" * 201),
        lambda: room.assume("israel", "striking", question={**QUESTION, "category": "won"}),
        lambda: room.ask("?", "axis_verdict", "__init__"),
    ):
        with pytest.raises(InputError):
            move()
    assert room.session.log.path.read_bytes() == before


def test_events_are_dropped_dragged_and_lifted(room: Room) -> None:
    room.inject("gulf_offer", "2025-03")
    room.shift("gulf_offer", "2025-03", "2025-05")
    assert [(each.month, each.event) for each in room.state.node.overlay.injects] == [
        ("2025-05", "gulf_offer")
    ]
    room.lift("gulf_offer", "2025-05")
    assert room.scenario().digest() == room.bench.base.digest()
    assert len(room.state.nodes) == 4


def test_presets_stack(room: Room) -> None:
    room.stack("loosen")
    room.stack("arab_door")
    assert room.state.node.overlay.levers == {"iran_path": "loosen", "gulf": "open_door"}


def test_what_was_seen_is_on_record_with_every_interval(room: Room) -> None:
    room.assume("israel", "striking")
    last = shown(room)[-1]
    room.note_result(last, 1.2345, ["dots", "shares"])
    line = room.session.log.lines[-1]
    assert line.kind == "result"
    assert line.said["sentence"] == last.sentence
    assert line.said["changes"][0]["low"] == last.changes[0].paired.low
    assert (line.said["runs"], line.said["provisional"], line.said["seconds"]) == (1000, False, 1.234)
    first = room.session.log.lines[0].said
    assert {
        "seed",
        "engine",
        "versions",
        "baseline",
        "specification",
        "objective",
        "confidentiality",
    } <= first.keys()


def test_answers_from_memory_take_no_time(room: Room) -> None:
    """Undo, redo, the picture again and a filter: each far below the tenth of a second that a touch has.

    No clock: what would take long, playing runs, is taken away.
    """
    room.assume("israel", "striking")
    shown(room)
    room.engine = Silent(room.engine)
    room.session.do("undo")
    assert room.picture() is not None
    room.session.do("redo")
    assert room.picture() is not None
    found = room.suppose([{"kind": "outcome", "name": "axis_verdict", "value": "hedging"}])
    assert room.supposed() == found


class Silent:
    """An engine that knows what it knows and plays nothing."""

    def __init__(self, engine: Engine) -> None:
        self.known = engine.known
        self.seed = engine.seed


def test_ten_rooms_do_not_see_each_other(tmp_path: Path, bench: Bench, engine: Engine) -> None:
    rooms = [Room(session_path(tmp_path), bench, engine) for _ in range(10)]
    months = bench.base.calendar
    for place, room in enumerate(rooms):
        room.inject("gulf_offer", months[place], why=f"room {place}")
        room.session.do("note", text=f"secret of room {place}", tag="insight")
    for place, room in enumerate(rooms):
        assert [each.month for each in room.state.node.overlay.injects] == [months[place]]
        text = room.session.log.path.read_text(encoding="utf-8")
        assert [other for other in range(10) if f"secret of room {other}" in text] == [place]
    assert len({room.scenario().digest() for room in rooms}) == 10
    assert sorted(sessions(tmp_path)) == sorted(room.state.opened["id"] for room in rooms)


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "", "a" * 12, "..", "a/b", "0" * 12 + "\x00", "ABCDEFABCDEF"]
)
def test_what_is_typed_never_becomes_a_path(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="no such session"):
        session_path(tmp_path, name)


def test_a_session_on_another_baseline_is_refused(tmp_path: Path, room: Room, engine: Engine) -> None:
    other = Bench(room.bench.base.model_copy(update={"months": 12}))
    with pytest.raises(InputError, match="another baseline"):
        Room(room.session.log.path, other, engine)


def test_a_server_killed_while_it_writes_loses_nothing_that_was_answered(tmp_path: Path) -> None:
    """A process makes moves and says each one once it is answered; it is killed at some moment."""
    script = textwrap.dedent(
        """
        import sys, pathlib
        from simulation.workshop.overlays import Overlay
        from simulation.workshop.session import Session
        session = Session(pathlib.Path(sys.argv[1]))
        session.do("session_open")
        for number in range(400):
            overlay = Overlay().with_lever("lever", str(number))
            session.do("move", overlay=overlay.data())
            print(number, flush=True)
        """
    )
    path = tmp_path / "000000000000.jsonl"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-c", script, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        answered = [process.stdout.readline() for _ in range(25)]
        process.send_signal(signal.SIGKILL)
        rest = process.stdout.read().splitlines()
    last = int((rest or answered)[-1])
    from simulation.workshop.session import Session

    state = Session(path).state
    made = len(state.nodes) - 1
    assert last + 1 <= made <= last + 2
    assert state.node.overlay.levers == {"lever": str(made - 1)}
    with path.open("ab") as file:
        file.write(json.dumps({"number": made + 1}).encode()[:-3])
    assert Session(path).state == state


def test_a_room_comes_back_as_it_was(room: Room) -> None:
    room.assume("israel", "restrained", why="a reason", asked_by="table 1", question=QUESTION)
    room.session.do("guess", who="table 1", value=20)
    room.session.do("lock")
    room.session.do("reveal")
    room.session.do("fork", camp="table 2")
    room.inject("gulf_offer", "2025-06")
    room.session.do("undo")
    again = Room(room.session.log.path, room.bench, room.engine)
    assert again.state == room.state
    assert again.scenario().digest() == room.scenario().digest()
