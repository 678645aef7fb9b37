"""Which folder a batch goes to, and what to do with what stands there already."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, Final, Literal

from simulation.batch.files import TEMPORARY, clear_disk_errors
from simulation.batch.manifest import COMPLETE, changes, read_manifest
from simulation.batch.plan import Plan
from simulation.batch.store import LOCK, PARTS
from simulation.errors import InputError

RESULTS: Final = Path("results")
LONGEST: Final = 100  # characters of a folder's name
State = Literal["empty", "complete", "unfinished", "other", "not ours"]


@dataclass(frozen=True, slots=True)
class Found:
    """What stands in a folder, seen from the batch that is asked for.

    "complete" and "unfinished" are this batch; "other" is another one, `changes` saying how it differs.
    """

    folder: Path
    state: State
    manifest: dict[str, Any] | None = None
    changes: tuple[str, ...] = ()

    @property
    def finished(self) -> bool:
        """Whether the batch in the folder, ours or another, is complete."""
        return self.manifest is not None and self.manifest["status"] == COMPLETE

    @property
    def progress(self) -> str:
        """How far an unfinished batch got."""
        blocks = (self.manifest or {}).get("blocks", {"done": {}, "total": 0})
        return f"{len(blocks['done'])} of {blocks['total']} blocks"


def look(folder: Path, plan: Plan) -> Found:
    """What stands in `folder`. Raises `CrossroadsError` for a folder or a manifest that cannot be read."""
    with clear_disk_errors(folder):
        if folder.exists() and not folder.is_dir():
            raise InputError(f"{folder} is a file; name a folder with --out")
        manifest = read_manifest(folder)
        if manifest is None:
            return Found(folder, "empty" if _is_empty(folder) else "not ours")
    differing = tuple(changes(manifest, plan))
    if differing:
        return Found(folder, "other", manifest, differing)
    return Found(folder, "complete" if manifest["status"] == COMPLETE else "unfinished", manifest)


def _is_empty(folder: Path) -> bool:
    """Whether nothing is there but what a run leaves that was killed before its first block."""
    entries = [*folder.iterdir(), *(folder / PARTS).glob("*")] if folder.is_dir() else []
    return all(entry.name in (PARTS, LOCK) or entry.name.startswith(TEMPORARY) for entry in entries)


def choose(plan: Plan, out: Path | None, *, resume: bool) -> Found:
    """The folder for a batch: empty, or holding the same batch, complete or to be resumed.

    An explicit `out` is taken or refused; the default, results/<file stem>, moves on to -2, -3, ...
    past other batches. Raises `InputError` where the caller has to decide.
    """
    if out is not None:
        found = look(out, plan)
        if found.state in ("other", "not ours"):
            raise InputError(_refusal(found))
        return _settled(found, resume=resume)
    for folder in candidates(plan):
        found = look(folder, plan)
        if found.state == "other" and resume and not found.finished:
            raise InputError(_refusal(found))
        if found.state not in ("other", "not ours"):
            return _settled(found, resume=resume)
    raise AssertionError("there is always one more folder")


def candidates(plan: Plan) -> Iterator[Path]:
    """results/<stem>, results/<stem>-2, ..."""
    stem = "+".join(Path(file).stem for file in plan.file.split(", "))[:LONGEST] or "batch"
    yield RESULTS / stem
    for number in count(2):
        yield RESULTS / f"{stem}-{number}"


def _settled(found: Found, *, resume: bool) -> Found:
    if found.state == "unfinished" and not resume:
        raise InputError(
            f"{found.folder} holds this batch, unfinished ({found.progress}). Add --resume to go on with it, "
            "or choose another folder with --out."
        )
    return found


def _refusal(found: Found) -> str:
    if found.state == "not ours":
        return f"{found.folder} holds files that are not a results folder. Choose an empty folder with --out."
    kept = "complete" if found.finished else f"unfinished, {found.progress}"
    return (
        f"{found.folder} holds another batch ({kept}): {'; '.join(found.changes)}. Nothing was touched: "
        "choose another folder with --out, or ask for the batch as it was."
    )
