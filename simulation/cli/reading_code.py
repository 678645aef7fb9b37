"""Where the model's rules read a number: the classes and functions by name, found in their text."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

_PACKAGES: Final = ("model", "codebook")


def places_of_parameter(name: str) -> tuple[str, ...]:
    """The rules that read a parameter, as Class.function, in the order of the files."""
    return _places(rf"(?<![\w/])beliefs\.{re.escape(name)}\b(?!\s*\()")


def places_of_threshold(name: str) -> tuple[str, ...]:
    """The rules that read a threshold of the codebook; those of a component are read by its coding."""
    found = _places(rf"rules\[\"{re.escape(name)}\"\]")
    if found:
        return found
    return ("Rules.points",) if ".points." in name else _places(r"rules\[f\"\{name\}\." + name.split(".")[1])


def _places(pattern: str) -> tuple[str, ...]:
    found: list[str] = []
    for text, spans in _modules():
        for match in re.finditer(pattern, text):
            line = text.count("\n", 0, match.start()) + 1
            inside = sorted(span for span in spans if span[0] <= line <= span[1])
            if inside and not inside[-1][3]:  # a class's own text is its description
                found.append(".".join(span[2] for span in inside))
    return tuple(dict.fromkeys(found))


Span = tuple[int, int, str, bool]
"""First line, last line, name, and whether it is a class."""


@lru_cache(maxsize=1)
def _modules() -> list[tuple[str, list[Span]]]:
    """The text of every module with rules, and the lines of its classes and functions."""
    import simulation

    root = Path(simulation.__file__).parent
    paths = [path for package in _PACKAGES for path in sorted((root / package).rglob("*.py"))]
    texts = [path.read_text(encoding="utf-8") for path in paths]
    return [(text, list(_spans(ast.parse(text)))) for text in texts]


def _spans(tree: ast.Module) -> Iterator[Span]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            yield node.lineno, node.end_lineno or node.lineno, node.name, isinstance(node, ast.ClassDef)
    for node in tree.body:  # tables of rules, such as QUESTIONS
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield node.lineno, node.end_lineno or node.lineno, node.targets[0].id, False
