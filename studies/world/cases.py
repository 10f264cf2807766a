"""Turn the development cases of the back-test into a table that `viability backtest` reads.

    python studies/world/cases.py FOLDER CASES.csv

FOLDER holds `groups.csv`, `members.csv` and `indicators.csv`: alliances formed from 1946 to 2008 and groups of states
that were matched to them and formed none. They rest on data sets that may not be passed on, so they are read from the
user's own copy, and neither they nor CASES.csv come with the program; docs/backtest.md says what is in them.

A case is dated by the year before the treaty. States go by the ids of this study, found by their COW codes: where two
states share one, the state that lived on the last day of that year is meant. Read with the standard library alone.
"""

import csv
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

HERE = Path(__file__).parent

KINDS = ("easy", "hard", "near")
"""How the groups without a treaty were chosen."""

NEW = 0.2
"""Share of pairs with a defence pact the year before up to which a treaty is a new one."""

LARGE = 3

BASELINES = {"un_agree": "un_agreement", "pooled_cinc": "capability", "prior_ties": "earlier_ties"}
"""Columns of indicators.csv that the index is compared with, and what they are called in the cases."""

COLUMNS = (
    "id",
    "members",
    "date",
    "label",
    "set",
    "match",
    "cluster",
    *BASELINES.values(),
    "lasted",
    "lasted_20_years",
)

Row = Mapping[str, str]


def read(path: Path) -> list[Row]:
    """Read a table."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def lives() -> dict[str, list[tuple[str, str, str]]]:
    """Return the states that each COW code may mean, with their first and last day."""
    found: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for row in read(HERE / "states/states.csv"):
        if row["cow"]:
            found[row["cow"]].append((row["state"], row["from"], row["to"] or "9999"))
    return found


def state_of(code: str, year: int, known: Mapping[str, Sequence[tuple[str, str, str]]]) -> str:
    """Return the state of a COW code that lived at the end of a year, else the next that did.

    Raises:
        SystemExit: when the study has no state of that code.
    """
    day = f"{year}-12-31"
    if code not in known:
        raise SystemExit(f"no state of this study has the COW code {code}")
    alive = [state for state, first, last in known[code] if first <= day <= last]
    later = [state for state, first, _ in sorted(known[code], key=lambda one: one[1]) if first > day]
    return [*alive, *later, known[code][0][0]][0]


def sets_of(group: Row, treaty: Row, held: set[str]) -> Iterator[str]:
    """Give the sets of a group: its kind, or the kinds that its treaty was given; and what the treaty was like."""
    yield from [kind for kind in KINDS if kind in held] if group["label"] == "1" else [group["set"]]
    yield "three_and_more" if int(treaty["size"]) >= LARGE else "two"
    yield "new" if float(treaty["x_prior_share"]) <= NEW else "renewed"
    yield "asymmetric" if treaty["asymmetric"] == "1" else "symmetric"


def cases(folder: Path) -> Iterator[Sequence[str]]:
    """Give the cases, in the order of the groups."""
    groups = read(folder / "groups.csv")
    treaties = {group["match_id"]: group for group in groups if group["label"] == "1"}
    kinds: dict[str, set[str]] = defaultdict(set)
    for group in groups:
        kinds[group["match_id"]].add(group["set"])
    members: dict[str, list[str]] = defaultdict(list)
    for row in read(folder / "members.csv"):
        members[row["group_id"]].append(row["ccode"])
    indicators = {row["group_id"]: row for row in read(folder / "indicators.csv")}
    known = lives()
    for group in groups:
        before = int(group["year"]) - 1
        match = group["match_id"]
        ongoing = "+" if group["o_censored"] == "1" else ""
        yield (
            group["group_id"],
            " ".join(state_of(code, before, known) for code in members[group["group_id"]]),
            str(before),
            group["label"],
            " ".join(sets_of(group, treaties[match], kinds[match])),
            match,
            group["cluster_id"],
            *(indicators[group["group_id"]][name] for name in BASELINES),
            f"{group['o_duration']}{ongoing}" if group["o_duration"] else "",
            group["o_in_force_20y"],
        )


def main(folder: Path, target: Path) -> None:
    """Write the cases."""
    rows = [*cases(folder)]
    with target.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(COLUMNS)
        out.writerows(rows)
    print(f"wrote {target}: {len(rows):,} cases")


if __name__ == "__main__":
    if len(sys.argv) != 3:  # noqa: PLR2004 - the script, the folder and the table
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
