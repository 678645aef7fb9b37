"""Institutions: election laws, and what they make of votes."""

from simulation.model.institutions.divisors import TieError, highest_quotients
from simulation.model.institutions.law import (
    Law,
    Quotients,
    Sessions,
    SingleVote,
    Vacancy,
    allocate_seats,
)
from simulation.model.institutions.lawbook import find_law, load_laws
from simulation.model.institutions.sntv import Draw, Luck, Nominations, district_sizes, single_vote

__all__ = [
    "Draw",
    "Law",
    "Luck",
    "Nominations",
    "Quotients",
    "Sessions",
    "SingleVote",
    "TieError",
    "Vacancy",
    "allocate_seats",
    "district_sizes",
    "find_law",
    "highest_quotients",
    "load_laws",
    "single_vote",
]
