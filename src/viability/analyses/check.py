"""What is wrong with a study, what in it looks like a slip, and what it does not know."""

import os
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from msgspec import Struct

from viability.analyses.gaps import Gaps, gaps_of
from viability.arguments import explained
from viability.brief import Brief
from viability.errors import CoalitionError, Problem, StudyError, ViabilityError, printable_path
from viability.files.folder import examine, line_of, warnings_of
from viability.files.pages import is_folder
from viability.files.places import study_folder
from viability.study.scenario import Change, Join, Leave, ScaleValue, Scenario
from viability.study.study import Study
from viability.study.whatif import apply, inapplicable, is_empty

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
        warnings = StudyError((*warnings, *_idle(study, location))).problems
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
        yield Problem(COALITION, str(error), line_of(folder, COALITION, "members"))


def _inapplicable(study: Study, folder: Path) -> Iterator[Problem]:
    """Find what cannot be applied in the scenarios of a study."""
    for scenario in study.scenarios.values():
        file = f"scenarios/{scenario.id}.yaml"
        for number, why in inapplicable(study, scenario):
            line = None if number is None else line_of(folder, file, "changes", number)
            yield Problem(file, why, line)


def _idle(study: Study, folder: Path) -> Iterator[Problem]:
    """Find what in the scenarios of a study changes nothing."""
    for scenario in study.scenarios.values():
        file = f"scenarios/{scenario.id}.yaml"
        if is_empty(scenario):
            yield Problem(
                file, "the scenario changes nothing", None, "write `changes:`, or a date, members or a compensation"
            )
        named = study.members if scenario.members is None else [*map(study.state_id, scenario.members)]
        for name in map(study.state_id, scenario.with_):
            if name in named:
                yield Problem(file, f"the scenario adds '{name}', which is a member already")
        if scenario.members is not None and {*named} == {*study.members} and not (scenario.with_ or scenario.without):
            yield Problem(file, "the members are those of the study", line_of(folder, file, "members"))
        if scenario.compensation == study.framework.compensation:
            told = f"the compensation is {scenario.compensation:g} already"
            yield Problem(file, told, line_of(folder, file, "compensation"))
        held = apply(study, scenario.replace(changes=()))
        for i, change in enumerate(scenario.changes):
            if why := _nothing(held, change):
                yield Problem(file, f"the change changes nothing: {why}", line_of(folder, file, "changes", i))
            try:
                held = apply(held, Scenario(id="", title="-", changes=(change,)))
            except ViabilityError:  # weights that only the next change makes good
                return


def _nothing(study: Study, change: Change) -> str:
    """Say why a change makes no difference to a study; nothing if it makes one."""
    match change:
        case Leave() | Join():
            state, _, institution = (change.leave if isinstance(change, Leave) else change.join).partition(".")
            spells = study.states[study.state_id(state)].memberships.get(institution, ())
            now = [spell for spell in spells if spell.holds(study.day)]
            if isinstance(change, Leave):
                return "" if now else f"'{state}' is not in '{institution}'"
            return f"'{state}' is in '{institution}' already" if any(spell.role == "member" for spell in now) else ""
        case ScaleValue():
            return "it scales by 1" if change.by == 1 else ""
        case _:
            return ""
