"""What a batch varied, read off its manifest."""

from __future__ import annotations

from typing import Any

import pytest

from simulation.report.design import agrees, design_of, joined


def manifest(**settings: dict[str, Any]) -> dict[str, Any]:
    return {"scenarios": [{"name": n.replace("__", "+"), "specification": s} for n, s in settings.items()]}


@pytest.mark.parametrize(
    ("a", "b", "subject"),
    [
        ({"iran": 1}, {"iran": 2}, "Tehran's strategy"),
        ({"iran": 1, "gulf": 1}, {"iran": 2, "gulf": 2}, "Tehran's strategy and the Gulf states' posture"),
        ({"lens": "malik"}, {"lens": "pooled"}, "the reading of the evidence"),
        ({"assume": {"us_commitment": 1}}, {"assume": {"us_commitment": 2}}, "the assumed US commitment"),
        ({"assume": {"us_commitment": 1}}, {}, "the assumed US commitment"),
        ({"iran": 1, "title": "one"}, {"iran": 1, "title": "two"}, "the choice of scenario"),
        (
            {"iran": 1, "gulf": 1, "israel": 1, "turkey": 1},
            {"iran": 2, "gulf": 2, "israel": 2, "turkey": 2},
            "the choice of scenario",
        ),
    ],
)
def test_what_differs_is_the_subject(a: dict[str, Any], b: dict[str, Any], subject: str) -> None:
    assert design_of(manifest(a=a, b=b)).subject == subject


def test_crossed_factors_are_found_with_their_subjects() -> None:
    found = design_of(
        manifest(
            x__u={"iran": 1, "election": 1},
            x__v={"iran": 1, "election": 2},
            y__u={"iran": 2, "election": 1},
            y__v={"iran": 2, "election": 2},
        )
    )
    assert [(f.subject, f.levels) for f in found.factors] == [
        ("Tehran's strategy", ("x", "y")),
        ("the vote", ("u", "v")),
    ]
    assert found.alike_but(0) == [["x+u", "y+u"], ["x+v", "y+v"]]
    assert found.alike_but(1) == [["x+u", "x+v"], ["y+u", "y+v"]]


@pytest.mark.parametrize("names", [("x__u", "x__v", "y__u"), ("x__u", "y__v"), ("x", "y"), ("x__u",)])
def test_anything_but_a_full_cross_has_no_factors(names: tuple[str, ...]) -> None:
    assert design_of(manifest(**{name: {} for name in names})).factors == ()


def test_the_baseline_is_among_several_only() -> None:
    assert design_of(manifest(a={})).baseline is None
    assert design_of(manifest(a={}, maintain={})).baseline == "maintain"


def test_names_of_several_words_are_quoted() -> None:
    found = design_of(manifest(us_withdrawal={}, loosen={}))
    assert found.quoted("us_withdrawal") == "“US withdrawal”"
    assert found.quoted("loosen") == "loosen"


def test_verbs_agree() -> None:
    assert agrees("Tehran's strategy", "changes", "change") == "changes"
    assert agrees("dated events", "changes", "change") == "change"
    assert agrees("the vote and dated events", "changes", "change") == "change"


def test_joined() -> None:
    assert joined(["a"]) == "a"
    assert joined(["a", "b"]) == "a and b"
    assert joined(["a", "b", "c"]) == "a, b and c"
    assert joined([]) == ""
