"""A session: a record of what was done, and the state that follows from reading it from the top."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from simulation.errors import InputError
from simulation.workshop.log import Line, Log
from simulation.workshop.overlays import Overlay

__all__ = ["MOST_COMPARED", "Guess", "Node", "Question", "Session", "State", "read_state"]

BASELINE: Final = 0
MOST_COMPARED: Final = 3


@dataclass(frozen=True)
class Node:
    """A scenario of the session: what it sets on top of the baseline, whose child it is, why it was tried.

    `asked_by` is a role or a table, never a name.
    """

    id: int
    parent: int | None
    overlay: Overlay
    title: str = ""
    why: str = ""
    asked_by: str = ""


@dataclass(frozen=True)
class Guess:
    """What somebody expects, in runs of a hundred; `who` is a random token or a table."""

    who: str
    value: float


@dataclass(frozen=True)
class Question:
    """A question on the move that was made last: guesses until it is locked, the picture only after that."""

    text: str
    outcome: str
    category: str
    node: int
    guesses: tuple[Guess, ...] = ()
    locked: bool = False
    revealed: bool = False


@dataclass(frozen=True)
class State:
    """Where a session stands. `past` and `future` are the nodes that undo and redo lead to."""

    nodes: tuple[Node, ...] = (Node(BASELINE, None, Overlay()),)
    current: int = BASELINE
    locked_baseline: int = BASELINE
    past: tuple[int, ...] = ()
    future: tuple[int, ...] = ()
    compared: tuple[int, ...] = ()
    question: Question | None = None
    suppose: tuple[str, ...] = ()
    closed: bool = False

    @property
    def node(self) -> Node:
        """The scenario on the table."""
        return self.nodes[self.current]

    @property
    def veiled(self) -> bool:
        """Is the picture still covered, since a guess has not been revealed?"""
        asked = self.question
        return asked is not None and not asked.revealed and asked.node == self.current


# --- what each kind of line does to the state ------------------------------------------------------


def _opened(state: State, said: Mapping[str, Any]) -> State:
    return replace(state, nodes=(Node(BASELINE, None, Overlay.of(said.get("overlay", {})), "Baseline"),))


def _moved(state: State, said: Mapping[str, Any]) -> State:
    """A new child of the scenario on the table."""
    node = Node(
        len(state.nodes),
        state.current,
        Overlay.of(said["overlay"]),
        said.get("title", ""),
        said.get("why", ""),
        said.get("asked_by", ""),
    )
    return _at(replace(state, nodes=(*state.nodes, node)), node.id)


def _at(state: State, node: int) -> State:
    """At another node, which undo leads back from. What was supposed holds for one scenario only."""
    return replace(state, current=node, past=(*state.past, state.current), future=(), suppose=())


def _gone(state: State, said: Mapping[str, Any]) -> State:
    return _at(state, int(said["node"]))


def _undone(state: State, _: Mapping[str, Any]) -> State:
    *earlier, last = state.past
    return replace(
        state,
        current=last,
        past=tuple(earlier),
        future=(state.current, *state.future),
        suppose=(),
        question=None,
    )


def _redone(state: State, _: Mapping[str, Any]) -> State:
    following, *later = state.future
    return replace(
        state, current=following, past=(*state.past, state.current), future=tuple(later), suppose=()
    )


def _reset(state: State, _: Mapping[str, Any]) -> State:
    return replace(_at(state, state.locked_baseline), question=None, compared=())


def _based(state: State, said: Mapping[str, Any]) -> State:
    return replace(state, locked_baseline=int(said["node"]))


def _compared(state: State, said: Mapping[str, Any]) -> State:
    return replace(state, compared=tuple(int(node) for node in said["nodes"]))


def _posed(state: State, said: Mapping[str, Any]) -> State:
    asked = Question(said["text"], said["outcome"], said["category"], int(said["node"]))
    return replace(state, question=asked)


def _guessed(state: State, said: Mapping[str, Any]) -> State:
    assert state.question is not None
    others = tuple(each for each in state.question.guesses if each.who != said["who"])
    guess = Guess(said["who"], float(said["value"]))
    return replace(state, question=replace(state.question, guesses=(*others, guess)))


def _locked(state: State, _: Mapping[str, Any]) -> State:
    assert state.question is not None
    return replace(state, question=replace(state.question, locked=True))


def _revealed(state: State, _: Mapping[str, Any]) -> State:
    assert state.question is not None
    return replace(state, question=replace(state.question, revealed=True))


def _supposed(state: State, said: Mapping[str, Any]) -> State:
    return replace(state, suppose=tuple(said["conditions"]))


def _closed(state: State, _: Mapping[str, Any]) -> State:
    return replace(state, closed=True)


_DOES: Final[Mapping[str, Callable[[State, Mapping[str, Any]], State]]] = {
    "session_open": _opened,
    "move": _moved,
    "go": _gone,
    "undo": _undone,
    "redo": _redone,
    "reset": _reset,
    "baseline": _based,
    "compare": _compared,
    "question": _posed,
    "guess": _guessed,
    "lock": _locked,
    "reveal": _revealed,
    "suppose": _supposed,
    "session_close": _closed,
}
RECORDED: Final = frozenset(
    {"result", "replay", "note", "off_model", "assumption_challenged", "freeze", "error"}
)
"""Kinds of line that are kept and change nothing."""


def read_state(lines: Iterable[Line]) -> State:
    """The state that a record leads to."""
    state = State()
    for line in lines:
        if line.kind in _DOES:
            state = _DOES[line.kind](state, line.said)
    return state


# --- a session -------------------------------------------------------------------------------------


class Session:
    """The record and where it stands. Whatever is not allowed is refused before anything is written."""

    def __init__(self, path: Path) -> None:
        self.log = Log(path)
        self.state = read_state(self.log.lines)

    def do(self, kind: str, **said: Any) -> State:
        """Write a line, and return the state that follows. Raises InputError for what cannot be done now."""
        if kind not in _DOES and kind not in RECORDED:
            raise InputError(f"a session has no '{kind}'")
        refusal = self._refusal(kind, said)
        if refusal:
            raise InputError(refusal)
        after = _DOES[kind](self.state, said) if kind in _DOES else self.state
        self.log.append(kind, **said)
        self.state = after
        return after

    def _refusal(self, kind: str, said: Mapping[str, Any]) -> str:
        """Why a line cannot be written now; empty if it can."""
        state, asked = self.state, self.state.question
        if state.closed:
            return "the session is closed; open another"
        if kind == "session_open" and self.log.lines:
            return "the session is open already"
        if kind == "undo" and not state.past:
            return "there is nothing to undo"
        if kind == "redo" and not state.future:
            return "there is nothing to redo"
        nodes = [said["node"]] if "node" in said else said.get("nodes", [])
        if any(not 0 <= int(node) < len(state.nodes) for node in nodes):
            return "there is no such scenario in this session"
        if kind == "compare" and len(set(nodes)) > MOST_COMPARED:
            return f"at most {MOST_COMPARED} scenarios stand side by side"
        return _guessing(kind, asked, said)


def _guessing(kind: str, asked: Question | None, said: Mapping[str, Any]) -> str:
    """Guesses come before the lock, and the picture after it."""
    if kind in ("guess", "lock", "reveal") and asked is None:
        return "no question has been put"
    assert asked is not None or kind not in ("guess", "lock", "reveal")
    if kind == "guess" and asked is not None:
        if asked.locked:
            return "the guesses are locked"
        if not 0.0 <= float(said["value"]) <= 100.0:
            return "a guess is a number of futures in a hundred"
    if kind == "lock" and asked is not None and not asked.guesses:
        return "there is no guess to lock"
    if kind == "reveal" and asked is not None and not asked.locked:
        return "lock the guesses first"
    return ""
