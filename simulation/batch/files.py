"""Writing so that a file is there whole or not at all, and one writer at a time."""

from __future__ import annotations

import errno
import json
import os
import shutil
import sys
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from simulation.errors import CrossroadsError

TEMPORARY: Final = ".writing-"
_FULL: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN: Final = {errno.EACCES, errno.EPERM, errno.EROFS}


@contextmanager
def clear_disk_errors(folder: Path) -> Iterator[None]:
    """Turn what the system says about a disk into a paragraph that says what to do."""
    try:
        yield
    except OSError as error:
        raise CrossroadsError(_disk_message(error, folder)) from error


def _disk_message(error: OSError, folder: Path) -> str:
    if error.errno in _FULL:
        return (
            f"The disk that holds {folder} is full. What was finished is kept: "
            "make room, then run the same command with --resume."
        )
    if error.errno in _FORBIDDEN:
        return (
            f"{folder} cannot be written ({os.strerror(error.errno or 0)}). Choose another folder with --out."
        )
    return f"{folder} cannot be used: {error.strerror or error}."


@contextmanager
def atomic(path: Path) -> Iterator[Path]:
    """A temporary path beside `path`; what stands there when the block ends becomes `path`, durably.

    The temporary may be a file or a folder, and ends as `path` does. After an error it is removed,
    and `path` is as it was.
    """
    temporary = path.with_name(f"{TEMPORARY}{uuid.uuid4().hex}{path.suffix}")
    try:
        yield temporary
        for inner in (*temporary.rglob("*"), temporary):
            _flush(inner)
        temporary.replace(path)
        _flush(path.parent)
    except BaseException:
        remove(temporary)
        raise


def _flush(path: Path) -> None:
    """Wait until the disk has it: a rename may otherwise outlive the contents in a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_json(path: Path, data: Mapping[str, Any]) -> None:
    """Write `data` as `path`, atomically."""
    with atomic(path) as temporary:
        temporary.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def remove(path: Path) -> None:
    """Remove a file or folder of ours where it is there."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


@contextmanager
def locked(path: Path, busy: str) -> Iterator[None]:
    """Hold the lock file `path`; `CrossroadsError(busy)` when another process holds it.

    The system lets go of the lock when its holder ends, however it ends.
    """
    with path.open("a") as handle:
        if sys.platform != "win32":
            import fcntl

            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise CrossroadsError(busy) from None
        yield
