"""`viability place`: its rows and its view."""

import math
from collections.abc import Iterable

from rich.console import RenderableType
from rich.text import Text

from viability.analyses.place import ALLIED, CLASSES, MATCHED, Place
from viability.output.layout import Grid, View, grid, heading
from viability.output.sheet import Row, Sheet, as_row, provenance
from viability.output.standing import line, whole
from viability.output.text import number, percent

UNHEEDED = (
    "Of what-ifs only the members and the day count here: the structural index has weights of its own, and takes what "
    "was measured."
)
"""What is said where what-ifs stand above."""

HEADS: dict[str, str] = {ALLIED: "Allied", MATCHED: "Hard", "near": "Near", "easy": "Easy"}


def sheet(result: Place) -> Sheet:
    """Return the index and each criterion beside each class of groups, and then the nearest groups."""
    criteria = result.reference.criteria
    rows: list[Row] = [
        as_row(
            part="index",
            id="structural",
            title="Structural index",
            value=result.index,
            known=result.known,
            **{
                f"{one.id}_{name}": cell
                for one in result.sets
                for name, cell in (
                    ("groups", one.groups),
                    ("above", one.above),
                    ("low", one.low),
                    ("median", one.median),
                    ("high", one.high),
                )
            },
        )
    ]
    rows += [
        as_row(
            part="criterion",
            id=name,
            title=one.title,
            value=100 * result.scores[k],
            **{f"{held.id}_mean": 100 * held.scores[k] for held in result.sets},
        )
        for k, (name, one) in enumerate(criteria.items())
    ]
    rows += [
        as_row(
            part="nearest_allied" if near.group.allied else "nearest_other",
            id=near.group.id,
            title=near.group.name,
            date=near.group.date,
            value=near.index,
            distance=near.distance,
            **{f"score_{name}": 100 * near.group.scores[k] for k, name in enumerate(criteria)},
        )
        for near in result.nearest
    ]
    more = as_row(structural_day=result.day, framework_sum=result.reference.framework, world_fingerprint=result.read)
    return Sheet(kind="place", rows=rows, provenance=provenance(result.about, **more), head=("part", "id", "title"))


def view(result: Place) -> View:
    """Return what `viability place` shows."""
    return PlaceView(result)


class PlaceView(View):
    """Where a coalition stands among groups that allied and groups that did not."""

    def __init__(self, result: Place) -> None:
        self.result = result

    def parts(self, width: int, *, bars: bool) -> Iterable[RenderableType]:  # noqa: ARG002 - no bars here
        """Lay out the line, the table of classes and criteria, and the nearest groups."""
        yield heading(self.result.about, warn=False)
        if self.result.about.study.edits:
            yield Text(UNHEEDED, style="dim")
        yield Text()
        yield Text(line(self.result.standing))
        yield Text()
        yield from tables(self.result)


def tables(result: Place) -> Iterable[RenderableType]:
    """Lay out index and criteria beside each class of groups, and the nearest groups."""
    yield _classes(result)
    yield Text("; ".join(f"{HEADS[name]}: {told}" for name, told in CLASSES.items()) + ".", style="dim")
    yield Text()
    yield _nearest(result)
    yield Text(
        "Distance: root mean square of the differences of scores, 0 to 100. The groups are scored at the end of the "
        f"year given, the coalition as of {result.day}, by the criteria that are known of it "
        f"({percent(result.known)} of the weight).",
        style="dim",
    )


def _classes(result: Place) -> Grid:
    table = grid(
        ("", "left"),
        ("Here", "right"),
        *((HEADS[one.id], "right") for one in result.sets),
        title="By what is measured for all states",
    )
    table.add_row(
        "Structural index, and the median of the groups", number(result.index), *(number(s.median) for s in result.sets)
    )
    table.add_row("Groups compared", "", *(f"{one.groups}" for one in result.sets))
    table.add_row("Share of them that it is above", "", *(whole(one.above) for one in result.sets))
    table.add_section()
    for k, one in enumerate(result.reference.criteria.values()):
        if not math.isnan(result.scores[k]):
            cells = (number(100 * held.scores[k], 0) for held in result.sets)
            table.add_row(f"{one.title}, mean", number(100 * result.scores[k], 0), *cells)
    return table


def _nearest(result: Place) -> Grid:
    table = grid(
        ("Nearest", "left"),
        ("", "left"),
        ("Year", "left"),
        ("Index", "right"),
        ("Distance", "right"),
        title="Who is most alike",
    )
    for near in result.nearest:
        signed = "signed a treaty the year after" if near.group.allied else "signed none"
        table.add_row(near.group.name, signed, near.group.date, number(near.index), number(100 * near.distance, 0))
    return table
