"""Which model made a result: version, a digest of its code and evidence, and the libraries' versions."""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Final

import simulation
from simulation.documents import packaged

LIBRARIES: Final = ("numpy", "mesa", "pandas", "pyarrow")
_AFTER_THE_MODEL: Final = frozenset(
    {
        "__init__.py",
        "batch",
        "outcomes",
        "telling",
        "words",
        "plots",
        "analysis",
        "report",
        "workshop",
        "cli",
        "_scenarios",
    }
)
# How acts are told, levers worded, patterns held and matched to, what forecasts answer, how outcomes are
# weighed, and what the model is worth: nothing that a run does.
_TOLD: Final = frozenset(
    {
        "acts.yaml",
        "calibration.yaml",
        "matching.yaml",
        "patterns.yaml",
        "preferences.yaml",
        "questions",
        "workshop.yaml",
    }
)


def versions() -> dict[str, str]:
    """Versions of Crossroads, of Python and of the libraries that results pass through."""
    found = {"crossroads": simulation.__version__, "python": platform.python_version()}
    return found | {name: metadata.version(name) for name in LIBRARIES}


@cache
def engine_digest() -> str:
    """A digest of everything that decides what a run does: the model's code and the evidence.

    Results made by other code, or from other evidence, are another batch even where the version is
    the same, so that nobody reads yesterday's model into today's results.
    """
    package = Path(simulation.__file__).parent
    digest = hashlib.sha256()
    for root in (package, packaged("seeds")):
        for path in sorted(root.rglob("*")):
            inner = path.relative_to(root)
            if _decides(inner, code=root is package) and path.is_file():
                digest.update(f"{inner.as_posix()}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _decides(inner: Path, *, code: bool) -> bool:
    if code:
        return inner.suffix == ".py" and inner.parts[0] not in _AFTER_THE_MODEL
    return inner.parts[0] not in _TOLD and not any(part.startswith((".", "__")) for part in inner.parts)
