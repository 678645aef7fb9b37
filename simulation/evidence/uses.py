"""Which parameters the model reads: every `beliefs.<name>` in the text of its rules."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Final

_PACKAGES: Final = ("model", "codebook")
# A call (`beliefs.take(...)`) reads no parameter, and `beliefs.py` in a path is not one.
_READ: Final = re.compile(r"(?<![\w/])beliefs\.([a-z]\w*)\b(?!\s*\()")


def names_read(text: str) -> Iterator[tuple[str, int]]:
    """The parameters that the text of a module reads, each with its line."""
    for found in _READ.finditer(text):
        yield found[1], text.count("\n", 0, found.start()) + 1


def packaged_uses() -> Mapping[str, str]:
    """Every parameter that the packaged model reads, and where it does so first."""
    uses: dict[str, str] = {}
    for name, text in _modules():
        for parameter, line in names_read(text):
            uses.setdefault(parameter, f"{name}:{line}")
    return uses


def _modules() -> Iterator[tuple[str, str]]:
    """The modules of the model and the codebook: path in the package, and text."""
    root = resources.files("simulation")
    for package in _PACKAGES:
        if (root / package).is_dir():
            yield from _below(root / package, f"simulation/{package}")


def _below(folder: Traversable, shown: str) -> Iterator[tuple[str, str]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        name = f"{shown}/{entry.name}"
        if entry.is_dir():
            yield from _below(entry, name)
        elif entry.name.endswith(".py"):
            yield name, entry.read_text(encoding="utf-8")
