"""A search dealt out to processes of this machine, this one among them, and put together again."""

import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from types import ModuleType
from typing import TYPE_CHECKING, Generic, TypeVar

from viability.analyses.coalitions.parts import Done, Told, Work
from viability.analyses.coalitions.sweep import Kept, Sweep
from viability.engine.arrays import Ints
from viability.errors import CoalitionError

if TYPE_CHECKING:
    from viability.analyses.coalitions.acceptability import Ranking  # of draws, which not every process needs

T = TypeVar("T")
P = TypeVar("P")
R = TypeVar("R", bound=Done)

SHARE = 4_000_000
"""Coalitions in a part at most."""

TURNS = 128
"""Parts that each worker gets at least, so that all are done at about the same time."""

AHEAD = 2
"""Parts that another process has at a time, so that it need not wait for the next."""

ALONE = 1_000_000
"""Evaluations up to which one process is sooner done than others are started."""

LISTENING = "listening"
"""What a process says first."""

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
    parts = field.parts(min(SHARE, field.eligible // (TURNS * workers) + 1))
    work = sweep.without_sources()
    with _team(work, parts, workers) as team:
        work.prepare()
        team.look()
        done = beside()
        team.look()
        return sweep.together(team.found(told)), done


def ranked(ranking: "Ranking", told: Told, *, workers: int = 1) -> Ints:
    """Count the draws in which each leader leads, (m,), in this process or in several, with the same result."""
    if workers == 1 or ranking.evaluations <= ALONE:
        return ranking.together(ranking.part(part, told) for part in ranking.parts())
    with _team(ranking, ranking.parts(), workers) as team:
        return ranking.together(team.found(told))


@contextmanager
def _team(work: Work[P, R], parts: Iterator[P], workers: int) -> Iterator["_Team[P, R]"]:
    """Start others, and end them whatever happens."""
    team = _Team(work, parts)
    try:
        team.start(workers - 1)
        yield team
    except (EOFError, ConnectionError):
        raise CoalitionError(
            "a worker process of the search ended before its work was done; there may be too little memory: "
            "ask for fewer (--workers)"
        ) from None
    finally:
        team.end()


class _Team(Generic[P, R]):
    """Other processes that take parts from the same store as this one."""

    def __init__(self, work: Work[P, R], parts: Iterator[P]) -> None:
        self._work, self._parts = work, parts
        self._processes: list[SpawnProcess] = []
        self._busy: dict[Connection, int] = {}
        """How many answers each process owes, where it owes any."""
        self._found: deque[R] = deque()
        self._looked = 0.0

    def start(self, count: int) -> None:
        """Start some processes, which are sent nothing until they say that they listen: to send would be to wait."""
        context = get_context("spawn")
        with _without_main(), _uninterrupted():
            for _ in range(count):
                here, there = context.Pipe()
                process = context.Process(target=_work, args=(there,), daemon=True)
                self._processes.append(process)
                process.start()
                there.close()
                self._busy[here] = 1

    def found(self, told: Told) -> Iterator[R]:
        """Do parts here, too, and give what comes of each part as it comes, from this process or another."""

        def between(done: int) -> None:
            told(done)
            if time.monotonic() > self._looked + PAUSE:
                self.look()

        for part in self._parts:
            yield self._work.part(part, between)
            yield from self._new(told)
        while self._busy:
            self.look(None)
            yield from self._new(told)

    def end(self) -> None:
        """End the processes, whatever they are at."""
        for process in self._processes:
            if process.pid is not None:
                process.terminate()
                process.join()

    def look(self, patience: float | None = 0.0) -> None:
        """Take what the others have found, and send them more; without an end to patience, wait for one of them."""
        self._looked = time.monotonic()
        ready = wait([*self._busy], patience)
        for end in [one for one in self._busy if one in ready]:
            found = end.recv()
            self._busy[end] -= 1
            if found == LISTENING:
                end.send(self._work)
            else:
                self._found.append(found)
            self._fill(end)

    def _new(self, told: Told) -> Iterator[R]:
        """Give what the others found since, once, and tell how much that is."""
        while self._found:
            told(self._found[0].evaluations)
            yield self._found.popleft()

    def _fill(self, end: Connection) -> None:
        while self._busy[end] < AHEAD:
            part = next(self._parts, _NO_MORE)
            if isinstance(part, _NoMore):
                break
            end.send(part)
            self._busy[end] += 1
        if not self._busy[end]:
            del self._busy[end]


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


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Keep an interrupt for afterwards, and for good from what is started, which would tell of it while it loads."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows has no such masks
        yield
        return
    resource_tracker.ensure_running()  # which lets interrupts through again when it has started
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _work(end: Connection) -> None:
    """Take the work, and do the parts that come until no more do."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started it is interrupted, and ends it
    with suppress(EOFError, ConnectionError):
        end.send(LISTENING)
        work = end.recv()
        while True:
            end.send(work.part(end.recv()))
