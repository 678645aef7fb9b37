"""Lists as blocs, who stays away from the president's session, and who follows on vacant seats."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.errors import InputError
from simulation.model.institutions.parliament import (
    Assembly,
    House,
    Will,
    boycotters,
    inherit,
    load_blocs,
    read,
    session,
)
from tests.model.institutions.formations import LISTS, SEATS_2021, table

RUNS = 4


def house(seats: dict[str, int] = SEATS_2021, discipline: float = 1.0) -> House:
    shape = (len(LISTS), RUNS)
    positions = {"axis": np.zeros(shape), "arms": np.ones(shape), "discipline": np.full(shape, discipline)}
    return House(load_blocs(), LISTS, table(seats, RUNS), positions)


def will(**terms: float) -> Will:
    plain = {"base": -2.0, "stake": 4.0, "ties": 5.0, "patron": 0.0, "fatigue": 0.0} | terms
    return Will(**{name: np.full(RUNS, value) for name, value in plain.items()})


def inside(*blocs: str) -> np.ndarray:
    members = np.array([name in blocs for name in load_blocs().blocs])
    return np.repeat(members[:, None], RUNS, axis=1)


def away(*blocs: str, ties: dict[tuple[str, str], float] | None = None, **terms: float) -> dict[str, float]:
    """Seats kept away by each bloc from the session of a coalition, where nobody has luck."""
    names = list(load_blocs().blocs)
    pairs = {(names.index(a), names.index(b)): np.full(RUNS, value) for (a, b), value in (ties or {}).items()}
    parliament, none = house(), np.zeros((len(names), RUNS))
    kept = boycotters(load_blocs(), parliament, inside(*blocs), none > 0, pairs, will(**terms), none)
    return dict(zip(names, kept[:, 0], strict=True))


MAJORITY = ("sadrists", "progress", "azm_siyada", "kdp", "small_kurds")


def test_claimants_stay_away_and_members_come() -> None:
    kept = away(*MAJORITY)
    assert all(kept[member] == 0 for member in MAJORITY)
    assert kept["state_of_law"] == 33
    assert kept["puk"] == 17  # the presidency goes to the other Kurdish bloc
    assert kept["civil_minorities"] == 0  # nothing at stake, and nobody's friend


def test_allies_make_the_third() -> None:
    friendly = {("fatah", "civil_minorities"): 0.8, ("state_of_law", "civil_minorities"): 0.8}
    assert away(*MAJORITY)["civil_minorities"] == 0
    assert away(*MAJORITY, ties=friendly)["civil_minorities"] == 54
    alone = away(*MAJORITY, ties=friendly, stake=0.0)  # no claimant stays away: there is nothing to join
    assert alone["civil_minorities"] == 0


def test_a_foe_inside_keeps_a_bloc_away() -> None:
    assert away(*MAJORITY, stake=1.0)["state_of_law"] == 0
    feud = {("sadrists", "state_of_law"): -1.0}
    assert away(*MAJORITY, ties=feud, stake=1.0)["state_of_law"] == 33


def test_blocs_that_left_claim_nothing() -> None:
    names = list(load_blocs().blocs)
    gone = np.zeros((len(names), RUNS), dtype=bool)
    gone[names.index("state_of_law")] = True
    kept = boycotters(load_blocs(), house(), inside(*MAJORITY), gone, {}, will(), np.zeros(gone.shape))
    assert kept[names.index("state_of_law")].max() == 0


def test_members_without_discipline_follow_one_by_one() -> None:
    names = list(load_blocs().blocs)
    none = np.zeros((len(names), RUNS))
    loose = house(discipline=0.0)
    kept = boycotters(load_blocs(), loose, inside(*MAJORITY), none > 0, {}, will(base=0.0, stake=0.0), none)
    assert kept[names.index("state_of_law"), 0] == 17  # half of 33, rounded up


def held(kept: float, **terms: float) -> tuple[float, float, float]:
    """Present, for and against, when the blocs outside keep `kept` seats away."""
    parliament, members = house(), inside(*MAJORITY)
    outside = np.where(members, 0.0, parliament.seats)
    total = outside[:, 0].sum()
    plain = {"absent_open": 0.02, "absent_decided": 0.2, "margin": 20.0, "collapse": 0.33} | terms
    found = session(
        parliament,
        members,
        outside * kept / total,
        quorum=220,
        **{name: np.full(RUNS, value) for name, value in plain.items()},
    )
    return found.present[0], found.for_it[0], found.against[0]


def test_attendance_depends_on_whether_the_result_is_open() -> None:
    assert held(0.0)[0] == pytest.approx(0.8 * 329, abs=2)  # decided: a fifth does not bother
    assert held(90.0)[0] == pytest.approx(0.98 * 239, abs=2)  # open: nearly all who do not boycott
    assert held(126.0, margin=40.0)[0] == pytest.approx(0.98 * 203, abs=2)  # the third blocks
    assert held(150.0)[0] == pytest.approx(0.33 * 179, abs=2)  # hopeless: its own side stays at home
    assert held(150.0)[2] == 0


@given(
    st.lists(st.integers(0, 60), min_size=3, max_size=8),
    st.lists(st.integers(0, 900), min_size=8, max_size=8),
    st.floats(0.0, 0.999),
    st.integers(0, 2),
)
def test_heirs_take_all_vacant_seats_and_no_more(
    seats: list[int], votes: list[int], luck: float, leaver: int
) -> None:
    held = np.array([[float(n)] for n in seats])
    weights = np.array([[float(n)] for n in votes[: len(seats)]])
    weights[leaver] = 0.0
    leaving = np.arange(len(seats)) == leaver
    after = inherit(held, weights, leaving, np.array([luck]))
    assert after.sum() == held.sum()
    if weights.sum() == 0:
        assert (after == held).all()
        return
    expected = held[leaver] * weights / weights.sum()
    assert after[leaver, 0] == 0
    assert (np.abs((after - held)[~leaving] - expected[~leaving]) < 1.0 + 1e-9).all()


def test_a_bloc_is_the_seat_weighted_mean_of_its_lists() -> None:
    shape = (len(LISTS), RUNS)
    axis = np.zeros(shape)
    axis[LISTS.index("badr")], axis[LISTS.index("sadiqoun")] = -0.6, -0.8
    found = House(
        load_blocs(),
        LISTS,
        table({"badr": 9, "sadiqoun": 3}, RUNS),
        {"axis": axis, "arms": axis, "discipline": axis},
    )
    fatah = list(load_blocs().blocs).index("fatah")
    assert found.seats[fatah] == pytest.approx(12)
    assert found.axis[fatah] == pytest.approx(-0.65)


def test_a_list_of_no_bloc_is_refused() -> None:
    none = np.zeros((1, 2))
    with pytest.raises(ValueError, match="nobodys_list"):
        House(load_blocs(), ("nobodys_list",), none, {"axis": none, "arms": none, "discipline": none})


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("between: [kdp, puk]", "between: [kdp, pukk]", "not a bloc"),
        ("lists: [puk]", "lists: [kdp]", "in another bloc"),
        ("claim: 0.1", "claim: 1.1", "less than or equal to 1"),
        ("basis: kirkuk}", "basis: kirkukk}", "not a basis"),
        ("street: 1.0", "steet: 1.0", "Extra inputs"),
    ],
)
def test_mistakes_in_the_blocs_are_told(tmp_path: Path, old: str, new: str, message: str) -> None:
    from simulation.documents import packaged

    text = (packaged("seeds") / "elections" / "blocs.yaml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "elections").mkdir()
    (tmp_path / "elections" / "blocs.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError, match=message):
        load_blocs(tmp_path)


def test_read_gives_the_record() -> None:
    from simulation.documents import packaged

    assembly = read(packaged("seeds") / "elections" / "blocs.yaml", Assembly)
    assert len(assembly.blocs) == 12
    assert set(LISTS) == {name for bloc in assembly.blocs.values() for name in bloc.lists}
