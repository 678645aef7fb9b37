"""The answer to a batch's question: claims that the data support, and the sentences that say them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from simulation import words
from simulation.outcomes import intervals
from simulation.plots.elections import POOLS
from simulation.plots.findings import capital
from simulation.plots.labels import list_label
from simulation.report import claims
from simulation.report.claims import Contrast, Rivalry, Sameness, Standing
from simulation.report.design import Design, agrees, design_of
from simulation.report.measures import DEFAULT, Measure, lists_won, measure_of, unit_of

if TYPE_CHECKING:
    from simulation.outcomes import Results

Claim = Standing | Contrast | Sameness | Rivalry

IN_MODEL: Final = "In the model, "
SLIGHT: Final = 0.2  # standard deviations: Cohen's (1988) small effect
_MOST_LISTS: Final = 6
_NUMBERS: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True)
class Answer:
    """What a report says first: one sentence, then what supports it, and the claims behind them."""

    lead: str
    support: tuple[str, ...]
    claims: tuple[Claim, ...]


@dataclass(frozen=True)
class Said:
    """Sentences about one measure, with what they claim; `lead` begins with a small letter or a name."""

    lead: str
    support: tuple[str, ...] = ()
    claims: tuple[Claim, ...] = ()


def answered_by(results: Results) -> list[Measure]:
    """The measures that answer the batch's question: those its file names, or else the axis verdict."""
    named = results.manifest.get("answered_by") or [DEFAULT]
    found = [measure for name in named if (measure := measure_of(results, name)) is not None]
    return found or [m for m in [measure_of(results, DEFAULT)] if m is not None]


def answer(results: Results) -> Answer:
    """The answer, from the data alone."""
    design = design_of(results.manifest)
    measures = answered_by(results)
    if not measures:
        return Answer("These results hold none of the outcomes that would answer the question.", (), ())
    if _fewest(measures, design) < claims.ENOUGH:
        return _stories(measures, design)
    said = [about(measure, design, results) for measure in measures]
    first, *others = said
    support = [*first.support]
    for more in others:
        support += [capital(more.lead), *more.support[:1]]
    return Answer(
        IN_MODEL + first.lead, tuple(support), tuple(claim for each in said for claim in each.claims)
    )


def _fewest(measures: Sequence[Measure], design: Design) -> int:
    """Runs of the smallest scenario, whether or not they have a value."""
    return min((len(measures[0].table[name]) for name in design.names), default=0)


def _stories(measures: Sequence[Measure], design: Design) -> Answer:
    """Too few runs for a likelihood: what happened in them is counted, and nothing is claimed."""
    runs = _fewest(measures, design)
    lead = "One run of each scenario is a story, not a likelihood."
    if runs != 1:
        lead = f"{capital(_count(runs))} runs of each scenario are stories: too few to tell from chance."
    told = tuple(capital(_counted(measure, name, design)) for measure in measures for name in design.names)
    return Answer(lead, told, ())


def _counted(measure: Measure, name: str, design: Design) -> str:
    under = f"Under {design.label(name)}: "
    if measure.numeric:
        values = np.sort(measure.values(name).astype(np.float64))
        shown = ", ".join(words.number(value, 2 if abs(value) < 1 else 0) for value in values[:5])
        return f"{under}{measure.subject} {shown or 'without a value'}{', …' if values.size > 5 else ''}."
    hits = {c: measure.hits(c, name) for c in measure.categories}
    ordered = sorted((c for c in hits if hits[c]), key=lambda c: -hits[c])
    found = [f"{measure.ending(c)} ({words.frequency(hits[c], measure.runs(name))})" for c in ordered]
    return f"{under}{', '.join(found) or 'no value'}."


# --- one measure -----------------------------------------------------------------------------------


def about(measure: Measure, design: Design, results: Results) -> Said:
    """What can be said of one measure: a sentence, what supports it, and the claims in them."""
    if len(design.names) == 1:
        return _number_alone(measure, design) if measure.numeric else _words_alone(measure, design, results)
    best = claims.clearest(measure, design)
    if best is None:
        return Said(f"no run has a value for {measure.subject}.")
    if not best.held:
        return _nothing(measure, design, best)
    if design.factors:
        return _crossed(measure, design, best)
    return _number_moved(measure, design, best) if measure.numeric else _words_moved(measure, design, best)


def _words_alone(measure: Measure, design: Design, results: Results) -> Said:
    """One scenario: the commonest ending, then the others."""
    (name,) = design.names
    runs = measure.runs(name)
    ranked = sorted(measure.spoken, key=lambda c: -measure.hits(c, name))
    first, *others = ranked
    likely = measure.likely(first, name)
    if len(measure.spoken) == 1:
        lead = f"{measure.ending(first)}: {likely}."
    elif 2 * measure.hits(first, name) > runs:
        lead = f"{measure.ending(first)} is the commonest ending: {likely}."
    else:
        lead = (
            f"{measure.subject}: no ending comes in more than half of the runs, and the commonest is "
            f"{measure.ending(first)}, {likely}."
        )
    support = [f"{capital(measure.ending(c))}: {measure.likely(c, name)}." for c in others]
    if measure.name == "seats":
        lead = f"the list that most often comes first is {measure.label(first)}: {likely}."
        support = [_parliament(results, name)]
    return Said(lead, tuple(support), (claims.standing(measure, first, design),))


def _parliament(results: Results, name: str) -> str:
    """Seats of the largest lists: the middle run, and what holds eight runs of ten."""
    won = lists_won(results)[name].drop(columns=list(POOLS), errors="ignore")
    told = []
    for party in won.columns[:_MOST_LISTS]:
        low, half, high = np.quantile(won[party], (0.1, 0.5, 0.9))
        told.append(f"{list_label(str(party))} {half:.0f} ({low:.0f} to {high:.0f})")
    return f"Seats in the middle run, and the range that holds 80 runs of 100: {', '.join(told)}."


def _number_alone(measure: Measure, design: Design) -> Said:
    (name,) = design.names
    values = measure.values(name).astype(np.float64)
    if not values.size or measure.quantity is None:
        return Said(f"no run has a value for {measure.subject}.")
    whole = bool((values == np.round(values)).all())
    places = 0 if whole else max(words.decimals(intervals.quantile(np.sort(values), 0.5)), 0)
    low, half, high = (words.number(value, places) for value in np.quantile(values, (0.1, 0.5, 0.9)))
    lead = f"{measure.subject}: {half} in the middle run, {low} to {high} in 80 of 100."
    return Said(lead, tuple(_without(measure, design)))


def _without(measure: Measure, design: Design) -> Iterator[str]:
    """How many runs have no value, which for months to form is no government by the end."""
    what = "No government by the end" if measure.name == "months_to_form" else "No value"
    for name in design.names:
        hits, runs, effect = measure.missing(name)
        if hits:
            under = f" under {design.quoted(name)}" if len(design.names) > 1 else ""
            yield f"{what}{under}: {words.likelihood(hits, runs, effect=effect)}."


def _nothing(measure: Measure, design: Design, best: Contrast) -> Said:
    """No difference can be told from chance; what the scenarios have in common."""
    found: list[Claim] = [best]
    support = []
    if not measure.numeric:
        same = claims.sameness(measure, design)
        found.append(same)
        if same.same == same.runs:
            support.append(f"The ending is the same, run by run, in all {words.counted(same.runs)}.")
        support += _common(measure, design)
    lead = (
        f"there is {words.NO_CHANGE} in {measure.subject}, whichever of the {_count(len(design.names))} "
        "scenarios holds."
    )
    return Said(lead, tuple(support), tuple(found))


def _words_moved(measure: Measure, design: Design, best: Contrast) -> Said:
    """Several scenarios: how often the choice changes the ending at all, and the largest change."""
    same = claims.sameness(measure, design)
    found: tuple[Claim, ...] = (best, same)
    largest = contrast_sentence(measure, design, best)
    if len(measure.spoken) == 1:
        return Said(largest, tuple(_common(measure, design)), found)
    change = agrees(design.subject, "changes", "change")
    lead = (
        f"{design.subject} {change} {measure.subject} in {_of(same)}; in the other {_rest(same)} the ending "
        f"is the same under {_all(design)} scenarios."
    )
    return Said(lead, (capital(largest), *_common(measure, design)), found)


def _of(same: Sameness) -> str:
    """'22 of 100 futures'."""
    return words.frequency(same.runs - same.same, same.runs).replace(" in 100", " of 100")


def _rest(same: Sameness) -> str:
    """'82' to a '18 in 100 futures'."""
    shown = words.frequency(same.same, same.runs)
    return shown.removesuffix(" futures").removesuffix(" in 100") if "in 100" in shown else shown


def contrast_sentence(measure: Measure, design: Design, found: Contrast) -> str:
    """'Iraq leaving the axis: more often under loosen (21 in 100 futures) than under increase (12 ...)'."""
    more, less = design.quoted(found.more), design.quoted(found.less)
    if measure.quantity is not None:
        quantity = measure.quantity
        gap = words.difference(found.found, unit_of(quantity), more=quantity.more, less=quantity.less)
        slight = ", slight beside the spread between runs" if found.effect < SLIGHT else ""
        return f"{measure.subject}: {gap} on average under {more} than under {less}{slight}."
    hits = [(round(value * found.runs), found.runs) for value in found.values]
    ours, theirs = (words.frequency(*count) for count in hits)
    how, _, size = words.change(found.found).partition(", ")
    return (
        f"{measure.ending(found.category)}: {how} under {more} ({ours}) than under {less} "
        f"({theirs.removesuffix(' futures')}), {size}."
    )


def _number_moved(measure: Measure, design: Design, best: Contrast) -> Said:
    both = measure.table[[best.more, best.less]].dropna().to_numpy(np.float64)
    higher, lower = int((both[:, 0] > both[:, 1]).sum()), int((both[:, 0] < both[:, 1]).sum())
    assert measure.quantity is not None
    runs = (
        f"Run by run it is higher under {design.quoted(best.more)} in {words.frequency(higher, len(both))} "
        f"and lower in {words.frequency(lower, len(both))}."
    )
    return Said(
        contrast_sentence(measure, design, best), (runs, *list(_without(measure, design))[:2]), (best,)
    )


def _crossed(measure: Measure, design: Design, best: Contrast) -> Said:
    """Crossed factors: which of them sways the outcome more."""
    found = claims.rivalry(measure, design)
    largest = contrast_sentence(measure, design, best)
    if found is None:
        return Said(largest, tuple(_common(measure, design)), (best,))
    first, second = found.more, found.less
    what = "moves" if measure.numeric else "changes"
    shown = _sways(measure, found)
    it = agrees(first.factor.subject, "it", "them") if found.held else first.factor.subject
    ways = (
        f"changing {it} alone {what} {measure.subject} {shown[0]}, "
        f"changing {second.factor.subject} alone {shown[1]}"
    )
    if found.held:
        weighs = agrees(first.factor.subject, "weighs", "weigh")
        lead = f"{first.factor.subject} {weighs} more than {second.factor.subject}: {ways}."
    elif first.held and not second.held:
        shifts = agrees(first.factor.subject, "shifts", "shift")
        lead = f"only {first.factor.subject} {shifts} {measure.subject} one way: {ways}."
    else:
        lead = f"neither factor weighs more than the other, as far as we can tell from chance: {ways}."
    support = [capital(largest), *_common(measure, design)]
    if not second.held:
        support.insert(0, _to_and_fro(second.factor.subject))
    return Said(lead, tuple(support), (found, best))


def _to_and_fro(subject: str) -> str:
    changes = agrees(subject, "changes", "change")
    return f"What {subject} {changes} goes both ways alike: {words.NO_CHANGE} on the whole."


def _sways(measure: Measure, found: Rivalry) -> list[str]:
    """How much each factor sways the outcome: 'in 15 of 100 futures'."""
    both = (found.more.found, found.less.found)
    if measure.numeric:
        return [f"by {words.measured(each)} on average" for each in both]
    whole = len({round(100 * each.value) for each in both}) == 2
    return [f"in {words.number(100 * each.value, 0 if whole else 1)} of 100 futures" for each in both]


def _common(measure: Measure, design: Design) -> Iterator[str]:
    """The commonest ending where all scenarios share it, and what never happens under any."""
    if measure.numeric:
        return
    leader = claims.commonest(measure, design)
    if leader is not None and len(measure.spoken) > 1:
        found = claims.standing(measure, leader, design)
        how = words.span(found.counts)
        yield f"{capital(measure.ending(leader))} is the commonest ending under {_all(design)}: {how}."
    never = [c for c in measure.spoken if not any(measure.hits(c, name) for name in design.names)]
    known = [c for c in never if measure.name == DEFAULT]
    for category in known:
        fewest = min(design.names, key=measure.runs)
        yield f"{capital(measure.ending(category))} under any scenario: {measure.likely(category, fewest)}."


def _all(design: Design) -> str:
    """'both', 'all three'."""
    return "both" if len(design.names) == 2 else f"all {_count(len(design.names))}"


def _count(number: int) -> str:
    return _NUMBERS[number] if number < len(_NUMBERS) else f"{number:,}"


def question_of(results: Results) -> str:
    """The batch's question; where its file asks none, what was varied."""
    asked = str(results.manifest.get("question") or "").strip()
    if asked:
        return asked
    design = design_of(results.manifest)
    measures = answered_by(results)
    subject = measures[0].subject if measures else "the outcomes"
    if len(design.names) == 1:
        return f"What happens under {design.label(design.names[0])}?"
    return f"What {agrees(design.subject, 'does', 'do')} {design.subject} change in {subject}?"
