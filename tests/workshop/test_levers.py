"""The catalogue of levers: every position makes a scenario, and what is wrong in the file is refused."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from simulation.documents import packaged
from simulation.errors import InputError
from simulation.workshop.building import Bench, check
from simulation.workshop.levers import dated, load_levers
from simulation.workshop.overlays import Overlay
from simulation.workshop.played import play

SOURCE = (packaged("seeds") / "workshop.yaml").read_text(encoding="utf-8")


def test_every_position_alone_in_every_pair_and_every_preset_makes_a_scenario(bench: Bench) -> None:
    check(bench.catalogue, bench.base, pairs=True)


def test_every_way_the_vote_can_come_out_can_be_played_with_every_choice_of_the_sadrists(
    bench: Bench,
) -> None:
    levers = bench.catalogue.levers
    for choice in levers["sadr"].positions:
        for key, position in levers["vote"].positions.items():
            overlay = Overlay().with_levers({"sadr": choice, "vote": key})
            if position.never_with.get("sadr") == choice:
                with pytest.raises(InputError, match="cannot stand with"):
                    bench.scenario(overlay)
            else:
                assert play(bench.scenario(overlay), np.arange(2), 1).runs == 2


def test_a_position_other_than_the_default_says_something_else(bench: Bench) -> None:
    digests = {bench.base.digest()}
    for _, _, overlay in bench.moves(Overlay()):
        digests.add(bench.scenario(overlay).digest())
    others = sum(len(lever.positions) - 1 for lever in bench.catalogue.levers.values())
    assert len(digests) == others + 1


def test_the_defaults_are_where_the_baseline_stands(bench: Bench) -> None:
    assert bench.positions() == {name: lever.default for name, lever in bench.catalogue.levers.items()}


def test_labels_are_words_and_no_index_is_on_screen(bench: Bench) -> None:
    for lever in bench.catalogue.levers.values():
        for position in lever.positions.values():
            assert not re.search(r"\d\.\d", position.label)
            assert len(position.label) <= 40


def test_what_iraqis_would_not_forgive_is_not_said() -> None:
    for word in ("proxy", "proxies", "regime", "militia ", "terrorist", "vassal", "puppet"):
        assert word not in SOURCE.lower(), word


def test_the_lever_on_the_armed_groups_carries_what_they_mean_to_families(bench: Bench) -> None:
    card = bench.catalogue.levers["integration"].card
    for said in ("families", "salary", "2014", "Yazidi"):
        assert said in card.meaning


def test_najaf_is_silent_unless_the_room_asks(bench: Bench) -> None:
    lever = bench.catalogue.levers["najaf"]
    assert lever.default == "silent"
    assert not lever.positions["silent"].injects


def test_months_after_the_start_are_worked_out() -> None:
    assert dated({"a": ["start+9", "x"], "b": "start+0"}, "2025-01") == {
        "a": ["2025-10", "x"],
        "b": "2025-01",
    }


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("default: maintain", "default: maintian", "did you mean 'maintain'"),
        ("facts: [H30-increase,", "facts: [H30-increas,", "did you mean 'H30-increase'"),
        ("  - gulf_offer\n", "  - gulf_ofer\n", "did you mean 'gulf_offer'"),
        ("key: '2'", "key: '1'", "is the key of 'increase' too"),
        ("{gulf: open_door}", "{gulf: open_dor}", "did you mean 'open_door'"),
        ("{gulf: open_door}", "{golf: open_door}", "did you mean 'gulf'"),
        ("sets: {turkey: {posture: warming}}", "sets: {israel: {posture: striking}}", "sets israel.posture"),
        ("    asks: Does Najaf speak?\n", "", "has no 'asks'"),
        ("never_with: {sadr: away}", "never_with: {sadr: awat}", "did you mean 'away'"),
        ("leaves_out: What is in a deal.", "left_out: What is in a deal.", "is not a field here"),
        ("event: najaf_speaks_on_arms}]}", "event: najaf_speaks}]}", "did you mean 'najaf_speaks_on_arms'"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in SOURCE
    (tmp_path / "workshop.yaml").write_text(SOURCE.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError, match=re.escape(said)) as caught:
        load_levers(tmp_path)
    assert all("workshop.yaml:" in str(problem) for problem in caught.value.problems)


def test_numbers_need_a_basis(tmp_path: Path) -> None:
    start = SOURCE.index("    basis:\n      kind: judgement")
    end = SOURCE.index("    card:", start)
    (tmp_path / "workshop.yaml").write_text(SOURCE[:start] + SOURCE[end:], encoding="utf-8")
    with pytest.raises(InputError, match="numbers without a basis"):
        load_levers(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{posture: striking}", "{posture: strking}", "is not a posture of Israel"),
        ("withdrawal: start+9", "withdrawal: start+90", "is outside the run"),
        ("[1.8, 2.4, 3]", "[1.8, 2.4, 300]", "arms_outward"),
    ],
)
def test_settings_that_make_no_scenario_are_refused_with_their_line(
    tmp_path: Path, bench: Bench, old: str, new: str, said: str
) -> None:
    assert old in SOURCE
    (tmp_path / "workshop.yaml").write_text(SOURCE.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError, match=said) as caught:
        check(load_levers(tmp_path), bench.base)
    assert "workshop.yaml:" in str(caught.value)
