"""The shape of a release: one version, typed, described, and a wheel that works where nothing else is."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

import simulation as sim

ROOT = Path(__file__).parents[1]


def project() -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return found


def test_the_version_stands_in_one_place_and_the_others_follow() -> None:
    assert "version" in project()["project"]["dynamic"]
    assert project()["tool"]["hatch"]["version"]["path"] == "simulation/__init__.py"
    citation = YAML(typ="safe").load(ROOT / "CITATION.cff")
    assert citation["version"] == sim.__version__
    assert citation["license"] == project()["project"]["license"]
    calibration = YAML(typ="safe").load(ROOT / "seeds" / "calibration.yaml")["calibration"]
    assert calibration["version"] == sim.__version__
    assert f"## {sim.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_no_file_of_a_release_names_a_registry() -> None:
    for name in ("constraints.txt", "pyproject.toml", "Makefile", ".ci/run"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "index-url" not in text
        assert "://" not in text.replace("http://127.0.0.1", "")


# --- what is built ---------------------------------------------------------------------------------

built_only = pytest.mark.skipif(find_spec("build") is None, reason="needs the extra `release`")


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return out


@built_only
def test_wheel_and_sdist_pass_twine_and_hold_what_they_should(dist: Path) -> None:
    files = sorted(map(str, dist.iterdir()))
    assert [Path(file).name.startswith(f"crossroads-{sim.__version__}") for file in files] == [True, True]
    checked = subprocess.run(
        [sys.executable, "-m", "twine", "check", "--strict", *files],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
    (wheel,), (source,) = dist.glob("*.whl"), dist.glob("*.tar.gz")
    names = zipfile.ZipFile(wheel).namelist()
    held = {"py.typed", "_seeds/articles.yaml", "_scenarios/iran_paths.yaml"}
    assert {f"simulation/{name}" for name in held} <= {*names}
    assert any(name.startswith("simulation/_seeds/parameters/") for name in names)
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert {name.split("/")[0] for name in names} == {"simulation", f"crossroads-{sim.__version__}.dist-info"}
    with tarfile.open(source) as archive:
        held = {"/".join(name.split("/")[1:]) for name in archive.getnames()}
    wanted = {
        "CHANGELOG.md",
        "CITATION.cff",
        "CONTRIBUTING.md",
        "LICENSE",
        "Makefile",
        "README.md",
        "constraints.txt",
    }
    assert wanted | {"docs/conf.py", "docs/headlines/0.1.0.csv", "tests/test_release.py"} <= held


@built_only
def test_the_wheel_does_the_main_job_where_nothing_else_is(dist: Path, tmp_path: Path) -> None:
    """Its dependencies are taken from this environment: no network, a few seconds."""
    place = tmp_path / "environment"
    venv.create(place, with_pip=False, symlinks=True)
    python = place / "bin" / "python"
    (packages,) = place.glob("lib/python*/site-packages")
    (wheel,) = dist.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(packages)
    ours = Path(pytest.__file__).parents[1]
    (packages / "dependencies.pth").write_text(f"{ours}\n", encoding="utf-8")
    empty = tmp_path / "empty"
    empty.mkdir()
    run = [python, "-P", "-m", "simulation.cli", "run", "iran_paths", "--runs", "20", "--jobs", "1"]
    done = subprocess.run(
        run, cwd=empty, env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert (empty / "results" / "iran_paths" / "summary.csv").exists()
    where = [python, "-P", "-c", "import simulation; print(simulation.__file__)"]
    shown = subprocess.run(
        where, cwd=empty, env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=True
    )
    assert str(packages) in shown.stdout
