"""How fast this checkout is beside another one of the project: `python benchmarks/against.py OTHER [--runs 15]`.

OTHER is the folder of an older checkout (`git worktree add OTHER COMMIT`); this environment's packages serve both. Each
task is run in turn in both, in a process of its own, and told as the ratio of the medians of processor time: above 1
this checkout is slower. Commands ask the older checkout's own study of framework 1, which both can read; the sets are
of made-up states.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parents[1]
RUNS = 15
COMMANDS = (
    "score",
    "score --without kyrgyzstan --weight foreign_policy=50%",
    "pairs",
    "members",
    "coalitions",
    "path --max-steps 2",
    "trend --from 2023",
)
SETS = """
import sys, time
sys.path.insert(0, "benchmarks")
from coalitions import made_up, observe, evaluate_subsets
study = made_up(20)
obs = observe(study)
times = []
for _ in range(3):
    begun = time.process_time()
    for _ in evaluate_subsets(study, observations=obs):
        pass
    times.append(time.process_time() - begun)
print(min(times))
"""
DRAWS = """
import sys, time
from viability.analyses.uncertainty import uncertainty
from viability.files.folder import load_study
study = load_study("tests/framework_1")
uncertainty(study)
times = []
for _ in range(3):
    begun = time.process_time()
    uncertainty(study, draws=100_000)
    times.append(time.process_time() - begun)
print(min(times))
"""
THREADS = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}


def started(checkout: Path, arguments: list[str]) -> tuple[str, float]:
    """Run Python with the sources of a checkout, and return what it prints and its processor seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, *arguments],
        check=True,
        capture_output=True,
        text=True,
        cwd=checkout,
        env={**os.environ, **THREADS, "PYTHONPATH": str(checkout / "src")},
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return done.stdout, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def tasks(study: Path) -> Iterator[tuple[str, list[str], bool]]:
    """Return the name of each task, what Python is called with, and whether it prints its own time."""
    for command in COMMANDS:
        yield command, ["-m", "viability", *command.split(), "--study", str(study), "--format", "json"], False
    yield "all sets of 20 made-up states", ["-c", SETS], True
    yield "100,000 draws of framework 1", ["-c", DRAWS], True


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("other", type=Path, help="the folder of another checkout")
    parser.add_argument("--runs", type=int, default=RUNS, help="how often each task is run in each checkout")
    parser.add_argument("--only", default="", help="the beginning of the names of the tasks that are run")
    chosen = parser.parse_args()
    other = chosen.other.resolve()
    print(f"{'':56}{'before, ms':>11}{'now, ms':>9}{'ratio':>7}")
    asked = [task for task in tasks(other / "tests/framework_1") if task[0].startswith(chosen.only)]
    for name, arguments, tells in asked:
        times: dict[Path, list[float]] = {other: [], HERE: []}
        for _ in range(chosen.runs):
            for checkout, taken in times.items():
                printed, spent = started(checkout, arguments)
                taken.append(float(printed) if tells else spent)
        before, now = (statistics.median(taken) for taken in times.values())
        print(f"{name:56}{1000 * before:11.0f}{1000 * now:9.0f}{now / before:7.2f}", flush=True)


if __name__ == "__main__":
    main()
