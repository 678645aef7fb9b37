"""Mesa's own page of one future: what Solara may do, what is drawn, and that a month moves the charts."""

from __future__ import annotations

import inspect
import sys
import warnings

import pytest

from simulation.errors import InputError
from simulation.model import IraqModel
from simulation.workshop import student


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in student.SETTINGS:
        monkeypatch.setenv(name, "")
    monkeypatch.setitem(sys.modules, "solara.__main__", None)
    with pytest.raises(InputError, match=r"pip install 'crossroads\[student\]'"):
        student.main()


def test_nothing_is_sent_and_nothing_is_fetched() -> None:
    assert student.SETTINGS["SOLARA_TELEMETRY_MIXPANEL_ENABLE"] == "False"
    assert student.SETTINGS["SOLARA_ASSETS_CDN"].startswith("http://127.0.0.1:")


def test_mesa_sees_one_number_a_month_of_every_chart() -> None:
    """What Mesa's plots read: one run's reporters are floats, one row a month."""
    model = IraqModel("maintain", 1, 2025)
    model.step()
    model.step()
    table = model.datacollector.get_model_vars_dataframe()
    assert len(table) == 2
    assert table[list(student.SHOWN)].dtypes.eq("float64").all()


def test_the_page_is_a_component_with_parameters_that_the_model_takes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in student.SETTINGS.items():
        monkeypatch.setenv(name, value)
    pytest.importorskip("solara", reason="the extra 'student' brings Solara")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Solara's and Mesa's own
        from simulation.workshop import student_page
    assert set(student_page.PARAMETERS) <= set(inspect.signature(IraqModel.__init__).parameters)
    assert len(student_page.components()) == len(student.SHOWN)
    assert type(student_page.Page()).__name__ == "Element"
