"""Running the episodes: answers read from runs, exactness, calibration, and the command."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from simulation.analysis.past import load_episodes, run_backtests
from simulation.analysis.past.backtests import Backtest, Calibration, Interval, as_data, pool
from simulation.analysis.past.baselines import BASELINES
from simulation.analysis.past.elections import Polled
from simulation.analysis.past.formations import Formed, parliament_of, play
from simulation.analysis.past.measures import measure
from simulation.analysis.past.worlds import World, world
from simulation.analysis.patterns import load_bands
from simulation.cli import main
from simulation.model.chance import Chance
from simulation.model.institutions.formation import BACKINGS

RUNS = 200


@pytest.fixture(scope="module")
def found() -> dict[str, Backtest]:
    return {each.episode.episode: each for each in run_backtests(RUNS)}


def formed_of(backtest: Backtest) -> Formed:
    assert isinstance(backtest.played, Formed)
    return backtest.played


def values(backtest: Backtest, which: str) -> np.ndarray:
    question = next(each for each in backtest.episode.questions if each.id == which)
    return measure(backtest.played, question)


def test_every_question_is_scored(found: dict[str, Backtest]) -> None:
    for backtest in found.values():
        assert len(backtest.asked) == len(backtest.episode.questions)
        for each in backtest.asked:
            assert np.isfinite(each.score)
            assert each.score >= 0.0 or each.question.kind == "number"
            assert set(each.against) == set(BASELINES)


def test_a_government_is_read_as_it_was_formed(found: dict[str, Backtest]) -> None:
    formed = formed_of(found["formation_2021"])
    there = formed.invested
    months = values(found["formation_2021"], "months_to_confidence")
    assert 0 < there.sum() < RUNS
    assert (months[~there] == 24.0).all()
    assert (formed.seats()[there] >= 165).all()
    assert not formed.coalition[:, ~there].any()
    assert (values(found["formation_2021"], "camps")[~there] == 1.0).all()
    in_it = values(found["formation_2021"], "kdp_in") > 0
    assert (formed.coalition[formed.lists.index("kdp")] == in_it).all()
    assert (formed.months["speaker"][there] <= formed.months["confidence"][there]).all()


def test_who_blocked_is_noted(found: dict[str, Backtest]) -> None:
    formed = formed_of(found["formation_2021"])
    failed = formed.failed > 0
    assert failed.any()
    assert (formed.away.any(axis=0) <= failed).all()
    by_camp = sum(formed.failed_under.values())
    np.testing.assert_array_equal(by_camp, formed.failed)
    kept_away = formed.away[formed.blocs.index("state_of_law")]
    sadrs = formed.failed_under[BACKINGS.index("sadr")] > 0
    assert kept_away[sadrs].mean() > 0.8


def test_first_speaker_is_elected_by_a_coalition(found: dict[str, Backtest]) -> None:
    formed = formed_of(found["formation_2018"])
    assert ((formed.elected_by >= 0) == ~np.isnan(formed.months["speaker"])).all()


def test_a_run_alone_is_the_same_as_in_a_block() -> None:
    episode = next(each for each in load_episodes() if each.episode == "formation_2021")
    block = world("2021-06", 60)
    lone = World("2021-06", Chance(2025, np.array([41])), _beliefs_of(41), block.lists)
    together = play(parliament_of(episode.setting, block), block)
    alone = play(parliament_of(episode.setting, lone), lone)
    for question in episode.questions:
        assert measure(together, question)[41] == measure(alone, question)[0], question.id


def _beliefs_of(run: int) -> object:
    from simulation.evidence import load_evidence
    from simulation.model.beliefs import draw_beliefs
    from simulation.scenario import find_scenario

    return draw_beliefs(load_evidence(), find_scenario("maintain"), Chance(2025, np.array([run])))


def test_seats_of_an_election_add_up(found: dict[str, Backtest]) -> None:
    polled = found["election_2021"].played
    assert isinstance(polled, Polled)
    assert (polled.seats.sum(axis=0) == 329).all()
    assert (polled.recounted("sainte_lague_2023").seats.sum(axis=0) == 329).all()
    assert ((polled.national_turnout() > 0.2) & (polled.national_turnout() < 0.7)).all()
    contenders = polled.contenders("sunni")
    assert ("azm", "siyada") in contenders
    assert ("others_sunni",) not in contenders
    assert ("kdp",) not in contenders


def test_an_interval_is_calibrated_when_it_holds_the_result() -> None:
    inside, outside = Interval(("a",), 2.0, 9.0, 9.0), Interval(("b",), 0.0, 3.0, 4.0)
    both = Calibration((inside, outside))
    assert both.share() == (1, 2)
    assert both.share(5.0) == (1, 1)


def test_no_pooled_skill_from_three_episodes(found: dict[str, Backtest]) -> None:
    pooled = pool(list(found.values()))
    assert {each.skill for each in pooled} == {None}
    assert max(each.effective for each in pooled) < 10.0


def test_better_counts_only_what_is_compared(found: dict[str, Backtest]) -> None:
    assert found["election_2021"].better("bare logit") == (0, 0)
    won, compared = found["formation_2021"].better("bare logit")
    assert 0 <= won <= compared == 15


def test_everything_can_be_written_as_json(found: dict[str, Backtest]) -> None:
    data = json.loads(json.dumps(as_data(list(found.values()))))
    assert [each["episode"] for each in data] == list(found)
    assert len(data[0]["intervals_80"]["by_list"]) == 23


class TestCommand:
    def run(self, *arguments: str) -> int:
        with pytest.raises(SystemExit) as ended:
            main(["validate", *arguments])
        return int(ended.value.code or 0)

    def test_prints_and_writes(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        out = tmp_path / "validation.json"
        assert self.run("--runs", "100", "--out", str(out)) == 0
        shown = capsys.readouterr().out
        for words in (
            "Not shown",
            "No pooled skill",
            "80% intervals",
            "Has seen answers",
            "13a",
            "blocking third",
        ):
            assert words in shown
        data = json.loads(out.read_text(encoding="utf-8"))
        assert data["runs"] == 100
        assert len(data["patterns"]) == len(load_bands())
        assert [path.name for path in tmp_path.iterdir()] == ["validation.json"]

    def test_refuses_a_place_that_is_not_there(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert self.run("--out", str(tmp_path / "none" / "x.json")) == 2
        assert self.run("--out", str(tmp_path)) == 2
        assert "is a folder" in capsys.readouterr().err

    def test_refuses_too_few_runs(self) -> None:
        assert self.run("--runs", "5") == 2
