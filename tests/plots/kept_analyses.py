"""What analyses would have kept beside synthetic results, made to measure."""

from __future__ import annotations

import pandas as pd

from simulation.outcomes.kept import Kept

PARAMETERS = ("us_commitment", "conduct_iran", "hedge_inertia", "iran_resolve", "comply_cost", "leave_gap")
MATCHED = (
    ("us_commitment", 0.04, 0.35, 0.7, 0.31, "1b"),
    ("release_base", 0.2, 0.6, 0.95, 0.16, "2a"),
    ("hedge_inertia", 0.06, 0.51, 0.94, 0.04, "1c"),
    ("launch_us", 0.05, 0.5, 0.95, 0.02, ""),
    ("iran_resolve", 0.05, 0.49, 0.95, 0.02, ""),
)
BESIDE = ("(other beliefs)", "(luck)", "(dummy)")


def kept_sensitivity(outcomes: tuple[str, ...] = ("axis_index", "axis_verdict=leaving")) -> Kept:
    """One strong parameter, one of some weight, others within the noise; judgement bears the spread."""
    screening, indices, groups = [], [], []
    for outcome in outcomes:
        for place, name in enumerate((*PARAMETERS, *BESIDE)):
            change = {BESIDE[0]: 0.03, BESIDE[1]: 0.02, BESIDE[2]: 0.0}.get(name, 0.09 / (1 + place) ** 1.2)
            screening.append((outcome, name, change, change / 4, change, 0.01, place < 2))
        shares = (0.41, 0.18, 0.05, 0.03, 0.02, 0.01, 0.2, 0.06, 0.0)
        for place, (name, share) in enumerate(zip((*PARAMETERS, *BESIDE), shares, strict=True)):
            more = (0.9 * share, 0.06, share, share / 3, place < 2 or name == BESIDE[0])
            indices.append((outcome, name, *more, 0.1 + share, 0.05, share, 0.04))
        for grouping, names in {
            "mechanism": ("conduct", "hedging", "us_ladder", "rivals", "(luck)", "(other beliefs)"),
            "basis": ("judgement", "official", "article", "paper", "(luck)"),
        }.items():
            for place, name in enumerate(names):
                share = {"(luck)": 0.06, "(other beliefs)": 0.1}.get(name, 0.8 / (1 + 3 * place))
                more = (0.8 * share, 0.07, share, 0.05, place < 2)
                groups.append((grouping, outcome, name, 20 - place, *more))
    share_columns = ["first", "first_reach", "total", "total_reach", "told"]
    tables = {
        "screening": pd.DataFrame(
            screening, columns=["outcome", "parameter", "change", "reach", "signed", "p", "told"]
        ),
        "indices": pd.DataFrame(
            indices,
            columns=["outcome", "parameter", *share_columns, "pawn", "pawn_reach", "delta", "delta_reach"],
        ).sort_values(["outcome", "total"], ascending=[True, False], kind="stable", ignore_index=True),
        "groups": pd.DataFrame(groups, columns=["grouping", "outcome", "group", "members", *share_columns]),
    }
    settings = {
        "scenario": "maintain",
        "seed": 2025,
        "parameters": 535,
        "trajectories": 10,
        "luck": 20,
        "points": 128,
        "runs": 200,
        "group_runs": 50,
        "calibration": "untested",
    }
    return Kept("sensitivity", settings, tables)


def kept_matching(left: float = 0.62) -> Kept:
    """Two ranges that were trimmed and three that were not."""
    columns = ["parameter", "low", "middle", "high", "trimmed", "by"]
    ends = [f"{kind}_{end}" for kind in ("prior", "matched") for end in ("low", "middle", "high")]
    ranges = pd.DataFrame(MATCHED, columns=columns)
    values = [[-1.2, 0.5, 2.3, *(row[1] * 3, row[2] * 3, row[3] * 3)] for row in MATCHED]
    held = [
        ("1b", "trains", "at least 0.7", 0.68, 0.71, False, True),
        ("7b", "tests", "0.3 to 0.75", 0.69, 0.7, True, True),
        ("9a", "tests", "0.2 to 0.7", 0.38, 0.4, True, True),
    ]
    tables = {
        "ranges": ranges.join(pd.DataFrame(values, columns=ends)).assign(prior="triangular"),
        "ruled_out": pd.DataFrame({"figure": ["1b", "2a"], "ruled_out": [0.3, 0.1], "alone": [0.28, 0.08]}),
        "held": pd.DataFrame(
            held, columns=["figure", "use", "band", "before", "after", "held_before", "held_after"]
        ),
        "backtests": pd.DataFrame(
            [("formation_2018", 15, 0.271, 0.271, 0, 0)],
            columns=["episode", "questions", "before", "after", "better", "worse"],
        ),
        "waves": pd.DataFrame({"wave": [1, 2], "points": [50, 50], "left": [0.7, left]}),
    }
    settings = {"seed": 2025, "waves": 2, "runs": 100, "cut": 3.0, "left": left, "date": "2026-11-30"}
    return Kept("matching", settings, tables)
