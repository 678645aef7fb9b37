"""The measures of the tests themselves: branches by package, and mutants that survive."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from coverage import Coverage

from benchmarks import branches

PLAIN = """
def bigger(a: int, b: int) -> int:
    if a > b:
        return a
    return b


def never(a: int) -> int:
    return 1 if a else 2
"""


def test_branches_are_counted_by_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    package = tmp_path / "simulation" / "part"
    package.mkdir(parents=True)
    (package / "one.py").write_text(PLAIN, encoding="utf-8")
    (tmp_path / "simulation" / "top.py").write_text(PLAIN, encoding="utf-8")
    (tmp_path / "coveragerc").write_text(
        "[run]\nbranch = true\n[report]\nfail_under = 80\n", encoding="utf-8"
    )
    monkeypatch.chdir(tmp_path)
    for asked, status in ((((2, 1),), 1), (((2, 1), (1, 2)), 0)):
        coverage = Coverage(
            config_file="coveragerc", data_file=str(tmp_path / "data"), include=["simulation/*"]
        )
        coverage.set_option("run:core", "ctrace")
        with coverage.collect():
            for file in (package / "one.py", tmp_path / "simulation" / "top.py"):
                code: dict[str, object] = {}
                exec(compile(file.read_text(encoding="utf-8"), str(file), "exec"), code)  # noqa: S102
                for pair in asked:
                    code["bigger"](*pair)  # type: ignore[operator]
        coverage.save()
        monkeypatch.setattr(branches, "Coverage", lambda c=coverage: c)
        assert branches.main() == status
        told = capsys.readouterr().out
        taken = 2 if status == 0 else 1
        for name in ("simulation", "simulation.part"):
            assert re.search(rf"^{re.escape(name)} +2 +{taken} +{taken / 2:.1%}$", told, re.MULTILINE)
        assert re.search(rf"^All +4 +{2 * taken} ", told, re.MULTILINE)


def test_before_anything_was_measured_the_command_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        branches, "Coverage", lambda: Coverage(data_file=str(tmp_path / "data"), config_file=False)
    )
    with pytest.raises(SystemExit, match="Nothing was measured yet"):
        branches.main()


def test_survivors_are_told_with_their_share_and_what_they_changed(tmp_path: Path) -> None:
    pytest.importorskip("mutmut", reason="mutation testing is not installed")
    from benchmarks import mutants

    (tmp_path / "pyproject.toml").touch()
    place = Path("simulation/toy.py")
    (tmp_path / place).parent.mkdir()
    (tmp_path / place).write_text(PLAIN, encoding="utf-8")
    module = mutants.mutate(tmp_path, place, 2)
    assert len(module.sample) == 2
    assert set(module.sample) < set(module.mutants)
    (tmp_path / place).write_text(PLAIN, encoding="utf-8")
    assert mutants.mutate(tmp_path, place, 2).sample == module.sample
    name = next(each for each in module.mutants if "bigger" in each)
    module.survived.append(name)
    assert re.fullmatch(rf"toy +{len(module.mutants)} +2 +1 +50\.0%   9\.5% to 90\.5%", module.row())
    monkey = pytest.MonkeyPatch()
    with monkey.context() as there:
        there.chdir(tmp_path)
        told = list(mutants.changes(module))
    assert told == [f"  {name}", "    -    if a > b:", "    +    if a >= b:"]


def test_all_modules_together_count_by_their_mutants() -> None:
    pytest.importorskip("mutmut", reason="mutation testing is not installed")
    from benchmarks.mutants import together

    share, half = together([(300, 30, 3), (100, 100, 30)])
    assert share == pytest.approx((300 * 0.1 + 100 * 0.3) / 400)
    assert 0.0 < half < 0.15
    assert together([(50, 50, 5)]) == (pytest.approx(0.1), 0.0)  # all of them tried: nothing is left open


def test_every_module_of_the_institutions_has_tests_that_its_mutants_meet() -> None:
    pytest.importorskip("mutmut", reason="mutation testing is not installed")
    from benchmarks.mutants import TESTS

    root = Path(__file__).parents[2]
    named = {path for path, _ in TESTS.values()}
    assert all((root / each).is_file() for path, tests in TESTS.values() for each in (path, *tests))
    folder = root / "simulation" / "model" / "institutions"
    assert {f"simulation/model/institutions/{path.name}" for path in folder.glob("[!_]*.py")} <= named
