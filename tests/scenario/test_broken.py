"""Every broken file is refused, with every mistake, where it stands, and how to mend it."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from simulation.errors import InputError
from simulation.scenario import Vocabulary, check, load
from simulation.scenario.expanding import Library, Source
from simulation.scenario.merging import Draft

FOLDER = Path(__file__).parents[1] / "broken" / "scenarios"
FILES = sorted(path.stem for path in FOLDER.glob("*.yaml"))


def expected() -> dict[str, list[str]]:
    lines = (FOLDER / "EXPECTED.txt").read_text(encoding="utf-8").splitlines()
    said: dict[str, list[str]] = defaultdict(list)
    for line in lines[1:]:
        file, _, problem = line.partition(" | ")
        said[file].append(problem)
    return said


EXPECTED = expected()


def test_the_list_of_broken_files_is_complete() -> None:
    assert list(EXPECTED) == FILES
    assert len(FILES) >= 100


@pytest.mark.parametrize("file", FILES)
def test_all_of_its_mistakes_are_told(
    file: str, vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(FOLDER)
    problems = check(f"{file}.yaml", vocabulary=vocabulary)
    assert [str(problem) for problem in problems] == EXPECTED[file]
    for problem in problems:
        assert problem.line >= 1
        assert problem.column >= 1
        assert problem.hint


@pytest.mark.parametrize("file", FILES)
def test_it_cannot_be_loaded(file: str, vocabulary: Vocabulary) -> None:
    with pytest.raises(InputError) as caught:
        load(FOLDER / f"{file}.yaml", vocabulary=vocabulary)
    assert f"{file}.yaml" in str(caught.value) or file.startswith("extends_round")


def test_the_mistakes_of_all_files_are_told_together(vocabulary: Vocabulary) -> None:
    files = [FOLDER / "runs_negative.yaml", FOLDER / "event_unknown.yaml", FOLDER / "absent.yaml"]
    assert [Path(problem.file).stem for problem in check(files, vocabulary=vocabulary)] == [
        "runs_negative",
        "event_unknown",
        "absent",
    ]


MANY = """\
runs: 0
base: {start: 2025-01, moths: 24}
scenarios:
  one:
    iran: {strategy: increse}
    events:
      - {month: 2025-06, event: gulf_ofer, probability: 1.5}
      - {month: 2029-06, event: gulf_offer}
  two: {extends: '#three', lens: 3}
sweep: {months: {grid: [12, 0]}}
"""


def test_mistakes_of_every_kind_are_told_at_once(tmp_path: Path, vocabulary: Vocabulary) -> None:
    (tmp_path / "x.yaml").write_text(MANY)
    places = [(problem.line, problem.text) for problem in check(tmp_path / "x.yaml", vocabulary=vocabulary)]
    assert places == [
        (1, "0"),
        (2, "moths"),
        (5, "increse"),
        (7, "gulf_ofer"),
        (7, "1.5"),
        (8, "2029-06"),
        (9, "#three"),
        (9, "3"),
        (10, "0"),
    ]


def test_a_mistake_in_the_base_is_told_once(tmp_path: Path, vocabulary: Vocabulary) -> None:
    (tmp_path / "x.yaml").write_text("base: {start: 2025-01, lens: malk}\nscenarios: {a: {}, b: {}, c: {}}\n")
    assert len(check(tmp_path / "x.yaml", vocabulary=vocabulary)) == 1


def test_a_mistake_that_every_scenario_replaces_is_still_told(tmp_path: Path, vocabulary: Vocabulary) -> None:
    (tmp_path / "x.yaml").write_text("base: {start: 2025-01, lens: malk}\nscenarios: {a: {lens: malik}}\n")
    assert [problem.text for problem in check(tmp_path / "x.yaml", vocabulary=vocabulary)] == ["malk"]


def test_a_file_that_is_too_long(tmp_path: Path, vocabulary: Vocabulary) -> None:
    (tmp_path / "x.yaml").write_text("# " + "padding " * 130_000)
    (problem,) = check(tmp_path / "x.yaml", vocabulary=vocabulary)
    assert "longer than 1,000,000 bytes" in problem.message
    assert problem.hint


def test_a_link_that_climbs_out_of_the_folder(tmp_path: Path, vocabulary: Vocabulary) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (tmp_path / "secret.yaml").write_text("base: {start: 2025-01}\nscenarios: {a: {}}\n")
    (folder / "beside.yaml").symlink_to(tmp_path / "secret.yaml")
    (folder / "inner").symlink_to(tmp_path)
    (folder / "x.yaml").write_text(
        "scenarios:\n  a: {extends: beside.yaml#a}\n  b: {extends: inner/secret.yaml#a}\n"
    )
    problems = check(folder / "x.yaml", vocabulary=vocabulary)
    assert [(problem.line, problem.message) for problem in problems] == [
        (2, "is a link that leads out of the file's own folder"),
        (3, "is a link that leads out of the file's own folder"),
    ]


def test_a_long_chain_of_scenarios_is_refused_not_followed(tmp_path: Path, vocabulary: Vocabulary) -> None:
    links = "".join(f"  s{at}: {{extends: '#s{at + 1}'}}\n" for at in range(3000))
    (tmp_path / "x.yaml").write_text(f"base: {{start: 2025-01}}\nscenarios:\n{links}  s3000: {{}}\n")
    problems = check(tmp_path / "x.yaml", vocabulary=vocabulary)
    assert {problem.message for problem in problems} == {"is more than 20 scenarios deep"}


def test_scenarios_that_double_back_are_worked_out_once_each(
    tmp_path: Path, vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked_out: list[str] = []
    work_out = Library._work_out

    def counted(library: Library, source: Source, *rest: Any) -> Draft | None:
        worked_out.append(source.path.stem)
        return work_out(library, source, *rest)

    monkeypatch.setattr(Library, "_work_out", counted)
    for at in range(18):  # each is twice the one before: a quarter of a million if none is remembered
        twice = f"extends: f{at - 1}.yaml#s" if at else "start: 2025-01"
        text = f"base: {{{twice}}}\nscenarios:\n  s: {{{twice}}}\n"
        (tmp_path / f"f{at}.yaml").write_text(text)
    assert load(tmp_path / "f17.yaml", vocabulary=vocabulary).names == ("s",)
    assert sorted(worked_out) == sorted(f"f{at}" for at in range(18))
