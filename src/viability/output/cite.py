"""`viability cite`: its rows, its view, and the references as BibTeX, CSL-JSON and plain text."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, assert_never

from msgspec import Struct
from rich.console import RenderableType
from rich.text import Text

from viability import __version__
from viability.analyses.cite import Citations
from viability.output.layout import View, heading
from viability.output.sheet import Sheet, as_row, provenance
from viability.output.text import clean
from viability.study.profile import Source

Style = Literal["bibtex", "csl", "text"]

AUTHOR = "The viability team"
STORED = "stored copy"
"""Said of a source that was read on a day, and kept."""

_ESCAPED: Mapping[str, str] = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
}


class Reference(Struct, frozen=True, kw_only=True):
    """One thing to cite."""

    id: str
    kind: Literal["program", "framework", "source"]
    title: str
    publisher: str
    edition: str = ""
    date: str = ""
    """Year, month or day; empty where there is none."""
    accessed: str = ""
    href: str = ""
    weak: str = ""


def references(result: Citations) -> Iterator[Reference]:
    """Give the program, the framework, and every source."""
    framework = result.about.study.framework
    program = f"viability {__version__}"
    yield Reference(id="viability", kind="program", title=program, publisher=AUTHOR, edition=f"version {__version__}")
    edition = f"framework version {framework.version}"
    yield Reference(id="framework", kind="framework", title=framework.title, publisher=AUTHOR, edition=edition)
    for name, source in result.sources.items():
        yield _reference(name, source)


def _reference(name: str, source: Source) -> Reference:
    return Reference(
        id=name,
        kind="source",
        title=clean(source.title),
        publisher=clean(source.publisher),
        edition=clean(source.edition),
        date=source.date or "",
        accessed=source.accessed or "",
        href=clean(source.href),
        weak=clean(source.weak),
    )


def written(result: Citations, style: Style) -> str:
    """Return all references in a style."""
    found = [*references(result)]
    match style:
        case "bibtex":
            return "\n\n".join(map(_bibtex, found)) + "\n"
        case "csl":
            return json.dumps([_csl(one) for one in found], ensure_ascii=False, indent=2) + "\n"
        case "text":
            return "\n".join(map(_text, found)) + "\n"
    assert_never(style)


def _text(one: Reference) -> str:
    when = one.date or one.edition or "undated"
    parts = [one.publisher, one.title, f"{one.edition}, {one.date}" if one.date and one.edition else when, one.href]
    parts += [f"Accessed {one.accessed} ({STORED})" if one.accessed else ""]
    return ". ".join(part.rstrip(".") for part in parts if part) + "."


def _bibtex(one: Reference) -> str:
    notes = ", ".join(part for part in (one.edition, STORED if one.accessed else "") if part)
    fields = {
        "author": f"{{{_tex(one.publisher)}}}" if one.publisher else "",
        "title": f"{{{_tex(one.title)}}}",
        "year": one.date[:4],
        "date": one.date,
        "url": re.sub(r"[{}\\]", "", one.href),
        "urldate": one.accessed,
        "note": _tex(notes),
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return ",\n".join([f"@misc{{{one.id}", *lines]) + "\n}"


def _tex(text: str) -> str:
    return "".join(_ESCAPED.get(sign, sign) for sign in text)


def _csl(one: Reference) -> dict[str, object]:
    kind = {"program": "software", "framework": "document", "source": "webpage" if one.href else "document"}[one.kind]
    entry: dict[str, object] = {"id": one.id, "type": kind, "title": one.title}
    entry |= {"author": [{"literal": one.publisher}]} if one.publisher else {}
    entry |= {"version": one.edition} if one.edition else {}
    for name, date in (("issued", one.date), ("accessed", one.accessed)):
        if date:
            entry[name] = {"date-parts": [[int(part) for part in date.split("-")]]}
    entry |= {"URL": one.href} if one.href else {}
    return entry | ({"note": STORED} if one.accessed else {})


def sheet(result: Citations) -> Sheet:
    """Return one row for each reference."""
    rows = [
        as_row(
            id=one.id,
            reference=one.kind,
            title=one.title,
            publisher=one.publisher,
            edition=one.edition,
            date=one.date,
            accessed=one.accessed,
            stored="yes" if one.accessed else "no",
            href=one.href,
            weak=one.weak,
        )
        for one in references(result)
    ]
    return Sheet(kind="cite", rows=rows, provenance=provenance(result.about))


def view(result: Citations) -> View:
    """Return what `viability cite` shows."""
    return CiteView(result)


class CiteView(View):
    """What to cite, one reference a paragraph."""

    def __init__(self, result: Citations) -> None:
        self.result = result

    def parts(self, width: int, *, bars: bool) -> Iterable[RenderableType]:  # noqa: ARG002 - no bars here
        """Lay out the references as text."""
        yield heading(self.result.about, warn=False)
        yield Text()
        for one in references(self.result):
            yield Text.assemble((one.id, "cyan"), f": {_text(one)}")
        yield Text("`--style bibtex` and `--style csl` write them for a reference manager.", style="dim")
