"""A study to a folder, its states as profiles or as tables; what is written loads back equal."""

import csv
import io
import json
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from viability.files.declared import Table
from viability.files.pages import is_folder
from viability.files.tables import FILE
from viability.files.whole import whole_folder
from viability.study.profile import Data, Datum, Membership, State, Threat
from viability.study.study import Study

As = Literal["tables", "yaml"]

_PLAIN = re.compile(r"[^\W\d_][\w-]*( [^\W\d_][\w-]*)*|[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
"""Text that needs no quotes, as long as it is none of the words below."""

_WORDS = frozenset({"true", "false", "null"})

_KEEPS = (
    "criteria",
    "scenarios",
    "coalitions.yaml",
    "LICENCES.md",
    "states/_coalition.yaml",
    "states/_sources.yaml",
    "states/_codings",
)
"""What stays as it is, comments and all: everything but what stands of states."""

_OBSERVED = ("date", "value", "low", "high", "until", "quality", "source", "note")
_HEADS = ("state", "name", "iso3", "from", "to", "candidate", "aliases")
_SPELLS = ("state", "institution", "role", "from", "to", "source", "note")


def convert(study: Study, source: Path, target: Path, kind: As) -> int:
    """Write a study anew with its states in another form; everything else is copied.

    Args:
        study: All of it, as read from its folder.
        source: Its folder.
        target: A folder that does not exist, or is empty.
        kind: `tables` for CSV files, `yaml` for a profile for each state.

    Returns:
        How many files hold the states.

    Raises:
        OutputError: when the folder is in use, or cannot be written.
    """
    with whole_folder(target) as draft:
        (draft / "states").mkdir()
        for name in _KEEPS:
            if is_folder(source / name):
                shutil.copytree(source / name, draft / name)
            elif (source / name).exists():
                shutil.copyfile(source / name, draft / name)
        return _write_profiles(study, draft) if kind == "yaml" else _write_tables(study, draft)


# profiles


def _write_profiles(study: Study, target: Path) -> int:
    for state in study.states.values():
        (target / f"states/{state.id}.yaml").write_text(profile_text(study, state), encoding="utf-8")
    register = target / "criteria/_threats.yaml"
    known = register.read_text(encoding="utf-8") if register.exists() else ""
    written = {*re.findall(r"(?m)^([\w-]+):", known)}
    missing = {name: threat for name, threat in study.threats.items() if name not in written}
    if missing:
        added = block({name: _without_defaults(threat) for name, threat in missing.items()})
        register.write_text(f"{known}{added}", encoding="utf-8")
    return len(study.states)


def _without_defaults(threat: Threat) -> dict[str, object]:
    return {key: value for key, value in threat.plain().items() if value is not None}


def profile_text(study: Study, state: State) -> str:
    """Return a state as a profile writes it."""
    return block(_profile(study, state))


def _profile(study: Study, state: State) -> dict[str, Any]:
    """Return a state as a profile writes it."""
    sections: dict[str, dict[str, Any]] = {}
    for name, data in state.attributes.items():
        sections.setdefault(study.attributes[name].section, {})[name] = _observations(data)
    for name, felt in state.threats.items():
        rated = {threat: _observations(data) for threat, data in felt.items()}
        sections.setdefault(study.attributes[name].section, {})[name] = rated
    if state.memberships:
        held = {body: [_spell(spell) for spell in spells] for body, spells in state.memberships.items()}
        sections.setdefault(next(iter(study.framework.pillars)), {})["memberships"] = held
    ties = {o: {name: _observations(data) for name, data in tied.items()} for o, tied in state.ties.items()}
    return _head(state) | sections | ({"ties": ties} if ties else {})


def _head(state: State) -> dict[str, Any]:
    head = {
        "name": state.name,
        "iso3": state.iso3,
        "aliases": [*state.aliases],
        "from": state.from_,
        "to": state.to,
        "candidate": None if state.candidate else False,
    }
    return {key: value for key, value in head.items() if value not in (None, [])}


def _observations(data: Data) -> list[dict[str, Any]]:
    return [_observation(datum) for datum in data]


def _observation(datum: Datum) -> dict[str, Any]:
    written = {part: getattr(datum, part) for part in _OBSERVED}
    return {part: value for part, value in written.items() if value not in (None, "")}


def _spell(spell: Membership) -> dict[str, Any]:
    written = {
        "role": spell.role,
        "from": spell.from_,
        "to": spell.to,
        "source": spell.source,
        "note": spell.note,
    }
    return {part: value for part, value in written.items() if value not in (None, "")}


def block(plain: Mapping[str, Any], depth: int = 0) -> str:
    """Write a mapping as YAML: nested mappings as blocks, lists of mappings an item a line, all else in one line."""
    indent, lines = "  " * depth, []
    for key, value in plain.items():
        head = f"{indent}{text_of(str(key))}:"
        if isinstance(value, Mapping) and value:
            lines.append(f"{head}\n{block(value, depth + 1)}")
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            lines.append(head + "\n" + "".join(f"{indent}  - {_flow(item)}\n" for item in value))
        else:
            lines.append(f"{head} {_flow(value)}\n")
    return "".join(lines)


def _flow(value: object) -> str:
    """Write a value in one line."""
    match value:
        case Mapping():
            return "{" + ", ".join(f"{text_of(str(key))}: {_flow(each)}" for key, each in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(map(_flow, value)) + "]"
        case bool() | None:
            return json.dumps(value)
        case int() | float():
            return number(value)
        case _:
            return text_of(str(value))


def text_of(text: str) -> str:
    """Write text so that it is read as text; years go without quotes, for dates are read from numbers, too."""
    if _PLAIN.fullmatch(text) and text.casefold() not in _WORDS:
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return re.sub(r"[\x7f-\x9f\u2028\u2029\ufeff]", lambda found: f"\\u{ord(found[0]):04x}", quoted)


def number(value: float) -> str:
    """Write a number as briefly as it is read back the same."""
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value))  # noqa: PLR2004 - beyond it repr is shorter


# tables


def _write_tables(study: Study, target: Path) -> int:
    states = [*study.states.values()]
    attributes = [(s.id, name, *_cells(d)) for s in states for name, data in s.attributes.items() for d in data]
    threats = [
        (s.id, threat, name, *_cells(d))
        for s in states
        for name, felt in s.threats.items()
        for threat, data in felt.items()
        for d in data
    ]
    pairs = [
        (s.id, other, name, *_cells(d))
        for s in states
        for other, tied in s.ties.items()
        for name, data in tied.items()
        for d in data
    ]
    spells = [
        (s.id, body, spell.role, spell.from_ or "", spell.to or "", ";".join(spell.source), spell.note)
        for s in states
        for body, held in s.memberships.items()
        for spell in held
    ]
    plans: dict[str, tuple[tuple[str, ...], Iterable[tuple[object, ...]], int]] = {
        "states": (_HEADS, [_head_cells(state) for state in states], -1),
        "attributes": (("state", "attribute", *_OBSERVED), attributes, 1),
        "threats": (("state", "threat", "attribute", *_OBSERVED), threats, 2),
        "pairs": (("a", "b", "attribute", *_OBSERVED), pairs, 2),
        "memberships": (_SPELLS, spells, -1),
    }
    declared: dict[str, Any] = {}
    for holds, (columns, rows, named) in plans.items():
        listed = [*rows]
        if not listed:
            continue
        _write_rows(target / f"states/{holds}.csv", columns, listed)
        values: dict[str, Any] = (
            {str(name): {} for name in dict.fromkeys(row[named] for row in listed)} if named >= 0 else {}
        )
        plain = {"file": f"{holds}.csv", "holds": holds, "columns": {name: name for name in columns}}
        declared[holds] = plain | ({"values": values} if values else {})
        Table.read(declared[holds])
    text = "# Which table holds what; written by `viability convert`. See docs/data.md.\n" + block(declared)
    (target / "states" / FILE).write_text(text, encoding="utf-8")
    for state in states:  # what no cell can hold stands in a profile beside the tables
        if beside := _beside(state):
            (target / f"states/{state.id}.yaml").write_text(block(beside), encoding="utf-8")
    return len(declared)


def _write_rows(path: Path, columns: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    text = io.StringIO(newline="")
    out = csv.writer(text, lineterminator="\n")
    out.writerow(columns)
    out.writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8", newline="")


def _cells(datum: Datum) -> Iterator[str]:
    for part in _OBSERVED:
        value = getattr(datum, part)
        if value is None:
            yield ""
        elif part == "source":
            yield ";".join(value)
        else:
            yield value if isinstance(value, str) else number(value)


def _head_cells(state: State) -> tuple[str, ...]:
    beside = _beside(state)
    return (
        state.id,
        "" if "name" in beside else state.name,
        state.iso3 or "",
        state.from_ or "",
        state.to or "",
        "" if state.candidate else "false",
        "" if "aliases" in beside else ";".join(state.aliases),
    )


def _beside(state: State) -> dict[str, Any]:
    """Return the names that a cell cannot hold."""
    held: dict[str, Any] = {}
    if state.name != state.name.strip():
        held["name"] = state.name
    if any(not alias.strip() or alias != alias.strip() or ";" in alias for alias in state.aliases):
        held["aliases"] = [*state.aliases]
    return held
