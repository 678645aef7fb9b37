"""The rules for results folders: reuse, resume, move on, refuse."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from simulation.batch import in_folder
from simulation.batch import manifest as manifests
from simulation.batch import plan as plans
from simulation.errors import CrossroadsError, InputError
from tests.fakes import FakeBatch, FakeScenario, a_plan, simulate

OPTIONS = ("resume", "progress", "simulate", "jobs", "dask")


class Notebook:
    """Remembers what it is told."""

    def __init__(self) -> None:
        self.notes: list[str] = []
        self.seen: list[tuple[int, int]] = []

    def note(self, text: str) -> None:
        self.notes.append(text)

    def advance(self, done: int, total: int) -> None:
        self.seen.append((done, total))


def nothing_more(folder: Path) -> None:
    (folder / "summary.csv").write_text("done\n")


def keep(out: Path | None, batch: FakeBatch | None = None, **wanted: Any) -> Any:
    options = {key: wanted.pop(key) for key in OPTIONS if key in wanted}
    options = {"simulate": simulate, **options}
    if "dask" not in options:
        options.setdefault("jobs", 1)
    if "tables" in wanted:
        wanted["keep"] = wanted.pop("tables")
    return in_folder(a_plan(batch, **wanted), out, summarise=nothing_more, **options)


def stops_after(blocks: int, error: BaseException) -> Callable[..., Any]:
    """A model that fails in the block after so many."""
    count = 0

    def limited(*given: Any) -> Any:
        nonlocal count
        count += 1
        if count > blocks:
            raise error
        return simulate(*given)

    return limited


def unfinished(out: Path | None, blocks: int = 5, **wanted: Any) -> None:
    with pytest.raises(KeyboardInterrupt):
        keep(out, simulate=stops_after(blocks, KeyboardInterrupt()), **wanted)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_new_folder_gets_one_file_of_each(tmp_path: Path) -> None:
    finished = keep(tmp_path / "r")
    assert {p.name for p in (tmp_path / "r").iterdir()} == {
        "manifest.json",
        "outcomes.parquet",
        "months.parquet",
        "summary.csv",
    }
    outcomes = pd.read_parquet(tmp_path / "r/outcomes.parquet")
    assert outcomes["scenario"].tolist() == ["increase"] * 100 + ["loosen"] * 100 + ["maintain"] * 100
    assert outcomes["run"].tolist() == list(range(100)) * 3
    months = pd.read_parquet(tmp_path / "r/months.parquet")
    assert (months.groupby(["scenario", "run"]).size() == 3).all()
    assert months["month"].head(4).tolist() == ["2025-11", "2025-12", "2026-01", "2025-11"]
    assert finished.manifest["status"] == "complete"


def test_the_default_folder_is_named_after_the_file(elsewhere: Path) -> None:
    assert keep(None).folder == Path("results/paths")


def test_the_same_batch_complete_is_reused(tmp_path: Path) -> None:
    keep(tmp_path / "r")
    before = contents(tmp_path / "r")
    watcher = Notebook()
    finished = keep(tmp_path / "r", progress=watcher, simulate=stops_after(0, AssertionError()))
    assert finished.reused
    assert "reused" in watcher.notes[0]
    assert contents(tmp_path / "r") == before


@pytest.mark.parametrize("block_size", [30, 7, 1000])
def test_a_batch_is_the_same_in_blocks_of_any_size(tmp_path: Path, block_size: int) -> None:
    keep(tmp_path / "r")
    assert keep(tmp_path / "r", block_size=block_size).reused


def test_unfinished_wants_resume(tmp_path: Path) -> None:
    unfinished(tmp_path / "r")
    before = contents(tmp_path / "r")
    with pytest.raises(InputError, match=r"unfinished \(5 of 12 blocks\).*--resume"):
        keep(tmp_path / "r")
    assert contents(tmp_path / "r") == before


@pytest.mark.parametrize("block_size", [30, 8])
def test_resume_goes_on_and_comes_to_the_same(tmp_path: Path, block_size: int) -> None:
    keep(tmp_path / "whole")
    unfinished(tmp_path / "cut")
    manifest = json.loads((tmp_path / "cut/manifest.json").read_text())
    assert manifest["status"] == "interrupted"
    assert list(manifest["blocks"]["done"]) == ["0", "1", "2", "3", "4"]
    watcher = Notebook()
    keep(tmp_path / "cut", resume=True, progress=watcher, block_size=block_size)
    assert watcher.notes == ["Going on: 5 of 12 blocks are there already."]
    assert watcher.seen[0] == (125, 300)
    assert watcher.seen[-1] == (300, 300)
    whole, cut = contents(tmp_path / "whole"), contents(tmp_path / "cut")
    assert whole["outcomes.parquet"] == cut["outcomes.parquet"]
    assert whole["months.parquet"] == cut["months.parquet"]


def test_resume_starts_where_there_is_nothing(tmp_path: Path) -> None:
    assert not keep(tmp_path / "r", resume=True).reused


def test_resume_starts_where_a_run_was_killed_before_it_began(tmp_path: Path) -> None:
    (tmp_path / "r/parts").mkdir(parents=True)
    (tmp_path / "r/parts/.lock").touch()
    (tmp_path / "r/.writing-abc").touch()
    keep(tmp_path / "r", resume=True)
    assert not list((tmp_path / "r").glob(".*"))


CHANGED = FakeBatch(
    scenarios=(FakeScenario("increase", -0.4), FakeScenario("loosen", 0.3), FakeScenario("new"))
)


@pytest.mark.parametrize(
    ("batch", "wanted", "said"),
    [
        (None, {"seed": 7}, "seed: 2025 then, 7 now"),
        (None, {"runs": 50}, "runs: 0-99 then, 0-49 now"),
        (CHANGED, {}, "scenario increase changed: iran.shift: -0.2 then, -0.4 now"),
        (CHANGED, {}, "scenario maintain is no longer in it; scenario new is new"),
        (FakeBatch(scenarios=FakeBatch().scenarios[::-1]), {}, "another order"),
    ],
)
@pytest.mark.parametrize("resume", [True, False])
def test_another_batch_is_refused_with_what_changed(
    tmp_path: Path, batch: FakeBatch | None, wanted: dict[str, Any], said: str, resume: bool
) -> None:
    unfinished(tmp_path / "r")
    before = contents(tmp_path / "r")
    with pytest.raises(InputError, match="holds another batch") as caught:
        keep(tmp_path / "r", batch, resume=resume, **wanted)
    assert said in str(caught.value)
    assert contents(tmp_path / "r") == before


def test_another_version_of_the_model_is_another_batch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(tmp_path / "r")
    monkeypatch.setattr(manifests, "engine_digest", lambda: "0" * 16)
    with pytest.raises(InputError, match="the model or its evidence changed"):
        keep(tmp_path / "r")


def test_by_default_another_batch_moves_on(elsewhere: Path) -> None:
    keep(None)
    watcher = Notebook()
    assert keep(None, seed=7, progress=watcher).folder == Path("results/paths-2")
    assert "another batch" in watcher.notes[0]
    assert keep(None, seed=8).folder == Path("results/paths-3")
    assert keep(None, seed=7).reused
    assert keep(None).reused


def test_resume_finds_its_batch_past_others_that_are_complete(elsewhere: Path) -> None:
    keep(None)
    unfinished(None, seed=7)
    assert keep(None, seed=7, resume=True).folder == Path("results/paths-2")


def test_resume_of_a_changed_default_batch_is_refused(elsewhere: Path) -> None:
    unfinished(None)
    with pytest.raises(InputError, match="seed: 2025 then, 7 now"):
        keep(None, seed=7, resume=True)
    assert not Path("results/paths-2").exists()


def test_files_of_others_are_left_alone(tmp_path: Path, elsewhere: Path) -> None:
    for folder in (tmp_path / "r", Path("results/paths")):
        folder.mkdir(parents=True)
        (folder / "thesis.doc").write_text("years of work")
    with pytest.raises(InputError, match="not a results folder"):
        keep(tmp_path / "r")
    assert keep(None).folder == Path("results/paths-2")
    assert contents(tmp_path / "r") == {"thesis.doc": b"years of work"}


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "r").write_text("")
    with pytest.raises(InputError, match="is a file"):
        keep(tmp_path / "r")


@pytest.mark.parametrize("text", ["{", "[]", "{}", "\x00\xff", '{"format": 1}'])
def test_a_corrupted_manifest_is_left_alone(tmp_path: Path, text: str) -> None:
    unfinished(tmp_path / "r")
    (tmp_path / "r/manifest.json").write_text(text, encoding="latin-1")
    before = contents(tmp_path / "r")
    with pytest.raises(CrossroadsError, match="Nothing in the folder was touched"):
        keep(tmp_path / "r", resume=True)
    assert contents(tmp_path / "r") == before


def test_a_manifest_of_another_format_is_left_alone(tmp_path: Path) -> None:
    keep(tmp_path / "r")
    manifest = json.loads((tmp_path / "r/manifest.json").read_text())
    (tmp_path / "r/manifest.json").write_text(json.dumps({**manifest, "format": 99}))
    with pytest.raises(CrossroadsError, match="format 99"):
        keep(tmp_path / "r")


def test_the_manifest_holds_the_specification_of_every_scenario(tmp_path: Path) -> None:
    manifest = keep(tmp_path / "r").manifest
    written = json.loads((tmp_path / "r/manifest.json").read_text())
    assert written == manifest
    for entry, scenario in zip(written["scenarios"], FakeBatch().scenarios, strict=True):
        assert entry["specification"] == scenario.model_dump(mode="json")
        assert entry["digest"] == scenario.digest()
    assert written["versions"].keys() >= {"crossroads", "python", "numpy", "mesa", "pandas", "pyarrow"}
    assert (written["seed"], written["runs"], written["blocks"]["total"]) == (2025, "0-99", 12)
    assert written["finished"] is not None


@contextmanager
def nobody() -> Iterator[None]:
    """Root may write anywhere: be somebody else for a while."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.parametrize("mode", [0o555, 0o000])
def test_a_folder_that_is_not_ours_to_write_says_so(mode: int) -> None:
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        folder = Path(place) / "r"
        folder.mkdir()
        folder.chmod(mode)
        with nobody(), pytest.raises(CrossroadsError, match=r"cannot be (written|read).*--out"):
            keep(folder)
        folder.chmod(0o755)


def test_a_complete_folder_that_is_moved_is_still_the_batch(tmp_path: Path) -> None:
    keep(tmp_path / "r")
    shutil.move(tmp_path / "r", tmp_path / "s")
    assert keep(tmp_path / "s").reused


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred runs of three scenarios count as many."""
    monkeypatch.setattr(plans, "SMALL", 200)


def test_a_large_batch_keeps_outcomes_and_says_so(tmp_path: Path, many: None) -> None:
    watcher = Notebook()
    finished = keep(tmp_path / "r", progress=watcher)
    assert not (tmp_path / "r/months.parquet").exists()
    assert finished.manifest["keep"] == ["outcomes"]
    assert watcher.notes == [
        "300 runs are many: only their outcomes are kept. Ask for months and seats with --keep months,seats."
    ]
    assert keep(tmp_path / "s", progress=Notebook(), tables="months").manifest["keep"] == [
        "outcomes",
        "months",
    ]
    assert (tmp_path / "s/months.parquet").exists()


def test_a_complete_batch_is_reused_where_enough_of_it_was_kept(tmp_path: Path) -> None:
    keep(tmp_path / "r", tables="months")
    assert keep(tmp_path / "r").reused
    assert keep(tmp_path / "r", tables="outcomes").reused
    with pytest.raises(InputError, match="kept: outcomes, months then, outcomes, months, seats now"):
        keep(tmp_path / "r", tables="all")


def test_an_unfinished_batch_goes_on_with_what_it_keeps(tmp_path: Path) -> None:
    unfinished(tmp_path / "r", tables="outcomes")
    with pytest.raises(InputError, match="kept: outcomes then, outcomes, months now"):
        keep(tmp_path / "r", tables="months", resume=True)
    assert keep(tmp_path / "r", resume=True).manifest["keep"] == ["outcomes"]
    assert not (tmp_path / "r/months.parquet").exists()


def test_a_nested_design_is_another_batch(tmp_path: Path) -> None:
    keep(tmp_path / "r", runs="20x5")
    outcomes = pd.read_parquet(tmp_path / "r/outcomes.parquet")
    assert outcomes["beliefs"].tolist() == [run // 5 for run in range(100)] * 3
    assert outcomes["luck"].tolist() == [run % 5 for run in range(100)] * 3
    with pytest.raises(InputError, match="luck per belief: 5 then, 1 now"):
        keep(tmp_path / "r", runs=100)
    assert keep(tmp_path / "r", runs="20x5", block_size=7).reused
