"""The model: IraqModel, its actors, and the luck that it deals."""

from simulation.model.actors import Clergy, Electorate, ForeignPower, Government, Militia, Party
from simulation.model.iraq import IraqModel
from simulation.model.simulate import Block, simulate

__all__ = [
    "Block",
    "Clergy",
    "Electorate",
    "ForeignPower",
    "Government",
    "IraqModel",
    "Militia",
    "Party",
    "simulate",
]
