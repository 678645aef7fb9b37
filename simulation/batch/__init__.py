"""Batches: scenarios x runs cut into blocks, simulated on one core or many, kept as they finish."""

from simulation.batch.plan import BLOCK_SIZE, Plan, make_plan
from simulation.batch.run import Finished, Progress, Quiet, in_folder, in_memory, read_batch

__all__ = [
    "BLOCK_SIZE",
    "Finished",
    "Plan",
    "Progress",
    "Quiet",
    "in_folder",
    "in_memory",
    "make_plan",
    "read_batch",
]
