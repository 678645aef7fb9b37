"""Titles: sentences computed from the data.

Each function takes what a figure shows and returns one sentence. None claims a difference that
`paired.claimable` does not hold; where none is held the sentence says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from simulation.plots.counting import Tally
from simulation.plots.labels import QUANTITIES, Categorical, Quantity, quantity_of, scenario_label
from simulation.plots.paired import ENOUGH_TO_CLAIM, Difference, claimable
from simulation.words import NO_CHANGE, TOO_FEW, frequency, number, often, signed

NO_RUNS = "No runs to show"


def trajectories(
    when: str, starts: Mapping[str, float], ends: Mapping[str, float], gaps: Sequence[Difference]
) -> str:
    """Where the axis index of each scenario stands in the last month; `starts` and `ends` are medians."""
    if not ends:
        return NO_RUNS
    held = claimable(gaps)
    if held:
        return f"By {when}, {_standing(held, len(gaps))}"
    if gaps:
        return f"By {when}, {nothing(gaps)}"
    (name,) = ends
    return (
        f"Under {scenario_label(name)}, the middle run goes from {number(starts[name], 2)} "
        f"to {number(ends[name], 2)} by {when}"
    )


def index_distribution(medians: Mapping[str, float], gaps: Sequence[Difference]) -> str:
    """How the final axis index differs between scenarios."""
    if not medians:
        return NO_RUNS
    held = claimable(gaps)
    if held:
        return f"At the end, {_standing(held, len(gaps))}"
    if gaps:
        return f"Final axis index: {nothing(gaps)}"
    (name,) = medians
    return f"Under {scenario_label(name)}, half of the runs end below {number(medians[name], 2)}"


def shares(what: Categorical, tallies: Mapping[str, Tally], gaps: Sequence[Difference]) -> str:
    """The largest change in how often something happens, or the commonest ending where none is held."""
    if not tallies:
        return NO_RUNS
    held = sorted(claimable(gaps), key=lambda d: -abs(d.estimate))
    if held:
        return _share_change(what, tallies, held[0])
    commonest = _commonest(what, tallies)
    if not gaps:
        return f"{commonest} in the model"
    said = capital(nothing(gaps))
    return f"{said}; {commonest}" if said.lower() == NO_CHANGE else said


def flips(
    what: Categorical,
    scenario: str,
    baseline: str,
    hits: Mapping[tuple[str, str], int],
    gaps: Sequence[Difference],
) -> str:
    """How many runs end otherwise, and the commonest move; `hits` are runs by their pair of endings."""
    runs = sum(hits.values())
    moved = {cell: count for cell, count in hits.items() if cell[0] != cell[1] and count}
    if not runs:
        return NO_RUNS
    opening = f"Under {scenario_label(scenario)}"
    if not moved:
        return f"{opening}, no run ends otherwise than under {scenario_label(baseline)}: {NO_CHANGE}"
    told = f"{frequency(sum(moved.values()), runs)} end otherwise than under {scenario_label(baseline)}"
    if not claimable(gaps):
        return f"{opening}, {told}; of any ending's share: {nothing(gaps)}"
    before, after = max(moved, key=lambda cell: moved[cell])
    labels = f"from {category_label(what, before)} to {category_label(what, after)}"
    count = frequency(moved[before, after], runs).removesuffix(" futures")
    return f"{opening}, {told}; most often {labels} ({count})"


def violence(gaps: Sequence[Difference], medians: Mapping[str, float]) -> str:
    """Deaths first: whether they differ, and what else differs most. `medians` are of deaths."""
    if not medians:
        return NO_RUNS
    if not gaps:
        (name,) = medians
        return f"Under {scenario_label(name)}, {number(medians[name])} Iraqis are killed in the middle run"
    held = claimable(gaps)
    deaths = [gap for gap in held if gap.outcome == "iraqi_deaths"]
    if deaths:
        return _quantity_change(deaths[0])
    # The deaths alone: the rest of the chart is another claim.
    opening = "Iraqis killed: " + nothing([gap for gap in gaps if gap.outcome == "iraqi_deaths"] or gaps)
    return f"{opening}. Clearest other change: {_change(held[0])}" if held else opening


def violence_calendar(gaps: Sequence[Difference], month: str, told: str) -> str:
    """Whether deaths differ, and the baseline's month with deaths in most runs, if one stands out."""
    held = claimable(gaps)
    often_in = f"Iraqis are killed most often in {month}, in {told}" if month else ""
    if held:
        return _quantity_change(held[0])
    if gaps:
        opening = f"Iraqis killed: {nothing(gaps)}"
        return f"{opening}; {often_in} of the baseline" if month else opening
    return often_in or "Iraqis are killed in no one month clearly more often than in the others"


def paired_differences(gaps: Sequence[Difference]) -> str:
    """The largest difference in standard deviations of the baseline."""
    if not gaps:
        return "One scenario: nothing to compare it with"
    held = claimable(gaps)
    if not held:
        return capital(nothing(gaps))
    return f"Clearest change from {scenario_label(held[0].baseline)}: {_change(held[0])}"


def _change(gap: Difference) -> str:
    """'armed presence of the axis, smaller under loosen (−0.15)'."""
    quantity = quantity_of(gap.outcome)
    label = quantity.label if quantity.label.startswith("Ira") else _small(quantity.label)
    return f"{label}, {_direction(quantity, gap)} under {scenario_label(gap.scenario)} ({_amount(gap)})"


def _standing(held: Sequence[Difference], compared: int) -> str:
    """'Iraq is nearer to Iran's axis under increase (−0.12 from maintain), further under loosen (+0.20)'."""
    quantity = QUANTITIES["axis_index"]
    first, *rest = held
    baseline = scenario_label(first.baseline)
    sentence = (
        f"Iraq is {_direction(quantity, first)} under {scenario_label(first.scenario)} "
        f"({_amount(first)} from {baseline})"
    )
    if compared > 2:
        return f"{sentence}; {len(held)} of {compared} scenarios differ"
    if rest:
        same = (rest[0].estimate > 0) == (first.estimate > 0)
        way = "as it is" if same else _direction(quantity, rest[0]).split()[0]
        return f"{sentence}, {way} under {scenario_label(rest[0].scenario)} ({_amount(rest[0])})"
    return sentence


def _share_change(what: Categorical, tallies: Mapping[str, Tally], gap: Difference) -> str:
    label = _ending(what, gap.category)
    ours, theirs = tallies[gap.scenario], tallies[gap.baseline]
    ours_said, theirs_said = ours.phrase(gap.category), theirs.phrase(gap.category)
    opening = f"{capital(label)}: {often(gap.estimate)} under {scenario_label(gap.scenario)}"
    if ours_said == theirs_said:  # a difference finer than the rounding
        by = f"{abs(gap.estimate) * 100:.1f} in 100 futures"
        return f"{opening} than under {scenario_label(gap.baseline)}, by {by}"
    theirs_said = theirs_said.removesuffix(" futures")
    return f"{opening} ({ours_said}) than under {scenario_label(gap.baseline)} ({theirs_said})"


def _commonest(what: Categorical, tallies: Mapping[str, Tally]) -> str:
    leaders = {tuple(c for c, n in t.hits.items() if n == max(t.hits.values())) for t in tallies.values()}
    if len(leaders) > 1:
        return _commonest_under(what, next(iter(tallies)), tallies)
    leader = leaders.pop()
    label = " and ".join(_ending(what, category) for category in leader)
    verb = "is the commonest ending" if len(leader) == 1 else "are the commonest endings"
    if len(tallies) == 1:
        (only,) = tallies.values()
        return f"{capital(label)} {verb}: {only.phrase(leader[0])}{' each' if len(leader) > 1 else ''}"
    return f"{label} {verb} in all"


def _commonest_under(what: Categorical, name: str, tallies: Mapping[str, Tally]) -> str:
    told = tallies[name]
    leader = max(told.hits, key=lambda category: told.hits[category])
    return f"{_ending(what, leader)}: {told.phrase(leader)} under {scenario_label(name)}"


def _quantity_change(gap: Difference) -> str:
    """'Iraqis killed: 76 fewer on average under loosen than under maintain (73 to 79)'."""
    quantity = quantity_of(gap.outcome)
    decimals = decimals_of(quantity, gap.estimate)
    low, high = (number(edge, decimals) for edge in sorted((abs(gap.low), abs(gap.high))))
    amount = f"{number(abs(gap.estimate), decimals)} {_direction(quantity, gap)} on average"
    return (
        f"{quantity.label}: {amount} under {scenario_label(gap.scenario)} than under "
        f"{scenario_label(gap.baseline)} ({low} to {high})"
    )


def _amount(gap: Difference) -> str:
    """A difference with its sign: '+0.13'; 'under 0.01' where rounding would leave nothing."""
    decimals = decimals_of(quantity_of(gap.outcome), gap.estimate)
    least = 10.0**-decimals
    return signed(gap.estimate, decimals) if abs(gap.estimate) >= least / 2 else f"under {least:g}"


def decimals_of(quantity: Quantity, value: float) -> int:
    """Decimals that show a difference: two for an index, more for a count the smaller it is."""
    if quantity.family == "standing":
        return 2
    return 0 if abs(value) >= 10 else 1 if abs(value) >= 1 else 2


def category_label(what: Categorical, category: str) -> str:
    """A category in plain words; one that is not on the list as it stands."""
    known = what.categories.get(category)
    return known.label if known else category.replace("_", " ")


def _ending(what: Categorical, category: str) -> str:
    known = what.categories.get(category)
    return known.ending if known else category.replace("_", " ")


def nothing(gaps: Sequence[Difference]) -> str:
    """What to say where no difference is held: too few runs, only small ones, or none."""
    if min(gap.runs for gap in gaps) < ENOUGH_TO_CLAIM:
        return TOO_FEW
    return NO_CHANGE


def _direction(quantity: Quantity, gap: Difference) -> str:
    return quantity.more if gap.estimate > 0 else quantity.less


def _small(label: str) -> str:
    return label[:1].lower() + label[1:]


def capital(sentence: str) -> str:
    """The sentence with a capital letter first."""
    return sentence[:1].upper() + sentence[1:]


def drivers(quantity: Quantity, scenario: str, above: Sequence[str], tried: int) -> str:
    """How many beliefs move an outcome beyond chance, and which does most; `above` are their meanings."""
    if not above:
        none = f"none of {number(tried)} beliefs moves it beyond chance"
        return f"{quantity.label} under {scenario_label(scenario)}: {none}"
    first = above[0] if above[0].split(" ")[0].isupper() else _small(above[0])
    moved = f"{number(len(above))} of {number(tried)} beliefs {'moves' if len(above) == 1 else 'move'}"
    return f"{quantity.label}: {moved} it beyond chance; the strongest: {first}"


def lenses(quantity: Quantity, means: Mapping[str, Mapping[str, float]], gaps: Sequence[Difference]) -> str:
    """How far apart the lenses are, and the scenarios; `means` by scenario and lens, in words."""
    if not claimable(gaps):
        return f"{quantity.label} by lens: {nothing(gaps)}"
    scenario = max(means, key=lambda row: _span(means[row]))
    held = means[scenario]
    low, high = min(held, key=held.__getitem__), max(held, key=held.__getitem__)
    if len(means) == 1:
        ends = f"from {_level(quantity, held[low])} ({low}) to {_level(quantity, held[high])} ({high})"
        return f"{quantity.label}, {scenario}: {ends}"
    first = next(iter(next(iter(means.values()))))
    across = _span({row: found[first] for row, found in means.items() if first in found})
    within, between = (_level(quantity, span).lstrip("+") for span in (_span(held), across))
    return (
        f"{quantity.label}: the lens moves it by up to {within} ({scenario}, {low} to {high}), "
        f"the scenario by up to {between} ({_small(first)} lens)"
    )


def _span(means: Mapping[str, float]) -> float:
    return max(means.values()) - min(means.values()) if means else 0.0


def _level(quantity: Quantity, value: float) -> str:
    show = signed if quantity.low < 0 else number
    text = show(value, decimals_of(quantity, value))
    return f"{text} in 100" if quantity.family == "share" else text


def conditional(
    what: Categorical, scenario: str, words: str, every: Tally, given: Tally, gaps: Sequence[Difference]
) -> str:
    """What learning the condition tells: the ending whose share differs most from that of the other runs."""
    opening = f"Given {words} ({number(given.runs)} futures under {scenario_label(scenario)})"
    held = sorted(claimable(gaps), key=lambda gap: -abs(gap.estimate))
    if not held:
        return f"{opening}: {nothing(gaps)}"
    category = held[0].category
    ours, theirs = (told.phrase(category).removesuffix(" futures") for told in (given, every))
    if ours == theirs or {ours.split()[0], theirs.split()[0]} & {"under", "over"}:  # too rare for 'in 100'
        ours, theirs = (f"{number(told.hits[category])} of {number(told.runs)}" for told in (given, every))
    return f"{opening}, {ours} end with {_ending(what, category)}, against {theirs} of all"


def twins(run: int, scenario: str, baseline: str, parted: tuple[str, str], change: float) -> str:
    """When one run's two histories part, and how far apart they end.

    `parted` are the months in which the axis index and any outcome first differ; empty where they never do.
    """
    ours, theirs = scenario_label(scenario), scenario_label(baseline)
    index, any_ = parted
    if not any_:
        return f"Run {run} is the same history under {ours} and {theirs}: {NO_CHANGE}"
    if not index:
        return f"Run {run} parts from {theirs} in {any_} under {ours}; its axis index never does"
    quantity = QUANTITIES["axis_index"]
    opening = f"Run {run}: under {ours} the axis index parts from {theirs} in {index}"
    if abs(change) < 0.005:
        return f"{opening} and ends at the same value"
    way = quantity.more if change > 0 else quantity.less
    return f"{opening} and ends {way} ({signed(change, 2)})"
