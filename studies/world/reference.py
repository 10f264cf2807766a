"""Write the reference class: what this study makes of groups that allied and of groups that were matched to them.

    python studies/world/reference.py [CASES.csv]

CASES.csv is what cases.py writes. With it, `reference/groups.csv` is written: for each case that can be scored who, as
of when, whether a treaty was signed the year after, the index and the score of each criterion. `reference/
framework.json` holds the weights and titles of the criteria, and the fingerprint of the framework. In any case
`reference/standings.csv` is written: where the coalitions of the states of the study that comes along stand among
these groups, as of its day, so that `viability score` need not read the world. All three are this study's own results;
no id, text or obligation of a treaty is among them. Run it again whenever the framework or a table of this study, or
the day of the study that comes along, changes.
"""

import csv
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from pathlib import Path

from viability import Study, load_study, place, read_cases
from viability.analyses.backtest.scored import score_cases
from viability.study.fingerprint import framework_sum
from viability.study.standing import Standing

HERE = Path(__file__).parent
REFERENCE = HERE / "reference"

KEPT = {"easy", "hard", "near", "two", "three_and_more"}
"""The sets that are passed on: how a group was chosen, and how many members it has. What a treaty obliged to is not."""

FEW = 4
"""Members that a name lists."""

DIGITS = 6


def write(name: str, head: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    """Write a table of the reference class."""
    path = REFERENCE / name
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(head)
        out.writerows(rows)
    print(f"{path.relative_to(HERE)}: {path.stat().st_size:,} bytes")


def cells(scores: Iterable[float]) -> Iterator[str]:
    """Write scores, empty where unknown."""
    return ("" if score != score else f"{round(score, DIGITS):.6g}" for score in scores)  # noqa: PLR0124 - NaN


def called(study: Study, members: Sequence[str]) -> str:
    """Name a group by its members, the first few of many."""
    names = [study.states[state].name for state in members]
    return ", ".join(names) if len(names) <= FEW else f"{', '.join(names[: FEW - 1])} and {len(names) - FEW + 1} more"


def groups(study: Study, cases: Path) -> None:
    """Write the groups with their scores."""
    scored = score_cases(study, read_cases(cases).rows)
    rows = (
        (
            case.id,
            called(study, members),
            " ".join(members),
            case.date,
            int(case.label),
            " ".join(name for name in case.sets if name in KEPT),
            case.match,
            case.cluster,
            f"{index:.4f}",
            f"{known:.4f}",
            *cells(scores),
        )
        for case, members, index, known, scores in zip(
            scored.cases,
            scored.members,
            scored.index.tolist(),
            scored.coverage.tolist(),
            scored.scores.tolist(),
            strict=True,
        )
    )
    head = ("id", "name", "members", "date", "label", "set", "match", "cluster", "index", "coverage", *study.criteria)
    write("groups.csv", head, rows)


def framework(study: Study) -> None:
    """Write the criteria with their weights."""
    body = {
        "framework": framework_sum(study),
        "pillars": {name: pillar.weight for name, pillar in study.framework.pillars.items()},
        "criteria": {
            name: {"title": one.title, "pillar": one.pillar, "weight": one.weight}
            for name, one in study.criteria.items()
        },
    }
    (REFERENCE / "framework.json").write_text(json.dumps(body, indent=1) + "\n", encoding="utf-8")


def standings(study: Study) -> None:
    """Write where the coalitions of the states of the study that comes along stand, as of its day."""
    own = load_study("shipped")
    states = [name for name, state in own.states.items() if state.iso3 is not None and state.candidate]
    rows = []
    for size in range(2, len(states) + 1):
        for group in combinations(states, size):
            found = place(own.with_members(group).replace(as_of=own.day), world=study).standing
            codes = sorted(own.states[name].iso3 or "" for name in group)
            numbers = (f"{number:.4f}" if isinstance(number, float) else number for number in found)
            rows.append((own.day, " ".join(codes), *numbers))
    write("standings.csv", ("day", "members", *Standing._fields), rows)


def main(cases: Path | None) -> None:
    """Write the reference class."""
    REFERENCE.mkdir(exist_ok=True)
    study = load_study(HERE)
    framework(study)
    if cases is not None:
        groups(study, cases)
    standings(study)


if __name__ == "__main__":
    if len(sys.argv) > 2:  # noqa: PLR2004 - the script and the cases
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]) if sys.argv[1:] else None)
