"""What the options ask for: the study, the what-if, the output."""

from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import MISSING, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from viability.cli.options import (
    AsOf,
    CoalitionOption,
    Compensation,
    DecimalComma,
    FormatOption,
    Members,
    Output,
    QuestionOption,
    Roles,
    Save,
    ScenarioOption,
    SetOption,
    StudyOption,
    Weight,
    With,
    Without,
)
from viability.errors import FrameworkError, OutputError, printable_path
from viability.files.coalitions import Coalition, named_coalition
from viability.files.folder import load_study
from viability.files.scenarios import is_scenario_file, scenario_named, slips_in_file
from viability.output.terminal import remark
from viability.output.write import emit
from viability.study.options import said, split_names
from viability.study.scenario import Scenario
from viability.study.study import Study

if TYPE_CHECKING:
    from rich.console import RenderableType

    from viability.output.made import Made
    from viability.output.sheet import Sheet

CAPTURED: ContextVar["list[tuple[Sheet, Made]] | None"] = ContextVar("captured", default=None)
"""Takes results in place of where they were to go, while a request is made again."""

PRECEDENCE = (
    "If two options disagree, the one later in this list counts: the study, --scenario (in the order given), --as-of, "
    "--members, --with, --without, --compensation, --roles, --weight and --set (in the order given)."
)


def _document(sheet: "Sheet", view: "RenderableType", made: "Made | None") -> bytes:
    """Write a Word document."""
    from viability.report.document import document

    return document(sheet, view, None if made is None else made.asked, "" if made is None else made.command)


@dataclass(kw_only=True, eq=False, repr=False)
class Bare:
    """What commands share that make something: they have no result that could go anywhere."""

    line: str = field(default="", init=False)
    """The command line that makes the request again."""


@dataclass(kw_only=True, eq=False, repr=False)
class Plain(Bare):
    """What the options of every command ask for that has a result."""

    study: StudyOption = None
    format: FormatOption = None
    output: Output = MISSING  # type: ignore[assignment]  # typer's default is a new list
    decimal_comma: DecimalComma = False

    def emit(
        self,
        sheet: "Sheet",
        view: "RenderableType",
        *,
        scenarios: Sequence[Scenario] = (),
        made: "Made | None" = None,
    ) -> None:
        """Write the result where and how it was asked for.

        Args:
            sheet: The tidy rows.
            view: What a terminal shows.
            scenarios: Scenarios of the study that the command itself applied, beside those of the options.
            made: What made the result, where the command knows that better than the options do.
        """
        made = self.made(scenarios) if made is None else made
        captured = CAPTURED.get()
        if captured is None:
            form, comma = self.format, self.decimal_comma
            emit(sheet, view, form, self.output, decimal_comma=comma, made=made, document=_document)
        else:
            captured.append((sheet, made))

    def made(self, scenarios: Sequence[Scenario]) -> "Made":
        """Say what makes the result."""
        from viability.output.made import Made

        return Made(command=self.line, scenarios=scenarios)


@dataclass(kw_only=True, eq=False, repr=False)
class Request(Plain):
    """What the options of commands that evaluate a coalition ask for."""

    members: Members = MISSING  # type: ignore[assignment]  # as above
    coalition: CoalitionOption = None
    with_: With = MISSING  # type: ignore[assignment]  # as above
    without: Without = MISSING  # type: ignore[assignment]  # as above
    scenario: ScenarioOption = MISSING  # type: ignore[assignment]  # as above
    as_of: AsOf = None
    weight: Weight = MISSING  # type: ignore[assignment]  # as above
    set_: SetOption = MISSING  # type: ignore[assignment]  # as above
    compensation: Compensation = None
    roles: Roles = None
    question: QuestionOption = None
    save: Save = None

    def place(self) -> Path | None:
        """Return where the what-if is to be kept; None where that was not asked for.

        Raises:
            OutputError: when it cannot be kept there, or there is nothing to keep.
        """
        if self.save is None:
            return None
        from viability.files.places import study_folder
        from viability.files.saved import place_for
        from viability.study.whatif import is_empty

        if self.scenario:
            raise OutputError("--save saves the other what-if options; leave out --scenario, which already has a file")
        if is_empty(self.whatif) and self.roles is None:
            raise OutputError("--save needs a what-if to save; give one, such as --weight PILLAR=2")
        return place_for(study_folder(self.study), self.save)

    def keep(self, path: Path) -> None:
        """Write the what-if of the options as a scenario of the study."""
        from viability.files.saved import save_scenario

        save_scenario(self._read[-1] if self._read else self.load(), self.whatif, path)
        remark(f"wrote {printable_path(str(path))}")

    @cached_property
    def whatif(self) -> Scenario:
        """The what-if of the options, as one nameless scenario.

        Raises:
            FrameworkError: when an option cannot be read.
        """
        asked = said(
            {
                "--members": self.members,
                "--coalition": [],
                "--with": self.with_,
                "--without": self.without,
                "--scenario": [],
                "--as-of": [] if self.as_of is None else [self.as_of],
                "--weight": self.weight,
                "--set": self.set_,
                "--compensation": [] if self.compensation is None else [self.compensation],
                "--roles": [] if self.roles is None else [self.roles],
            }
        ).whatif
        group = self.named
        if group is None:
            return asked
        return asked.replace(members=group.members, as_of=asked.as_of or group.date)

    @cached_property
    def named(self) -> Coalition | None:
        """The named coalition that is asked for.

        Raises:
            UnknownName: when the study names none so.
            FrameworkError: when members are named, too.
        """
        if self.coalition is None:
            return None
        if self.members:
            raise FrameworkError(
                "--coalition and --members both name the members; use only one, and change it by --with or --without"
            )
        return named_coalition(self.study, self.coalition)

    def load(self, *, whole: bool = False) -> Study:
        """Read the study, as much of it as the options need."""
        names = split_names([*self.members, *self.with_, *self.without])
        names += () if self.named is None else self.named.members
        paths = (text.rpartition("=")[0].strip() for text in self.set_)
        wanted = None if whole or any(map(is_scenario_file, self.scenario)) else (*names, *paths)
        scenarios = [name for name in self.scenario if not is_scenario_file(name)]
        study = load_study(self.study, profiles=wanted, scenarios=scenarios)
        slips = (slip for name in filter(is_scenario_file, self.scenario) for slip in slips_in_file(study, name))
        self._read.append(study.replace(slips=tuple(dict.fromkeys((*study.slips, *slips)))))
        return self._read[-1]

    @cached_property
    def _read(self) -> list[Study]:
        """The studies that were read."""
        return []

    def made(self, scenarios: Sequence[Scenario]) -> "Made":
        """Say what makes the result, once the study has been read."""
        from viability.output.made import Made

        if not self._read:
            return Made(command=self.line, scenarios=scenarios)
        study = self._read[-1]
        named = [scenario_named(study, name) for name in self.scenario]
        whatifs = self.scenarios(study)
        return Made(command=self.line, study=study, whatifs=whatifs, scenarios=(*named, *scenarios))

    def scenarios(self, study: Study) -> tuple[Scenario, ...]:
        """Return the what-ifs in order of precedence."""
        asked = (self.members, self.coalition, self.with_, self.without, self.scenario, self.weight, self.set_)
        if not any(asked) and self.as_of is None and self.compensation is None and self.roles is None:
            return ()
        from viability.study.whatif import combine

        return combine([scenario_named(study, name) for name in self.scenario], self.whatif)

    def edited(self, *, whole: bool = False) -> Study:
        """Return the study that the what-ifs lead to, narrowed to a question that was asked for.

        Its `edits` are the what-ifs in words.
        """
        from viability.study.whatif import apply

        study = self.load(whole=whole)
        edited = apply(study, *self.scenarios(study))
        return edited if self.question is None else edited.asking(self.question)


@dataclass(kw_only=True, eq=False, repr=False)
class Handed(Request):
    """What the options of commands ask for that write pages, figures and packages, whose file is an argument."""

    format: FormatOption = field(default=None, init=False)
    output: Output = field(default_factory=list, init=False)
    decimal_comma: DecimalComma = field(default=False, init=False)
