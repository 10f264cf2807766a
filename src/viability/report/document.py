"""Any result as a Word document: its page in Markdown, with captions, figures, and sources as numbered notes."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import unescape
from importlib import import_module
from io import BytesIO
from typing import TYPE_CHECKING

from msgspec import Struct

from viability.output.layout import View
from viability.output.markdown import as_markdown, source_note
from viability.output.sheet import Sheet
from viability.output.text import clean
from viability.report.needs import need
from viability.study.study import Study

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import _Cell as Cell
    from docx.text.paragraph import Paragraph

DRAWN: Mapping[str, tuple[str, ...]] = {
    "Assessment": ("scale", "points"),
    "Claims": ("claims",),
    "Pairs": ("pairs", "network"),
    "Path": ("themes",),
    "Place": ("place",),
    "Strategies": ("strategies",),
    "Trend": ("trend",),
}
"""Which figures go with a result, by its type."""

ACROSS = 16.0
"""Width of a figure, in centimetres."""

_STRONG = re.compile(r"(?<!\\)\*\*(.+?)(?<!\\)\*\*|`([^`]+)`")
_CITED = re.compile(r"\[([a-z0-9_]+(?:, ?[a-z0-9_]+)*)\]")
_CELL = re.compile(r"(?<!\\)\|")


class _Notes(Struct):
    """Sources by number, in the order in which they are cited."""

    study: Study | None
    numbers: dict[str, int]

    def of(self, names: Sequence[str]) -> list[int]:
        """Return the numbers of sources that the study lists."""
        known = () if self.study is None else self.study.sources
        return [self.numbers.setdefault(name, len(self.numbers) + 1) for name in dict.fromkeys(names) if name in known]


def document(sheet: Sheet, view: object, study: Study | None, command: str) -> bytes:
    """Return a result as a Word document (.docx).

    Args:
        sheet: Its rows, with what made them beside their provenance.
        view: What a terminal shows of it.
        study: The study with its what-ifs, whose sources are listed; None where there is none.
        command: The command line that made it.

    Raises:
        OutputError: when what writes it is not installed.
    """
    need("docx")
    import docx  # noqa: PLC0415 - part of the extra

    made = docx.Document()
    _styled(made, sheet)
    page = f"{view.markdown()}\n{source_note(sheet)}\n" if isinstance(view, View) else as_markdown(sheet)
    *body, note = [*_blocks(page.splitlines())]
    notes = _Notes(study, {})
    made.add_heading(clean(str(sheet.provenance.get("study") or sheet.kind)), 0)
    for block in body:
        _add(made, block, notes, sheet)
    _figures(made, view, command)
    _sources(made, notes)
    _add(made, note, notes, sheet)
    held = BytesIO()
    made.save(held)
    return held.getvalue()


def _styled(made: "Document", sheet: Sheet) -> None:
    from docx.shared import Cm, Pt, RGBColor  # noqa: PLC0415 - as above

    made.core_properties.title = clean(str(sheet.provenance.get("study") or ""))
    made.core_properties.author, made.core_properties.comments = "viability", ""
    made.styles["Normal"].font.name, made.styles["Normal"].font.size = "Arial", Pt(9.5)
    made.styles["Normal"].paragraph_format.space_after = Pt(4)
    made.styles["Caption"].font.color.rgb = RGBColor(0x40, 0x40, 0x40)
    for section in made.sections:
        section.left_margin = section.right_margin = Cm(2.2)


Block = tuple[str, list[str]]
"""What a block is, `table`, `caption` or `text`, and its lines."""


def _blocks(lines: Sequence[str]) -> Iterator[Block]:
    """Part a page into its blocks; the caption of a table stands below it."""
    held: list[str] = []
    for line in [*lines, ""]:
        if line.strip():
            held.append(line)
        elif held:
            kind = "table" if held[0].startswith("|") else "caption" if held[0].startswith("Table: ") else "text"
            yield kind, held
            held = []


def _add(made: "Document", block: Block, notes: _Notes, sheet: Sheet) -> None:
    kind, lines = block
    if kind == "table":
        _table(made, lines, notes, sheet)
    elif kind == "caption":
        _runs(made.add_paragraph(style="Caption"), lines[0].removeprefix("Table: "), notes)
    else:
        for line in "\n".join(lines).replace("\\\n", "\n").split("\n"):
            bullet = line.startswith("- ")
            _runs(made.add_paragraph(style="List Bullet" if bullet else None), line.removeprefix("- "), notes)


def _runs(paragraph: "Paragraph", text: str, notes: _Notes, more: Sequence[int] = ()) -> None:
    """Write text with what is strong in it, and the sources that it cites as numbers."""
    at = 0
    for match in _STRONG.finditer(text):
        _cited(paragraph, text[at : match.start()], notes)
        run = paragraph.add_run(_plain(match[1] or match[2]))
        run.bold = bool(match[1])
        if match[2]:
            run.font.name = "Consolas"
        at = match.end()
    _cited(paragraph, text[at:], notes)
    if more:
        paragraph.add_run(_numbered(more)).font.superscript = True


def _cited(paragraph: "Paragraph", text: str, notes: _Notes) -> None:
    told, at = _plain(text), 0
    for match in _CITED.finditer(told):
        numbers = notes.of([name.strip() for name in match[1].split(",")])
        if numbers:
            paragraph.add_run(told[at : match.start()].rstrip())
            paragraph.add_run(_numbered(numbers)).font.superscript = True
            at = match.end()
    paragraph.add_run(told[at:])


def _numbered(numbers: Sequence[int]) -> str:
    return f"[{', '.join(map(str, numbers))}]"


def _plain(text: str) -> str:
    """Take Markdown's escapes back."""
    return re.sub(r"\\([^\w\s])", r"\1", unescape(text)).replace("\u2003", "\u2003 ")


def _table(made: "Document", lines: Sequence[str], notes: _Notes, sheet: Sheet) -> None:
    """Write a table whose first row repeats on every page; where rows are criteria, their sources are noted."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415 - as above
    from docx.shared import Cm  # noqa: PLC0415 - as above

    heads, rules, *rows = [[cell.strip() for cell in _CELL.split(line)[1:-1]] for line in lines]
    table = made.add_table(rows=1, cols=len(heads), style="Table Grid")
    table.autofit = False
    whole = sum(map(len, rules))
    widths = [Cm(ACROSS * len(rule) / whole) for rule in rules]
    right = [rule.endswith(":") for rule in rules]
    sources = _sources_of(sheet, heads, notes.study)
    for cell, head in zip(table.rows[0].cells, heads, strict=True):
        _runs(_first(cell), head, notes)
        for run in _first(cell).runs:
            run.bold = True
    _repeated(table.rows[0])
    for told in rows:
        cells = table.add_row().cells
        for i, text in enumerate(told):
            paragraph = _first(cells[i])
            _runs(paragraph, text, notes, notes.of(sources.get(_plain(text), ())) if i == 0 else ())
            if right[i]:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width
    made.add_paragraph()


def _first(cell: "Cell") -> "Paragraph":
    paragraph: Paragraph = cell.paragraphs[0]
    return paragraph


def _repeated(row: object) -> None:
    """Let a row stand at the head of every page that its table runs over."""
    from docx.oxml import OxmlElement  # noqa: PLC0415 - as above

    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # type: ignore[attr-defined]  # noqa: SLF001 - python-docx has no name for it


def _sources_of(sheet: Sheet, heads: Sequence[str], study: Study | None) -> dict[str, list[str]]:
    """Return the sources of what decides each criterion, by what a table of points calls it."""
    if heads[:1] != ["Criterion"] or sheet.kind != "score" or study is None:
        return {}
    side = "carries" if any("gained" in head for head in heads) else "drags"
    found = {}
    for row in sheet.rows:
        if row.get("level") == "criterion":
            one = study.criteria[str(row["id"])]
            called = one.when_high if side == "carries" else one.when_low
            found[" ".join((called or one.title).split())] = str(row.get(f"{side}_sources") or "").split()
    return found


def _figures(made: "Document", view: object, command: str) -> None:
    """Add the figures that go with a result, each with what it says for those who do not see it."""
    result = getattr(view, "result", getattr(view, "found", None))
    names = DRAWN.get(type(result).__name__, ())
    if not names:
        return
    need("altair", "vl_convert")
    from docx.shared import Cm  # noqa: PLC0415 - as above

    from viability.report.figures.frame import Figure, saved  # noqa: PLC0415 - it brings altair

    for name in names:
        draw: Callable[[object], Figure] = getattr(import_module(f"viability.report.figures.{name}"), name)
        figure = draw(result)
        made.add_picture(BytesIO(saved(figure, ".png", command)), width=Cm(ACROSS))
        shape = made.inline_shapes[-1]._inline.docPr  # noqa: SLF001 - python-docx has no name for it
        shape.set("descr", figure.told)
        made.add_paragraph(figure.told, style="Caption")


def _sources(made: "Document", notes: _Notes) -> None:
    if not notes.numbers or notes.study is None:
        return
    made.add_heading("Sources", 1)
    for name, number in notes.numbers.items():
        source = notes.study.sources[name]
        when = ", ".join(filter(None, (source.edition, source.date))) or "undated"
        weak = f" Weak: {source.weak}." if source.weak else ""
        told = f"[{number}] {source.title}. {source.publisher}, {when}. {source.href}{weak}"
        made.add_paragraph(clean(told))
