"""What a study of many states costs whoever asks about two of them: `python benchmarks/members.py`.

Times `viability score --members A,B` in a study of 200 states, of which two are the coalition, against the same in a
study of those two, start to finish, in processor time; then by the name at the head of a profile, for which all heads
are read.
"""

import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from faults import written

STATES = 200
RUNS = 9

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


def seconds(folder: Path, members: str) -> float:
    """Return the median of the processor time of the whole program."""
    times = []
    command = [sys.executable, "-m", "viability", "score", "--members", members, "--study", str(folder)]
    for _ in range(RUNS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return statistics.median(times)


def main() -> None:
    """Print a table."""
    with tempfile.TemporaryDirectory() as name:
        few, many = study(Path(name) / "few", 2), study(Path(name) / "many", STATES)
        base = seconds(few, "alfa,bravo")
        print(f"score --members alfa,bravo of 2 states    1.00  ({1000 * base:.0f} ms)")
        for members in ("alfa,bravo", "old alfa,bravo"):
            print(f"score --members {members:<15} of {STATES}  {seconds(many, members) / base:5.2f}")


if __name__ == "__main__":
    main()
