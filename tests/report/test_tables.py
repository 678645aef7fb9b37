"""Tables to paste: their numbers are those of the outcomes, and names cannot break them."""

from __future__ import annotations

import io
from collections.abc import Callable

import pandas as pd
import pytest

from simulation.errors import InputError
from simulation.outcomes import Results
from simulation.report.content import Table
from simulation.report.tables import markdown, table_text, wide
from tests.report.conftest import outcomes_of, results_of


def test_shares_are_counted_from_the_outcomes(path_results: Results) -> None:
    frame = wide(path_results, ["axis_verdict"])
    assert list(frame.columns) == ["increase", "loosen", "maintain"]
    table = path_results.outcomes.pivot(index="run", columns="scenario", values="axis_verdict")
    for name in frame.columns:
        share = (table[name] == "hedging").mean()
        shown = frame.loc["Where Iraq stands towards Iran's axis: hedging (in 100 runs)", name]
        assert shown.startswith(f"{round(100 * share)} (")
    assert (frame.loc["Where Iraq stands towards Iran's axis: left (in 100 runs)"] == "none").any()


def test_numbers_are_means_with_intervals(path_results: Results) -> None:
    frame = wide(path_results, ["iraqi_deaths"])
    mean = path_results.outcomes.groupby("scenario")["iraqi_deaths"].mean()
    for name in frame.columns:
        assert float(frame.loc["Iraqis killed (mean)", name].split()[0]) == pytest.approx(
            mean[name], rel=0.02
        )


def test_csv_has_every_digit(path_results: Results) -> None:
    table = pd.read_csv(io.StringIO(table_text(path_results, "csv", ["axis_index"])))
    assert set(table["outcome"]) == {"axis_index"}
    ours = path_results.outcomes.groupby("scenario")["axis_index"].mean()
    found = table[table["statistic"] == "mean"].set_index("scenario")["value"]
    pd.testing.assert_series_equal(found.sort_index(), ours, check_names=False)


def test_latex_escapes_names_and_keeps_the_minus() -> None:
    results = results_of(outcomes_of({"a_b": -0.9, "c": -0.9}), answered_by=["axis_index"])
    text = table_text(results, "latex", ["axis_index"])
    assert text.startswith("% needs \\usepackage{booktabs}\n\\begin{tabular}{lll}")
    assert "a b" in text
    assert "$-$0." in text
    assert "−" not in text


@pytest.mark.parametrize(
    ("name", "escaped"), [("50% & more", r"50\% \& more"), ("x#y$z", r"x\#y\$z"), (r"\evil{}", r"\evil")]
)
def test_latex_cannot_be_broken_by_a_name(name: str, escaped: str) -> None:
    text = table_text(results_of(outcomes_of({name: 0.0, "b": 0.1})), "latex", ["axis_index"])
    if name.startswith("\\"):
        assert escaped not in text
        assert "textbackslash" in text
    else:
        assert escaped in text


def test_markdown_cannot_be_broken_by_a_name() -> None:
    text = markdown(Table("c", ("A | B", "<b>"), (("x | y", "<script>"), ("two\nlines", "&"))))
    assert all(line.count("|") == 3 for line in text.splitlines())
    assert "<" not in text
    assert "two lines" in text


def test_every_headline_outcome_that_is_there_has_rows(path_results: Results) -> None:
    text = table_text(path_results, "md")
    for words in ("Where Iraq stands", "Axis index", "Months to form", "Iraqis killed"):
        assert words in text
    assert "Attacks on Israel" not in text


@pytest.mark.parametrize("format_", ["md", "latex", "csv"])
def test_an_unknown_outcome_is_refused(path_results: Results, format_: str) -> None:
    with pytest.raises(InputError, match="no outcome 'axis_verdct'; did you mean 'axis_verdict'"):
        table_text(path_results, format_, ["axis_verdct"])  # type: ignore[arg-type]


def test_crossed_scenarios_have_a_column_each(crossed_results: Callable[..., Results]) -> None:
    assert wide(crossed_results((0.0, 0.1), (0.0, 0.2))).shape[1] == 4
