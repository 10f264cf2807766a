"""What views are made of: tables, bars, colours, and how numbers, units and names are written.

Views choose their columns by the width there is.
"""

import math
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from rich import box
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

from viability import __version__
from viability.analyses.about import About
from viability.analyses.score import Assessment
from viability.output.text import names, percent, signed, slips_told
from viability.study.fields import ROUNDING
from viability.study.study import Study

WIDE = 100
"""Columns from which state names stand in full."""

BAR = 16
RULED = box.SIMPLE_HEAD
GAINED, LOST = "dodger_blue1", "dark_orange"
"""Colours of points, and of what rises and falls: higher is not better, so none is green or red."""
VERDICT = ("bold dodger_blue1", "bold deep_sky_blue3", "bold orange3", "bold dark_orange")

KEPT = 32
"""Columns that labels may claim where room is short."""

NARROW = 80
"""Columns from which they may."""

ENOUGH = 0.65
"""Coverage under which a result gets a warning: the share that handbooks of composite indicators ask for."""


class View:
    """A view that is laid out when the width is known."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield from self.parts(options.max_width, bars=console.is_terminal)

    def markdown(self) -> str:
        """Return the same as a page in Markdown."""
        from viability.output.markdown import as_page  # noqa: PLC0415 - the screen does not pay for it

        return as_page(self.parts(NARROW, bars=False))

    def parts(self, width: int, *, bars: bool) -> Iterable[RenderableType]:
        """Return what to show at a width; bars only where a person looks."""
        raise NotImplementedError


def bar(value: float, width: int = BAR, top: float = 100.0) -> Text:
    """Draw a bar."""
    full = 0 if math.isnan(value) else round(width * max(0.0, min(value / top, 1.0)))
    return Text("█" * full, style="cyan") + Text("░" * (width - full), style="dim")


class Grid(Table):
    """A plain table whose text is text: brackets in a note are no markup."""

    above: Text | None = None
    """A title that may be wider than the table."""

    def __init__(self, *headers: str, **options: Any) -> None:  # noqa: ANN401 - rich's own options
        super().__init__(*headers, **options)
        self.kept: list[int] = []

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if self.above is not None:
            yield self.above
        narrow = options.max_width < NARROW
        for column, width in zip(
            self.columns, shared(self, options.max_width, () if narrow else self.kept), strict=True
        ):
            column.width = width
        yield from super().__rich_console__(console, options)

    def add_row(self, *cells: RenderableType | None, **options: Any) -> None:  # noqa: ANN401 - rich's own options
        """Add a row, taking strings as they are."""
        super().add_row(*(Text(cell) if isinstance(cell, str) else cell for cell in cells), **options)

    def keep(self, labels: Iterable[str], column: int = 0, most: int = KEPT) -> None:
        """Let labels stand whole, if none is longer than a limit; the other columns make room for them."""
        if max(map(cell_len, labels), default=0) <= most:
            self.kept.append(column)


WORD = 24
"""Columns that a single word may claim; a longer one is broken where room is short."""

SHORT = 12
"""Columns up to which what a cell holds stays on one line."""


def shared(table: Table, width: int, kept: Iterable[int] = ()) -> list[int | None]:
    """Share a width among the columns of a table: no word is broken if all fit, and the fullest get what is left.

    Widths that were given stay, and all do where the whole fits, or where there is room for next to nothing.
    """
    given = [column.width for column in table.columns]
    words, whole = [], []
    for i, column in enumerate(table.columns):
        texts = [_plain(cell) for cell in (column.header, *column.cells)]
        longest = max((cell_len(line) for text in texts for line in text.split("\n")), default=0)
        most = longest if column.max_width is None else min(longest, column.max_width)
        word = max((cell_len(word) for text in texts for word in text.split()), default=0)
        fixed = column.width is not None or column.no_wrap or i in kept
        words.append(column.width or (most if fixed or most <= SHORT else min(word, WORD, most)))
        whole.append(column.width or most)
    room = width - 2 * (len(words) - 1)
    if sum(whole) <= room:
        return given
    while sum(words) > room:  # the longest words are broken, and no others
        i = max(range(len(words)), key=lambda i: words[i])
        if words[i] <= SHORT:
            return given
        words[i] -= 1
    left = room - sum(words)
    for _ in range(left):
        i = max(range(len(words)), key=lambda i: (words[i] < whole[i], whole[i] / max(words[i], 1)))
        words[i] += 1
    return [*words]


def _plain(cell: RenderableType) -> str:
    return cell.plain if isinstance(cell, Text) else cell if isinstance(cell, str) else ""


def grid(*columns: tuple[str, str], title: str | None = None) -> Grid:
    """Return a plain table; a column is its heading and `left` or `right`."""
    table = Grid(
        box=RULED,
        header_style="bold",
        show_edge=False,
        pad_edge=False,
        collapse_padding=True,
        padding=(0, 1),
    )
    table.above = None if title is None else Text(title, style="bold")
    for heading, justify in columns:
        table.add_column(Text(heading), justify=justify, overflow="fold")  # type: ignore[arg-type]  # left or right
    return table


def verdict_text(study: Study, band: int | None) -> Text:
    """Write a verdict in its colour."""
    if band is None:
        return Text("-")
    return Text(study.framework.verdict(band), style=band_style(band, len(study.framework.bands)))


def band_style(band: int, bands: int) -> str:
    """Colour a verdict from best to worst: the first of several bands is drawn as the best, the last as the worst.

    No verdict, a band below zero, has no colour.
    """
    if band < 0:
        return ""
    return VERDICT[0] if bands == 1 else VERDICT[round(band / (bands - 1) * (len(VERDICT) - 1))]


def coloured(delta: float, write: Callable[[float], str] = signed) -> Text:
    """Write a difference, blue where something rises and orange where it falls."""
    told = write(delta)
    return Text(told, style="" if told in {"-", "0"} else GAINED if delta > 0 else LOST)


def verdict_style(result: Assessment) -> str:
    """Return the colour of an assessment's verdict."""
    return band_style(int(result.evaluation.verdicts[0]), len(result.study.framework.bands))


def heading(about: About, *, warn: bool = True, where: bool = True, width: int = 0) -> Text:
    """Say what was evaluated: study, day, framework, members, what-ifs, and whether enough is known of them.

    Where members are called by their codes below, these stand beside the names, if that fits into a width.
    """
    study = about.study
    day = f"as of {study.as_of}" if study.as_of else f"newest data, to {about.newest}"
    text = Text.assemble((study.title, "bold"), f" · {day}\n")
    called = names(study, study.members, short=False, sep=", ")
    both = [[names(study, [one], short=short) for short in (False, True)] for one in study.members]
    coded = ", ".join(name if code.casefold() == name.casefold() else f"{name} {code}" for name, code in both)
    text.append(coded if cell_len(coded) <= width else called, style="cyan")
    if where:
        text.append(f"\n{made_of(about)}", style="dim")
    if study.edits:
        text.append("\nwhat if: " + "; ".join(study.edits), style="magenta")
    for caution in study.cautions:
        text.append(f"\n{caution}", style=LOST)
    if warned := slips_told(study):
        text.append(f"\n{warned}", style=LOST)
    for grave in (zeros_told(about), nothing_after_told(about)) if warn else ():
        text.append(f"\n{grave}" if grave else "", style="bold red")
    if warn and (thin := _thin(about.coverage)):
        text.append(f"\n{thin}", style="bold red")
    return text


ZERO = "0 in {titles}: at compensation {amount:g} one zero makes the index 0"
"""What is said where one score of nought decides."""

NOTHING_AFTER = "Nothing is known after {first}: later days only make values older"
"""What is said where a day is asked for after the newest value."""


def zeros_told(about: About) -> str:
    """Name the criteria whose nought makes the whole index nought; nothing where none does."""
    if not about.zeros:
        return ""
    titles = ", ".join(about.study.criteria[name].title for name in about.zeros)
    return ZERO.format(titles=titles, amount=about.study.framework.compensation)


def noughts(study: Study, values: Iterable[float]) -> Iterator[Text]:
    """Say what a nought is among indices of other members or days, where one score of nought makes one."""
    power = study.framework.compensation
    if power <= 0 and any(value <= ROUNDING for value in values):
        told = (
            f"What is 0 here has a criterion at 0: at compensation {power:g} one zero makes the whole 0. "
            f"`viability score --members A,B --compensation {power:g}` with the members and the day of the row names "
            "the criterion."
        )
        yield Text(told, style=LOST)


def nothing_after_told(about: About) -> str:
    """Say so where the day that was asked for is later than all that is known; else nothing."""
    return NOTHING_AFTER.format(first=about.nothing_after) if about.nothing_after else ""


def made_of(about: About) -> str:
    """Say which study, framework and program a result was made of."""
    study = about.study
    held = "the one that ships with viability" if study.location == "shipped" else study.location
    return f"study: {held} · framework {study.framework.version} · viability {__version__}"


def _thin(covered: float) -> str:
    """Say so where little is known of the study's coalition."""
    if math.isnan(covered):
        return "nothing is known of these members at this day"
    return "" if covered >= ENOUGH else scant(covered)


def scant(covered: float) -> str:
    """Say how little is known."""
    return f"only {percent(covered)} of the values that count are known: the result says little"


def shade(value: float) -> Text:
    """Write a cohesion on a ground from orange to blue."""
    if math.isnan(value):
        return Text("-", style="dim")
    grounds = (
        (35, "black on dark_orange"),
        (50, "black on light_salmon1"),
        (65, "black on grey85"),
        (80, "black on light_sky_blue1"),
    )
    style = next((style for floor, style in grounds if value < floor), "black on deep_sky_blue1")
    return Text(f" {value:.1f} ", style=style)
