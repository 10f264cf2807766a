"""What a what-if moved, side by side."""

import math
from functools import partial

from rich.text import Text

from viability.analyses.score import Assessment
from viability.output.layout import WIDE, Grid, coloured, grid
from viability.output.text import indexed, names, number

INDENT = {"index": "", "cohesion": "", "pillar": "  ", "criterion": "    "}
"""How far in each kind of row stands."""


def levels(result: Assessment) -> list[tuple[str, str, float, float]]:
    """List kind, title, score and share of everything that has a score."""
    study, found = result.study, result.evaluation
    rows = [
        ("index", "Viability", result.viability, math.nan),
        ("cohesion", "Cohesion", result.cohesion, math.nan),
    ]
    for i, pillar in enumerate(study.framework.pillars.values()):
        rows.append(("pillar", pillar.title, float(found.pillar_scores[0, i]), float(found.weights.pillars[i])))
    rows += [("criterion", study.criteria[c.criterion].title, 100 * c.score, c.share) for c in result.contributions]
    return rows


def differs(old: float, new: float) -> bool:
    """Tell whether a score moved by more than rounding; what is unknown in both has not moved."""
    return not (math.isnan(old) and math.isnan(new)) and not math.isclose(old, new, rel_tol=1e-9, abs_tol=1e-9)


def moved(before: Assessment, after: Assessment, width: int) -> Grid:
    """Lay out what a what-if moved, side by side with the baseline."""
    table = grid(
        ("What moved", "left"),
        ("Baseline", "right"),
        ("New", "right"),
        ("Difference", "right"),
        ("Share of index", "right"),
    )
    for old, new in zip(levels(before), levels(after), strict=True):
        moved, weighed = differs(old[2], new[2]), differs(old[3], new[3])
        if not moved and not weighed and old[0] != "index":
            continue
        indent = INDENT[old[0]]
        write = partial(indexed, after.study) if old[0] == "index" else number
        share = f"{100 * old[3]:.3g} -> {100 * new[3]:.3g} %" if weighed else ""
        style = "" if old[0] in {"pillar", "criterion"} else "bold"
        delta = new[2] - old[2]
        table.add_row(
            Text(indent + old[1], style=style),
            write(old[2]),
            write(new[2]),
            coloured(delta),
            share,
        )
    if table.row_count == 1 and not differs(before.viability, after.viability):
        table.add_row("  nothing: all scores are what they were", "", "", "", "")
    if before.verdict != after.verdict:
        table.add_row(Text("Verdict", style="bold"), before.verdict, after.verdict, "", "")
    who = names(before.study, before.study.members, short=width < WIDE, sep=", ")
    table.above = Text(f"Against the baseline ({who})", style="bold")
    return table
