"""Where a session stands, and what each kind of line in its record does to that."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Final

from simulation.workshop.log import Line
from simulation.workshop.overlays import Overlay

__all__ = ["BASELINE", "DOES", "RECORDED", "Guess", "Node", "Note", "Question", "State", "read_state"]

BASELINE: Final = 0


@dataclass(frozen=True)
class Node:
    """A scenario of the session: what it sets on top of the baseline, whose child it is, why it was tried.

    `asked_by` is a role or a table, never a name; `camp` whose world it is, once the
    room has split.
    """

    id: int
    parent: int | None
    overlay: Overlay
    title: str = ""
    why: str = ""
    asked_by: str = ""
    camp: str = ""


@dataclass(frozen=True)
class Guess:
    """What somebody expects, in runs of a hundred; `who` is a random token or a table."""

    who: str
    value: float


@dataclass(frozen=True)
class Question:
    """A question on a scenario: guesses until it is locked, the picture only after it is revealed."""

    text: str
    outcome: str
    category: str
    guesses: tuple[Guess, ...] = ()
    locked: bool = False
    revealed: bool = False


@dataclass(frozen=True)
class Note:
    """Something said about a scenario: `kind` is note, off_model or assumption_challenged."""

    kind: str
    node: int
    text: str
    said: Mapping[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class State:
    """Where a session stands. `past` and `future` are the nodes that undo and redo lead to."""

    opened: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    nodes: tuple[Node, ...] = (Node(BASELINE, None, Overlay(), "Baseline"),)
    current: int = BASELINE
    locked_baseline: int = BASELINE
    past: tuple[int, ...] = ()
    future: tuple[int, ...] = ()
    compared: tuple[int, ...] = ()
    questions: Mapping[int, Question] = field(default_factory=lambda: MappingProxyType({}))
    suppose: tuple[Mapping[str, Any], ...] = ()
    notes: tuple[Note, ...] = ()
    frozen: bool = False
    off_the_record: bool = False
    closed: bool = False

    @property
    def node(self) -> Node:
        """The scenario on the table."""
        return self.nodes[self.current]

    @property
    def asked(self) -> Question | None:
        """The question on the scenario on the table."""
        return self.questions.get(self.current)

    def covered(self, node: int) -> bool:
        """Is a scenario's picture still covered, since guesses about it have not been revealed?"""
        asked = self.questions.get(node)
        return asked is not None and not asked.revealed

    @property
    def veiled(self) -> bool:
        """Is the picture of the scenario on the table covered?"""
        return self.covered(self.current)

    def children(self, node: int) -> tuple[Node, ...]:
        """The scenarios that were tried from one."""
        return tuple(each for each in self.nodes if each.parent == node)

    def path(self, node: int) -> tuple[Node, ...]:
        """From the baseline to a scenario."""
        here = self.nodes[node]
        return (here,) if here.parent is None else (*self.path(here.parent), here)


# --- what each kind of line does to the state ------------------------------------------------------


def _opened(state: State, said: Mapping[str, Any]) -> State:
    return replace(state, opened=MappingProxyType(dict(said)))


def _moved(state: State, said: Mapping[str, Any]) -> State:
    """A new child of the scenario on the table, covered at once where a question comes with it."""
    node = Node(
        len(state.nodes),
        state.current,
        Overlay.of(said["overlay"]),
        said.get("title", ""),
        said.get("why", ""),
        said.get("asked_by", ""),
        state.node.camp,
    )
    after = _at(replace(state, nodes=(*state.nodes, node)), node.id)
    return _posed(after, {**said["question"], "node": node.id}) if said.get("question") else after


def _at(state: State, node: int) -> State:
    """At another node, which undo leads back from. What was supposed holds for one scenario only."""
    return replace(state, current=node, past=(*state.past, state.current), future=(), suppose=())


def _gone(state: State, said: Mapping[str, Any]) -> State:
    return _at(state, said["node"])


def _undone(state: State, _: Mapping[str, Any]) -> State:
    *earlier, last = state.past
    return replace(
        state, current=last, past=tuple(earlier), future=(state.current, *state.future), suppose=()
    )


def _redone(state: State, _: Mapping[str, Any]) -> State:
    following, *later = state.future
    return replace(
        state, current=following, past=(*state.past, state.current), future=tuple(later), suppose=()
    )


def _reset(state: State, _: Mapping[str, Any]) -> State:
    return replace(_at(state, state.locked_baseline), compared=())


def _based(state: State, said: Mapping[str, Any]) -> State:
    return replace(state, locked_baseline=said["node"])


def _compared(state: State, said: Mapping[str, Any]) -> State:
    return replace(state, compared=tuple(said["nodes"]))


def _forked(state: State, said: Mapping[str, Any]) -> State:
    """A camp's own copy of the scenario on the table, to be changed apart from the others'."""
    here = state.node
    node = replace(here, id=len(state.nodes), parent=here.id, camp=said["camp"], why="", asked_by="")
    return _at(replace(state, nodes=(*state.nodes, node)), node.id)


def _posed(state: State, said: Mapping[str, Any]) -> State:
    asked = Question(said["text"], said["outcome"], said["category"])
    return _questioned(state, said["node"], asked)


def _questioned(state: State, node: int, asked: Question) -> State:
    return replace(state, questions=MappingProxyType({**state.questions, node: asked}))


def _guessed(state: State, said: Mapping[str, Any]) -> State:
    asked = state.questions[state.current]
    others = tuple(each for each in asked.guesses if each.who != said["who"])
    guesses = (*others, Guess(said["who"], float(said["value"])))
    return _questioned(state, state.current, replace(asked, guesses=guesses))


def _locked(state: State, _: Mapping[str, Any]) -> State:
    return _questioned(state, state.current, replace(state.questions[state.current], locked=True))


def _revealed(state: State, _: Mapping[str, Any]) -> State:
    return _questioned(state, state.current, replace(state.questions[state.current], revealed=True))


def _supposed(state: State, said: Mapping[str, Any]) -> State:
    return replace(state, suppose=tuple(said["conditions"]))


def _noted(kind: str) -> Callable[[State, Mapping[str, Any]], State]:
    def noted(state: State, said: Mapping[str, Any]) -> State:
        note = Note(kind, state.current, said["text"], MappingProxyType(dict(said)))
        return replace(state, notes=(*state.notes, note))

    return noted


def _froze(state: State, said: Mapping[str, Any]) -> State:
    return replace(state, frozen=bool(said["on"]))


def _unrecorded(state: State, said: Mapping[str, Any]) -> State:
    return replace(state, off_the_record=bool(said["on"]))


def _closed(state: State, _: Mapping[str, Any]) -> State:
    return replace(state, closed=True)


DOES: Final[Mapping[str, Callable[[State, Mapping[str, Any]], State]]] = {
    "session_open": _opened,
    "move": _moved,
    "go": _gone,
    "undo": _undone,
    "redo": _redone,
    "reset": _reset,
    "fork": _forked,
    "baseline": _based,
    "compare": _compared,
    "question": _posed,
    "guess": _guessed,
    "lock": _locked,
    "reveal": _revealed,
    "suppose": _supposed,
    "note": _noted("note"),
    "off_model": _noted("off_model"),
    "assumption_challenged": _noted("assumption_challenged"),
    "freeze": _froze,
    "off_the_record": _unrecorded,
    "session_close": _closed,
}
RECORDED: Final = frozenset({"result", "replay", "error"})
"""Kinds of line that are kept and change nothing."""


def read_state(lines: Iterable[Line]) -> State:
    """The state that a record leads to."""
    state = State()
    for line in lines:
        if line.kind in DOES:
            state = DOES[line.kind](state, line.said)
    return state
