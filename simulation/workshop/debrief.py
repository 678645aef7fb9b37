"""The debrief of a session: what moved and what did not, the path, the room beside the model.

All of it is read from the record and worked out from the runs; nothing is written that neither holds.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from simulation.evidence import load_evidence
from simulation.plots.labels import CATEGORICAL
from simulation.workshop.changes import Change, changes
from simulation.workshop.pictures import sentence
from simulation.workshop.state import Node, Note, State, read_state

if TYPE_CHECKING:
    from simulation.scenario import Scenario
    from simulation.workshop.log import Line
    from simulation.workshop.played import Played

__all__ = ["Expected", "Told", "Tried", "debrief", "expectations", "tried"]

_FINDINGS: Final = 3
_SHOWN: Final = 6


@dataclass(frozen=True)
class Told:
    """One scenario of the session with its runs: all that the bundle and the debrief say of it."""

    node: int
    file: str
    scenario: Scenario
    played: Played


@dataclass(frozen=True)
class Tried:
    """A scenario of the session: its sentence, the changes that hold, how deep it lies in the tree.

    `adds` says whether it differs from the scenario that it was tried from by more than chance.
    """

    node: Node
    depth: int
    sentence: str
    changes: tuple[Change, ...]
    adds: bool


@dataclass(frozen=True)
class Expected:
    """A question: the room's guesses in futures of a hundred, and what the runs came to."""

    text: str
    title: str
    guesses: int
    middle: float
    low: float
    high: float
    model: float
    gap: float


def debrief(lines: Sequence[Line], told: Sequence[Told], base: int) -> str:
    """The debrief as one HTML page that asks the network for nothing. Whatever was typed is escaped."""
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

    state = read_state(lines)
    found = tried(state, told, base)
    by_size = sorted((each for each in found if each.changes), key=lambda each: -abs(each.changes[0].effect))
    copies = [each.id for each in state.nodes if _copied(state, each)]
    environment = Environment(
        loader=PackageLoader("simulation.workshop"),
        autoescape=select_autoescape(["html.j2"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("debrief.html.j2").render(
        opened=state.opened,
        began=lines[0].at[:16].replace("T", " "),
        moves=len(state.nodes) - 1,
        findings=list({each.sentence: each for each in reversed(by_size)}.values())[::-1][:_FINDINGS],
        path=found,
        shown=_SHOWN,
        expected=expectations(state, told),
        same=[each for each in found if each.node.id not in (base, *copies) and not each.adds],
        camps=[each for each in found if each.node.camp],
        notes=_grouped(state.notes),
        supposed=[line.said for line in lines if line.kind == "suppose" and line.said.get("conditions")],
        runs=told[base].played.runs,
        judgement=round(100 * load_evidence().basis_shares()["judgement"]),
        takeaways=[line.said["takeaways"] for line in lines if line.said.get("takeaways")],
    )


def tried(state: State, told: Sequence[Told], base: int) -> list[Tried]:
    """Every scenario that is not covered, in the order of the tree."""
    played = {each.node: each.played for each in told}
    found: list[Tried] = []

    def walk(node: Node, depth: int) -> None:
        if not state.covered(node.id):
            found.append(_tried(node, depth, played, base))
        for child in state.children(node.id):
            walk(child, depth + 1)

    walk(state.nodes[0], 0)
    return found


def _copied(state: State, node: Node) -> bool:
    """Is a node a camp's copy of its parent, in which nothing was moved?"""
    return node.parent is not None and node.overlay == state.nodes[node.parent].overlay


def _tried(node: Node, depth: int, played: dict[int, Played], base: int) -> Tried:
    moved = changes(played[node.id], played[base])
    parent = base if node.parent is None else node.parent
    adds = any(each.held for each in changes(played[node.id], played[parent]))
    held = tuple(each for each in moved if each.held)
    return Tried(node, depth, sentence(played[node.id], played[base], moved), held, adds)


def expectations(state: State, told: Sequence[Told]) -> list[Expected]:
    """Every revealed question with guesses, the largest gap between room and model first."""
    found = []
    for node, asked in state.questions.items():
        if not asked.revealed or not asked.guesses:
            continue
        values = [guess.value for guess in asked.guesses]
        model = 100.0 * float((told[node].played.outcomes[asked.outcome] == asked.category).mean())
        middle = statistics.median(values)
        title = CATEGORICAL[asked.outcome].categories[asked.category].ending
        found.append(
            Expected(asked.text, title, len(values), middle, min(values), max(values), model, middle - model)
        )
    return sorted(found, key=lambda each: -abs(each.gap))


def _grouped(notes: Sequence[Note]) -> dict[str, list[dict[str, Any]]]:
    """Notes by what they are, moves beyond the model and challenged assumptions among them."""
    titles = {
        "off_model": "Moves that the model does not know",
        "assumption_challenged": "Assumptions challenged",
    }
    found: dict[str, list[dict[str, Any]]] = {}
    for note in notes:
        title = titles.get(note.kind) or f"Notes: {note.said.get('tag', 'note')}"
        found.setdefault(title, []).append(dict(note.said))
    return found
