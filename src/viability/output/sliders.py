"""Every coalition of a few states as rows, and which of them no other beats in two indices at once."""

import math
from collections.abc import Iterator, Sequence
from typing import Any

from viability.analyses.sliders import TOLERANCES, Sliders
from viability.output.sheet import Sheet, as_row, provenance

Place = dict[str, Any]


def places(result: Sliders) -> tuple[list[Place], str, str]:
    """Return one row a coalition with both of its indices, and what the two are.

    The second is cohesion where the study asks one question. Coalitions without a verdict under the first are left out
    of the front, for too little is known of them.
    """
    (name, first), *others = result.evaluations.items()
    beside = others[0][1].viability if others else first.cohesion
    label = others[0][0] if others else "cohesion"
    rows: list[Place] = [
        {
            "members": " ".join(members),
            "size": len(members),
            "first": float(first.viability[i]),
            "second": float(beside[i]),
            "verdict": first.study.framework.verdict(int(first.verdicts[i])),
            "judged": bool(first.verdicts[i] >= 0),
            "own": i == result.own,
            "front": False,
        }
        for i, members in enumerate(result.coalitions)
    ]
    for row in _front([row for row in rows if row["judged"]]):
        row["front"] = True
    return rows, name, label


def _front(rows: Sequence[Place]) -> Iterator[Place]:
    """Give those that no other beats in one index without losing in the other, the highest in the first one first."""
    best = -math.inf
    for row in sorted(rows, key=lambda row: (-round(row["first"], 3), -row["second"])):
        second = row["second"]
        if second > best + TOLERANCES["even"]:
            best = second
            yield row


def sheet(result: Sliders) -> Sheet:
    """Return one row a coalition."""
    rows, name, beside = places(result)
    told = [
        as_row(
            members=row["members"],
            size=row["size"],
            **{name: row["first"], beside: row["second"]},
            verdict=row["verdict"],
            front=row["front"],
        )
        for row in rows
    ]
    return Sheet(kind="sliders", rows=told, provenance=provenance(result.about))
