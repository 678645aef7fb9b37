"""Every command and every block of code in the documents is executed, from an empty folder.

- Blocks of `bash`: each `crossroads ...` line is run, with fewer runs than a reader would take (`SMALLER`,
  `MOST_RUNS`). What a test cannot run is named below with its reason.
- Blocks of `python` are run one after another in one namespace a page; those marked
  `<!-- skip: next "reason" -->` are not, and every reason is one of `NEEDS`.
- Blocks of `yaml` are scenario files, or parts of one, and are checked; a first line `# name.yaml` saves the
  block under that name for the blocks after it. A block that is indented is a piece of the seeds, which a
  block of Python loads.
- Commands in running text are compared with the command line's options, not run.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from unittest import SkipTest

import pytest
import typer.main
from ruamel.yaml import YAML
from typer.testing import CliRunner

import simulation as sim
from simulation.analysis.robustness.preferences import load_preferences
from simulation.batch import workers
from simulation.cli import app

pytest.importorskip("sybil", reason="documents are run where the site is built, with the extra `docs`")

from sybil import Example, Sybil
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser, SkipParser

ROOT: Final = Path(__file__).parents[2]
WRITTEN: Final = {"evidence", "reference"}  # by the site, from seeds and docstrings
PAGES: Final = [ROOT / "README.md", ROOT / "CONTRIBUTING.md"] + [
    path for path in sorted((ROOT / "docs").rglob("*.md")) if path.relative_to(ROOT).parts[1] not in WRITTEN
]

MOST_RUNS: Final = 200
PLAYED: Final = 600  # where a page takes the file's thousand, and looks at run 537 of them
SMALLER: Final = {
    "forecast": ["--runs 200"],
    "plot": ["--figure outcome_shares"],
    "require": [
        "--over us_commitment",
        "--most 1",
        "--runs 100",
        "--fresh 100",
    ],
    "run": [f"--runs {PLAYED}"],
    "sensitivity": [
        "--over us_commitment",
        "--over iran_resolve",
        "--trajectories 4",
        "--luck 10",
        "--points 64",
        "--runs 10",
        "--no-groups",
    ],
    "validate": ["--runs 100"],
}
"""Options that make a command quicker, where the page does not give them."""
NOT_RUN: Final = {
    "make": "continuous integration runs its targets itself",
    "pip": "changes the environment; tests/test_release.py installs the wheel into one of its own",
    "source": "belongs to an interactive shell",
    "dask": "serves until it is stopped; tests/batch/test_cluster.py starts a cluster",
    "python": "measures speed, or takes screenshots, for minutes; tests/benchmarks runs the same, small",
    "pytest": "a test that runs the tests",
}
"""Programs that are not run."""
SERVES: Final = {
    "calibrate": "takes minutes to find a figure that moves; tests/analysis/calibration plays it small",
    "matching": "is the figure of what calibrate keeps; tests/plots/test_matching.py draws it",
    "workshop": "serves a page until it is stopped; tests/workshop/page opens it",
    "--dask": "needs a cluster; tests/batch/test_cluster.py starts one",
}
"""Commands and options of crossroads that are not run."""
NEEDS: Final = {
    "needs Kubernetes with the Dask operator",
    "needs Slurm",
    "is a sketch of a page's loop; tests/workshop/test_room.py plays it",
}
"""Reasons for which a block is marked as not run."""


# --- shell -----------------------------------------------------------------------------------------


def commands(block: str) -> Iterator[list[str]]:
    """The commands of a shell block as words, without comments; a line may go on after a backslash."""
    for line in block.replace("\\\n", " ").splitlines():
        words = shlex.split(line, comments=True)
        if words:
            yield words


def is_run(words: list[str]) -> bool:
    """Whether a command is run. Raises AssertionError for a program that nobody decided about."""
    if words[0] != "crossroads":
        assert words[0] in NOT_RUN, f"{words[0]} is neither run nor in NOT_RUN"
        return False
    return not SERVES.keys() & {*words[1:]}


def smaller(words: list[str]) -> list[str]:
    """The command with fewer runs."""
    found = list(words)
    for place, word in enumerate(found[:-1]):
        if word == "--runs":
            beliefs, by, luck = found[place + 1].partition("x")
            most = 20 if by else MOST_RUNS
            found[place + 1] = f"{min(int(beliefs), most)}{by}{luck and min(int(luck), 5)}"
    extra = [option.split() for option in SMALLER.get(words[1], ())]
    return found + [part for option in extra if option[0] not in words for part in option]


def run_shell(example: Example) -> None:
    for words in commands(example.parsed):
        if is_run(words):
            *command, to = words if ">" in words else [*words, ""]
            arguments = smaller([word for word in command if word != ">"])
            code, said = _crossroads(arguments[1:])
            assert code == 0, f"{shlex.join(words)} ended with {code}: {said}"
            if to:
                Path(to).write_text(said, encoding="utf-8")


def _crossroads(arguments: list[str]) -> tuple[int, str]:
    done = CliRunner().invoke(app, arguments, prog_name="crossroads")
    return done.exit_code, done.output


# --- scenario files ---------------------------------------------------------------------------------

WHOLE: Final = {"base", "scenarios", "cross"}


def check_yaml(example: Example) -> None:
    text = str(example.parsed)
    named = re.match(r"# ([\w.]+\.yaml)\n", text)
    if named:
        Path(named[1]).write_text(text, encoding="utf-8")
    if text.removeprefix(named[0] if named else "").startswith(" "):
        return  # a piece of the seeds
    values = YAML(typ="safe").load(text)
    if "preferences" in values:
        load_preferences(path_of(named, text))
        return
    if not WHOLE & values.keys():
        text = f"{text}\nbase: {{start: 2025-01, months: 24}}\nscenarios: {{maintain: {{}}}}\n"
    assert sim.check(path_of(named, text)) == []


def path_of(named: re.Match[str] | None, text: str) -> Path:
    path = Path(named[1] if named else "block.yaml")
    path.write_text(text, encoding="utf-8")
    return path


# --- pages -----------------------------------------------------------------------------------------


def parsed(page: Path) -> Any:
    python = PythonCodeBlockParser(future_imports=[])
    parsers = [python, SkipParser(), CodeBlockParser("bash", run_shell), CodeBlockParser("yaml", check_yaml)]
    return Sybil(parsers=parsers, path=str(page.parent)).parse(page)


def evaluated(example: Example) -> SkipTest | None:
    """Run a block; the reason where it is marked as not run."""
    try:
        example.evaluate()
    except SkipTest as reason:
        return reason
    return None


@pytest.fixture(scope="session")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results like those of `make run`, which pages speak of as results/iran_paths."""
    out = tmp_path_factory.mktemp("docs") / "iran_paths"
    sim.run("iran_paths", runs=PLAYED, out=out, jobs=1)
    return out


@pytest.fixture
def place(elsewhere: Path, ran: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the project's scenarios and the results of `make run` in it."""
    monkeypatch.setattr(workers, "cores", lambda: 1)  # tests run beside each other as it is
    shutil.copytree(ROOT / "scenarios", elsewhere / "scenarios")
    shutil.copytree(ROOT / "docs" / "examples", elsewhere / "docs" / "examples")
    shutil.copytree(ran, elsewhere / "results" / "iran_paths", copy_function=os.link)
    (elsewhere / "votes.csv").write_text("governorate,list,votes\nBaghdad,a,500\nBaghdad,b,300\n", "utf-8")
    return elsewhere


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_blocks_of_a_page_work(page: Path, place: Path) -> None:
    reasons = {str(reason) for example in parsed(page).examples() if (reason := evaluated(example))}
    assert reasons <= NEEDS


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_blocks_say_what_they_are_and_commands_in_the_text_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    fences = re.findall(r"^\s*```(.*)$", text, re.MULTILINE)
    assert {fence.split(" ")[0] for fence in fences[::2]} <= {
        "bash",
        "python",
        "yaml",
        "sql",
        "text",
        "{toctree}",
        "{include}",
    }
    group = typer.main.get_command(app)
    for said in re.findall(r"`crossroads ([a-z][^`\n]*)`", text):
        name, *arguments = shlex.split(said)
        command = group.commands[name]  # type: ignore[attr-defined]
        if all(not word.startswith(("...", "FILE|")) for word in arguments):
            known = {option for parameter in command.params for option in parameter.opts}
            used = {word.split("=")[0] for word in arguments if word.startswith("--")}
            assert used <= known | {"--help"}, said


@pytest.mark.parametrize(
    "block", ["bash\ncrossroads explain nothing_here", "python\nassert False", "yaml\nbase: {strat: 1}"]
)
def test_a_broken_block_fails(block: str, place: Path) -> None:
    page = place / "page.md"
    page.write_text(f"```{block}\n```\n", encoding="utf-8")
    (example,) = parsed(page).examples()
    with pytest.raises(AssertionError):
        example.evaluate()


def test_a_program_that_nobody_decided_about_is_refused() -> None:
    with pytest.raises(AssertionError, match="curl"):
        is_run(["curl", "somewhere"])


def test_runs_are_cut() -> None:
    cut = smaller(["crossroads", "run", "iran_paths", "--runs", "20000"])
    assert cut[3:] == ["--runs", "200"]
    assert smaller(["crossroads", "run", "iran_paths", "--runs", "200x10"])[3:] == ["--runs", "20x5"]
    assert smaller(["crossroads", "validate"])[-2:] == ["--runs", "100"]


def test_the_page_of_limits_has_every_limit_on_record() -> None:
    from simulation.evidence import load_calibration

    page = (ROOT / "docs" / "limits.md").read_text(encoding="utf-8")
    for limit in load_calibration().record.limits:
        assert f"| {limit.title} |" in page
