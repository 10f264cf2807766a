"""Sources, listed."""

from collections.abc import Iterable

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from viability.study.study import Study


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
