"""Start to finish: `viability score` with its 10,000 draws against importing the libraries it stands on.

Run: python benchmarks/startup.py
"""

import subprocess
import sys
import time
from pathlib import Path
from statistics import median

RUNS = 10
IMPORTS = [sys.executable, "-c", "import numpy, pydantic, typer, rich.table, yaml"]
SCORE = [str(Path(sys.executable).with_name("viability")), "score"]


def seconds(command: list[str]) -> float:
    """Time one run of a command."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> None:
    """Time both, in turn, and print medians and their ratio."""
    for command in (IMPORTS, SCORE):
        seconds(command)
    times = [(seconds(IMPORTS), seconds(SCORE)) for _ in range(RUNS)]
    imports, score = (median(column) for column in zip(*times, strict=True))
    print(f"imports alone   {1000 * imports:6.0f} ms  (median of {RUNS})")
    print(f"viability score {1000 * score:6.0f} ms  (median of {RUNS})")
    print(f"ratio           {score / imports:6.2f}     (goal: at most 1.60)")


if __name__ == "__main__":
    main()
