"""What analyses would have kept beside synthetic results, made to measure."""

from __future__ import annotations

import pandas as pd

from simulation.outcomes.kept import Kept

PARAMETERS = ("us_commitment", "conduct_iran", "hedge_inertia", "iran_resolve", "comply_cost", "leave_gap")
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
