"""A session: a record of what was done, and the state that follows from reading it from the top."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from simulation.errors import InputError
from simulation.workshop.log import Log
from simulation.workshop.state import DOES, RECORDED, Question, State, read_state

__all__ = ["LENGTHS", "MOST_COMPARED", "NOTE_TAGS", "OFF_MODEL", "Session"]

MOST_COMPARED: Final = 3
MOST_NODES: Final = 500
MOST_GUESSES: Final = 100
NOTE_TAGS: Final = ("insight", "objection", "data gap", "model bug", "off-model")
OFF_MODEL: Final = ("map to a lever", "treat as suppose", "outside the model")
"""What becomes of a move that the model does not know; one of them has to be chosen."""
LENGTHS: Final[Mapping[str, int]] = {
    "why": 200,
    "title": 120,
    "asked_by": 60,
    "who": 60,
    "text": 2000,
    "camp": 60,
    "tag": 40,
    "takeaways": 4000,
}
"""Characters of what is written by hand."""


class Session:
    """The record and where it stands. Whatever is not allowed is refused before anything is written."""

    def __init__(self, path: Path) -> None:
        self.log = Log(path)
        self.state = read_state(self.log.lines)

    def do(self, kind: str, **said: Any) -> State:
        """Write a line, and return the state that follows. Raises InputError for what cannot be done now."""
        if kind not in DOES and kind not in RECORDED:
            raise InputError(f"a session has no '{kind}'")
        refusal = self._refusal(kind, said) or _too_long(said)
        if refusal:
            raise InputError(refusal)
        after = DOES[kind](self.state, said) if kind in DOES else self.state
        self.log.append(kind, **said)
        self.state = after
        return after

    def _refusal(self, kind: str, said: Mapping[str, Any]) -> str:
        """Why a line cannot be written now; empty if it can."""
        state = self.state
        if (kind == "session_open") != (not self.log.lines):
            return "the session is open already" if self.log.lines else "open the session first"
        if state.closed:
            return "the session is closed; open another"
        if kind == "undo" and not state.past:
            return "there is nothing to undo"
        if kind == "redo" and not state.future:
            return "there is nothing to redo"
        if kind == "move" and len(state.nodes) >= MOST_NODES:
            return f"a session holds {MOST_NODES} scenarios; open another"
        return _nodes(kind, state, said) or _guessing(kind, state.asked, said) or _notes(kind, state, said)


def _too_long(said: Mapping[str, Any]) -> str:
    for name, most in LENGTHS.items():
        if len(str(said.get(name, ""))) > most:
            return f"'{name}' has {len(str(said[name])):,} characters; {most:,} are the most"
    return ""


def _nodes(kind: str, state: State, said: Mapping[str, Any]) -> str:
    """Scenarios that are named are there, and none that is still covered is put beside others."""
    nodes = [said["node"]] if "node" in said else said.get("nodes", [])
    if any(type(node) is not int or not 0 <= node < len(state.nodes) for node in nodes):
        return "there is no such scenario in this session"
    if kind == "compare" and len(set(nodes)) > MOST_COMPARED:
        return f"at most {MOST_COMPARED} scenarios stand side by side"
    if kind == "compare" and any(state.covered(node) for node in nodes):
        return "a scenario whose guesses are not revealed cannot be compared yet"
    if kind == "question" and said["node"] in state.questions:
        return "there is a question on this scenario already"
    return ""


def _guessing(kind: str, asked: Question | None, said: Mapping[str, Any]) -> str:
    """Guesses come before the lock, and the picture after it."""
    if kind not in ("guess", "lock", "reveal"):
        return ""
    if asked is None:
        return "no question has been put"
    if kind == "reveal":
        return "" if asked.locked else "lock the guesses first"
    if asked.locked:
        return "the guesses are locked"
    if kind == "lock":
        return "" if asked.guesses else "there is no guess to lock"
    value = said["value"]
    if type(value) not in (int, float) or not math.isfinite(value) or not 0.0 <= value <= 100.0:
        return "a guess is a number of futures in a hundred"
    full = len(asked.guesses) >= MOST_GUESSES and all(each.who != said["who"] for each in asked.guesses)
    return f"a question takes {MOST_GUESSES} guesses" if full else ""


def _notes(kind: str, state: State, said: Mapping[str, Any]) -> str:
    if kind == "note" and state.off_the_record:
        return "the session is off the record; nothing is noted"
    if kind == "note" and said["tag"] not in NOTE_TAGS:
        return f"a note is one of: {', '.join(NOTE_TAGS)}"
    if kind == "off_model" and said["verdict"] not in OFF_MODEL:
        return f"choose one: {', '.join(OFF_MODEL)}"
    return ""
