"""The forecast kept beside the results: what was frozen, and how it did as far as it is answered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from simulation.plots.labels import scenario_label
from simulation.report.content import Section, Table
from simulation.report.pictures import picture

if TYPE_CHECKING:  # analyses run the model, which a report without a forecast need not load
    from simulation.analysis.forecasts import Capsule, Scorecard
    from simulation.outcomes import Results

_ID: Final = "forecast"
_HEADING: Final = "What was forecast"


def section(results: Results) -> Section:
    """What was frozen and what came of it; where nothing was, which command would."""
    kept = results.analysis(_ID)
    if kept is None:
        said = (
            "No forecast was frozen with these results; crossroads forecast FILE --questions election_2025 "
            "--out CAPSULE.json --results RESULTS asks dated questions and keeps the answers with a hash."
        )
        return Section(_ID, _HEADING, (said,))
    from simulation.analysis.forecasts import forecast_of

    capsule, card = forecast_of(kept)
    drawn = picture(results, "forecast")
    tables = (_table(card),) if card.scored else ()
    sentences = (*_frozen(capsule), *_scored(card))
    return Section(_ID, _HEADING, sentences, tables, () if drawn is None else (drawn,))


def _frozen(capsule: Capsule) -> Iterator[str]:
    from simulation.analysis.forecasts.wording import otherwise

    data, questions = capsule.data, capsule.questions
    yield (
        f"{len(questions)} dated questions (“{data['title']}”) were put to the scenario "
        f"“{scenario_label(str(data['scenario']['name']))}”, which knows what was known on "
        f"{capsule.known_until}; the answers of {data['runs']:,} runs were frozen on {data['made']} with "
        f"the hash {str(data['hash'])[:16]}."
    )
    if data.get("note"):
        yield str(data["note"])
    other, compared = otherwise(capsule)
    if compared:
        yield (
            f"Of the {compared} that ask for no number, {other} are in this model likelier to end otherwise "
            "than the last time."
        )


def _scored(card: Scorecard) -> Iterator[str]:
    from simulation.analysis.past.scores import LEAST_EFFECTIVE

    if not card.scored:
        yield (
            f"None is answered yet; the first is due on {min(each.due for each in card.open)}."
            if (card.open)
            else "None could be scored."
        )
        return
    for name in _AS:
        pairs = [(each.score, other) for each in card.scored if (other := each.against[name]) is not None]
        if pairs:
            better = sum(mine < other for mine, other in pairs)
            yield f"Against {_AS[name]}, the forecast scored better on {better} of {len(pairs)} questions."
    worth = f"The {len(card.scored)} answered questions are worth about {card.effective:.1f} independent ones"
    few = f", fewer than the {LEAST_EFFECTIVE:.0f} from which a skill over all of them would mean something"
    yield worth + ("." if card.enough else f"{few}.")
    if card.open:
        yield f"{len(card.open)} {'is' if len(card.open) == 1 else 'are'} still open."


_AS: Final = {
    "persistence": "a repeat of the last time",
    "base rate": "how often it was so before",
    "uniform": "equal chances for all answers",
}


def _table(card: Scorecard) -> Table:
    """Every answered question with what was said, what came true, and the scores."""
    from simulation.analysis.forecasts.scoring import RULES
    from simulation.analysis.forecasts.wording import forecast_words

    rows = tuple(
        (
            each.question.short,
            forecast_words(each.question, each.question.forecast),
            each.answer.said,
            f"{RULES[each.question.kind]} {each.score:.3f}",
            *("" if each.against[name] is None else f"{each.against[name]:.3f}" for name in _AS),
        )
        for each in card.scored
    )
    return Table(
        "Answered questions: what was said, what came true, and scores, of which the lower is the better.",
        ("Question", "Said", "Came true", "Score", *(f"Score of {name}" for name in _AS.values())),
        rows,
    )
