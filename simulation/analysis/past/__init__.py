"""Back-tests: past elections and formations put to the model, scored against baselines.

Questions and answers stand in ``seeds/backtests`` and were written before the model was run on them. The
scores are those of the library `scoringrules`, imported where a score is taken.
"""

from __future__ import annotations

from simulation.analysis.past.backtests import Backtest, run_backtests
from simulation.analysis.past.episodes import Episode, Question, load_episodes

__all__ = ["Backtest", "Episode", "Question", "load_episodes", "run_backtests"]
