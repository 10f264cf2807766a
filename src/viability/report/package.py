"""A Frictionless data package: every table of a result with its types, what its columns mean, and where it comes from.

References:
    Frictionless Data, Data Package and Table Schema, specs.frictionlessdata.io.

"""

import json
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from viability import __version__
from viability.analyses.explain import trace_criteria
from viability.analyses.members import members
from viability.errors import ViabilityError
from viability.output import claims, explain, pairs, score
from viability.output import members as of_members
from viability.output import sliders as of_sliders
from viability.output.columns import column_of
from viability.output.csv_text import as_csv
from viability.output.made import Made
from viability.output.sheet import Cell, Row, Sheet, as_row
from viability.output.text import clean
from viability.report.answers import Answers, check_pairs
from viability.report.profiles import shown_states
from viability.study.address import Address
from viability.study.profile import Data
from viability.study.study import Study

OWN: dict[str, dict[str, str]] = {
    "profiles": {
        "path": "address of the value, as `--set` takes it",
        "owner": "id of the state or institution that it is of",
        "other": "id of the other state, or of the threat source",
        "attribute": "id of the attribute",
        "title": "what the attribute is",
        "value": "the value, in the unit",
        "low": "least that it may be: its own range, or that of its quality",
        "high": "greatest that it may be",
        "unit": "unit; a rating is a level of its rubric",
        "level": "the level of a rating in the words of its rubric",
        "date": "from when it holds: a year, a month or a day",
        "until": "last day that it holds, where nothing took its place",
        "quality": "high, medium or low",
        "sources": "ids of its sources, separated by blanks",
        "note": "which facts decide it",
    },
    "memberships": {
        "state": "id of the state",
        "institution": "id of the institution",
        "role": "member, associate, observer or partner",
        "from": "first day",
        "to": "last day",
        "sources": "ids of its sources, separated by blanks",
        "note": "what to know of it",
    },
    "sources": {
        "source": "id",
        "title": "title",
        "publisher": "publisher",
        "edition": "edition or version",
        "date": "date of publication",
        "accessed": "day on which it was read",
        "href": "address",
        "weak": "why to distrust it",
    },
}
"""What the columns mean of the tables that no command writes."""


LOST = "replace"
"""What becomes of a letter that is none, as in the name of a folder from a machine with another encoding."""


class Package(Struct, frozen=True, kw_only=True):
    """The files of a package by name, and how many tables they are."""

    files: dict[str, bytes]
    tables: int


def package(answers: Answers, made: Made, licence: bytes | None, *, ours: bool) -> Package:
    """Return the files of a data package.

    Args:
        answers: Whose results.
        made: What makes it again.
        licence: The page of a study that says what may be done with its data.
        ours: Whether the study comes along with the program.

    Raises:
        ViabilityError: when the coalition cannot be scored, or has too many members for a package.
    """
    check_pairs(answers, package=True)
    tables = {name: sheet for name, sheet in _tables(answers) if sheet.rows}
    tables["sources"] = _own("sources", [*_sources(answers.asked, tables.values())])
    files = {f"data/{name}.csv": as_csv(replace(sheet, provenance={})) for name, sheet in tables.items()}
    described = _described(answers, tables, files, made)
    described |= _licences(licence, ours=ours)
    files["datapackage.json"] = (json.dumps(described, ensure_ascii=False, indent=2) + "\n").encode(errors=LOST)
    files["README.md"] = _readme(answers, tables, made, licence, ours=ours).encode(errors=LOST)
    if licence is not None:
        files["LICENCES.md"] = licence
    return Package(files=files, tables=len(tables))


def _tables(answers: Answers) -> Iterator[tuple[str, Sheet]]:
    """Give every table; one whose question cannot be asked is left out."""
    study = answers.asked
    yield "results", score.sheet(answers.score)
    yield "criteria", _criteria(study)
    asked: dict[str, Callable[[], Sheet]] = {
        "pairs": lambda: pairs.sheet(answers.pairs),
        "members": lambda: of_members.sheet(members(study, seed=answers.seed)),
        "coalitions": lambda: of_sliders.sheet(answers.sliders),
        "claims": lambda: claims.sheet(answers.claims),
    }
    for name, ask in asked.items():
        try:
            yield name, ask()
        except ViabilityError:
            continue
    states = shown_states(study, answers.sliders.states)
    yield "profiles", _own("profiles", [*_profiles(study, states)])
    yield "memberships", _own("memberships", [*_memberships(study, states)])


def _own(kind: str, rows: Sequence[Row]) -> Sheet:
    return Sheet(kind=kind, rows=rows, provenance={}, head=tuple(OWN[kind]))


def _criteria(study: Study) -> Sheet:
    sheets = [*map(explain.sheet, trace_criteria(study))]
    return replace(sheets[0], rows=[row for sheet in sheets for row in sheet.rows])


def _profiles(study: Study, states: Iterable[str]) -> Iterator[Row]:
    """Give every observation of the states, and of the institutions that they may belong to."""
    told: set[str] = set()
    for name in states:
        state = study.states[name]
        for attribute, data in state.attributes.items():
            yield from _observations(study, Address(name, "", attribute, "state"), data)
        for attribute, felt in state.threats.items():
            for threat, data in felt.items():
                yield from _observations(study, Address(name, threat, attribute, "threat"), data)
        for other, ties in state.ties.items():
            for attribute, data in ties.items():
                yield from _observations(study, Address(name, other, attribute, "pair"), data)
        for institution in state.memberships:
            if institution in study.institutions and institution not in told:
                told.add(institution)
                data = study.institutions[institution].credibility
                yield from _observations(study, Address(institution, "", "credibility", "institution"), data)


def _observations(study: Study, address: Address, data: Data) -> Iterator[Row]:
    attribute = study.attributes[address.attribute]
    for datum in data:
        low, high = attribute.bounds(datum)
        level = attribute.rubric.get(int(datum.value), "") if attribute.is_rating and datum.value % 1 == 0 else ""
        yield as_row(
            path=str(address),
            owner=address.owner,
            other=address.other,
            attribute=address.attribute,
            title=attribute.title,
            value=float(datum.value),
            low=float(low),
            high=float(high),
            unit=attribute.unit or "rating",
            level=level,
            date=datum.date or "",
            until=datum.until or "",
            quality=datum.quality,
            sources=" ".join(datum.source),
            note=datum.note,
        )


def _memberships(study: Study, states: Iterable[str]) -> Iterator[Row]:
    for name in states:
        for institution, spells in study.states[name].memberships.items():
            for spell in spells:
                cells = as_row(state=name, institution=institution, role=spell.role)
                cells |= {"from": spell.from_ or "", "to": spell.to or ""}
                yield cells | as_row(sources=" ".join(spell.source), note=spell.note)


def _sources(study: Study, tables: Iterable[Sheet]) -> Iterator[Row]:
    """Give every source that a table names."""
    cited = {
        name
        for sheet in tables
        for row in sheet.rows
        for column, cell in row.items()
        if (column == "sources" or column.endswith("_sources")) and isinstance(cell, str)
        for name in cell.split()
    }
    for name, source in study.sources.items():
        if name in cited:
            fields = ("title", "publisher", "edition", "date", "accessed", "href", "weak")
            yield as_row(source=name) | {field: getattr(source, field) or "" for field in fields}


def _described(answers: Answers, tables: dict[str, Sheet], files: dict[str, bytes], made: Made) -> dict[str, Any]:
    study = answers.asked
    told = {**tables["results"].provenance, **made.cells()}
    held = {key: _jsonable(value) for key, value in told.items() if value not in {"", None}} | made.full()
    return {
        "$schema": "https://datapackage.org/profiles/1.0/datapackage.json",
        "name": "viability-" + "-".join(study.members)[:80].lower().replace("_", "-"),
        "title": clean(study.title),
        "description": f"Results of viability {__version__}, a program that scores whether states could sustain a "
        f"defence alliance, and every datum behind them. Made by: {made.command}",
        "version": __version__,
        "profile": "tabular-data-package",
        "viability": held,
        "resources": [
            {
                "name": name,
                "path": f"data/{name}.csv",
                "profile": "tabular-data-resource",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": len(files[f"data/{name}.csv"]),
                "description": TOLD[name],
                "schema": {"fields": [_field(sheet, column) for column in sheet.columns], "missingValues": [""]},
            }
            for name, sheet in tables.items()
        ],
    }


TOLD = {
    "results": "each index, cohesion, pillar and criterion, with ranges, shares and points",
    "criteria": "each member or pair under each criterion, from the raw value to the score",
    "pairs": "the cohesion of every pair of members",
    "members": "the coalition without each member, and what each brings",
    "coalitions": "every coalition of the members and candidates, with its indices and verdict",
    "claims": "each claim of the study, its test, the evidence and the outcome",
    "profiles": "every observation of the members and candidates, with range, date, quality, sources and note",
    "memberships": "every spell of the members and candidates in an institution",
    "sources": "every source that another table names",
}
"""What each table holds."""


def _jsonable(value: Cell) -> Cell:
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def _field(sheet: Sheet, column: str) -> dict[str, str]:
    """Return a column with its type, as its cells are written, and what it means."""
    cells = [row.get(column) for row in sheet.rows]
    known = [cell for cell in cells if cell is not None and cell != ""]
    kind = "string"
    if known and all(isinstance(cell, bool) for cell in known):
        kind = "boolean"
    elif known and all(isinstance(cell, int) for cell in known) and len(known) == len(cells):
        kind = "integer"
    elif known and all(isinstance(cell, int | float) for cell in known):
        kind = "number"
    documented = column_of(sheet.kind, column)
    told = "" if documented is None else f"{documented.meaning} ({documented.type})"
    meaning = OWN.get(sheet.kind, {}).get(column, told)
    found = {"name": column, "type": kind}
    return found | ({"description": meaning.replace("`", "")} if meaning else {})


def _licences(licence: bytes | None, *, ours: bool) -> dict[str, Any]:
    if licence is not None:
        return {"licenses": [{"title": "By table and owner, see LICENCES.md", "path": "LICENCES.md"}]}
    return {"licenses": [{"name": "MIT", "title": "MIT Licence"}]} if ours else {}


def _readme(answers: Answers, tables: dict[str, Sheet], made: Made, licence: bytes | None, *, ours: bool) -> str:
    study = answers.asked
    rows = "\n".join(f"| `data/{name}.csv` | {len(sheet.rows):,} | {TOLD[name]} |" for name, sheet in tables.items())
    may = (
        "The study and its results are under the MIT licence."
        if ours
        else "The study names no licence; ask its authors."
    )
    may = (
        "What may be done with the data stands in [LICENCES.md](LICENCES.md), by owner." if licence is not None else may
    )
    indices = "; ".join(
        f"{one.study.framework.question.title} {one.index:.1f} of 100, {one.verdict}"
        for one in answers.score.questions.values()
    )
    return f"""# {" ".join(clean(study.title).split())}

{indices}; data as of {study.as_of or study.day}.

A [Frictionless](https://frictionlessdata.io) data package: `datapackage.json` says of every column what it means and of
which type it is. `frictionless validate datapackage.json` checks it. Unknown cells are empty.

| table | rows | what it holds |
| --- | --- | --- |
{rows}

Made by viability {__version__}, framework {study.framework.version}:

```sh
{made.command}
```

{made.what_was_read(answers.score.about.newest)}

{may} The index summarises dated judgements; it is no forecast and no advice.
"""
