"""A search dealt out to processes of this machine, this one among them, and put together again."""

import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from types import ModuleType
from typing import TypeVar

from viability.analyses.coalitions.field import Part
from viability.analyses.coalitions.sweep import Kept, Sweep, Told
from viability.errors import CoalitionError

T = TypeVar("T")

SHARE = 4_000_000
"""Coalitions in a part at most."""

TURNS = 64
"""Parts that each worker gets at least, so that all are done at about the same time."""

AHEAD = 2
"""Parts that another process has at a time, so that it need not wait for the next."""

ALONE = 1_000_000
"""Coalitions up to which one process is sooner done than others are started."""

PAUSE = 0.01
"""Seconds of work of this process between two looks at the others."""


def swept(sweep: Sweep, told: Told, beside: Callable[[], T], *, workers: int = 1) -> tuple[Kept, T]:
    """Evaluate all of a search, in this process or in several, with the same result.

    Args:
        sweep: The search.
        told: Is told of what is done.
        beside: What else has to be done, which this process does while others start; its result is returned, too.
        workers: How many processes, this one among them.
    """
    field = sweep.field
    if workers == 1 or not field.listed or sweep.judged or field.eligible <= ALONE:
        return sweep.together(sweep.part(part, told) for part in field.parts(field.evaluations + 1)), beside()
    team = _Team(field.parts(min(SHARE, field.eligible // (TURNS * workers) + 1)))
    try:
        team.start(sweep.without_sources(), workers - 1)
        done = beside()
        return sweep.together(_found(sweep, team, told)), done
    except (EOFError, ConnectionError):
        raise CoalitionError(
            "a worker process of the search ended before its work was done; there may be too little memory: "
            "ask for fewer (--workers)"
        ) from None
    finally:
        team.end()


def _found(sweep: Sweep, team: "_Team", told: Told) -> Iterator[Kept]:
    """Give what is kept of each part as it comes, from this process or another."""

    def between(done: int) -> None:
        told(done)
        team.look(0.0)

    for part in team.parts:
        yield sweep.part(part, between)
        yield from team.found(told)
    while team.busy:
        team.look(None)
        yield from team.found(told)


class _Team:
    """Other processes that take parts from the same store as this one."""

    def __init__(self, parts: Iterator[Part]) -> None:
        self.parts = parts
        """Those that nobody has begun."""
        self._processes: list[SpawnProcess] = []
        self.busy: dict[Connection, int] = {}
        """How many parts each process has, where it has any."""
        self._found: deque[Kept] = deque()
        self._looked = 0.0

    def start(self, sweep: Sweep, count: int) -> None:
        """Start some processes and send each its first parts."""
        context = get_context("spawn")
        with _without_main():
            for _ in range(count):
                here, there = context.Pipe()
                process = context.Process(target=_work, args=(sweep, there), daemon=True)
                self._processes.append(process)
                process.start()
                there.close()
                self.busy[here] = 0
        for end in [*self.busy]:
            self._fill(end)

    def look(self, patience: float | None) -> None:
        """Take what the others have found, and send them more; without patience, wait until one has found something."""
        now = time.monotonic()
        if patience is not None and now < self._looked + PAUSE:
            return
        self._looked = now
        for end in wait([*self.busy], patience):
            if isinstance(end, Connection):
                self._found.append(end.recv())
                self.busy[end] -= 1
                self._fill(end)

    def found(self, told: Told) -> Iterator[Kept]:
        """Give what was found since, once, and tell how much that is."""
        while self._found:
            told(self._found[0].evaluations)
            yield self._found.popleft()

    def end(self) -> None:
        """End the processes, whatever they are at."""
        for process in self._processes:
            if process.pid is not None:
                process.terminate()
                process.join()

    def _fill(self, end: Connection) -> None:
        while self.busy[end] < AHEAD:
            part = next(self.parts, _NO_MORE)
            if isinstance(part, _NoMore):
                break
            end.send(part)
            self.busy[end] += 1
        if not self.busy[end]:
            del self.busy[end]


class _NoMore:
    """Stands for a part where there is none."""


_NO_MORE = _NoMore()


@contextmanager
def _without_main() -> Iterator[None]:
    """Hide the program that was started, which a new process would run again up to its guard, if it has any."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _work(sweep: Sweep, end: Connection) -> None:
    """Evaluate the parts that come, until no more do."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started it is interrupted, and ends it
    with suppress(EOFError, ConnectionError):
        while True:
            end.send(sweep.part(end.recv()))
