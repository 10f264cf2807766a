"""How benchmarks time: each in its turn, round by round, and told by the median.

What slows the machine for a while then slows all that is compared, so that ratios within one run mean something.
"""

import gc
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from statistics import median

ROUNDS = 15

ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}

Timed = Callable[[], float]
"""Does something once, and returns the seconds that it took."""


def in_turn(timed: Mapping[str, Timed], rounds: int = ROUNDS) -> dict[str, float]:
    """Run each once to warm up, then each once in every round; return the median seconds of each."""
    for each in timed.values():
        each()
    taken: dict[str, list[float]] = {name: [] for name in timed}
    for _ in range(rounds):
        for name, each in timed.items():
            taken[name].append(each())
    return {name: median(found) for name, found in taken.items()}


def worked(action: Callable[[], object]) -> Timed:
    """Time an action in this process, in seconds of the processor."""
    return partial(_processor, action)


def started(command: Sequence[str | Path], cwd: Path | None = None) -> Timed:
    """Time a program, start to finish, in seconds of the processor."""
    return partial(_program, command, cwd)


def on_one_thread() -> None:
    """Start this script again with numpy kept to one thread, which it reads when it is loaded."""
    if any(os.environ.get(name) != value for name, value in ONE_THREAD.items()):
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **ONE_THREAD})  # noqa: S606 - no shell


def _processor(action: Callable[[], object]) -> float:
    gc.collect()
    start = time.process_time()
    action()
    return time.process_time() - start


def _program(command: Sequence[str | Path], cwd: Path | None) -> float:
    # compiled modules are kept, as they are for whoever runs a command twice
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, cwd=cwd, stdout=subprocess.DEVNULL, env=kept)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
