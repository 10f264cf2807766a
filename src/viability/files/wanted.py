"""Which profiles a question needs, so that a study of many states is read in part."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from viability.files.pages import composed
from viability.files.profiles import HEAD
from viability.files.strict_yaml import Unreadable, parse_yaml
from viability.study.criterion import Criterion
from viability.study.names import fold
from viability.study.profile import State, Threat
from viability.study.scenario import Join, Leave, ScaleValue, Scenario, SetValue

if TYPE_CHECKING:
    from viability.files.crosswalk import Known

_KEY = re.compile(r"^([^\s#:]+):", re.MULTILINE)
"""A key at the left edge of a file."""


def states_of(scenario: Scenario) -> Iterator[str]:
    """Return what a scenario calls states by: names, and paths of values that begin with one."""
    yield from (*(scenario.members or ()), *scenario.with_, *scenario.without)
    for change in scenario.changes:
        match change:
            case SetValue():
                yield change.set
            case ScaleValue():
                yield change.scale
            case Join():
                yield change.join
            case Leave():
                yield change.leave
            case _:
                pass


def named(
    texts: Iterable[str],
    paths: Mapping[str, Path],
    others: Collection[str],
    tabled: Mapping[str, tuple[str, ...]] | None = None,
) -> set[str] | None:
    """Find the states that are meant by names, or by paths of values.

    Args:
        texts: Such as `Azerbaijan`, `AZE`, `azerbaijan.turkiye.defence_tie` or `nato.credibility`.
        paths: The files of all states by id.
        others: What paths of values hold beside states: institutions and attributes.
        tabled: What the states of tables go by, by id.

    Returns:
        Ids; None where a name is no state's, so that all have to be read to say what was meant.
    """
    by_name = {fold(known): i for i, names in (tabled or {}).items() for known in names}
    by_name |= {fold(name): name for name in paths}
    heads: dict[str, str] | None = None
    found = set()
    for text in texts:
        owner, *rest = text.split(".")
        wanted = [text] if fold(text) in by_name or not rest else [owner, *rest[:-1]]
        for name in wanted:
            if name == "*" or (rest and name in others):
                continue
            if fold(name) not in by_name and heads is None:
                heads = {fold(known): i for i, head in _heads(paths) for known in head}
                by_name = heads | by_name
            if fold(name) not in by_name:
                return None
            found.add(by_name[fold(name)])
    return found


def opponents(
    criteria: Iterable[Criterion],
    threats: Mapping[str, Threat],
    states: Mapping[str, State],
    paths: Mapping[str, Path],
    tabled: Mapping[str, tuple[str, ...]],
) -> set[str]:
    """Find the states outside a coalition that its measures read: the opponents that its members name."""
    against = {criterion.measure.against for criterion in criteria if criterion.facts.opponents}
    felt = {
        name for state in states.values() for attribute in against for name in state.threats.get(attribute or "", ())
    }
    codes = {threat.state for name, threat in threats.items() if name in felt and threat.state is not None}
    others = {name: path for name, path in paths.items() if name not in states}
    heads = (*tabled.items(), *_heads(others)) if codes else ()
    return {i for i, head in heads if not codes.isdisjoint((i, *head))}


def known_of(paths: Mapping[str, Path]) -> "dict[str, Known]":
    """Return by what names and codes the states of profiles are known, and when they live, as far as can be read."""
    from viability.files.crosswalk import Known, Life  # noqa: PLC0415 - tables alone need it

    found = {}
    for name, head in _read_heads(paths):
        code, first, last = (head.get(part) for part in ("iso3", "from", "to"))
        names = (name, *(one for one in _names({**head, "iso3": None})))
        codes = {"iso3": code} if isinstance(code, str) else {}
        life = Life(*(str(date) if isinstance(date, str | int) else "" for date in (first, last)))
        found[name] = Known(codes, names if len(names) > 1 else (name, name), life)
    return found


def _heads(paths: Mapping[str, Path]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Return by what names each state goes, read off the beginning of its file; its id where it cannot be read."""
    return ((name, tuple(_names(head)) if head else (name,)) for name, head in _read_heads(paths))


def _read_heads(paths: Mapping[str, Path]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give the beginning of each file, up to the first section; nothing of one that cannot be read."""
    for name, path in paths.items():
        try:
            text = composed(path.read_text(encoding="utf-8"))
            end = next((m.start() for m in _KEY.finditer(text) if m[1] not in HEAD or m[1] == "ties"), len(text))
            head = parse_yaml(text[:end])
        except (OSError, UnicodeDecodeError, Unreadable):
            head = None
        yield name, head if isinstance(head, dict) else {}


def _names(head: Mapping[str, Any]) -> Iterator[str]:
    aliases = head.get("aliases")
    listed = aliases if isinstance(aliases, list) else []
    yield from (name for name in (head.get("name"), head.get("iso3"), *listed) if isinstance(name, str) and name)
