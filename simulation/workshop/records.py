"""The folder with the sessions' records, and their names."""

from __future__ import annotations

import re
import secrets
from pathlib import Path
from typing import Final

from simulation.errors import InputError

__all__ = ["session_path", "sessions"]

_NAME: Final = re.compile(r"[a-z0-9]{12}")
_SUFFIX: Final = ".jsonl"


def session_path(folder: Path, name: str | None = None) -> Path:
    """Where a session's record lies: a new one, or one by its name. Raises InputError for any other text.

    Names are made here and are twelve letters and digits, so that nothing that is typed becomes a path.
    """
    if name is None:
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"{secrets.token_hex(6)}{_SUFFIX}"
    if not _NAME.fullmatch(name) or not (folder / f"{name}{_SUFFIX}").is_file():
        raise InputError("there is no such session")
    return folder / f"{name}{_SUFFIX}"


def sessions(folder: Path) -> list[str]:
    """The names of the sessions in a folder, the one written last first."""
    found = [path for path in folder.glob(f"*{_SUFFIX}") if _NAME.fullmatch(path.stem)]
    return [path.stem for path in sorted(found, key=lambda path: -path.stat().st_mtime)]
