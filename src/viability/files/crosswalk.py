"""Codes and names to states, right for the year: 365 is the Soviet Union in 1980 and Russia in 2000."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import lru_cache
from typing import Literal, NamedTuple

from viability.study.names import fold

Codes = Literal["id", "name", "iso2", "iso3", "cow", "gw"]

MIDYEAR = "-07-01"
"""The day of a year whose living state a shared code means."""


_END = {4: "-12-31", 7: "-31", 10: ""}
"""What makes the last day of a year or month, as text compares; by the length of its date."""


class Life(NamedTuple):
    """When a state lives."""

    first: str
    """Its first day; empty where it began before all data."""
    last: str
    """Its last day; empty while it lasts."""

    def holds(self, date: str) -> bool:
        """Tell whether it lives at some time within a year, month or day."""
        return self.first <= date + _END[len(date)] and (not self.last or date <= self.last + _END[len(self.last)])

    def __str__(self) -> str:
        return f"{self.first or 'always'} to {self.last or 'now'}"


class Known(NamedTuple):
    """By what a state is known, and when it lives."""

    codes: Mapping[str, str]
    """By code system."""
    names: tuple[str, ...]
    """Its id, name and aliases."""
    life: Life


_folded = lru_cache(maxsize=1 << 16)(fold)  # tables repeat few names very often

_KEYS: Mapping[Codes, Callable[[str], str]] = {
    "id": str,
    "name": _folded,
    "iso2": str.upper,
    "iso3": str.upper,
    "cow": str,
    "gw": str,
}
"""How a code is spelt where codes are compared."""


class Crosswalk:
    """Finds states by codes, of which one may mean different states at different times."""

    def __init__(self, states: Mapping[str, Known]) -> None:
        self.states = states
        self._by: dict[str, dict[str, list[str]]] = {}

    def table(self, system: Codes) -> Mapping[str, list[str]]:
        """Return the states that each code of a system may mean."""
        if system not in self._by:
            found: dict[str, list[str]] = defaultdict(list)
            for state, known in self.states.items():
                for code in map(_KEYS[system], self._codes(state, known, system)):
                    if state not in found[code]:
                        found[code].append(state)
            self._by[system] = dict(found)
        return self._by[system]

    @staticmethod
    def _codes(state: str, known: Known, system: Codes) -> Iterable[str]:
        if system == "id":
            return (state,)
        if system == "name":
            return known.names
        return (known.codes[system],) if known.codes.get(system) else ()

    def any_of(self, system: Codes, ids: Collection[str]) -> Callable[[str], bool]:
        """Return what tells whether a code may mean one of some states."""
        table, key, met = self.table(system), _KEYS[system], dict[str, bool]()

        def meant(code: str) -> bool:
            if code not in met:
                met[code] = any(state in ids for state in table.get(key(code.strip()), ()))
            return met[code]

        return meant

    def find(self, system: Codes, code: str, date: str | None) -> list[str]:
        """Return the states that a code can mean at a date: one, none, or several where the date does not decide."""
        found = self.table(system).get(_KEYS[system](code), [])
        if len(found) < 2 or date is None:  # noqa: PLR2004 - one is plain
            return found
        day = date + MIDYEAR if len(date) == len("YYYY") else date
        alive = [state for state in found if self.states[state].life.holds(day)]
        return alive or found
