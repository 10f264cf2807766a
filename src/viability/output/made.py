"""What made a result: the command, the study as it was read, the what-ifs in full."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from msgspec import Struct

from viability.output.sheet import Cell
from viability.output.text import clean
from viability.study.fingerprint import parts, sum_of
from viability.study.scenario import Scenario, contents
from viability.study.study import Study
from viability.study.whatif import apply


class Made(Struct, frozen=True, kw_only=True, dict=True):
    """What made a result; it goes with every file, so that the result can be made again from the file alone."""

    command: str
    """The command line, to paste into a POSIX shell."""
    study: Study | None = None
    """The study as it was read; None where it was not."""
    whatifs: Sequence[Scenario] = ()
    """The what-ifs of the request, in order."""
    scenarios: Sequence[Scenario] = ()
    """The scenarios of the study that were applied or compared."""

    @cached_property
    def asked(self) -> Study | None:
        """The study with its what-ifs."""
        return None if self.study is None else apply(self.study, *self.whatifs)

    @cached_property
    def parts(self) -> dict[str, str]:
        """A sum for each part of what was read."""
        return {} if self.study is None else parts(self.study)

    def cells(self) -> dict[str, Cell]:
        """Return what stands beside the provenance in every format, one cell each."""
        if self.study is None:
            return {"command": self.command}
        told = "; ".join(f"{scenario.id}: {', '.join(contents(scenario)) or 'nothing'}" for scenario in self.scenarios)
        return {"scenarios": told, "fingerprint": sum_of(self.parts), "command": self.command}

    def what_was_read(self, newest: str) -> str:
        """Say in sentences what was read: the newest value, the scenarios in full, the fingerprint."""
        cells = self.cells()
        told = [f"Newest value: {newest}."] if newest else []
        told += [f"Scenarios: {clean(str(cells['scenarios']))}."] if cells.get("scenarios") else []
        told += [f"Fingerprint of all that was read: {cells['fingerprint']}."] if cells.get("fingerprint") else []
        return " ".join(told)

    def full(self) -> dict[str, Any]:
        """Return what JSON holds in full, in place of a cell or beside the cells."""
        if self.study is None:
            return {}
        return {"scenarios": [scenario.plain() for scenario in self.scenarios], "fingerprint_parts": self.parts}
