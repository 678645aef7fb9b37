"""Scenarios made of parts, which remember where each part is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from simulation.documents import Document, Loc
from simulation.errors import Problem

Place = tuple[Document, Loc]

# A distribution is replaced whole: half of one and half of another would be neither.
_WHOLE: Final = ("assume",)


class Draft:
    """A scenario's settings as plain data, and the place in a file of each of them.

    `overlay` puts changes on top: mappings merge, lists and single values replace what was there.
    Changes make new dicts and leave the old ones alone, so a base can be copied as often as wanted.
    """

    def __init__(self, document: Document, loc: Loc) -> None:
        self.data: dict[str, Any] = {}
        self._places: dict[Loc, Place] = {(): (document, loc)}

    def copy(self) -> Draft:
        """The same draft, to be changed apart from this one."""
        twin = Draft.__new__(Draft)
        twin.data = self.data
        twin._places = dict(self._places)
        return twin

    def overlay(self, changes: Mapping[str, Any], document: Document, loc: Loc) -> None:
        """Put `changes`, which stand at `loc` of `document`, on top."""
        self.data = self._merged(self.data, changes, (), lambda path: (document, (*loc, *path)))

    def overlay_draft(self, other: Draft) -> None:
        """Put another draft on top; its settings keep their own places."""
        self.data = self._merged(self.data, other.data, (), other.place)

    def put(self, path: Loc, value: Any, document: Document, loc: Loc) -> None:
        """Set the value at `path`, in mappings and lists, to one that is written at `loc`."""
        self.data = _with(self.data, path, value)
        self._forget_below(path)
        self._places[path] = (document, loc)

    def place(self, path: Loc) -> Place:
        """The document and the location in it where the setting at `path` is written."""
        for length in range(len(path), -1, -1):
            if path[:length] in self._places:
                document, loc = self._places[path[:length]]
                return document, (*loc, *path[length:])
        raise KeyError(path)  # unreachable: the empty path always has a place

    def problem(self, path: Loc, message: str, hint: str, *, of_key: bool = False) -> Problem:
        """A problem with the setting at `path`, where it is written."""
        document, loc = self.place(path)
        if of_key or not path:
            return document.key_problem(loc, message, hint)
        return document.problem(loc, message, hint)

    def _merged(
        self, old: Mapping[str, Any], new: Mapping[str, Any], path: Loc, place: Callable[[Loc], Place]
    ) -> dict[str, Any]:
        """`old` with `new` on top, as a new dict; notes the places of what is new."""
        merged = dict(old)
        for key, value in new.items():
            inner, below = (*path, key), merged.get(key)
            if isinstance(value, Mapping) and isinstance(below, Mapping) and path != _WHOLE:
                merged[key] = self._merged(below, value, inner, place)
            else:
                self._forget_below(inner)
                self._note(inner, value, place)
                merged[key] = value
        return merged

    def _note(self, path: Loc, value: Any, place: Callable[[Loc], Place]) -> None:
        """Note where a new value is written, and each part of it."""
        self._places[path] = place(path)
        parts = (
            value.items()
            if isinstance(value, Mapping)
            else enumerate(value)
            if isinstance(value, list)
            else ()
        )
        for key, part in parts:
            self._note((*path, key), part, place)

    def _forget_below(self, path: Loc) -> None:
        """Drop the places of what a new value at `path` hides."""
        size = len(path)
        for stale in [known for known in self._places if known[:size] == path]:
            del self._places[stale]


def _with(data: Any, path: Loc, value: Any) -> Any:
    """`data` with `value` at `path`, as new dicts and lists along the way."""
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(data, list) and isinstance(step, int):
        return [_with(item, rest, value) if at == step else item for at, item in enumerate(data)]
    inner = dict(data) if isinstance(data, Mapping) else {}
    return {**inner, step: _with(inner.get(step), rest, value)}
