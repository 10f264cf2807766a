"""What to cite: the program, the framework, and every source behind a result."""

from collections.abc import Mapping

from msgspec import Struct

from viability.analyses.about import About, about, sources_behind
from viability.arguments import explained
from viability.brief import Brief, some
from viability.study.profile import Source
from viability.study.study import Study


class Citations(Brief, Struct, frozen=True, kw_only=True):
    """What a result about the study's coalition rests on."""

    about: About
    sources: Mapping[str, Source]
    """By id, in the order of the study: those behind a value or a membership that counts for the members at the day."""

    def facts(self) -> Mapping[str, str]:
        """Say what is to be cited."""
        return {"sources": f"{len(self.sources)}: {some(self.sources, 4)}", **self.about.facts()}


@explained
def cite(study: Study) -> Citations:
    """Return the sources behind every result about the study's coalition at its day."""
    behind = sources_behind(study)
    return Citations(about=about(study), sources={n: source for n, source in study.sources.items() if n in behind})
