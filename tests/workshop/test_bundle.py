"""The bundle: everything in it, nothing private outside, and every number played again."""

from __future__ import annotations

import asyncio
import io
import json
import zipfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from simulation.errors import InputError
from simulation.scenario import load
from simulation.workshop.bundle import export
from simulation.workshop.engine import Engine
from simulation.workshop.log import parse_lines
from simulation.workshop.room import Room
from simulation.workshop.verifying import verify_bundle

QUESTION = {"text": "How many <b>end</b> in the axis?", "outcome": "axis_verdict", "category": "in_the_axis"}


@pytest.fixture
def played(room: Room) -> Room:
    """A session with a question, a result, a condition, a camp and notes; `<script>` in every text."""
    evil = "<script>alert('x')</script>"
    room.assume("israel", "striking", why=f"reason {evil}", asked_by="table 2", question=QUESTION)
    room.session.do("guess", who="token-17", value=20)
    room.session.do("lock")
    room.session.do("reveal")

    async def show() -> None:
        async for each in room.pictures():
            room.note_result(each, 0.5, ["dots"])

    asyncio.run(show())
    room.suppose([{"kind": "quantity", "name": "attacks_us", "value": 1}])
    room.session.do("note", text=f"secret note {evil}", tag="objection")
    room.session.do("off_model", text=f"oil workers strike {evil}", verdict="outside the model")
    room.session.do("fork", camp=f"camp {evil}")
    room.session.do("session_close", takeaways=f"takeaway {evil}")
    return room


def files(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def exported(room: Room, path: Path, *, outside: bool = False) -> dict[str, bytes]:
    return files(asyncio.run(export(room, path, outside=outside)))


def rewritten(path: Path, changed: dict[str, bytes]) -> Path:
    whole = {**files(path), **changed}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in whole.items():
            archive.writestr(name, data)
    return path


def test_a_session_goes_out_whole_private_or_not_and_is_reproduced(
    played: Room, tmp_path: Path, engine: Engine
) -> None:
    inside = exported(played, tmp_path / "in.zip")
    _holds_everything(inside, tmp_path)
    _escapes(inside["report.html"].decode())
    verdict = asyncio.run(verify_bundle(tmp_path / "in.zip", engine))
    told = sum(line.kind in ("result", "suppose") for line in played.session.log.lines)
    assert told >= 2
    assert (verdict.exact, verdict.good, verdict.statements) == (True, True, told), verdict.text
    assert "Every number is reproduced." in verdict.text
    _keeps_what_is_private(exported(played, tmp_path / "out.zip", outside=True))
    assert asyncio.run(verify_bundle(tmp_path / "out.zip", engine)).exact
    _tells_a_change(tmp_path / "out.zip", engine)
    _tells_an_edited_record(tmp_path / "in.zip", engine)


def _holds_everything(found: dict[str, bytes], folder: Path) -> None:
    assert {
        "README.txt",
        "session.jsonl",
        "scenarios/tree.yaml",
        "report.html",
        "params.lock",
        "seeds.txt",
    } <= found.keys()
    assert {"environment.lock", "figures/changes.csv", "figures/outcome_shares.svg"} <= found.keys()
    for name in ("outcome_shares", "trajectories", "seats"):
        assert {f"figures/{name}.{kind}" for kind in ("svg", "png", "csv")} <= found.keys()
        assert len(found[f"figures/{name}.csv"].splitlines()) > 2
    for name in [each for each in found if each.startswith("scenarios/") and "tree" not in each]:
        (folder / "one.yaml").write_bytes(found[name])
        batch = load(folder / "one.yaml")
        table = pq.read_table(
            io.BytesIO(found[name.replace("scenarios", "results").replace("yaml", "parquet")])
        )
        assert table.num_rows == batch.runs == 1000
    assert json.loads(found["params.lock"])["priors"]["arms_outward"]


def _escapes(report: str) -> None:
    assert "<script" not in report
    assert "&lt;script&gt;" in report
    assert "http://" not in report
    assert "https://" not in report
    for heading in (
        "What moved most",
        "The path of the session",
        "What the room expected",
        "What was supposed",
    ):
        assert heading in report


def _keeps_what_is_private(outside: dict[str, bytes]) -> None:
    for private in (
        b"secret note",
        b"token-17",
        b"reason &lt;",
        b"reason <",
        b"table 2",
        b"oil workers",
        b"takeaway",
    ):
        assert not any(
            private in data for name, data in outside.items() if not name.startswith("figures/")
        ), private
    lines = parse_lines(outside["session.jsonl"], "session.jsonl")
    assert lines[0].said["variant"] == "outside"
    assert not {line.kind for line in lines} & {"guess", "note", "off_model"}


def _tells_a_change(path: Path, engine: Engine) -> None:
    """One verdict of one run altered: found, named, and still within what other processors may do."""
    name = next(each for each in files(path) if each.startswith("results/001"))
    table = pq.read_table(io.BytesIO(files(path)[name]))
    verdicts = table["axis_verdict"].to_numpy().copy()
    verdicts[17] = "left" if verdicts[17] != "left" else "hedging"
    place = table.column_names.index("axis_verdict")
    out = io.BytesIO()
    pq.write_table(table.set_column(place, "axis_verdict", pa.array(verdicts)), out)
    verdict = asyncio.run(verify_bundle(rewritten(path, {name: out.getvalue()}), engine))
    assert (verdict.exact, verdict.good) == (False, True)
    assert verdict.values - verdict.same == 1
    assert any("axis_verdict differs in 1 runs, run 17" in each for each in verdict.differences)
    out = io.BytesIO()
    pq.write_table(table.set_column(place, "axis_verdict", pa.array(np.full(1000, "left"))), out)
    assert not asyncio.run(verify_bundle(rewritten(path, {name: out.getvalue()}), engine)).good


def _tells_an_edited_record(path: Path, engine: Engine) -> None:
    edited = files(path)["session.jsonl"].replace(b"striking", b"restrained", 1)
    with pytest.raises(InputError, match="line before"):
        asyncio.run(verify_bundle(rewritten(path, {"session.jsonl": edited}), engine))


@pytest.mark.parametrize("junk", [b"", b"not a zip", b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_bundle_is_refused(tmp_path: Path, engine: Engine, junk: bytes) -> None:
    path = tmp_path / "junk.zip"
    path.write_bytes(junk)
    with pytest.raises(InputError, match="bundle"):
        asyncio.run(verify_bundle(path, engine))
