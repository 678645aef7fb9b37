"""`crossroads validate`: the back-tests and the patterns, scored, with what they show and do not show."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.table import Table

    from simulation.analysis.past import Backtest
    from simulation.analysis.past.backtests import Asked
    from simulation.analysis.patterns import Histories, Pattern
    from simulation.analysis.sensitivity.spread import Shares

_WIDTH = 110
_SHORT = {"persistence": "last time", "base rate": "base rate", "uniform": "uniform", "bare logit": "logit"}


def validate(
    runs: Annotated[int, typer.Option(help="How many runs of each.", min=100, max=20_000)] = 1000,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE.json", help="Write everything to this file too.")
    ] = None,
    by: Annotated[
        list[str] | None,
        typer.Option(metavar="lens|theory|mechanism", help="Patterns under each of these, too (minutes)."),
    ] = None,
    page: Annotated[
        Path | None, typer.Option(metavar="FILE.md", help="Write the patterns as a page in Markdown.")
    ] = None,
) -> None:
    """Back-test past elections and formations, score against baselines, and measure the patterns.

    Example: crossroads validate --out validation.json
    """
    from simulation.analysis.past import run_backtests
    from simulation.analysis.patterns import Histories, patterns
    from simulation.cli.printing import print_table

    kinds = _checked_kinds(by or [])
    _check_place(out, "--out")
    _check_place(page, "--page")
    backtests, histories = run_backtests(runs), Histories(runs)
    for backtest in backtests:
        print_table(_questions(backtest))
        _say(*_about(backtest), "")
    _say(*_pooled(backtests), "")
    measured = patterns(histories)
    print_table(_bands(measured))
    _say(*_ablation(histories), "", *_words(measured))
    spreads = _spreads(runs)
    for title, shares in spreads.items():
        print_table(_spread_table(title, shares))
    plain, views = {each.id: each.value for each in measured}, _views(kinds, runs)
    for kind, figures in views.items():
        print_table(_view_table(kind, figures))
    if page is not None:
        _write_page(page, plain, views, spreads, runs)
    if out is not None:
        _write(out, backtests, measured, histories)
        typer.echo(f"\nWritten: {out}")


def _say(*lines: str) -> None:
    """Print paragraphs, wrapped."""
    for line in lines:
        typer.echo(textwrap.fill(line, _WIDTH))


def _check_place(out: Path | None, option: str) -> None:
    """Refuse a place that cannot be written before minutes of work."""
    from simulation.errors import InputError

    if out is not None and (out.is_dir() or not out.parent.is_dir()):
        what = "is a folder" if out.is_dir() else "has no folder"
        raise InputError(f"{option} {out} {what}; give a file in a folder that exists")


def _checked_kinds(by: Sequence[str]) -> Sequence[str]:
    from simulation.analysis.patterns.views import KINDS_OF_VIEW
    from simulation.errors import InputError, nearest

    for kind in by:
        if kind not in KINDS_OF_VIEW:
            raise InputError(f"--by {kind!r} is not a kind of view; {nearest(kind, KINDS_OF_VIEW)}")
    return by


# --- episodes --------------------------------------------------------------------------------------


def _questions(backtest: Backtest) -> Table:
    """Every question with its forecast and scores."""
    from rich.table import Table

    from simulation.analysis.past.backtests import RULES
    from simulation.analysis.past.baselines import BASELINES

    episode = backtest.episode
    title = f"{episode.title} (known: {episode.eve}; {backtest.runs:,} runs)"
    table = Table(title=title, title_justify="left", title_style="bold")
    table.add_column("question", max_width=48)
    for heading in ("came true", "forecast", "score"):
        table.add_column(heading, justify="right")
    table.add_column("model", justify="right", style="bold")
    for name in BASELINES:
        table.add_column(_SHORT[name], justify="right")
    for asked in backtest.asked:
        question = asked.question
        others = [_score(asked.against[name]) for name in BASELINES]
        row = (_answer(asked), _forecast(asked), RULES[question.kind], _score(asked.score))
        table.add_row(question.text, *row, *others)
    return table


def _score(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def _answer(asked: Asked) -> str:
    answer = asked.question.answer
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    return f"{answer:g}" if isinstance(answer, float) else answer


def _forecast(asked: Asked) -> str:
    """A probability, the probability of the category that came true, or the middle and 80% interval."""
    import numpy as np

    values = asked.forecast.values
    if asked.question.kind == "binary":
        return f"{100 * values[0]:.0f}%"
    if asked.question.kind == "ordered":
        return f"{100 * values[int(asked.answer)]:.0f}%"
    low, middle, high = np.quantile(values, (0.1, 0.5, 0.9))
    return f"{middle:.0f} ({low:.0f}-{high:.0f})"


def _about(backtest: Backtest) -> Iterator[str]:
    """How the model did against each baseline, the intervals of seats, and what had seen the answers."""
    from simulation.analysis.past.backtests import SOME_SEATS
    from simulation.analysis.past.baselines import BASELINES

    counts = [(name, *backtest.better(name)) for name in BASELINES]
    better = ", ".join(f"{_SHORT[name]} {won} of {of}" for name, won, of in counts if of)
    yield f"Better than {better}. Effective questions: {backtest.effective:.1f}."
    if backtest.calibration is not None:
        inside, lists = backtest.calibration.share()
        large, of = backtest.calibration.share(SOME_SEATS)
        yield (
            f"80% intervals of seats hold {inside} of {lists} lists ({100 * inside / lists:.0f}%); of lists "
            f"that won or could win {SOME_SEATS:.0f} seats, {large} of {of}. "
            f"Missed: {_missed(backtest)}."
        )
    yield "Has seen answers: " + "; ".join(leak.what for leak in backtest.episode.leaks) + "."


def _missed(backtest: Backtest) -> str:
    assert backtest.calibration is not None
    missed = [each for each in backtest.calibration.intervals if not each.inside]
    shown = [f"{'+'.join(e.lists)} {e.won:.0f} ({e.low:.0f}-{e.high:.0f})" for e in missed]
    return ", ".join(shown) or "none"


def _pooled(backtests: Sequence[Backtest]) -> Iterator[str]:
    """Skill over all episodes, or why none is given."""
    from simulation.analysis.past.backtests import RULES, pool
    from simulation.analysis.past.scores import LEAST_EFFECTIVE, RHO

    number = sum(len(each.asked) for each in backtests)
    effective = sum(each.effective for each in backtests)
    yield (
        f"All {number} questions count as {effective:.1f} independent ones, at a correlation of {RHO:g} "
        "within an episode."
    )
    refused: dict[str, float] = {}
    for each in pool(backtests):
        rule = RULES[each.kind]
        if each.skill is not None:
            yield f"Skill against {each.baseline} ({rule}): {each.skill:+.2f}"
        elif each.effective > 0.0:
            refused[rule] = max(refused.get(rule, 0.0), each.effective)
    if refused:
        few = ", ".join(f"{rule} {size:.1f}" for rule, size in refused.items())
        yield (
            f"No pooled skill score is given below {LEAST_EFFECTIVE:.0f} effective questions of a kind "
            f"(here at most: {few}). Read the single forecasts above."
        )


# --- patterns --------------------------------------------------------------------------------------


def _bands(measured: Sequence[Pattern]) -> Table:
    from rich.table import Table

    table = Table(title="Patterns, bands fixed before measuring", title_justify="left", title_style="bold")
    table.add_column("pattern")
    table.add_column("statement")
    for heading in ("band", "measured"):
        table.add_column(heading, justify="right")
    table.add_column("verdict")
    for each in measured:
        verdict = "holds" if each.holds else "FAILS"
        table.add_row(each.id, each.band.statement, str(each.band), f"{each.value:.2f}", verdict)
    return table


def _spreads(runs: int) -> dict[str, tuple[Shares, ...]]:
    """Where the spread of the headline outcomes comes from, from January 2025."""
    from simulation.analysis.sensitivity.spread import between_lenses, by_basis

    return {
        "Variance between analysts' lenses and within them": between_lenses("2025-01", runs),
        "Variance by what the drawn numbers rest on, and by luck (first-order shares)": by_basis(
            "2025-01", runs
        ),
    }


def _spread_table(title: str, shares: Sequence[Shares]) -> Table:
    from rich.table import Table

    table = Table(title=title, title_justify="left", title_style="bold")
    table.add_column("outcome")
    for part in shares[0].parts:
        table.add_column(part, justify="right")
    for each in shares:
        errors = (f" ± {each.errors[part]:.2f}" if part in each.errors else "" for part in each.parts)
        table.add_row(
            each.outcome,
            *(f"{share:.2f}{error}" for share, error in zip(each.parts.values(), errors, strict=True)),
        )
    return table


def _views(kinds: Sequence[str], runs: int) -> Mapping[str, Mapping[str, Mapping[str, float]]]:
    from simulation.analysis.past.worlds import SEED
    from simulation.analysis.patterns.page import VIEW_RUNS
    from simulation.analysis.patterns.views import figures_by_view

    return figures_by_view(kinds, min(runs, VIEW_RUNS), SEED) if kinds else {}


def _view_table(kind: str, figures: Mapping[str, Mapping[str, float]]) -> Table:
    """Under each view, how many figures hold and which verdicts turn against the first, the plain one."""
    from rich.table import Table

    from simulation.analysis.patterns import load_bands
    from simulation.analysis.patterns.page import flips

    bands, plain = load_bands(), next(iter(figures.values()))
    table = Table(title=f"Patterns by {kind}", title_justify="left", title_style="bold")
    table.add_column(kind)
    table.add_column("hold", justify="right")
    table.add_column("verdicts that turn")
    for name, found in figures.items():
        held = sum(band.holds(found[each]) for each, band in bands.items())
        table.add_row(name, f"{held} of {len(bands)}", "; ".join(flips(plain, found)) or "none")
    return table


def _write_page(
    page: Path,
    plain: Mapping[str, float],
    views: Mapping[str, Mapping[str, Mapping[str, float]]],
    spreads: Mapping[str, Sequence[Shares]],
    runs: int,
) -> None:
    from simulation.analysis.patterns.page import page as written
    from simulation.batch.files import clear_disk_errors

    with clear_disk_errors(page.parent):
        page.write_text(written(plain, views, spreads, runs), encoding="utf-8")
    typer.echo(f"\nWritten: {page}")


def _ablation(histories: Histories) -> Iterator[str]:
    """What the blocking third does to the formation of 2021-22."""
    data = _ablated(histories)
    with_, without = data["with"], data["without"]
    yield (
        f"The blocking third in 2021-22: without it Sadr governs without the Framework in "
        f"{100 * without['sadr']:.0f}% of runs (with it {100 * with_['sadr']:.0f}%), the Framework in "
        f"{100 * without['framework']:.0f}% ({100 * with_['framework']:.0f}%), and the median formation "
        f"takes {without['months']:.0f} months ({with_['months']:.0f})."
    )


def _ablated(histories: Histories) -> dict[str, dict[str, float]]:
    import numpy as np

    from simulation.analysis.patterns.elections import framework_governs, sadr_governs

    cases = {"with": histories.formation_2021, "without": histories.unblocked_2021}
    return {
        name: {
            "sadr": sadr_governs(formed),
            "framework": framework_governs(formed),
            "months": float(np.median(np.nan_to_num(formed.months["confidence"], nan=24.0))),
        }
        for name, formed in cases.items()
    }


def _words(measured: Sequence[Pattern]) -> Iterator[str]:
    """What all this shows, and what it does not."""
    held = sum(each.holds for each in measured)
    yield (
        f"{held} of {len(measured)} figures lie in their bands; those that fail are reported, not repaired."
    )
    yield (
        "Shown: how much probability the model gave to what happened, question by question, and where a "
        "simpler forecaster was better. Lower scores are better; a baseline's 0.00 is a sure guess that came "
        "true."
    )
    yield (
        "Not shown: that its probabilities are right. Three episodes are three cases, and no past episode is "
        "a forecast. The mechanisms of formation were written by people who knew 2021-22, so that this "
        "episode flatters them; what had seen the answers is named under each table."
    )


def _as_data(pattern: Pattern) -> dict[str, Any]:
    """A pattern as JSON has it: an open end of its band, and a figure without a value, are null."""
    import math

    band, value = pattern.band, pattern.value
    return {
        "id": pattern.id,
        "statement": band.statement,
        "low": band.least,
        "high": band.most,
        "value": value if math.isfinite(value) else None,
        "holds": pattern.holds,
    }


def _write(
    out: Path, backtests: Sequence[Backtest], measured: Sequence[Pattern], histories: Histories
) -> None:
    """Everything as JSON."""
    from simulation import __version__
    from simulation.analysis.past.backtests import as_data, pool
    from simulation.batch.files import clear_disk_errors, write_json

    data: dict[str, Any] = {
        "version": __version__,
        "runs": histories.runs,
        "seed": histories.seed,
        "episodes": as_data(backtests),
        "pooled": [vars(each) for each in pool(backtests)],
        "patterns": [_as_data(each) for each in measured],
        "blocking_third": _ablated(histories),
    }
    with clear_disk_errors(out.parent):
        write_json(out, data)
