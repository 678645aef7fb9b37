"""What a press on the page does to the room. Everything that arrives is text of a stranger until it is checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from simulation.errors import InputError
from simulation.plots.labels import CATEGORICAL
from simulation.scenario.months import is_month

if TYPE_CHECKING:
    from simulation.workshop.page.table import Table

__all__ = ["ACTS", "MOVES", "question"]

Said = Mapping[str, Any]
_LONGEST: Final = 25_000  # characters of any field


def text(said: Said, name: str, default: str = "") -> str:
    """A field as text, refused where it is longer than anything the page has a use for."""
    found = str(said.get(name, default))
    if len(found) > _LONGEST:
        raise InputError(f"'{name}' has {len(found):,} characters; {_LONGEST:,} are the most")
    return found.strip()


def whole(said: Said, name: str) -> int:
    """A field as a whole number."""
    found = text(said, name)
    if not found.isascii() or not found.isdigit() or len(found) > 9:
        raise InputError(f"'{found[:20]}' is not a whole number")
    return int(found)


def number(said: Said, name: str) -> float:
    """A field as a number."""
    found = text(said, name)
    try:
        return float(found[:40])
    except ValueError:
        raise InputError(f"'{found[:20]}' is not a number") from None


def question(about: str) -> dict[str, str]:
    """The question that goes with `outcome category`, as a room reads it."""
    outcome, _, category = about.partition(" ")
    known = CATEGORICAL.get(outcome)
    if known is None or category not in known.categories:
        raise InputError("choose what the question is about")
    ending = known.categories[category].ending
    return {
        "text": f"{ending[:1].upper() + ending[1:]}: in how many of 100 futures?",
        "outcome": outcome,
        "category": category,
    }


def _reasons(said: Said) -> dict[str, Any]:
    found: dict[str, Any] = {"why": text(said, "why"), "asked_by": text(said, "asked_by")}
    if text(said, "first") == "on":
        found["question"] = question(text(said, "about"))
    return found


def _lever(table: Table, said: Said) -> None:
    table.room.assume(text(said, "lever"), text(said, "position"), **_reasons(said))


def _preset(table: Table, said: Said) -> None:
    table.room.stack(text(said, "preset"), **_reasons(said))


def _inject(table: Table, said: Said) -> None:
    table.room.inject(text(said, "event"), text(said, "month"), **_reasons(said))


def _lift(table: Table, said: Said) -> None:
    table.room.lift(text(said, "event"), text(said, "month"))


def _shift(table: Table, said: Said) -> None:
    to = text(said, "to")
    if is_month(to) and to not in table.room.calendar:
        raise InputError("that month is not on the strip")
    table.room.shift(text(said, "event"), text(said, "month"), to)


def _settings(table: Table, said: Said) -> None:
    table.room.settings(text(said, "yaml"), **_reasons(said))


def _go(table: Table, said: Said) -> None:
    table.room.session.do("go", node=whole(said, "node"))


def _simple(kind: str) -> Callable[[Table, Said], None]:
    def do(table: Table, _: Said) -> None:
        table.room.session.do(kind)

    return do


def _fork(table: Table, said: Said) -> None:
    table.room.session.do("fork", camp=text(said, "camp") or "A camp's own")


def _baseline(table: Table, said: Said) -> None:
    table.room.session.do("baseline", node=whole(said, "node"))


def _compare(table: Table, said: Said) -> None:
    """Put a scenario beside the others, or take it away."""
    node, beside = whole(said, "node"), list(table.room.state.compared)
    beside = [each for each in beside if each != node] if node in beside else [*beside, node]
    table.room.session.do("compare", nodes=beside)


def _ask(table: Table, said: Said) -> None:
    asked = question(text(said, "about"))
    table.room.ask(asked["text"], asked["outcome"], asked["category"])


def _guess(table: Table, said: Said) -> None:
    table.room.session.do("guess", who=text(said, "who") or "the room", value=number(said, "value"))


def _note(table: Table, said: Said) -> None:
    if not text(said, "text"):
        raise InputError("write the note first")
    table.room.session.do("note", text=text(said, "text"), tag=text(said, "tag"))


def _off_model(table: Table, said: Said) -> None:
    if not text(said, "text"):
        raise InputError("write the move first")
    written = {name: text(said, name) for name in ("text", "pros", "cons", "estimate", "verdict")}
    table.room.session.do("off_model", **written)


def _challenge(table: Table, said: Said) -> None:
    if not text(said, "text"):
        raise InputError("write the assumption first")
    written = {name: text(said, name) for name in ("text", "proposed", "evidence")}
    table.room.session.do("assumption_challenged", **written, accepted=text(said, "accepted") == "on")


def _session_close(table: Table, said: Said) -> None:
    table.room.session.do("session_close", takeaways=text(said, "takeaways"))


def _replay(table: Table, _: Said) -> None:
    """Show the last change again, old and new in turn, on every page of the table."""
    state = table.room.state
    if state.node.parent is None or state.veiled:
        raise InputError("there is no change to replay")
    if not state.closed:
        table.room.session.do("replay", node=state.current)
    table.replaying = True


def _spot(table: Table, _: Said) -> None:
    table.spotlight()


def _freeze(table: Table, _: Said) -> None:
    state = table.room.state
    table.room.session.do("freeze", on=not state.frozen, node=state.current)


def _off_the_record(table: Table, _: Said) -> None:
    table.room.session.do("off_the_record", on=not table.room.state.off_the_record)


def _suppose(table: Table, said: Said) -> None:
    table.room.suppose([*table.room.state.suppose, _condition(said)])


def _condition(said: Said) -> dict[str, Any]:
    kind, _, rest = text(said, "learn").partition(" ")
    if kind == "outcome":
        outcome, _, category = rest.partition(" ")
        return {"kind": "outcome", "name": outcome, "value": category}
    below = text(said, "side") == "not"
    if kind == "act":
        return {"kind": "act", "name": rest, "month": text(said, "month"), "below": below}
    return {"kind": "quantity", "name": rest, "value": number(said, "edge"), "below": below}


def _learn_nothing(table: Table, _: Said) -> None:
    table.room.learn_nothing()


MOVES: Final[Mapping[str, Callable[[Table, Said], None]]] = {
    "lever": _lever, "preset": _preset, "inject": _inject, "lift": _lift, "shift": _shift,
    "settings": _settings, "undo": _simple("undo"), "redo": _simple("redo"), "reset": _simple("reset"),
    "go": _go, "fork": _fork, "baseline": _baseline, "reveal": _simple("reveal"),
}  # fmt: skip
"""Acts after which another picture is on the table."""
ACTS: Final[Mapping[str, Callable[[Table, Said], None]]] = {
    **MOVES, "compare": _compare, "ask": _ask, "guess": _guess, "lock": _simple("lock"), "note": _note,
    "off_model": _off_model, "freeze": _freeze, "off_the_record": _off_the_record, "suppose": _suppose,
    "learn_nothing": _learn_nothing, "assumption_challenged": _challenge, "session_close": _session_close,
    "replay": _replay, "spot": _spot,
}  # fmt: skip
