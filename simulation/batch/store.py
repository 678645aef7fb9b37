"""A results folder while it is written: finished blocks under parts/, one file of each kind at the end.

A block is a folder of its own that appears whole by one rename, so a block is there or it is not.
What is done is what stands in parts/; the manifest repeats it for readers.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from simulation.batch.files import TEMPORARY, atomic, clear_disk_errors, locked, remove, write_json
from simulation.batch.manifest import (
    COMPLETE,
    INTERRUPTED,
    MANIFEST,
    RUNNING,
    changes,
    new_manifest,
    now,
    read_manifest,
)
from simulation.batch.plan import Plan, PlannedBlock
from simulation.batch.tables import (
    OUTCOMES,
    TABLES,
    Tables,
    conformed,
    group_rows,
    in_groups,
    note_of,
    opened,
    parquet,
    shared_schema,
)
from simulation.errors import CrossroadsError

PARTS: Final = "parts"
LOCK: Final = ".lock"
BETWEEN_MANIFESTS: Final = 1.0  # seconds between two rewritings of the manifest

Part = Mapping[str, pa.Buffer]  # table -> its Parquet file


class Store(Protocol):
    """Where finished blocks go; `plan` has the blocks that the store counts by."""

    plan: Plan
    manifest: dict[str, Any]

    def done(self) -> set[int]:
        """Numbers of the blocks that are there already."""

    def add(self, number: int, part: Part, seconds: float) -> None:
        """Keep a finished block."""

    def stop(self) -> None:
        """Leave everything in order before the batch is finished."""

    def finish(self) -> None:
        """Join the blocks and declare the batch complete."""


class MemoryStore:
    """Blocks kept in memory; after `finish`, `tables` holds the whole batch."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.manifest = new_manifest(plan)
        self.tables: Tables = {}
        self._parts: dict[int, Tables] = {}

    def done(self) -> set[int]:
        """Numbers of the blocks that are there already."""
        return set(self._parts)

    def add(self, number: int, part: Part, seconds: float) -> None:
        """Keep a finished block."""
        self._parts[number] = {name: opened(pa.BufferReader(data)).read() for name, data in part.items()}
        self.manifest["blocks"]["done"][str(number)] = round(seconds, 3)

    def stop(self) -> None:
        """Nothing to leave in order: an unfinished batch in memory is gone."""

    def finish(self) -> None:
        """Join the blocks."""
        ordered = [self._parts.pop(block.number) for block in in_order(self.plan)]
        for name in TABLES:
            found = [part[name] for part in ordered if name in part]
            if found:
                schema = shared_schema(table.schema for table in found)
                joined = pa.concat_tables([conformed(table, schema) for table in found])
                self.tables[name] = joined.unify_dictionaries()
        self.manifest |= {"status": COMPLETE, "finished": now()}


class FolderStore:
    """A results folder held by this process, from `open` to `close`.

    `summarise` is called with the folder once its tables are there, before it is declared complete.
    """

    def __init__(self, folder: Path, plan: Plan, summarise: Callable[[Path], None]) -> None:
        self.folder = folder
        self.manifest = new_manifest(plan)
        self.plan = plan
        self._summarise = summarise
        self._held = ExitStack()
        self._noted = time.monotonic()

    def __enter__(self) -> FolderStore:
        """Take the folder: make it, lock it, and read what is done."""
        with clear_disk_errors(self.folder):
            self._parts.mkdir(parents=True, exist_ok=True)
            busy = (
                f"Another process is writing {self.folder}. Wait for it, or choose another folder with --out."
            )
            self._held.enter_context(locked(self._parts / LOCK, busy))
            self._take_over()
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the folder."""
        self._held.close()

    @property
    def _parts(self) -> Path:
        return self.folder / PARTS

    def _take_over(self) -> None:
        """Continue what stands in the folder, now that nobody else can change it."""
        found = read_manifest(self.folder)
        if found is not None:
            if changes(found, self.plan):
                raise CrossroadsError(f"Another process began another batch in {self.folder} just now.")
            self.manifest = found
            kept = tuple(found.get("keep", TABLES))
            self.plan = replace(self.plan, block_size=found["block_size"], keep=kept)
        for leftover in (*self.folder.glob(f"{TEMPORARY}*"), *self._parts.glob(f"{TEMPORARY}*")):
            remove(leftover)
        if self.manifest["status"] != COMPLETE:
            self._note(RUNNING)

    def done(self) -> set[int]:
        """Numbers of the blocks that are there already, each looked into."""
        if self.manifest["status"] == COMPLETE:
            return {block.number for block in self.plan.blocks}
        found = {block.number for block in self.plan.blocks if self._holds(block)}
        self._take_stock(found)
        return found

    def _take_stock(self, found: set[int]) -> None:
        """Bring the manifest's blocks in line with those that stand in parts/."""
        seconds = self.manifest["blocks"]["done"]
        self.manifest["blocks"]["done"] = {str(number): seconds.get(str(number)) for number in sorted(found)}

    def _holds(self, block: PlannedBlock) -> bool:
        part = self._part(block)
        if not part.is_dir():
            return False
        try:
            found = {path.name: pq.read_metadata(path) for path in part.iterdir()}
        except (OSError, pa.ArrowException) as error:
            raise self._damaged(block) from error
        ours = all(note_of(metadata) == self.manifest["digest"] for metadata in found.values())
        if not ours or _file(OUTCOMES) not in found or found[_file(OUTCOMES)].num_rows != block.runs.size:
            raise self._damaged(block)
        return True

    def _part(self, block: PlannedBlock) -> Path:
        return self._parts / f"{block.number:06d}"

    def _damaged(self, block: PlannedBlock) -> CrossroadsError:
        return CrossroadsError(
            f"The finished block {self._part(block)} is damaged (cut short, or from another batch). "
            "Delete that folder and run with --resume: only that block is simulated again."
        )

    def add(self, number: int, part: Part, seconds: float) -> None:
        """Keep a finished block: all of it, or nothing."""
        place = self._part(self.plan.blocks[number])
        with clear_disk_errors(self.folder):
            with atomic(place) as temporary:
                temporary.mkdir()
                for name, data in part.items():
                    (temporary / _file(name)).write_bytes(data)
            self.manifest["blocks"]["done"][str(number)] = round(seconds, 3)
            if time.monotonic() - self._noted > BETWEEN_MANIFESTS:
                self._note(RUNNING)

    def stop(self) -> None:
        """Say in the manifest that the batch was interrupted, and which blocks are there."""
        with clear_disk_errors(self.folder):
            self._take_stock({block.number for block in self.plan.blocks if self._part(block).is_dir()})
            self._note(INTERRUPTED)

    def _note(self, status: str, **more: Any) -> None:
        self.manifest |= {"status": status, **more}
        write_json(self.folder / MANIFEST, self.manifest)
        self._noted = time.monotonic()

    def finish(self) -> None:
        """Join the blocks, summarise them, declare the batch complete, and drop the parts."""
        with clear_disk_errors(self.folder):
            for name in TABLES:
                self._join(name)
            self._summarise(self.folder)
            self._note(COMPLETE, finished=now())
            remove(self._parts)

    def _join(self, name: str) -> None:
        """Stream all blocks of one table into one file, in row groups of one size."""
        parts = [self._part(block) / _file(name) for block in in_order(self.plan)]
        parts = [path for path in parts if path.exists()]
        if not parts:
            return
        schema = shared_schema(pq.read_schema(path) for path in parts)
        tables = (conformed(table, schema) for table in _read(parts))
        with (
            atomic(self.folder / _file(name)) as temporary,
            parquet(temporary, schema) as write,
        ):
            for group in in_groups(tables, group_rows(schema)):
                write(group)


def in_order(plan: Plan) -> list[PlannedBlock]:
    """A plan's blocks in the order of rows: by scenario, then by run."""
    return sorted(plan.blocks, key=lambda block: (block.scenario, block.number))


def _read(paths: list[Path]) -> Iterator[pa.Table]:
    for path in paths:
        try:
            yield opened(path).read()
        except (OSError, pa.ArrowException) as error:
            raise CrossroadsError(
                f"The finished block {path.parent} is damaged. "
                "Delete that folder and run with --resume: only that block is simulated again."
            ) from error


def _file(name: str) -> str:
    return f"{name}.parquet"
