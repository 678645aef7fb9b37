"""Iraq's actors and those who press on it, as Mesa agents whose attributes are arrays over runs."""

from simulation.model.actors.axis import AxisAlly
from simulation.model.actors.base import Actor
from simulation.model.actors.clergy import Clergy, Court
from simulation.model.actors.commission import Commission
from simulation.model.actors.electorate import Electorate
from simulation.model.actors.government import Government
from simulation.model.actors.iran import Iran
from simulation.model.actors.israel import Israel
from simulation.model.actors.militia import Militia
from simulation.model.actors.neighbours import Refuge, Syria, Turkey
from simulation.model.actors.party import Party
from simulation.model.actors.powers import ArabState, ForeignPower, Insurgent
from simulation.model.actors.washington import UnitedStates

__all__ = [
    "Actor",
    "ArabState",
    "AxisAlly",
    "Clergy",
    "Commission",
    "Court",
    "Electorate",
    "ForeignPower",
    "Government",
    "Insurgent",
    "Iran",
    "Israel",
    "Militia",
    "Party",
    "Refuge",
    "Syria",
    "Turkey",
    "UnitedStates",
]
