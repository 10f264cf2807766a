"""The back-test of the world study: 1,309 cases start to finish, and how time grows with cases.

Run: python benchmarks/backtest.py [CASES.csv]

Without a table of cases the reference class that ships is used, filled up to 1,309 by drawing some of it again. The
whole command should take less than 10 s and 500 MB; growth is shown for 10,000 and 100,000 cases, drawn with
replacement, with scoring and measuring apart.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from msgspec.structs import replace

from viability import backtest, load_study, read_cases
from viability.analyses.backtest.scored import score_cases
from viability.study.cases import Case, Cases

ROOT = Path(__file__).parents[1]
SHIPPED = ROOT / "studies/world/reference/groups.csv"
MANY = 1_309
GROWTH = (1_309, 10_000, 100_000)


def drawn(cases: Cases, many: int) -> Cases:
    """Return so many cases: all, and what more is needed drawn from them."""
    rng = np.random.default_rng(0)
    more = rng.integers(len(cases.rows), size=max(0, many - len(cases.rows)))
    rows: list[Case] = [*cases.rows[:many]]
    rows += [replace(cases.rows[number], id=f"drawn {place}") for place, number in enumerate(more.tolist())]
    return replace(cases, rows=tuple(rows))


def whole(path: Path) -> None:
    """Time the command, start to finish."""
    with tempfile.TemporaryDirectory() as folder:
        words = [sys.executable, "-m", "viability", "backtest", str(path), "--study", "world"]
        start = time.perf_counter()
        subprocess.run([*words, "--output", str(Path(folder) / "out.json")], check=True, env=os.environ, stderr=-3)
        took = time.perf_counter() - start
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = used.ru_utime + used.ru_stime
    print(f"the command: {took:.1f} s by the clock, {cpu:.1f} s of processor (at most 10)")
    print(f"             {used.ru_maxrss / 1000:.0f} MB (at most 500)")


def main(path: Path) -> None:
    """Print times, memory and growth."""
    cases = read_cases(path)
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "cases.csv"
        head, *lines = path.read_text(encoding="utf-8").splitlines()
        more = lines[: max(0, MANY - len(lines))]
        again = [f"again{number}{line[line.index(',') :]}" for number, line in enumerate(more)]
        table.write_text("\n".join([head, *lines, *again]) + "\n", encoding="utf-8")
        whole(table)
    study = load_study("world")
    print("cases      scoring s   all s")
    before = None
    for many in GROWTH:
        some = drawn(cases, many)
        start = time.process_time()
        score_cases(study, some.rows)
        scored = time.process_time() - start
        start = time.process_time()
        backtest(study, some, seed=0)
        took = time.process_time() - start
        slope = "" if before is None else f"  exponent {np.log(took / before[1]) / np.log(many / before[0]):.2f}"
        print(f"{many:7,}  {scored:10.1f}  {took:6.1f}{slope}", flush=True)
        before = many, took


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else SHIPPED)
