"""Whether a result that was made again is the one that was saved, and what differs."""

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, Literal

from msgspec import Struct

from viability.brief import Brief, some

Part = Literal["program", "framework", "study", "request", "number", "text", "row"]

SAME = 1e-9
"""Difference, absolute and relative, that two machines may make of one number."""

KEYS: Mapping[str, tuple[str, ...]] = {
    "score": ("level", "id"),
    "compare": ("scenario", "level", "id"),
    "pairs": ("a", "b"),
    "members": ("state",),
    "candidates": ("state",),
    "coalitions": ("list", "members"),
    "sensitivity": ("part", "of", "quantity"),
    "path": ("step",),
    "trend": ("date",),
    "explain_criterion": ("level", "id", "criterion", "states"),
    "explain_state": ("path",),
    "explain_claim": ("side", "path"),
    "claims": ("claim",),
    "agreement": ("part", "of", "date", "coder"),
    "strategies": ("part", "strategies"),
    "place": ("part", "id"),
    "backtest": ("quantity", "set", "kind", "of"),
    "check": ("severity", "of", "file", "line", "message"),
}
"""The columns that name a row, by the kind of result; where none are known, rows go by their number."""

_PLACES = {"location", "command", "fingerprint", "fingerprint_parts", "cases_file", "made_on"}
"""What two runs of one request may tell differently without a difference in the result."""


_APART: Mapping[str, tuple[Part, str]] = {
    "program_version": ("program", "program version"),
    "framework_version": ("framework", "framework version"),
    "world_fingerprint": ("study", "figures of the world study, or groups to compare with,"),
}
"""What a result says once of all that made it, and of what that is a change."""


class Difference(Struct, frozen=True, kw_only=True):
    """One thing that is not what it was."""

    part: Part
    what: str
    """What differs: a part of the study, an option, or a number by its row and column."""
    before: str | float | None
    after: str | float | None

    @property
    def size(self) -> float:
        """How far a number moved; infinite for what became known or unknown, and for what is no number."""
        if isinstance(self.before, float) and isinstance(self.after, float):
            return abs(self.after - self.before)
        return math.inf


class Again(Brief, Struct, frozen=True, kw_only=True):
    """A saved result beside the same request made anew."""

    location: str
    """The file of the saved result."""
    kind: str
    """Of what the result is, such as `score`."""
    command: str
    """The command line that made it."""
    compared: int
    """How many numbers were compared."""
    study: str
    """The title of the study, as it is now."""
    framework_version: str
    as_of: str
    """The day of the request, as it is made now: a date, or `newest`."""
    data_to: str
    """The date of the newest value that counts, as it is now."""
    saved_fingerprint: str
    """Of all that was read when the result was saved."""
    fingerprint: str
    """Of all that is read now."""
    differences: tuple[Difference, ...]
    """Causes first: program, framework, study, request; then numbers, the largest move first; then text and rows."""

    def facts(self) -> Mapping[str, str]:
        """Say whether it is the same, and what differs first."""
        return {
            "saved result": f"{self.kind}, {self.location}",
            "command": self.command,
            "compared": str(self.compared),
            "study": self.study,
            "day": f"{self.as_of}, to {self.data_to}",
            "fingerprint": self.fingerprint,
            "differences": f"{len(self.differences)}: {some((one.what for one in self.differences), 3)}"
            if self.differences
            else "none",
        }

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return not self.differences


def differences(saved: Mapping[str, Any], now: Mapping[str, Any], location: str = "") -> Again:
    """Compare a saved result, as its JSON holds it, with the same made anew.

    Numbers that differ by a billionth, as they may between machines, are the same.
    """
    found = [*_causes(saved, now)]
    old, new = _rows(saved), _rows(now)
    moved: list[Difference] = []
    compared = 0
    for name in [*old, *(name for name in new if name not in old)]:
        if name not in old or name not in new:
            gone = name not in new
            moved.append(
                Difference(part="row", what=name, before="there" if gone else None, after=None if gone else "there")
            )
            continue
        for column in [*old[name], *(column for column in new[name] if column not in old[name])]:
            before, after = _cell(old[name].get(column)), _cell(new[name].get(column))
            compared += isinstance(before, float) or isinstance(after, float)
            if not _alike(before, after):
                part: Part = "number" if isinstance(before, float) or isinstance(after, float) else "text"
                moved.append(Difference(part=part, what=f"{name}: {column}", before=before, after=after))
    order = ("number", "text", "row")
    moved.sort(key=lambda one: (order.index(one.part), -one.size))
    return Again(
        location=location,
        kind=_text(saved, "kind"),
        command=_text(saved, "command"),
        study=_text(now, "study"),
        framework_version=_text(now, "framework_version"),
        as_of=_text(now, "as_of"),
        data_to=_text(now, "data_to"),
        saved_fingerprint=_text(saved, "fingerprint"),
        fingerprint=_text(now, "fingerprint"),
        compared=compared,
        differences=(*found, *moved),
    )


def _text(body: Mapping[str, Any], name: str) -> str:
    """Return a cell of a result as text, empty where there is none."""
    return str(body.get(name) or "")


def _causes(saved: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Difference]:
    """Find what of program, framework, study and request is not what it was."""
    old, new = saved.get("fingerprint_parts") or {}, now.get("fingerprint_parts") or {}
    for name, (part, what) in _APART.items():
        if saved.get(name) != now.get(name):
            yield _told(part, what, saved.get(name), now.get(name))
    for name in dict.fromkeys((*old, *new)):
        if old.get(name) != new.get(name):
            yield _told("study", name, old.get(name), new.get(name))
    if not old and saved.get("fingerprint") != now.get("fingerprint"):
        yield _told("study", "fingerprint", saved.get("fingerprint"), now.get("fingerprint"))
    beside = {"rows", "version", "kind", "warnings", *_APART, *_PLACES}
    for name in dict.fromkeys((*saved, *now)):
        if name in beside:
            continue
        before, after = saved.get(name), now.get(name)
        if isinstance(before, list) and isinstance(after, list):
            yield from _scenarios(before, after)
        elif not _alike(_cell(before), _cell(after)):
            yield _told("request", name.replace("_", " "), before, after)


def _scenarios(old: Sequence[Any], new: Sequence[Any]) -> Iterator[Difference]:
    """Find scenarios that do not hold what they held."""
    before, after = ({str(one.get("id")): one for one in listed if isinstance(one, dict)} for listed in (old, new))
    for name in dict.fromkeys((*before, *after)):
        if before.get(name) != after.get(name):
            yield _told("request", f"scenario {name}", before.get(name), after.get(name))


def _told(part: Part, what: str, before: object, after: object) -> Difference:
    return Difference(part=part, what=what, before=_cell(before), after=_cell(after))


def _rows(body: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return the rows of a result by what names them."""
    keys = KEYS.get(str(body.get("kind")), ())
    found: dict[str, Mapping[str, Any]] = {}
    for number, row in enumerate(body.get("rows") or ()):
        name = " ".join(str(row[key]) for key in keys if row.get(key) not in (None, "")) or f"row {number + 1}"
        while name in found:
            name += "'"
        found[name] = {column: cell for column, cell in row.items() if column not in keys}
    return found


def _cell(value: object) -> str | float | None:
    """Return a cell as a number, as text, or as unknown."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        with suppress(OverflowError):  # a whole number that no number of a machine holds is text
            return float(value)
    return None if value is None or value == "" else str(value)


def _alike(before: str | float | None, after: str | float | None) -> bool:
    if isinstance(before, float) and isinstance(after, float):
        return before == after or math.isclose(before, after, rel_tol=SAME, abs_tol=SAME)
    return before == after
