"""How long the world study takes: a few states beside the bare score, and all of it, in time and memory.

Ratios, so that the machine matters little: `score` of four states of the world should take at most three times the
bare `score`, and the whole world be read in three seconds and 300 MB.

    python benchmarks/world.py [FOLDER]

FOLDER holds `groups.csv` (group_id, year) and `members.csv` (group_id, ccode, a number of the Correlates of War): each
group is scored as of the end of the year before its own, or of the first on which all its members live, all of them in
ten seconds.
"""

import csv
import resource
import sys
import tempfile
import time
from pathlib import Path

from turns import in_turn, started

from viability.analyses.backtest.scored import score_cases
from viability.files.crosswalk import Crosswalk
from viability.files.folder import load_study
from viability.files.pages import Reader
from viability.files.places import study_folder
from viability.files.tables import Tables
from viability.study.cases import Case

FOUR = ("score", "--study", "world", "--members", "SWE,FIN,NOR,DNK")

LATEST = 2
"""Years after that of a group in which its last member may have begun."""

READ = "from viability.files.folder import load_study; load_study('world')"


def cases(folder: Path, known: Crosswalk) -> tuple[Case, ...]:
    """Return the groups of a folder, each as of the first end of a year on which all live, from that before its own."""
    years = {row["group_id"]: int(row["year"]) for row in rows(folder / "groups.csv")}
    codes: dict[str, list[str]] = {}
    for row in rows(folder / "members.csv"):
        codes.setdefault(row["group_id"], []).append(row["ccode"])
    found = []
    for name, listed in codes.items():
        for year in range(years[name] - 1, years[name] + LATEST + 1):
            day = f"{year:04}-12-31"
            members = [state for code in listed for state in known.find("cow", code, day)]
            if all(known.states[state].life.holds(day) for state in members):
                break
        found.append(Case(id=name, members=tuple(members), date=day, label=False))
    return tuple(found)


def rows(path: Path) -> list[dict[str, str]]:
    """Read a table."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def groups(folder: Path) -> None:
    """Print how long all groups take that can be scored, each at its own date."""
    study = load_study("world")
    reader = Reader(study_folder("world"))
    known = Tables(reader, study.attributes, study.sources, [*study.framework.pillars]).crosswalk
    asked = cases(folder, known)
    start = time.process_time()
    scored = score_cases(study, asked)
    took = time.process_time() - start
    dates = len({case.date for case in asked})
    print(
        f"{len(scored.cases)} of {len(asked)} groups at {dates} dates scored in {took:.1f} s of processor time "
        f"(at most 10), {len(scored.left_out)} left out"
    )


def main() -> None:
    """Print the times and their ratios."""
    if sys.argv[1:]:
        groups(Path(sys.argv[1]))
        return
    start = time.perf_counter()
    commands = {"bare": ("-m", "viability", "score"), "four": ("-m", "viability", *FOUR), "whole": ("-c", READ)}
    with tempfile.TemporaryDirectory() as empty:
        timed = {name: started([sys.executable, *words], Path(empty)) for name, words in commands.items()}
        bare, four, whole = in_turn(timed).values()
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000
    print(f"bare score {bare:.2f} s; four states of the world {four:.2f} s, {four / bare:.1f} times (at most 3)")
    print(f"the whole world read in {whole:.2f} s (at most 3), {most:.0f} MB (at most 300)")
    print(f"took {time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
