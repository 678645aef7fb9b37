"""A history on a page: every act said once, quiet months folded, luck said as luck."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import simulation as sim
from simulation.cli import main
from simulation.scenario import find_scenario
from simulation.telling.lines import history_lines, month_words
from simulation.telling.page import WIDTH, render, render_twin
from simulation.telling.reasons import heaviest, why
from simulation.telling.replay import play
from simulation.telling.story import History, Told, tell_history
from simulation.telling.words import load_words


@pytest.fixture
def told(telling: str) -> History:
    return tell_history(play(find_scenario("maintain"), 6, 2025))


def an_act(*terms: tuple[str, float], by_luck: bool = False) -> Told:
    return Told("2025-01", "badr", "attacks_us", "", 1.0, "Badr attacks", terms=terms, by_luck=by_luck)


def test_why_names_what_weighed_most() -> None:
    act = an_act(("fear", -2.0), ("cause", 1.5), ("habit", -1.0), ("luck", 0.5))
    assert why(act) == "For it: cause (+1.5); against it: fear (-2.0), habit (-1.0)."
    assert why(an_act()) == ""
    assert why(an_act(("cause", 0.01))) == ""
    assert why(an_act(("cause", 1.0))) == "For it: cause (+1.0)."


def test_luck_is_said_as_luck_wherever_it_decided() -> None:
    act = an_act(("fear", -2.0), ("cause", 1.5), ("habit", 1.2), ("luck", 1.0), by_luck=True)
    assert [name for name, _ in heaviest(act)] == ["fear", "cause", "luck"]
    assert why(act).endswith("Without luck it would not have been done.")
    assert "luck" not in why(an_act(("fear", -2.0), ("cause", 3.5), ("habit", 1.2), ("luck", 1.0)))


@pytest.mark.parametrize("form", ["text", "md"])
def test_every_act_stands_on_the_page(told: History, form: str) -> None:
    page = " ".join(render(told, form).split())
    for act in told.acts:
        if not act.routine and act.act != "seats_won":
            assert f"{act.sentence}." in page, act.sentence
    assert "In brackets: what a consideration added" in page
    assert "Without luck it would not have been done." in page
    assert "How it ended" in page


def test_quiet_months_are_folded(told: History) -> None:
    quiet = [month for month in told.months if month.quiet]
    heads = [words for kind, words in history_lines(told, load_words()) if kind == "head"]
    folded = [words for words in heads if "axis index" not in words]
    assert len(folded) <= len(quiet) + 2
    for month in told.months:
        named = any(words.startswith(f"{month_words(month.month)}   (axis") for words in heads)
        assert named != month.quiet


def test_text_fits_a_terminal_and_markdown_has_headings(told: History) -> None:
    assert max(map(len, render(told, "text").splitlines())) <= WIDTH
    assert render(told, "md").startswith("# maintain, run 6\n")
    assert "\n## January 2025" in render(told, "md")


def test_json_is_the_data_itself(told: History) -> None:
    data = json.loads(render(told, "json"))
    assert len(data["months"]) == 24
    first = data["months"][0]["acts"][0]
    assert first["act"] == told.months[0].acts[0].act
    assert data["coding"]["axis_index"] == told.coding.axis_index


def test_twins_on_a_page(results: sim.Results) -> None:
    twin = sim.twin(results, "maintain", "increase", 7)
    page = " ".join(render_twin(twin, "text").split())
    assert twin.parts is not None
    for act in (*twin.parts.only_a, *twin.parts.only_b):
        assert act.routine or act.act == "seats_won" or f"{act.sentence}." in page
    assert "Only under increase:" in page
    same = sim.twin(results, "maintain", "maintain", 7)
    assert "have the same acts in every month" in render_twin(same, "text")
    assert "every outcome is the same" in render_twin(same, "md")
    assert json.loads(render_twin(same, "json"))["parts"] is None


def test_the_command_tells_and_refuses(elsewhere: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sim.run("iran_paths", runs=3, jobs=1, out="r")

    def crossroads(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(["history", *arguments])
        return (ended.value.code or 0, *capsys.readouterr())  # type: ignore[return-value]

    code, out, err = crossroads("r", "maintain", "2")
    assert (code, err) == (0, "")
    assert out.startswith("maintain, run 2\n")
    assert "comes out as the batch has it, bit for bit" in " ".join(out.split())
    code, out, _ = crossroads("r", "maintain", "2", "--twin", "increase", "--format", "md")
    assert code == 0
    assert out.startswith("# Run 2: maintain and increase")
    unknown_twin = ("r", "maintain", "2", "--twin", "x")
    for arguments in (("r", "maintain", "3"), ("r", "mountain", "2"), ("q", "maintain", "1"), unknown_twin):
        code, out, err = crossroads(*arguments)
        assert (code, out) == (2, "")
        assert err
        assert "Traceback" not in err
