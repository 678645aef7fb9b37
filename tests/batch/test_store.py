"""The store: blocks whole or not at all, one writer, disks that fail."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from simulation.batch import files, in_memory, store
from simulation.batch.files import atomic, clear_disk_errors, write_json
from simulation.batch.store import FolderStore
from simulation.batch.workers import jobs_of, perform
from simulation.errors import CrossroadsError
from simulation.outcomes.sources import worded
from tests.batch.test_folder import contents, keep, nothing_more, unfinished
from tests.fakes import a_plan, simulate, with_election


def test_what_is_begun_and_not_finished_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")

    def begin() -> None:
        with atomic(tmp_path / "a") as temporary:
            temporary.write_text("half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        begin()
    assert contents(tmp_path) == {"a": b"old"}


def test_a_folder_appears_whole(tmp_path: Path) -> None:
    with atomic(tmp_path / "b") as temporary:
        temporary.mkdir()
        (temporary / "c").write_text("whole")
        assert not (tmp_path / "b").exists()
    assert contents(tmp_path) == {"b/c": b"whole"}


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "is full. What was finished is kept"),
        (errno.EROFS, "cannot be written"),
        (errno.EACCES, "Choose another folder with --out"),
        (errno.EIO, "cannot be used"),
    ],
)
def test_what_disks_say_is_made_clear(tmp_path: Path, number: int, said: str) -> None:
    with pytest.raises(CrossroadsError, match=said), clear_disk_errors(tmp_path):
        raise OSError(number, os.strerror(number))


def test_a_disk_that_fills_up_keeps_what_was_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = 0
    flush = files._flush

    def full(path: Path) -> None:
        nonlocal written
        written += path.name == "outcomes.parquet"
        if written > 4:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        flush(path)

    monkeypatch.setattr(files, "_flush", full)
    with pytest.raises(CrossroadsError, match="full"):
        keep(tmp_path / "r")
    monkeypatch.setattr(files, "_flush", flush)
    assert sum(p.is_dir() for p in (tmp_path / "r/parts").iterdir()) == 4
    assert not list((tmp_path / "r").rglob(".writing-*"))
    keep(tmp_path / "r", resume=True)
    keep(tmp_path / "whole")
    assert contents(tmp_path / "r")["outcomes.parquet"] == contents(tmp_path / "whole")["outcomes.parquet"]


def test_two_writers_are_one_too_many(tmp_path: Path) -> None:
    with (
        FolderStore(tmp_path / "r", a_plan(), nothing_more),
        pytest.raises(CrossroadsError, match="Another process is writing"),
    ):
        keep(tmp_path / "r", resume=True)
    keep(tmp_path / "r", resume=True)


def test_a_batch_that_another_process_began_in_between_is_left_alone(tmp_path: Path) -> None:
    unfinished(tmp_path / "r")
    with (
        pytest.raises(CrossroadsError, match="just now"),
        FolderStore(tmp_path / "r", a_plan(seed=9), nothing_more),
    ):
        pytest.fail("the store opened")


@pytest.mark.parametrize("table", ["outcomes", "months"])
def test_a_truncated_block_is_named_and_nothing_else_lost(tmp_path: Path, table: str) -> None:
    unfinished(tmp_path / "r")
    part = tmp_path / "r/parts/000003" / f"{table}.parquet"
    part.write_bytes(part.read_bytes()[:-40])
    with pytest.raises(CrossroadsError, match=r"parts/000003 is damaged.*Delete that folder"):
        keep(tmp_path / "r", resume=True)
    shutil.rmtree(part.parent)
    keep(tmp_path / "r", resume=True)
    keep(tmp_path / "whole")
    assert contents(tmp_path / "r")["outcomes.parquet"] == contents(tmp_path / "whole")["outcomes.parquet"]


def test_a_block_with_flipped_bytes_is_found_out(tmp_path: Path) -> None:
    unfinished(tmp_path / "r")
    part = tmp_path / "r/parts/000003/outcomes.parquet"
    data = bytearray(part.read_bytes())
    data[100:110] = bytes(byte ^ 255 for byte in data[100:110])
    part.write_bytes(bytes(data))
    with pytest.raises(CrossroadsError, match=r"parts/000003 is damaged"):
        keep(tmp_path / "r", resume=True)


def test_a_block_of_another_batch_is_found_out(tmp_path: Path) -> None:
    unfinished(tmp_path / "r")
    unfinished(tmp_path / "other", seed=9)
    shutil.rmtree(tmp_path / "r/parts/000002")
    shutil.copytree(tmp_path / "other/parts/000002", tmp_path / "r/parts/000002")
    with pytest.raises(CrossroadsError, match="from another batch"):
        keep(tmp_path / "r", resume=True)


def test_a_finished_block_is_never_written_again(tmp_path: Path) -> None:
    unfinished(tmp_path / "r")
    blocks = [p for p in (tmp_path / "r/parts").iterdir() if p.is_dir()]
    before = {p: p.stat().st_ino for p in blocks}
    unfinished(tmp_path / "r", blocks=2, resume=True)
    assert {p: p.stat().st_ino for p in blocks} == before
    assert sum(p.is_dir() for p in (tmp_path / "r/parts").iterdir()) == 7


def test_killed_between_the_tables_and_the_manifest(tmp_path: Path) -> None:
    """The last moment that can go wrong: everything joined, the batch not yet declared complete."""

    def killed(folder: Path) -> None:
        raise KeyboardInterrupt

    with FolderStore(tmp_path / "r", a_plan(), killed) as held:
        for job in jobs_of(held.plan, set(), held.manifest["digest"]):
            done = perform(job, simulate)
            held.add(done.number, done.part, done.seconds)
        with pytest.raises(KeyboardInterrupt):
            held.finish()
    keep(tmp_path / "r", resume=True)
    keep(tmp_path / "whole")
    assert contents(tmp_path / "r")["months.parquet"] == contents(tmp_path / "whole")["months.parquet"]


def test_the_manifest_keeps_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []
    monkeypatch.setattr(store, "BETWEEN_MANIFESTS", -1.0)
    monkeypatch.setattr(
        store,
        "write_json",
        lambda path, data: (seen.append(len(data["blocks"]["done"])), write_json(path, data)),
    )
    keep(tmp_path / "r")
    assert seen == [0, *range(1, 13), 12]


def test_seats_of_some_scenarios(tmp_path: Path) -> None:
    keep(tmp_path / "r", simulate=with_election)
    seats = pd.read_parquet(tmp_path / "r/seats.parquet")
    assert seats.groupby(["scenario", "run"])["seats"].sum().eq(329).all()
    assert set(seats["scenario"]) == {"increase", "loosen"}
    outcomes = pd.read_parquet(tmp_path / "r/outcomes.parquet")
    assert outcomes.groupby("scenario")["pm"].count().to_dict() == {
        "increase": 100,
        "loosen": 100,
        "maintain": 0,
    }
    assert list(outcomes.columns)[-1] == "belief.resolve"


def test_memory_and_folder_hold_the_same(tmp_path: Path) -> None:
    tables = in_memory(a_plan(), jobs=1, simulate=with_election).tables
    keep(tmp_path / "r", simulate=with_election)
    assert tables is not None
    for name, table in tables.items():
        pd.testing.assert_frame_equal(
            worded(table), pd.read_parquet(tmp_path / "r" / f"{name}.parquet"), check_exact=True
        )
    assert set(tables) == {"outcomes", "months", "seats"}
