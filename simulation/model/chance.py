"""Addressed luck: every draw is a pure function of (seed, run, stream, month, actor).

There is no generator state. A 64-bit word is hashed from the address by the finaliser of
splitmix64 (Steele, Lea & Flood 2014), so a run meets the same luck whether it is simulated alone,
in a block of thousands, on another core or under another scenario (common random numbers).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Self

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Places = NDArray[np.integer[Any]]
    Words = NDArray[np.uint64]

__all__ = ["EPISTEMIC", "SWEEP", "Chance", "Stream", "address_key"]


class Stream(StrEnum):
    """The named streams of luck. A new mechanism takes a new stream and re-deals nobody's luck."""

    BELIEF = "belief"
    ATTRIBUTE = "attribute"
    LEVER = "lever"
    VARIANT = "variant"
    INJECT = "inject"
    SHOCK = "shock"
    EFFECT = "size of an event's effect"
    ALLY = "ally falls"
    COURSE = "Tehran chooses its path"
    STATEMENT = "the Leader speaks"
    BREACH = "the Guard goes its own way"
    TALKS = "talks between Washington and Tehran"
    WORD = "Washington warns of Israeli strikes"
    THREAT = "threat of sanctions"
    THREAT_CARRIED = "threat of sanctions carried out"
    ROAD = "step of the road to Turkey"
    OPERATION = "Turkish operation"
    OPERATION_DEATHS = "deaths in a Turkish operation"
    ASK_IRAN = "ask of Iran"
    ASK_US = "ask of the United States"
    FRONT_US = "attack on US forces"
    FRONT_ISRAEL = "attack on Israel"
    FRONT_GULF = "attack on Gulf sites"
    COUNT_US = "number of attacks on US forces"
    COUNT_ISRAEL = "number of attacks on Israel"
    COUNT_GULF = "number of attacks on Gulf sites"
    STRIKE = "strike"
    SANCTION = "sanction"
    STRIKE_COUNT = "number of strikes"
    CONDUCT = "conduct of the state"
    OCCASION = "occasion for conduct"
    VISIT = "visit"
    SIEGE = "siege"
    WAR = "war at a front"
    COMPLY = "stance to an order"
    CUSTODY = "man arrested"
    BARGAIN = "bargaining over integration"
    OBJECTION = "objection to integration"
    STEP_IN_FACT = "step of integration in fact"
    ABOLISH = "abolition of the PMF"
    LOSS = "loss of a commander"
    SPLIT = "split"
    EXILE = "exile"
    CLASH = "clash of arms"
    CLASH_DEAD = "dead of a clash"
    KILLINGS = "killings"
    RELEASE = "release"
    INTEGRATE = "integration"
    FRAMEWORK = "stay in the Framework"
    CLERGY = "clergy speaks"
    CLERGY_ASKED = "clergy is asked to speak"
    CANDOUR = "readiness to say what one thinks"
    MEDIATION = "mediation"
    RIVALS = "move against the prime minister"
    SUPPLY = "fault in supply from Iran"
    PAYMENT = "payment firms balk"
    OIL = "price of oil"
    PROTEST = "wave of protest"
    DEATHS = "deaths"
    COALITION = "luck of a coalition"
    TIE = "tie between blocs"
    RESOLVE = "resolve to stay away"
    STEP = "step of a formation"
    COURT = "case before the court"
    PREMIER = "name for the premiership"
    VETO = "veto on a name"
    HEIR = "heir of a seat"
    COMPOSITION = "composition of a governorate"
    SWING = "swing of a list"
    SWING_LOCAL = "swing of a list in a governorate"
    TURNOUT = "turnout"
    LIST_ENTRY = "new lists"
    LIST_EXIT = "a list vanishes"
    LIST_CHOICE = "a leader's choice before an election"
    BALLOT_LOT = "lot between tied lists"
    NOMINATION = "nominations under the single vote"
    RESERVED_SEATS = "reserved seats"


EPISTEMIC = frozenset({Stream.BELIEF, Stream.ATTRIBUTE, Stream.LEVER, Stream.VARIANT, Stream.COMPOSITION})
"""Streams of what we do not know; the others are of what happens by luck."""


_GAMMA = 0x9E3779B97F4A7C15
_M1 = np.uint64(0xBF58476D1CE4E5B9)
_M2 = np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S12 = (np.uint64(s) for s in (30, 27, 31, 12))
_ONE = np.uint64(0x3FF0000000000000)
SWEEP = 16_384
"""Numbers made in one sweep, so that temporaries stay in the processor's cache."""
_MASK = (1 << 64) - 1


def _mix(word: Words) -> Words:
    """Splitmix64's finaliser, in place on `word` (any shape)."""
    word ^= word >> _S30
    word *= _M1
    word ^= word >> _S27
    word *= _M2
    word ^= word >> _S31
    return word


def _unit(word: Words, out: Floats) -> Floats:
    """Uniforms on (0, 1) of words that are yet to be mixed, which are spent; `out` may share their place."""
    _mix(word)
    word >>= _S12
    word |= _ONE  # 52 random bits behind the exponent of one: a number in [1, 2)
    return np.subtract(word.view(np.float64), 1.0 - 2.0**-53, out=out)


def _mix_int(word: int) -> int:
    """The same finaliser on one Python integer."""
    word &= _MASK
    word = ((word ^ (word >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    word = ((word ^ (word >> 27)) * 0x94D049BB133111EB) & _MASK
    return word ^ (word >> 31)


@lru_cache(maxsize=65_536)
def address_key(text: str) -> int:
    """A 64-bit key of a name: the same on every machine and in every process."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")


@lru_cache(maxsize=1024)
def _keys(names: tuple[str, ...]) -> Words:
    return np.array([address_key(name) for name in names], dtype=np.uint64)


@lru_cache(maxsize=4096)
def _addresses(stream: Stream, names: tuple[str, ...], month: int) -> Words:
    place = np.uint64(_mix_int(address_key(stream.value) ^ _mix_int(month + _GAMMA)))
    addresses = _mix(_keys(names) ^ place)
    addresses.setflags(write=False)  # it is handed out again and again
    return addresses


@dataclass(frozen=True)
class Chance:
    """The luck of a block of runs, and their beliefs.

    Parameters
    ----------
    seed: the batch's seed, any non-negative integer.
    runs: the run numbers, shape ``(runs,)``.
    beliefs: where it is not the run itself, the number of the run whose beliefs each run has, shape
        ``(runs,)``: experiment designs let several lucks follow from the same beliefs.

    `deal` is the hash of seed and run, shape ``(runs,)``; mixed with an address it is a draw.
    """

    seed: int
    runs: NDArray[np.int64]
    beliefs: NDArray[np.int64] | None = None
    deal: Words = field(init=False, repr=False, compare=False)
    _believed: Words = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "deal", self._dealt(self.runs))
        believed = self.deal if self.beliefs is None else self._dealt(self.beliefs)
        object.__setattr__(self, "_believed", believed)

    def _dealt(self, numbers: NDArray[np.int64]) -> Words:
        deal = np.uint64(_mix_int(self.seed + _GAMMA))
        word = _mix(numbers.astype(np.uint64) * np.uint64(_GAMMA) ^ deal)
        return _mix(word + np.uint64(_GAMMA))

    def of(self, rows: NDArray[np.integer[Any]]) -> Self:
        """The luck of some of these runs, by their places in the block."""
        beliefs = None if self.beliefs is None else self.beliefs[rows]
        return replace(self, runs=self.runs[rows], beliefs=beliefs)

    def uniform(self, stream: Stream, names: Sequence[str], month: int = 0) -> Floats:
        """Uniforms on the open interval (0, 1), shape ``(len(names), runs)``."""
        addresses, deal = self.addresses(stream, names, month), self._deal_of(stream)
        unit = np.empty((len(addresses), len(deal)))
        step = max(1, SWEEP // max(len(deal), 1))
        for first in range(0, len(addresses), step):
            rows = slice(first, first + step)
            _unit(addresses[rows, None] ^ deal, out=unit[rows])
        return unit

    def uniform_of(
        self, stream: Stream, names: Sequence[str], which: Places, runs: Places, month: int = 0
    ) -> Floats:
        """Of what `uniform` gives, only rows `which` at columns `runs`, which broadcast to the shape."""
        word = self.addresses(stream, names, month)[which] ^ self._deal_of(stream)[runs]
        return _unit(word, out=word.view(np.float64))

    def addresses(self, stream: Stream, names: Sequence[str], month: int = 0) -> Words:
        """The hash of a draw's stream, month and name, the same for every run, shape ``(len(names),)``."""
        return _addresses(stream, tuple(names), month)

    def _deal_of(self, stream: Stream) -> Words:
        return self._believed if stream in EPISTEMIC else self.deal

    def logistic(self, stream: Stream, names: Sequence[str], month: int = 0) -> Floats:
        """Standard logistic deviates, the disturbance of a binary logit, shape ``(len(names), runs)``."""
        unit = self.uniform(stream, names, month)
        odds = np.log(unit)
        odds -= np.log1p(np.negative(unit, out=unit))
        return odds

    def exponential(self, stream: Stream, names: Sequence[str], month: int = 0) -> Floats:
        """Standard exponential deviates, shape ``(len(names), runs)``."""
        unit = self.uniform(stream, names, month)
        return np.negative(np.log(unit, out=unit), out=unit)
