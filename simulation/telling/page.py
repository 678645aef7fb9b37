"""Histories and twins as text for a terminal, as Markdown, or as JSON."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from simulation.telling.lines import Line, history_lines
from simulation.telling.twin_lines import twin_lines
from simulation.telling.words import load_words

if TYPE_CHECKING:
    from simulation.telling.story import History
    from simulation.telling.twins import Twin

__all__ = ["FORMATS", "render", "render_twin"]

WIDTH: Final = 96


def render(told: History, form: str) -> str:
    """A history in one of FORMATS."""
    return FORMATS[form](history_lines(told, load_words()), told)


def render_twin(told: Twin, form: str) -> str:
    """A twin in one of FORMATS."""
    return FORMATS[form](twin_lines(told, load_words()), told)


def _as_text(lines: Iterable[Line], _: History | Twin) -> str:
    said = []
    for kind, words in lines:
        if kind == "title":
            said += [words, "=" * min(len(words), WIDTH)]
        elif kind == "head":
            said += ["", words]
        else:
            first = {"text": "  ", "act": "  - ", "item": "  - ", "why": "      "}[kind]
            rest = " " * len(first)
            said += textwrap.wrap(words, WIDTH, initial_indent=first, subsequent_indent=rest)
    return "\n".join(said)


def _as_markdown(lines: Iterable[Line], _: History | Twin) -> str:
    said = []
    for kind, words in lines:
        first = {"title": "# ", "head": "\n## ", "text": "\n", "act": "- ", "item": "- ", "why": "  *"}[kind]
        said.append(f"{first}{words}{'*' if kind == 'why' else ''}")
    return "\n".join(said).replace("\n\n\n", "\n\n")


def _as_json(_: Iterable[Line], told: History | Twin) -> str:
    return json.dumps(_without_nan(asdict(told)), indent=2, ensure_ascii=False, allow_nan=False)


def _without_nan(value: Any) -> Any:
    """Plain data in which what is not known is null: JSON has no NaN."""
    if isinstance(value, Mapping):
        return {key: _without_nan(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(inner) for inner in value]
    return None if isinstance(value, float) and value != value else value


FORMATS: Final[Mapping[str, Callable[[Iterable[Line], Any], str]]] = {
    "text": _as_text,
    "md": _as_markdown,
    "json": _as_json,
}
