"""What a what-if moved, side by side."""

import math
from collections.abc import Iterable
from functools import partial
from typing import NamedTuple

from rich.text import Text

from viability.analyses.score import Assessment
from viability.output.layout import WIDE, Grid, coloured, grid
from viability.output.text import indexed, names, number, signed_fine

INDENT = {"index": "", "cohesion": "", "pillar": "  ", "criterion": "    "}
"""How far in each kind of row stands."""


class Level(NamedTuple):
    """Something that has a score."""

    kind: str
    title: str
    score: float
    share: float
    """Of its index; NaN where it is one."""
    of: Assessment
    """The assessment under the question that it belongs to."""


def levels(result: Assessment, beside: Iterable[Assessment] = ()) -> list[Level]:
    """List everything that has a score, under the questions that all results beside answer, too."""
    asked = [one for name, one in result.questions.items() if all(name in other.questions for other in beside)]
    rows = [Level("index", one.study.framework.question.title, one.index, math.nan, one) for one in asked]
    rows.append(Level("cohesion", "Cohesion", result.cohesion, math.nan, result))
    for one in asked:
        scores, shares = one.evaluation.pillar_scores[0].tolist(), one.evaluation.weights.pillars.tolist()
        titles = (pillar.title for pillar in one.study.framework.pillars.values())
        rows += [Level("pillar", *row, one) for row in zip(titles, scores, shares, strict=True)]
    for one in asked:
        titles = (one.study.criteria[part.criterion].title for part in one.contributions)
        rows += [
            Level("criterion", title, 100 * part.score, part.share, one)
            for title, part in zip(titles, one.contributions, strict=True)
        ]
    return rows


def differs(old: float, new: float) -> bool:
    """Tell whether a score moved by more than rounding; what is unknown in both has not moved."""
    return not (math.isnan(old) and math.isnan(new)) and not math.isclose(old, new, rel_tol=1e-9, abs_tol=1e-9)


def moved(before: Assessment, after: Assessment, width: int) -> Grid:
    """Lay out what a what-if moved, side by side with the baseline; the effects of pillars add up to the index's.

    Of criteria that weights alone moved nothing is said: their pillars say it.
    """
    arithmetic = before.study.framework.compensation == after.study.framework.compensation == 1
    table = grid(
        ("What moved", "left"),
        ("Baseline", "right"),
        ("New", "right"),
        ("Difference", "right"),
        *([("Effect", "right")] if arithmetic else []),
        ("Share of index", "right"),
    )
    both = [*zip(levels(before, [after]), levels(after, [before]), strict=True)]
    told = any(old.kind == "pillar" and differs(old.share, new.share) for old, new in both)
    for old, new in both:
        moved, weighed = differs(old.score, new.score), differs(old.share, new.share)
        if not moved and old.kind != "index" and (not weighed or (old.kind == "criterion" and told)):
            continue
        points = new.share * new.score - old.share * old.score
        effect = signed_fine(points) if old.kind == "pillar" else ""
        write = partial(indexed, new.of.study) if old.kind == "index" else number
        share = f"{100 * old.share:.3g} -> {100 * new.share:.3g} %" if weighed else ""
        table.add_row(
            Text(INDENT[old.kind] + old.title, style="" if old.kind in {"pillar", "criterion"} else "bold"),
            write(old.score),
            write(new.score),
            coloured(new.score - old.score),
            *([effect] if arithmetic else []),
            share,
        )
    indices = [(old, new) for old, new in both if old.kind == "index"]
    if table.row_count == len(indices) and not any(differs(old.score, new.score) for old, new in indices):
        table.add_row("  nothing: all scores are what they were", *[""] * (len(table.columns) - 1))
    for old, new in indices:
        if old.of.verdict != new.of.verdict:
            label = "Verdict" if len(indices) == 1 else f"Verdict, {old.title.lower()}"
            table.add_row(Text(label, style="bold"), old.of.verdict, new.of.verdict)
    who = names(before.study, before.study.members, short=width < WIDE, sep=", ")
    table.above = Text(f"Against the baseline ({who})", style="bold")
    return table
