"""The first screen of `viability score`, and the chart of all criteria below it.

Longer than other modules by a few lines, for scale, pillars and rows share one screen.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from rich.cells import cell_len
from rich.console import RenderableType
from rich.text import Text

from viability.analyses.points import Contribution
from viability.analyses.score import Assessment
from viability.analyses.uncertainty import WeightDraw
from viability.output.layout import GAINED, LOST, WIDE, heading, verdict_style
from viability.output.minded import minded
from viability.output.text import (
    how_often,
    indexed,
    listing,
    names,
    number,
    of_each,
    percent,
    set_left,
    set_right,
    shortened,
)
from viability.output.words import Behind, behind_words, who_is_under
from viability.study.framework import VIABILITY, Question

Extent = Literal["brief", "chart", "full"]
"""How much is shown: the face, the chart of all criteria below it, or all tables, too."""

What = Literal["lost", "gained"]

FACE = 120
"""Columns that the face takes at most."""

FEW = 3
"""Criteria that cost or carry most, on the face."""

CALLED = 32
"""Columns that what a criterion is called for may take."""

LABEL = 40
"""Columns that the title of a criterion may take in the chart."""


class Told(NamedTuple):
    """A criterion as the face tells it."""

    points: float
    called: str
    who: str
    """The member or pair that decides it, and how many do so alike."""
    behind: Behind
    """The value behind it."""
    year: str

    @property
    def value(self) -> str:
        """The value with what it is of, and its scale."""
        full = f"{self.behind.of} {self.behind.value}".strip()
        return f"{full}, {self.behind.ends}" if self.behind.ends else full

    def within(self, width: int) -> str:
        """Tell the value in so many columns: with what it is of, its year and its scale, if there is room for them."""
        of, value, ends = self.behind
        year = f" ({self.year})" if self.year else ""
        full = f"{of} {value}".strip()
        for told in (self.value + year, full + year, full, f"{value}, {ends}" if ends else value, value):
            if cell_len(told) <= width:
                return told
        return shortened(value, width)


def face(result: Assessment, width: int) -> Iterator[RenderableType]:
    """Lay out each question with its scale and doubt, the pillars, and what costs and what carries most."""
    yield heading(result.about, warn=False, where=False, width=width if width < WIDE else 0)
    asked = [*result.questions.values()]
    for one in asked:
        before = None if result.baseline is None else result.baseline.questions.get(one.question)
        yield from _asked(one, before, width, first=one is result)
    yield Text(_legend(asked), style="dim")
    yield from _pillars(asked, width)
    yield from _most(result, width)
    for one in result.others:
        yield from _reasons(one)


def title(one: Assessment, what: What) -> str:
    """Say what criteria are that lose points, or gain them, under a question."""
    asked = one.study.framework.question.title.lower()
    return f"Most against {asked}" if what == "lost" else f"Most for {asked}"


def called(result: Assessment, row: Contribution, what: str) -> str:
    """Call a criterion by what it is where points are lost, or gained, if it says so."""
    criterion = result.study.criteria[row.criterion]
    return (criterion.when_low if what == "lost" else criterion.when_high) or criterion.title


def first_by(result: Assessment, what: What, most: int = FEW, *, short: bool = False) -> list[Told]:
    """Tell of the criteria that lose, or gain, most points."""
    rows = result.obstacles if what == "lost" else result.catalysts
    return [tell(result, row, what, short=short) for row in rows[:most] if getattr(row, what) > 0]


def tell(result: Assessment, row: Contribution, what: What, *, short: bool = False) -> Told:
    """Tell of a criterion: its points, who decides it, and the value behind it in words."""
    decisive = row.drags if what == "lost" else row.carries
    points = getattr(row, what)
    if decisive is None:
        return Told(points, called(result, row, what), "-", Behind("", ""), "")
    study, criterion = result.study, result.study.criteria[row.criterion]
    who = names(study, decisive.states, short=short)
    if decisive.alike:
        more = f"{decisive.alike} more {'pair' if criterion.measure.dyadic else 'member'}{'s' * (decisive.alike > 1)}"
        who = "all alike" if decisive.alike == decisive.of - 1 else f"{who}, {more}"
    year = decisive.date[:4] if decisive.date[:1].isdigit() else decisive.date
    return Told(points, called(result, row, what), who, behind_words(study, criterion, decisive.raw), year)


def pillar_points(result: Assessment, pillar: str) -> tuple[float, float]:
    """Return the points that the criteria of a pillar lose, and gain."""
    held = [row for row in result.contributions if result.study.criteria[row.criterion].pillar == pillar]
    return sum(row.lost for row in held), sum(row.gained for row in held)


def shares(result: Assessment) -> str:
    """Say the share of draws of each verdict, from the worst to the best, as on the scale."""
    worst_first = sorted(result.verdicts, key=lambda name: -_floor_order(result, name))
    return ", ".join(f"{name} {how_often(result.verdicts[name], short=True)}" for name in worst_first)


def _floor_order(result: Assessment, verdict: str) -> int:
    """Return a band's place from the best; that there is no verdict stands last."""
    names = [band.verdict for band in result.study.framework.bands]
    return names.index(verdict) if verdict in names else -1


def _asked(result: Assessment, before: Assessment | None, width: int, *, first: bool) -> Iterator[Text]:
    """Lay out a question: its index, the scale, both ranges, the share of every verdict, what to mind."""
    question = result.study.framework.question
    line = Text.assemble(
        (f"{question.title} ● {indexed(result.study, result.index)}", "bold"),
        " of 100: ",
        (result.verdict, verdict_style(result)),
    )
    if before is not None:
        told = "" if before.verdict == result.verdict else f", {before.verdict}"
        line.append(f" (was {indexed(before.study, before.index)}{told})")
    if question.question and cell_len(line.plain) + cell_len(question.question) + 2 <= width:
        line.append(f". {question.question}", style="dim")
    yield line
    yield scale(result, width)
    yield Text(under_scale(result, width))
    ranges = (
        f"{mark} {found.low:.0f} to {found.high:.0f} ({name})"
        for mark, (name, found) in zip("━─", result.ranges.items(), strict=True)
    )
    yield Text(f"  Range: {', '.join(ranges)}")
    yield from blocked(result)
    for told, style in minded(result, first=first):
        yield Text(f"  {told}", style=style)


def _legend(asked: Sequence[Assessment]) -> str:
    """Say what the numbers of a scale, the shares of the verdicts and the ranges are."""
    doubt = asked[0].uncertainty
    floors = {tuple(f"{band.at_least:g}" for band in one.study.framework.bands[-2::-1]) for one in asked}
    ways = {one.study.framework.question.title.lower(): WEIGHTS[one.uncertainty.weights] for one in asked}
    weights = f", weights {of_each(ways, ' and ')}" if any(one.uncertainty.weights != "fixed" for one in asked) else ""
    at = listing(next(iter(floors))) if len(floors) == 1 else "the numbers on its scale"
    return (
        f"Verdicts change at {at}. {doubt.draws:,} trials varied data within their doubt{weights}: "
        "% is how often a verdict came out; ranges hold 9 of 10."
    )


WEIGHTS: Mapping[WeightDraw, str] = {
    "uniform": "at random",
    "around": "around those in force",
    "fixed": "as they are",
}
"""How weights were varied beside the data."""


def blocked(result: Assessment) -> Iterable[Text]:
    """Say what blocks the verdict under a question."""
    rows = {row.criterion: row for row in result.contributions}
    for criterion in result.blocking:
        limit = 0.0 if criterion.blocking is None else 100 * criterion.blocking.below
        who = who_is_under(result.study, rows[criterion.id])
        yield Text(
            f"Blocked by {criterion.title}: {who} under {limit:g}, so the verdict is at most "
            f"'{result.study.framework.blocked}'.",
            style="bold red",
        )


def scale(result: Assessment, width: int) -> Text:
    """Draw an index between the floors of its bands, with both ranges."""
    data, both = result.ranges.values()
    line = Text("  ")
    bands = _bands(result, width)
    here = bisect([band.low for band in bands], result.index)
    for i, (low, high, columns) in enumerate(bands):
        line.append(f"{low:g} ", style="bold" if i == here else "")
        at = min(int((result.index - low) / (high - low) * columns), columns - 1) if i == here else -1
        for column in range(columns):
            left, right = (low + (high - low) * (column + end) / columns for end in (0, 1))
            if column == at:
                line.append("●", style="bold")
            else:
                within = [data.low < right and data.high > left, both.low < right and both.high > left]
                line.append("━" if within[0] else "─" if within[1] else "⋅", style="" if any(within) else "dim")
        line.append(" ")
    return line.append("100")


class _Band(NamedTuple):
    """A band as it is drawn."""

    low: float
    high: float
    columns: int


def _bands(result: Assessment, width: int) -> list[_Band]:
    """Return the bands from the lowest with the columns that each takes beside its floor and a blank."""
    floors = [band.at_least for band in result.study.framework.bands[::-1]]
    room = max(width - 2 - sum(len(f"{floor:g}") + 2 for floor in floors) - 3, 0)
    return [
        _Band(low, high, max(1, math.floor(room * (high - low) / 100)))
        for low, high in zip(floors, [*floors[1:], 100.0], strict=True)
    ]


def under_scale(result: Assessment, width: int) -> str:
    """Name each verdict under its part of the scale, with its share of the draws; in one sentence where that is narrow.

    A name that is longer than its part takes room from its neighbours.
    """
    told = shares(result).split(", ")
    bands = _bands(result, width)
    if len(told) != len(bands):
        return f"  {shares(result)}"
    starts: list[int] = []
    column = 2
    for low, _, columns in bands:
        starts.append(max(column, starts[-1] + cell_len(told[len(starts) - 1]) + GAP) if starts else column)
        column += len(f"{low:g}") + columns + 2
    ends = width + GAP
    for i in reversed(range(len(told))):
        starts[i] = min(starts[i], ends - GAP - cell_len(told[i]))
        ends = starts[i]
    if starts[0] < 2:  # noqa: PLR2004 - as far in as the scale
        return f"  {shares(result)}"
    line = ""
    for start, text in zip(starts, told, strict=True):
        line = set_left(line, start) + text
    return line


GAP = 2
"""Blanks between the names of two verdicts."""


def bisect(floors: Sequence[float], value: float) -> int:
    """Return the number of the band, from the lowest, in which a value lies; -1 where it is unknown."""
    return -1 if math.isnan(value) else max(i for i, floor in enumerate(floors) if i == 0 or value >= floor)


def _pillars(asked: Sequence[Assessment], width: int) -> Iterator[Text]:
    """Lay out the pillars with score and points lost, those of several questions beside each other if they fit."""
    blocks = [_block(one) for one in asked]
    if sum(cell_len(block[0]) for block in blocks) + 3 * (len(blocks) - 1) > width:
        for block in blocks:
            yield from (Text(line, style="" if i else "bold") for i, line in enumerate(block))
        return
    for i in range(max(map(len, blocks))):
        line = "   ".join(block[i] if i < len(block) else " " * cell_len(block[0]) for block in blocks)
        yield Text(line.rstrip(), style="" if i else "bold")


def _block(one: Assessment) -> list[str]:
    """Lay out the pillars of a question, below a heading."""
    question: Question = one.study.framework.question
    viable = one.question == VIABILITY
    head = f"{question.title} by {'pillar' if viable else 'reason'}"
    rows = [(pillar.title, one.pillars[name].score, name) for name, pillar in question.pillars.items()]
    wide = max(cell_len(text) for text in (head, *(row[0] for row in rows)))
    lines = [
        f"{set_left(text, wide)} {number(score):>5}" + (f" {number(pillar_points(one, name)[0]):>11}" if viable else "")
        for text, score, name in rows
    ]
    return [f"{set_left(head, wide)} Score{' Points lost' if viable else ''}", *lines]


def _most(result: Assessment, width: int) -> Iterator[Text]:
    """Lay out the criteria that cost and those that carry most, in words, and where most."""
    short = width < WIDE
    found: dict[What, list[Told]] = {"lost": first_by(result, "lost", short=short)}
    found["gained"] = first_by(result, "gained", short=short)
    told = [*found["lost"], *found["gained"]]
    head = f"Most against and for {result.study.framework.question.title.lower()}"
    wide = max(cell_len(head) - 7, min(CALLED, max((cell_len(one.called) for one in told), default=0)))
    points = "of all" if result.study.framework.compensation == 1 else "at compensation 1"
    yield Text.assemble((f"{set_left(head, wide + 7)} Most due to", "bold"), f" (points {points}: - lost, + gained)")
    for what, rows in found.items():
        for row in rows:
            who = f"{row.who}: "
            yield Text.assemble(
                (f"{'-' if what == 'lost' else '+'}{row.points:.1f}".rjust(6), LOST if what == "lost" else GAINED),
                f" {set_left(row.called, wide)} {who}{row.within(max(width - 8 - wide - cell_len(who), 12))}",
            )


def _reasons(one: Assessment) -> Iterator[Text]:
    """Name the criteria that gain and lose most under another question, each in a sentence."""
    whats: tuple[What, What] = ("gained", "lost")
    for what in whats:
        sign = "-" if what == "lost" else "+"
        rows = "; ".join(f"{row.called} ({sign}{row.points:.1f})" for row in first_by(one, what))
        yield Text.assemble((title(one, what), "bold"), f": {rows or 'none'}")


def chart(result: Assessment, width: int) -> Iterator[Text]:
    """Draw every criterion once, by pillar: points lost to the left, points gained to the right."""
    asked = [*result.questions.values()]
    rows = [(one, row) for one in asked for row in one.contributions]
    most = max((max(row.lost, row.gained) for _, row in rows), default=0.0) or 1.0
    titles = [one.study.criteria[row.criterion].title for one, row in rows]
    wide = min(LABEL, max(map(cell_len, titles), default=0))
    half = max(4, (width - wide - 23) // 2)
    for one in asked:
        as_at = "" if one.study.framework.compensation == 1 else ", as at compensation 1"
        head = f"{one.study.framework.question.title} by criterion{as_at}"
        ends = f"{set_right('points against', half + 6)} │ for"
        yield Text.assemble(
            (f"{set_left(head, wide + 8)}" if cell_len(head) <= wide + 8 else f"{head}\n{' ' * (wide + 8)}", "bold"),
            ends,
        )
        for name, pillar in one.study.framework.pillars.items():
            weight = float(one.evaluation.weights.pillars[one.evaluation.pillars.index(name)])
            yield Text.assemble((pillar.title, "bold"), (f" ({percent(weight)})", "dim"))
            for row in one.contributions:
                criterion = one.study.criteria[row.criterion]
                if criterion.pillar == name:
                    yield _bars(criterion.title, row, wide, half, most)
        yield Text()
    note = (
        "The first number is the score, 0 to 100. The bars are points of the index: to the left those that a criterion "
        "keeps it from 100 (lost), to the right those that it adds (gained). Both together are the criterion's weight."
    )
    if any(row.share and not row.complete for _, row in rows):
        note += " * Some members or pairs are unknown."
    yield Text(note, style="dim")


def _bars(name: str, row: Contribution, wide: int, half: int, most: float) -> Text:
    """Draw what a criterion loses and gains."""
    if row.share == 0:
        why = "unknown" if math.isnan(row.score) else "without weight"
        return Text(f"  {set_left(name, wide)} {why}", style="dim")
    left, right = (round(half * points / most) for points in (row.lost, row.gained))
    partial = " " if row.complete else "*"
    return Text.assemble(
        f"  {set_left(name, wide)} {100 * row.score:3.0f}{partial}",
        " " * (half - left),
        f" {row.lost:5.1f} ",
        ("█" * left, LOST),
        " │ ",
        ("█" * right, GAINED),
        f" {row.gained:.1f}",
    )
