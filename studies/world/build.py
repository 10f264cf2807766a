"""Build the tables of the world study from a folder of tables of all states.

    python studies/world/build.py FOLDER

FOLDER holds `states.csv`, `facts.csv`, `vdem_polyarchy.csv`, `ties.csv`, `memberships.csv`, `institutions.csv`,
`indicators.csv`, `tie_types.csv` and `sources.csv`; docs/data.md says where they came from. Written are the tables in
`states/`, and the registers of sources and institutions. Only what `indicators.csv` and `tie_types.csv` mark with
`ship` yes is taken. Read with the standard library alone, so that it runs anywhere; the same folder gives the same
bytes.
"""

import csv
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

HERE = Path(__file__).parent

LISTED = "2026-05-17"
"""The day of the Factbook's pages: since when memberships without a date are known."""

ACCESSED = "2026-11"
"""When the sources were read."""

TITLES = {
    "evidence_ots": "Memberships of the OTS and of GUAM, each with its source in the profiles of the Turkic study that "
    "ships beside"
}
"""Titles that replace those of the folder, which name files that do not ship."""

FIRST = 1946
LAST_CODED = 2020
"""The years that the peace scale covers."""

LEVELS = {0.0: 4, 0.25: 2}
"""Which levels of the peace scale are rivalries, and how they are rated."""

SHARES = "milex_const_gmsd"

FACTS = {
    "un_ideal_point": "un_ideal_point",
    SHARES: "expenditure_share",
    "wgi_gov_effectiveness": "government_effectiveness",
}
"""Indicators, and the attributes that they become, in one file."""

POLYARCHY = {"vdem_polyarchy": "polyarchy"}
"""What stands in a file of its own, for its licence is another."""

ROLES = {"candidate": "partner"}
"""Roles that a profile does not know, and the nearest that it does."""

Rows = list[dict[str, str]]


def read(folder: Path, name: str) -> Rows:
    """Read a table."""
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(name: str, columns: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    """Write a table of the study."""
    path = HERE / "states" / name
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(columns)
        out.writerows(rows)
    print(f"{path.relative_to(HERE)}: {path.stat().st_size:,} bytes")


def shippable(folder: Path) -> set[str]:
    """Return the indicators and ties that may be shipped."""
    marks = [(row["indicator"], row["ship"]) for row in read(folder, "indicators.csv")]
    marks += [(row["tie"], row["ship"]) for row in read(folder, "tie_types.csv")]
    return {name for name, ship in marks if ship == "yes"}


def states(folder: Path) -> dict[str, dict[str, str]]:
    """Return the states, each with its first and last day; one with two spells lives from the first to the last."""
    found: dict[str, dict[str, str]] = {}
    for row in read(folder, "states.csv"):
        before = found.get(row["id"])
        found[row["id"]] = row if before is None else {**row, "from": before["from"]}
    return found


def write_states(found: Mapping[str, dict[str, str]]) -> None:
    """Write who there was, when, where, and under which names and codes."""
    write(
        "states.csv",
        ("state", "name", "iso3", "cow", "gw", "from", "to", "latitude", "longitude", "aliases"),
        (
            (
                *(row[key] for key in ("id", "name", "iso3", "cow_code", "gw_code", "from", "to", "lat", "lon")),
                ";".join(
                    dict.fromkeys(a for a in row["aliases"].split(";") if a and a not in {row["name"], row["id"]})
                ),
            )
            for row in found.values()
        ),
    )


def shares(values: Mapping[tuple[str, str], str]) -> dict[tuple[str, str], str]:
    """Return each state's share, in per cent, of the sum over all states that have a figure for the year."""
    totals: dict[str, float] = defaultdict(float)
    for (_, year), value in values.items():
        totals[year] += float(value)
    return {key: f"{100 * float(value) / totals[key[1]]:.4g}" for key, value in values.items()}


def write_facts(rows: Rows, name: str, columns: Mapping[str, str]) -> None:
    """Write indicators as columns, a row for each state and year that has one."""
    values: dict[str, dict[tuple[str, str], str]] = {indicator: {} for indicator in columns}
    for row in rows:
        if row["indicator"] in values:
            values[row["indicator"]][row["state_id"], row["year"]] = row["value"]
    if SHARES in values:
        values[SHARES] = shares(values[SHARES])
    keys = sorted({key for each in values.values() for key in each})
    write(
        name, ("state", "year", *columns.values()), ((*key, *(values[i].get(key, "") for i in columns)) for key in keys)
    )


def write_rivalries(folder: Path, lives: Mapping[str, dict[str, str]]) -> None:
    """Write when pairs became rivals, of what kind, and when they ceased to be; only pairs that ever were."""
    spells: dict[tuple[str, str], list[tuple[int, int, int]]] = defaultdict(list)
    for row in read(folder, "ties.csv"):
        if row["tie"] == "peace_scale":
            last = int(row["to"] or LAST_CODED)
            spells[row["a"], row["b"]].append((int(row["from"]), last, LEVELS.get(float(row["value"]), 0)))
    rows = []
    for pair, found in sorted(spells.items()):
        if any(level for *_, level in found):
            born = max(int(lives[state]["from"][:4] or FIRST) for state in pair)
            end = min((lives[state]["to"] or "9999") for state in pair)
            for year, level in _steps(found, max(FIRST, born)):
                # a rivalry that lasts as long as a state does ends on its last day
                day = min(str(year), end)
                rows.append((*pair, day, level, "medium" if level else "high"))
    write("rivalries.csv", ("a", "b", "date", "rivalry", "quality"), rows)


def _steps(spells: list[tuple[int, int, int]], first: int) -> list[tuple[int, int]]:
    """Return the years in which the level of a pair changes, the first year of the pair included."""
    steps = {min(first, *(start for start, _, _ in spells)): 0}
    for start, last, level in sorted(spells):
        steps[start] = level
        if last < LAST_CODED:
            steps.setdefault(last + 1, 0)
    kept: list[tuple[int, int]] = []
    for year, level in sorted(steps.items()):
        if not kept or kept[-1][1] != level:
            kept.append((year, level))
    return kept


def write_memberships(folder: Path) -> None:
    """Write who belongs to what; where no date is given, it is known since the list was made."""
    rows: list[tuple[str, ...]] = []
    listed = read(folder, "memberships.csv")
    dated = {(row["state_id"], row["institution_id"], row["role"]) for row in listed if row["from"]}
    for row in listed:
        if not row["from"] and not row["to"] and (row["state_id"], row["institution_id"], row["role"]) in dated:
            continue
        role, note = ROLES.get(row["role"], row["role"]), row["note"]
        if role != row["role"]:
            note = f"{row['role']}; {note}"
        since = row["from"] or ("" if row["to"] else LISTED)
        rows.append(
            (row["state_id"], row["institution_id"], role, since, row["to"], row["source_id"].replace(";", " "), note)
        )
    columns = ("state", "institution", "role", "from", "to", "source", "note")
    write("memberships.csv", columns, dict.fromkeys(rows))


def quoted(text: str) -> str:
    """Write text as a YAML scalar."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def write_registers(folder: Path, used: set[str]) -> None:
    """Write the sources that the study uses, and the institutions."""
    lines = ["# Where every value comes from; written by build.py. What may be done with each: docs/data.md.", ""]
    told = ("edition", "years", "licence_or_terms")
    for row in read(folder, "sources.csv"):
        if row["source_id"] in used:
            lines += [
                f"{row['source_id']}:",
                f"  title: {quoted(TITLES.get(row['source_id'], row['title']))}",
                f"  publisher: {quoted(row['publisher'])}",
                f"  edition: {quoted(', '.join(filter(None, map(row.get, told))))}",
                f"  accessed: {ACCESSED}",
            ]
    (HERE / "states/_sources.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    lines = ["# Institutions that states are listed in; written by build.py. No criterion here reads them.", ""]
    for row in read(folder, "institutions.csv"):
        lines += [
            f"{row['institution_id']}:",
            f"  name: {quoted(row['name'])}",
            '  mandate: ""',
            f"  source: {row['source_id']}",
        ]
    (HERE / "criteria/_institutions.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def build(folder: Path) -> None:
    """Build the study's tables and registers.

    Raises:
        SystemExit: when an indicator that the study reads may not be shipped.
    """
    wanted = {*FACTS, *POLYARCHY, "peace_scale"}
    if missing := wanted - shippable(folder):
        raise SystemExit(f"not marked as shippable: {', '.join(sorted(missing))}")
    (HERE / "states").mkdir(exist_ok=True)
    found = states(folder)
    write_states(found)
    write_facts(read(folder, "facts.csv"), "facts.csv", FACTS)
    write_facts(read(folder, "vdem_polyarchy.csv"), "vdem_polyarchy.csv", POLYARCHY)
    write_rivalries(folder, found)
    write_memberships(folder)
    memberships = {name for row in read(folder, "memberships.csv") for name in row["source_id"].split(";")}
    institutions = {row["source_id"] for row in read(folder, "institutions.csv")}
    used = {"capitals", "unga2025", "gmsd", "wgi2024", "vdem16", "gdb31", *memberships, *institutions}
    write_registers(folder, used)


if __name__ == "__main__":
    if len(sys.argv) != 2:  # noqa: PLR2004 - the script and the folder
        raise SystemExit(__doc__)
    build(Path(sys.argv[1]))
