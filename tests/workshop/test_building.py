"""From what a node sets to a scenario: order, concatenated events, and the refusal of anything else."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.errors import InputError
from simulation.workshop.building import LONGEST_SETTINGS, MOST_INJECTS, Bench
from simulation.workshop.overlays import Inject, Overlay


def events(bench: Bench, overlay: Overlay) -> list[tuple[str, str]]:
    return [(each.month, each.event) for each in bench.scenario(overlay).events]


def test_events_of_levers_strip_and_settings_are_put_together(bench: Bench) -> None:
    overlay = (
        Overlay()
        .with_lever("najaf", "soon")
        .with_inject(Inject("2025-09", "protest_wave"))
        .with_yaml("events:\n  - {month: 2025-06, event: gulf_offer, probability: 0.5}\n")
    )
    assert events(bench, overlay) == [
        ("2025-04", "najaf_speaks_on_arms"), ("2025-06", "gulf_offer"), ("2025-09", "protest_wave"),
    ]  # fmt: skip
    assert [each.probability for each in bench.scenario(overlay).events] == [1.0, 0.5, 1.0]


def test_an_event_of_a_lever_and_of_the_strip_in_one_month_happens_once(bench: Bench) -> None:
    overlay = Overlay().with_lever("najaf", "soon").with_inject(Inject("2025-04", "najaf_speaks_on_arms"))
    assert events(bench, overlay) == [("2025-04", "najaf_speaks_on_arms")]


def test_settings_by_hand_come_last(bench: Bench) -> None:
    overlay = Overlay().with_lever("israel", "striking").with_yaml("israel: {posture: restrained}")
    assert bench.scenario(overlay).israel.posture == "restrained"


def test_putting_a_lever_back_gives_the_baseline(bench: Bench) -> None:
    overlay = Overlay().with_lever("sadr", "with_sudani").with_lever("sadr", "drawn")
    assert bench.scenario(overlay).digest() == bench.base.digest()
    again = bench.scenario(Overlay().with_lever("vote", "fragmented").without_lever("vote"))
    assert again.digest() == bench.base.digest()


def test_a_lever_at_its_default_undoes_what_a_file_sets(tmp_path: Path) -> None:
    path = tmp_path / "file.yaml"
    path.write_text(
        "base:\n  start: 2025-01\n  months: 12\n  israel: {posture: striking}\n"
        "  united_states: {withdrawal: 2025-06}\n"
        "  events: [{month: 2025-05, event: najaf_speaks_on_arms}, {month: 2025-06, event: gulf_offer}]\n",
        encoding="utf-8",
    )
    bench = Bench.of_file(str(path))
    here = bench.positions()
    assert (here["israel"], here["us_presence"], here["najaf"]) == ("striking", None, None)
    back = bench.scenario(Overlay().with_levers({"us_presence": "as_agreed", "najaf": "silent"}))
    assert back.united_states.withdrawal is None
    assert [each.event for each in back.events] == ["gulf_offer"]
    assert back.israel.posture == "striking"


def test_a_position_that_a_short_file_has_no_month_for_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "file.yaml"
    path.write_text("base: {start: 2025-01, months: 6}\n", encoding="utf-8")
    with pytest.raises(InputError, match="is outside the run"):
        Bench.of_file(str(path)).scenario(Overlay().with_lever("najaf", "later"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("lens: malick", "did you mean 'malik'"),
        ("israel: {posture: striking", "cannot be read as YAML"),
        ("- a\n- b", "is not a mapping"),
        ("start: 2021-06", "is fixed for the session"),
        ("months: 240", "is fixed for the session"),
        ("extends: /etc/passwd#root", "is not a field here"),
        ("name: ../../x", "'name'"),
        ("lens: !!python/object/apply:os.system ['id']", "tag"),
        ("a: &a [*a]", "anchor"),
        ("events: 5", "is not a list"),
        ("events: [{month: 2025-03, event: nothing}]", "is not an event"),
        ("events: [{month: 2035-03, event: gulf_offer}]", "is outside the run"),
        ("assume: {arms_outward: .nan}", "is not a finite number"),
        ("lens: [" * 100, ""),
        ("x" * (LONGEST_SETTINGS + 1), "is longer than"),
        ("lens: \x00", "control character"),
    ],
)
def test_settings_that_are_wrong_or_hostile_are_refused_with_a_message(
    bench: Bench, text: str, said: str
) -> None:
    with pytest.raises(InputError) as caught:
        bench.scenario(Overlay().with_yaml(text))
    assert said in str(caught.value)
    assert "/work" not in str(caught.value)


def test_a_mistake_in_settings_has_its_line(bench: Bench) -> None:
    with pytest.raises(InputError, match=r"your settings:3:\d+"):
        bench.scenario(Overlay().with_yaml("lens: malik\nisrael:\n  posture: loud\n"))


def test_too_many_events_and_unknown_names_are_refused(bench: Bench) -> None:
    many = tuple(
        Inject(f"20{25 + place // 12}-{place % 12 + 1:02}", "gulf_offer") for place in range(MOST_INJECTS + 1)
    )
    for overlay in (
        Overlay(injects=many),
        Overlay().with_lever("nothing", "here"),
        Overlay().with_lever("israel", "../../etc"),
        Overlay().with_inject(Inject("2025-03", "rm -rf")),
        Overlay().with_inject(Inject("<b>", "gulf_offer")),
    ):
        with pytest.raises(InputError):
            bench.scenario(overlay)


@given(text=st.text(max_size=80))
@settings(max_examples=150, deadline=None)
def test_any_text_makes_a_scenario_or_is_refused(text: str) -> None:
    with contextlib.suppress(InputError):
        Bench.default().scenario(Overlay().with_yaml(text))
