"""What a study of many states costs whoever asks about two of them: `python benchmarks/members.py`.

Times `viability score --members A,B` in a study of 200 states, of which two are the coalition, against the same in a
study of those two, start to finish, in processor time, medians of runs in turn; then by the name at the head of a
profile, for which all heads are read.
"""

import sys
import tempfile
from pathlib import Path

from faults import written
from turns import in_turn, started

STATES = 200

PROFILE = """\
name: Land of {name}
aliases: [Old {name}]
means:
  budget:
    series: {{{series}}}
    source: book
    quality: high
"""


def study(folder: Path, states: int) -> Path:
    """Write a study of so many states, each with a figure for thirty years."""
    series = ", ".join(f"{year}: {year % 90}" for year in range(1990, 2020))
    folder.mkdir()
    written(folder, PROFILE.format(name="alfa", series=series))
    for i in range(states - 2):
        name = f"state{i}"
        (folder / f"states/{name}.yaml").write_text(PROFILE.format(name=name, series=series), encoding="utf-8")
    return folder


def main() -> None:
    """Print a table."""
    with tempfile.TemporaryDirectory() as name:
        few, many = study(Path(name) / "few", 2), study(Path(name) / "many", STATES)
        score = [sys.executable, "-m", "viability", "score", "--members"]
        commands = {
            "alfa,bravo of 2 states": [*score, "alfa,bravo", "--study", str(few)],
            f"alfa,bravo of {STATES}": [*score, "alfa,bravo", "--study", str(many)],
            f"old alfa,bravo of {STATES}": [*score, "old alfa,bravo", "--study", str(many)],
        }
        taken = in_turn({what: started(command) for what, command in commands.items()})
        least = next(iter(taken.values()))
        for what, seconds in taken.items():
            print(f"score --members {what:<24} {seconds / least:5.2f}  ({1000 * seconds:.0f} ms)")
        print("goal: at most 1.5")


if __name__ == "__main__":
    main()
