"""The command line: what it prints, what it writes, how it ends."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import simulation.batch
import simulation.batch.run
from simulation.batch.manifest import COMPLETE
from simulation.cli import main
from simulation.errors import CrossroadsError, InputError, Problem
from simulation.outcomes.catalogue import OUTCOMES
from simulation.outcomes.kept import read_kept
from tests.fakes import FakeBatch, failing, simulate

COMMANDS = (
    "run", "check", "list", "explain", "plot", "report", "table", "compare", "variance", "sensitivity",
    "discover", "signposts", "blocking", "require", "robustness", "calibrate", "forecast", "score", "history",
    "schema",
)  # fmt: skip


class Ended(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


Crossroads = Callable[..., Ended]


@pytest.fixture
def crossroads(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Crossroads:
    """The command, in an empty folder, with a fake batch and a fake model behind it."""
    monkeypatch.setattr(simulation.batch, "read_batch", lambda files, **_: FakeBatch())
    monkeypatch.setattr(simulation.batch.run, "_model", lambda plan: simulate)

    def command(*arguments: str) -> Ended:
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        return Ended(ended.value.code or 0, *capsys.readouterr())  # type: ignore[arg-type]

    return command


@pytest.fixture
def breaking(monkeypatch: pytest.MonkeyPatch, crossroads: Crossroads) -> Callable[[BaseException], Ended]:
    """What the command does when something breaks inside."""

    def broken(error: BaseException, *more: str) -> Ended:
        def raising(*_: Any, **__: Any) -> None:
            raise error

        monkeypatch.setattr(simulation.batch, "read_batch", raising)
        return crossroads("run", "paths.yaml", *more)

    return broken


def manifest(folder: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((Path(folder) / "manifest.json").read_text())
    return found


def test_run_ends_with_a_table_and_the_path(crossroads: Crossroads) -> None:
    ended = crossroads("run", "paths.yaml")
    assert ended.code == 0
    assert ended.err == ""
    assert "Three paths: 100 runs per scenario" in ended.out
    row = next(line for line in ended.out.splitlines() if "loosen" in line)
    assert (row.count("%"), row.count("none")) == (3, 2)
    assert ended.out.splitlines()[-1] == "Results: results/paths"
    assert manifest("results/paths")["status"] == COMPLETE


def test_run_does_what_its_options_say(crossroads: Crossroads) -> None:
    options = ("--pick", "53,60-61", "--seed", "8", "--jobs", "1", "--only", "loosen", "--only", "maintain")
    ended = crossroads("run", "paths.yaml", "--out", "mine", *options)
    assert ended.code == 0
    found = manifest("mine")
    assert (found["runs"], found["seed"]) == ("53,60-61", 8)
    assert [entry["name"] for entry in found["scenarios"]] == ["loosen", "maintain"]


def test_run_again_says_that_it_is_there(crossroads: Crossroads) -> None:
    crossroads("run", "paths.yaml")
    ended = crossroads("run", "paths.yaml", "--resume")
    assert ended.code == 0
    assert "complete: reused" in ended.err
    assert crossroads("run", "paths.yaml", "--runs", "10").out.endswith("Results: results/paths-2\n")


def test_run_and_plot(crossroads: Crossroads) -> None:
    crossroads("run", "paths.yaml", "--out", "r")
    ended = crossroads("plot", "r", "--figure", "outcome_shares", "--format", "svg", "--style", "audience")
    assert (ended.code, ended.out) == (0, "Figures: r/figures\n")
    assert [path.name for path in Path("r/figures").iterdir()] == ["outcome_shares.svg"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("run",),
        ("run", "paths.yaml", "--runs", "0"),
        ("run", "paths.yaml", "--runs", "many"),
        ("run", "paths.yaml", "--pick", "5-3"),
        ("run", "paths.yaml", "--pick", "5", "--runs", "3"),
        ("run", "paths.yaml", "--seed", "-1"),
        ("run", "paths.yaml", "--jobs", "0"),
        ("run", "paths.yaml", "--only", "nobody"),
        ("run", "paths.yaml", "--nonsense"),
        ("rnu", "paths.yaml"),
        ("plot", "nowhere"),
        ("compare", "nowhere", "a", "b"),
        ("list", "nonsense"),
    ],
)
def test_wrong_input_ends_with_2_and_writes_nothing(
    crossroads: Crossroads, arguments: tuple[str, ...]
) -> None:
    ended = crossroads(*arguments)
    assert ended.code == 2
    assert ended.err
    assert "Traceback" not in ended.err
    assert not list(Path().iterdir())


def test_compare_ranks_and_warns(crossroads: Crossroads) -> None:
    crossroads("run", "paths.yaml", "--out", "r")
    ended = crossroads("compare", "r", "loosen", "increase")
    rows = [line for line in ended.out.splitlines() if line.startswith("│")]
    assert ended.code == 0
    assert "axis_index" in rows[0]
    assert "+0.5" in rows[0]
    assert "cannot be told from chance" in rows[-1]
    assert "at most one table in twenty" in ended.out.replace("\n", " ")
    assert crossroads("compare", "r", "lose", "increase").code == 2


def test_compare_counts_flips_and_takes_a_condition(crossroads: Crossroads) -> None:
    crossroads("run", "paths.yaml", "--out", "r", "--runs", "400")
    ended = crossroads("compare", "r", "loosen", "increase", "--flips", "axis_verdict", "--flips", "pmf_fate")
    assert ended.code == 0
    assert "Runs by axis_verdict" in ended.out
    assert "Runs by pmf_fate" in ended.out
    assert ended.out.count("loosen ↓  increase →") == 2
    ended = crossroads("compare", "r", "loosen", "increase", "--given", "attacks_us < 10")
    assert ended.out.startswith("Given attacks_us < 10: ")
    few = crossroads("compare", "r", "loosen", "increase", "--given", "axis_verdict == 'leaving'")
    assert (few.code, few.out) == (2, few.out)
    assert "too few to compare" in few.err
    assert crossroads("compare", "r", "loosen", "increase", "--flips", "attacks_us").code == 2


def test_an_unknown_figure_is_wrong_input(crossroads: Crossroads) -> None:
    crossroads("run", "paths.yaml", "--out", "r")
    ended = crossroads("plot", "r", "--figure", "outcome_share")
    assert ended.code == 2
    assert "did you mean 'outcome_shares'" in ended.err


def test_a_failure_ends_with_1_and_says_where(
    crossroads: Crossroads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(simulation.batch.run, "_model", lambda plan: failing)
    monkeypatch.setattr(simulation.batch, "make_plan", small_blocks)
    ended = crossroads("run", "paths.yaml")
    assert ended.code == 1
    assert "Scenario 'loosen' failed in block" in ended.err
    assert "Traceback" not in ended.err


def small_blocks(batch: Any, **wanted: Any) -> Any:
    from simulation.batch.plan import make_plan

    return make_plan(batch, **wanted, block_size=30)


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (InputError("no such thing"), 2, "no such thing\n"),
        (
            InputError([Problem("a.yaml", 3, 5, "x", "is wrong"), Problem("a.yaml", 4, 1, "y", "too")]),
            2,
            "2 mist",
        ),
        (CrossroadsError("the disk is full"), 1, "the disk is full\n"),
        (KeyboardInterrupt("Stopped. 3 of 12 blocks are kept"), 1, "Stopped. 3 of 12"),
        (KeyboardInterrupt(), 1, "Stopped.\n"),
        (ZeroDivisionError("oh"), 1, "ZeroDivisionError: oh. Run the same command with --debug"),
    ],
)
def test_errors_are_words(breaking: Any, error: BaseException, code: int, said: str) -> None:
    ended = breaking(error)
    assert ended.code == code
    assert said in ended.err
    assert "Traceback" not in ended.err
    assert ended.out == ""


@pytest.mark.parametrize("arguments", [("--debug", "run", "a.yaml"), ("run", "a.yaml", "--debug")])
def test_debug_lets_the_error_itself_through(
    crossroads: Crossroads, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.setattr(simulation.batch, "make_plan", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        main(arguments)


def test_check_lists_every_mistake(crossroads: Crossroads, monkeypatch: pytest.MonkeyPatch) -> None:
    from simulation import scenario

    problems = [Problem("a.yaml", 3, 5, "x", "is wrong"), Problem("a.yaml", 9, 1, "y", "is too")]
    monkeypatch.setattr(scenario, "check", lambda files: problems)
    ended = crossroads("check", "a.yaml")
    assert ended.code == 2
    assert ended.err.splitlines() == [*map(str, problems), "2 mistakes found."]
    monkeypatch.setattr(scenario, "check", lambda files: [])
    monkeypatch.setattr(
        scenario, "load", lambda files: type("B", (), {"scenarios": (1,), "names": ("a",), "runs": 1000})
    )
    assert crossroads("check", "a.yaml").out == "No mistakes: 1 scenario (a), 1,000 runs each.\n"


def test_listing_outcomes(crossroads: Crossroads) -> None:
    ended = crossroads("list", "outcomes")
    assert ended.code == 0
    names = [line.split()[0] for line in ended.out.splitlines() if line[2] != " "]
    assert names == list(OUTCOMES)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_an_example(crossroads: Crossroads, command: str) -> None:
    ended = crossroads(command, "--help")
    assert ended.code == 0
    assert f"Example: crossroads {command}" in ended.out


def test_the_version(crossroads: Crossroads) -> None:
    assert crossroads("--version").out == f"crossroads {simulation.__version__}\n"


def test_help_answers_at_once() -> None:
    """The whole process, best of five: under 0.4 seconds."""
    seconds = []
    for _ in range(5):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-m", "simulation.cli", "--help"], capture_output=True, check=True)
        seconds.append(time.perf_counter() - began)
    assert min(seconds) < 0.4


def test_the_list_of_parameters_ends_with_what_they_rest_on(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["list", "parameters"])
    assert ended.value.code == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert {"judgement", "article", "paper", "official"} <= set(last.replace(",", "").split())
    shares = [float(word.rstrip("%,")) for word in last.split() if word.rstrip(",").endswith("%")]
    assert sum(shares) == pytest.approx(100, abs=0.5)


def test_variance_of_a_nested_design(crossroads: Crossroads) -> None:
    crossroads("run", "paths.yaml", "--out", "r", "--runs", "40x5")
    ended = crossroads("variance", "r", "--scenario", "loosen")
    assert ended.code == 0
    assert ended.out.count("where the spread comes from") == 1
    line = next(line for line in ended.out.splitlines() if "axis_index" in line)
    assert line.count("%") == 4
    assert crossroads("variance", "r", "--scenario", "lose").code == 2
    crossroads("run", "paths.yaml", "--out", "s")
    refused = crossroads("variance", "s")
    assert (refused.code, refused.out) == (2, "")
    assert "--runs 200x10" in refused.err


def test_discover_says_what_holds_up_and_refuses_what_is_rare(crossroads: Crossroads) -> None:
    crossroads("run", "paths.yaml", "--out", "r", "--runs", "1000")
    ended = crossroads("discover", "r", "--outcome", "axis_verdict", "--scenario", "loosen")
    assert ended.code == 0
    assert "loosen: axis_verdict=leaving in " in ended.out
    assert "No belief makes it more frequent that we can tell" in ended.out
    assert "runs end with axis_verdict=left: fewer than 100" in ended.err
    refused = crossroads("discover", "r", "--outcome", "axis_verdict=left")
    assert (refused.code, refused.out) == (2, "")
    assert crossroads("discover", "r", "--outcome", "axis_verdikt").code == 2


def test_sensitivity_screens_and_shares_out(elsewhere: Path, capsys: pytest.CaptureFixture[str]) -> None:
    small = ("--trajectories", "6", "--luck", "10", "--points", "64", "--runs", "10", "--jobs", "1")
    over = ("--over", "us_commitment", "--over", "conduct_iran")
    with pytest.raises(SystemExit) as ended:
        main(
            [
                "sensitivity",
                "iran_paths",
                "--outcome",
                "axis_index",
                "--no-groups",
                "--out",
                "r",
                *over,
                *small,
            ]
        )
    said = capsys.readouterr()
    assert not ended.value.code, said.err
    assert said.out.startswith("Scenario maintain: 2 uncertain parameters.")
    assert "axis_index: shares of the variance" in said.out
    kept = read_kept(Path("r"), "sensitivity")
    assert kept is not None
    assert set(kept.tables) == {"screening", "indices"}
    assert kept.settings["scenario"] == "maintain"
    assert (Path("r") / "analysis" / "sensitivity" / "indices" / "outcomes.parquet").exists()


@pytest.mark.parametrize(
    "wrong",
    [
        ("--outcome", "axis_indx"), ("--over", "us_comitment"), ("--luck", "5"), ("--points", "100"),
        ("--trajectories", "1"), ("--runs", "5"), ("--group-runs", "5"), ("--resume",),
        ("--scenario", "nobody"), ("--seed", "-1"),
    ],
)  # fmt: skip
def test_sensitivity_refuses_before_it_simulates(
    elsewhere: Path, capsys: pytest.CaptureFixture[str], wrong: tuple[str, ...]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["sensitivity", "iran_paths", *wrong])
    assert ended.value.code == 2
    assert capsys.readouterr().err


# --- reports and tables ----------------------------------------------------------------------------


def test_run_says_how_to_get_a_report_and_report_writes_one(crossroads: Crossroads) -> None:
    ended = crossroads("run", "paths.yaml")
    assert ended.out.splitlines()[-2:] == [
        "For a report: crossroads report results/paths",
        "Results: results/paths",
    ]
    ended = crossroads("report", "results/paths")
    assert (ended.code, ended.out) == (0, "Report: results/paths/report.html\n")
    page = Path("results/paths/report.html").read_text()
    assert "<h1>Does it matter?</h1>" in page
    assert "where Iraq stands towards Iran&#39;s axis" in page


def test_run_writes_the_report_when_asked(crossroads: Crossroads) -> None:
    ended = crossroads("run", "paths.yaml", "--report")
    assert ended.out.splitlines()[-2:] == ["Results: results/paths", "Report: results/paths/report.html"]


def test_a_report_in_markdown_to_a_place_of_ones_own(crossroads: Crossroads) -> None:
    crossroads("run", "paths.yaml")
    ended = crossroads("report", "results/paths", "--format", "md", "--out", "mine.md")
    assert (ended.code, ended.out) == (0, "Report: mine.md\n")
    assert Path("mine.md").read_text().startswith("# Does it matter?\n")


@pytest.mark.parametrize(
    ("place", "why"), [("results", "is a folder"), ("no/such/file.html", "has no folder")]
)
def test_a_report_is_refused_a_place_that_cannot_be_written(
    crossroads: Crossroads, place: str, why: str
) -> None:
    crossroads("run", "paths.yaml")
    ended = crossroads("report", "results/paths", "--out", place)
    assert ended.code == 2
    assert why in ended.err


def test_a_report_on_nothing_is_refused(crossroads: Crossroads) -> None:
    ended = crossroads("report", "nowhere")
    assert ended.code == 2
    assert "is not a results folder" in ended.err


def test_a_table_is_printed(crossroads: Crossroads) -> None:
    crossroads("run", "paths.yaml")
    ended = crossroads("table", "results/paths", "--outcome", "axis_verdict")
    assert ended.code == 0
    assert ended.out.splitlines()[0].split("|")[2:-1] != []
    assert "Where Iraq stands towards Iran's axis: hedging" in ended.out
    latex = crossroads("table", "results/paths", "--format", "latex")
    assert latex.out.rstrip().endswith("\\end{tabular}")
    csv = crossroads("table", "results/paths", "--format", "csv")
    assert csv.out.startswith("scenario,outcome,statistic,value,low,high,runs\n")
    wrong = crossroads("table", "results/paths", "--outcome", "axis_verdct")
    assert wrong.code == 2
    assert "did you mean 'axis_verdict'" in wrong.err


def test_discover_keeps_its_record(crossroads: Crossroads) -> None:
    crossroads("run", "paths.yaml", "--out", "r", "--runs", "1000")
    asked = ("discover", "r", "--outcome", "axis_verdict=leaving", "--scenario", "loosen")
    ended = crossroads(*asked, "--method", "prim", "--splits", "3")
    assert ended.code == 0
    assert "Looked at: 1 beliefs; no early events: " in ended.out
    assert Path("r/analysis/discover.json").exists()
    assert crossroads(*asked, "--out", "elsewhere").code == 0
    assert Path("elsewhere/analysis/discover.json").exists()
    for wrong in (("--method", "prin"), ("--by-month", "2"), ("--scenario", "nobody")):
        refused = crossroads(*asked[:4], *wrong)
        assert (refused.code, refused.out) == (2, "")


def test_signposts_refuse_what_they_cannot_tell(crossroads: Crossroads) -> None:
    crossroads("run", "paths.yaml", "--out", "r", "--runs", "200")
    late = crossroads("signposts", "r")
    assert late.code == 2
    assert "no month comes early enough to be a sign" in late.err
    unknown = crossroads("signposts", "r", "--seen", "lean by 2")
    assert unknown.code == 2
    assert "nothing that a reader of newspapers could see" in unknown.err
    assert not Path("r/analysis").exists()
