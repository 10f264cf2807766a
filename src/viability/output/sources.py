"""Sources, listed, and values with what they rest on."""

from collections.abc import Iterable

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from viability.output.sheet import Cell
from viability.study.profile import Attribute, Datum
from viability.study.study import Study


def datum_cells(attribute: Attribute, datum: Datum) -> dict[str, Cell]:
    """Return a value with its range, unit, date, quality, sources and note, one cell each."""
    low, high = attribute.bounds(datum)
    return {
        "value": datum.value,
        "low": low,
        "high": high,
        "unit": attribute.unit or "rating",
        "date": datum.date or "assumed",
        "quality": datum.quality,
        "sources": " ".join(datum.source),
        "note": datum.note,
    }


def cited(study: Study, sources: Iterable[str]) -> Iterable[RenderableType]:
    """List sources with publisher, date, address and what to distrust."""
    listed = [name for name in dict.fromkeys(sources) if name in study.sources]
    if not listed:
        return
    yield Text("Sources", style="bold")
    for name in listed:
        source = study.sources[name]
        told = ", ".join(filter(None, (source.publisher, source.date or source.edition or "undated")))
        text = Text.assemble((name, "cyan"), f": {source.title}. {told}. ", (source.href, "dim"))
        if source.weak:
            text.append(f" (weak: {source.weak})", style="yellow")
        yield Padding(text, (0, 0, 0, 2))
