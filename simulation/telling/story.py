"""One run as a dated chronicle: month by month, who did what to whom, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from simulation.codebook import HISTORY
from simulation.telling.coding import Coding, coding_of, readers
from simulation.telling.replay import Office, Replay, replay
from simulation.telling.words import EVENT, Words, is_act, load_words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simulation.model.chronicle import Chronicle
    from simulation.model.iraq import IraqModel
    from simulation.outcomes.results import Results

__all__ = ["GOVERNMENT", "SEATS", "History", "Month", "Told", "history", "tell_history", "untold"]

SEATS = "seats_won"
GOVERNMENT = "government_formed"
_SMALL = 1e-6  # of a count: less is rounding


@dataclass(frozen=True)
class Told:
    """One act: who did what to whom, how often, and what each consideration added to the choice.

    `terms` are (name, size), heaviest first, in the units of the choice (log-odds); `by_luck` says that
    without luck it would not have been done. `recorded` marks an act of which only the count is on
    record; `counts` names what an outcome codes from it; `routine` is what happens in most months.
    """

    month: str
    actor: str
    act: str
    target: str
    count: float
    sentence: str
    terms: tuple[tuple[str, float], ...] = ()
    by_luck: bool = False
    recorded: bool = False
    routine: bool = False
    counts: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str, str, str, float]:
        """What makes two acts the same act: month, actor, act, target and count."""
        return self.month, self.actor, self.act, self.target, self.count


@dataclass(frozen=True)
class Month:
    """A month of a run: its acts in the order in which they were done, and the axis index at its end."""

    month: str
    acts: tuple[Told, ...]
    axis_index: float

    @property
    def quiet(self) -> bool:
        """Whether nothing but routine happened."""
        return all(told.routine for told in self.acts)


@dataclass(frozen=True)
class History:
    """One run of a scenario, told: its months, its governments, what it came to and how that was coded."""

    scenario: str
    title: str
    run: int
    seed: int
    months: tuple[Month, ...]
    offices: tuple[Office, ...]
    outcomes: Mapping[str, Any]
    coding: Coding
    checked: bool

    @property
    def acts(self) -> tuple[Told, ...]:
        """Every act of the run, in order."""
        return tuple(told for month in self.months for told in month.acts)


def history(results: Results, scenario: str, run: int) -> History:
    """Tell one run of a batch: it is simulated again alone, and has to come out as the batch has it.

    Raises `InputError` where the batch holds no such run, or was made by another engine, and
    `CrossroadsError` where the run comes out otherwise.
    """
    return tell_history(replay(results, scenario, run), checked=True)


def tell_history(played: Replay, *, checked: bool = False, words: Words | None = None) -> History:
    """The history of a run that has been played with a chronicle of all its terms."""
    words = words or load_words()
    model, block = played.model, played.block
    by_month: dict[str, list[Told]] = {month: [] for month in model.setup.calendar}
    for told in (
        *_recorded(played, words, events=True),
        *_chronicled(played, words),
        *_votes(played, words),
        *_governments(played, words),
        *_recorded(played, words, events=False),
    ):
        by_month[told.month].append(told)
    index = block.months["axis_index"][:, 0]
    return History(
        scenario=model.setup.name,
        title=model.setup.title,
        run=int(model.run_numbers[0]),
        seed=model.seed_of_luck,
        months=tuple(
            Month(month, tuple(acts), float(level))
            for (month, acts), level in zip(by_month.items(), index, strict=True)
        ),
        offices=played.offices,
        outcomes={
            name: values[0].item()
            for name, values in block.outcomes.items()
            if not name.startswith("belief.")
        },
        coding=coding_of(model, block),
        checked=checked,
    )


# --- where acts come from -------------------------------------------------------------------------


def _told(words: Words, month: str, actor: str, act: str, target: str, count: float, **more: Any) -> Told:
    return Told(
        month=month,
        actor=actor,
        act=act,
        target=target,
        count=count,
        sentence=words.sentence(act, actor, target, count),
        routine=words.routine(act),
        counts=counted_in(act, words),
        **more,
    )


def counted_in(act: str, words: Words) -> tuple[str, ...]:
    """What an outcome codes from an act, or from an act that counts it once more."""
    also = [name for name, known in words.acts.items() if act in known.repeats]
    return tuple(dict.fromkeys(name for read in (act, *also) for name in readers().get(read, ())))


def _chronicled(played: Replay, words: Words) -> Iterator[Told]:
    """What the actors themselves said that they did, and why."""
    calendar = played.model.setup.calendar
    for act, place in played.chronicle.of(0):
        name = words.on_record(act.act, act.actor, act.target)
        if not words.unsaid(name):
            yield _told(
                words, calendar[max(act.month, 0)], act.actor, name, act.target, float(act.count[place]),
                terms=act.reasons(place), by_luck=bool(act.by_luck[place]),
            )  # fmt: skip


def _recorded(played: Replay, words: Words, *, events: bool) -> Iterator[Told]:
    """What is on record and nobody has told, so that nothing that counts is missing from the story."""
    model = played.model
    for act, counts in untold(model, played.chronicle, words):
        if act.startswith(EVENT) == events:
            for month, count in _in_months(model, counts[:, 0]):
                yield _told(words, month, words.actor(act), act, "", count, recorded=True)


def _in_months(model: IraqModel, counts: NDArray[np.float64]) -> Iterator[tuple[str, float]]:
    for row in np.flatnonzero(counts):
        yield model.setup.calendar[row], float(counts[row])


def untold(model: IraqModel, chronicle: Chronicle, words: Words) -> Iterator[tuple[str, NDArray[np.float64]]]:
    """Acts of the ledger beyond those in the chronicle, and the counts that remain, (months, runs).

    They come in the order of the words: causes before consequences. An act that repeats others remains
    only where it counts more than they do.
    """
    told = told_counts(model, chronicle, words)
    known = [act for act in words.acts if act in model.ledger]
    for act in dict.fromkeys([*known, *filter(is_act, model.ledger.acts)]):
        left = model.ledger.series(act)[HISTORY:].copy()
        left -= told.get(act, 0.0)
        for other in words.acts[act].repeats if act in words.acts else ():
            left -= model.ledger.series(other)[HISTORY:] if other in model.ledger else told.get(other, 0.0)
        left[left < _SMALL] = 0.0
        if left.any() and not words.unsaid(act):
            yield act, left


def told_counts(model: IraqModel, chronicle: Chronicle, words: Words) -> dict[str, NDArray[np.float64]]:
    """How often each act was told, under its name in the ledger, by month and run."""
    told: dict[str, NDArray[np.float64]] = {}
    for act in chronicle.acts:
        name = words.on_record(act.act, act.actor, act.target)
        counts = told.setdefault(name, np.zeros((model.setup.months, model.runs)))
        counts[max(act.month, 0), act.rows] += act.count
    return told


def _votes(played: Replay, words: Words) -> Iterator[Told]:
    """Every election as the seats that lists won, most seats first."""
    seats = played.block.seats
    if seats is None:
        return
    for month in dict.fromkeys(seats["election"].tolist()):
        held = seats["election"] == month
        won: dict[str, int] = {}
        for name, count in zip(seats["list"][held].tolist(), seats["seats"][held].tolist(), strict=True):
            won[name] = won.get(name, 0) + count
        for name, count in sorted(won.items(), key=lambda entry: -entry[1]):
            if count:
                yield _told(words, str(month), name, SEATS, "", float(count))


def _governments(played: Replay, words: Words) -> Iterator[Told]:
    """Every government in which parliament had confidence during the run."""
    for office in played.offices[1:]:
        if office.kind != "caretaker":
            yield _told(words, office.month, office.premier, GOVERNMENT, office.coalition, 1.0)
