"""What is wrong with a study, what in it looks like a slip, and what it does not know."""

import os
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from msgspec import Struct

from viability.analyses.gaps import Gaps, gaps_of
from viability.arguments import explained
from viability.brief import Brief
from viability.errors import CoalitionError, Problem, printable_path
from viability.files.folder import examine, lines_of, warnings_of
from viability.files.pages import is_folder
from viability.files.places import study_folder
from viability.study.study import Study
from viability.study.whatif import inapplicable

COALITION = "states/_coalition.yaml"
"""Where a study names its own members."""


class Check(Brief, Struct, frozen=True, kw_only=True):
    """What is wrong with a study, and what in it looks like a slip."""

    study: Study | None
    """None where it cannot be built."""
    problems: tuple[Problem, ...]
    """In order of file and line; of one file at most as many as a report lists."""
    more: Mapping[str, int]
    """How many problems there are beside these, by file."""
    warnings: tuple[Problem, ...]
    """What may be meant and is probably a slip, in the same order; looked for once nothing else is wrong."""
    location: str
    counts: Mapping[str, int]
    """How many states, criteria and sources there are."""
    gaps: tuple[Gaps, ...]
    """What is empty and old, by state and by criterion; nothing where the study cannot be built."""
    applied: bool
    """Whether its scenarios were tried, for which the rest must be in order."""

    def facts(self) -> Mapping[str, str]:
        """Say how much is wrong, and what comes first."""
        return {
            "location": self.location,
            "problems": f"{self.total}: {self.problems[0]}" if self.problems else "none",
            "warnings": f"{len(self.warnings)}: {self.warnings[0]}" if self.warnings else "none",
            "empty": f"{sum(one.empty for one in self.gaps if one.by == 'state')} values of members and candidates",
            "counts": ", ".join(f"{count} {what}" for what, count in self.counts.items()),
        }

    @property
    def total(self) -> int:
        """How many problems there are."""
        return len(self.problems) + sum(self.more.values())


@explained
def check_study(folder: Path | str | None = None, *, today: date | None = None) -> Check:
    """Check a study: its files, whether its scenarios can be applied, and what in it looks like a slip.

    Args:
        folder: Holds `criteria/` and `states/`. None means the nearest one upward, else the shipped study.
        today: After which nothing has happened; by default what the clock says, which nothing else asks.
    """
    location = study_folder(folder)
    study, reader = examine(location)
    warnings: tuple[Problem, ...] = ()
    if study is not None:
        for problem in (*_lifeless(study, location), *_inapplicable(study, location)):
            reader.add(problem)
    if study is not None and not reader.count:
        warnings = warnings_of(reader, study, today or date.today())  # noqa: DTZ011 - dates of studies have no zone
    found = reader.refused()
    held = {} if study is None else {"states": study.states, "criteria": study.criteria, "sources": study.sources}
    return Check(
        study=study,
        problems=found.problems,
        more=found.more,
        warnings=warnings,
        location=printable_path(str(folder)) if folder is not None else _named(study, location),
        counts={what: len(entries) for what, entries in held.items()},
        gaps=() if study is None or reader.count else gaps_of(study),
        applied=study is not None or not is_folder(location),
    )


def _named(study: Study | None, location: Path) -> str:
    return printable_path(os.path.relpath(location)) if study is None else study.location


def _lifeless(study: Study, folder: Path) -> Iterator[Problem]:
    """Find members that do not live at the study's own day, so that nothing can be asked of the coalition as it is."""
    try:
        study.check_lives()
    except CoalitionError as error:
        yield Problem(COALITION, str(error), lines_of(folder, COALITION, [("members",)])[0])


def _inapplicable(study: Study, folder: Path) -> Iterator[Problem]:
    """Find what cannot be applied in the scenarios of a study."""
    for scenario in study.scenarios.values():
        if wrong := inapplicable(study, scenario):
            file = f"scenarios/{scenario.id}.yaml"
            lines = lines_of(folder, file, [() if number is None else ("changes", number) for number, _ in wrong])
            yield from (Problem(file, why, line) for line, (_, why) in zip(lines, wrong, strict=True))
