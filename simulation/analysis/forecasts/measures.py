"""What a question reads in a run: outcomes, seats, offices, acts on record, and what groups have become.

Each measure is a small record as it stands in a file of questions, such as ``{seats: [progress]}`` or
``{acts: [strikes_us], from: 2026-01, to: 2026-06}``. It is read off the model once, at the end of one
month, and gives a value per run: a number (NaN where there is none) or a word.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, Literal

import numpy as np
from pydantic import Field

from simulation.analysis.forecasts import names
from simulation.analysis.forecasts.votes import elected, invested, standing, summed
from simulation.codebook import HISTORY
from simulation.model.indicators import INDICATORS
from simulation.model.institutions.formation import BACKINGS, KINDS
from simulation.model.institutions.parliament import Record
from simulation.model.institutions.politics import CARETAKER
from simulation.model.simulate import block_of
from simulation.outcomes.catalogue import OUTCOMES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simulation.model.iraq import IraqModel

    Values = NDArray[Any]

__all__ = ["MEASURES", "Measure"]


class Measure(Record):
    """What is read, and when. `election`: whether there has to be a vote in the scenario."""

    election: ClassVar[bool] = False

    @property
    def months(self) -> tuple[str, ...]:
        """The months that it names, all of which the scenario has to reach; the last is when it is read."""
        return ()

    @property
    def words(self) -> tuple[str, ...]:
        """What it can be, where it is a word and not a number."""
        return ()

    @property
    def flag(self) -> bool:
        """Whether it is true or false, 1 or 0, by itself."""
        return False

    def read(self, model: IraqModel) -> Values:
        """The value in every run, shape (runs,), at the end of the last month named or of the run."""
        raise NotImplementedError


class _Outcome(Measure):
    """A column of the outcomes, at the end of the run."""

    outcome: names.Column

    @property
    def words(self) -> tuple[str, ...]:
        return OUTCOMES[self.outcome].categories

    def read(self, model: IraqModel) -> Values:
        return block_of(model, months=False, seats=False).outcomes[self.outcome]


class _Seats(Measure):
    """Seats of some lists together in the first election."""

    election = True
    seats: Annotated[tuple[names.List, ...], Field(min_length=1)]

    def read(self, model: IraqModel) -> Values:
        first = elected(model)
        return summed(first.seats_of(name) for name in self.seats)


class _Place(Measure):
    """The place of what a list stands as, 1 the first, of all or in one market; ties share the better."""

    election = True
    place: names.List
    among: names.Market | None = None

    def read(self, model: IraqModel) -> Values:
        contenders = elected(model).contenders(self.among)
        (mine,) = (seats for group, seats in contenders.items() if self.place in group)
        return 1.0 + summed(seats > mine for seats in contenders.values())


class _Largest(Measure):
    """The first list, among all or in one market, by the first of its members in the order of the roster."""

    election = True
    largest: names.Everywhere

    @property
    def words(self) -> tuple[str, ...]:
        return standing(None if self.largest == names.ALL else self.largest)

    def read(self, model: IraqModel) -> Values:
        contenders = elected(model).contenders(None if self.largest == names.ALL else self.largest)
        first = np.array([group[0] for group in contenders])
        largest: Values = first[np.array(list(contenders.values())).argmax(axis=0)]
        return largest


class _Turnout(Measure):
    """Voters in 100 registered voters of the country in the first election."""

    election = True
    turnout: Literal["national"]

    def read(self, model: IraqModel) -> Values:
        return 100.0 * elected(model).turnout


class _MonthsTo(Measure):
    """Months from the first election to a step; empty where it does not come within the run."""

    election = True
    months_to: Literal["speaker", "president", "government"]

    def read(self, model: IraqModel) -> Values:
        if self.months_to == "government":
            return model.politics.months_to_form.copy()
        came = model.ledger.rows(f"{self.months_to}_elected")[HISTORY + elected(model).month :] > 0
        return np.where(came.any(axis=0), came.argmax(axis=0).astype(np.float64), np.nan)


class _InMonth(Measure):
    """Something that is so at the end of a month."""

    month: names.Month

    @property
    def months(self) -> tuple[str, ...]:
        return (self.month,)


class _Governs(_InMonth):
    """Is a list among these in a government invested after the vote?"""

    election = True
    governs: Annotated[tuple[names.List, ...], Field(min_length=1)]

    @property
    def flag(self) -> bool:
        return True

    def read(self, model: IraqModel) -> Values:
        inside = summed(
            (model.party(name).in_government > 0.0) * model.party(name).seats for name in self.governs
        )
        return ((inside > 0.0) & invested(model)).astype(np.float64)


class _PremierKind(_InMonth):
    """The kind of premier, caretaker until a government is invested after the vote."""

    election = True
    premier: Literal["kind", "backing"]

    @property
    def words(self) -> tuple[str, ...]:
        return (*(KINDS if self.premier == "kind" else BACKINGS), CARETAKER)

    def read(self, model: IraqModel) -> Values:
        known = model.politics.kind if self.premier == "kind" else model.politics.backing
        return np.where(invested(model), known, CARETAKER)


class _Office(_InMonth):
    """Does a man of one of these blocs hold an office, elected after the vote?"""

    election = True
    office: Literal["speaker", "president"]
    of: Annotated[tuple[names.Bloc, ...], Field(min_length=1)]

    @property
    def flag(self) -> bool:
        return True

    def read(self, model: IraqModel) -> Values:
        if not model.politics.parliaments:
            return np.zeros(model.runs)
        formation = model.politics.formation
        places = [formation.coalitions.blocs.index(name) for name in self.of]
        return np.isin(getattr(formation, self.office), places).astype(np.float64)


class _CoalitionSeats(_InMonth):
    """Seats of the lists in a government invested after the vote; empty where there is none."""

    election = True
    coalition: Literal["seats"]

    def read(self, model: IraqModel) -> Values:
        inside = summed(party.seats * (party.in_government > 0.0) for party in model.politics.lists)
        return np.where(invested(model), inside, np.nan)


class _Acts(Measure):
    """How often acts were recorded from a month to a month, both included."""

    acts: Annotated[tuple[names.Act, ...], Field(min_length=1)]
    first: names.Month = Field(alias="from")
    last: names.Month = Field(alias="to")

    @property
    def months(self) -> tuple[str, ...]:
        return (self.first, self.last)

    def read(self, model: IraqModel) -> Values:
        start, end = (HISTORY + model.setup.index(month) for month in self.months)
        return summed(row for name in self.acts for row in model.ledger.series(name)[start : end + 1])


class _Indicator(_InMonth):
    """A monthly indicator at the end of a month."""

    indicator: names.Indicator

    def read(self, model: IraqModel) -> Values:
        return np.array(INDICATORS[self.indicator](model), dtype=np.float64)


class _Became(_InMonth):
    """What an armed group has become by the end of a month."""

    group: names.Group

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(names.STATUSES)

    def read(self, model: IraqModel) -> Values:
        status = next(each.status for each in model.militias if each.key == self.group)
        found = np.full(model.runs, "", dtype="U12")
        for name, value in names.STATUSES.items():
            found[status == value] = name
        return found


class _HowMany(_InMonth):
    """How many of some armed groups have one of these statuses at the end of a month."""

    groups: Annotated[tuple[names.Group, ...], Field(min_length=1)]
    are: Annotated[tuple[names.Status, ...], Field(min_length=1)]

    def read(self, model: IraqModel) -> Values:
        wanted = [names.STATUSES[name] for name in self.are]
        return summed(np.isin(each.status, wanted) for each in model.militias if each.key in self.groups)


MEASURES: Final[Mapping[str, type[Measure]]] = MappingProxyType(
    {
        "outcome": _Outcome,
        "seats": _Seats,
        "place": _Place,
        "largest": _Largest,
        "turnout": _Turnout,
        "months_to": _MonthsTo,
        "governs": _Governs,
        "premier": _PremierKind,
        "office": _Office,
        "coalition": _CoalitionSeats,
        "acts": _Acts,
        "indicator": _Indicator,
        "group": _Became,
        "groups": _HowMany,
    }
)
"""Every measure by the field that names it."""
