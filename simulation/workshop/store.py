"""Finished runs kept on disk from one start to the next, under the model that made them."""

from __future__ import annotations

import hashlib
import os
import tempfile
import zipfile
from pathlib import Path
from typing import Any, Final

import numpy as np

from simulation.batch.engine import engine_digest
from simulation.workshop.played import Played

__all__ = ["Store"]

_MOST: Final = 200  # scenarios
_PARTS: Final = ("outcomes", "months", "seats", "firsts")


class Store:
    """A folder with one file for each scenario. It may be deleted at any time; runs are played again.

    A file's name is a digest of the model, the scenario and the seed: what another model played is never
    found. A file that cannot be read counts as none.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def load(self, digest: str, seed: int) -> Played | None:
        """The runs of a scenario, None if they are not here."""
        path = self._path(digest, seed)
        if not path.exists():
            return None
        parts: dict[str, dict[str, Any]] = {name: {} for name in _PARTS}
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as found:
                for name in found.files:
                    part, _, column = name.partition("/")
                    parts[part][column] = found[name]
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return None
        return Played(digest, **parts) if parts["outcomes"] else None

    def save(self, played: Played, seed: int) -> None:
        """Keep the runs of a scenario; the files used longest ago give way."""
        self.folder.mkdir(parents=True, exist_ok=True)
        arrays = {f"{part}/{name}": array for part in _PARTS for name, array in getattr(played, part).items()}
        handle, written = tempfile.mkstemp(dir=self.folder, suffix=".part")
        with os.fdopen(handle, "wb") as file:
            np.savez(file, **arrays)
        Path(written).replace(self._path(played.digest, seed))
        files = sorted(self.folder.glob("*.npz"), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in files[_MOST:]:
            path.unlink(missing_ok=True)

    def _path(self, digest: str, seed: int) -> Path:
        key = f"{engine_digest()} {digest} {seed}"
        return self.folder / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.npz"
