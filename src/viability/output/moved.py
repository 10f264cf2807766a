"""What a what-if moved, side by side."""

import math
from collections.abc import Iterable, Sequence
from functools import partial
from typing import NamedTuple

from rich.text import Text

from viability.analyses.score import Assessment
from viability.output.layout import WIDE, Grid, coloured, grid
from viability.output.text import indexed, names, number, signed_fine
from viability.study.fields import ROUNDING

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
    within: float = math.nan
    """Its weight among its siblings: of a pillar among pillars, of a criterion within its pillar; NaN of an index."""
    pillar: str = ""
    """The pillar that it is or belongs to; empty of an index."""


def levels(result: Assessment, beside: Iterable[Assessment] = ()) -> list[Level]:
    """List everything that has a score, under the questions that all results beside answer, too."""
    asked = [one for name, one in result.questions.items() if all(name in other.questions for other in beside)]
    rows = [Level("index", one.study.framework.question.title, one.index, math.nan, one) for one in asked]
    rows.append(Level("cohesion", "Cohesion", result.cohesion, math.nan, result))
    for one in asked:
        scores, shares = one.evaluation.pillar_scores[0].tolist(), one.evaluation.weights.pillars.tolist()
        rows += [
            Level("pillar", pillar.title, score, share, one, share, name)
            for (name, pillar), score, share in zip(one.study.framework.pillars.items(), scores, shares, strict=True)
        ]
    for one in asked:
        weights = dict(zip(one.evaluation.criteria, one.evaluation.weights.criteria.tolist(), strict=True))
        rows += [
            Level(
                "criterion",
                one.study.criteria[part.criterion].title,
                100 * part.score,
                part.share,
                one,
                weights[part.criterion],
                one.study.criteria[part.criterion].pillar,
            )
            for part in one.contributions
        ]
    return rows


def differs(old: float, new: float) -> bool:
    """Tell whether a score moved by more than rounding; what is unknown in both has not moved."""
    return not (math.isnan(old) and math.isnan(new)) and not math.isclose(old, new, rel_tol=ROUNDING, abs_tol=ROUNDING)


def moved(before: Assessment, after: Assessment, width: int) -> Grid:
    """Lay out what a what-if moved, side by side with the baseline; the effects of pillars add up to the index's.

    Of criteria that weights alone moved nothing is said: their pillars say it.
    """
    both = [*zip(levels(before, [after]), levels(after, [before]), strict=True)]
    who = names(before.study, before.study.members, short=width < WIDE, sep=", ")
    title = Text(f"Against the baseline ({who})", style="bold")
    arithmetic = before.study.framework.compensation == after.study.framework.compensation == 1
    pillars = [(old, new) for old, new in both if old.kind == "pillar"]
    weighed = any(differs(old.share, new.share) for old, new in pillars)
    if arithmetic and weighed and not any(differs(old.score, new.score) for old, new in pillars):
        return _reweighted(title, both)
    reshared = any(differs(old.share, new.share) for old, new in both)
    table = grid(
        ("What moved", "left"),
        ("Baseline", "right"),
        ("New", "right"),
        ("Difference", "right"),
        *([("Effect", "right")] if arithmetic else []),
        *([("Share of index", "right")] if reshared else []),
    )
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
            *([share] if reshared else []),
        )
    indices = [(old, new) for old, new in both if old.kind == "index"]
    if table.row_count == len(indices) and not any(differs(old.score, new.score) for old, new in indices):
        table.add_row("  nothing: all scores are what they were", *[""] * (len(table.columns) - 1))
    for old, new in indices:
        if old.of.verdict != new.of.verdict:
            label = "Verdict" if len(indices) == 1 else f"Verdict, {old.title.lower()}"
            table.add_row(Text(label, style="bold"), old.of.verdict, new.of.verdict)
    table.above = title
    return table


def _reweighted(title: Text, both: Sequence[tuple[Level, Level]]) -> Grid:
    """Lay out what other weights of pillars do: the points of each before and after, which add up to the index."""
    table = grid(
        ("What moved", "left"),
        ("Weight", "right"),
        ("Score", "right"),
        ("Points", "right"),
        ("Effect", "right"),
    )
    table.above = title
    indices = [(old, new) for old, new in both if old.kind == "index"]
    for old_index, new_index in indices:
        held = [
            (old, new)
            for old, new in both
            if old.kind == "pillar" and old.of.question == old_index.of.question and differs(old.share, new.share)
        ]
        for old, new in held:
            points = (old.share * old.score, new.share * new.score)
            table.add_row(
                INDENT["pillar"] + old.title,
                f"{100 * old.share:.3g} -> {100 * new.share:.3g} %",
                number(old.score),
                f"{points[0]:.1f} -> {points[1]:.1f}",
                coloured(points[1] - points[0], signed_fine),
            )
        if not held:
            continue
        write = partial(indexed, new_index.of.study)
        table.add_row(
            Text(old_index.title, style="bold"),
            "",
            "",
            f"{write(old_index.score)} -> {write(new_index.score)}",
            coloured(new_index.score - old_index.score, signed_fine),
        )
    return table
