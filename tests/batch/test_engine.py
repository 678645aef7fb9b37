"""What makes a result another batch: the model's code and the evidence, and nothing after the model."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import simulation
from simulation import documents
from simulation.batch import engine

ROOT = Path(simulation.__file__).parent


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the package and its evidence, which stands in for the installed one."""
    skipped = shutil.ignore_patterns("__pycache__", ".*")
    shutil.copytree(ROOT, tmp_path / "simulation", ignore=skipped)
    shutil.copytree(documents.packaged("seeds"), tmp_path / "seeds", ignore=skipped)
    monkeypatch.setattr(simulation, "__file__", str(tmp_path / "simulation/__init__.py"))
    monkeypatch.setattr(engine, "packaged", lambda name: tmp_path / name)
    engine.engine_digest.cache_clear()
    yield tmp_path
    engine.engine_digest.cache_clear()


def digest() -> str:
    engine.engine_digest.cache_clear()
    return engine.engine_digest()


@pytest.mark.parametrize(
    "file", ["simulation/model/chance.py", "simulation/codebook/index.py", "seeds/articles.yaml"]
)
def test_code_and_evidence_decide(copy: Path, file: str) -> None:
    before = digest()
    (copy / file).write_text((copy / file).read_text() + "\n")
    assert digest() != before


@pytest.mark.parametrize(
    "file",
    [
        "simulation/plots/new.py",
        "simulation/analysis/discovery/finding.py",
        "simulation/words/scales.py",
        "simulation/batch/plan.py",
        "simulation/cli/app.py",
        "simulation/telling/words.py",
        "seeds/.articles.swp",
        "seeds/acts.yaml",
        "seeds/calibration.yaml",
        "seeds/questions/election_2025.yaml",
    ],
)
def test_what_comes_after_the_model_does_not(copy: Path, file: str) -> None:
    before = digest()
    (copy / file).write_text("# changed\n")
    assert digest() == before


def test_versions_are_those_of_this_process() -> None:
    found = engine.versions()
    assert found["crossroads"] == simulation.__version__
    assert list(found) == ["crossroads", "python", "numpy", "mesa", "pandas", "pyarrow"]
