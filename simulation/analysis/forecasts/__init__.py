"""Forecasts frozen in capsules: dated questions asked of the model, kept with a hash, and scored later.

Files of questions and of answers are described in ``docs/forecasts.md``; the questions on the election
of November 2025 stand in ``seeds/questions``.
"""

from __future__ import annotations

from simulation.analysis.forecasts.answers import Answer, read_answers
from simulation.analysis.forecasts.asking import ask
from simulation.analysis.forecasts.capsules import check_free, freeze, hash_of, write_capsule
from simulation.analysis.forecasts.keeping import FORECAST, check_results, forecast_of, keep_forecast
from simulation.analysis.forecasts.opening import Capsule, Frozen, capsule_of, read_capsule
from simulation.analysis.forecasts.question_files import load_questions, question_files
from simulation.analysis.forecasts.questions import Question, Questions
from simulation.analysis.forecasts.scoring import Scorecard, scorecard

__all__ = [
    "FORECAST",
    "Answer",
    "Capsule",
    "Frozen",
    "Question",
    "Questions",
    "Scorecard",
    "ask",
    "capsule_of",
    "check_free",
    "check_results",
    "forecast_of",
    "freeze",
    "hash_of",
    "keep_forecast",
    "load_questions",
    "question_files",
    "read_answers",
    "read_capsule",
    "scorecard",
    "write_capsule",
]
